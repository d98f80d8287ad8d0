//! An error of a case names the line of what is wrong, not one that looks like it.

use std::path::Path;

use errconform_cases::case::Case;
use errconform_cases::expand::expand;
use errconform_cases::requirement::Requirements;
use files::Error;

/// Expands a case in which `!` marks the line that is wrong.
#[track_caller]
fn check(marked: &str, expected: &str) {
    let marked = format!("format = 1\n{marked}");
    let line = marked.lines().position(|line| line.ends_with(" !"));
    let text = marked.replace(" !\n", "\n");
    let path = Path::new("case.toml");
    let requirements = Requirements::built_in().expect("the requirements");
    let expanded = Case::parse(path, &text).and_then(|case| {
        let vectors = expand(path, &text, &case, &requirements);
        vectors.map(|vectors| vectors.len())
    });
    match expanded {
        Err(Error::File {
            line: found,
            message,
            ..
        }) => {
            assert!(message.starts_with(expected), "{message}");
            assert_eq!(
                Some(found),
                line.map(|line| line + 1),
                "{message}\n{marked}"
            );
        }
        other => panic!("{other:?}"),
    }
}

/// As [`check`], below the first lines of a case.
#[track_caller]
fn check_rest(answer: &str, rest: &str, expected: &str) {
    let head =
        "id = \"folder/code\"\ntitle = \"text, code and body\"\noperation = \"runs.result\"\n";
    check(&format!("{head}answer = \"{answer}\"\n{rest}"), expected);
}

#[test]
fn a_value_that_is_unknown_is_on_its_own_line() {
    check(
        "title = \"runs.resul\"\nid = \"a\"\noperation = \"runs.resul\" !\nanswer = \"failed\"\n",
        "the operation `runs.resul` is not known",
    );
    check(
        "title = \"wrong\"\nid = \"a\"\noperation = \"runs.result\"\nanswer = \"wrong\" !\n",
        "the answer `wrong` is not known",
    );
    check(
        "title = \"t\"\nid = \"a\"\noperation = \"jobs.list\" !\nanswer = \"failed\"\n",
        "the operation `jobs.list` has no such answer",
    );
    check_rest(
        "failed",
        "[response]\nstatus = \"999\" !\n",
        "expected a status from 200 to 599",
    );
    check_rest(
        "failed",
        "[facts.message]\ntext = \"x/y\"\n[facts.code]\njson = \"1\"\nrequirement = \"x/y\" !\n",
        "the requirement `x/y` is not in requirements.toml",
    );
    check_rest(
        "failed",
        "failure = \"x/y\" !\n",
        "the requirement `x/y` is not in requirements.toml",
    );
}

#[test]
fn a_value_that_an_axis_gives_is_on_the_line_of_the_axis() {
    let head = "title = \"${op}\"\nid = \"a\"\noperation = \"${op}\"\nanswer = \"failed\"\n";
    let wrong = "the operation `runs.resul` is not known";
    check(
        &format!(
            "{head}[[axis]]\nname = \"op\"\nids = [\n\"runs.result\",\n\"runs.resul\", !\n]\n"
        ),
        wrong,
    );
    check(
        "title = \"t\"\nid = \"a\"\noperation = \"${op.name}\"\nanswer = \"failed\"\n[[axis]]\n\
         name = \"other\"\nids = [\"runs.resul\"]\n[[axis]]\nname = \"op\"\nvalues = [\n\
         { id = \"x\", name = \"runs.result\" },\n{ id = \"y\", name = \"runs.resul\" }, !\n]\n",
        wrong,
    );
    check(
        &format!("{head}[[axis]]\nname = \"op\"\nset = \"all-operations\" !\n"),
        "the operation `",
    );
    check_rest(
        "failed",
        "[[axis]]\nname = \"r\"\nvalues = [\n{ id = \"x\", row = \"x/${nope}\" }, !\n]\n",
        "`${nope}` is not known here",
    );
    check_rest(
        "failed",
        "[[axis]]\nname = \"row\"\nids = [\n\"codes\", !\n\"nope\",\n]\n[facts.code]\n\
         json = \"1\"\nrequirement = \"${row}\"\n",
        "the requirement `codes` is not",
    );
}

#[test]
fn a_wrong_axis_is_named_and_not_one_before_it() {
    let first = "[[axis]]\nname = \"one\"\nids = [\"a\"]\n[[axis]]\n";
    for (rest, expected) in [
        (
            "name = \"token\" !\nids = [\"a\"]\n",
            "the axis `token` has the name of a variable",
        ),
        (
            "name = \"two\"\nset = \"one\" !\n",
            "the set `one` is not known",
        ),
        (
            "name = \"two\"\nids = [\"b\",\n\"a b\", !\n]\n",
            "the axis value `a b` is not made",
        ),
        (
            "name = \"two\"\nids = [\"a\",\n\"a\", !\n]\n",
            "the axis `two` has the value `a` twice",
        ),
        (
            "name = \"two\"\nvalues = [\n{ x = \"y\" }, !\n]\n",
            "a value of the axis `two` has no",
        ),
    ] {
        check_rest("failed", &format!("{first}{rest}"), expected);
    }
}

#[test]
fn an_unknown_name_is_on_its_own_line_of_a_longer_text() {
    let expected = "`${nope}` is not known here";
    let body =
        "[response]\nbody = \"\"\"\n{\n  \"a\": \"${id}\",\n  \"b\": \"${nope}\" !\n}\n\"\"\"\n";
    check_rest("literal", &format!("outcome = \"any\"\n{body}"), expected);
    let headers = "[response]\nheaders = [\n[\"a\", \"${id}\"],\n[\"b\", \"${nope}\"], !\n]\n";
    check_rest("failed", headers, expected);
    let before =
        "[[before]]\nstatus = \"200\"\n[[before]]\nstatus = \"200\"\nbody = \"${nope}\" !\n";
    check_rest("failed", before, expected);
    check_rest("failed", "stray = \"${nope}\" !\n", expected);
    check_rest(
        "failed",
        "[facts.code]\ntext = \"x\"\ntwin.key = \"${nope}\" !\ntwin.json = \"1\"\n",
        expected,
    );
    check_rest(
        "failed",
        "[facts.code]\ntext = \"x\"\nany_of = [\n\"1\",\n\"${nope}\", !\n]\n",
        expected,
    );
    check_rest(
        "failed",
        "[facts.code]\ntext = \"${id\" !\n",
        "`${id` has no closing brace",
    );
}

#[test]
fn a_field_that_does_not_fit_is_at_its_header() {
    check_rest(
        "failed",
        "[facts.code]\ntext = \"a\"\n[facts.text] !\ntext = \"b\"\n",
        "an error has no field `text`",
    );
    check_rest(
        "canceled",
        "[reason.type]\ntext = \"a\"\n[reason.code] !\ntext = \"b\"\n",
        "a reason has no field `code`; it has type, message",
    );
    for (table, expected) in [
        (
            "result",
            "a result has no field `nonsense`; it has status, message, outcome",
        ),
        (
            "reason",
            "a reason has no field `nonsense`; it has type, message, doc_url",
        ),
    ] {
        let rest = format!("[{table}.nonsense] !\ntext = \"b\"\n");
        check_rest("failed", &rest, expected);
    }
    check_rest(
        "failed",
        "[facts.message]\ntext = \"code\"\n[facts.code] !\ntext = \"b\"\njson = \"1\"\n",
        "a field has one of `text`, `json` and `absent = true`",
    );
    check_rest(
        "literal",
        "outcome = \"any\"\n[response]\nbody = \"a\"\nbase64 = \"aa\" !\n",
        "a response has one of",
    );
    check_rest("failed", "[[more]] !\nnone = true\n", "only a failed list");
}

#[test]
fn what_is_missing_is_at_the_answer_that_needs_it() {
    let head = "title = \"outcome\"\nid = \"body\"\noperation = \"runs.result\"\n";
    for (answer, rest, expected) in [
        ("literal", "", "a literal answer needs an `outcome`"),
        (
            "literal",
            "outcome = \"any\"\n",
            "a literal answer needs a `body`",
        ),
        ("http-error", "", "an `http-error` needs a status"),
    ] {
        check(&format!("{head}answer = \"{answer}\" !\n{rest}"), expected);
    }
}

#[test]
fn an_id_that_does_not_fit_is_on_its_own_line() {
    let axis = "[[axis]]\nname = \"code\"\nids = [\"x\", \"y\"]\n";
    let wrong = format!("vector_id = \"other/a\" !\n{axis}");
    check_rest(
        "failed",
        &wrong,
        "expected an id without white space in the folder `folder`",
    );
    let twice = format!("vector_id = \"folder/a\" !\n{axis}");
    check_rest("failed", &twice, "two vectors have the id `folder/a`");
}
