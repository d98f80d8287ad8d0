//! What every vector must satisfy, wherever it comes from.
//!
//! Not here: the syntax of the file, which serde knows. Start at [`validate`].

use crate::check::{Check, Expect, Subject};
use crate::tree::Tree;
use crate::vector::{Response, Vector};

/// Says what is wrong with a vector, if anything is.
///
/// # Errors
/// One sentence, without the file.
pub fn validate(vector: &Vector) -> Result<(), String> {
    let id = &vector.id;
    // A dash would make it an option where it is given to `--only`.
    if id.is_empty() || id.starts_with('-') || id.contains(char::is_control) {
        return Err(format!(
            "expected an id without control characters that begins with no `-`, found {id:?}"
        ));
    }
    whole(vector)
        .and_then(|()| request(vector))
        .and_then(|()| vector.responses.iter().try_for_each(response))
        .map_err(|problem| format!("vector `{id}`: {problem}"))?;
    let mut names = std::collections::HashSet::new();
    for check in &vector.checks {
        let name = check.name();
        expectation(check)
            .map_err(|problem| format!("vector `{id}`, check `{name}`: {problem}"))?;
        if names.contains(&name) {
            return Err(format!(
                "vector `{id}`: the check `{name}` stands there twice"
            ));
        }
        names.insert(name);
    }
    Ok(())
}

fn whole(vector: &Vector) -> Result<(), String> {
    let empty = [
        (vector.responses.is_empty(), "response"),
        (vector.checks.is_empty(), "check"),
        (vector.modes.is_empty(), "mode"),
    ];
    if let Some((_, what)) = empty.iter().find(|(is_empty, _)| *is_empty) {
        return Err(format!("expected at least one {what}, found none"));
    }
    if vector.client_timeout_ms == Some(0) {
        return Err("expected a `client_timeout_ms` above 0, found 0".to_owned());
    }
    Ok(())
}

fn request(vector: &Vector) -> Result<(), String> {
    let Some(operation) = tables::Operation::from_id(&vector.operation) else {
        return Err(format!("the operation `{}` is not known", vector.operation));
    };
    let (method, path) = (operation.method().as_str(), operation.path());
    let request = &vector.request;
    if request.method != method || request.path != path {
        return Err(format!(
            "expected the request `{method} {path}` of `{}`, found `{} {}`",
            vector.operation, request.method, request.path
        ));
    }
    Ok(())
}

fn response(response: &Response) -> Result<(), String> {
    if !(200..=599).contains(&response.status) {
        return Err(format!(
            "expected a status from 200 to 599, found {}",
            response.status
        ));
    }
    // Any other name is not HTTP; how an SDK treats it is not what a vector tests.
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    for (name, value) in &response.headers {
        if name.is_empty() || !name.bytes().all(is_name) {
            return Err(format!("expected the name of a header, found {name:?}"));
        }
        if value.contains(['\r', '\n', '\0']) {
            return Err(format!(
                "expected a header without CR, LF and NUL, found {name:?}: {value:?}"
            ));
        }
    }
    let body = &response.body;
    body.check_size().map_err(|error| error.to_string())?;
    body.bytes()
        .map(drop)
        .map_err(|error| format!("base64 body: {error}"))
}

fn expectation(check: &Check) -> Result<(), String> {
    if check.accept.is_empty() {
        return Err("expected at least one kind in `accept`, found none".to_owned());
    }
    if check.assumed && matches!(check.subject, Subject::Invariant(_)) {
        return Err("an invariant is expected of every vector; it cannot be `assumed`".to_owned());
    }
    let values = match &check.expect {
        Expect::Json(json) => std::slice::from_ref(json),
        Expect::AnyOf(values) => values,
        Expect::AsSent | Expect::Absent | Expect::Holds => &[],
    };
    for value in values {
        Tree::parse(value).map_err(|error| format!("`{value}` is not JSON: {error}"))?;
    }
    Ok(())
}
