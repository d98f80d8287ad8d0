//! Trees: what they keep of a text, and how they are compared.

use super::*;

fn canonical(text: &str) -> String {
    Tree::parse(text).unwrap().canonical()
}

#[test]
fn numbers_are_equal_by_value() {
    for (text, expected) in [
        ("100", "1e2"),
        ("1e2", "1e2"),
        ("1.0E+2", "1e2"),
        ("1.5", "15e-1"),
        ("-0.25", "-25e-2"),
        ("0", "0"),
        ("-0.0e7", "0"),
        ("1e999", "1e999"),
        (
            "123456789012345678901234567890",
            "12345678901234567890123456789e1",
        ),
        ("NaN", "NaN"),
        ("-Infinity", "-Infinity"),
    ] {
        assert_eq!(canonical(text), expected, "{text}");
    }
    // An exponent that nobody can count with stays larger than any other.
    let endless = canonical(&format!("1e{}", "9".repeat(40)));
    assert!(endless.len() > 30, "{endless}");
}

#[test]
fn strings_are_equal_by_their_utf16_units() {
    assert_eq!(canonical(r#""aA é\n\"""#), r#""aA \u00e9\u000a\u0022""#);
    assert_eq!(canonical(r#""\ud83d\ude00""#), canonical("\"😀\""));
    assert_eq!(canonical(r#""\ud800""#), r#""\ud800""#);
    assert_eq!(canonical(r#""\u0041\/""#), r#""A/""#);
}

#[test]
fn a_character_is_noticed_wherever_it_stands_in_a_long_string() {
    for before in 0..70 {
        let (a, b) = ("a".repeat(before), "b".repeat(70));
        let found = canonical(&format!("\"{a}é{b}\""));
        assert_eq!(found, format!("\"{a}\\u00e9{b}\""));
    }
}

#[test]
fn objects_are_equal_in_any_order_and_the_last_duplicate_wins() {
    assert_eq!(canonical(r#"{"b":1,"a":[ ],"b":2}"#), r#"{"a":[],"b":2e0}"#);
    assert_eq!(
        canonical(r#" { "a" : [ { } , null ] } "#),
        r#"{"a":[{},null]}"#
    );
}

#[test]
fn pointers_find_nested_values() {
    let tree = Tree::parse(r#"{"a":[{"x/y":1}],"~":true}"#).unwrap();
    assert_eq!(tree.pointer("/a/0/x~1y").as_deref(), Some("1e0"));
    assert_eq!(tree.pointer("/~0").as_deref(), Some("true"));
    assert_eq!(tree.pointer("/a/1"), None);
    assert_eq!(
        tree.pointer("").as_deref(),
        Some(r#"{"a":[{"x/y":1e0}],"~":true}"#)
    );
}

#[test]
fn a_hundred_thousand_levels_are_no_problem() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(canonical(&deep), deep);
}

#[test]
fn text_that_is_not_json_is_refused_with_its_place() {
    for (text, at) in [
        ("", 0),
        ("{", 1),
        ("[1,]", 3),
        ("01", 2),
        ("\"\\u12\"", 3),
        ("1 2", 2),
        ("{\"a\" 1}", 5),
        ("\"\n\"", 1),
        ("1.", 2),
        ("nul", 0),
    ] {
        assert_eq!(Tree::parse(text).unwrap_err().at, at, "{text}");
    }
}

#[test]
fn some_value_is_a_scalar_anywhere_or_the_whole_but_no_container_inside() {
    let tree = Tree::parse(r#"{"a": [true, "b"]}"#).unwrap();
    for (text, is_there) in [
        ("\"b\"", true),
        ("true", true),
        (r#"{"a":[true,"b"]}"#, true),
        (r#"[true,"b"]"#, false),
        ("\"a\"", false),
    ] {
        assert_eq!(tree.any(|one| one == text), is_there, "{text}");
    }
}

#[test]
fn the_first_value_ends_where_other_text_begins() {
    for (text, first, end) in [
        ("{\"a\":1} }", "{\"a\":1e0}", 8),
        ("[1]\n[2]", "[1e0]", 4),
        ("true", "true", 4),
        (" 502 Bad Gateway", "502e0", 5),
    ] {
        let (tree, found) = Tree::parse_first(text).unwrap();
        assert_eq!((tree.canonical().as_str(), found), (first, end), "{text}");
    }
    assert_eq!(Tree::parse_first("{\"a\":1").unwrap_err().at, 6);
}
