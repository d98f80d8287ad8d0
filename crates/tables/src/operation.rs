//! The 24 operations: route, statuses, form of the answer, and where an error stands in it.
//!
//! Only the eleven job operations declare an error body at HTTP level; the other thirteen declare
//! none. Not a client and not a router: the tables say what exists. Start at [`Operation::all`].

use std::fmt;

use crate::Site;

/// One operation of the API. Source: wire.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Operation(u8);

impl Operation {
    /// All 24 operations, in the order of the table.
    pub fn all() -> impl ExactSizeIterator<Item = Self> {
        (0..COUNT).map(Self)
    }

    /// Finds an operation by its [`id`](Self::id).
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::all().find(|operation| operation.id() == id)
    }

    /// This kit's own stable id, for example `auth_sessions.create.result`.
    #[must_use]
    pub fn id(self) -> &'static str {
        self.route().id
    }

    /// The vendor's name of the operation, for example `createAuthSessionResult`.
    #[must_use]
    pub fn operation_id(self) -> &'static str {
        self.route().operation_id
    }

    /// The HTTP method.
    #[must_use]
    pub fn method(self) -> Method {
        self.route().method
    }

    /// The path below the base URL, with its parameters in braces.
    #[must_use]
    pub fn path(self) -> &'static str {
        self.route().path
    }

    /// The statuses of a success. Two for updating a job, because the SDKs differ.
    #[must_use]
    pub fn success_statuses(self) -> &'static [u16] {
        self.route().success
    }

    /// The statuses for which the schema declares a body at [`Site::HttpBody`]; empty for 13 operations.
    #[must_use]
    pub fn http_errors(self) -> &'static [u16] {
        self.route().errors
    }

    /// The form of the answer to a success.
    #[must_use]
    pub fn answer(self) -> ResponseShape {
        self.route().answer
    }

    /// The site of the error inside an answer of a success status; `None` where there is none.
    #[must_use]
    pub fn site(self) -> Option<Site> {
        self.route().answer.site()
    }

    /// The site of the error in an answer with this status: an HTTP error is one itself.
    #[must_use]
    pub fn site_at(self, status: u16) -> Option<Site> {
        match status {
            400.. => Some(Site::HttpBody),
            _ => self.site(),
        }
    }

    /// The JSON Pointer to the error in an answer with this status; in a list of job runs, to that
    /// of the job run at `index`.
    #[must_use]
    pub fn error_pointer(self, status: u16, index: usize) -> String {
        match self.answer() {
            _ if status >= 400 => String::new(),
            ResponseShape::JobRun => "/jobRun/error".to_owned(),
            ResponseShape::JobRuns => format!("/jobRuns/{index}/error"),
            _ => "/error".to_owned(),
        }
    }

    fn route(self) -> &'static Route {
        // An `Operation` is only made by `all`, so the index is always in the table.
        &ROUTES[usize::from(self.0)]
    }
}

impl fmt::Debug for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Operation({})", self.id())
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.id())
    }
}

/// An HTTP method that the API uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Method {
    /// `GET`
    Get,
    /// `POST`
    Post,
    /// `PUT`
    Put,
    /// `DELETE`
    Delete,
}

impl Method {
    /// The method in capitals.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The form of the answer to a success. Source: wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ResponseShape {
    /// A `RunResult`.
    RunResult,
    /// An `AuthSessionResult`.
    AuthSessionResult,
    /// A `JobRunResult`.
    JobRun,
    /// A `JobRuns`.
    JobRuns,
    /// A `WebTaskResult`.
    WebTaskResult,
    /// An object with the new id and the first status.
    Start {
        /// The key of the id.
        id_key: &'static str,
        /// The value of `status`.
        status: &'static str,
    },
    /// An object with a `message`.
    Ack {
        /// The exact text; `None` where any text will do.
        message: Option<&'static str>,
    },
    /// No body.
    Empty,
    /// A resource or a list of them; no error inside.
    Other,
}

impl ResponseShape {
    /// The site of the error in such an answer; `None` where there is none.
    #[must_use]
    pub fn site(self) -> Option<Site> {
        match self {
            Self::RunResult | Self::AuthSessionResult => Some(Site::Result),
            Self::JobRun | Self::JobRuns => Some(Site::JobRun),
            Self::WebTaskResult => Some(Site::WebTask),
            Self::Start { .. } | Self::Ack { .. } | Self::Empty | Self::Other => None,
        }
    }
}

/// How many rows the table has.
const COUNT: u8 = 24;

struct Route {
    id: &'static str,
    operation_id: &'static str,
    method: Method,
    path: &'static str,
    success: &'static [u16],
    errors: &'static [u16],
    answer: ResponseShape,
}

const fn start(id_key: &'static str, status: &'static str) -> ResponseShape {
    ResponseShape::Start { id_key, status }
}

const fn ack(message: &'static str) -> ResponseShape {
    ResponseShape::Ack {
        message: Some(message),
    }
}

macro_rules! routes {
    ($($id:literal $operation_id:ident $method:ident $path:literal $success:tt $errors:tt $answer:expr;)+) => {
        static ROUTES: &[Route] = &[$(Route {
            id: $id,
            operation_id: stringify!($operation_id),
            method: Method::$method,
            path: $path,
            success: &$success,
            errors: &$errors,
            answer: $answer,
        },)+];
    };
}

routes! {
    "runs.start" runApiStart Post
        "/{workspaceId}/projects/{projectName}/run/start"
        [201] [] start("runId", "pending");
    "runs.result" runApiResult Get
        "/{workspaceId}/projects/{projectName}/run/{runId}/result"
        [200] [] ResponseShape::RunResult;
    "auth_sessions.list" getAuthSessions Get
        "/{workspaceId}/projects/{projectName}/auth-sessions"
        [200] [] ResponseShape::Other;
    "auth_sessions.get" getAuthSession Get
        "/{workspaceId}/projects/{projectName}/auth-sessions/{authSessionId}"
        [200] [] ResponseShape::Other;
    "auth_sessions.delete" deleteAuthSession Delete
        "/{workspaceId}/projects/{projectName}/auth-sessions/{authSessionId}"
        [204] [] ResponseShape::Empty;
    "auth_sessions.create.start" CreateOrUpdateAuthSessionStart Post
        "/{workspaceId}/projects/{projectName}/auth-sessions/create"
        [201] [] start("operationId", "started");
    "auth_sessions.create.result" createAuthSessionResult Get
        "/{workspaceId}/projects/{projectName}/auth-sessions/create/{operationId}/result"
        [200] [] ResponseShape::AuthSessionResult;
    "auth_sessions.update.start" UpdateAuthSessionStart Post
        "/{workspaceId}/projects/{projectName}/auth-sessions/{authSessionId}/update"
        [201] [] start("operationId", "started");
    "auth_sessions.update.result" updateAuthSessionResult Get
        "/{workspaceId}/projects/{projectName}/auth-sessions/{authSessionId}/update/{operationId}/result"
        [200] [] ResponseShape::AuthSessionResult;
    "auth_sessions.validate.start" ValidateAuthSessionStart Post
        "/{workspaceId}/projects/{projectName}/auth-sessions/{authSessionId}/validate/start"
        [201] [] start("operationId", "pending");
    "auth_sessions.validate.result" validateAuthSessionResult Get
        "/{workspaceId}/projects/{projectName}/auth-sessions/{authSessionId}/validate/{operationId}/result"
        [200] [] ResponseShape::AuthSessionResult;
    "jobs.list" getJobs Get
        "/{workspaceId}/projects/{projectName}/jobs"
        [200] [400, 401, 404] ResponseShape::Other;
    "jobs.create" createJob Post
        "/{workspaceId}/projects/{projectName}/jobs"
        [201] [400, 401, 404] ack("created");
    "jobs.get" getJob Get
        "/{workspaceId}/projects/{projectName}/jobs/{jobId}"
        [200] [400, 401, 404] ResponseShape::Other;
    "jobs.update" updateJob Put
        "/{workspaceId}/projects/{projectName}/jobs/{jobId}"
        [200, 201] [400, 401, 404] ack("updated job successfully");
    "jobs.delete" deleteJob Delete
        "/{workspaceId}/projects/{projectName}/jobs/{jobId}"
        [204] [401, 404] ResponseShape::Empty;
    "jobs.pause" pauseJob Post
        "/{workspaceId}/projects/{projectName}/jobs/{jobId}/pause"
        [200] [400, 401, 404] ack("Paused");
    "jobs.resume" resumeJob Post
        "/{workspaceId}/projects/{projectName}/jobs/{jobId}/resume"
        [200] [400, 401, 404] ack("Resumed");
    "jobs.trigger" triggerJob Post
        "/{workspaceId}/projects/{projectName}/jobs/{jobId}/trigger"
        [200] [400, 401, 404] ResponseShape::Ack { message: None };
    "jobs.runs.list" getJobRuns Get
        "/{workspaceId}/projects/{projectName}/jobs/{jobId}/runs"
        [200] [400, 401, 404] ResponseShape::JobRuns;
    "jobs.runs.get" getJobRun Get
        "/{workspaceId}/projects/{projectName}/jobs/{jobId}/runs/{jobRunId}"
        [200] [400, 401, 404] ResponseShape::JobRun;
    "jobs.runs.terminate" terminateJobRun Post
        "/{workspaceId}/projects/{projectName}/jobs/{jobId}/runs/{jobRunId}/terminate"
        [200] [401, 404] ResponseShape::Ack { message: None };
    "web_tasks.start" webTaskStart Post
        "/{workspaceId}/web-tasks/start"
        [200] [] start("webTaskId", "pending");
    "web_tasks.result" webTaskResult Get
        "/{workspaceId}/web-tasks/{webTaskId}/result"
        [200] [] ResponseShape::WebTaskResult;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_24_operations_with_distinct_ids_and_routes() {
        assert_eq!((Operation::all().len(), ROUTES.len()), (24, 24));
        for operation in Operation::all() {
            assert_eq!(Operation::from_id(operation.id()), Some(operation));
            let same = |other: &Operation| {
                (other.method(), other.path()) == (operation.method(), operation.path())
                    || other.operation_id() == operation.operation_id()
            };
            assert_eq!(Operation::all().filter(same).count(), 1, "{operation}");
        }
        assert_eq!(Operation::from_id("runs.stop"), None);
    }

    #[test]
    fn the_job_operations_declare_31_error_bodies() {
        let typed = |status| Operation::all().filter(move |it| it.http_errors().contains(&status));
        assert_eq!(
            [400, 401, 404].map(|status| typed(status).count()),
            [9, 11, 11]
        );
        for operation in Operation::all() {
            assert_eq!(
                operation.id().starts_with("jobs."),
                !operation.http_errors().is_empty()
            );
        }
        let without_400: Vec<_> = typed(401)
            .filter(|it| !it.http_errors().contains(&400))
            .map(Operation::id)
            .collect();
        assert_eq!(without_400, ["jobs.delete", "jobs.runs.terminate"]);
    }

    #[test]
    fn errors_inside_a_success_stand_in_results_job_runs_and_web_tasks() {
        let at = |site| {
            Operation::all()
                .filter(move |it| it.site() == Some(site))
                .count()
        };
        assert_eq!(
            Site::ALL.iter().map(|&site| at(site)).collect::<Vec<_>>(),
            [4, 2, 0, 1]
        );
    }
    #[test]
    fn an_error_stands_where_the_operation_and_the_status_say() {
        let at = |id: &str, status, index| {
            let operation = Operation::from_id(id).unwrap();
            (
                operation.site_at(status),
                operation.error_pointer(status, index),
            )
        };
        for (id, status, site, pointer) in [
            ("runs.result", 200, Some(Site::Result), "/error"),
            ("runs.result", 399, Some(Site::Result), "/error"),
            ("runs.result", 400, Some(Site::HttpBody), ""),
            ("jobs.runs.get", 200, Some(Site::JobRun), "/jobRun/error"),
            (
                "jobs.runs.list",
                200,
                Some(Site::JobRun),
                "/jobRuns/2/error",
            ),
            ("jobs.runs.list", 500, Some(Site::HttpBody), ""),
            ("web_tasks.result", 200, Some(Site::WebTask), "/error"),
            ("jobs.get", 200, None, "/error"),
        ] {
            assert_eq!(
                at(id, status, 2),
                (site, pointer.to_owned()),
                "{id} {status}"
            );
        }
    }
}
