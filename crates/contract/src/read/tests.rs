//! What the reader makes of error bodies, one table per rule. The envelopes have their own file.

use super::*;
use crate::{Field, Json, ReadErrorKind};

fn read_at(site: Site, body: &str) -> (ErrorBody, Vec<String>) {
    let Reading { value, findings } = error_body(body.as_bytes(), site).expect(body);
    for finding in &findings {
        assert!(
            body.get(finding.span.clone())
                .is_some_and(|it| !it.is_empty()),
            "{finding:?}"
        );
    }
    (
        value,
        findings
            .iter()
            .map(|it| format!("{} {}", it.kind.as_str(), it.path))
            .collect(),
    )
}

#[test]
fn flags_agree_silently_and_differ_with_a_finding() {
    let check = |flags: &str, retriable: Option<bool>, findings: &[&str]| {
        let body = format!(r#"{{"message":"m","category":"user",{flags}}}"#);
        let (value, found) = read_at(Site::Result, &body);
        assert_eq!(
            (value.retriable, found),
            (retriable, strings(findings)),
            "{flags}"
        );
    };
    check(r#""retirable":true"#, Some(true), &[]);
    check(r#""retriable":true"#, Some(true), &[]);
    check(r#""retirable":true,"retriable":true"#, Some(true), &[]);
    check(r#""retriable":false,"retirable":false"#, Some(false), &[]);
    check(r#""retirable":null"#, None, &[]);
    check(r#""retirable":null,"retriable":true"#, Some(true), &[]);
    check(r#""retirable":true,"retriable":null"#, Some(true), &[]);
    check(
        r#""retirable":true,"retriable":false"#,
        Some(false),
        &["flag-conflict /retirable"],
    );
    check(
        r#""retirable":false,"retriable":true"#,
        Some(false),
        &["flag-conflict /retriable"],
    );
    check(
        r#""retirable":"true","retriable":true"#,
        Some(true),
        &["wrong-type /retirable"],
    );
    check(r#""retirable":1"#, None, &["wrong-type /retirable"]);
    check(r#""retryable":true"#, None, &["retryable /retryable"]);
    let twice = ["duplicate-key /retirable", "flag-conflict /retirable"];
    check(r#""retirable":true,"retirable":false"#, Some(false), &twice);
    check(r#""retirable":false,"retirable":true"#, Some(false), &twice);
}

#[test]
fn the_sites_own_key_wins_between_twins_at_odds() {
    let check = |site: Site, doc_url: &str, id: &str, findings: &[&str]| {
        let body = r#"{"message":"m","code":"timeout","category":"user","retirable":true,
            "docUrl":"camel","doc_url":"snake","correlation_id":"snake","correlationId":"camel"}"#;
        let (value, found) = read_at(site, body);
        assert_eq!(value.doc_url.as_deref(), Some(doc_url), "{site:?}");
        assert_eq!(value.correlation_id.as_deref(), Some(id), "{site:?}");
        assert_eq!(found, strings(findings), "{site:?}");
        assert_eq!(value.rejected.len(), 2, "the losers are kept");
    };
    let [doc, snake, camel] = [
        "twin-conflict /docUrl",
        "twin-conflict /correlation_id",
        "twin-conflict /correlationId",
    ];
    check(Site::Result, "snake", "snake", &[doc, camel]);
    check(Site::JobRun, "snake", "camel", &[doc, snake]);
    check(Site::HttpBody, "snake", "camel", &[doc, snake]);
    check(Site::WebTask, "snake", "snake", &[doc, camel]);
}

#[test]
fn either_spelling_is_read_at_every_site_and_remembered() {
    for &site in Site::ALL {
        for field in [Field::DocUrl, Field::CorrelationId] {
            for key in field.spellings() {
                let (value, _) = read_at(site, &format!(r#"{{"{key}":"x"}}"#));
                let got = if field == Field::DocUrl {
                    value.doc_url
                } else {
                    value.correlation_id
                };
                assert_eq!(got.as_deref(), Some("x"), "{key} at {site:?}");
                assert!(value.seen.keys(field).eq([*key]));
            }
        }
    }
}

#[test]
fn a_wrong_type_costs_its_own_field_only() {
    let fields = [
        ("message", r#""m""#),
        ("code", r#""timeout""#),
        ("category", r#""auth""#),
        ("retirable", "true"),
        ("doc_url", r#""d""#),
        ("correlation_id", r#""c""#),
    ];
    for (nth, (bad, _)) in fields.iter().enumerate() {
        for wrong in ["17", "{\"a\":[1]}", "[]", r#""\ud800""#, "1e999"] {
            let sent = fields.iter().enumerate().map(|(at, (key, good))| {
                format!("\"{key}\":{}", if at == nth { wrong } else { good })
            });
            let body = format!("{{{}}}", sent.collect::<Vec<_>>().join(","));
            let (value, found) = read_at(Site::Result, &body);
            let kind = if wrong.starts_with('"') && *bad != "retirable" {
                "not-unicode"
            } else {
                "wrong-type"
            };
            assert_eq!(found, [format!("{kind} /{bad}")], "{body}");
            assert_eq!(
                value.rejected,
                [((*bad).to_owned(), Json::parse(wrong).unwrap())]
            );
            let read = Field::ALL.iter().filter(|field| value.has(**field)).count();
            assert_eq!(read, 5, "{body}");
        }
    }
}

#[test]
fn each_site_asks_for_its_own_fields() {
    let check = |site, findings: &[&str]| {
        assert_eq!(read_at(site, "{}").1, strings(findings));
        let nulls = r#"{"message":null,"code":null,"category":null,"retirable":null,
            "correlationId":null,"details":null}"#;
        assert_eq!(
            read_at(site, nulls).1.len(),
            findings.len(),
            "null is absence"
        );
    };
    check(
        Site::Result,
        &["missing-field /message", "missing-field /category"],
    );
    let b = [
        "missing-field /message",
        "missing-field /code",
        "missing-field /category",
    ];
    check(Site::JobRun, &b);
    check(
        Site::HttpBody,
        &[
            &b[..],
            &["missing-field /retirable", "missing-field /correlationId"],
        ]
        .concat(),
    );
    check(
        Site::WebTask,
        &["missing-field /message", "missing-field /code"],
    );
}

#[test]
fn what_is_unknown_is_kept_exactly() {
    let body = r#"{"message":"m","category":"user","z":1e2,"details":{"b": 1,"a":[ ]},
        "a\/b":"\u0041","z":100,"nothing":null,"\udc00k\ud83d\ude00":0}"#;
    let (value, found) = read_at(Site::Result, body);
    let unknown: Vec<_> = value
        .unknown
        .iter()
        .map(|(key, it)| (key.as_str(), it.text()))
        .collect();
    let kept = [
        ("a/b", r#""\u0041""#),
        ("z", "100"),
        ("nothing", "null"),
        ("\u{fffd}k😀", "0"),
    ];
    assert_eq!(unknown, kept);
    assert_eq!(
        value.details.as_ref().map(Json::text),
        Some(r#"{"b": 1,"a":[ ]}"#)
    );
    assert_eq!(found, ["duplicate-key /z", "not-unicode /\u{fffd}k😀"]);
}

#[test]
fn the_last_duplicate_wins_but_null_hides_nothing() {
    let check = |pair: &str, message: Option<&str>| {
        let (value, found) = read_at(Site::Result, &format!(r#"{{"category":"user",{pair}}}"#));
        assert_eq!(value.message.as_deref(), message, "{pair}");
        assert!(
            found.contains(&"duplicate-key /message".to_owned()),
            "{pair}: {found:?}"
        );
    };
    check(r#""message":"a","message":"b""#, Some("b"));
    check(r#""message":"a","message":null"#, Some("a"));
    check(r#""message":null,"message":"b""#, Some("b"));
    check(r#""message":"a","message":4"#, None);
    check(r#""message":"a","\u006dessage":"b""#, Some("b"));

    for (pair, kept) in [
        (r#""x":1,"x":null"#, "1"),
        (r#""x":null,"x":2"#, "2"),
        (r#""x":1,"x":2,"x":null"#, "2"),
        (r#""x":null,"x":null"#, "null"),
    ] {
        let (value, _) = read_at(Site::Result, &format!("{{{pair}}}"));
        let unknown: Vec<_> = value.unknown.iter().map(|(_, it)| it.text()).collect();
        assert_eq!(unknown, [kept], "{pair}");
    }
}

#[test]
fn escapes_beside_half_a_pair_keep_their_meaning() {
    let (value, found) = read_at(
        Site::Result,
        r#"{"category":"user","message":"m","\udc00\n":0}"#,
    );
    assert_eq!(value.unknown[0].0, "\u{fffd}\n");
    assert_eq!(found, ["not-unicode /\u{fffd}\n"]);
}

#[test]
fn a_required_field_of_a_wrong_type_is_not_called_missing_too() {
    for key in ["correlationId", "correlation_id"] {
        let body = format!(
            r#"{{"message":"m","code":"timeout","category":"user","retirable":true,"{key}":1}}"#
        );
        assert_eq!(
            read_at(Site::HttpBody, &body).1,
            [format!("wrong-type /{key}")]
        );
    }
}

#[test]
fn depth_is_bounded_and_the_error_says_where() {
    let nested = |depth: usize| {
        let (open, close) = ("[".repeat(depth), "]".repeat(depth));
        format!(r#"{{"x":"[[[\"[","details":{open}{close}}}"#)
    };
    assert!(error_body(nested(MAX_DEPTH - 1).as_bytes(), Site::Result).is_ok());
    for depth in [MAX_DEPTH, 5_000, 300_000] {
        let body = nested(depth);
        let error = error_body(body.as_bytes(), Site::Result).unwrap_err();
        let at = body.rfind(":[").unwrap() + MAX_DEPTH;
        assert_eq!((error.what, error.at), (ReadErrorKind::TooDeep, at));
    }
    let wrapped = format!(
        r#"{{"status":"failed","message":"m","error":{}}}"#,
        nested(127)
    );
    assert_eq!(
        failed(wrapped.as_bytes()).unwrap_err().what,
        ReadErrorKind::TooDeep
    );
}

#[test]
fn what_is_beside_or_in_a_text_is_not_depth() {
    let many = "[[]],{}".repeat(MAX_DEPTH).replace("}[", "},[");
    let text = "[{".repeat(MAX_DEPTH);
    let flat = format!(r#"{{"details":["\"{text}",{many}],"unknown":[{many}]}}"#);
    assert!(error_body(flat.as_bytes(), Site::Result).is_ok());
}

#[test]
fn what_follows_does_not_hide_what_is_too_deep() {
    let deep = format!("{}{}", "[".repeat(MAX_DEPTH), "]".repeat(MAX_DEPTH));
    for after in ["1", "[]", "{\"a\":[]}"] {
        let body = format!(r#"{{"details":{deep},"message":{after}}}"#);
        let error = error_body(body.as_bytes(), Site::Result).unwrap_err();
        assert_eq!(
            (error.what, error.at),
            (ReadErrorKind::TooDeep, 10 + MAX_DEPTH),
            "{after}"
        );
    }
}

#[test]
fn what_cannot_be_read_is_refused_with_its_site() {
    let check = |input: &[u8], message: &str| {
        let error = error_body(input, Site::Result).unwrap_err();
        assert_eq!(
            error.to_string(),
            message,
            "{}",
            String::from_utf8_lossy(input)
        );
    };
    check(
        b"",
        "empty input at byte 0 (line 1, column 1): expected an object, found the end of the input",
    );
    check(
        b" \n",
        "empty input at byte 2 (line 2, column 1): expected an object, found the end of the input",
    );
    check(
        b"<html>",
        "no JSON object at byte 0 (line 1, column 1): expected an object, found `<`",
    );
    check(
        b"[]",
        "no JSON object at byte 0 (line 1, column 1): expected an object, found `[`",
    );
    check(
        b"{\"a\": \xff}",
        "input that is not UTF-8 at byte 6 (line 1, column 7): expected UTF-8, found byte 0xff",
    );
    check(
        b"\xef\xbb\xbf{}",
        "byte-order mark at byte 0 (line 1, column 1): expected an object, found byte 0xef",
    );
    check(
        b"{}\n x",
        "trailing content at byte 4 (line 2, column 2): expected the end of the input, found `x`",
    );
    check(
        b"{\"a\": [1",
        "truncated JSON at byte 8 (line 1, column 9): expected the rest of an array, found the end of the input",
    );
    check(
        b"{\"a\": \"x",
        "truncated JSON at byte 8 (line 1, column 9): expected the rest of a string, found the end of the input",
    );
    check(
        b"{\n\"a\":\n  nope}",
        "invalid JSON at byte 10 (line 3, column 4): expected `true`, `false` or `null`, found `o`",
    );
    check(
        b"{\"a\": 1,}",
        "invalid JSON at byte 8 (line 1, column 9): expected another element after the comma, found `}`",
    );
    check(
        b"{a: 1}",
        "invalid JSON at byte 1 (line 1, column 2): expected a key in double quotes, found `a`",
    );
    check(
        b"{\"a\" 1}",
        "invalid JSON at byte 5 (line 1, column 6): expected `:`, found `1`",
    );
    check(
        b"{\"a\": 1 2}",
        "invalid JSON at byte 8 (line 1, column 9): expected `,` or `}`, found `2`",
    );
    check(
        b"{\"a\": \"\x01\"}",
        "invalid JSON at byte 7 (line 1, column 8): expected an escaped control character, found byte 0x01",
    );
    check(
        b"{\"a\n",
        "invalid JSON at byte 3 (line 1, column 4): expected an escaped control character, found byte 0x0a",
    );
    check(
        b"{\"a\": \"\\u0\n\n\n",
        "invalid JSON at byte 12 (line 3, column 1): expected a JSON escape, found byte 0x0a",
    );
    check(
        b"{\"a\": n\n}",
        "invalid JSON at byte 7 (line 1, column 8): expected `true`, `false` or `null`, found byte 0x0a",
    );
    check(
        b"{\"a\": \"\\x\"}\n\n{}\n",
        "invalid JSON at byte 8 (line 1, column 9): expected a JSON escape, found `x`",
    );
    check(
        b"{\"a\": -}",
        "invalid JSON at byte 7 (line 1, column 8): expected a JSON number, found `}`",
    );
    check(
        b"{\"a\": ?}",
        "invalid JSON at byte 6 (line 1, column 7): expected a JSON value, found `?`",
    );
    check(
        b"{\"a\": 1",
        "truncated JSON at byte 7 (line 1, column 8): expected the rest of an object, found the end of the input",
    );
}

#[test]
fn every_prefix_and_every_broken_byte_of_a_body_is_survived() {
    let body =
        r#"{"message":"a\u00e9","retirable":true,"docUrl":null,"details":{"a":[1,{"b":2}]}}"#;
    for end in 0..body.len() {
        assert!(error_body(&body.as_bytes()[..end], Site::Result).is_err());
        for byte in [0, b'"', b'{', b']', b'\\', b',', 0x80, 0xff] {
            let mut broken = body.as_bytes().to_vec();
            broken[end] = byte;
            for site in Site::ALL {
                drop(error_body(&broken, *site));
            }
            drop(run_result(&broken));
        }
    }
}

fn strings(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}
