//! The oracle of what the reference client concludes from a whole HTTP response.
//!
//! The input is the response as it goes over the wire: status line, headers, body. Start at
//! [`check_http_response`].

use ::reference::ROOT_CLASS;
use contract::{Operation, ResponseShape};
use suite::observation::{BodyView, FieldView, Observation, Outcome, SlotState, View};
use suite::tree::Tree;

use crate::subject::reference;

/// Checks what the reference client makes of a response, for one operation of each form of
/// answer. What is no HTTP response is left alone: that is the transport's work.
///
/// # Panics
///
/// When the client panics or breaks the floor: a failure that is not shown, an error that the
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
        check_floor(operation, status, body, &seen);
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

fn check_floor(operation: Operation, status: u16, body: &[u8], seen: &Observation) {
    if !(200..300).contains(&status) {
        assert_eq!(
            seen.outcome,
            Outcome::Raised,
            "{operation}: the failure {status} is shown as a success",
        );
    }
    assert_eq!(
        seen.raised.is_some(),
        seen.outcome == Outcome::Raised,
        "{operation}: what was raised does not go with the outcome",
    );
    if let Some(raised) = &seen.raised {
        assert!(
            raised.classes.iter().any(|class| class == ROOT_CLASS),
            "{operation}: raises what is not its own: {:?}",
            raised.classes,
        );
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
    let views = seen.errors.iter().chain(&seen.result).chain(&seen.reason);
    for view in views.filter(|view| view.state == SlotState::Present) {
        check_origin(operation, view, body);
    }
    if let BodyView::Json { value } | BodyView::Text { value } = &seen.body {
        assert!(
            value.sha256.is_some() || value.tree().is_ok(),
            "{operation}: the body that is handed out cannot be read: {value:?}",
        );
    }
}

/// Everything shown was sent.
fn check_origin(operation: Operation, view: &View, body: &[u8]) {
    let text = std::str::from_utf8(body).unwrap_or_default();
    let Ok(tree) = Tree::parse(text) else {
        panic!("{operation}: shows facts of a body that is no JSON");
    };
    let fields = view.fields.iter().filter_map(|(name, field)| match field {
        FieldView::Value { value, .. } => Some((name, value)),
        FieldView::Absent | FieldView::Null | FieldView::NullOrAbsent => None,
    });
    for (name, value) in fields.chain(&view.extras) {
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
    name == "flag" && shown == "false" && tree.contains("true")
}

fn canonical(json: &str) -> String {
    Tree::parse(json).map_or_else(|_| json.to_owned(), |tree| tree.canonical())
}
