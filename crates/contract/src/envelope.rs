//! The results that carry an error in a 2xx answer, with their siblings.
//!
//! HTTP says 200 for all of them: a client that looks at the status only sees successes. Every
//! field is optional here; the reader checks what the wire requires. In every type `unknown` holds the
//! fields that the schema does not have, and `rejected` the known ones whose value could not be
//! read, both exactly as sent. Start at [`AuthSessionResult`] or [`RunResult`].

use crate::{
    AuthSessionStatus, ErrorBody, JobRunStatus, Json, Members, Reason, RunStatus, WebTaskOutcome,
    WebTaskStatus,
};

/// The result of creating, updating or validating an auth session: a union keyed by `status`.
/// Source: S1 for `Failed`, wire for its siblings.
///
/// A field that the variant does not declare is unknown: `error` in `Done` stays readable in
/// `unknown`, but it is no error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AuthSessionResult {
    /// `done`.
    Done(Done),
    /// `pending`.
    Pending(Pending),
    /// `in_progress`.
    InProgress(InProgress),
    /// `canceled`.
    Canceled(Canceled),
    /// `failed` (S1).
    Failed(Failed),
    /// No status, or one that the schema does not list.
    Other(OtherResult),
}

impl AuthSessionResult {
    /// The status; `None` when the body has none that is text.
    #[must_use]
    pub fn status(&self) -> Option<AuthSessionStatus> {
        match self {
            Self::Done(_) => Some(AuthSessionStatus::Done),
            Self::Pending(_) => Some(AuthSessionStatus::Pending),
            Self::InProgress(_) => Some(AuthSessionStatus::InProgress),
            Self::Canceled(_) => Some(AuthSessionStatus::Canceled),
            Self::Failed(_) => Some(AuthSessionStatus::Failed),
            Self::Other(other) => other.status.as_deref().map(AuthSessionStatus::from_wire),
        }
    }

    /// The error, where the variant declares one (or has no known status).
    #[must_use]
    pub fn error(&self) -> Option<&ErrorBody> {
        match self {
            Self::Failed(failed) => failed.error.as_ref(),
            Self::Other(other) => other.error.as_ref(),
            Self::Done(_) | Self::Pending(_) | Self::InProgress(_) | Self::Canceled(_) => None,
        }
    }

    /// The fields that the variant does not declare, exactly as sent.
    #[must_use]
    pub fn unknown(&self) -> &Members {
        self.leftovers().0
    }

    /// The known fields whose value could not be read, exactly as sent.
    #[must_use]
    pub fn rejected(&self) -> &Members {
        self.leftovers().1
    }

    fn leftovers(&self) -> (&Members, &Members) {
        match self {
            Self::Done(it) => (&it.unknown, &it.rejected),
            Self::Pending(it) => (&it.unknown, &it.rejected),
            Self::InProgress(it) => (&it.unknown, &it.rejected),
            Self::Canceled(it) => (&it.unknown, &it.rejected),
            Self::Failed(it) => (&it.unknown, &it.rejected),
            Self::Other(it) => (&it.unknown, &it.rejected),
        }
    }
}

/// The auth session is ready. Source: wire.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Done {
    /// `authSessionId`; required on the wire.
    pub auth_session_id: Option<String>,
    /// Fields outside the schema, as sent.
    pub unknown: Members,
    /// Known fields whose value could not be read, as sent.
    pub rejected: Members,
}

/// Nothing happened yet. Source: wire.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pending {
    /// Fields outside the schema, as sent.
    pub unknown: Members,
    /// Known fields whose value could not be read, as sent.
    pub rejected: Members,
}

/// It is running. Source: wire.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct InProgress {
    /// `runId`; required on the wire.
    pub run_id: Option<String>,
    /// Fields outside the schema, as sent.
    pub unknown: Members,
    /// Known fields whose value could not be read, as sent.
    pub rejected: Members,
}

/// It was stopped on purpose. Source: wire.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Canceled {
    /// The envelope's message; required on the wire.
    pub message: Option<String>,
    /// Why; required on the wire, with the run reasons.
    pub reason: Option<Reason>,
    /// Fields outside the schema, as sent.
    pub unknown: Members,
    /// Known fields whose value could not be read, as sent.
    pub rejected: Members,
}

/// It failed (S1). The message stands twice: here and in the error, and the two may differ.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Failed {
    /// The envelope's own message; required (S1).
    pub message: Option<String>,
    /// The error at [`Site::Result`](crate::Site::Result); required (S1).
    pub error: Option<ErrorBody>,
    /// Fields outside the schema, as sent.
    pub unknown: Members,
    /// Known fields whose value could not be read, as sent.
    pub rejected: Members,
}

/// An auth-session result of an unknown variant: what could be read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OtherResult {
    /// The status as sent; `None` when absent or not text.
    pub status: Option<String>,
    /// The envelope's message.
    pub message: Option<String>,
    /// An error, read as at [`Site::Result`](crate::Site::Result).
    pub error: Option<ErrorBody>,
    /// A reason, read as a run's.
    pub reason: Option<Reason>,
    /// All other fields, as sent.
    pub unknown: Members,
    /// Known fields whose value could not be read, as sent.
    pub rejected: Members,
}

/// The result of a run: one flat object. Source: wire.
///
/// Nothing ties `error` or `reason` to a status, so both are kept whatever the status is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RunResult {
    /// `runId`; required on the wire.
    pub run_id: Option<String>,
    /// `status`; required on the wire.
    pub status: Option<RunStatus>,
    /// What the run returned, as sent.
    pub result: Option<Json>,
    /// `extendedPayloads`, as sent.
    pub extended_payloads: Option<Json>,
    /// The error at [`Site::Result`](crate::Site::Result).
    pub error: Option<ErrorBody>,
    /// The envelope's own message.
    pub message: Option<String>,
    /// Why it was stopped.
    pub reason: Option<Reason>,
    /// Fields outside the schema, as sent.
    pub unknown: Members,
    /// Known fields whose value could not be read, as sent.
    pub rejected: Members,
}

/// One job run, as far as errors are concerned; its times and counts stay in `unknown`.
/// Source: wire.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct JobRun {
    /// `id`; required on the wire.
    pub id: Option<String>,
    /// `status`; required on the wire.
    pub status: Option<JobRunStatus>,
    /// The error at [`Site::JobRun`](crate::Site::JobRun); `null` and absent are the same.
    pub error: Option<ErrorBody>,
    /// Why it was stopped; `null` and absent are the same.
    pub reason: Option<Reason>,
    /// Fields that this model does not type, as sent.
    pub unknown: Members,
    /// Known fields whose value could not be read, as sent.
    pub rejected: Members,
}

/// The answer of one job run. Source: wire.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct JobRunResult {
    /// `jobRun`; required on the wire.
    pub job_run: Option<JobRun>,
    /// `results`, as sent.
    pub results: Option<Json>,
    /// Fields outside the schema, as sent.
    pub unknown: Members,
    /// Known fields whose value could not be read, as sent.
    pub rejected: Members,
}

/// The answer of the list of job runs. Source: wire.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct JobRuns {
    /// `jobRuns`; required on the wire. Elements that are no objects are in `strays`.
    pub job_runs: Option<Vec<JobRun>>,
    /// `totalCount`; required on the wire.
    pub total_count: Option<u64>,
    /// Elements of `jobRuns` that are no objects, each with its index in the array, as sent.
    pub strays: Vec<(usize, Json)>,
    /// Fields outside the schema, as sent.
    pub unknown: Members,
    /// Known fields whose value could not be read, as sent.
    pub rejected: Members,
}

/// The result of a web task, as far as errors are concerned. Source: wire.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WebTaskResult {
    /// `webTaskId`; required on the wire.
    pub web_task_id: Option<String>,
    /// `status`; required on the wire. A failure is `completed`.
    pub status: Option<WebTaskStatus>,
    /// `outcome`; required on the wire when the status is `completed`.
    pub outcome: Option<WebTaskOutcome>,
    /// What the task returned, as sent.
    pub result: Option<Json>,
    /// The error at [`Site::WebTask`](crate::Site::WebTask).
    pub error: Option<ErrorBody>,
    /// Fields that this model does not type (times, cost, reuse), as sent.
    pub unknown: Members,
    /// Known fields whose value could not be read, as sent.
    pub rejected: Members,
}
