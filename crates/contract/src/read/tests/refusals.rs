//! What is refused: too deep, or not one JSON object in UTF-8.

use crate::read::{MAX_DEPTH, error_body, failed, run_result};
use crate::{ReadErrorKind, Site};

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
fn what_cannot_be_read_is_refused_with_its_position() {
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
