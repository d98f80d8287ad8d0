//! From a case to its vectors: one for each combination of axis values.
//!
//! What is expected comes from the case's own parameters, never from running a reader. What one
//! vector sends is made in `filled`, its checks and levels in `expectations`. Start at [`expand`].

mod filled;

use std::collections::BTreeSet;
use std::path::Path;

use tables::Field;

use self::filled::{Filled, parse_status};
use crate::axes::{self, Value};
use crate::case::{Axis, BeforeSpec, Case, CaseAnswer, CaseOutcome};
use crate::error::{CaseError, Problem, Within as _};
use crate::expectations::{Expectations, Reply};
use crate::requirement::Requirements;
use crate::shape::Shape;
use crate::template::Scope;
use files::Error;
use suite::check::Check;
use suite::vector::{Body, Delivery, Mode, Response, Vector};

/// The most vectors that one case may expand to: a slip in an axis must not fill the memory.
pub const MOST_VECTORS: usize = 10_000;

/// The vectors of a case. The path and the text are the case file's, for messages.
///
/// # Errors
/// Names the line of what cannot be expanded: an unknown axis set, operation, field, requirement or
/// variable, an impossible status, an id that is not the file's path.
pub fn expand(
    path: &Path,
    text: &str,
    case: &Case,
    requirements: &Requirements,
) -> Result<Vec<Vector>, Error> {
    vectors(case, requirements).map_err(|error| error.in_file(path, text))
}

fn vectors(case: &Case, requirements: &Requirements) -> Result<Vec<Vector>, CaseError> {
    let axes = axes::values(&case.axis)?;
    let sizes = axes.iter().map(Vec::len);
    let count = sizes.fold(1_usize, usize::saturating_mul);
    if count > MOST_VECTORS {
        let most = MOST_VECTORS;
        return Err(Problem::TooManyVectors { count, most }).within("axis");
    }
    let mut vectors = Vec::new();
    let mut ids = BTreeSet::new();
    for combination in product(&case.axis, &axes) {
        let id = vector_id(case, &combination)?;
        if !ids.insert(id.clone()) {
            return Err(Problem::IdTwice(id)).within("vector_id");
        }
        let mut words = Scope::default();
        words.add_words(&id);
        let mut scope = axes_scope(&combination, |text| words.fill(text))?;
        scope.add_words(&id);
        let vector = one(case, &id, scope.clone())?;
        let mut checks = vector.checks.iter();
        if let Some(check) = checks.find(|check| !requirements.is_known(&check.requirement)) {
            return Err(unknown_requirement(case, &scope, &check.requirement));
        }
        vectors.push(vector);
    }
    Ok(vectors)
}

/// One value of one axis.
#[derive(Clone, Copy)]
struct Chosen<'a> {
    axis: &'a str,
    value: &'a Value,
}

/// The names that the values of the axes give to a vector.
fn axes_scope(
    combination: &[Chosen<'_>],
    fill: impl Fn(&str) -> Result<String, Problem>,
) -> Result<Scope, CaseError> {
    let mut scope = Scope::default();
    for Chosen { axis, value } in combination {
        scope.set_from(*axis, &value.id, value.keys_of("id"));
        for (variable, text) in &value.variables {
            let keys = value.keys_of(variable);
            let text = fill(text).map_err(|problem| CaseError::at(&keys, problem))?;
            scope.set_from(format!("{axis}.{variable}"), text, keys);
        }
    }
    Ok(scope)
}

/// The id of a vector: the case's id and the values of its axes, where the case gives no other.
fn vector_id(case: &Case, combination: &[Chosen<'_>]) -> Result<String, CaseError> {
    let Some(template) = &case.vector_id else {
        let values = combination.iter();
        return Ok(values.fold(case.id.clone(), |id, Chosen { axis, value }| {
            format!("{id}/{axis}={}", value.id)
        }));
    };
    let folder = case.id.rsplit_once('/').map_or("", |(folder, _)| folder);
    let scope = axes_scope(combination, |text| Ok(text.to_owned()))?;
    let id = scope.read(template, |id| match id.strip_prefix(folder) {
        Some(_) if !id.contains(char::is_whitespace) => Ok(id.to_owned()),
        _ => Err(Problem::VectorId {
            folder: folder.to_owned(),
            id: id.to_owned(),
        }),
    });
    id.within("vector_id")
}

/// Every choice of one value for each axis; the values of the last axis change fastest.
fn product<'a>(axes: &'a [Axis], values: &'a [Vec<Value>]) -> Vec<Vec<Chosen<'a>>> {
    let axes = axes.iter().zip(values);
    axes.fold(vec![Vec::new()], |combinations, (axis, values)| {
        let longer = |combination: Vec<Chosen<'a>>| {
            values.iter().map(move |value| {
                let axis = &axis.name;
                [&combination[..], &[Chosen { axis, value }]].concat()
            })
        };
        combinations.into_iter().flat_map(longer).collect()
    })
}

/// A requirement that a check names and that is not in the list: with the field of the case that
/// names it, where one does.
fn unknown_requirement(case: &Case, scope: &Scope, id: &str) -> CaseError {
    let more = case.more.iter().enumerate();
    let more = more.map(|(index, more)| (vec!["more".into(), index.into()], "facts", &more.fields));
    let tables = [
        (Vec::new(), "facts", &case.fields),
        (Vec::new(), "result", &case.result),
        (Vec::new(), "reason", &case.reason),
    ];
    let problem = || Problem::UnknownRequirement(id.to_owned());
    if let Some(template) = &case.failure
        && scope.fill(template).is_ok_and(|filled| filled == id)
    {
        let error = scope.blame(template, problem());
        return error.or_at(&["failure".into()]);
    }
    for (keys, table, fields) in tables.into_iter().chain(more) {
        for (name, spec) in fields {
            let Some(template) = &spec.requirement else {
                continue;
            };
            if scope.fill(template).is_ok_and(|filled| filled == id) {
                let keys = [
                    &keys[..],
                    &[table.into(), (&**name).into(), "requirement".into()],
                ];
                let error = scope.blame(template, problem());
                return error.or_at(&keys.concat());
            }
        }
    }
    CaseError::at(&["id".into()], problem())
}

fn one(case: &Case, id: &str, scope: Scope) -> Result<Vector, CaseError> {
    let filled = Filled::new(case, scope)?;
    let mut shape = filled.shape()?;
    let status = filled.status.unwrap_or(shape.status);
    let delivery = case.response.delivery.clone().unwrap_or_default();
    let default_modes = match delivery.is_plain() && case.before.is_empty() {
        true => vec![Mode::Http, Mode::Decode],
        false => vec![Mode::Http],
    };
    let mut responses = Vec::new();
    for (index, before) in case.before.iter().enumerate() {
        responses.push(earlier(&filled, before).within(index).within("before")?);
    }
    let checks = checks(&filled, &shape, status, &redirects(&responses))?;
    responses.push(Response {
        status,
        headers: match &case.response.headers {
            None if status == 204 => Vec::new(),
            None => vec![("content-type".to_owned(), "application/json".to_owned())],
            Some(headers) => filled
                .headers(headers)
                .within("headers")
                .within("response")?,
        },
        body: filled
            .body(std::mem::take(&mut shape.body))
            .within("response")?,
        delivery,
    });
    Ok(Vector {
        id: id.to_owned(),
        title: filled.fill(&case.title).within("title")?,
        operation: filled.operation.id().to_owned(),
        assumed: case.assumed,
        request: filled.request.clone(),
        modes: case.modes.clone().unwrap_or(default_modes),
        client_timeout_ms: case.client_timeout_ms,
        responses,
        checks,
    })
}

/// A response before the last one.
fn earlier(filled: &Filled<'_>, spec: &BeforeSpec) -> Result<Response, CaseError> {
    Ok(Response {
        status: filled.read(&spec.status, parse_status).within("status")?,
        headers: filled.headers(&spec.headers).within("headers")?,
        body: Body::Text(filled.fill(&spec.body).within("body")?),
        delivery: Delivery::default(),
    })
}

/// The statuses of the responses that send a client elsewhere.
fn redirects(responses: &[Response]) -> Vec<u16> {
    let has_location = |response: &&Response| {
        let mut names = response.headers.iter().map(|(name, _)| name);
        names.any(|name| name.eq_ignore_ascii_case("location"))
    };
    let responses = responses.iter().filter(has_location);
    let statuses = responses.map(|response| response.status);
    statuses
        .filter(|status| (300..400).contains(status))
        .collect()
}

/// What is expected of a client.
fn checks(
    filled: &Filled<'_>,
    shape: &Shape,
    status: u16,
    redirects: &[u16],
) -> Result<Vec<Check>, CaseError> {
    let Filled { case, answer, .. } = *filled;
    let mut expectations = Expectations::new(case.level);
    let has_error = match answer {
        CaseAnswer::Failed | CaseAnswer::HttpError => {
            !filled.error.is_empty() && filled.error != "null"
        }
        CaseAnswer::Literal => case.error_at.is_some(),
        CaseAnswer::Canceled | CaseAnswer::Success => false,
    };
    let outcome = match (case.outcome, answer) {
        (Some(outcome), _) => outcome,
        (None, CaseAnswer::Failed) if !has_error => CaseOutcome::Any,
        (None, CaseAnswer::Failed | CaseAnswer::HttpError) => CaseOutcome::Failure,
        (None, CaseAnswer::Success) => CaseOutcome::Success,
        (None, CaseAnswer::Canceled) => CaseOutcome::Any,
        (None, CaseAnswer::Literal) => return Err(Problem::NoOutcome).within("answer"),
    };
    let failure = case.failure.as_deref().map(|text| filled.fill(text));
    expectations.invariants(Reply {
        outcome,
        own_class: case.own_class,
        failure: failure.transpose().within("failure")?,
        returned: case.returned,
        redirects,
        status,
        slot: shape.slot,
        fields: &shape.fields,
        item: shape.item.as_ref(),
    });
    if let (false, Some(site)) = (has_error, filled.site)
        && (200..300).contains(&status)
        && matches!(
            answer,
            CaseAnswer::Success | CaseAnswer::Failed | CaseAnswer::Canceled
        )
    {
        expectations.no_error(site);
    }
    if let (true, Some(site)) = (has_error, filled.site) {
        let literal_at = case.error_at.as_deref().map(|at| filled.fill(at));
        let literal_at = literal_at.transpose().within("error_at")?;
        let at = literal_at.as_deref().unwrap_or(shape.slot);
        for (field, slot) in &filled.fields.0 {
            let checks = expectations.error_field(site, 0, *field, at, slot);
            checks.map_err(Problem::Expectation).within("facts")?;
        }
        for (position, fields) in filled.more.iter().enumerate() {
            let index = position + 1;
            let at = at.replace("/0/", &format!("/{index}/"));
            for (field, slot) in fields.iter().flat_map(|fields| &fields.0) {
                let checks = expectations.error_field(site, index, *field, &at, slot);
                let checks = checks.map_err(Problem::Expectation).within("facts");
                checks.within(position).within("more")?;
            }
        }
        if outcome == CaseOutcome::Failure {
            expectations.exchange(status, filled.fields.get(Field::Message));
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
    for (name, json, at) in &shape.fields {
        let slot = filled.result.named(name);
        let checks = expectations.envelope_field(name, json, at, slot, filled.operation.answer());
        let checks = checks.map_err(Problem::Expectation);
        checks.within(&**name).within("result")?;
    }
    let reason_at = match answer {
        CaseAnswer::Canceled => Some(shape.slot),
        // Of a list of jobs, the first one's.
        CaseAnswer::Literal if filled.operation.id() == "jobs.list" => Some("/0/reason"),
        CaseAnswer::Literal => Some("/reason"),
        CaseAnswer::Failed | CaseAnswer::HttpError | CaseAnswer::Success => None,
    };
    if let Some(at) = reason_at {
        for (name, slot) in &filled.reason.0 {
            let checks = expectations.reason_field(name, at, slot);
            let checks = checks.map_err(Problem::Expectation);
            checks.within(&**name).within("reason")?;
        }
    }
    Ok(expectations.into_checks())
}
