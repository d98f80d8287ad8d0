//! The reason beside a canceled or stopped result.
//!
//! Not here: the reason types, which are a table. Start at [`Reason`].

use tables::ReasonType;

use crate::{Json, Members};

/// A reason as it stands beside a canceled or stopped result. Source: wire.
///
/// All fields are optional; `type` and `message` are required on the wire, and their absence is a
/// finding.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reason {
    /// The reason code, key `type`.
    pub kind: Option<ReasonType>,
    /// The text for people.
    pub message: Option<String>,
    /// A link to the documentation, key `doc_url` (also read as `docUrl`); runs and job runs.
    pub doc_url: Option<String>,
    /// Any further JSON, exactly as sent.
    pub details: Option<Json>,
    /// When it happened, RFC 3339 with an offset, exactly as sent; jobs only.
    pub timestamp: Option<String>,
    /// Fields that the schema does not have, in the order they were sent.
    pub unknown: Members,
    /// Rejected fields: known keys whose value could not be read, and the loser of an alias pair
    /// whose values differ.
    pub rejected: Members,
}
