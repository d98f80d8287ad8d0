//! Why something was stopped on purpose: the reason codes of runs, job runs and jobs.
//!
//! A reason is not an error: it has no category, no retry flag and no correlation id. Note the
//! double l of `cancelled-user-action` beside the status `canceled`. Start at
//! [`ReasonType`].

use crate::open::open_enum;

/// Whose reason it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReasonKind {
    /// `reason` of a run result or a canceled auth-session result.
    Run,
    /// `reason` of a job run.
    JobRun,
    /// `reason` of a job in the list of jobs.
    Job,
}

impl ReasonKind {
    /// The three kinds.
    pub const ALL: &'static [Self] = &[Self::Run, Self::JobRun, Self::Job];

    /// The reasons that the schema of this kind lists, in its order. Source: wire.
    #[must_use]
    pub fn types(self) -> &'static [ReasonType] {
        match self {
            Self::Run => RUN,
            Self::JobRun => JOB_RUN,
            Self::Job => JOB,
        }
    }

    /// Whether the vendor's page of reason codes documents the reason for this kind; `None` where
    /// that page was not seen to its end, or not at all (the last two job-run reasons, all job
    /// reasons).
    #[must_use]
    pub fn documents(self, reason: &ReasonType) -> Option<bool> {
        match self {
            Self::Run => Some(RUN.contains(reason) && *reason != ReasonType::JobRunPaused),
            Self::JobRun => JOB_RUN[..JOB_RUN_DOCUMENTED]
                .contains(reason)
                .then_some(true),
            Self::Job => None,
        }
    }
}

open_enum! {
    /// The type of a reason, over all three kinds. Source: wire.
    pub enum ReasonType {
        /// A run's auth session failed its validation. Source: wire (run, job run).
        AuthSessionValidateDependencyFailed = "auth-session-validate-dependency-failed",
        /// Stopped from outside. Source: wire (run, job run, job).
        Terminated = "terminated",
        /// The job run was paused; in the schema, not on the page. Source: wire (run).
        JobRunPaused = "job-run-paused",
        /// The job run was terminated; also an error code. Source: wire (run).
        JobRunTerminated = "job-run-terminated",
        /// The job run could not be set up. Source: wire (run).
        FailedToInitializeJobRun = "failed-to-initialize-job-run",
        /// Access by API is switched off. Source: wire (run).
        ApiAccessDisabled = "api-access-disabled",
        /// A person canceled it; the double l is the wire's. Source: wire (run).
        CancelledUserAction = "cancelled-user-action",
        /// A person asked for it. Source: wire (job run).
        UserRequest = "user-request",
        /// The auth session does not exist. Source: wire (job run).
        AuthSessionNotFound = "auth-session-not-found",
        /// The auth session went bad during the job. Source: wire (job run).
        AuthSessionInvalidMidJob = "auth-session-invalid-mid-job",
        /// The auth session is locked. Source: wire (job run).
        AuthSessionLocked = "auth-session-locked",
        /// Another run of the job is active. Source: wire (job run).
        AnotherJobRunActive = "another-job-run-active",
        /// Too few credits of one resource; also an error code. Source: wire (job run).
        InsufficientResourceCredits = "insufficient-resource-credits",
        /// Writing to the S3 sink failed. Source: wire (job run).
        S3SinkError = "s3-sink-error",
        /// The job is paused. Source: wire (job).
        Paused = "paused",
    }
}

impl ReasonType {
    /// The kinds whose schema lists this reason; none for an unknown one. Source: wire.
    pub fn kinds(&self) -> impl Iterator<Item = ReasonKind> + '_ {
        ReasonKind::ALL
            .iter()
            .copied()
            .filter(|kind| kind.types().contains(self))
    }
}

static RUN: &[ReasonType] = &[
    ReasonType::AuthSessionValidateDependencyFailed,
    ReasonType::Terminated,
    ReasonType::JobRunPaused,
    ReasonType::JobRunTerminated,
    ReasonType::FailedToInitializeJobRun,
    ReasonType::ApiAccessDisabled,
    ReasonType::CancelledUserAction,
];

static JOB_RUN: &[ReasonType] = &[
    ReasonType::Terminated,
    ReasonType::UserRequest,
    ReasonType::AuthSessionNotFound,
    ReasonType::AuthSessionInvalidMidJob,
    ReasonType::AuthSessionValidateDependencyFailed,
    ReasonType::AuthSessionLocked,
    ReasonType::AnotherJobRunActive,
    ReasonType::InsufficientResourceCredits,
    ReasonType::S3SinkError,
];

/// How many of the job-run reasons the page documents: those in front.
const JOB_RUN_DOCUMENTED: usize = 7;

static JOB: &[ReasonType] = &[ReasonType::Paused, ReasonType::Terminated];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seven_nine_and_two_reasons_share_fifteen_words() {
        let counts: Vec<_> = ReasonKind::ALL
            .iter()
            .map(|kind| kind.types().len())
            .collect();
        assert_eq!(counts, [7, 9, 2]);
        assert_eq!(ReasonType::ALL.len(), 15);
        assert!(
            ReasonType::ALL
                .iter()
                .all(|reason| reason.kinds().count() > 0)
        );
    }

    #[test]
    fn the_page_and_the_schema_differ() {
        let run = ReasonKind::Run;
        let documented = run
            .types()
            .iter()
            .filter(|it| run.documents(it) == Some(true))
            .count();
        assert_eq!(documented, 6);
        assert_eq!(ReasonKind::JobRun.documents(&ReasonType::S3SinkError), None);
        let mut of_a_job_run = ReasonKind::JobRun.types().iter();
        let documents = |it: &&ReasonType| ReasonKind::JobRun.documents(it) == Some(true);
        let last = of_a_job_run.rfind(documents);
        assert_eq!(last, Some(&ReasonType::AnotherJobRunActive));
    }

    #[test]
    fn two_words_are_both_error_and_reason() {
        let both = |it: &&ReasonType| crate::Code::from_wire(it.as_str()).is_known();
        let both: Vec<_> = ReasonType::ALL
            .iter()
            .filter(both)
            .map(ReasonType::as_str)
            .collect();
        assert_eq!(
            both,
            ["job-run-terminated", "insufficient-resource-credits"]
        );
    }
}
