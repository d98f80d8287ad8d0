//! A response as bytes: the one place where framing is written.
//!
//! The server sends exactly these writes, and `conform show` prints them. Not here: sockets and
//! time (see [`crate::server`]). Start at [`Script::new`].

use http::StatusCode;
use suite::vector::{Delivery, Framing, Response, Stop};

/// Everything that the server does with one response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Script {
    /// The writes, in order; the first one begins with the status line.
    pub writes: Vec<Vec<u8>>,
    /// The pause between two writes, in milliseconds.
    pub pause_ms: u64,
    /// What happens after the last write.
    pub after: After,
}

/// What the server does after the last write of a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum After {
    /// It waits for the next request on the same connection.
    KeepAlive,
    /// It closes the connection.
    Close,
    /// It sends nothing and waits until the client goes away.
    Hold,
}

impl Script {
    /// Renders a response.
    ///
    /// # Errors
    ///
    /// The body is not the base64 that it claims to be.
    pub fn new(response: &Response) -> Result<Self, String> {
        let delivery = &response.delivery;
        if delivery.silent {
            return Ok(Self {
                writes: Vec::new(),
                pause_ms: 0,
                after: After::Hold,
            });
        }
        let body = response
            .body
            .bytes()
            .map_err(|error| format!("the body is not base64: {error}"))?;
        let mut head = head(response, body.len());
        let writes = match delivery.stop {
            Some(Stop::BeforeStatus) => Vec::new(),
            Some(Stop::InHeaders) => {
                head.truncate(middle_of_headers(&head));
                vec![head]
            }
            Some(Stop::AfterBodyBytes(_) | Stop::BrokenChunk) | None => {
                let pieces = pieces(&body, delivery);
                let mut pieces = pieces.into_iter();
                // Head and first piece share a write: a client must not depend on where it is cut,
                // and a plain response then costs one system call.
                head.extend(pieces.next().unwrap_or_default());
                std::iter::once(head).chain(pieces).collect()
            }
        };
        let is_delimited = match delivery.framing {
            // A 204 or 304 ends at its headers, so further bytes would be read as a response.
            Framing::Length => body.is_empty() || !is_bodiless(response.status),
            Framing::Chunked => !is_bodiless(response.status),
            Framing::Declared(_) | Framing::Close => false,
        };
        let after = match delivery.stop.is_none() && is_delimited {
            true => After::KeepAlive,
            false => After::Close,
        };
        Ok(Self {
            writes,
            pause_ms: delivery.pause_ms,
            after,
        })
    }
}

/// Status line, the response's own headers in their order, then those that the framing adds.
fn head(response: &Response, body_len: usize) -> Vec<u8> {
    let reason = StatusCode::from_u16(response.status)
        .ok()
        .and_then(|status| status.canonical_reason())
        .unwrap_or_default();
    let mut head = format!("HTTP/1.1 {} {reason}\r\n", response.status);
    for (name, value) in &response.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    match response.delivery.framing {
        Framing::Length if body_len == 0 && is_bodiless(response.status) => {}
        Framing::Length => head.push_str(&format!("Content-Length: {body_len}\r\n")),
        Framing::Declared(length) => {
            head.push_str(&format!(
                "Content-Length: {length}\r\nConnection: close\r\n"
            ));
        }
        Framing::Chunked => head.push_str("Transfer-Encoding: chunked\r\n"),
        Framing::Close => head.push_str("Connection: close\r\n"),
    }
    head.push_str("\r\n");
    head.into_bytes()
}

/// Whether a response with this status has no body, whatever its headers say.
fn is_bodiless(status: u16) -> bool {
    matches!(status, 204 | 304)
}

/// Half-way between the status line and the end of the head.
fn middle_of_headers(head: &[u8]) -> usize {
    let status_line = head
        .iter()
        .position(|byte| *byte == b'\n')
        .map_or(0, |index| index + 1);
    status_line + (head.len() - status_line) / 2
}

/// The body in the pieces of its delivery, the rest in one last piece, up to the stop.
fn pieces(mut body: &[u8], delivery: &Delivery) -> Vec<Vec<u8>> {
    let mut left = match delivery.stop {
        Some(Stop::AfterBodyBytes(count)) => count,
        _ => usize::MAX,
    };
    let is_chunked = delivery.framing == Framing::Chunked;
    let mut pieces = Vec::with_capacity(delivery.pieces.len() + 1);
    for size in delivery.pieces.iter().copied().chain([usize::MAX]) {
        let (piece, rest) = body.split_at(size.min(body.len()));
        let sent = &piece[..piece.len().min(left)];
        left -= sent.len();
        body = rest;
        if sent.is_empty() {
            continue;
        }
        pieces.push(match is_chunked {
            true => chunk(piece, sent),
            false => sent.to_vec(),
        });
    }
    match (&delivery.stop, pieces.last_mut()) {
        _ if !is_chunked => {}
        // A size line that is not a number stands for the last chunk.
        (Some(Stop::BrokenChunk), _) => {
            pieces.pop();
            pieces.push(b"zz\r\n".to_vec());
        }
        (Some(_), _) => {}
        // The end shares the last chunk's write, so that a plain body stays one system call.
        (None, Some(last)) => last.extend_from_slice(b"0\r\n\r\n"),
        (None, None) => pieces.push(b"0\r\n\r\n".to_vec()),
    }
    pieces
}

/// A chunk; one that is cut announces more than it has.
fn chunk(announced: &[u8], sent: &[u8]) -> Vec<u8> {
    let mut chunk = format!("{:x}\r\n", announced.len()).into_bytes();
    chunk.extend_from_slice(sent);
    if sent.len() == announced.len() {
        chunk.extend_from_slice(b"\r\n");
    }
    chunk
}

#[cfg(test)]
mod tests {
    use suite::vector::Body;

    use super::*;

    fn script(status: u16, body: &str, delivery: Delivery) -> (Vec<String>, After) {
        let response = Response {
            status,
            headers: vec![("Content-Type".to_owned(), "application/json".to_owned())],
            body: Body::Text(body.to_owned()),
            delivery,
        };
        let script = Script::new(&response).expect("a good response");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
        (script.writes.into_iter().map(text).collect(), script.after)
    }

    const TYPE: &str = "Content-Type: application/json\r\n";

    #[test]
    fn a_plain_response_is_one_write() {
        let (writes, after) = script(200, "{}", Delivery::default());
        assert_eq!(
            writes,
            [format!(
                "HTTP/1.1 200 OK\r\n{TYPE}Content-Length: 2\r\n\r\n{{}}"
            )]
        );
        assert_eq!(after, After::KeepAlive);
    }

    #[test]
    fn an_unknown_status_has_an_empty_reason_phrase() {
        let (writes, _) = script(599, "", Delivery::default());
        assert!(writes[0].starts_with("HTTP/1.1 599 \r\n"), "{}", writes[0]);
    }

    #[test]
    fn a_204_has_no_length() {
        let (writes, after) = script(204, "", Delivery::default());
        assert_eq!(writes, [format!("HTTP/1.1 204 No Content\r\n{TYPE}\r\n")]);
        assert_eq!(after, After::KeepAlive);
    }

    #[test]
    fn pieces_are_chunks_of_their_own() {
        let delivery = Delivery {
            framing: Framing::Chunked,
            pieces: vec![3],
            ..Delivery::default()
        };
        let (writes, after) = script(200, "[1,2]", delivery);
        assert!(writes[0].ends_with("Transfer-Encoding: chunked\r\n\r\n3\r\n[1,\r\n"));
        assert_eq!(writes[1..], ["2\r\n2]\r\n0\r\n\r\n"]);
        assert_eq!(after, After::KeepAlive);
    }

    #[test]
    fn a_broken_chunk_stands_for_the_last_one() {
        let delivery = Delivery {
            framing: Framing::Chunked,
            pieces: vec![3],
            stop: Some(Stop::BrokenChunk),
            ..Delivery::default()
        };
        let (writes, after) = script(200, "[1,2]", delivery);
        assert_eq!(writes[1..], ["zz\r\n"]);
        assert_eq!(after, After::Close);
    }

    #[test]
    fn a_wrong_length_is_declared_and_the_connection_closed() {
        let delivery = Delivery {
            framing: Framing::Declared(9),
            ..Delivery::default()
        };
        let (writes, after) = script(200, "{}", delivery);
        let end = "Content-Length: 9\r\nConnection: close\r\n\r\n{}";
        assert_eq!(writes, [format!("HTTP/1.1 200 OK\r\n{TYPE}{end}")]);
        assert_eq!(after, After::Close);
    }

    #[test]
    fn a_stop_cuts_where_it_says() {
        let stop = |stop| Delivery {
            stop: Some(stop),
            ..Delivery::default()
        };
        assert_eq!(
            script(200, "{}", stop(Stop::BeforeStatus)),
            (vec![], After::Close)
        );
        let (writes, after) = script(200, "{}", stop(Stop::InHeaders));
        assert!(
            writes[0].starts_with("HTTP/1.1 200 OK\r\nContent-"),
            "{}",
            writes[0]
        );
        assert!(!writes[0].contains("\r\n\r\n"), "{}", writes[0]);
        assert_eq!(after, After::Close);
        let (writes, after) = script(200, "[1,2]", stop(Stop::AfterBodyBytes(3)));
        assert!(
            writes[0].ends_with("Content-Length: 5\r\n\r\n[1,"),
            "{}",
            writes[0]
        );
        assert_eq!(after, After::Close);
        let framing = Framing::Chunked;
        let (writes, _) = script(
            200,
            "[1,2]",
            Delivery {
                framing,
                ..stop(Stop::AfterBodyBytes(3))
            },
        );
        assert!(
            writes[0].ends_with("chunked\r\n\r\n5\r\n[1,"),
            "{}",
            writes[0]
        );
    }

    #[test]
    fn silence_writes_nothing_and_holds_the_line() {
        let delivery = Delivery {
            silent: true,
            ..Delivery::default()
        };
        assert_eq!(script(200, "{}", delivery), (vec![], After::Hold));
    }
}
