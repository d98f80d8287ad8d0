//! What our own reader makes of the points that the contract leaves open.

use errconform_reference::{CHOICES as OURS, ROOT_CLASS, observe};
use judge::choice::{CHOICES, Declared, Unknown};
use suite::observation::Observation;
use suite::set::VectorSet;
use suite::vector::{Mode, Vector};
use tables::Operation;

fn declared(choice: &str, value: &str) -> Result<Declared, Unknown> {
    Declared::new(&[(choice.to_owned(), value.to_owned())].into())
}

/// What our own reader makes of every choice that needs no request: one value of each.
#[test]
fn a_client_keeps_one_value_of_a_choice() {
    let vectors = &VectorSet::built_in().expect("vectors").vectors;
    let roots = [ROOT_CLASS.to_owned()];
    let mut kept = Vec::new();
    for choice in CHOICES {
        let of_one = declared(choice.name, choice.values[0].name).expect("a choice");
        let others = choice.values.iter();
        let others: Vec<_> = others
            .map(|value| declared(choice.name, value.name).expect("a choice"))
            .collect();
        let seen: Vec<_> = vectors
            .iter()
            .filter(|vector| of_one.is_shown_by(choice.name, vector, Mode::Decode))
            .map(|vector| (vector, seen_by_the_reference(vector)))
            .collect();
        for declared in others {
            let outcomes = seen
                .iter()
                .map(|(vector, seen)| declared.verify(vector, seen, &roots, None));
            let outcomes: Vec<_> = outcomes.flatten().collect();
            if !outcomes.is_empty() && outcomes.iter().all(|outcome| outcome.kept) {
                kept.extend(declared.names());
            }
        }
    }
    let of_requests = ["redirects", "retries"];
    let declared = OURS.iter().copied();
    let expected: Vec<_> = declared
        .filter(|(choice, _)| !of_requests.contains(choice))
        .collect();
    assert_eq!(kept, expected);
}

fn seen_by_the_reference(vector: &Vector) -> Observation {
    let response = vector.responses.last().expect("a response");
    let operation = Operation::from_id(&vector.operation).expect("an operation");
    let body = response.body.bytes().expect("bytes");
    observe(operation, response.status, &body)
}

#[test]
fn what_should_be_hidden_is_expected_not_to_be_there() {
    let vectors = &VectorSet::built_in().expect("vectors").vectors;
    let choice = CHOICES.iter().find(|choice| {
        let mut rules = choice.values.iter().flat_map(|value| value.rules);
        rules.any(|rule| rule.vectors == "bytes/duplicate-keys/**")
    });
    let refused = declared(choice.expect("a choice").name, "refused").expect("a value");
    let mut outcomes = vectors
        .iter()
        .flat_map(|vector| refused.verify(vector, &seen_by_the_reference(vector), &[], None));
    let outcome = outcomes.next().expect("an outcome");
    assert!(
        !outcome.kept && outcome.expected.starts_with("not "),
        "{outcome:?}"
    );
}
