//! What the judge leaves to a client: honest clients pass, and only they.

use std::io::Read as _;

use base64::Engine as _;
use errconform_judge::{Calls, CheckOutcome, judge};
use flate2::Compression;
use flate2::read::GzEncoder;
use serde_json::{Value, json};
use suite::observation::Observation;
use suite::vector::Vector;

const FIELD: [&str; 3] = ["typed", "extra", "raw"];

fn check(place: &str, fact: &str, expect: Value, paths: &[&str], accept: &[&str]) -> Value {
    json!({
        "requirement": "r", "level": "must", "place": place, "fact": fact,
        "expect": expect, "paths": paths, "accept": accept
    })
}

fn invariant(fact: &str) -> Value {
    check("floor", fact, json!("holds"), &[], &["typed"])
}

/// A must check of the field `place.fact` at a path.
fn field(place: &str, fact: &str, value: &str, path: &str) -> Value {
    check(place, fact, json!({"json": value}), &[path], &FIELD)
}

fn reply(status: u16, headers: &[(&str, &str)], body: Value) -> Value {
    json!({"status": status, "headers": headers, "body": body})
}

fn ok(body: &str) -> Value {
    reply(200, &[], json!({"text": body}))
}

fn vector(operation: &str, responses: &[Value], checks: &[Value]) -> Vector {
    let vector = json!({
        "id": "t/a", "title": "a", "operation": operation,
        "request": {"method": "GET", "path": "/", "params": {}},
        "modes": ["http"], "responses": responses, "checks": checks
    });
    serde_json::from_value(vector).unwrap()
}

fn seen(observation: Value) -> Observation {
    serde_json::from_value(observation).unwrap()
}

fn value(json: &str) -> Value {
    let kind = match json.as_bytes()[0] {
        b'"' => "string",
        b'{' => "object",
        b'[' => "array",
        b't' | b'f' => "boolean",
        _ => "number",
    };
    json!({"state": "value", "value": {"type": kind, "json": json}})
}

fn message(text: &str) -> Value {
    json!({"facts": {"message": value(&json!(text).to_string())}})
}

fn returned(members: Value) -> Observation {
    let mut observation = json!({"outcome": "returned"});
    for (name, member) in members.as_object().unwrap() {
        observation[name] = member.clone();
    }
    seen(observation)
}

fn raised() -> Observation {
    seen(json!({"outcome": "raised", "raised": {"classes": [], "shown": "why"}}))
}

fn judged(vector: &Vector, seen: &Observation) -> Vec<CheckOutcome> {
    judge(vector, seen, &[], None)
}

/// The kinds of the outcomes, with a mark at those that did not pass.
fn kinds(outcomes: &[CheckOutcome]) -> Vec<String> {
    let kinds = outcomes.iter().map(|outcome| {
        let mark = if outcome.passed { "" } else { "!" };
        format!("{mark}{}", outcome.kind)
    });
    kinds.collect()
}

#[track_caller]
fn expect(vector: &Vector, seen: &Observation, expected: &[&str]) {
    let outcomes = judged(vector, seen);
    assert_eq!(kinds(&outcomes), expected, "{outcomes:#?}");
}

#[test]
fn what_stands_in_a_compressed_body_was_sent() {
    let text = r#"{"message":"zipped","code":"not-found"}"#;
    let mut zipped = Vec::new();
    let mut encoder = GzEncoder::new(text.as_bytes(), Compression::default());
    encoder.read_to_end(&mut zipped).unwrap();
    let body = base64::engine::general_purpose::STANDARD.encode(zipped);
    let compressed = |headers: &[(&str, &str)]| {
        vector(
            "jobs.get",
            &[reply(404, headers, json!({"base64": body}))],
            &[
                invariant("nothing-invented"),
                field("C", "code", "\"not-found\"", "/code"),
            ],
        )
    };
    let declared = compressed(&[("Content-Encoding", "gzip")]);
    let shown = |text| {
        json!({"errors": [{"facts": {
            "code": value("\"not-found\""), "message": value(text)
        }}]})
    };
    // No check speaks of the message: that it was sent is known from the decoded body.
    expect(
        &declared,
        &returned(shown("\"zipped\"")),
        &["typed", "typed"],
    );
    expect(
        &declared,
        &returned(shown("\"other\"")),
        &["!invented", "typed"],
    );
    let bare = compressed(&[]);
    expect(
        &bare,
        &returned(shown("\"zipped\"")),
        &["!invented", "typed"],
    );
    for (raw, expected) in [
        (text, ["typed", "raw"]),
        ("{\"code\":\"a\"}", ["typed", "!changed"]),
    ] {
        let body =
            json!({"kind": "text", "value": {"type": "string", "json": json!(raw).to_string()}});
        expect(&declared, &returned(json!({"body": body})), &expected);
    }
}

#[test]
fn a_number_beyond_a_double_may_be_an_infinity_anywhere_in_a_value() {
    let vector = vector(
        "runs.result",
        &[ok(r#"{"error":{"details":{"n":[-1e999,1]},"x":1e999}}"#)],
        &[
            invariant("nothing-invented"),
            field("A", "details", r#"{"n":[-1e999,1]}"#, "/error/details"),
        ],
    );
    let details = |json: &str| {
        json!({"errors": [{
            "facts": {"details": value(json)},
            "extras": {"x": {"type": "number", "json": "Infinity"}}
        }]})
    };
    let infinite = r#"{"n":[-Infinity,1]}"#;
    expect(&vector, &returned(details(infinite)), &["typed", "typed"]);
    let other = r#"{"n":[Infinity,1]}"#;
    expect(
        &vector,
        &returned(details(other)),
        &["!invented", "!changed"],
    );
    let raw = |details: &str| {
        let body = format!(r#"{{"error":{{"details":{details},"x":Infinity}}}}"#);
        json!({"body": {"kind": "json", "value": {"type": "object", "json": body}}})
    };
    expect(&vector, &returned(raw(infinite)), &["typed", "raw"]);
    expect(&vector, &returned(raw(other)), &["!invented", "!changed"]);
}

#[test]
fn the_first_value_before_other_text_was_sent() {
    let behind = vector(
        "runs.result",
        &[ok(
            r#"{"error":{"message":"first"}} {"error":{"message":"second"}}"#,
        )],
        &[invariant("nothing-invented")],
    );
    let error = |text| returned(json!({"errors": [message(text)]}));
    expect(&behind, &error("first"), &["typed"]);
    expect(&behind, &error("second"), &["!invented"]);
    let body = |json: &str| {
        returned(json!({"body": {"kind": "json", "value": {"type": "object", "json": json}}}))
    };
    expect(
        &behind,
        &body(r#"{"error":{"message":"first"}}"#),
        &["typed"],
    );
    // A body that is no JSON can be handed out in too many ways.
    let text = json!({"kind": "json", "value": {"type": "string", "json": "\"502 Bad Gateway\""}});
    let page = reply(502, &[], json!({"text": "502 Bad Gateway"}));
    let page = vector("jobs.get", &[page], &[invariant("nothing-invented")]);
    expect(&page, &returned(json!({"body": text})), &["typed"]);
}

#[test]
fn a_raw_text_is_read_up_to_the_end_of_its_first_value() {
    let body = r#"{"error":{"message":"first"}}}"#;
    let checks = [field("A", "message", "\"first\"", "/error/message")];
    let vector = vector("runs.result", &[ok(body)], &checks);
    let text = json!({"type": "string", "json": json!(body).to_string()});
    let raw = json!({"body": {"kind": "text", "value": text}});
    expect(&vector, &returned(raw), &["raw"]);
}

#[test]
fn an_object_without_values_is_no_error() {
    let no_error = check("A", "error", json!("absent"), &[], &["typed", "defaulted"]);
    let checks = [
        invariant("success-returned"),
        invariant("nothing-invented"),
        no_error,
    ];
    let success = vector(
        "runs.result",
        &[ok(r#"{"status":"done","error":null}"#)],
        &checks,
    );
    let empty = json!({"errors": [{
        "facts": {"message": {"state": "null-or-absent"}, "code": {"state": "null"}},
        "extras": {"x": {"type": "null", "json": "null"}}
    }]});
    expect(&success, &returned(empty), &["typed"; 3]);
    let texts = json!({"errors": [message("")]});
    expect(
        &success,
        &returned(texts),
        &["typed", "!invented", "!invented"],
    );
    let failure = vector(
        "runs.result",
        &[ok(r#"{"status":"failed"}"#)],
        &[invariant("failure-shown")],
    );
    expect(&failure, &returned(json!({"errors": [{}]})), &["!lost"]);
    let sent = vector(
        "jobs.runs.list",
        &[ok(r#"{"jobRuns":[{"error":null},{"error":{}}]}"#)],
        &[invariant("failure-shown")],
    );
    expect(&sent, &returned(json!({"errors": [{}]})), &["!lost"]);
    let second = json!({"errors": [{"state": "null"}, {}]});
    expect(&sent, &returned(second), &["typed"]);
}

#[test]
fn an_error_that_was_sent_beside_a_success_may_be_shown_or_not_but_not_changed() {
    let no_error = check("A", "error", json!("absent"), &[], &["typed", "defaulted"]);
    for (operation, body) in [
        (
            "runs.result",
            r#"{"status":"done","error":{"message":"stray"}}"#,
        ),
        (
            "runs.start",
            r#"{"status":"pending","error":{"message":"stray"}}"#,
        ),
        (
            "jobs.runs.get",
            r#"{"jobRun":{"error":{"message":"stray"}}}"#,
        ),
        (
            "jobs.runs.list",
            r#"{"jobRuns":[{"error":{"message":"stray"}}]}"#,
        ),
        ("auth_sessions.list", r#"[{"error":{"message":"stray"}}]"#),
    ] {
        for checks in [
            &[invariant("success-returned"), invariant("nothing-invented")][..],
            &[
                invariant("success-returned"),
                invariant("nothing-invented"),
                no_error.clone(),
            ],
        ] {
            let vector = vector(operation, &[ok(body)], checks);
            let all = |kinds: &[&str]| {
                let kinds = kinds[..checks.len()].iter();
                kinds.map(|kind| (*kind).to_owned()).collect::<Vec<_>>()
            };
            let found = |members: Value| kinds(&judged(&vector, &returned(members)));
            let passed = all(&["typed", "typed", "typed"]);
            assert_eq!(found(json!({})), passed, "{operation}");
            assert_eq!(
                found(json!({"errors": [message("stray")]})),
                passed,
                "{operation}"
            );
            let changed = found(json!({"errors": [message("other")]}));
            assert_eq!(
                changed,
                all(&["typed", "!invented", "typed"]),
                "{operation}"
            );
            let elsewhere = found(json!({"errors": [{"state": "null"}, message("stray")]}));
            assert_eq!(elsewhere[1], "!invented", "{operation}");
        }
    }
    let failed = [reply(400, &[], json!({"text": "{\"message\":\"root\"}"}))];
    let root = vector("runs.start", &failed, &[invariant("nothing-invented")]);
    expect(
        &root,
        &returned(json!({"errors": [message("root")]})),
        &["typed"],
    );
}

#[test]
fn a_success_that_is_raised_is_not_returned() {
    let checks = [invariant("success-returned")];
    let success = vector("runs.result", &[ok(r#"{"status":"done"}"#)], &checks);
    expect(&success, &raised(), &["!invented"]);
}

#[test]
fn a_timestamp_is_an_instant_and_every_other_text_is_exact() {
    let sent = "2026-01-01T02:00:00+02:00";
    let body = format!(r#"[{{"reason":{{"timestamp":"{sent}","message":"{sent}"}}}}]"#);
    let quoted = format!("\"{sent}\"");
    let vector = vector(
        "jobs.list",
        &[ok(&body)],
        &[
            invariant("nothing-invented"),
            field("reason", "timestamp", &quoted, "/reason/timestamp"),
            field("reason", "message", &quoted, "/reason/message"),
        ],
    );
    let reason = |timestamp: &str, message: &str| {
        let quoted = |text: &str| value(&format!("\"{text}\""));
        returned(json!({"reason": {"facts": {
            "timestamp": quoted(timestamp), "message": quoted(message)
        }}}))
    };
    let utc = "2026-01-01T00:00:00.000Z";
    expect(&vector, &reason(utc, sent), &["typed"; 3]);
    let later = "2026-01-01T00:00:00.001Z";
    expect(
        &vector,
        &reason(later, sent),
        &["!invented", "!changed", "typed"],
    );
    expect(&vector, &reason(sent, utc), &["typed", "typed", "!changed"]);
    let extra = returned(json!({"reason": {
        "facts": {"message": value(&quoted)},
        "extras": {"timestamp": {"type": "string", "json": format!("\"{utc}\"")}}
    }}));
    expect(&vector, &extra, &["typed", "extra", "typed"]);
}

/// A redirect at an operation whose error stands at the root of the second reply.
fn redirect() -> Vector {
    let status = check("http", "status", json!({"json": "404"}), &[], &["typed"]);
    vector(
        "runs.start",
        &[
            reply(
                301,
                &[("location", "/elsewhere")],
                json!({"text": "{\"moved\":\"a\"}"}),
            ),
            reply(404, &[], json!({"text": "{\"message\":\"there\"}"})),
        ],
        &[
            invariant("failure-shown"),
            invariant("nothing-invented"),
            field("C", "message", "\"there\"", "/message"),
            status,
        ],
    )
}

fn called(followed: usize, seen: &Observation) -> Vec<String> {
    let calls = Calls {
        own: 1,
        followed,
        other: 0,
    };
    kinds(&judge(&redirect(), seen, &[], Some(calls)))
}

fn with_status(status: &str, mut members: Value) -> Observation {
    members["http_status"] = value(status);
    returned(members)
}

#[test]
fn a_client_that_follows_a_redirect_is_judged_by_the_reply_it_got() {
    let followed = |seen: &Observation| called(1, seen);
    let right = with_status("404", json!({"errors": [message("there")]}));
    assert_eq!(followed(&right), ["typed"; 4]);
    assert_eq!(followed(&raised()), ["typed", "typed", "!lost", "!lost"]);
    let only_status = with_status("404", json!({}));
    assert_eq!(followed(&only_status), ["typed", "typed", "!lost", "typed"]);
    let nothing = returned(json!({}));
    assert_eq!(followed(&nothing), ["!lost", "typed", "!lost", "!lost"]);
    let other = with_status("404", json!({"errors": [message("a")]}));
    assert_eq!(
        followed(&other),
        ["typed", "!invented", "!changed", "typed"]
    );
}

#[test]
fn a_client_that_does_not_follow_a_redirect_shows_the_failure_and_nothing_else() {
    let stayed = |seen: &Observation| called(0, seen);
    assert_eq!(stayed(&raised()), ["typed"; 4]);
    assert_eq!(stayed(&with_status("301", json!({}))), ["typed"; 4]);
    let silent = returned(json!({}));
    assert_eq!(stayed(&silent), ["!lost", "typed", "typed", "typed"]);
    // Without a server nobody can follow.
    let outcomes = judged(&redirect(), &raised());
    assert_eq!(kinds(&outcomes), ["typed"; 4]);
    assert_eq!(outcomes[2].found, "not followed");
    assert!(outcomes[1].found != "not followed");
    let text = "{\"status\":\"pending\"}";
    let success = vector(
        "runs.start",
        &[
            reply(302, &[("location", "/elsewhere")], json!({"text": ""})),
            ok(text),
        ],
        &[invariant("success-returned")],
    );
    expect(&success, &raised(), &["typed"]);
}

#[test]
fn a_redirect_without_a_location_leads_nowhere() {
    let mut vector = redirect();
    vector.responses[0].headers.clear();
    let found = kinds(&judged(&vector, &raised()));
    assert_eq!(found, ["typed", "typed", "!lost", "!lost"]);
}
