//! The fields of the two objects around an error: the returned envelope and a reason.
//!
//! The values are in the order of their names, in which they are written. Not here: the fields of
//! an error itself (see [`tables::Field`]).

use tables::named_enum;

named_enum! {
    /// A field of the returned envelope.
    pub enum ResultField {
        /// Its text for people.
        Message = "message",
        /// How a completed web task ended.
        Outcome = "outcome",
        /// Its status.
        Status = "status",
    }
}

named_enum! {
    /// A field of the reason of a cancellation or a pause.
    pub enum ReasonField {
        /// Any further JSON.
        Details = "details",
        /// A link to the documentation.
        DocUrl = "doc_url",
        /// Its text for people.
        Message = "message",
        /// When it happened.
        Timestamp = "timestamp",
        /// Its stable identifier.
        Type = "type",
    }
}
