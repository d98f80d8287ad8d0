//! From a case to its vectors: one for each combination of axis values.
//!
//! What is expected comes from the case's own parameters, never from running a reader. What one
//! vector sends is made in `filled`, its checks and levels in `expectations`. Start at [`expand`].

mod filled;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use tables::{Field, Operation};

use self::filled::Filled;
use crate::axes::{self, Value};
use crate::case::{Case, CaseAnswer, CaseOutcome};
use crate::expectations::Expectations;
use crate::requirement::Requirements;
use crate::shape::Shape;
use crate::template::Scope;
use files::{Error, line_with};
use suite::check::Check;
use suite::vector::{Body, Delivery, Mode, Request, Response, Vector};

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
    let mut ids = BTreeSet::new();
    for combination in product(&axes) {
        let id = vector_id(case, &combination).map_err(refuse)?;
        if !ids.insert(id.clone()) {
            return Err(refuse(format!("two vectors have the id `{id}`")));
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

/// The id of a vector: the case's id and the values of its axes, where the case gives no other.
fn vector_id(case: &Case, combination: &[(&str, &Value)]) -> Result<String, String> {
    let Some(template) = &case.vector_id else {
        let values = combination.iter();
        return Ok(values.fold(case.id.clone(), |id, (name, value)| {
            format!("{id}/{name}={}", value.id)
        }));
    };
    let mut scope = Scope::default();
    for (name, value) in combination {
        scope.set(*name, &value.id);
        for (variable, text) in &value.variables {
            scope.set(format!("{name}.{variable}"), text);
        }
    }
    let id = scope.fill(template)?;
    let folder = case.id.rsplit_once('/').map_or("", |(folder, _)| folder);
    match id.strip_prefix(folder) {
        Some(_) if !id.contains(char::is_whitespace) => Ok(id),
        _ => Err(format!(
            "expected an id without white space in the folder `{folder}` of the case, found `{id}`"
        )),
    }
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

fn one(case: &Case, id: &str, scope: Scope) -> Result<Vector, String> {
    let filled = Filled::new(case, scope)?;
    let mut shape = filled.shape()?;
    let status = filled.status.unwrap_or(shape.status);
    let checks = checks(&filled, &shape, status)?;
    let delivery = case.response.delivery.clone().unwrap_or_default();
    let default_modes = match delivery.is_plain() && case.before.is_empty() {
        true => vec![Mode::Http, Mode::Decode],
        false => vec![Mode::Http],
    };
    let mut responses = Vec::new();
    for before in &case.before {
        responses.push(Response {
            status: filled::parse_status(&filled.fill(&before.status)?)?,
            headers: filled.headers(&before.headers)?,
            body: Body::Text(filled.fill(&before.body)?),
            delivery: Delivery::default(),
        });
    }
    responses.push(Response {
        status,
        headers: match &case.response.headers {
            None if status == 204 => Vec::new(),
            None => vec![("content-type".to_owned(), "application/json".to_owned())],
            Some(headers) => filled.headers(headers)?,
        },
        body: filled.body(std::mem::take(&mut shape.body))?,
        delivery,
    });
    Ok(Vector {
        id: id.to_owned(),
        title: filled.fill(&case.title)?,
        operation: filled.operation.id().to_owned(),
        assumed: case.assumed,
        request: filled.request.clone(),
        modes: case.modes.clone().unwrap_or(default_modes),
        client_timeout_ms: case.client_timeout_ms,
        responses,
        checks,
    })
}

/// What is expected of a client.
fn checks(filled: &Filled<'_>, shape: &Shape, status: u16) -> Result<Vec<Check>, String> {
    let Filled { case, answer, .. } = *filled;
    let mut expectations = Expectations::new(case.level);
    let has_error = match answer {
        CaseAnswer::Failed | CaseAnswer::HttpError => {
            !filled.error.is_empty() && filled.error != "null"
        }
        CaseAnswer::Literal => case.error_at.is_some(),
        CaseAnswer::Canceled | CaseAnswer::Success => false,
    };
    let outcome = match answer {
        CaseAnswer::Failed if !has_error => CaseOutcome::Any,
        CaseAnswer::Failed | CaseAnswer::HttpError => CaseOutcome::Failure,
        CaseAnswer::Success => CaseOutcome::Success,
        CaseAnswer::Canceled => CaseOutcome::Any,
        CaseAnswer::Literal => case.outcome.ok_or("a literal answer needs an `outcome`")?,
    };
    expectations.invariants(outcome, case.own_class, status, shape.slot, &shape.fields);
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
        let literal_at = literal_at.transpose()?;
        let at = literal_at.as_deref().unwrap_or(shape.slot);
        for (field, slot) in &filled.fields.0 {
            expectations.error_field(site, 0, *field, at, slot)?;
        }
        for (position, fields) in filled.more.iter().enumerate() {
            let index = position + 1;
            let at = at.replace("/0/", &format!("/{index}/"));
            for (field, slot) in fields.iter().flat_map(|fields| &fields.0) {
                expectations.error_field(site, index, *field, &at, slot)?;
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
        expectations.envelope_field(name, json, at, slot, filled.operation.answer())?;
    }
    let reason_at = match answer {
        CaseAnswer::Canceled => Some(shape.slot),
        CaseAnswer::Literal => Some("/reason"),
        CaseAnswer::Failed | CaseAnswer::HttpError | CaseAnswer::Success => None,
    };
    if let Some(at) = reason_at {
        for (name, slot) in &filled.reason.0 {
            expectations.reason_field(name, at, slot)?;
        }
    }
    Ok(expectations.into_checks())
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
