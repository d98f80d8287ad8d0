//! Reads the results that carry an error, with their siblings.
//!
//! Start at [`auth_session_result`] or [`run_result`].

use serde_json::value::RawValue;

use super::body;
use super::object::Object;
use super::reader::Reader;
use crate::finding::{Base, FindingKind, Found};
use crate::{
    AuthSessionResult, AuthSessionStatus, Canceled, Done, ErrorBody, Failed, InProgress, JobRun,
    JobRunResult, JobRunStatus, JobRuns, Json, OtherResult, Pending, ReadError, Reason, ReasonType,
    RunResult, RunStatus, Site, WebTaskOutcome, WebTaskResult, WebTaskStatus,
};

type Result<T> = std::result::Result<T, ReadError>;

const STATUS: (FindingKind, &str) = (FindingKind::UnknownStatus, "a status of the tables");
const OUTCOME: (FindingKind, &str) = (FindingKind::UnknownStatus, "an outcome of the tables");
const REASON: (FindingKind, &str) = (FindingKind::UnknownReason, "a reason of the tables");

pub(super) fn auth_session_result<'a>(
    reader: &mut Reader<'a>,
    text: &'a str,
) -> Result<AuthSessionResult> {
    let mut object = Object::read(reader, text, Base::ROOT)?;
    let known = AuthSessionStatus::is_known;
    let status: Option<AuthSessionStatus> = object.word(reader, "status", true, known, STATUS);
    Ok(match status {
        Some(AuthSessionStatus::Done) => {
            let auth_session_id = object.string(reader, "authSessionId", true);
            let (unknown, rejected) = object.rest();
            AuthSessionResult::Done(Done {
                auth_session_id,
                unknown,
                rejected,
            })
        }
        Some(AuthSessionStatus::Pending) => {
            let (unknown, rejected) = object.rest();
            AuthSessionResult::Pending(Pending { unknown, rejected })
        }
        Some(AuthSessionStatus::InProgress) => {
            let run_id = object.string(reader, "runId", true);
            let (unknown, rejected) = object.rest();
            AuthSessionResult::InProgress(InProgress {
                run_id,
                unknown,
                rejected,
            })
        }
        Some(AuthSessionStatus::Canceled) => {
            let message = object.string(reader, "message", true);
            let reason = reason(reader, &mut object, true)?;
            let (unknown, rejected) = object.rest();
            AuthSessionResult::Canceled(Canceled {
                message,
                reason,
                unknown,
                rejected,
            })
        }
        Some(AuthSessionStatus::Failed) => {
            AuthSessionResult::Failed(failed_fields(reader, object)?)
        }
        other => {
            let status = other.map(|status| status.as_str().to_owned());
            let message = object.string(reader, "message", false);
            let error = error(reader, &mut object, Site::Result, false)?;
            let reason = reason(reader, &mut object, false)?;
            let (unknown, rejected) = object.rest();
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

pub(super) fn failed<'a>(reader: &mut Reader<'a>, text: &'a str) -> Result<Failed> {
    let mut object = Object::read(reader, text, Base::ROOT)?;
    // `Failed` has no field for the status: any other word than its own stays as a rejected field.
    if let Some(raw) = object.take(reader, "status", Some("`failed`"))
        && reader
            .string(Base::ROOT, "status", Some(raw), &mut object.rejected)
            .is_some_and(|word| word != AuthSessionStatus::Failed.as_str())
    {
        reader.report(
            FindingKind::UnknownStatus,
            Base::ROOT.field("status"),
            raw.get(),
            "`failed`",
        );
        object
            .rejected
            .push(("status".to_owned(), Json::from_raw(raw)));
    }
    failed_fields(reader, object)
}

fn failed_fields<'a>(reader: &mut Reader<'a>, mut object: Object<'a>) -> Result<Failed> {
    let message = object.string(reader, "message", true);
    let error = error(reader, &mut object, Site::Result, true)?;
    let (unknown, rejected) = object.rest();
    Ok(Failed {
        message,
        error,
        unknown,
        rejected,
    })
}

pub(super) fn run_result<'a>(reader: &mut Reader<'a>, text: &'a str) -> Result<RunResult> {
    let mut object = Object::read(reader, text, Base::ROOT)?;
    let run_id = object.string(reader, "runId", true);
    let status = object.word(reader, "status", true, RunStatus::is_known, STATUS);
    let result = object.json(reader, "result");
    let extended_payloads = object.json(reader, "extendedPayloads");
    let error = error(reader, &mut object, Site::Result, false)?;
    let message = object.string(reader, "message", false);
    let reason = reason(reader, &mut object, false)?;
    let (unknown, rejected) = object.rest();
    Ok(RunResult {
        run_id,
        status,
        result,
        extended_payloads,
        error,
        message,
        reason,
        unknown,
        rejected,
    })
}

pub(super) fn job_run_result<'a>(reader: &mut Reader<'a>, text: &'a str) -> Result<JobRunResult> {
    let mut object = Object::read(reader, text, Base::ROOT)?;
    let job_run = match object.object(reader, "jobRun", true) {
        Some((text, base)) => Some(job_run(reader, text, base)?),
        None => None,
    };
    let results = object.json(reader, "results");
    let (unknown, rejected) = object.rest();
    Ok(JobRunResult {
        job_run,
        results,
        unknown,
        rejected,
    })
}

pub(super) fn job_runs<'a>(reader: &mut Reader<'a>, text: &'a str) -> Result<JobRuns> {
    let mut object = Object::read(reader, text, Base::ROOT)?;
    let mut strays = Vec::new();
    let mut runs = None;
    if let Some(raw) = object.take(reader, "jobRuns", Some("an array")) {
        match serde_json::from_str::<Vec<&RawValue>>(raw.get()) {
            Ok(elements) => {
                let mut list = Vec::with_capacity(elements.len());
                for (index, element) in elements.into_iter().enumerate() {
                    let base = Base::ROOT.child("jobRuns").element(index);
                    if Found::of(element.get()) == Found::Object {
                        list.push(job_run(reader, element.get(), base)?);
                    } else {
                        let (kind, path) = (FindingKind::WrongType, base.itself());
                        reader.report(kind, path, element.get(), "an object");
                        strays.push((index, Json::from_raw(element)));
                    }
                }
                runs = Some(list);
            }
            Err(_) => object.rejected(reader, "jobRuns", raw, "an array"),
        }
    }
    let mut total_count = None;
    if let Some(raw) = object.take(reader, "totalCount", Some("a count")) {
        match raw.get().parse() {
            Ok(count) => total_count = Some(count),
            Err(_) => object.rejected(reader, "totalCount", raw, "a count"),
        }
    }
    let (unknown, rejected) = object.rest();
    Ok(JobRuns {
        job_runs: runs,
        total_count,
        strays,
        unknown,
        rejected,
    })
}

fn job_run<'a>(reader: &mut Reader<'a>, text: &'a str, base: Base) -> Result<JobRun> {
    let mut object = Object::read(reader, text, base)?;
    let id = object.string(reader, "id", true);
    let status = object.word(reader, "status", true, JobRunStatus::is_known, STATUS);
    let error = error(reader, &mut object, Site::JobRun, false)?;
    let reason = reason(reader, &mut object, false)?;
    let (unknown, rejected) = object.rest();
    Ok(JobRun {
        id,
        status,
        error,
        reason,
        unknown,
        rejected,
    })
}

pub(super) fn web_task_result<'a>(reader: &mut Reader<'a>, text: &'a str) -> Result<WebTaskResult> {
    let mut object = Object::read(reader, text, Base::ROOT)?;
    let web_task_id = object.string(reader, "webTaskId", true);
    let status = object.word(reader, "status", true, WebTaskStatus::is_known, STATUS);
    let completed = status == Some(WebTaskStatus::Completed);
    let outcome = object.word(
        reader,
        "outcome",
        completed,
        WebTaskOutcome::is_known,
        OUTCOME,
    );
    let result = object.json(reader, "result");
    let error = error(reader, &mut object, Site::WebTask, false)?;
    let (unknown, rejected) = object.rest();
    Ok(WebTaskResult {
        web_task_id,
        status,
        outcome,
        result,
        error,
        unknown,
        rejected,
    })
}

fn error<'a>(
    reader: &mut Reader<'a>,
    object: &mut Object<'a>,
    site: Site,
    required: bool,
) -> Result<Option<ErrorBody>> {
    match object.object(reader, "error", required) {
        Some((text, base)) => body::read(reader, text, base, site).map(Some),
        None => Ok(None),
    }
}

fn reason<'a>(
    reader: &mut Reader<'a>,
    object: &mut Object<'a>,
    required: bool,
) -> Result<Option<Reason>> {
    let Some((text, base)) = object.object(reader, "reason", required) else {
        return Ok(None);
    };
    let mut object = Object::read(reader, text, base)?;
    let kind = object.word(reader, "type", true, ReasonType::is_known, REASON);
    let message = object.string(reader, "message", true);
    let own = ("doc_url", object.take(reader, "doc_url", None));
    let other = ("docUrl", object.take(reader, "docUrl", None));
    let doc_url = reader.twins(object.base(), own, other, &mut object.rejected);
    let details = object.json(reader, "details");
    let timestamp = object.string(reader, "timestamp", false);
    let (unknown, rejected) = object.rest();
    Ok(Some(Reason {
        kind,
        message,
        doc_url,
        details,
        timestamp,
        unknown,
        rejected,
    }))
}
