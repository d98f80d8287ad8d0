//! An SDK that mends one cause of its failures sees those checks pass, and no other fail.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use errconform_audit::mending::{Cause, FailedCheck, failing, python};
use errconform_audit::mutants::Mutant;
use suite::check::Level;
use suite::set::{Selector, VectorSet};

type Failed = BTreeSet<FailedCheck>;

fn set() -> &'static VectorSet {
    VectorSet::built_in().unwrap()
}

fn all(causes: &[Cause]) -> Vec<&Mutant> {
    causes.iter().flat_map(|cause| &cause.mutants).collect()
}

fn without<'a>(causes: &'a [Cause], mended: &str) -> Vec<&'a Mutant> {
    let left = causes.iter().filter(|cause| cause.name != mended);
    left.flat_map(|cause| &cause.mutants).collect()
}

#[test]
fn a_mended_cause_turns_its_own_checks_green_and_no_other_check_red() {
    let causes = python();
    let before = failing(set(), &all(&causes));
    for cause in &causes {
        let after = failing(set(), &without(&causes, cause.name));
        let red: Vec<_> = after.difference(&before).collect();
        assert!(red.is_empty(), "{}: {red:#?}", cause.name);
        let green: Failed = before.difference(&after).cloned().collect();
        assert!(!green.is_empty(), "{}", cause.name);
        // What the cause alone makes fail, and no other cause.
        let alone = failing(set(), &cause.mutants.iter().collect::<Vec<_>>());
        let own: Failed = alone.difference(&after).cloned().collect();
        assert_eq!(green, own, "{}", cause.name);
    }
}

#[test]
fn a_cause_that_is_half_mended_turns_no_check_red() {
    let causes = python();
    let mutants = all(&causes);
    let before = failing(set(), &mutants);
    for mended in &mutants {
        let left: Vec<&Mutant> = mutants
            .iter()
            .copied()
            .filter(|mutant| mutant.operator != mended.operator)
            .collect();
        let after = failing(set(), &left);
        let red: Vec<_> = after.difference(&before).collect();
        assert!(red.is_empty(), "{}: {red:#?}", mended.operator);
    }
}

/// The model is worth something only while it fails what the SDK fails.
#[test]
fn the_composed_mutants_fail_by_and_large_what_the_sdk_fails() {
    let causes = python();
    let known = known();
    let names: BTreeSet<&str> = causes.iter().map(|cause| cause.name).collect();
    let expected: BTreeSet<&str> = known.keys().map(String::as_str).collect();
    assert_eq!(names, expected);
    let everything: Failed = known.values().flatten().cloned().collect();
    // The baseline says nothing of vectors that are newer than itself.
    let vectors: BTreeSet<&str> = everything.iter().map(|one| one.vector.as_str()).collect();
    let mut composed = failing(set(), &all(&causes));
    composed.retain(|one| vectors.contains(one.vector.as_str()));
    agree("all causes", &composed, &everything);
    for cause in &causes {
        let after = failing(set(), &without(&causes, cause.name));
        let green: Failed = composed.difference(&after).cloned().collect();
        agree(cause.name, &green, &known[cause.name]);
    }
}

/// Nine of ten checks of each side are those of the other.
fn agree(name: &str, modelled: &Failed, known: &Failed) {
    let both = modelled.intersection(known).count();
    let few = |of: &Failed| both * 10 < of.len() * 9;
    let more: Vec<_> = modelled.difference(known).take(20).collect();
    let less: Vec<_> = known.difference(modelled).take(20).collect();
    assert!(
        !few(modelled) && !few(known),
        "{name}: {both} of {} modelled and {} known; more: {more:#?}; less: {less:#?}",
        modelled.len(),
        known.len()
    );
}

/// The baseline of the Python SDK: the failing checks of each cause.
fn known() -> BTreeMap<String, Failed> {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../adapters/python/known-failures.toml");
    let text = std::fs::read_to_string(path).unwrap();
    let file: toml::Table = text.parse().unwrap();
    let mut known: BTreeMap<String, Failed> = BTreeMap::new();
    let mut explained = Failed::new();
    for entry in file["known"].as_array().unwrap() {
        let selectors = |name: &str| -> Vec<Selector> {
            let globs = entry[name].as_array().unwrap().iter();
            globs
                .map(|glob| Selector::new(glob.as_str().unwrap()).unwrap())
                .collect()
        };
        let (vectors, checks) = (selectors("vectors"), selectors("checks"));
        let cause = known
            .entry(entry["cause"].as_str().unwrap().to_owned())
            .or_default();
        for vector in &set().vectors {
            if !vectors.iter().any(|glob| glob.matches(&vector.id)) {
                continue;
            }
            for check in vector.checks.iter().filter(|it| it.level != Level::May) {
                let failed = FailedCheck {
                    vector: vector.id.clone(),
                    check: check.name(),
                };
                let is_named = checks.iter().any(|glob| glob.matches(&failed.check));
                // The first entry that names a check explains it.
                if is_named && explained.insert(failed.clone()) {
                    cause.insert(failed);
                }
            }
        }
    }
    known
}
