//! Single looks of the judge.

use errconform_reference::{ROOT_CLASS, observe};
use judge::{did_not_survive, judge};
use suite::check::{CheckSite, Kind};
use suite::observation::{FieldView, Observation};
use suite::set::VectorSet;
use suite::vector::Vector;

/// A vector whose error has a flag, and what the reference shows of it.
fn flagged() -> (&'static Vector, Observation) {
    let mut vectors = VectorSet::built_in().unwrap().vectors.iter();
    let vector = vectors.find(|vector| vector.id.starts_with("flag/spellings/place=A"));
    let vector = vector.unwrap();
    let body = vector.responses[0].body.bytes().unwrap();
    let operation = contract::Operation::from_id(&vector.operation).unwrap();
    (vector, observe(operation, 200, &body))
}

#[test]
fn an_opposite_flag_is_inverted_and_anything_else_is_changed() {
    let (vector, right) = flagged();
    for (field, json, kind) in [
        ("flag", "true", Kind::Typed),
        ("flag", "false", Kind::Inverted),
        ("flag", "\"false\"", Kind::Changed),
        ("flag", "null", Kind::Lost),
        ("message", "\"other\"", Kind::Changed),
        ("message", "false", Kind::Changed),
    ] {
        let mut seen = right.clone();
        let value = FieldView::Value {
            via: String::new(),
            value: suite::encoded::Encoded::from_json(json),
        };
        seen.errors[0].fields.insert(field.to_owned(), value);
        let outcomes = judge(vector, &seen, &[ROOT_CLASS.to_owned()]);
        let mut of_the_field = outcomes.iter().filter(|outcome| {
            let check = &vector.checks[outcome.check];
            check.site == CheckSite::A && check.field == field
        });
        assert_eq!(of_the_field.next().unwrap().kind, kind, "{field} {json}");
    }
}

#[test]
fn a_death_fails_the_check_that_the_process_survives_and_keeps_the_others() {
    let (vector, seen) = flagged();
    let mut outcomes = judge(vector, &seen, &[ROOT_CLASS.to_owned()]);
    did_not_survive(vector, &mut outcomes, "it ended");
    assert_eq!(outcomes.len(), vector.checks.len());
    let failed = outcomes.iter().filter(|outcome| !outcome.passed);
    let failed: Vec<_> = failed.map(|outcome| outcome.found.as_str()).collect();
    assert_eq!(failed, ["it ended"]);
    let checks = outcomes.iter().map(|outcome| outcome.check);
    let checks: std::collections::BTreeSet<_> = checks.collect();
    assert_eq!(checks.len(), vector.checks.len());
}

#[test]
fn for_a_lost_field_it_is_told_what_was_raised_instead() {
    let (vector, right) = flagged();
    let mut seen = errconform_reference::transport_error("no reply");
    let lost = |seen: &Observation| {
        let outcomes = judge(vector, seen, &[ROOT_CLASS.to_owned()]);
        let lost = outcomes
            .into_iter()
            .find(|one| one.kind == Kind::Lost && vector.checks[one.check].site == CheckSite::A);
        lost.unwrap().found
    };
    let raised = seen.raised.as_mut().unwrap();
    (raised.classes, raised.shown) = (vec!["sdk.Error".to_owned()], "why".to_owned());
    seen.outcome = right.outcome;
    assert_eq!(lost(&seen), "nothing; sdk.Error was raised: why");
    seen.raised.as_mut().unwrap().classes.clear();
    assert_eq!(lost(&seen), "nothing; an exception was raised: why");
    seen.raised = None;
    assert_eq!(lost(&seen), "nothing");
}
