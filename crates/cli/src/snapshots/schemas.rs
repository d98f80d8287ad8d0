//! The JSON Schemas of every format, the ones that only this program knows included.

use schemars::JsonSchema;
use suite::protocol::{FromAdapter, ToAdapter, VERSION};
use suite::schemas::{Document, Side, document};

use crate::report::jsonl;

/// A line of the adapter protocol, version 1. `docs/protocol.md` explains it. Either direction;
/// `#/$defs/ToAdapter` and `#/$defs/FromAdapter` describe one.
#[derive(JsonSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "only its schema is wanted")]
enum ProtocolLine {
    ToAdapter(ToAdapter),
    FromAdapter(FromAdapter),
}

/// All schemas.
pub(super) fn all() -> Vec<Document> {
    let mut all = suite::schemas::all();
    all.extend(cases::schemas::all());
    all.push(judge::baseline::schema());
    all.push(document::<ProtocolLine>(
        "protocol",
        VERSION,
        "A line of the adapter protocol",
        Side::Read,
    ));
    all.push(document::<jsonl::Line<'_>>(
        "report",
        jsonl::FORMAT,
        "A line of a jsonl report",
        Side::Written,
    ));
    all
}
