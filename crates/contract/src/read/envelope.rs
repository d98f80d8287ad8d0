//! Reads the results that carry an error, with their siblings.
//!
//! The fields are taken in a fixed order, because findings at the same byte keep it. Start at [`auth_session_result`] or [`run_result`].

use serde_json::value::RawValue;

use super::body;
use super::object::Object;
use super::reader::{Entry, Reader};
use crate::finding::{Base, FindingKind, Found};
use crate::{
    AuthSessionResult, AuthSessionStatus, Canceled, Done, ErrorBody, Failed, InProgress, JobRun,
    JobRunResult, JobRuns, Json, OtherResult, Pending, ReadError, Reason, RunResult, Site,
    WebTaskResult, WebTaskStatus,
};

type Result<T> = std::result::Result<T, ReadError>;

pub(super) fn auth_session_result<'a>(
    reader: &mut Reader<'a>,
    text: &'a str,
) -> Result<AuthSessionResult> {
    let mut object = Object::read(reader, text, Base::ROOT)?;
    let status: Option<AuthSessionStatus> = object.word("status", true);
    Ok(match status {
        Some(AuthSessionStatus::Done) => AuthSessionResult::Done(Done {
            auth_session_id: object.string("authSessionId", true),
            unknown: object.unknown(),
            rejected: object.rejected(),
        }),
        Some(AuthSessionStatus::Pending) => AuthSessionResult::Pending(Pending {
            unknown: object.unknown(),
            rejected: object.rejected(),
        }),
        Some(AuthSessionStatus::InProgress) => AuthSessionResult::InProgress(InProgress {
            run_id: object.string("runId", true),
            unknown: object.unknown(),
            rejected: object.rejected(),
        }),
        Some(AuthSessionStatus::Canceled) => AuthSessionResult::Canceled(Canceled {
            message: object.string("message", true),
            reason: object.reason(true)?,
            unknown: object.unknown(),
            rejected: object.rejected(),
        }),
        Some(AuthSessionStatus::Failed) => AuthSessionResult::Failed(object.failed()?),
        other => AuthSessionResult::Other(OtherResult {
            status: other.map(|status| status.as_str().to_owned()),
            message: object.string("message", false),
            error: object.error(Site::Result, false)?,
            reason: object.reason(false)?,
            unknown: object.unknown(),
            rejected: object.rejected(),
        }),
    })
}

pub(super) fn failed<'a>(reader: &mut Reader<'a>, text: &'a str) -> Result<Failed> {
    let mut object = Object::read(reader, text, Base::ROOT)?;
    // `Failed` has no field for the status: any other word than its own stays as a rejected field.
    let (key, expected) = ("status", "`failed`");
    let value = object.take(key, Some(expected));
    let word = object
        .reader
        .string(&mut object.scope, Entry { key, value });
    if let (Some(word), Some(raw)) = (word, value)
        && word != AuthSessionStatus::Failed.as_str()
    {
        let kind = FindingKind::UnknownStatus;
        object
            .reader
            .reject(&mut object.scope, kind, key, raw, expected);
    }
    object.failed()
}

pub(super) fn run_result<'a>(reader: &mut Reader<'a>, text: &'a str) -> Result<RunResult> {
    let mut object = Object::read(reader, text, Base::ROOT)?;
    Ok(RunResult {
        run_id: object.string("runId", true),
        status: object.word("status", true),
        result: object.json("result"),
        extended_payloads: object.json("extendedPayloads"),
        error: object.error(Site::Result, false)?,
        message: object.string("message", false),
        reason: object.reason(false)?,
        unknown: object.unknown(),
        rejected: object.rejected(),
    })
}

pub(super) fn job_run_result<'a>(reader: &mut Reader<'a>, text: &'a str) -> Result<JobRunResult> {
    let mut object = Object::read(reader, text, Base::ROOT)?;
    Ok(JobRunResult {
        job_run: object.object("jobRun", true, job_run)?,
        results: object.json("results"),
        unknown: object.unknown(),
        rejected: object.rejected(),
    })
}

pub(super) fn job_runs<'a>(reader: &mut Reader<'a>, text: &'a str) -> Result<JobRuns> {
    let mut object = Object::read(reader, text, Base::ROOT)?;
    let mut list = JobRuns::default();
    if let Some(raw) = object.take("jobRuns", Some("an array")) {
        match serde_json::from_str::<Vec<&RawValue>>(raw.get()) {
            Ok(elements) => {
                let runs = list.job_runs.insert(Vec::with_capacity(elements.len()));
                for (index, element) in elements.into_iter().enumerate() {
                    let base = Base::ROOT.child("jobRuns").element(index);
                    if Found::of(element.get()) == Found::Object {
                        runs.push(job_run(object.reader, element.get(), base)?);
                    } else {
                        let (kind, path) = (FindingKind::WrongType, base.itself());
                        object.reader.report(kind, path, element.get(), "an object");
                        list.strays.push((index, Json::from_raw(element)));
                    }
                }
            }
            Err(_) => object.reject("jobRuns", raw, "an array"),
        }
    }
    if let Some(raw) = object.take("totalCount", Some("a count")) {
        match raw.get().parse() {
            Ok(count) => list.total_count = Some(count),
            Err(_) => object.reject("totalCount", raw, "a count"),
        }
    }
    list.unknown = object.unknown();
    list.rejected = object.rejected();
    Ok(list)
}

fn job_run<'a>(reader: &mut Reader<'a>, text: &'a str, base: Base) -> Result<JobRun> {
    let mut object = Object::read(reader, text, base)?;
    Ok(JobRun {
        id: object.string("id", true),
        status: object.word("status", true),
        error: object.error(Site::JobRun, false)?,
        reason: object.reason(false)?,
        unknown: object.unknown(),
        rejected: object.rejected(),
    })
}

pub(super) fn web_task_result<'a>(reader: &mut Reader<'a>, text: &'a str) -> Result<WebTaskResult> {
    let mut object = Object::read(reader, text, Base::ROOT)?;
    let web_task_id = object.string("webTaskId", true);
    let status = object.word("status", true);
    let is_completed = status == Some(WebTaskStatus::Completed);
    Ok(WebTaskResult {
        web_task_id,
        status,
        outcome: object.word("outcome", is_completed),
        result: object.json("result"),
        error: object.error(Site::WebTask, false)?,
        unknown: object.unknown(),
        rejected: object.rejected(),
    })
}

impl Object<'_, '_> {
    fn error(&mut self, site: Site, required: bool) -> Result<Option<ErrorBody>> {
        self.object("error", required, |reader, text, base| {
            body::read(reader, text, base, site)
        })
    }

    fn reason(&mut self, required: bool) -> Result<Option<Reason>> {
        self.object("reason", required, reason)
    }

    fn failed(mut self) -> Result<Failed> {
        Ok(Failed {
            message: self.string("message", true),
            error: self.error(Site::Result, true)?,
            unknown: self.unknown(),
            rejected: self.rejected(),
        })
    }
}

fn reason<'a>(reader: &mut Reader<'a>, text: &'a str, base: Base) -> Result<Reason> {
    let mut object = Object::read(reader, text, base)?;
    let kind = object.word("type", true);
    let message = object.string("message", true);
    let link = ["doc_url", "docUrl"].map(|key| Entry {
        key,
        value: object.take(key, None),
    });
    Ok(Reason {
        kind,
        message,
        doc_url: object.reader.alias_pair(&mut object.scope, link),
        details: object.json("details"),
        timestamp: object.string("timestamp", false),
        unknown: object.unknown(),
        rejected: object.rejected(),
    })
}
