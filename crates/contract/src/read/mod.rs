//! The reader: from bytes to the model, with findings.
//!
//! It never panics and refuses only what is not one JSON object in UTF-8, at most [`MAX_DEPTH`]
//! containers deep; whatever else is wrong costs one field and yields a finding. Every value is
//! taken as its exact text first, so a wrong type never spoils its neighbours and spans come for
//! free. Start at [`error_body`]; `envelope.rs` reads the results, `reader.rs` an alias pair.

mod body;
mod envelope;
mod object;
mod reader;

use crate::finding::Base;
use crate::{
    AuthSessionResult, ErrorBody, Failed, Finding, JobRunResult, JobRuns, ReadError, RunResult,
    Site, WebTaskResult,
};

use reader::Reader;

/// How many containers may stand inside each other, the root included.
pub const MAX_DEPTH: usize = 128;

/// What was read, and what is wrong or unusual in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading<T> {
    /// What the body says.
    pub value: T,
    /// All findings, in the order of their bytes.
    pub findings: Vec<Finding>,
}

/// Reads one error object. The site decides which fields are required and whose spelling wins.
///
/// ```
/// use errconform_contract::{FindingKind, Site, read};
///
/// let body = br#"{"message":"no credits","category":"billing","retirable":false,"retriable":true}"#;
/// let reading = read::error_body(body, Site::Result)?;
/// assert_eq!(reading.value.message.as_deref(), Some("no credits"));
/// // The flags differ: an operation that must not run twice does not.
/// assert_eq!(reading.value.retriable, Some(false));
/// assert_eq!(reading.findings[0].kind, FindingKind::FlagConflict);
/// # Ok::<(), errconform_contract::ReadError>(())
/// ```
///
/// # Errors
///
/// When the input is not one JSON object within the bounds.
pub fn error_body(bytes: &[u8], site: Site) -> Result<Reading<ErrorBody>, ReadError> {
    read(bytes, |reader, root| {
        body::read(reader, root, Base::ROOT, site)
    })
}

/// Reads the `failed` variant of an auth-session result (S1), whatever its status says.
///
/// # Errors
///
/// When the input is not one JSON object within the bounds.
pub fn failed(bytes: &[u8]) -> Result<Reading<Failed>, ReadError> {
    read(bytes, envelope::failed)
}

/// Reads the result of creating, updating or validating an auth session.
///
/// # Errors
///
/// When the input is not one JSON object within the bounds.
pub fn auth_session_result(bytes: &[u8]) -> Result<Reading<AuthSessionResult>, ReadError> {
    read(bytes, envelope::auth_session_result)
}

/// Reads the result of a run.
///
/// ```
/// use errconform_contract::{Code, RunStatus, read};
///
/// let body = br#"{"runId":"r","status":"failed",
///     "error":{"message":"too slow","code":"script-timeout","category":"execution"}}"#;
/// let run = read::run_result(body)?.value;
/// assert_eq!(run.status, Some(RunStatus::Failed));
/// assert_eq!(run.error.and_then(|error| error.code), Some(Code::ScriptTimeout));
/// # Ok::<(), errconform_contract::ReadError>(())
/// ```
///
/// # Errors
///
/// When the input is not one JSON object within the bounds.
pub fn run_result(bytes: &[u8]) -> Result<Reading<RunResult>, ReadError> {
    read(bytes, envelope::run_result)
}

/// Reads the answer of one job run.
///
/// # Errors
///
/// When the input is not one JSON object within the bounds.
pub fn job_run_result(bytes: &[u8]) -> Result<Reading<JobRunResult>, ReadError> {
    read(bytes, envelope::job_run_result)
}

/// Reads the answer of the list of job runs.
///
/// # Errors
///
/// When the input is not one JSON object within the bounds.
pub fn job_runs(bytes: &[u8]) -> Result<Reading<JobRuns>, ReadError> {
    read(bytes, envelope::job_runs)
}

/// Reads the result of a web task.
///
/// # Errors
///
/// When the input is not one JSON object within the bounds.
pub fn web_task_result(bytes: &[u8]) -> Result<Reading<WebTaskResult>, ReadError> {
    read(bytes, envelope::web_task_result)
}

/// The part that all readers share: the bounds before, the order of the findings after.
fn read<'a, T>(
    bytes: &'a [u8],
    with: impl FnOnce(&mut Reader<'a>, &'a str) -> Result<T, ReadError>,
) -> Result<Reading<T>, ReadError> {
    let mut reader = Reader::new(bytes)?;
    let root = reader.root()?;
    let value = with(&mut reader, root)?;
    Ok(Reading {
        value,
        findings: reader.into_findings(),
    })
}

/// A name and its position among others, and in front a number that is quick to compare.
pub(crate) type Numbered<'n> = (u64, &'n str, usize);

/// Puts names in an order in which equal ones stand beside each other, the earlier one first.
///
/// A hostile body may have a hundred thousand of them.
pub(crate) fn sorted<'n>(names: impl Iterator<Item = &'n str>) -> Vec<Numbered<'n>> {
    let front = |name: &str| {
        let mut front = [0; 8];
        for (to, from) in front.iter_mut().zip(name.bytes()) {
            *to = from;
        }
        u64::from_be_bytes(front)
    };
    let numbered = names.enumerate();
    let mut order: Vec<_> = numbered.map(|(at, name)| (front(name), name, at)).collect();
    order.sort_unstable();
    order
}

/// Finds the first container of a valid JSON text that is too deep, `outside` containers being
/// around the text already. Gives its position in the text.
pub(crate) fn too_deep(json: &str, outside: usize) -> Option<usize> {
    // Each container takes two bytes: most values are too short to be too deep.
    if outside + json.len() / 2 <= MAX_DEPTH {
        return None;
    }
    let mut depth = outside;
    let mut in_string = false;
    let mut escaped = false;
    for (at, byte) in json.bytes().enumerate() {
        if in_string {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => in_string = false,
                _ => {}
            }
            continue;
        }
        match byte {
            b'"' => in_string = true,
            b'{' | b'[' => {
                depth += 1;
                if depth > MAX_DEPTH {
                    return Some(at);
                }
            }
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests;
