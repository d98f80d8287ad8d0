//! The error codes: 27 that S2 documents, 4 that only the SDK schemas know, 6 of the web tasks.
//!
//! A code is tied to no category, no status and no retry flag: S2 publishes no such map, and the
//! examples in S0 and S1 pair one code with two categories. Start at [`codes`] or [`Code::info`].

use crate::open::open_enum;
use crate::{Site, Source};

macro_rules! codes {
    ($(
        $variant:ident $wire:literal $origin:ident ($section:expr) [$($site:ident)*] $text:literal;
    )+) => {
        open_enum! {
            /// An error code: stable and machine-readable (S2). Open, because the vendor adds codes
            /// without a new API version.
            pub enum Code {
                $(
                    #[doc = $text]
                    #[doc = ""]
                    #[doc = concat!("Source: ", source_text!($origin), ".")]
                    $variant = $wire,
                )+
            }
        }

        impl Code {
            /// What the tables say about this code; `None` for an unknown one.
            #[must_use]
            pub fn info(&self) -> Option<&'static CodeInfo> {
                let mut at = 0_usize;
                $(
                    if *self == Self::$variant {
                        return CODES.get(at);
                    }
                    at += 1;
                )+
                debug_assert!(at == CODES.len() && !self.is_known());
                None
            }
        }

        static CODES: &[CodeInfo] = &[$(CodeInfo {
            wire: $wire,
            section: $section,
            origin: Origin::$origin,
            description: $text,
            source: source_of!($origin),
            sites: &[$(Site::$site,)*],
        },)+];
    };
}

macro_rules! source_text {
    (Documented) => {
        "S2"
    };
    (SdkSchema) => {
        "wire (results), not documented"
    };
    (WebTask) => {
        "wire (web tasks), not documented"
    };
}

macro_rules! source_of {
    (Documented) => {
        Source::S2
    };
    ($other:ident) => {
        Source::Wire
    };
}

/// What the tables say about one known code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct CodeInfo {
    /// The text on the wire.
    pub wire: &'static str,
    /// The section of S2 that lists it; `None` for a code that S2 does not document.
    pub section: Option<Section>,
    /// Who knows it.
    pub origin: Origin,
    /// One line in our own words. For an undocumented code it says what the name suggests.
    pub description: &'static str,
    /// Where it was taken from: [`Source::S2`] or [`Source::Wire`].
    pub source: Source,
    /// The sites whose schema lists it; empty for the 11 documented codes in no schema.
    /// A code may still arrive anywhere: the list describes the schemas, not the server.
    pub sites: &'static [Site],
}

impl CodeInfo {
    /// The code itself.
    #[must_use]
    pub fn code(&self) -> Code {
        Code::from_wire(self.wire)
    }

    /// Whether S2 documents it.
    #[must_use]
    pub fn is_documented(&self) -> bool {
        self.origin == Origin::Documented
    }
}

/// Who knows a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Origin {
    /// S2 documents it.
    Documented,
    /// Only the schemas of the SDKs list it, for results (wire).
    SdkSchema,
    /// Only the schema of the web-task result lists it (wire).
    WebTask,
}

/// The six sections of S2 that list codes, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Section {
    /// Six codes of a running script (S2).
    ScriptExecution,
    /// Six codes of auth sessions (S2).
    AuthSession,
    /// One code of a whole run (S2).
    RunExecution,
    /// Nine codes of the HTTP API (S2).
    ClientApi,
    /// Three codes under four headings (S2): one heading stands twice.
    Billing,
    /// Two codes of the server itself (S2).
    Server,
}

impl Section {
    /// Every section, in the order of S2.
    pub const ALL: &'static [Self] = &[
        Self::ScriptExecution,
        Self::AuthSession,
        Self::RunExecution,
        Self::ClientApi,
        Self::Billing,
        Self::Server,
    ];

    /// The heading, letter for letter (S2).
    #[must_use]
    pub fn heading(self) -> &'static str {
        match self {
            Self::ScriptExecution => "Script Execution Error Codes",
            Self::AuthSession => "Auth Session Error Codes",
            Self::RunExecution => "Run Execution Error Codes",
            Self::ClientApi => "Client API Error Codes",
            Self::Billing => "Billing Related error codes",
            Self::Server => "Server Error Codes",
        }
    }

    /// Its distinct codes, in the order of S2.
    pub fn codes(self) -> impl Iterator<Item = &'static CodeInfo> {
        CODES.iter().filter(move |info| info.section == Some(self))
    }
}

/// All 37 known codes: the documented ones first, in the order of S2.
#[must_use]
pub fn codes() -> &'static [CodeInfo] {
    CODES
}

/// The 27 documented codes, in the order of S2.
pub fn documented() -> impl Iterator<Item = &'static CodeInfo> {
    CODES.iter().filter(|info| info.is_documented())
}

/// The 28 code headings of S2 in their order: `insufficient-resource-credits` stands twice, the
/// second time about starting a job run.
pub fn headings() -> impl Iterator<Item = &'static CodeInfo> {
    documented().flat_map(|info| {
        let repeated = (info.wire == "workspace-invalid-billing-state")
            .then(|| Code::InsufficientResourceCredits.info())
            .flatten();
        std::iter::once(info).chain(repeated)
    })
}

codes! {
    ScriptExecutionException "script-execution-exception"
        Documented(Some(Section::ScriptExecution)) [Result]
        "The automation script failed, usually by an exception that it did not handle.";
    ScriptNoValidOutputReceived "script-no-valid-output-received"
        Documented(Some(Section::ScriptExecution)) [Result]
        "The script ended without an output in the format that was asked for.";
    ResultTooBigError "result-too-big-error"
        Documented(Some(Section::ScriptExecution)) [Result]
        "The script returned more than the result limit of 2 MB.";
    ScriptTimeout "script-timeout"
        Documented(Some(Section::ScriptExecution)) [Result]
        "The script ran longer than the request or the project allows.";
    ScriptUnexpectedError "script-unexpected-error"
        Documented(Some(Section::ScriptExecution)) [Result]
        "Talking to the script failed, most often for want of memory or processor time.";
    ScriptProcessCrashed "script-process-crashed"
        Documented(Some(Section::ScriptExecution)) [Result]
        "The runtime process died: out of memory, a server fault, or a deployment during the run.";
    AuthCheckFailed "auth-check-failed"
        Documented(Some(Section::AuthSession)) [Result]
        "The check script of the auth session said that the credentials do not hold.";
    CheckAttemptsFailed "check-attempts-failed"
        Documented(Some(Section::AuthSession)) [Result]
        "Every attempt of the run to check the auth session failed.";
    CreateAttemptsFailed "create-attempts-failed"
        Documented(Some(Section::AuthSession)) [Result]
        "Every attempt of the run to create the auth session failed.";
    PostCreateCheckAttemptsFailed "post-create-check-attempts-failed"
        Documented(Some(Section::AuthSession)) [Result]
        "Every check of the newly created auth session failed.";
    AuthSessionNotReady "auth-session-not-ready"
        Documented(Some(Section::AuthSession)) []
        "The auth session is expired or pending, and the run may not create it anew.";
    AuthSessionAlreadyInUse "auth-session-already-in-use"
        Documented(Some(Section::AuthSession)) []
        "Another operation is using the auth session.";
    ApiAttemptsFailed "api-attempts-failed"
        Documented(Some(Section::RunExecution)) [Result]
        "Every attempt of the run to execute the API failed.";
    BadRequest "bad-request"
        Documented(Some(Section::ClientApi)) [HttpBody]
        "The request is malformed, or a parameter is invalid.";
    Unauthorized "unauthorized"
        Documented(Some(Section::ClientApi)) [HttpBody]
        "The request carries no credentials, or wrong ones.";
    Forbidden "forbidden"
        Documented(Some(Section::ClientApi)) []
        "The credentials do not permit this.";
    NotFound "not-found"
        Documented(Some(Section::ClientApi)) [HttpBody]
        "The resource does not exist.";
    MethodNotAllowed "method-not-allowed"
        Documented(Some(Section::ClientApi)) []
        "The route does not offer this HTTP method.";
    RequestTimeout "request-timeout"
        Documented(Some(Section::ClientApi)) []
        "The server gave up on a request that took too long.";
    Conflict "conflict"
        Documented(Some(Section::ClientApi)) []
        "The request contradicts the present state of the resource.";
    UnprocessableEntity "unprocessable-entity"
        Documented(Some(Section::ClientApi)) []
        "The request is well-formed, but what it says makes no sense.";
    SunsettedRoute "sunsetted-route"
        Documented(Some(Section::ClientApi)) []
        "The route was retired.";
    InsufficientCredits "insufficient-credits"
        Documented(Some(Section::Billing)) []
        "The workspace has too few credits for the operation.";
    InsufficientResourceCredits "insufficient-resource-credits"
        Documented(Some(Section::Billing)) [JobRun]
        "The workspace has too few credits of one resource, for an operation or a job run.";
    WorkspaceInvalidBillingState "workspace-invalid-billing-state"
        Documented(Some(Section::Billing)) []
        "The billing state of the workspace forbids the operation.";
    NotImplemented "not-implemented"
        Documented(Some(Section::Server)) []
        "The server does not implement this yet.";
    InternalServerError "internal-server-error"
        Documented(Some(Section::Server)) [Result JobRun]
        "The platform itself failed; a correlation id and event details come along.";
    Unexpected "unexpected"
        SdkSchema(None) [Result]
        "Something unexpected happened; the schema says no more.";
    AllAttemptsFailed "all-attempts-failed"
        SdkSchema(None) [Result]
        "Every attempt failed; the cause is at the attempts.";
    OnepasswordIntegrationError "onepassword-integration-error"
        SdkSchema(None) [Result]
        "The integration with the password manager failed.";
    JobRunTerminated "job-run-terminated"
        SdkSchema(None) [Result]
        "The job run that the run belongs to was terminated; also a run reason.";
    WorkspaceRateLimited "workspace-rate-limited"
        WebTask(None) [WebTask]
        "The workspace started too many web tasks.";
    Unauthenticated "unauthenticated"
        WebTask(None) [WebTask]
        "The web task could not authenticate.";
    NoAiCreditsLeft "no-ai-credits-left"
        WebTask(None) [WebTask]
        "The workspace has no AI credits left.";
    InternalError "internal-error"
        WebTask(None) [WebTask]
        "The platform failed while it ran the web task.";
    Timeout "timeout"
        WebTask(None) [WebTask]
        "The web task took too long.";
    Rejected "rejected"
        WebTask(None) [WebTask]
        "The web task was refused.";
}
