//! Lists of the contract's words, for the mutator and for libFuzzer's dictionaries.
//!
//! The contract's tables are the source. Not here: words that no table has, such as markup and
//! header names (`fuzz/dictionaries`). Start at [`Dictionary`].

use std::collections::BTreeSet;

use tables::{
    AuthSessionStatus, Category, Field, JobRunStatus, ReasonType, RunStatus, Section,
    WebTaskOutcome, WebTaskStatus, codes,
};

/// Words that belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
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
    /// The headings of the sections of error codes, as Markdown.
    Sections,
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

impl Dictionary {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Keys,
        Self::EnvelopeKeys,
        Self::Codes,
        Self::Categories,
        Self::Statuses,
        Self::Reasons,
        Self::Sections,
    ];

    /// Its name in `fuzz/targets.toml`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Keys => "keys",
            Self::EnvelopeKeys => "envelope-keys",
            Self::Codes => "codes",
            Self::Categories => "categories",
            Self::Statuses => "statuses",
            Self::Reasons => "reasons",
            Self::Sections => "sections",
        }
    }

    /// Its words, in the order of the tables, each once.
    #[must_use]
    pub fn words(self) -> Vec<String> {
        let mut words: Vec<String> = match self {
            Self::Keys => {
                let spellings = Field::ALL.iter().flat_map(|field| field.spellings());
                owned(spellings.copied().chain(["retryable"]))
            }
            Self::EnvelopeKeys => owned(ENVELOPE_KEYS.iter().copied()),
            Self::Codes => owned(codes().iter().map(|info| info.wire)),
            Self::Categories => owned(Category::ALL.iter().map(|it| it.as_str())),
            Self::Statuses => {
                let runs = RunStatus::ALL.iter().map(|it| it.as_str());
                let sessions = AuthSessionStatus::ALL.iter().map(|it| it.as_str());
                let job_runs = JobRunStatus::ALL.iter().map(|it| it.as_str());
                let tasks = WebTaskStatus::ALL.iter().map(|it| it.as_str());
                let outcomes = WebTaskOutcome::ALL.iter().map(|it| it.as_str());
                let of_runs = runs.chain(sessions).chain(job_runs);
                owned(of_runs.chain(tasks).chain(outcomes))
            }
            Self::Reasons => owned(ReasonType::ALL.iter().map(|it| it.as_str())),
            Self::Sections => Section::ALL
                .iter()
                .map(|it| format!("## {}", it.heading()))
                .collect(),
        };
        let mut seen = BTreeSet::new();
        words.retain(|word| seen.insert(word.clone()));
        words
    }
}

fn owned<'w>(words: impl Iterator<Item = &'w str>) -> Vec<String> {
    words.map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_dictionary_has_a_name_and_words_of_its_own() {
        let names: BTreeSet<_> = Dictionary::ALL.iter().map(|it| it.as_str()).collect();
        assert_eq!(names.len(), Dictionary::ALL.len());
        for dictionary in Dictionary::ALL {
            let words = dictionary.words();
            let distinct: BTreeSet<_> = words.iter().collect();
            assert!(!words.is_empty(), "{dictionary:?}");
            assert_eq!(distinct.len(), words.len(), "{dictionary:?}");
        }
    }
}
