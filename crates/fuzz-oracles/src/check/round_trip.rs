//! The oracle of the writers: any value, written in any spelling, reads back the same.
//!
//! The bytes are choices of a generator, not a body. Start at [`check_round_trip`].

use arbitrary::{Arbitrary, Result, Unstructured};
use contract::{
    AuthSessionResult, AuthSessionStatus, Canceled, Category, Code, Done, ErrorBody, Failed,
    InProgress, JobRun, JobRunResult, JobRunStatus, JobRuns, Json, Member, Members, OtherResult,
    Pending, Reason, ReasonType, RunResult, RunStatus, Spelling, WebTaskOutcome, WebTaskResult,
    WebTaskStatus,
};

use super::error_body::site_of;
use crate::subject::{read, write};

/// Builds a value from the bytes, writes it and reads it.
///
/// # Panics
///
/// When what is read is not what was written.
pub fn check_round_trip(bytes: &[u8]) {
    // Too few bytes make no value, and nothing is wrong with that.
    let _ = round_trip(&mut Unstructured::new(bytes));
}

fn round_trip(u: &mut Unstructured<'_>) -> Result<()> {
    match u.int_in_range(0..=4_u8)? {
        0 => {
            let error = error_body(u)?;
            for &spelling in Spelling::ALL {
                let text = write::error_body(&error, spelling);
                let again = read::error_body(text.as_bytes(), site_of(spelling));
                same(
                    again.map(|it| ErrorBody {
                        seen: error.seen,
                        ..it.value
                    }),
                    &error,
                    &text,
                );
            }
        }
        1 => {
            let run = run_result(u)?;
            let text = write::run_result(&run);
            let again = read::run_result(text.as_bytes()).map(|it| it.value);
            same(
                again.map(|it| RunResult {
                    error: unseen(it.error),
                    ..it
                }),
                &run,
                &text,
            );
        }
        2 => {
            let result = auth_session_result(u)?;
            let text = write::auth_session_result(&result);
            let again = read::auth_session_result(text.as_bytes()).map(|it| match it.value {
                AuthSessionResult::Failed(it) => AuthSessionResult::Failed(Failed {
                    error: unseen(it.error),
                    ..it
                }),
                AuthSessionResult::Other(it) => AuthSessionResult::Other(OtherResult {
                    error: unseen(it.error),
                    ..it
                }),
                other => other,
            });
            same(again, &result, &text);
        }
        3 => {
            let (runs, total_count) = (job_runs(u)?, Option::arbitrary(u)?);
            let one = JobRunResult {
                job_run: runs.first().cloned(),
                results: value(u)?,
                ..JobRunResult::default()
            };
            let text = write::job_run_result(&one);
            let again = read::job_run_result(text.as_bytes()).map(|it| it.value);
            let unseen_run = |run: JobRun| JobRun {
                error: unseen(run.error),
                ..run
            };
            let again = again.map(|it| JobRunResult {
                job_run: it.job_run.map(unseen_run),
                ..it
            });
            same(again, &one, &text);

            let all = JobRuns {
                job_runs: Some(runs),
                total_count,
                ..JobRuns::default()
            };
            let text = write::job_runs(&all);
            let again = read::job_runs(text.as_bytes()).map(|it| it.value);
            let each = |runs: Vec<JobRun>| runs.into_iter().map(unseen_run).collect();
            let again = again.map(|it| JobRuns {
                job_runs: it.job_runs.map(each),
                ..it
            });
            same(again, &all, &text);
        }
        _ => {
            let task = WebTaskResult {
                web_task_id: text(u)?,
                status: word(u, WebTaskStatus::ALL, WebTaskStatus::from_wire)?,
                outcome: word(u, WebTaskOutcome::ALL, WebTaskOutcome::from_wire)?,
                result: value(u)?,
                error: error(u)?,
                unknown: unknown(u)?,
                rejected: Members::new(),
            };
            let text = write::web_task_result(&task);
            let again = read::web_task_result(text.as_bytes()).map(|it| it.value);
            same(
                again.map(|it| WebTaskResult {
                    error: unseen(it.error),
                    ..it
                }),
                &task,
                &text,
            );
        }
    }
    Ok(())
}

fn same<T, E>(read: std::result::Result<T, E>, written: &T, text: &str)
where
    T: PartialEq + std::fmt::Debug,
    E: std::fmt::Display,
{
    match read {
        Ok(read) => assert_eq!(
            &read, written,
            "a value does not read back the same\nin {text}"
        ),
        Err(error) => panic!("the writer's text cannot be read: {error}\n{text}"),
    }
}

/// A value that was never read has seen no spelling.
fn unseen(error: Option<ErrorBody>) -> Option<ErrorBody> {
    error.map(|error| ErrorBody {
        seen: Default::default(),
        ..error
    })
}

fn text(u: &mut Unstructured<'_>) -> Result<Option<String>> {
    Option::arbitrary(u)
}

/// A word of a table, or any text.
fn word<T: Clone>(u: &mut Unstructured<'_>, all: &[T], from: fn(&str) -> T) -> Result<Option<T>> {
    Ok(match u.int_in_range(0..=2_u8)? {
        0 => None,
        1 => Some(u.choose(all)?.clone()),
        _ => Some(from(<&str>::arbitrary(u)?)),
    })
}

/// A value that is not `null`, which would be absence.
fn value(u: &mut Unstructured<'_>) -> Result<Option<Json>> {
    let mut out = String::new();
    json(u, &mut out, 0)?;
    Ok(Json::parse(&out).ok().filter(|json| json.text() != "null"))
}

/// Any JSON text: numbers that no machine type holds, halves of pairs, duplicate keys.
fn json(u: &mut Unstructured<'_>, out: &mut String, depth: usize) -> Result<()> {
    let string = |text: &str| serde_json::Value::from(text).to_string();
    match u.int_in_range(0..=if depth > 20 { 5 } else { 7_u8 })? {
        0 => out.push_str("null"),
        1 => out.push_str(if u.arbitrary()? { "true" } else { "false" }),
        2 => out.push_str(&i64::arbitrary(u)?.to_string()),
        3 => out.push_str(&format!(
            "{}.{}e{}",
            i32::arbitrary(u)?,
            u32::arbitrary(u)?,
            i16::arbitrary(u)?
        )),
        4 => out.push_str(&string(u.arbitrary()?)),
        5 => out.push_str(&format!("\"\\u{:04x}\"", u16::arbitrary(u)?)),
        6 => {
            out.push('[');
            for nth in 0..u.int_in_range(0..=3_u8)? {
                out.push_str(if nth > 0 { ", " } else { "" });
                json(u, out, depth + 1)?;
            }
            out.push(']');
        }
        _ => {
            out.push('{');
            for nth in 0..u.int_in_range(0..=3_u8)? {
                out.push_str(if nth > 0 { "," } else { "" });
                out.push_str(&string(u.arbitrary()?));
                out.push(':');
                json(u, out, depth + 1)?;
            }
            out.push('}');
        }
    }
    Ok(())
}

/// Distinct names that no schema has.
fn unknown(u: &mut Unstructured<'_>) -> Result<Members> {
    let mut fields = Members::new();
    for nth in 0..u.int_in_range(0..=2_u8)? {
        let name = format!("x{nth}-{}", <&str>::arbitrary(u)?);
        let value = value(u)?.unwrap_or_default();
        fields.push(Member::new(name, value));
    }
    Ok(fields)
}

fn error_body(u: &mut Unstructured<'_>) -> Result<ErrorBody> {
    Ok(ErrorBody {
        message: text(u)?,
        code: word(u, Code::ALL, Code::from_wire)?,
        category: word(u, Category::ALL, Category::from_wire)?,
        retriable: u.arbitrary()?,
        doc_url: text(u)?,
        correlation_id: text(u)?,
        details: value(u)?,
        unknown: unknown(u)?,
        ..ErrorBody::default()
    })
}

fn error(u: &mut Unstructured<'_>) -> Result<Option<ErrorBody>> {
    u.arbitrary::<bool>()?.then(|| error_body(u)).transpose()
}

fn reason(u: &mut Unstructured<'_>) -> Result<Option<Reason>> {
    if !u.arbitrary()? {
        return Ok(None);
    }
    Ok(Some(Reason {
        kind: word(u, ReasonType::ALL, ReasonType::from_wire)?,
        message: text(u)?,
        doc_url: text(u)?,
        details: value(u)?,
        timestamp: text(u)?,
        unknown: unknown(u)?,
        rejected: Members::new(),
    }))
}

fn run_result(u: &mut Unstructured<'_>) -> Result<RunResult> {
    Ok(RunResult {
        run_id: text(u)?,
        status: word(u, RunStatus::ALL, RunStatus::from_wire)?,
        result: value(u)?,
        extended_payloads: value(u)?,
        error: error(u)?,
        message: text(u)?,
        reason: reason(u)?,
        unknown: unknown(u)?,
        rejected: Members::new(),
    })
}

fn auth_session_result(u: &mut Unstructured<'_>) -> Result<AuthSessionResult> {
    let (unknown, rejected) = (unknown(u)?, Members::new());
    Ok(match u.int_in_range(0..=5_u8)? {
        0 => AuthSessionResult::Done(Done {
            auth_session_id: text(u)?,
            unknown,
            rejected,
        }),
        1 => AuthSessionResult::Pending(Pending { unknown, rejected }),
        2 => AuthSessionResult::InProgress(InProgress {
            run_id: text(u)?,
            unknown,
            rejected,
        }),
        3 => {
            let (message, reason) = (text(u)?, reason(u)?);
            AuthSessionResult::Canceled(Canceled {
                message,
                reason,
                unknown,
                rejected,
            })
        }
        4 => {
            let (message, error) = (text(u)?, error(u)?);
            AuthSessionResult::Failed(Failed {
                message,
                error,
                unknown,
                rejected,
            })
        }
        _ => {
            let status = text(u)?.filter(|it| !AuthSessionStatus::from_wire(it).is_known());
            let (message, error, reason) = (text(u)?, error(u)?, reason(u)?);
            let other = OtherResult {
                status,
                message,
                error,
                reason,
                unknown,
                rejected,
            };
            AuthSessionResult::Other(other)
        }
    })
}

fn job_runs(u: &mut Unstructured<'_>) -> Result<Vec<JobRun>> {
    let count = u.int_in_range(0..=2_u8)?;
    let one = |u: &mut Unstructured<'_>| {
        Ok(JobRun {
            id: text(u)?,
            status: word(u, JobRunStatus::ALL, JobRunStatus::from_wire)?,
            error: error(u)?,
            reason: reason(u)?,
            unknown: unknown(u)?,
            rejected: Members::new(),
        })
    };
    (0..count).map(|_| one(u)).collect()
}
