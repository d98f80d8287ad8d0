//! `conform show ID`: the request, the exact response and the checks of one vector.

use std::fmt::Write as _;
use std::io::{self, Write as _};

use runner::server::BASE_PATH;
use runner::wire::{After, Script};
use suite::check::Expect;
use suite::vector::{Mode, Vector};

use crate::args::{ShowArgs, vector_set};
use crate::error::Error;
use crate::report::{plain, table::Table};

pub(crate) fn show(args: &ShowArgs) -> Result<(), Error> {
    let set = vector_set(args.vectors.as_ref())?;
    let vector = set.get(&args.id).ok_or_else(|| {
        Error::Usage(format!(
            "there is no vector `{}`; `conform list` prints all ids",
            args.id
        ))
    })?;
    let text = describe(vector)?;
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(())
}

/// A vector in full, for people.
fn describe(vector: &Vector) -> Result<String, Error> {
    let modes: Vec<&str> = vector.modes.iter().copied().map(Mode::as_str).collect();
    let mut text = format!("{}\n{}\n", plain(&vector.id), plain(&vector.title));
    let _ = writeln!(
        text,
        "operation {}, modes {}",
        vector.operation,
        modes.join(" ")
    );
    if vector.assumed {
        text.push_str("assumed: no public material says that this operation answers like this\n");
    }
    if let Some(limit) = vector.client_timeout_ms {
        let _ = writeln!(text, "the client's own time-out is set to {limit} ms");
    }
    let request = &vector.request;
    let path = plain(&request.rendered_path());
    let _ = writeln!(text, "\nRequest\n{} {BASE_PATH}{path}", request.method);
    for (index, response) in vector.responses.iter().enumerate() {
        let script = Script::new(response).map_err(Error::Usage)?;
        let count = vector.responses.len();
        match count {
            1 => text.push_str("\nResponse\n"),
            _ => {
                let _ = writeln!(text, "\nResponse {} of {count}", index + 1);
            }
        }
        describe_script(&mut text, &script);
    }
    let mut table = Table::new(&["check", "requirement", "expected", "accepted"]);
    for check in &vector.checks {
        let kinds: Vec<&str> = check.accept.iter().map(|kind| kind.as_str()).collect();
        let expected = match &check.expect {
            Expect::Json(json) => json.clone(),
            Expect::AnyOf(values) => values.join(" or "),
            Expect::Absent => "nothing".to_owned(),
            Expect::AsSent => "the value that is sent".to_owned(),
            Expect::Holds => "it holds".to_owned(),
        };
        table.row([
            check.name(),
            check.requirement.clone(),
            expected,
            kinds.join(" "),
        ]);
    }
    let _ = write!(text, "\nChecks\n{table}");
    Ok(text)
}

/// The writes of a response, line by line, with what happens between and after them in brackets.
fn describe_script(text: &mut String, script: &Script) {
    for (index, bytes) in script.writes.iter().enumerate() {
        if index > 0 {
            let pause = match script.pause_ms {
                0 => "[next write]".to_owned(),
                pause => format!("[next write after {pause} ms]"),
            };
            let _ = writeln!(text, "{pause}");
        }
        for line in bytes.split_inclusive(|byte| *byte == b'\n') {
            text.push_str(&escape(line));
            text.push('\n');
        }
    }
    text.push_str(match script.after {
        After::KeepAlive => "",
        After::Close => "[the server closes the connection]\n",
        After::Hold => "[the server never answers]\n",
    });
}

/// Bytes as ASCII; what is not printable is escaped as in a Rust byte string.
fn escape(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for byte in bytes {
        match byte {
            b'"' | b'\'' => text.push(char::from(*byte)),
            _ => text.extend(byte.escape_ascii().map(char::from)),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_printable_is_escaped() {
        assert_eq!(escape(b"{\"a\":\"\\u00e9\"}\r\n"), r#"{"a":"\\u00e9"}\r\n"#);
        assert_eq!(escape("é\0".as_bytes()), r"\xc3\xa9\x00");
    }
}
