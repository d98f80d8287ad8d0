//! What a client does with the transport: redirects, content codings, broken replies.

use suite::body::lenient_tree;
use suite::encoded::Encoded;
use suite::observation::{BodyView, FieldView, Observation, Outcome, Raised};
use suite::vector::{Mode, Stop};

use super::{HonestClient, raise};
use crate::client::{ClientAnswer, Exchange};
use crate::edit::{adjust, is_unanswered, is_unreadable, raised};

pub(super) fn clients() -> Vec<HonestClient> {
    vec![
        HonestClient::typed(
            "follows-redirects",
            "follows a redirect and shows the reply that it gets there",
            Box::new(|exchange| match exchange.second() {
                Some(second) => ClientAnswer::Followed(Box::new(second)),
                None => ClientAnswer::Seen(Box::new(exchange.right.clone())),
            }),
        ),
        HonestClient::typed(
            "refuses-redirects",
            "raises an error of its own, without status and body, for a redirect",
            adjust(|seen, exchange| {
                if (300..400).contains(&exchange.status) {
                    raise(
                        seen,
                        "reference.Redirected",
                        "a redirect was not followed".to_owned(),
                    );
                    seen.errors.clear();
                    seen.http_status = FieldView::Absent;
                    seen.body = BodyView::None;
                }
            }),
        ),
        HonestClient::typed(
            "asks-again",
            "sends a request again after 429 and 5xx, and shows the last reply",
            Box::new(|exchange| {
                let seen = Box::new(exchange.right.clone());
                match exchange.status {
                    429 | 500.. => ClientAnswer::Repeated(seen),
                    _ => ClientAnswer::Seen(seen),
                }
            }),
        ),
        HonestClient::typed(
            "inflates",
            "inflates what the reply says is gzip or deflate",
            Box::new(|exchange| {
                let seen = inflated(exchange).map(|body| exchange.observe(&body));
                ClientAnswer::Seen(Box::new(seen.unwrap_or_else(|| exchange.right.clone())))
            }),
        ),
        HonestClient::typed(
            "leaves-it-compressed",
            "raises its own error for a compressed body and hands out its bytes",
            adjust(|seen, exchange| {
                if exchange.header("content-encoding").is_some() && !is_unanswered(seen) {
                    raise(
                        seen,
                        "reference.Compressed",
                        "the body is compressed".to_owned(),
                    );
                    seen.result = None;
                    seen.errors.clear();
                    seen.body = BodyView::Bytes {
                        bytes: exchange.body.to_vec(),
                    };
                }
            }),
        ),
        HonestClient::typed(
            "has-classes-for-the-transport",
            "raises a class of its own for each way in which a reply can break",
            adjust(|seen, _| {
                if raised(seen, "TransportError") {
                    raise(
                        seen,
                        "reference.ConnectionBroken",
                        "the connection broke".to_owned(),
                    );
                }
            }),
        ),
        HonestClient::recoverable(
            "lets-transport-exceptions-through",
            "raises the exceptions of its HTTP library where the transport breaks",
            adjust(|seen, _| {
                if is_unanswered(seen) {
                    *seen = foreign("httpx.ReadError");
                }
            }),
        ),
        HonestClient::recoverable(
            "lets-decoder-exceptions-through",
            "raises the exceptions of its JSON library for a body that is no JSON",
            adjust(|seen, exchange| {
                if is_unreadable(seen) && lenient_tree(exchange.body).is_none() {
                    *seen = foreign("json.decoder.JSONDecodeError");
                }
            }),
        ),
        HonestClient::typed(
            "shows-what-arrived",
            "shows the status and the part of a body that arrived before the end",
            adjust(|seen, exchange| {
                let Some(response) = exchange.responses.first().filter(|_| is_unanswered(seen))
                else {
                    return;
                };
                if let Some(Stop::AfterBodyBytes(length)) = response.delivery.stop
                    && let Ok(body) = response.body.bytes()
                {
                    let status = Encoded::from_json(response.status.to_string());
                    seen.http_status = FieldView::value("status", status);
                    seen.body = BodyView::Bytes {
                        bytes: body.into_iter().take(length).collect(),
                    };
                }
            }),
        ),
    ]
}

/// An exception that is none of the SDK's.
fn foreign(class: &str) -> Observation {
    Observation::new(Outcome::Raised(Raised {
        classes: vec![class.to_owned()],
        shown: "something broke".to_owned(),
    }))
}

/// The body after content decoding.
fn inflated(exchange: &Exchange<'_>) -> Option<Vec<u8>> {
    match exchange.mode {
        Mode::Decode => None,
        Mode::Http => exchange.responses.first()?.decoded_content(),
    }
}
