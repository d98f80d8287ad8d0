use super::*;

/// The properties as `path@line = value`, nested ones after their object.
fn flat(properties: &[Property], above: &str, lines: &mut Vec<String>) {
    for property in properties {
        let path = format!("{above}{}", property.key);
        let site = format!("{path}@{}", property.line);
        match &property.value {
            Value::Text(text) => lines.push(format!("{site} = {text:?}@{}", property.value_line)),
            Value::Other(text) => lines.push(format!("{site} ~ {text}")),
            Value::Object(inner) => {
                lines.push(format!("{site} {{}}"));
                flat(inner, &format!("{path}."), lines);
            }
        }
    }
}

fn check(code: &str, expected: &[&str]) {
    let mut lines = Vec::new();
    flat(&read(code).expect(code), "", &mut lines);
    assert_eq!(lines, expected, "{code}");
}

fn refused(code: &str, line: usize, why: &str) {
    let error = read(code).expect_err(code);
    assert_eq!((error.line, error.why.as_str()), (line, why), "{code}");
}

#[test]
fn keys_and_values_have_their_lines() {
    check(
        "import { Model } from \"sdk\";\n\nlet value: Model = {\n  a: \"x\",\n  b:\n    'y',\n};\n",
        &["a@4 = \"x\"@4", "b@5 = \"y\"@6"],
    );
}

#[test]
fn objects_nest() {
    check(
        "let v = { a: { \"b\": \"x\", c: {} }, d: `y` }",
        &["a@1 {}", "a.b@1 = \"x\"@1", "a.c@1 {}", "d@1 = \"y\"@1"],
    );
}

#[test]
fn other_expressions_are_skipped() {
    check(
        "let v = { a: false, b: new Date(\"2020-01-01\"), c: [{ x: \"y\" }, 1], d: -1.5, \
         e: sdk.Code.Timeout, f, ...rest, g: \"x\" + y, h: {} as T, i: (a, b), j: \"end\" }",
        &[
            "a@1 ~ false",
            "b@1 ~ new",
            "c@1 ~ [",
            "d@1 ~ -",
            "e@1 ~ sdk.Code.Timeout",
            "f@1 ~ f",
            "g@1 ~ x",
            "h@1 ~ {",
            "i@1 ~ (",
            "j@1 = \"end\"@1",
        ],
    );
}

#[test]
fn comments_and_escapes_are_read() {
    check(
        "let v = { // a: \"no\",\n /* b: {\n */ c: \"q\\\"\\u0041\\n\" }",
        &["c@3 = \"q\\\"A\\n\"@3"],
    );
}

#[test]
fn what_follows_the_object_does_not_matter() {
    check("const v = { a: \"x\" };\nuse(v, {", &["a@1 = \"x\"@1"]);
}

#[test]
fn unreadable_code_is_refused_with_its_line() {
    refused("", 1, "no object is assigned (`= {…}`)");
    refused("use({ a: 1 })", 1, "no object is assigned (`= {…}`)");
    refused("let v = {\n a: \"x\",\n", 2, "an object has no end");
    refused("let v = {\n a: \"x\n}", 2, "a string has no end");
    refused("let v = {\n a: }", 2, "a value is missing");
    refused("let v = {\n a: (}", 2, "an object has no end");
    refused("let v = {\n ; }", 2, "expected a key, found `;`");
    refused("let v = { /* }", 1, "a comment has no end");
}

#[test]
fn depth_is_bounded() {
    let code = format!("let v = {{ {}", "a: {".repeat(100_000));
    refused(&code, 1, "an object is deeper than 32 levels");
    let code = format!("let v = {{ a: {}", "[".repeat(100_000));
    refused(&code, 1, "an object has no end");
}
