//! The error contract of one vendor's API: what its public documents and SDKs say, as Rust.
//!
//! Typed tables ([`codes`], [`Category`], [`ReasonType`], [`Operation`]), the model
//! ([`ErrorBody`], [`AuthSessionResult`] and its siblings), a reader with findings ([`read`]) and
//! a writer per spelling ([`write`](mod@write)). Not a client: no I/O, no clock, no retry policy.
//! Sources are named S0, S1, S2 or "wire", see [`Source`]. Start at [`ErrorBody`] and [`Site`].

mod advice;
mod body;
mod envelope;
mod error;
mod finding;
mod json;
pub mod read;
mod reason;
pub mod write;

pub use advice::{Advice, AdviceSource, RetryAdvice};
pub use body::{ErrorBody, Member, Members, SeenSpellings};
pub use envelope::{
    AuthSessionResult, Canceled, Done, Failed, InProgress, JobRun, JobRunResult, JobRuns,
    OtherResult, Pending, RunResult, WebTaskResult,
};
pub use error::{ReadError, ReadErrorKind};
pub use finding::{Finding, FindingKind, Found, Path};
pub use json::Json;
pub use read::Reading;
pub use reason::Reason;
pub use tables::{
    AuthSessionStatus, Category, Code, CodeInfo, Field, JobRunStatus, Method, Operation, Origin,
    ReasonKind, ReasonType, ResponseShape, RunStatus, Section, Site, Source, Spelling,
    WebTaskOutcome, WebTaskStatus, codes, documented, headings,
};
