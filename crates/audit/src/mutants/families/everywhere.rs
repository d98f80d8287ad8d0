//! One wrong client for each operation: what it gets right at one, it gets wrong at another.

use suite::observation::{Observation, View};
use tables::{Field, Method, Operation, ResponseShape};

use super::super::Mutant;
use crate::client::Exchange;
use crate::edit::{errors, get, is_unreadable, lose_error, set, succeed};

pub(super) fn mutants() -> Vec<Mutant> {
    let all = Operation::all();
    let polled = || Operation::all().filter(|operation| operation.site().is_some());
    let deletions = Operation::all().filter(|one| one.method() == Method::Delete);
    let mut mutants: Vec<Mutant> = all.map(no_flag).collect();
    mutants.extend(polled().map(no_flag_in_a_result));
    mutants.extend(polled().map(unreadable_is_success));
    mutants.extend(deletions.map(unreadable_error_is_success));
    mutants.extend(polled().filter(|one| is_result(*one)).flat_map(strict));
    mutants
}

fn is_result(operation: Operation) -> bool {
    operation.site() == Some(tables::Site::Result)
}

fn no_flag(operation: Operation) -> Mutant {
    let id = operation.id();
    let client = errors(move |view, _, exchange| {
        if exchange.operation == operation && exchange.status >= 400 {
            set(view, Field::Flag, "false");
        }
    });
    let title = format!("{id} shows the flag of every HTTP error as false");
    let aims = ["error-structure/retriable"];
    Mutant::new("no-flag-in-http-errors", title, &aims, client).member(id)
}

fn no_flag_in_a_result(operation: Operation) -> Mutant {
    let id = operation.id();
    let client = errors(move |view, _, exchange| {
        if exchange.operation == operation && exchange.is_2xx() {
            set(view, Field::Flag, "false");
        }
    });
    let title = format!("{id} shows the flag of every error in a result as false");
    let aims = ["error-structure/retriable", "sdk-model/retirable"];
    Mutant::new("no-flag-in-results", title, &aims, client).member(id)
}

fn unreadable_is_success(operation: Operation) -> Mutant {
    let id = operation.id();
    let client = succeed("\"pending\"", move |seen, exchange| {
        exchange.operation == operation && exchange.is_2xx() && is_unreadable(seen)
    });
    let title = format!("{id} returns an empty success for a 2xx that it cannot read");
    let aims = ["wire/undecodable"];
    Mutant::new("unreadable-results-are-successes", title, &aims, client).member(id)
}

fn unreadable_error_is_success(operation: Operation) -> Mutant {
    let id = operation.id();
    let client = succeed("\"completed\"", move |seen, exchange| {
        exchange.operation == operation && exchange.status >= 400 && is_untyped(seen)
    });
    let title = format!("{id} returns a success for an HTTP error whose body it cannot read");
    let aims = ["wire/undecodable"];
    Mutant::new("unreadable-errors-are-successes", title, &aims, client).member(id)
}

/// Whether no error could be read.
fn is_untyped(seen: &Observation) -> bool {
    !seen.errors.iter().any(View::is_present)
}

/// A null or a missing field costs the whole error.
fn strict(operation: Operation) -> [Mutant; 2] {
    let id = operation.id();
    let client = lose_error(move |_, at, exchange| {
        let mut keys = Field::ALL.iter().flat_map(|field| field.spellings());
        exchange.operation == operation && keys.any(|key| exchange.sent_null(at, key))
    });
    let title = format!("{id} loses an error with a null field");
    // A null where the models declare an option is that requirement's.
    let aims: &[&str] = match operation.answer() {
        ResponseShape::AuthSessionResult => {
            &["sdk-model/code-optional", "sdk-model/optional-fields"]
        }
        _ => &["wire/null-is-absence"],
    };
    let nulls = Mutant::new("nulls-cost-the-error", title, aims, client);
    let client = lose_error(move |view, at, exchange| {
        exchange.operation == operation && misses_a_field(view, at, exchange)
    });
    let title = format!("{id} loses an error without a message, a code or a category");
    let aims = ["wire/missing-required"];
    let missing = Mutant::new("missing-fields-cost-the-error", title, &aims, client);
    [nulls.member(id), missing.member(id)]
}

fn misses_a_field(view: &View<Field>, at: usize, exchange: &Exchange<'_>) -> bool {
    [Field::Message, Field::Code, Field::Category]
        .iter()
        .any(|field| get(view, *field).is_none() && !exchange.sent(at, field.as_str()))
}
