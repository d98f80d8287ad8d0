//! The oracle of what the reference client concludes from a whole HTTP response.
//!
//! The input is the response as it goes over the wire: status line, headers, body. Start at
//! [`check_http_response`].

use ::reference::ROOT_CLASS;
use contract::{Field, Operation, ResponseShape};
use suite::observation::{BodyView, FieldView, Observation, Outcome, View};
use suite::tree::Tree;

use crate::subject::reference;

/// Checks what the reference client makes of a response, for one operation of each form of
/// answer. What is no HTTP response is left alone: that is the transport's work.
///
/// # Panics
///
/// When the client panics or breaks an invariant: a failure that is not shown, an error that the
/// server did not send, a raised class of someone else, a status that is not the response's.
pub fn check_http_response(bytes: &[u8]) {
    let mut headers = [httparse::EMPTY_HEADER; 32];
    let mut head = httparse::Response::new(&mut headers);
    let Ok(httparse::Status::Complete(length)) = head.parse(bytes) else {
        return;
    };
    let (Some(status), body) = (head.code, bytes.get(length..).unwrap_or_default()) else {
        return;
    };
    for operation in operations() {
        let seen = reference::observe(operation, status, body);
        check_invariants(operation, status, body, &seen);
        let sent = serde_json::to_string(&seen).unwrap_or_default();
        let received = serde_json::from_str::<Observation>(&sent);
        assert!(
            received.as_ref().is_ok_and(|it| *it == seen),
            "an observation does not survive the protocol: {sent}",
        );
    }
}

/// One operation for each form of answer that is read.
fn operations() -> impl Iterator<Item = Operation> {
    let ids = [
        "runs.result",
        "auth_sessions.create.result",
        "jobs.runs.get",
        "jobs.runs.list",
        "web_tasks.result",
        "runs.start",
        "jobs.create",
        "jobs.list",
        "jobs.delete",
    ];
    ids.into_iter().filter_map(Operation::from_id)
}

fn check_invariants(operation: Operation, status: u16, body: &[u8], seen: &Observation) {
    match seen.raised() {
        Some(raised) => assert!(
            raised.is_one_of(&[ROOT_CLASS]),
            "{operation}: raises what is not its own: {:?}",
            raised.classes,
        ),
        None => assert!(
            (200..300).contains(&status),
            "{operation}: the failure {status} is shown as a success",
        ),
    }
    match &seen.http_status {
        FieldView::Value { value, .. } => assert!(
            value.is(&canonical(&status.to_string())),
            "{operation}: another status is shown than {status}: {value:?}",
        ),
        other => panic!("{operation}: the status is not shown: {other:?}"),
    }
    if seen.outcome == Outcome::Returned && operation.answer() != ResponseShape::Empty {
        let first = body.iter().find(|it| !it.is_ascii_whitespace());
        assert!(
            matches!(first, Some(b'{' | b'[')),
            "{operation}: a body that cannot be read is shown as a success",
        );
    }
    for view in &seen.errors {
        check_origin(operation, view, body);
    }
    if let Some(view) = &seen.result {
        check_origin(operation, view, body);
    }
    if let Some(view) = &seen.reason {
        check_origin(operation, view, body);
    }
    if let BodyView::Json { value } | BodyView::Text { value } = &seen.body {
        assert!(
            value.tree().is_ok(),
            "{operation}: the body that is handed out cannot be read: {value:?}",
        );
    }
}

/// Everything shown was sent.
fn check_origin<F>(operation: Operation, view: &View<F>, body: &[u8])
where
    F: Copy + Into<&'static str>,
{
    if !view.is_present() {
        return;
    }
    let text = std::str::from_utf8(body).unwrap_or_default();
    let Ok(tree) = Tree::parse(text) else {
        panic!("{operation}: shows fields of a body that is no JSON");
    };
    let fields = view.fields.named().into_iter();
    let fields = fields.filter_map(|(name, field)| match field {
        FieldView::Value { value, .. } => Some((name, value)),
        FieldView::Absent | FieldView::Null | FieldView::NullOrAbsent => None,
    });
    let extras = view.extras.iter().map(|(key, value)| (key.as_str(), value));
    for (name, value) in fields.chain(extras) {
        let Ok(Some(shown)) = value.tree() else {
            continue;
        };
        // The flag is the one field that a conflict may turn to the safe side.
        let shown = shown.canonical();
        assert!(
            tree.contains(&shown) || text.contains("\\u") || is_conflict(name, &shown, &tree),
            "{operation}: shows `{name}` = {shown}, which was not sent",
        );
    }
}

fn is_conflict(name: &str, shown: &str, tree: &Tree) -> bool {
    // Of duplicate keys the tree has the last value, the client any of them.
    name == Field::Flag.as_str() && shown == "false" && tree.contains("true")
}

fn canonical(json: &str) -> String {
    Tree::parse(json).map_or_else(|_| json.to_owned(), |tree| tree.canonical())
}
