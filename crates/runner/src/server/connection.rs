//! One connection of a lane: reads requests and answers each with the current vector's response.

use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::Mutex;
use std::time::Duration;

use super::armed::{Sent, Shared, Ticket, lock};
use crate::interrupt::POLL_INTERVAL;
use crate::wire::After;

/// The longest request head, in bytes.
const MAX_HEAD: u64 = 64 * 1024;

/// The most headers in a request.
const MAX_HEADERS: usize = 128;

/// The longest request body that is read, in bytes. No call of this API sends more.
const MAX_BODY: u64 = 16 * 1024 * 1024;

/// How long one write may block before the client counts as gone.
const WRITE_LIMIT: Duration = Duration::from_secs(30);

/// The answer to a request that no vector expects.
const UNEXPECTED: &[u8] = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";

/// Serves requests until either side closes.
pub(super) fn serve(stream: &TcpStream, shared: &Mutex<Shared>) {
    // Errors on these only cost speed or time.
    let _ = stream.set_nodelay(true);
    let _ = stream.set_write_timeout(Some(WRITE_LIMIT));
    let mut requests = Requests(BufReader::new(stream));
    while let Ok(Some(request)) = requests.next() {
        let current = lock(shared).current.clone();
        let stays = match current {
            Some(armed) => {
                let ticket = armed.take_request(request.method, request.target);
                let sent = answer(stream, &ticket);
                ticket.finish(sent);
                let script = ticket.script();
                sent == Sent::Whole && script.is_none_or(|it| it.after == After::KeepAlive)
            }
            None => write(stream, UNEXPECTED) == Sent::Whole,
        };
        if !(stays && request.keep_alive) {
            break;
        }
    }
    let _ = stream.shutdown(Shutdown::Both);
}

/// Writes the response that belongs to a request.
fn answer(stream: &TcpStream, ticket: &Ticket) -> Sent {
    let Some(script) = ticket.script() else {
        return write(stream, UNEXPECTED);
    };
    if script.after == After::Hold {
        // Silence, until the client goes away or the vector is over.
        while ticket.pause(POLL_INTERVAL) {
            if is_closed(stream) {
                return Sent::ClosedEarly;
            }
        }
        return Sent::CutOff;
    }
    for (index, bytes) in script.writes.iter().enumerate() {
        if index > 0 && script.pause_ms > 0 {
            if !ticket.pause(Duration::from_millis(script.pause_ms)) {
                return Sent::CutOff;
            }
            if is_closed(stream) {
                return Sent::ClosedEarly;
            }
        }
        if write(stream, bytes) != Sent::Whole {
            return Sent::ClosedEarly;
        }
    }
    Sent::Whole
}

fn write(mut stream: &TcpStream, bytes: &[u8]) -> Sent {
    match stream.write_all(bytes) {
        Ok(()) => Sent::Whole,
        Err(_) => Sent::ClosedEarly,
    }
}

/// Whether the client has closed its side, without waiting.
fn is_closed(stream: &TcpStream) -> bool {
    if stream.set_nonblocking(true).is_err() {
        return true;
    }
    let closed = match stream.peek(&mut [0]) {
        Ok(count) => count == 0,
        Err(error) => error.kind() != ErrorKind::WouldBlock,
    };
    closed || stream.set_nonblocking(false).is_err()
}

/// A request, as far as the lane needs it.
struct Request {
    method: String,
    target: String,
    keep_alive: bool,
}

/// Reads requests one after the other, bodies included.
struct Requests<'a>(BufReader<&'a TcpStream>);

impl Requests<'_> {
    /// The next request; none when the client closed the connection.
    fn next(&mut self) -> io::Result<Option<Request>> {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") && !head.ends_with(b"\n\n") {
            if self.line(&mut head)? == 0 {
                return Ok(None);
            }
            // Clients may send empty lines between two requests.
            if head.iter().all(u8::is_ascii_whitespace) {
                head.clear();
            }
        }
        let mut headers = [httparse::EMPTY_HEADER; MAX_HEADERS];
        let mut parsed = httparse::Request::new(&mut headers);
        if parsed.parse(&head).map_err(invalid)?.is_partial() {
            return Err(ErrorKind::InvalidData.into());
        }
        let find = |name: &str| {
            let mut headers = parsed.headers.iter();
            let found = headers.find(|header| header.name.eq_ignore_ascii_case(name))?;
            let value = String::from_utf8_lossy(found.value);
            Some(value.trim().to_ascii_lowercase())
        };
        if find("expect").as_deref() == Some("100-continue") && self.0.buffer().is_empty() {
            self.0
                .get_mut()
                .write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?;
        }
        match (find("transfer-encoding"), find("content-length")) {
            (Some(_), _) => self.skip_chunks()?,
            (None, Some(length)) => self.skip(length.parse().map_err(invalid)?)?,
            (None, None) => {}
        }
        Ok(Some(Request {
            method: parsed.method.unwrap_or_default().to_owned(),
            target: parsed.path.unwrap_or_default().to_owned(),
            keep_alive: parsed.version == Some(1) && find("connection").as_deref() != Some("close"),
        }))
    }

    /// Appends the next line with its end; how long it is.
    fn line(&mut self, text: &mut Vec<u8>) -> io::Result<usize> {
        let left = MAX_HEAD.saturating_sub(text.len() as u64);
        self.0.by_ref().take(left).read_until(b'\n', text)
    }

    /// Reads and forgets `length` bytes.
    fn skip(&mut self, length: u64) -> io::Result<()> {
        let is_read = length <= MAX_BODY
            && io::copy(&mut self.0.by_ref().take(length), &mut io::sink())? == length;
        is_read.then_some(()).ok_or(ErrorKind::InvalidData.into())
    }

    /// Reads and forgets a chunked body with its trailers.
    fn skip_chunks(&mut self) -> io::Result<()> {
        let mut left = MAX_BODY;
        loop {
            let mut line = Vec::new();
            self.line(&mut line)?;
            let httparse::Status::Complete((_, size)) =
                httparse::parse_chunk_size(&line).map_err(|_| ErrorKind::InvalidData)?
            else {
                return Err(ErrorKind::InvalidData.into());
            };
            left = left.checked_sub(size).ok_or(ErrorKind::InvalidData)?;
            if size == 0 {
                // Trailers, up to an empty line.
                while self.line(&mut line)? > b"\r\n".len() {}
                return Ok(());
            }
            self.skip(size)?;
            self.line(&mut line)?;
        }
    }
}

fn invalid(_: impl std::error::Error) -> io::Error {
    ErrorKind::InvalidData.into()
}
