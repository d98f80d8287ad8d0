//! What the invariants say of observations that the reference never makes.

use judge::{CheckOutcome, judge};
use suite::check::{Check, Expect, Invariant, Kind, Object, Subject};
use suite::encoded::Encoded;
use suite::observation::{BodyView, Observation, Outcome};
use suite::set::VectorSet;
use suite::vector::Vector;
use tables::{Field, Site};

/// A vector that has a check like this.
fn vector(is_so: impl Fn(&Check) -> bool) -> &'static Vector {
    let mut vectors = VectorSet::built_in().unwrap().vectors.iter();
    let found = vectors.find(|vector| vector.checks.iter().any(&is_so));
    found.unwrap()
}

/// What the reference shows of a vector.
fn right(vector: &Vector) -> Observation {
    let response = vector.responses.last().unwrap();
    let operation = tables::Operation::from_id(&vector.operation).unwrap();
    reference::observe(operation, response.status, &response.body.bytes().unwrap())
}

const FAILURE_SHOWN: Subject = Subject::Invariant(Invariant::FailureShown);

fn failure_shown(vector: &Vector, seen: &Observation) -> CheckOutcome {
    outcome(FAILURE_SHOWN, vector, seen)
}

fn outcome(subject: Subject, vector: &Vector, seen: &Observation) -> CheckOutcome {
    let outcomes = judge(vector, seen, &[reference::ROOT_CLASS.to_owned()], None);
    let mut outcomes = outcomes.into_iter();
    let found = outcomes.find(|outcome| vector.checks[outcome.check].subject == subject);
    found.unwrap()
}

/// Whether a check is about an HTTP error.
fn is_http_error(check: &Check) -> bool {
    check.subject.object() == Object::Error(Site::HttpBody)
}

/// Nothing but a raw body is returned.
fn only(body: &str) -> Observation {
    let value = Encoded::from_json(body);
    Observation {
        body: BodyView::Json { value },
        ..Observation::new(Outcome::Returned)
    }
}

#[test]
fn a_failure_is_shown_by_its_status_in_a_raw_body() {
    let failed = vector(|check| {
        check.subject == FAILURE_SHOWN && check.expect == Expect::Json("\"failed\"".to_owned())
    });
    for (body, kind) in [
        (r#"{"status":"failed"}"#, Kind::Typed),
        (r#"{"status":"done"}"#, Kind::Lost),
        (r#"{"error":{}}"#, Kind::Lost),
    ] {
        let outcome = failure_shown(failed, &only(body));
        assert_eq!(outcome.kind, kind, "{body}");
        assert_eq!(outcome.found, "a value returned");
    }
}

#[test]
fn where_no_status_says_so_the_error_itself_shows_that_it_failed() {
    let holds = vector(|check| {
        let is_path = check.paths.iter().all(|path| path.ends_with("/error"));
        check.subject == FAILURE_SHOWN
            && check.expect == Expect::Holds
            && is_path
            && !check.paths.is_empty()
    });
    let check = holds
        .checks
        .iter()
        .find(|check| check.subject == FAILURE_SHOWN);
    let pointer = check.unwrap().paths.first().expect("a path");
    let keys: Vec<&str> = pointer.split('/').skip(1).collect();
    let at = |value: &str| {
        keys.iter().rev().fold(value.to_owned(), |inside, key| {
            format!("{{\"{key}\":{inside}}}")
        })
    };
    for (value, kind) in [
        ("{\"code\":\"x\"}", Kind::Typed),
        ("null", Kind::Lost),
        ("1", Kind::Lost),
    ] {
        assert_eq!(
            failure_shown(holds, &only(&at(value))).kind,
            kind,
            "{value}"
        );
    }
}

#[test]
fn what_was_shown_is_named_by_its_class_or_its_variant() {
    let result = vector(|check| check.subject == FAILURE_SHOWN && !check.paths.is_empty());
    let mut seen = right(result);
    assert_eq!(failure_shown(result, &seen).found, "a value returned");
    seen.result.as_mut().unwrap().variant = Some("Failed".to_owned());
    assert_eq!(failure_shown(result, &seen).found, "Failed returned");
    seen = right(vector(is_http_error));
    if let Outcome::Raised(raised) = &mut seen.outcome {
        raised.shown = "why".to_owned();
    }
    let found = failure_shown(result, &seen).found;
    assert_eq!(found, "reference.HttpError raised: why");
}

#[test]
fn the_http_status_alone_shows_a_failure_that_nothing_else_shows() {
    let http = vector(is_http_error);
    let right = right(http);
    let mut seen = only("{}");
    assert_eq!(failure_shown(http, &seen).kind, Kind::Lost);
    seen.http_status = right.http_status;
    assert_eq!(failure_shown(http, &seen).kind, Kind::Typed);
}

/// What the judge says of a raw body that is handed out beside everything else.
fn invented(vector: &Vector, body: BodyView) -> Kind {
    let mut seen = right(vector);
    seen.body = body;
    outcome(
        Subject::Invariant(Invariant::NothingInvented),
        vector,
        &seen,
    )
    .kind
}

#[test]
fn a_raw_body_may_differ_where_nothing_is_expected_and_nowhere_else() {
    let vector = vector(|check| {
        let is_sent = matches!(check.expect, Expect::Json(_));
        let code = Subject::ErrorField {
            site: Site::Result,
            index: 0,
            field: Field::Code,
        };
        check.subject == code && is_sent
    });
    let sent = vector.responses[0].body.bytes().unwrap();
    let sent: serde_json::Value = serde_json::from_slice(&sent).unwrap();
    let with = |pointer: &str, value: &str| {
        let mut shown = sent.clone();
        *shown.pointer_mut(pointer).unwrap() = value.into();
        let value = Encoded::from_json(shown.to_string());
        invented(vector, BodyView::Json { value })
    };
    let mut more = sent.clone();
    more["more"] = 1.into();
    let value = Encoded::from_json(more.to_string());
    assert_eq!(invented(vector, BodyView::Json { value }), Kind::Typed);
    assert_eq!(with("/error/code", "other"), Kind::Invented);
}

#[test]
fn a_body_that_is_one_text_may_be_handed_out_as_that_text() {
    let text = |vector: &Vector| {
        let body = vector.responses.last()?.body.bytes().ok()?;
        serde_json::from_slice::<String>(&body).ok()
    };
    let mut vectors = VectorSet::built_in().unwrap().vectors.iter();
    let (vector, sent) = vectors
        .find_map(|vector| Some((vector, text(vector)?)))
        .unwrap();
    let shown = |text: &str| {
        let value = Encoded::string(text);
        invented(vector, BodyView::Text { value })
    };
    assert_eq!(shown(&sent), Kind::Typed);
    assert_eq!(shown(&format!("{sent}, and more")), Kind::Invented);
}
