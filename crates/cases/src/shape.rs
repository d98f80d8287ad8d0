//! Complete, valid answers of every operation, as text around an error or a reason.
//!
//! They are the wire's own words, so that a strict SDK has nothing else to object to. Not here:
//! the error itself (see [`crate::expand`]). Start at [`failed`], [`canceled`] and [`success`].

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
    /// The envelope's fields: name, JSON text, JSON Pointer.
    pub(crate) fields: Vec<(&'static str, String, &'static str)>,
}

/// The words of a vector that stand in an answer.
pub(crate) struct VectorTokens<'a> {
    /// The envelope's message, as JSON text.
    pub(crate) message: &'a str,
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

/// The operation's failed result around an error, with further job runs in a list; `None` for an
/// operation that has none.
pub(crate) fn failed(
    operation: Operation,
    words: &VectorTokens<'_>,
    error: &str,
    more: &[Option<String>],
) -> Option<Shape> {
    let message = words.message;
    let error = if error.is_empty() {
        String::new()
    } else {
        format!(",\"error\":{error}")
    };
    let stray = words.stray;
    let shape = |status: &str, body: String, slot, at, with_message: bool| {
        let mut fields = Vec::new();
        if !at_is_list(at) {
            fields.push(("status", status.to_owned(), at));
        }
        if with_message {
            fields.push(("message", message.to_owned(), "/message"));
        }
        Shape {
            status: 200,
            body,
            slot,
            fields,
        }
    };
    Some(match operation.answer() {
        ResponseShape::RunResult => {
            let status = words.status.unwrap_or("\"failed\"");
            let body = format!(
                "{{\"runId\":\"run-{}\",\"status\":{status},\"message\":{message}{error}{stray}}}",
                words.token
            );
            shape(status, body, "/error", "/status", true)
        }
        ResponseShape::AuthSessionResult => {
            let status = words.status.unwrap_or("\"failed\"");
            let body = format!("{{\"status\":{status},\"message\":{message}{error}{stray}}}");
            shape(status, body, "/error", "/status", true)
        }
        ResponseShape::JobRun => {
            let status = words.status.unwrap_or("\"FAILURE\"");
            let run = job_run(words, status, &error);
            let body = format!("{{\"jobRun\":{run}{stray}}}");
            shape(status, body, "/jobRun/error", "/jobRun/status", false)
        }
        ResponseShape::JobRuns => {
            let status = words.status.unwrap_or("\"FAILURE\"");
            let mut runs = vec![job_run(words, status, &error)];
            runs.extend(more.iter().map(|error| match error {
                Some(error) => job_run(words, status, &format!(",\"error\":{error}")),
                None => job_run(words, "\"SUCCESS\"", ""),
            }));
            let (count, runs) = (runs.len(), runs.join(","));
            let body = format!("{{\"jobRuns\":[{runs}],\"totalCount\":{count}{stray}}}");
            shape(status, body, "/jobRuns/0/error", "/jobRuns/0/status", false)
        }
        ResponseShape::WebTaskResult => {
            let status = words.status.unwrap_or("\"completed\"");
            let body = web_task(words, status, "failed", &error);
            let mut shape = shape(status, body, "/error", "/status", false);
            shape
                .fields
                .push(("outcome", "\"failed\"".to_owned(), "/outcome"));
            shape
        }
        ResponseShape::Start { .. }
        | ResponseShape::Ack { .. }
        | ResponseShape::Empty
        | ResponseShape::Other => return None,
    })
}

/// A list of job runs has no status of its own.
fn at_is_list(at: &str) -> bool {
    at.starts_with("/jobRuns/")
}

fn web_task(words: &VectorTokens<'_>, status: &str, outcome: &str, members: &str) -> String {
    format!(
        "{{\"webTaskId\":\"task-{}\",\"status\":{status},\"outcome\":\"{outcome}\",\
         \"createdAt\":{TIME},\"startedAt\":{TIME},\"completedAt\":{TIME},\
         \"cost\":{{\"aiUsd\":0.01}}{members}{}}}",
        words.token, words.stray
    )
}

/// The operation's canceled result around a reason; `None` for an operation that has none.
pub(crate) fn canceled(
    operation: Operation,
    words: &VectorTokens<'_>,
    reason: &str,
) -> Option<Shape> {
    let (message, stray) = (words.message, words.stray);
    let lower = words.status.unwrap_or("\"canceled\"").to_owned();
    let upper = words.status.unwrap_or("\"CANCELED\"").to_owned();
    let reason = format!(",\"reason\":{reason}");
    let message_field = || ("message", message.to_owned(), "/message");
    Some(match operation.answer() {
        ResponseShape::RunResult => Shape {
            status: 200,
            body: format!(
                "{{\"runId\":\"run-{}\",\"status\":{lower},\"message\":{message}{reason}{stray}}}",
                words.token
            ),
            slot: "/reason",
            fields: vec![("status", lower, "/status"), message_field()],
        },
        ResponseShape::AuthSessionResult => Shape {
            status: 200,
            body: format!("{{\"status\":{lower},\"message\":{message}{reason}{stray}}}"),
            slot: "/reason",
            fields: vec![("status", lower, "/status"), message_field()],
        },
        ResponseShape::JobRun => Shape {
            status: 200,
            body: format!("{{\"jobRun\":{}{stray}}}", job_run(words, &upper, &reason)),
            slot: "/jobRun/reason",
            fields: vec![("status", upper, "/jobRun/status")],
        },
        ResponseShape::JobRuns => Shape {
            status: 200,
            body: format!(
                "{{\"jobRuns\":[{}],\"totalCount\":1{stray}}}",
                job_run(words, &upper, &reason)
            ),
            slot: "/jobRuns/0/reason",
            fields: Vec::new(),
        },
        _ => return None,
    })
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
                _ => web_task(words, word, "success", result),
            };
            plain(body, vec![("status", word.to_owned(), "/status")])
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
                || words.message.to_owned(),
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
