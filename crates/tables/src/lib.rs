//! The error contract of one vendor's API as typed tables: what its documents and SDKs list.
//!
//! Codes, categories, statuses, reason types, operations with their routes, and the keys of an
//! error at each site. Not here: reading or writing a body (that is `contract`); the judge depends
//! on these tables and on no reader. Sources are named S0, S1, S2 or "wire", see [`Source`]. Start
//! at [`Operation`] and [`Site`].

mod category;
mod code;
#[macro_use]
mod named;
mod open;
mod operation;
mod reason;
mod site;
mod status;

pub use category::{Category, Source};
pub use code::{Code, CodeInfo, Origin, Section, codes, documented, headings};
pub use operation::{Method, Operation, ResponseShape};
pub use reason::{ReasonKind, ReasonType};
pub use site::{Field, Site, Spelling};
pub use status::{AuthSessionStatus, JobRunStatus, RunStatus, WebTaskOutcome, WebTaskStatus};
