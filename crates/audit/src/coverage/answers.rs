//! What is sent around errors: HTTP statuses, controls, reasons, status words.

use tables::{Operation, ReasonKind, ResponseShape, Site};

use suite::check::{Invariant, Subject};

use super::{Grid, UNKNOWN, at_most_one, canonical, cell, names};

fn operations() -> Vec<String> {
    Operation::all()
        .map(|operation| operation.id().to_owned())
        .collect()
}

pub(super) fn statuses() -> Grid {
    let columns = [
        400, 401, 402, 403, 404, 405, 408, 409, 410, 418, 422, 429, 500, 501, 502, 503, 504,
    ];
    Grid {
        title: "operation × HTTP error",
        columns: columns.map(|status| status.to_string()).to_vec(),
        rows: operations(),
        cells: at_most_one(|one| {
            let is_error = one.status >= 400 && one.has_error();
            is_error.then(|| cell(one.operation.id(), &one.status.to_string()))
        }),
        explain: Box::new(|_, _| None),
    }
}

pub(super) fn controls() -> Grid {
    const COLUMNS: [&str; 3] = ["success", "with error: null", "with a stray error"];
    Grid {
        title: "operation × control",
        columns: names(&COLUMNS),
        rows: operations(),
        cells: at_most_one(|one| {
            // Whether an answer is a success stands in no byte of it.
            let mut checks = one.vector.checks.iter();
            if !checks.any(|check| check.subject == Subject::Invariant(Invariant::SuccessReturned))
            {
                return None;
            }
            let tree = one.tree.as_ref();
            let stray = tree.and_then(|tree| {
                let at = ["/error", "/0/error", "/jobRun/error", "/jobRuns/0/error"];
                at.iter().find_map(|at| tree.pointer(at))
            });
            let column = match stray.as_deref() {
                None => COLUMNS[0],
                Some("null") => COLUMNS[1],
                Some(_) => COLUMNS[2],
            };
            Some(cell(one.operation.id(), column))
        }),
        explain: Box::new(
            |row, column| match (column, Operation::from_id(row)?.answer()) {
                ("success", _) => None,
                (_, ResponseShape::Empty) => Some("the answer has no body"),
                (
                    "with a stray error",
                    ResponseShape::RunResult
                    | ResponseShape::JobRun
                    | ResponseShape::JobRuns
                    | ResponseShape::WebTaskResult,
                ) => Some("the schema declares an error whatever the status"),
                _ => None,
            },
        ),
    }
}

pub(super) fn reasons() -> Grid {
    let rows = all_reasons().chain([UNKNOWN]).map(ToOwned::to_owned);
    Grid {
        title: "reason × result",
        columns: names(&["run", "auth session", "job run", "job-run list", "job list"]),
        rows: rows.collect(),
        cells: at_most_one(|one| {
            let column = match one.operation.answer() {
                ResponseShape::RunResult => "run",
                ResponseShape::AuthSessionResult => "auth session",
                ResponseShape::JobRun => "job run",
                ResponseShape::JobRuns => "job-run list",
                ResponseShape::Other => "job list",
                _ => return None,
            };
            let value = [
                "/reason",
                "/jobRun/reason",
                "/jobRuns/0/reason",
                "/0/reason",
            ]
            .iter()
            .find_map(|at| one.tree.as_ref()?.pointer(&format!("{at}/type")))?;
            let known = all_reasons().find(|name| canonical(name) == value);
            Some(cell(known.unwrap_or(UNKNOWN), column))
        }),
        explain: Box::new(|row, column| {
            let kind = match column {
                "run" | "auth session" => ReasonKind::Run,
                "job run" | "job-run list" => ReasonKind::JobRun,
                _ => ReasonKind::Job,
            };
            let listed = kind.types().iter().any(|reason| reason.as_str() == row);
            match row {
                UNKNOWN => matches!(column, "job list" | "job-run list")
                    .then_some("sent at the single results"),
                _ => (!listed).then_some("the schema does not list it here"),
            }
        }),
    }
}

/// The status words of each result without an error.
pub(super) fn words() -> Grid {
    words_where("status without an error × result", false)
}

/// The same beside an error, which nothing ties to a status.
pub(super) fn words_beside_errors() -> Grid {
    words_where("status beside an error × result", true)
}

fn words_where(title: &'static str, beside_errors: bool) -> Grid {
    let operations: Vec<(&str, Vec<&str>)> = Operation::all()
        .filter_map(|operation| Some((operation.id(), words_of(operation)?)))
        .collect();
    let mut rows: Vec<&str> = operations
        .iter()
        .flat_map(|(_, words)| words.clone())
        .collect();
    rows.sort_unstable();
    rows.dedup();
    rows.push(UNKNOWN);
    Grid {
        title,
        columns: operations.iter().map(|(id, _)| (*id).to_owned()).collect(),
        rows: names(&rows),
        cells: at_most_one(move |one| {
            let words = words_of(one.operation).filter(|_| one.is_success())?;
            let tree = one.tree.as_ref()?;
            let error = tree.pointer(&one.error_at());
            let is_none = error.is_none_or(|error| error == "null");
            if (beside_errors && !one.has_error()) || (!beside_errors && !is_none) {
                return None;
            }
            let value = tree.pointer("/status").or(tree.pointer("/jobRun/status"))?;
            let word = words.into_iter().find(|word| canonical(word) == value);
            Some(cell(word.unwrap_or(UNKNOWN), one.operation.id()))
        }),
        explain: Box::new(move |row, column| {
            let (_, words) = operations.iter().find(|(id, _)| *id == column)?;
            let session = column.starts_with("auth_sessions.");
            match (beside_errors, row) {
                (true, "pending" | "started" | "canceled") if column == "web_tasks.result" => {
                    return Some("only the completed variant declares an error");
                }
                (true, "failed" | "done") => {}
                (true, word) if session && words.contains(&word) => {
                    return Some("only the failed variant declares an error");
                }
                _ => {}
            }
            (row != UNKNOWN && !words.contains(&row)).then_some("no status of this result")
        }),
    }
}

fn words_of(operation: Operation) -> Option<Vec<&'static str>> {
    use tables::{AuthSessionStatus, JobRunStatus, RunStatus, WebTaskStatus};
    fn all<T>(all: &'static [T], word: fn(&'static T) -> &'static str) -> Vec<&'static str> {
        all.iter().map(word).collect()
    }
    Some(match operation.answer() {
        ResponseShape::RunResult => all(RunStatus::ALL, RunStatus::as_str),
        ResponseShape::AuthSessionResult => all(AuthSessionStatus::ALL, AuthSessionStatus::as_str),
        ResponseShape::JobRun => all(JobRunStatus::ALL, JobRunStatus::as_str),
        ResponseShape::WebTaskResult => all(WebTaskStatus::ALL, WebTaskStatus::as_str),
        _ => return None,
    })
}

/// The documented codes at each operation that hands out a result.
pub(super) fn codes_of_results() -> Grid {
    let polling = Operation::all().filter(|operation| operation.site() == Some(Site::Result));
    Grid {
        title: "documented code × result",
        columns: polling.map(|operation| operation.id().to_owned()).collect(),
        rows: tables::documented()
            .map(|info| info.wire.to_owned())
            .collect(),
        cells: at_most_one(|one| {
            let code = one.member("code").unwrap_or_default();
            let known = tables::documented().find(|info| canonical(info.wire) == code);
            let sent = known.filter(|_| one.site == Some(Site::Result) && one.has_error());
            sent.map(|info| cell(info.wire, one.operation.id()))
        }),
        explain: Box::new(|_, _| None),
    }
}

fn all_reasons() -> impl Iterator<Item = &'static str> {
    tables::ReasonType::ALL
        .iter()
        .map(tables::ReasonType::as_str)
}
