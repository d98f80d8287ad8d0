//! From a case to its vectors: one for each combination of axis values.
//!
//! What is expected comes from the case's own parameters, never from running a reader. Checks and
//! levels are made in `expectations`. Start at [`expand`].

use std::collections::BTreeMap;
use std::path::Path;

use contract::{Fact, Operation, Place};

use crate::axes::{self, Value};
use crate::case::{Answer, Case, CaseOutcome, RepeatSpec, line_with};
use crate::check::Level;
use crate::error::Error;
use crate::expectations::{Expectations, Slot};
use crate::facts::{Facts, NamedFacts};
use crate::requirement::Requirements;
use crate::shape::{self, Shape, Words};
use crate::template::{Scope, token};
use crate::vector::{Body, Delivery, Mode, Request, Response, Vector};

/// The most vectors that one case may expand to: a slip in an axis must not fill the memory.
pub const MOST_VECTORS: usize = 10_000;

/// The vectors of a case. The path and the text are the case file's, for messages.
///
/// # Errors
/// Names the line of what cannot be expanded: an unknown axis set, operation, fact, requirement or
/// variable, an impossible status, an id that is not the file's path.
pub fn expand(
    path: &Path,
    text: &str,
    case: &Case,
    requirements: &Requirements,
) -> Result<Vec<Vector>, Error> {
    let refuse = |message: String| {
        // A message quotes what is wrong in backquotes: the line that holds it is the place.
        let quoted = message.split('`').nth(1).unwrap_or_default();
        let line = match line_with(text, quoted) {
            0 => line_with(text, "id"),
            line => line,
        };
        Error::File {
            path: path.to_owned(),
            line,
            message,
        }
    };
    let axes = case
        .axis
        .iter()
        .map(|axis| match Scope::is_word(&axis.name) {
            true => Err(format!(
                "the axis `{}` hides a word of every vector",
                axis.name
            )),
            false => Ok((axis.name.as_str(), axes::values(axis)?)),
        })
        .collect::<Result<Vec<_>, String>>()
        .map_err(refuse)?;
    let sizes = axes.iter().map(|(_, values)| values.len());
    let count = sizes.fold(1_usize, usize::saturating_mul);
    if count > MOST_VECTORS {
        let message = format!("the axes make {count} vectors; a case has at most {MOST_VECTORS}");
        return Err(refuse(message));
    }
    let mut vectors = Vec::new();
    for combination in product(&axes) {
        let mut id = case.id.clone();
        for (name, value) in &combination {
            id = format!("{id}/{name}={}", value.id);
        }
        let mut scope = Scope::default();
        scope.add_words(&id);
        let words = scope.clone();
        for (name, value) in combination {
            scope.set(name, &value.id);
            for (variable, text) in &value.variables {
                scope.set(
                    format!("{name}.{variable}"),
                    words.fill(text).map_err(refuse)?,
                );
            }
        }
        let vector = one(case, &id, scope).map_err(refuse)?;
        for check in &vector.checks {
            if !requirements.is_known(&check.requirement) {
                return Err(refuse(format!(
                    "the requirement `{}` is not in requirements.toml",
                    check.requirement
                )));
            }
        }
        vectors.push(vector);
    }
    Ok(vectors)
}

fn product<'a>(axes: &'a [(&'a str, Vec<Value>)]) -> Vec<Vec<(&'a str, &'a Value)>> {
    axes.iter()
        .fold(vec![Vec::new()], |combinations, (name, values)| {
            combinations
                .into_iter()
                .flat_map(|combination| {
                    values.iter().map(move |value| {
                        let mut longer = combination.clone();
                        longer.push((*name, value));
                        longer
                    })
                })
                .collect()
        })
}

fn one(case: &Case, id: &str, mut scope: Scope) -> Result<Vector, String> {
    let operation_id = scope.fill(&case.operation)?;
    let operation = Operation::from_id(&operation_id)
        .ok_or_else(|| format!("the operation `{operation_id}` is not known"))?;
    let token = token(id);
    let request = request(operation, &token);
    for (name, value) in &request.params {
        scope.set(name, value);
    }
    let status = match &case.response.status {
        None => None,
        Some(template) => Some(parse_status(&scope.fill(template)?)?),
    };
    let place = match case.answer {
        Answer::HttpError => Some(Place::C),
        _ if status.is_some_and(|status| status >= 400) => Some(Place::C),
        _ => operation.place(),
    };
    if let Some(place) = place {
        scope.set("flag_key", place.flag_key());
        scope.set("doc_key", place.doc_url_key());
        scope.set("correlation_key", place.correlation_key());
    }
    let facts = Facts::of_error(&case.facts, case.bare, place, status, &scope)?;
    let reason = Facts::of_reason(case, &scope)?;
    let result = Facts::resolve(&case.result, &scope)?;
    let members = case
        .members
        .as_deref()
        .map(|text| scope.fill(text))
        .transpose()?;
    let error = match &case.response.error {
        Some(template) => scope.fill(template)?,
        None => facts.object(place, members.as_deref()),
    };
    let more = more_errors(case, place, status, &scope)?;
    let shape = shape(
        case, operation, status, &scope, &result, &error, &reason, &more,
    )?;
    let status = status.unwrap_or(shape.status);

    let mut expectations = Expectations::new(case.level, case.typed);
    let has_error = match case.answer {
        Answer::Failed | Answer::HttpError => !error.is_empty() && error != "null",
        Answer::Literal => case.error_at.is_some(),
        Answer::Canceled | Answer::Success => false,
    };
    let outcome = match case.answer {
        Answer::Failed if !has_error => CaseOutcome::Any,
        Answer::Failed | Answer::HttpError => CaseOutcome::Failure,
        Answer::Success => CaseOutcome::Success,
        Answer::Canceled => CaseOutcome::Any,
        Answer::Literal => case.outcome.ok_or("a literal answer needs an `outcome`")?,
    };
    expectations.floor(outcome, case.own_class, status, shape.slot, &shape.facts);
    if let (false, Some(place)) = (has_error, place)
        && status < 300
        && matches!(
            case.answer,
            Answer::Success | Answer::Failed | Answer::Canceled
        )
    {
        expectations.no_error(place);
    }
    if let (true, Some(place)) = (has_error, place) {
        let literal_at = case
            .error_at
            .as_deref()
            .map(|at| scope.fill(at))
            .transpose()?;
        let at = literal_at.as_deref().unwrap_or(shape.slot);
        for (fact, fact_spec) in &facts.0 {
            expectations.error_fact(place, 0, *fact, at, fact_spec)?;
        }
        for (position, facts) in more.iter().enumerate() {
            let index = position + 1;
            let at = at.replace("/0/", &format!("/{index}/"));
            for (fact, slot) in facts.iter().flat_map(|facts| &facts.0) {
                expectations.error_fact(place, index, *fact, &at, slot)?;
            }
        }
        if outcome == CaseOutcome::Failure {
            expectations.exchange(status, facts.get(Fact::Message));
        }
    } else if status >= 400
        && case
            .response
            .delivery
            .as_ref()
            .is_none_or(Delivery::is_complete)
    {
        expectations.exchange(status, None);
    }
    for (name, json, at) in &shape.facts {
        expectations.envelope_fact(name, json, at, result.named(name), operation.answer());
    }
    if case.answer == Answer::Canceled {
        for (name, fact_spec) in &reason.0 {
            expectations.reason_fact(name, shape.slot, fact_spec)?;
        }
    }
    if case.answer == Answer::Literal {
        for (name, fact_spec) in &reason.0 {
            expectations.reason_fact(name, "/reason", fact_spec)?;
        }
    }

    let delivery = case.response.delivery.clone().unwrap_or_default();
    let default_modes = match delivery.is_plain() && case.before.is_empty() {
        true => vec![Mode::Http, Mode::Decode],
        false => vec![Mode::Http],
    };
    let headers = match &case.response.headers {
        None if status == 204 => Vec::new(),
        None => vec![("content-type".to_owned(), "application/json".to_owned())],
        Some(headers) => fill_headers(headers, &scope)?,
    };
    let mut responses = Vec::new();
    for before in &case.before {
        responses.push(Response {
            status: parse_status(&scope.fill(&before.status)?)?,
            headers: fill_headers(&before.headers, &scope)?,
            body: Body::Text(scope.fill(&before.body)?),
            delivery: Delivery::default(),
        });
    }
    responses.push(Response {
        status,
        headers,
        body: body(case, &scope, shape.body)?,
        delivery,
    });
    Ok(Vector {
        id: id.to_owned(),
        title: scope.fill(&case.title)?,
        operation: operation_id,
        assumed: case.assumed,
        request,
        modes: case.modes.clone().unwrap_or(default_modes),
        client_timeout_ms: case.client_timeout_ms,
        responses,
        checks: expectations.into_checks(),
    })
}

/// The errors of further job runs, each with words of its own.
fn more_errors(
    case: &Case,
    place: Option<Place>,
    status: Option<u16>,
    scope: &Scope,
) -> Result<Vec<Option<Facts>>, String> {
    let list = case.answer == Answer::Failed && place == Some(Place::B);
    if !case.more.is_empty() && !list {
        return Err("only a failed list of job runs has `more`".to_owned());
    }
    let id = scope.fill("${id}")?;
    case.more
        .iter()
        .enumerate()
        .map(|(position, more)| {
            let mut scope = scope.clone();
            scope.add_words(&format!("{id}#{}", position + 1));
            match more.none {
                true => Ok(None),
                false => Facts::of_error(&more.facts, false, place, status, &scope).map(Some),
            }
        })
        .collect()
}

fn fill_headers(
    headers: &[(String, String)],
    scope: &Scope,
) -> Result<Vec<(String, String)>, String> {
    headers
        .iter()
        .map(|(name, value)| Ok((scope.fill(name)?, scope.fill(value)?)))
        .collect()
}

fn parse_status(text: &str) -> Result<u16, String> {
    text.parse()
        .ok()
        .filter(|status| (200..=599).contains(status))
        .ok_or_else(|| format!("expected a status from 200 to 599, found `{text}`"))
}

fn request(operation: Operation, token: &str) -> Request {
    let mut params = BTreeMap::new();
    for name in operation.path().split(['{', '}']).skip(1).step_by(2) {
        let value = match name {
            "workspaceId" => "conformance".to_owned(),
            "projectName" => "project".to_owned(),
            _ => format!("{}-{token}", name.to_lowercase()),
        };
        params.insert(name.to_owned(), value);
    }
    Request {
        method: operation.method().as_str().to_owned(),
        path: operation.path().to_owned(),
        params,
    }
}

#[expect(
    clippy::too_many_arguments,
    reason = "an answer is made of all of them"
)]
fn shape(
    case: &Case,
    operation: Operation,
    status: Option<u16>,
    scope: &Scope,
    result: &NamedFacts,
    error: &str,
    reason: &NamedFacts,
    more: &[Option<Facts>],
) -> Result<Shape, String> {
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let message = match result.named("message") {
        Some(Slot {
            json: Some(json), ..
        }) => json.clone(),
        _ => quoted(&scope.fill("${envelope}")?),
    };
    let stray = match &case.stray {
        Some(stray) => format!(",{}", scope.fill(stray)?),
        None => String::new(),
    };
    let words = Words {
        message: &message,
        status: result.named("status").and_then(|fact| fact.json.as_deref()),
        stray: &stray,
        token: &scope.fill("${token}")?,
    };
    let none = || format!("the operation `{}` has no such answer", operation.id());
    Ok(match case.answer {
        Answer::Failed => {
            let more: Vec<Option<String>> = more
                .iter()
                .map(|facts| facts.as_ref().map(|it| it.object(Some(Place::B), None)))
                .collect();
            shape::failed(operation, &words, error, &more).ok_or_else(none)?
        }
        Answer::Canceled => {
            shape::canceled(operation, &words, &reason.object()).ok_or_else(none)?
        }
        Answer::Success => shape::success(operation, &words),
        Answer::HttpError => Shape {
            status: status.ok_or("an `http-error` needs a status")?,
            body: error.to_owned(),
            slot: "",
            facts: Vec::new(),
        },
        Answer::Literal => {
            let mut facts = Vec::new();
            if let Some(fact) = result.named("status") {
                facts.push(("status", fact.json.clone().unwrap_or_default(), "/status"));
            }
            if let Some(fact) = result.named("message") {
                facts.push(("message", fact.json.clone().unwrap_or_default(), "/message"));
            }
            Shape {
                status: status.unwrap_or(200),
                body: String::new(),
                slot: "",
                facts,
            }
        }
    })
}

fn body(case: &Case, scope: &Scope, shaped: String) -> Result<Body, String> {
    let spec = &case.response;
    match (&spec.body, &spec.base64, &spec.repeat) {
        (None, None, None) if case.answer == Answer::Literal => {
            Err("a literal answer needs a `body`, a `base64` or a `repeat`".to_owned())
        }
        (None, None, None) => Ok(Body::Text(shaped)),
        (Some(text), None, None) => Ok(Body::Text(scope.fill(text)?)),
        (None, Some(text), None) => Ok(Body::Base64(scope.fill(text)?)),
        (
            None,
            None,
            Some(RepeatSpec {
                prefix,
                unit,
                count,
                suffix,
            }),
        ) => {
            let count = scope.fill(count)?;
            let body = Body::Repeat {
                prefix: scope.fill(prefix)?,
                unit: scope.fill(unit)?,
                count: count
                    .parse()
                    .map_err(|_| format!("`{count}` is not a count"))?,
                suffix: scope.fill(suffix)?,
            };
            body.check_size().map(|()| body)
        }
        _ => Err("a response has one of `body`, `base64` and `repeat`".to_owned()),
    }
}

/// The weaker of a level and a cap.
pub(crate) fn capped(level: Level, cap: Option<Level>) -> Level {
    cap.map_or(level, |cap| level.max(cap))
}
