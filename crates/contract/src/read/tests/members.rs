//! Unknown and duplicate members, and keys that are not Unicode.

use super::read_at;
use crate::{Json, Site};

#[test]
fn what_is_unknown_is_kept_exactly() {
    let body = r#"{"message":"m","category":"user","z":1e2,"details":{"b": 1,"a":[ ]},
        "a\/b":"\u0041","z":100,"nothing":null,"\udc00k\ud83d\ude00":0}"#;
    let (value, found) = read_at(Site::Result, body);
    let unknown: Vec<_> = value
        .unknown
        .iter()
        .map(|it| (it.name.as_str(), it.value.text()))
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
        let unknown: Vec<_> = value.unknown.iter().map(|it| it.value.text()).collect();
        assert_eq!(unknown, [kept], "{pair}");
    }
}

#[test]
fn escapes_beside_half_a_pair_keep_their_meaning() {
    let (value, found) = read_at(
        Site::Result,
        r#"{"category":"user","message":"m","\udc00\n":0}"#,
    );
    assert_eq!(value.unknown[0].name, "\u{fffd}\n");
    assert_eq!(found, ["not-unicode /\u{fffd}\n"]);
}
