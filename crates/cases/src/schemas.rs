//! JSON Schemas of the files that authors write. Start at [`all`].

use suite::schemas::{Document, Side, document};

use crate::case::Case;
use crate::requirement::Written;

/// The schemas of cases and requirements.
pub fn all() -> Vec<Document> {
    vec![
        document::<Case>("case", 1, "A case: snapshots/cases/**/*.toml", Side::Read),
        document::<Written>("requirements", 1, "snapshots/requirements.toml", Side::Read),
    ]
}
