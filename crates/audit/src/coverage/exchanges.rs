//! What is sent around bodies: content types, deliveries, statuses that nobody expects.

use std::cmp::Ordering;

use super::{ANSWERS, Grid, at_most_one, cell, names};
use suite::vector::{Delivery, Framing, Stop};

pub(super) fn content_types() -> Grid {
    Grid {
        title: "content type × answer",
        columns: names(&ANSWERS),
        rows: names(&[
            "application/json",
            "with a charset",
            "in capitals",
            "application/problem+json",
            "a vendor's +json",
            "text/plain",
            "text/html",
            "none",
        ]),
        cells: at_most_one(|one| {
            if !one.has_error() {
                return None;
            }
            let row = match one.header("content-type") {
                None => "none",
                Some("application/json" | "application/problem+json" | "text/plain") => {
                    one.header("content-type").unwrap_or_default()
                }
                Some(value) if value.starts_with("APPLICATION/") => "in capitals",
                Some(value) if value.contains("charset") => "with a charset",
                Some(value) if value.ends_with("+json") => "a vendor's +json",
                Some("text/html") => "text/html",
                Some(_) => "another",
            };
            Some(cell(row, one.column()))
        }),
        explain: Box::new(|row, column| {
            (row == "application/problem+json" && column == "result")
                .then_some("a problem is the body of an HTTP error")
        }),
    }
}

pub(super) fn deliveries() -> Grid {
    Grid {
        title: "delivery × answer",
        columns: names(&ANSWERS),
        rows: names(&[
            "with a length",
            "in one chunk",
            "byte by byte",
            "cut in escapes",
            "in slow pieces",
            "without a length",
            "slowly, without a length",
            "Content-Length too large",
            "Content-Length too small",
            "a broken chunk",
            "closed before the status",
            "closed in the headers",
            "closed in the body",
            "closed between chunks",
            "never",
        ]),
        cells: at_most_one(|one| {
            let row = delivery(&one.response.delivery, &one.body);
            Some(cell(row, one.column()))
        }),
        explain: Box::new(|_, _| None),
    }
}

fn delivery(delivery: &Delivery, body: &[u8]) -> &'static str {
    let chunked = delivery.framing == Framing::Chunked;
    let slow = delivery.pause_ms > 0;
    match (&delivery.stop, &delivery.framing) {
        _ if delivery.silent => "never",
        (Some(Stop::BeforeStatus), _) => "closed before the status",
        (Some(Stop::InHeaders), _) => "closed in the headers",
        (Some(Stop::BrokenChunk), _) => "a broken chunk",
        (Some(Stop::AfterBodyBytes(_)), _) if chunked => "closed between chunks",
        (Some(Stop::AfterBodyBytes(_)), _) => "closed in the body",
        (None, Framing::Declared(length)) => match length.cmp(&(body.len() as u64)) {
            Ordering::Less => "Content-Length too small",
            Ordering::Equal => "with a length",
            Ordering::Greater => "Content-Length too large",
        },
        (None, Framing::Close) if slow => "slowly, without a length",
        (None, Framing::Close) => "without a length",
        (None, _) if slow => "in slow pieces",
        (None, _) if cuts_an_escape(&delivery.pieces, body) => "cut in escapes",
        (None, Framing::Chunked) if delivery.pieces.is_empty() => "in one chunk",
        (None, Framing::Chunked) if delivery.pieces.iter().all(|piece| *piece == 1) => {
            "byte by byte"
        }
        (None, Framing::Length) if delivery.pieces.is_empty() => "with a length",
        (None, _) => "in other pieces",
    }
}

/// Whether a piece ends between the backslash of a `\uXXXX` and its last digit.
fn cuts_an_escape(pieces: &[usize], body: &[u8]) -> bool {
    let mut end = 0;
    pieces.iter().any(|piece| {
        end += piece;
        let from = end.saturating_sub(5);
        let before = body.get(from..end).unwrap_or_default();
        let escape = before.iter().rposition(|byte| *byte == b'\\');
        escape.is_some_and(|at| body.get(from + at + 1) == Some(&b'u'))
    })
}

/// Answers below 400 whose status is not the usual one of the operation.
pub(super) fn odd_statuses() -> Grid {
    Grid {
        title: "unusual status × answer",
        columns: names(&["vectors"]),
        rows: names(&[
            "200 for a start",
            "201 for an update",
            "201 with a failure",
            "202 with a failure",
            "206 with a failure",
            "204 without a body",
            "301 elsewhere",
            "302 elsewhere",
            "303 elsewhere",
            "307 elsewhere",
            "308 elsewhere",
        ]),
        cells: at_most_one(|one| {
            let first = one.vector.responses.first().map(|first| first.status);
            if let Some(status @ 300..400) = first {
                return Some(cell(&format!("{status} elsewhere"), "vectors"));
            }
            if one.status >= 400 || one.operation.success_statuses().first() == Some(&one.status) {
                return None;
            }
            let what = match one.status {
                200 if one.tree.is_some() => "for a start",
                204 => "without a body",
                _ if one.has_error() => "with a failure",
                201 if one.operation.id() == "jobs.update" => "for an update",
                _ => "otherwise",
            };
            Some(cell(&format!("{} {what}", one.status), "vectors"))
        }),
        explain: Box::new(|_, _| None),
    }
}

/// Codes beside statuses that do not fit them: nothing ties the one to the other.
pub(super) fn mismatches() -> Grid {
    let rows = [
        "not-found",
        "unauthorized",
        "internal-server-error",
        "insufficient-credits",
    ];
    Grid {
        title: "code × HTTP error",
        columns: names(&["400", "401", "403", "404", "500"]),
        rows: names(&rows),
        cells: at_most_one(move |one| {
            let code = one.member("code").unwrap_or_default();
            let row = rows.iter().find(|row| super::canonical(row) == code);
            let sent = row.filter(|_| one.status >= 400);
            sent.map(|row| cell(row, &one.status.to_string()))
        }),
        explain: Box::new(|_, _| None),
    }
}

pub(super) fn retry_after() -> Grid {
    Grid {
        title: "Retry-After × HTTP error",
        columns: names(&["429", "503"]),
        rows: names(&["seconds", "a date", "neither"]),
        cells: at_most_one(|one| {
            let value = one.header("retry-after")?;
            let row = match value {
                _ if value.bytes().all(|byte| byte.is_ascii_digit()) => "seconds",
                _ if value.ends_with("GMT") => "a date",
                _ => "neither",
            };
            Some(cell(row, &one.status.to_string()))
        }),
        explain: Box::new(|_, _| None),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::answer;
    use super::*;

    #[test]
    fn a_delivery_is_told_by_how_it_ends_and_by_its_pieces() {
        let body = br#"{"a":"\u00e4"}"#;
        let of = |framing, stop, pieces: &[usize], pause_ms| {
            let (pieces, silent) = (pieces.to_vec(), false);
            let one = Delivery {
                framing,
                pieces,
                pause_ms,
                stop,
                silent,
            };
            delivery(&one, body)
        };
        let length = body.len() as u64;
        for (framing, stop, pieces, pause_ms, row) in [
            (Framing::Length, None, &[][..], 0, "with a length"),
            (Framing::Length, None, &[3], 0, "in other pieces"),
            (Framing::Length, None, &[7], 0, "cut in escapes"),
            (Framing::Length, None, &[7], 1, "in slow pieces"),
            (Framing::Chunked, None, &[], 0, "in one chunk"),
            (Framing::Chunked, None, &[3, 1], 0, "in other pieces"),
            (Framing::Close, None, &[], 0, "without a length"),
            (Framing::Close, None, &[], 1, "slowly, without a length"),
            (Framing::Declared(length), None, &[], 0, "with a length"),
            (
                Framing::Declared(length + 1),
                None,
                &[],
                0,
                "Content-Length too large",
            ),
            (
                Framing::Declared(length - 1),
                None,
                &[],
                0,
                "Content-Length too small",
            ),
            (
                Framing::Length,
                Some(Stop::AfterBodyBytes(2)),
                &[],
                0,
                "closed in the body",
            ),
            (
                Framing::Chunked,
                Some(Stop::AfterBodyBytes(2)),
                &[],
                0,
                "closed between chunks",
            ),
        ] {
            assert_eq!(of(framing, stop, pieces, pause_ms), row, "{pieces:?}");
        }
    }

    #[test]
    fn an_escape_is_cut_between_its_backslash_and_its_last_digit() {
        let body = br#""\u00e4\n""#;
        // The backslash is the second byte, the last digit the seventh.
        let cut = |pieces: &[usize]| cuts_an_escape(pieces, body);
        let at: Vec<bool> = (0..10).map(|piece| cut(&[piece])).collect();
        let inside = 2..7;
        assert_eq!(
            at,
            (0..10)
                .map(|piece| inside.contains(&piece))
                .collect::<Vec<_>>()
        );
        assert!(cut(&[1, 4]) && !cut(&[1, 6]) && cut(&[1, 1, 7]));
    }

    #[test]
    fn a_201_is_unusual_for_an_update_and_beside_a_failure() {
        let failure = r#"{"jobRun":{"status":"FAILURE","error":{}}}"#;
        for (operation, body, row) in [
            ("jobs.update", "{}", "201 for an update"),
            ("jobs.runs.get", failure, "201 with a failure"),
            ("jobs.runs.get", "{}", "201 otherwise"),
        ] {
            let cells = (odd_statuses().cells)(&answer(operation, 201, body));
            assert_eq!(cells, [cell(row, "vectors")]);
        }
    }
}
