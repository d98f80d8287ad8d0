//! What is sent around bodies: content types, deliveries, statuses that nobody expects.

use super::{ANSWERS, Grid, cell, names};
use crate::vector::{Delivery, Framing, Stop};

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
        cells: Box::new(|one| {
            if !one.has_error() {
                return Vec::new();
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
            vec![cell(row, one.column())]
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
        cells: Box::new(|one| {
            let row = delivery(&one.response.delivery, &one.body);
            vec![cell(row, one.column())]
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
        (None, Framing::Declared(length)) if *length > body.len() as u64 => {
            "Content-Length too large"
        }
        (None, Framing::Declared(_)) => "Content-Length too small",
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
            "307 elsewhere",
            "308 elsewhere",
        ]),
        cells: Box::new(|one| {
            if one.status >= 400 || one.operation.success_statuses().first() == Some(&one.status) {
                return Vec::new();
            }
            let what = match one.status {
                200 if one.tree.is_some() => "for a start",
                200 => "without JSON",
                300.. if one.header("location").is_some() => "elsewhere",
                204 if one.body.is_empty() => "without a body",
                _ if one.has_error() => "with a failure",
                201 if one.operation.id() == "jobs.update" => "for an update",
                _ => "otherwise",
            };
            vec![cell(&format!("{} {what}", one.status), "vectors")]
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
        cells: Box::new(move |one| {
            let code = one.member("code").unwrap_or_default();
            let row = rows.iter().find(|row| super::canonical(row) == code);
            let sent = row.filter(|_| one.status >= 400);
            sent.map(|row| cell(row, &one.status.to_string()))
                .into_iter()
                .collect()
        }),
        explain: Box::new(|_, _| None),
    }
}

pub(super) fn retry_after() -> Grid {
    Grid {
        title: "Retry-After × HTTP error",
        columns: names(&["429", "503"]),
        rows: names(&["seconds", "a date", "neither"]),
        cells: Box::new(|one| {
            let Some(value) = one.header("retry-after") else {
                return Vec::new();
            };
            let row = match value {
                _ if value.bytes().all(|byte| byte.is_ascii_digit()) => "seconds",
                _ if value.ends_with("GMT") => "a date",
                _ => "neither",
            };
            vec![cell(row, &one.status.to_string())]
        }),
        explain: Box::new(|_, _| None),
    }
}
