//! A client as a function: from what the server sends to what its user sees.
//!
//! Mutants and honest clients are such functions around the reference, which never follows a
//! redirect. Not here: the clients themselves. Start at `Client`.

use judge::Calls;
use reference::{observe, transport_error};
use suite::observation::Observation;
use suite::tree::Tree;
use suite::vector::{Framing, Mode, Response, Vector};
use tables::Operation;

/// From an exchange, and what the reference shows of it, to what the client shows.
pub(crate) type Client = Box<dyn Fn(&Exchange<'_>) -> ClientAnswer + Send + Sync>;

/// What a client does with a response.
#[derive(Clone, Debug, PartialEq)]
pub enum ClientAnswer {
    /// Its user sees this after one request.
    Seen(Box<Observation>),
    /// Its user sees this after it followed the redirect.
    Followed(Box<Observation>),
    /// Its user sees this after it sent the request again.
    Repeated(Box<Observation>),
    /// The process dies.
    Died,
}

/// One exchange on its way through a client.
#[derive(Clone, Copy)]
pub struct Exchange<'a> {
    /// The operation that was called.
    pub operation: Operation,
    /// How the response reaches the client.
    pub mode: Mode,
    /// The HTTP status; 0 where no reply arrives.
    pub status: u16,
    /// The body.
    pub body: &'a [u8],
    /// The body as a tree, if it is JSON.
    pub tree: Option<&'a Tree>,
    /// All responses of the vector, whether they arrive or not.
    pub responses: &'a [Response],
    /// What the reference shows.
    pub right: &'a Observation,
    /// What the reference showed of the response before this one.
    pub previous: Option<&'a Observation>,
}

impl ClientAnswer {
    /// What the user sees, unless the process dies.
    pub fn seen(self) -> Option<Observation> {
        match self {
            Self::Seen(seen) | Self::Followed(seen) | Self::Repeated(seen) => Some(*seen),
            Self::Died => None,
        }
    }

    /// The requests that the server saw; none where there was no server.
    pub(crate) fn calls(&self, mode: Mode) -> Option<Calls> {
        let (own, followed) = match self {
            Self::Seen(_) | Self::Died => (1, 0),
            Self::Followed(_) => (1, 1),
            Self::Repeated(_) => (2, 0),
        };
        match mode {
            Mode::Decode => None,
            Mode::Http => Some(Calls {
                own,
                followed,
                other: 0,
            }),
        }
    }
}

impl Exchange<'_> {
    /// Whether the body has a member at a JSON Pointer.
    pub(crate) fn has(&self, pointer: &str) -> bool {
        self.tree.is_some_and(|tree| tree.has(pointer))
    }

    /// The JSON text at a JSON Pointer.
    pub(crate) fn at(&self, pointer: &str) -> Option<String> {
        self.tree?.pointer(pointer)
    }

    /// The JSON Pointer to a key of the error of a slot.
    pub(crate) fn pointer(&self, index: usize, key: &str) -> String {
        let error = self.operation.error_pointer(self.status, index);
        error + "/" + key
    }

    /// Whether the error of a slot was sent with a key.
    pub(crate) fn sent(&self, index: usize, key: &str) -> bool {
        self.has(&self.pointer(index, key))
    }

    /// Whether the error of a slot was sent with null under a key.
    pub(crate) fn sent_null(&self, index: usize, key: &str) -> bool {
        self.at(&self.pointer(index, key)).as_deref() == Some("null")
    }

    /// Whether the operation answered with a success, at least by its status.
    pub(crate) fn is_2xx(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// What the reference shows where this is the body.
    pub(crate) fn observe(&self, body: &[u8]) -> Observation {
        observe(self.operation, self.status, body)
    }

    /// A header of the response.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let first = self.responses.first()?;
        let mut headers = first.headers.iter();
        let found = headers.find(|(found, _)| found.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    /// What the reference shows of the reply to which a redirect leads.
    pub(crate) fn second(&self) -> Option<Observation> {
        let [first, second, ..] = self.responses else {
            return None;
        };
        first.location()?;
        let body = second.body.bytes().ok()?;
        Some(observe(self.operation, second.status, &body))
    }
}

/// A vector with everything about it that is the same for all clients.
pub(crate) struct Prepared<'a> {
    pub(crate) case: &'a str,
    pub(crate) vector: &'a Vector,
    pub(crate) operation: Operation,
    /// The HTTP status; 0 where no reply arrives.
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
    pub(crate) tree: Option<Tree>,
    pub(crate) right: Observation,
}

impl<'a> Prepared<'a> {
    /// Of a reply that does not arrive whole, a client sees what the reference shows: that there was
    /// none. A client that does not follow redirects sees the first response.
    pub(crate) fn new(case: &'a str, vector: &'a Vector) -> Option<Self> {
        let response = vector.responses.first()?;
        let operation = Operation::from_id(&vector.operation)?;
        let mut body = response.body.bytes().ok()?;
        let mut is_complete = response.delivery.is_complete();
        if let Framing::Declared(length) = response.delivery.framing
            && let Ok(length) = usize::try_from(length)
            && length <= body.len()
        {
            // A length that is not too large makes a whole body, if a shorter one.
            body.truncate(length);
            is_complete = true;
        }
        // A complete delivery shows the same as a handed-over body, however slow it is.
        if !vector.modes.contains(&Mode::Decode) && !is_complete {
            return Some(Self {
                case,
                vector,
                operation,
                status: 0,
                tree: None,
                right: transport_error("the reply did not arrive"),
                body: Vec::new(),
            });
        }
        Some(Self {
            case,
            vector,
            operation,
            status: response.status,
            tree: std::str::from_utf8(&body)
                .ok()
                .and_then(|text| Tree::parse(text).ok()),
            right: observe(operation, response.status, &body),
            body,
        })
    }

    /// The exchange of one mode.
    pub(crate) fn exchange<'e>(
        &'e self,
        mode: Mode,
        previous: Option<&'e Observation>,
    ) -> Exchange<'e> {
        Exchange {
            operation: self.operation,
            mode,
            status: self.status,
            body: &self.body,
            tree: self.tree.as_ref(),
            responses: &self.vector.responses,
            right: &self.right,
            previous,
        }
    }
}
