//! Complete, valid answers of every operation, as text around an error or a reason.
//!
//! They have every field that the wire has, so that a strict SDK has nothing else to reject. Not here:
//! the error itself (see [`crate::expand`]). Start at [`unsuccessful`] and [`success`].

use tables::{Operation, ResponseShape};

/// An answer with the places of what a client is expected to see.
#[derive(Clone, Debug)]
pub(crate) struct Shape {
    /// The HTTP status.
    pub(crate) status: u16,
    /// The body.
    pub(crate) body: String,
    /// Where the error or the reason stands, as a JSON Pointer.
    pub(crate) slot: &'static str,
    /// The envelope's fields: name, JSON text (empty where it is not sent), JSON Pointer.
    pub(crate) fields: Vec<(&'static str, String, &'static str)>,
    /// The status that shows the failure where the envelope has none: JSON text, JSON Pointer.
    pub(crate) item: Option<(String, &'static str)>,
}

/// The texts of a vector that stand in an answer.
pub(crate) struct VectorTokens<'a> {
    /// The envelope's message, as JSON text; `None` where none is sent.
    pub(crate) message: Option<&'a str>,
    /// The envelope's status, as JSON text, where it is not the usual one.
    pub(crate) status: Option<&'a str>,
    /// A further member of the envelope, as `,"key":value`, or nothing.
    pub(crate) stray: &'a str,
    /// The vector's token, which all ids contain.
    pub(crate) token: &'a str,
}

const TIME: &str = "\"2026-01-01T00:00:00.000Z\"";

/// A job run around `members`, its error or reason.
fn job_run(words: &VectorTokens<'_>, status: &str, members: &str) -> String {
    format!(
        "{{\"id\":\"jobrun-{}\",\"start_time\":{TIME},\"end_time\":{TIME},\
         \"workspace_id\":\"conformance\",\"project_id\":\"project\",\"job_id\":\"job-{}\",\
         \"created_at\":{TIME},\"updated_at\":{TIME},\"type\":\"MANUAL\",\"status\":{status},\
         \"payloads\":1,\"successful_runs\":0,\"failed_runs\":1{members},\
         \"job_configuration_snapshot\":{{\"configuration\":{{}}}}}}",
        words.token, words.token
    )
}

/// A result that is no success, with JSON text for what it holds.
#[derive(Clone, Copy)]
pub(crate) enum Unsuccessful<'a> {
    /// The error is empty where none is sent; `more` are those of further job runs in a list.
    Failed {
        error: &'a str,
        more: &'a [Option<String>],
    },
    Canceled {
        reason: &'a str,
    },
}

/// The operation's failed or canceled result; `None` for an operation that has no such result.
pub(crate) fn unsuccessful(
    operation: Operation,
    words: &VectorTokens<'_>,
    result: Unsuccessful<'_>,
) -> Option<Shape> {
    let status = |usual| words.status.unwrap_or(usual);
    let (member, more, lower, upper, slots) = match result {
        Unsuccessful::Failed { error, more } => (
            match error {
                "" => String::new(),
                error => format!(",\"error\":{error}"),
            },
            more,
            status("\"failed\""),
            status("\"FAILURE\""),
            ["/error", "/jobRun/error", "/jobRuns/0/error"],
        ),
        Unsuccessful::Canceled { reason } => (
            format!(",\"reason\":{reason}"),
            &[][..],
            status("\"canceled\""),
            status("\"CANCELED\""),
            ["/reason", "/jobRun/reason", "/jobRuns/0/reason"],
        ),
    };
    let VectorTokens {
        message,
        stray,
        token,
        ..
    } = words;
    let text = message.unwrap_or_default();
    let message_field = ("message", text.to_owned(), "/message");
    let message = message.map_or_else(String::new, |json| format!(",\"message\":{json}"));
    let shape = |body, slot, fields| {
        Some(Shape {
            status: 200,
            body,
            slot,
            fields,
            item: None,
        })
    };
    match operation.answer() {
        ResponseShape::RunResult => shape(
            format!("{{\"runId\":\"run-{token}\",\"status\":{lower}{message}{member}{stray}}}"),
            slots[0],
            vec![("status", lower.to_owned(), "/status"), message_field],
        ),
        ResponseShape::AuthSessionResult => shape(
            format!("{{\"status\":{lower}{message}{member}{stray}}}"),
            slots[0],
            vec![("status", lower.to_owned(), "/status"), message_field],
        ),
        ResponseShape::JobRun => shape(
            format!("{{\"jobRun\":{}{stray}}}", job_run(words, upper, &member)),
            slots[1],
            vec![("status", upper.to_owned(), "/jobRun/status")],
        ),
        // A list has no status of its own.
        ResponseShape::JobRuns => {
            let mut runs = vec![job_run(words, upper, &member)];
            runs.extend(more.iter().map(|error| match error {
                Some(error) => job_run(words, upper, &format!(",\"error\":{error}")),
                None => job_run(words, "\"SUCCESS\"", ""),
            }));
            let (count, runs) = (runs.len(), runs.join(","));
            let body = format!("{{\"jobRuns\":[{runs}],\"totalCount\":{count}{stray}}}");
            let list = shape(body, slots[2], Vec::new());
            let item = Some((upper.to_owned(), "/jobRuns/0/status"));
            list.map(|list| Shape { item, ..list })
        }
        ResponseShape::WebTaskResult if matches!(result, Unsuccessful::Failed { .. }) => {
            let status = status("\"completed\"");
            shape(
                web_task(words, status, "failed", &member),
                slots[0],
                vec![
                    ("status", status.to_owned(), "/status"),
                    ("outcome", "\"failed\"".to_owned(), "/outcome"),
                ],
            )
        }
        ResponseShape::WebTaskResult
        | ResponseShape::Start { .. }
        | ResponseShape::Ack { .. }
        | ResponseShape::Empty
        | ResponseShape::Other => None,
    }
}

fn web_task(words: &VectorTokens<'_>, status: &str, outcome: &str, members: &str) -> String {
    format!(
        "{{\"webTaskId\":\"task-{}\",\"status\":{status},\"outcome\":\"{outcome}\",\
         \"createdAt\":{TIME},\"startedAt\":{TIME},\"completedAt\":{TIME},\
         \"cost\":{{\"aiUsd\":0.01}}{members}{}}}",
        words.token, words.stray
    )
}

/// The operation's success.
pub(crate) fn success(operation: Operation, words: &VectorTokens<'_>) -> Shape {
    let status = operation.success_statuses().first().copied().unwrap_or(200);
    let (token, stray) = (words.token, words.stray);
    let plain = |body: String, fields| Shape {
        status,
        body,
        slot: "",
        fields,
        item: None,
    };
    match operation.answer() {
        ResponseShape::RunResult => {
            let word = words.status.unwrap_or("\"completed\"");
            plain(
                format!(
                    "{{\"runId\":\"run-{token}\",\"status\":{word},\"result\":{{\"ok\":true}}{stray}}}"
                ),
                vec![("status", word.to_owned(), "/status")],
            )
        }
        ResponseShape::AuthSessionResult => {
            let word = words.status.unwrap_or("\"done\"");
            let member = match word {
                "\"done\"" => format!(",\"authSessionId\":\"session-{token}\""),
                "\"in_progress\"" => format!(",\"runId\":\"run-{token}\""),
                _ => String::new(),
            };
            plain(
                format!("{{\"status\":{word}{member}{stray}}}"),
                vec![("status", word.to_owned(), "/status")],
            )
        }
        ResponseShape::JobRun => {
            let word = words.status.unwrap_or("\"SUCCESS\"");
            plain(
                format!("{{\"jobRun\":{}}}", job_run(words, word, stray)),
                vec![("status", word.to_owned(), "/jobRun/status")],
            )
        }
        ResponseShape::JobRuns => {
            let word = words.status.unwrap_or("\"SUCCESS\"");
            let run = job_run(words, word, stray);
            plain(
                format!("{{\"jobRuns\":[{run}],\"totalCount\":1}}"),
                Vec::new(),
            )
        }
        ResponseShape::WebTaskResult => {
            let word = words.status.unwrap_or("\"completed\"");
            let mut outcome = None;
            let result = ",\"result\":{\"type\":\"inline\",\"data\":{\"ok\":true}}";
            let body = match word {
                "\"pending\"" => {
                    format!(
                        "{{\"webTaskId\":\"task-{token}\",\"status\":{word},\"createdAt\":{TIME}{stray}}}"
                    )
                }
                "\"started\"" => format!(
                    "{{\"webTaskId\":\"task-{token}\",\"status\":{word},\"createdAt\":{TIME},\
                     \"startedAt\":{TIME}{stray}}}"
                ),
                "\"canceled\"" => format!(
                    "{{\"webTaskId\":\"task-{token}\",\"status\":{word},\"createdAt\":{TIME},\
                     \"startedAt\":null,\"completedAt\":{TIME}{stray}}}"
                ),
                _ => {
                    outcome = Some(("outcome", "\"success\"".to_owned(), "/outcome"));
                    web_task(words, word, "success", result)
                }
            };
            let status = ("status", word.to_owned(), "/status");
            plain(
                body,
                [Some(status), outcome].into_iter().flatten().collect(),
            )
        }
        ResponseShape::Start {
            id_key,
            status: word,
        } => plain(
            format!("{{\"{id_key}\":\"{id_key}-{token}\",\"status\":\"{word}\"{stray}}}"),
            vec![("status", format!("\"{word}\""), "/status")],
        ),
        ResponseShape::Ack { message } => {
            let text = message.map_or_else(
                || words.message.unwrap_or("null").to_owned(),
                |message| format!("\"{message}\""),
            );
            let id = match operation.id() {
                "jobs.create" | "jobs.update" => format!("\"id\":\"job-{token}\","),
                "jobs.trigger" => format!("\"jobRunId\":\"jobrun-{token}\","),
                _ => String::new(),
            };
            plain(
                format!("{{{id}\"message\":{text}{stray}}}"),
                vec![("message", text, "/message")],
            )
        }
        ResponseShape::Empty => plain(String::new(), Vec::new()),
        ResponseShape::Other => {
            let field = match operation.id() {
                "auth_sessions.get" => ("status", "\"READY\"".to_owned(), "/status"),
                "auth_sessions.list" => ("status", "\"READY\"".to_owned(), "/0/status"),
                "jobs.list" => ("status", "\"ACTIVE\"".to_owned(), "/0/state"),
                _ => ("status", "\"ACTIVE\"".to_owned(), "/state"),
            };
            plain(resource(operation, token, stray), vec![field])
        }
    }
}

/// An auth session, a job, or a list of them.
fn resource(operation: Operation, token: &str, stray: &str) -> String {
    let session = format!(
        "{{\"id\":\"session-{token}\",\"type\":\"CREDENTIALS\",\"status\":\"READY\"{stray}}}"
    );
    match operation.id() {
        "auth_sessions.get" => session,
        "auth_sessions.list" => format!("[{session}]"),
        "jobs.list" => format!(
            "[{{\"id\":\"job-{token}\",\"workspace_id\":\"conformance\",\"project_id\":\"project\",\
             \"configuration\":{{}},\"payload\":[{{\"parameters\":{{}},\"apiName\":\"api\"}}],\
             \"created_at\":{TIME},\"state\":\"ACTIVE\"{stray}}}]"
        ),
        _ => format!(
            "{{\"id\":\"job-{token}\",\"configuration\":{{}},\"created_at\":{TIME},\
             \"state\":\"ACTIVE\",\"projectId\":\"project\"{stray}}}"
        ),
    }
}
