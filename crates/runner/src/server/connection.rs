//! One connection of a lane: reads requests, answers each as the lane says.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::Duration;

use super::{Shared, Ticket};
use crate::interrupt::POLL_INTERVAL;
use crate::wire::After;

/// The longest request head, in bytes.
const MAX_HEAD: usize = 64 * 1024;

/// The most headers in a request.
const MAX_HEADERS: usize = 128;

/// The longest request body that is read, in bytes. No call of this API sends more.
const MAX_BODY: u64 = 16 * 1024 * 1024;

/// How long one write may block before the client counts as gone.
const WRITE_LIMIT: Duration = Duration::from_secs(30);

/// The answer to a request that no vector expects.
const UNEXPECTED: &[u8] = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";

/// Serves requests until either side closes.
pub(super) fn serve(stream: &TcpStream, shared: &Shared) {
    // Errors on these only cost speed or patience.
    let _ = stream.set_nodelay(true);
    let _ = stream.set_write_timeout(Some(WRITE_LIMIT));
    let mut reader = RequestReader {
        stream,
        buffer: Vec::new(),
    };
    while let Ok(Some(request)) = reader.next() {
        let ticket = shared.take_request(&request.method, &request.target);
        let answer = answer(stream, shared, &ticket);
        shared.finish_request(&ticket, answer.sent, answer.closed_early);
        if !(answer.keep && request.keep) {
            break;
        }
    }
    let _ = stream.shutdown(Shutdown::Both);
}

/// How answering went.
struct Exchange {
    sent: bool,
    closed_early: bool,
    keep: bool,
}

/// Writes the response that belongs to a request.
fn answer(mut stream: &TcpStream, shared: &Shared, ticket: &Ticket) -> Exchange {
    let gone = Exchange {
        sent: false,
        closed_early: true,
        keep: false,
    };
    let Some(script) = &ticket.script else {
        return match stream.write_all(UNEXPECTED) {
            Ok(()) => Exchange {
                sent: true,
                closed_early: false,
                keep: true,
            },
            Err(_) => gone,
        };
    };
    if script.after == After::Hold {
        return hold(stream, shared, ticket);
    }
    for (index, bytes) in script.writes.iter().enumerate() {
        if index > 0 && script.pause_ms > 0 {
            if !shared.pause(ticket, Duration::from_millis(script.pause_ms)) {
                return Exchange {
                    sent: false,
                    closed_early: false,
                    keep: false,
                };
            }
            if is_closed(stream) {
                return gone;
            }
        }
        if stream.write_all(bytes).is_err() {
            return gone;
        }
    }
    Exchange {
        sent: true,
        closed_early: false,
        keep: script.after == After::KeepAlive,
    }
}

/// Says nothing until the client goes away or the vector is over.
fn hold(stream: &TcpStream, shared: &Shared, ticket: &Ticket) -> Exchange {
    while shared.pause(ticket, POLL_INTERVAL) {
        if is_closed(stream) {
            return Exchange {
                sent: false,
                closed_early: true,
                keep: false,
            };
        }
    }
    Exchange {
        sent: false,
        closed_early: false,
        keep: false,
    }
}

/// Whether the client has closed its side; a look without waiting.
fn is_closed(stream: &TcpStream) -> bool {
    if stream.set_nonblocking(true).is_err() {
        return true;
    }
    let closed = match stream.peek(&mut [0]) {
        Ok(count) => count == 0,
        Err(error) => error.kind() != io::ErrorKind::WouldBlock,
    };
    closed || stream.set_nonblocking(false).is_err()
}

/// A request, as far as the lane cares.
struct Request {
    method: String,
    target: String,
    keep: bool,
}

/// Reads requests one after the other, bodies included.
struct RequestReader<'a> {
    stream: &'a TcpStream,
    buffer: Vec<u8>,
}

/// How the end of a request's body is told.
enum BodyLength {
    Fixed(u64),
    Chunked,
}

impl RequestReader<'_> {
    /// The next request; none when the client closed the connection between two of them.
    fn next(&mut self) -> io::Result<Option<Request>> {
        loop {
            if let Some((request, head, body, expects_continue)) = self.parse()? {
                self.buffer.drain(..head);
                if expects_continue && self.buffer.is_empty() {
                    self.stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?;
                }
                match body {
                    BodyLength::Fixed(length) => self.skip(length)?,
                    BodyLength::Chunked => self.skip_chunks()?,
                }
                return Ok(Some(request));
            }
            if self.buffer.len() > MAX_HEAD {
                return Err(io::ErrorKind::InvalidData.into());
            }
            if !self.fill()? {
                return Ok(None);
            }
        }
    }

    /// The request at the front of the buffer, once its head is complete.
    fn parse(&self) -> io::Result<Option<(Request, usize, BodyLength, bool)>> {
        let mut headers = [httparse::EMPTY_HEADER; MAX_HEADERS];
        let mut parsed = httparse::Request::new(&mut headers);
        let httparse::Status::Complete(head) = parsed
            .parse(&self.buffer)
            .map_err(|_| io::Error::from(io::ErrorKind::InvalidData))?
        else {
            return Ok(None);
        };
        let find = |name: &str| {
            let found = parsed
                .headers
                .iter()
                .find(|header| header.name.eq_ignore_ascii_case(name));
            found.map(|header| {
                String::from_utf8_lossy(header.value)
                    .trim()
                    .to_ascii_lowercase()
            })
        };
        let body = match (find("transfer-encoding"), find("content-length")) {
            (Some(_), _) => BodyLength::Chunked,
            (None, Some(length)) => BodyLength::Fixed(
                length
                    .parse()
                    .map_err(|_| io::Error::from(io::ErrorKind::InvalidData))?,
            ),
            (None, None) => BodyLength::Fixed(0),
        };
        let request = Request {
            method: parsed.method.unwrap_or_default().to_owned(),
            target: parsed.path.unwrap_or_default().to_owned(),
            keep: parsed.version == Some(1) && find("connection").as_deref() != Some("close"),
        };
        let expects_continue = find("expect").as_deref() == Some("100-continue");
        Ok(Some((request, head, body, expects_continue)))
    }

    /// Reads more; false at the end.
    fn fill(&mut self) -> io::Result<bool> {
        let mut chunk = [0; 8 * 1024];
        let count = loop {
            match self.stream.read(&mut chunk) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                result => break result?,
            }
        };
        self.buffer.extend_from_slice(&chunk[..count]);
        Ok(count > 0)
    }

    /// Reads on, until the buffer holds at least one more byte.
    fn need(&mut self) -> io::Result<()> {
        if self.fill()? {
            Ok(())
        } else {
            Err(io::ErrorKind::UnexpectedEof.into())
        }
    }

    /// Reads and forgets `length` bytes.
    fn skip(&mut self, mut length: u64) -> io::Result<()> {
        if length > MAX_BODY {
            return Err(io::ErrorKind::InvalidData.into());
        }
        while length > 0 {
            if self.buffer.is_empty() {
                self.need()?;
            }
            let taken = usize::try_from(length)
                .unwrap_or(usize::MAX)
                .min(self.buffer.len());
            self.buffer.drain(..taken);
            length -= taken as u64;
        }
        Ok(())
    }

    /// Reads and forgets a chunked body with its trailers.
    fn skip_chunks(&mut self) -> io::Result<()> {
        let mut left = MAX_BODY;
        loop {
            let line = self.line()?;
            let digits = line.split(';').next().unwrap_or_default().trim();
            let size = u64::from_str_radix(digits, 16)
                .map_err(|_| io::Error::from(io::ErrorKind::InvalidData))?;
            if size == 0 {
                while !self.line()?.is_empty() {}
                return Ok(());
            }
            left = left.checked_sub(size).ok_or(io::ErrorKind::InvalidData)?;
            self.skip(size)?;
            self.line()?;
        }
    }

    /// The next line of a chunked body, without its end.
    fn line(&mut self) -> io::Result<String> {
        loop {
            if let Some(end) = self.buffer.iter().position(|byte| *byte == b'\n') {
                let line: Vec<u8> = self.buffer.drain(..=end).collect();
                return Ok(String::from_utf8_lossy(&line).trim_end().to_owned());
            }
            if self.buffer.len() > MAX_HEAD {
                return Err(io::ErrorKind::InvalidData.into());
            }
            self.need()?;
        }
    }
}
