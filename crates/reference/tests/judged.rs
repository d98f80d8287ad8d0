//! What the judge says of single fields.

use errconform_reference::{ROOT_CLASS, observe};
use judge::{did_not_survive, judge};
use suite::check::{Kind, Object, Subject};
use suite::observation::{FieldView, Observation, Outcome, Raised};
use suite::set::VectorSet;
use suite::vector::Vector;
use tables::{Field, Site};

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
        (Field::Flag, "true", Kind::Typed),
        (Field::Flag, "false", Kind::Inverted),
        (Field::Flag, "\"false\"", Kind::Changed),
        (Field::Flag, "null", Kind::Lost),
        (Field::Message, "\"other\"", Kind::Changed),
        (Field::Message, "false", Kind::Changed),
    ] {
        let mut seen = right.clone();
        let value = FieldView::value("", suite::encoded::Encoded::from_json(json));
        seen.errors[0].fields.insert(field, value);
        let outcomes = judge(vector, &seen, &[ROOT_CLASS.to_owned()], None);
        let mut of_the_field = outcomes.iter().filter(|outcome| {
            let site = Site::Result;
            vector.checks[outcome.check].subject
                == Subject::ErrorField {
                    site,
                    index: 0,
                    field,
                }
        });
        assert_eq!(of_the_field.next().unwrap().kind, kind, "{field} {json}");
    }
}

#[test]
fn a_death_fails_the_check_that_the_process_survives_and_keeps_the_others() {
    let (vector, seen) = flagged();
    let mut outcomes = judge(vector, &seen, &[ROOT_CLASS.to_owned()], None);
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
fn for_a_lost_field_it_says_what_was_raised_instead() {
    let (vector, _) = flagged();
    let lost = |outcome: Outcome| {
        let seen = Observation::new(outcome);
        let outcomes = judge(vector, &seen, &[ROOT_CLASS.to_owned()], None);
        let lost = outcomes.into_iter().find(|one| {
            let object = vector.checks[one.check].subject.object();
            one.kind == Kind::Lost && object == Object::Error(Site::Result)
        });
        lost.unwrap().found
    };
    let raised = |classes: &[&str]| {
        Outcome::Raised(Raised {
            classes: classes.iter().map(|&class| class.to_owned()).collect(),
            shown: "why".to_owned(),
        })
    };
    let found = lost(raised(&["sdk.Error"]));
    assert_eq!(found, "nothing; sdk.Error was raised: why");
    assert_eq!(lost(raised(&[])), "nothing; an exception was raised: why");
    assert_eq!(lost(Outcome::Returned), "nothing");
}
