//! Entries for failures that are not known yet, to be pasted into a baseline.
//!
//! They know exactly these failures and say nothing of the cause. Start at [`propose`].

use std::collections::{BTreeMap, BTreeSet};

use super::{Failure, WrittenEntry};
use suite::set::escape;

/// Proposes entries that know exactly these failures: vectors that fail in the same checks share an
/// entry, and ids that differ in one segment are written as a choice.
pub fn propose(failures: &[Failure]) -> Vec<WrittenEntry> {
    let mut by_vector: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for Failure { vector, check } in failures {
        by_vector.entry(vector).or_default().insert(check);
    }
    let mut by_checks: BTreeMap<BTreeSet<&str>, Vec<&str>> = BTreeMap::new();
    for (vector, checks) in by_vector {
        by_checks.entry(checks).or_default().push(vector);
    }
    by_checks
        .into_iter()
        .map(|(checks, vectors)| WrittenEntry {
            cause: "describe-the-cause".to_owned(),
            reason: "Say in a sentence what the SDK does wrong.".to_owned(),
            modes: Vec::new(),
            covers: checks.len() * vectors.len(),
            vectors: merge_ids(&vectors),
            checks: checks.into_iter().map(escape).collect(),
        })
        .collect()
}

/// Globs that match exactly the given ids, as few as merging one segment at a time gives.
fn merge_ids(ids: &[&str]) -> Vec<String> {
    let mut patterns: Vec<Vec<BTreeSet<&str>>> = ids
        .iter()
        .map(|id| {
            id.split('/')
                .map(|segment| BTreeSet::from([segment]))
                .collect()
        })
        .collect();
    let longest = patterns.iter().map(Vec::len).max().unwrap_or(0);
    for position in (0..longest).rev() {
        let mut merged: Vec<Vec<BTreeSet<&str>>> = Vec::new();
        let mut known: BTreeMap<Vec<BTreeSet<&str>>, usize> = BTreeMap::new();
        for pattern in patterns {
            let mut rest = pattern.clone();
            let Some(segment) = rest.get_mut(position).map(std::mem::take) else {
                merged.push(pattern);
                continue;
            };
            match known.get(&rest) {
                Some(&at) => merged[at][position].extend(segment),
                None => {
                    known.insert(rest, merged.len());
                    merged.push(pattern);
                }
            }
        }
        patterns = merged;
    }
    patterns
        .into_iter()
        .map(|pattern| {
            pattern
                .iter()
                .map(written_segment)
                .collect::<Vec<_>>()
                .join("/")
        })
        .collect()
}

/// A segment with its choices: what all of them begin with stands before the braces.
fn written_segment(choices: &BTreeSet<&str>) -> String {
    let Some(first) = choices.first().filter(|_| choices.len() > 1) else {
        return choices.first().copied().map(escape).unwrap_or_default();
    };
    let common = match first.find('=') {
        Some(end)
            if choices
                .iter()
                .all(|choice| choice.starts_with(&first[..=end])) =>
        {
            end + 1
        }
        _ => 0,
    };
    let choices = choices.iter().map(|choice| escape(&choice[common..]));
    let choices: Vec<String> = choices.collect();
    format!("{}{{{}}}", escape(&first[..common]), choices.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;
    use suite::set::Selector;

    #[test]
    fn ids_that_differ_in_one_segment_are_merged() {
        let ids = ["c/x=1/y=a", "c/x=1/y=b", "c/x=2/y=a", "c/x=2/y=b", "d/x=1"];
        assert_eq!(merge_ids(&ids), ["c/x={1,2}/y={a,b}", "d/x=1"]);
        assert_eq!(merge_ids(&["a/b", "c/b"]), ["{a,c}/b"]);
        assert_eq!(merge_ids(&["a/x=1", "a/y=1"]), ["a/{x=1,y=1}"]);
        assert_eq!(merge_ids(&["a"]), ["a"]);
    }

    #[test]
    fn merged_globs_match_exactly_the_ids() {
        let all = [
            "c/x=1/y=a",
            "c/x=1/y=b",
            "c/x=2/y=a",
            "c/x=2/y=b",
            "c/x=3/y=a",
        ];
        let chosen = ["c/x=1/y=a", "c/x=2/y=a", "c/x=2/y=b"];
        let globs: Vec<Selector> = merge_ids(&chosen)
            .iter()
            .map(|glob| Selector::new(glob).unwrap())
            .collect();
        assert!(globs.iter().all(|glob| !glob.as_str().contains('\\')));
        for id in all {
            let matched = globs.iter().any(|glob| glob.matches(id));
            assert_eq!(matched, chosen.contains(&id), "{id}");
        }
    }

    #[test]
    fn ids_with_characters_of_globs_match_themselves_alone() {
        let chosen = ["c/x=[a]/*", "c/x={a,b}/*", "c/x=a,b/?"];
        let globs = merge_ids(&chosen);
        let globs: Vec<_> = globs.iter().map(|it| Selector::new(it).unwrap()).collect();
        for id in chosen {
            assert!(globs.iter().any(|glob| glob.matches(id)), "{id}");
        }
        for id in ["c/x=a/*", "c/x=a/b", "c/x=b/*", "c/x=a,b/c", "c/x=[a]/b"] {
            assert!(!globs.iter().any(|glob| glob.matches(id)), "{id}");
        }
    }
}
