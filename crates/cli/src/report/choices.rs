//! The choices that an adapter declares, and whether a run confirms them.
//!
//! They have no verdict of their own: a choice that is not kept is a wrong line in `adapter.toml`.
//! Start at [`scores`].

use std::collections::BTreeMap;
use std::fmt::Write as _;

use judge::choice::{CHOICES, ChoiceOutcome};
use runner::event::{RunInfo, VectorReport};
use schemars::JsonSchema;
use serde::Serialize;
use suite::vector::Vector;

use super::plain::plain;
use super::table::Table;

/// How many vectors are shown for a choice that is not kept.
const SHOWN: usize = 3;

/// The message for a choice that no vector verifies.
pub(super) const MISSING: &str =
    "no vector shows it, although all were run: nobody can rely on it; remove it";

/// One declared choice.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ChoiceScore<'r> {
    /// The choice.
    pub(crate) choice: &'r str,
    /// What the client does, as declared.
    pub(crate) value: &'r str,
    /// How many of the judged vectors show it.
    pub(crate) vectors: usize,
    /// In how many of them the client does what is declared.
    pub(crate) kept: usize,
    /// Whether no vector shows it although all vectors were run.
    pub(crate) missing: bool,
    /// The others, each with the first thing that it shows instead.
    #[serde(skip)]
    pub(crate) broken: Vec<(&'r Vector, &'r ChoiceOutcome)>,
}

impl ChoiceScore<'_> {
    /// Whether the client does what is declared, as far as the run shows it.
    pub(crate) fn is_kept(&self) -> bool {
        self.broken.is_empty() && !self.missing
    }

    /// The declaration, as in the file.
    pub(crate) fn name(&self) -> String {
        format!("{} = \"{}\"", self.choice, self.value)
    }
}

/// The declared choices of a run. One that no vector shows is missing only from a complete run.
pub(super) fn scores<'r>(
    info: &'r RunInfo,
    vectors: &'r [(&Vector, VectorReport)],
    is_complete: bool,
) -> Vec<ChoiceScore<'r>> {
    let declared = info.choices.iter();
    declared
        .map(|declared| {
            let mut score = ChoiceScore {
                choice: &declared.choice,
                value: &declared.value,
                vectors: 0,
                kept: 0,
                missing: false,
                broken: Vec::new(),
            };
            for (vector, report) in vectors {
                let of_choice = |outcome: &&ChoiceOutcome| outcome.choice == declared.choice;
                let mut outcomes = report.choices.iter().filter(of_choice).peekable();
                if outcomes.peek().is_none() {
                    continue;
                }
                score.vectors += 1;
                match outcomes.find(|outcome| !outcome.kept) {
                    None => score.kept += 1,
                    Some(outcome) => score.broken.push((vector, outcome)),
                }
            }
            score.missing = declared.is_due && score.vectors == 0 && is_complete;
            score
        })
        .collect()
}

/// A choice that nobody declared and of which every vector of the run shows the same value.
#[derive(Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct ObservedChoice {
    /// The choice.
    choice: &'static str,
    /// What the client does.
    value: &'static str,
    /// How many vectors show it.
    vectors: usize,
}

/// The choices that nobody declared and that the run settles: exactly one value agrees with all of
/// their vectors.
pub(super) fn observed(vectors: &[(&Vector, VectorReport)]) -> Vec<ObservedChoice> {
    let mut seen: Vec<(ObservedChoice, bool)> = Vec::new();
    for shown in vectors.iter().flat_map(|(_, report)| &report.undeclared) {
        let is_of = |one: &(ObservedChoice, bool)| {
            (one.0.choice, one.0.value) == (shown.choice, shown.value)
        };
        let at = seen.iter().position(is_of).unwrap_or(seen.len());
        if at == seen.len() {
            let (choice, value) = (shown.choice, shown.value);
            let vectors = 0;
            let first = ObservedChoice {
                choice,
                value,
                vectors,
            };
            seen.push((first, true));
        }
        let (one, agrees) = &mut seen[at];
        one.vectors += 1;
        *agrees &= shown.kept;
    }
    let agreeing = seen.into_iter().filter(|(_, agrees)| *agrees);
    let agreeing: Vec<ObservedChoice> = agreeing.map(|(one, _)| one).collect();
    let mut values: BTreeMap<&str, usize> = BTreeMap::new();
    for one in &agreeing {
        *values.entry(one.choice).or_default() += 1;
    }
    let single = agreeing.into_iter().filter(|one| values[one.choice] == 1);
    let mut single: Vec<ObservedChoice> = single.collect();
    single.sort_by_key(|one| CHOICES.iter().position(|choice| choice.name == one.choice));
    single
}

/// Observed choices as lines of `adapter.toml`.
pub(super) fn declaration(observed: &[ObservedChoice]) -> String {
    let lines = observed.iter();
    let lines = lines.map(|one| format!("{} = \"{}\"\n", one.choice, one.value));
    format!("[choices]\n{}", lines.collect::<String>())
}

/// One choice that is not kept, a line for each difference.
pub(super) fn difference(outcome: &ChoiceOutcome) -> String {
    let ChoiceOutcome {
        check,
        expected,
        found,
        ..
    } = outcome;
    format!("{check}: declared is {expected}, found {found}")
}

/// The table of all choices.
pub(super) fn table(scores: &[ChoiceScore<'_>]) -> Table<3> {
    let mut table = Table::new(&["choice", "declared", "vectors that agree"]);
    for score in scores {
        table.row([
            score.choice.to_owned(),
            score.value.to_owned(),
            match score.vectors {
                0 if score.missing => "no vector shows it".to_owned(),
                0 => "not shown by this run".to_owned(),
                vectors => format!("{}/{vectors}", score.kept),
            },
        ]);
    }
    table
}

/// What the run shows instead of the choices that are not kept, with commands to run it again.
pub(super) fn differences(
    text: &mut String,
    scores: &[ChoiceScore<'_>],
    again: impl Fn(&str) -> String,
) {
    for score in scores.iter().filter(|score| !score.is_kept()) {
        let _ = writeln!(text, "{}", score.name());
        if score.missing {
            let _ = writeln!(text, "  {MISSING}");
        }
        for (vector, outcome) in score.broken.iter().take(SHOWN) {
            let (id, title) = (plain(&vector.id), plain(&vector.title));
            let _ = writeln!(text, "  {id}: {title}");
            let _ = writeln!(text, "    {}", plain(&difference(outcome)));
            let _ = writeln!(text, "    again: {}", plain(&again(&vector.id)));
        }
        if score.broken.len() > SHOWN {
            let _ = writeln!(text, "  … and {} more vectors", score.broken.len() - SHOWN);
        }
    }
}
