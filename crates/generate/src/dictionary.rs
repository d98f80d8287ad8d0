//! The words of the contract, for mutators and dictionaries: one source, the contract's tables.
//!
//! Start at [`Dictionary`].

use serde::Deserialize;
use tables::{
    AuthSessionStatus, Category, Field, JobRunStatus, ReasonType, RunStatus, Section,
    WebTaskOutcome, WebTaskStatus, codes,
};

/// One group of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Dictionary {
    /// The keys of an error body in every spelling, and `retryable`.
    Keys,
    /// The keys of the results around it.
    EnvelopeKeys,
    /// The error codes.
    Codes,
    /// The categories.
    Categories,
    /// The statuses and outcomes.
    Statuses,
    /// The reason types.
    Reasons,
    /// JSON that a tree cannot hold, or that parsers stumble over.
    Json,
    /// Status lines and header names.
    Http,
    /// Keys, types and kinds of the adapter protocol.
    Protocol,
    /// Keys and words of case files and baselines.
    Cases,
    /// Headings, columns and markup of the vendor's pages.
    Pages,
}

/// Keys of the envelopes. The contract has no table of them; the writers spell them.
const ENVELOPE_KEYS: &[&str] = &[
    "status",
    "error",
    "reason",
    "type",
    "timestamp",
    "runId",
    "result",
    "results",
    "extendedPayloads",
    "authSessionId",
    "jobRun",
    "jobRuns",
    "totalCount",
    "id",
    "webTaskId",
    "outcome",
];

const JSON: &[&str] = &[
    "null",
    "true",
    "false",
    "1e999",
    "-0",
    "1E-7",
    "100000000000000000000000000000",
    "\\ud800",
    "\\udc00",
    "\\ud83d\\ude00",
    "\\u0000",
    "\\\"",
    "\\/",
    "{}",
    "[]",
    "\":",
    "\",\"",
    "\u{feff}",
    "\u{2028}",
    "NaN",
    "[[[[[[[[",
    "]]]]]]]]",
];

const HTTP: &[&str] = &[
    "HTTP/1.1 200 OK\r\n",
    "HTTP/1.1 400 Bad Request\r\n",
    "HTTP/1.1 401 Unauthorized\r\n",
    "HTTP/1.1 404 Not Found\r\n",
    "HTTP/1.1 429 Too Many Requests\r\n",
    "HTTP/1.1 502 Bad Gateway\r\n",
    "HTTP/1.1 204 No Content\r\n",
    "\r\n\r\n",
    "Content-Type: ",
    "application/json",
    "text/html",
    "Content-Length: ",
    "Retry-After: ",
    "Content-Encoding: gzip",
    "charset=utf-16",
];

const PROTOCOL: &[&str] = &[
    "ready",
    "observed",
    "not-offered",
    "failed",
    "settled",
    "protocol",
    "sdk",
    "version",
    "language",
    "observation",
    "outcome",
    "returned",
    "raised",
    "classes",
    "shown",
    "http_status",
    "errors",
    "state",
    "present",
    "absent",
    "null-or-absent",
    "value",
    "via",
    "facts",
    "extras",
    "variant",
    "body",
    "kind",
    "bytes",
    "base64",
    "text",
    "json",
    "utf16",
    "sha256",
    "length",
    "flag",
    "number",
    "string",
    "boolean",
    "object",
    "array",
    "other",
];

const CASES: &[&str] = &[
    "format = 1",
    "title",
    "operation",
    "answer",
    "http-error",
    "literal",
    "success",
    "[[axis]]",
    "name",
    "ids",
    "values",
    "set",
    "[response]",
    "headers",
    "body",
    "repeat",
    "prefix",
    "unit",
    "count",
    "suffix",
    "delivery",
    "framing",
    "chunked",
    "pieces",
    "stop",
    "[facts.",
    "text",
    "json",
    "absent",
    "twin",
    "level",
    "any_of",
    "unchecked",
    "bare",
    "members",
    "stray",
    "[[known]]",
    "cause",
    "covers",
    "checks",
    "vectors",
    "modes",
    "${",
];

const PAGES: &[&str] = &[
    "# Error Codes",
    "## Error Structure",
    "## Error Categories",
    "## Fields",
    "\n### `",
    "\n> ",
    "\n```\n",
    "\n---\n",
    "* **`",
    "`** - ",
    "Optional",
    "| Field | Type | Required |",
    "| --- | --- | --- |",
    "\n| `",
    "` | *string* | ",
    ":heavy_check_mark:",
    ":heavy_minus_sign:",
    "let value: ",
    " = {\n",
    "](./error-codes#",
    "<!--",
    "-->",
    "&amp;",
    "\\_",
    "\u{2028}",
    "\u{202e}",
    "Error",
    "Failed",
];

impl Dictionary {
    /// The words of the group, in the order of the tables.
    #[must_use]
    pub fn list(self) -> Vec<String> {
        let owned = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect();
        match self {
            Self::Keys => {
                let spellings = Field::ALL.iter().flat_map(|field| field.spellings());
                spellings
                    .copied()
                    .chain(["retryable"])
                    .map(str::to_owned)
                    .collect()
            }
            Self::EnvelopeKeys => owned(ENVELOPE_KEYS),
            Self::Codes => codes().iter().map(|info| info.wire.to_owned()).collect(),
            Self::Categories => Category::ALL
                .iter()
                .map(|it| it.as_str().to_owned())
                .collect(),
            Self::Statuses => {
                let runs = RunStatus::ALL.iter().map(|it| it.as_str());
                let sessions = AuthSessionStatus::ALL.iter().map(|it| it.as_str());
                let job_runs = JobRunStatus::ALL.iter().map(|it| it.as_str());
                let tasks = WebTaskStatus::ALL.iter().map(|it| it.as_str());
                let outcomes = WebTaskOutcome::ALL.iter().map(|it| it.as_str());
                let all = runs
                    .chain(sessions)
                    .chain(job_runs)
                    .chain(tasks)
                    .chain(outcomes);
                let mut seen = std::collections::BTreeSet::new();
                all.filter(|word| seen.insert(*word))
                    .map(str::to_owned)
                    .collect()
            }
            Self::Reasons => ReasonType::ALL
                .iter()
                .map(|it| it.as_str().to_owned())
                .collect(),
            Self::Json => owned(JSON),
            Self::Http => owned(HTTP),
            Self::Protocol => owned(PROTOCOL),
            Self::Cases => owned(CASES),
            Self::Pages => {
                let sections = Section::ALL.iter().map(|it| format!("## {}", it.heading()));
                owned(PAGES).into_iter().chain(sections).collect()
            }
        }
    }

    /// The name of the group in `fuzz/targets.toml`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Keys => "keys",
            Self::EnvelopeKeys => "envelope-keys",
            Self::Codes => "codes",
            Self::Categories => "categories",
            Self::Statuses => "statuses",
            Self::Reasons => "reasons",
            Self::Json => "json",
            Self::Http => "http",
            Self::Protocol => "protocol",
            Self::Cases => "cases",
            Self::Pages => "pages",
        }
    }
}
