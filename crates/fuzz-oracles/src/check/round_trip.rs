//! The oracle of the writers: any value, written in any spelling, reads back the same.
//!
//! The bytes are choices of a generator, not a body. Start at [`check_round_trip`].

use arbitrary::{Arbitrary, Result, Unstructured};
use contract::{
    AuthSessionResult, AuthSessionStatus, Canceled, Category, Code, Done, ErrorBody, Failed,
    InProgress, JobRun, JobRunResult, JobRunStatus, JobRuns, Json, Member, Members, OtherResult,
    Pending, ReadError, Reading, Reason, ReasonType, RunResult, RunStatus, Spelling,
    WebTaskOutcome, WebTaskResult, WebTaskStatus,
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
                let write = |error: &ErrorBody| write::error_body(error, spelling);
                let read = |bytes: &[u8]| read::error_body(bytes, site_of(spelling));
                check(&error, write, read, forget_spellings);
            }
        }
        1 => check(&run_result(u)?, write::run_result, read::run_result, |it| {
            it.error.iter_mut().for_each(forget_spellings);
        }),
        2 => {
            let result = auth_session_result(u)?;
            let (write, read) = (write::auth_session_result, read::auth_session_result);
            check(&result, write, read, |it| match it {
                AuthSessionResult::Failed(it) => it.error.iter_mut().for_each(forget_spellings),
                AuthSessionResult::Other(it) => it.error.iter_mut().for_each(forget_spellings),
                _ => {}
            });
        }
        3 => {
            let (runs, total_count) = (job_runs(u)?, Option::arbitrary(u)?);
            let forget = |run: &mut JobRun| run.error.iter_mut().for_each(forget_spellings);
            let one = JobRunResult {
                job_run: runs.first().cloned(),
                results: value(u)?,
                ..JobRunResult::default()
            };
            check(&one, write::job_run_result, read::job_run_result, |it| {
                it.job_run.iter_mut().for_each(forget);
            });
            let all = JobRuns {
                job_runs: Some(runs),
                total_count,
                ..JobRuns::default()
            };
            check(&all, write::job_runs, read::job_runs, |it| {
                it.job_runs.iter_mut().flatten().for_each(forget);
            });
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
            check(&task, write::web_task_result, read::web_task_result, |it| {
                it.error.iter_mut().for_each(forget_spellings);
            });
        }
    }
    Ok(())
}

/// Writes a value and reads it; the two are equal but for the spellings, which only a body has.
fn check<T: PartialEq + std::fmt::Debug>(
    written: &T,
    write: impl Fn(&T) -> String,
    read: impl Fn(&[u8]) -> std::result::Result<Reading<T>, ReadError>,
    forget: impl Fn(&mut T),
) {
    let text = write(written);
    match read(text.as_bytes()) {
        Ok(Reading { mut value, .. }) => {
            forget(&mut value);
            assert_eq!(
                &value, written,
                "a value does not read back the same\nin {text}"
            );
        }
        Err(error) => panic!("the writer's text cannot be read: {error}\n{text}"),
    }
}

fn forget_spellings(error: &mut ErrorBody) {
    error.seen = Default::default();
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
        3 => AuthSessionResult::Canceled(Canceled {
            message: text(u)?,
            reason: reason(u)?,
            unknown,
            rejected,
        }),
        4 => AuthSessionResult::Failed(Failed {
            message: text(u)?,
            error: error(u)?,
            unknown,
            rejected,
        }),
        _ => AuthSessionResult::Other(OtherResult {
            status: text(u)?.filter(|it| !AuthSessionStatus::from_wire(it).is_known()),
            message: text(u)?,
            error: error(u)?,
            reason: reason(u)?,
            unknown,
            rejected,
        }),
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
