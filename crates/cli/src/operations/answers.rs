//! The forms of answers that the page shows, in its order. Start at [`ANSWERS`].

use std::borrow::Cow;

use tables::{
    AuthSessionStatus, JobRunStatus, Operation, ReasonKind, ReasonType, ResponseShape, RunStatus,
    WebTaskOutcome, WebTaskStatus,
};

/// One form of answer.
pub(super) struct Answer {
    pub(super) name: &'static str,
    shape: fn(ResponseShape) -> bool,
    /// Where the error stands, and which views an adapter reports.
    pub(super) about: &'static str,
    /// The words that the contract knows.
    pub(super) words: &'static [fn() -> Words],
    /// Answers beside the success of each operation.
    pub(super) examples: &'static [Example],
}

impl Answer {
    pub(super) fn is_of(&self, operation: Operation) -> bool {
        (self.shape)(operation.answer())
    }
}

/// A set of words, and what it is.
pub(super) struct Words {
    pub(super) what: &'static str,
    pub(super) values: Vec<&'static str>,
}

/// An answer that a vector sends.
#[derive(Clone)]
pub(super) struct Example {
    pub(super) what: &'static str,
    pub(super) id: Cow<'static, str>,
}

const fn example(what: &'static str, id: &'static str) -> Example {
    Example {
        what,
        id: Cow::Borrowed(id),
    }
}

/// Declares where the words of an open set come from.
macro_rules! words {
    ($what:literal, $values:expr, $type:ty) => {
        || Words {
            what: $what,
            values: $values.iter().map(<$type>::as_str).collect(),
        }
    };
}

pub(super) const ANSWERS: &[Answer] = &[
    Answer {
        name: "run result",
        shape: |shape| shape == ResponseShape::RunResult,
        about: "The error stands at `/error`, the reason at `/reason`, whatever the status. \
                Reported: `status` and `message` of the answer as `result`, one entry in `errors`, \
                and `reason`.",
        words: &[
            words!("Statuses", RunStatus::ALL, RunStatus),
            words!("Types of a reason", ReasonKind::Run.types(), ReasonType),
        ],
        examples: &[
            example("a failure", "details/json-types/place=A/details=object"),
            example(
                "canceled",
                "reasons/run/operation=runs.result/type=terminated",
            ),
            example("not yet", "success/not-yet/case=run-pending"),
        ],
    },
    Answer {
        name: "auth-session result",
        shape: |shape| shape == ResponseShape::AuthSessionResult,
        about: "A status selects the variant: `failed` declares `message` and `error` (`/error`), \
                `canceled` declares `message` and `reason` (`/reason`). A failure has two messages. \
                Reported as of a run result.",
        words: &[words!(
            "Statuses",
            AuthSessionStatus::ALL,
            AuthSessionStatus
        )],
        examples: &[
            example(
                "a failure",
                "failed/messages/operation=auth_sessions.create.result",
            ),
            example("the example of S0", "examples/s0/keys=wire"),
            example("not yet", "success/not-yet/case=validate-in-progress"),
        ],
    },
    Answer {
        name: "job run",
        shape: |shape| shape == ResponseShape::JobRun,
        about: "The error stands at `/jobRun/error`, the reason at `/jobRun/reason`; either may be \
                null. Reported: `status` of the job run as `result`, one entry in `errors`, and \
                `reason`.",
        words: &[
            words!("Statuses", JobRunStatus::ALL, JobRunStatus),
            words!("Types of a reason", ReasonKind::JobRun.types(), ReasonType),
        ],
        examples: &[
            example("a failure", "details/json-types/place=B/details=object"),
            example("canceled", "reasons/job-run/type=user-request"),
        ],
    },
    Answer {
        name: "list of job runs",
        shape: |shape| shape == ResponseShape::JobRuns,
        about: "The error of the job run at N stands at `/jobRuns/N/error`. Reported: one entry in \
                `errors` for each job run, in order, `absent` for one without an error; status and \
                reason of the first.",
        words: &[],
        examples: &[example(
            "a failure",
            "keys/cases/place=B/link=doc_url/trace=correlationId",
        )],
    },
    Answer {
        name: "web-task result",
        shape: |shape| shape == ResponseShape::WebTaskResult,
        about: "A failure is `completed` with the outcome `failed`; its error stands at `/error`. \
                Reported: `status` and `outcome` as `result`, one entry in `errors`.",
        words: &[
            words!("Statuses", WebTaskStatus::ALL, WebTaskStatus),
            words!("Outcomes", WebTaskOutcome::ALL, WebTaskOutcome),
        ],
        examples: &[
            example("a failure", "codes/web-task/code=internal-error"),
            example("canceled", "statuses/known/case=web-task-canceled"),
        ],
    },
    Answer {
        name: "start",
        shape: |shape| matches!(shape, ResponseShape::Start { .. }),
        about: "An id and a first status. Reported: `status` as `result`; `errors` is empty.",
        words: &[],
        examples: &[],
    },
    Answer {
        name: "acknowledgement",
        shape: |shape| matches!(shape, ResponseShape::Ack { .. }),
        about: "Reported: `message` as `result`; `errors` is empty.",
        words: &[],
        examples: &[],
    },
    Answer {
        name: "nothing",
        shape: |shape| shape == ResponseShape::Empty,
        about: "Reported: `returned`, and nothing else.",
        words: &[],
        examples: &[],
    },
    Answer {
        name: "resource",
        shape: |shape| shape == ResponseShape::Other,
        about: "An auth session or a job, or a list of them. A job has a `state` and, paused or \
                terminated, a `reason` with a `timestamp`. Reported: the status (of a job, its \
                `state`) as the field `status` of `result`, and `reason`, of a list those of its \
                first item; `errors` is empty.",
        words: &[words!(
            "Types of a reason of a job",
            ReasonKind::Job.types(),
            ReasonType
        )],
        examples: &[example("paused", "reasons/job/type=paused")],
    },
    Answer {
        name: "HTTP error",
        shape: |_| false,
        about: "Any operation, with a status of 400 or more: the whole body is the error. What is \
                raised is an error of the SDK; its fields are one entry in `errors`, its status is \
                `http_status`. A body may also be of another form, empty, cut off, or no JSON.",
        words: &[],
        examples: &[
            example("an HTTP error", "details/http/details=object"),
            example(
                "an HTTP error",
                "keys/cases-http/link=doc_url/trace=correlationId",
            ),
        ],
    },
];
