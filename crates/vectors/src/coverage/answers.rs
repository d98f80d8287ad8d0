//! What is sent around errors: HTTP statuses, controls, reasons, status words.

use std::collections::BTreeMap;

use contract::{Operation, ReasonKind};

use super::{Sent, Table, UNKNOWN, canonical, count};

pub(super) fn statuses(sent: &[Sent<'_>]) -> Table {
    let columns = [
        400, 401, 402, 403, 404, 405, 408, 409, 410, 418, 422, 429, 500, 501, 502, 503, 504,
    ];
    let mut counts = BTreeMap::new();
    for one in sent
        .iter()
        .filter(|one| one.status >= 400 && one.has_error())
    {
        count(&mut counts, one.operation.id(), &one.status.to_string());
    }
    let columns = columns.map(|status| status.to_string()).to_vec();
    let rows = Operation::all().map(|operation| operation.id().to_owned());
    Table::new("operation × HTTP error", columns, rows, &counts, |_, _| {
        None
    })
}

pub(super) fn controls(sent: &[Sent<'_>]) -> Table {
    let mut counts = BTreeMap::new();
    let columns = ["success", "with error: null", "with a stray error"];
    for one in sent {
        if !one
            .vector
            .checks
            .iter()
            .any(|check| check.fact == "success-returned")
        {
            continue;
        }
        let stray = one
            .tree
            .as_ref()
            .and_then(|tree| tree.pointer("/error").or_else(|| tree.pointer("/0/error")));
        let column = match stray.as_deref() {
            None => columns[0],
            Some("null") => columns[1],
            Some(_) => columns[2],
        };
        count(&mut counts, one.operation.id(), column);
    }
    let rows = Operation::all().map(|operation| operation.id().to_owned());
    Table::new(
        "operation × control",
        columns.map(str::to_owned).to_vec(),
        rows,
        &counts,
        |row, column| {
            let operation = Operation::from_id(row)?;
            match (column, operation.answer()) {
                ("success", _) => None,
                (_, contract::Answer::Empty) => Some("the answer has no body"),
                (_, contract::Answer::JobRun | contract::Answer::JobRuns) => {
                    Some("the error of a job run is inside it")
                }
                (
                    "with a stray error",
                    contract::Answer::RunResult | contract::Answer::WebTaskResult,
                ) => Some("the schema declares an error whatever the status"),
                _ => None,
            }
        },
    )
}

pub(super) fn reasons(sent: &[Sent<'_>]) -> Table {
    let kind = |operation: Operation| match operation.answer() {
        contract::Answer::RunResult => Some("run"),
        contract::Answer::AuthSessionResult => Some("auth session"),
        contract::Answer::JobRun => Some("job run"),
        contract::Answer::JobRuns => Some("job-run list"),
        contract::Answer::Other => Some("job list"),
        _ => None,
    };
    let mut counts = BTreeMap::new();
    for one in sent {
        let (Some(kind), Some(tree)) = (kind(one.operation), &one.tree) else {
            continue;
        };
        let value = [
            "/reason",
            "/jobRun/reason",
            "/jobRuns/0/reason",
            "/0/reason",
        ]
        .iter()
        .find_map(|at| tree.pointer(&format!("{at}/type")));
        if let Some(value) = value {
            let name = all_reasons()
                .into_iter()
                .find(|name| canonical(name) == value);
            count(&mut counts, name.unwrap_or(UNKNOWN), kind);
        }
    }
    let columns = ["run", "auth session", "job run", "job-run list", "job list"];
    let rows = all_reasons().chain([UNKNOWN]).map(ToOwned::to_owned);
    Table::new(
        "reason × result",
        columns.map(str::to_owned).to_vec(),
        rows,
        &counts,
        |row, column| {
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
        },
    )
}

/// The status words of each result.
pub(super) fn words(sent: &[Sent<'_>]) -> Table {
    let mut counts = BTreeMap::new();
    let of = |operation: Operation| -> Option<(&'static str, Vec<&'static str>)> {
        let words: Vec<&str> = match operation.answer() {
            contract::Answer::RunResult => contract::RunStatus::ALL
                .iter()
                .map(contract::RunStatus::as_str)
                .collect(),
            contract::Answer::AuthSessionResult => contract::AuthSessionStatus::ALL
                .iter()
                .map(contract::AuthSessionStatus::as_str)
                .collect(),
            contract::Answer::JobRun => contract::JobRunStatus::ALL
                .iter()
                .map(contract::JobRunStatus::as_str)
                .collect(),
            contract::Answer::WebTaskResult => contract::WebTaskStatus::ALL
                .iter()
                .map(contract::WebTaskStatus::as_str)
                .collect(),
            _ => return None,
        };
        Some((operation.id(), words))
    };
    for one in sent.iter().filter(|one| one.status < 300) {
        let (Some((_, words)), Some(tree)) = (of(one.operation), &one.tree) else {
            continue;
        };
        let value = tree
            .pointer("/status")
            .or_else(|| tree.pointer("/jobRun/status"));
        if let Some(value) = value {
            let word = words.iter().find(|word| canonical(word) == value);
            count(
                &mut counts,
                word.copied().unwrap_or(UNKNOWN),
                one.operation.id(),
            );
        }
    }
    let operations: Vec<(&str, Vec<&str>)> = Operation::all().filter_map(of).collect();
    let mut rows: Vec<&str> = operations
        .iter()
        .flat_map(|(_, words)| words.clone())
        .collect();
    rows.sort_unstable();
    rows.dedup();
    rows.push(UNKNOWN);
    let columns = operations.iter().map(|(id, _)| (*id).to_owned()).collect();
    let rows = rows.into_iter().map(ToOwned::to_owned);
    Table::new("status × result", columns, rows, &counts, |row, column| {
        let (_, words) = operations.iter().find(|(id, _)| *id == column)?;
        (row != UNKNOWN && !words.contains(&row)).then_some("no status of this result")
    })
}

fn all_reasons() -> impl Iterator<Item = &'static str> {
    contract::ReasonType::ALL
        .iter()
        .map(contract::ReasonType::as_str)
}
