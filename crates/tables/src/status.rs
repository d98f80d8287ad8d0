//! The status words of the results. Every family has its own words: a run is `started` where an
//! auth session is `in_progress`, and it is `completed` where an auth session is `done`.
//!
//! Start at [`RunStatus`] or [`JobRunStatus`].

use crate::open::open_enum;

open_enum! {
    /// The status of a run result. No schema ties `error` or `reason` to it. Source: wire.
    pub enum RunStatus {
        /// Not started yet. Source: wire.
        Pending = "pending",
        /// Running. Source: wire.
        Started = "started",
        /// Ended well. Source: wire.
        Completed = "completed",
        /// Ended by a decision; a reason says which. Source: wire.
        Canceled = "canceled",
        /// Ended in an error. Source: wire.
        Failed = "failed",
    }
}

open_enum! {
    /// The status that selects the variant of an auth-session result. Source: S1 and wire.
    pub enum AuthSessionStatus {
        /// Ended well. Source: wire.
        Done = "done",
        /// Not started yet. Source: wire.
        Pending = "pending",
        /// Running. Source: wire.
        InProgress = "in_progress",
        /// Ended by a decision; a reason says which. Source: wire.
        Canceled = "canceled",
        /// Ended in an error. Source: S1.
        Failed = "failed",
    }
}

open_enum! {
    /// The status of a job run, in capitals. Source: wire.
    pub enum JobRunStatus {
        /// Ended by a decision. Source: wire.
        Canceled = "CANCELED",
        /// Not started yet. Source: wire.
        Pending = "PENDING",
        /// Paused. Source: wire.
        Paused = "PAUSED",
        /// About to pause. Source: wire.
        Pausing = "PAUSING",
        /// About to go on. Source: wire.
        Resuming = "RESUMING",
        /// Ended well. Source: wire.
        Success = "SUCCESS",
        /// Ended in an error. Source: wire.
        Failure = "FAILURE",
        /// Ended from outside. Source: wire.
        Terminated = "TERMINATED",
        /// Ended. Source: wire.
        Completed = "COMPLETED",
    }
}

open_enum! {
    /// The status of a web task. A failure is `completed` with the outcome `failed`. Source: wire.
    pub enum WebTaskStatus {
        /// Not started yet. Source: wire.
        Pending = "pending",
        /// Running. Source: wire.
        Started = "started",
        /// Ended; the outcome says how. Source: wire.
        Completed = "completed",
        /// Ended by a decision. Source: wire.
        Canceled = "canceled",
    }
}

open_enum! {
    /// How a completed web task ended. Source: wire.
    pub enum WebTaskOutcome {
        /// Ended well. Source: wire.
        Success = "success",
        /// Ended in an error. Source: wire.
        Failed = "failed",
    }
}

impl RunStatus {
    /// Whether the run can no longer change; `None` for an unknown status.
    #[must_use]
    pub fn is_final(&self) -> Option<bool> {
        match self {
            Self::Pending | Self::Started => Some(false),
            Self::Completed | Self::Canceled | Self::Failed => Some(true),
            Self::Unknown(_) => None,
        }
    }
}
