//! What is wrong in a case file is refused with the reason.

use std::path::Path;

use errconform_cases::case::Case;
use errconform_cases::expand::expand;
use errconform_cases::requirement::Requirements;
use files::Error;

fn refusal(rest: &str) -> String {
    refusal_of("failed", rest)
}

fn refusal_of(answer: &str, rest: &str) -> String {
    let text = format!(
        "format = 1\nid = \"folder/case\"\ntitle = \"t\"\noperation = \"runs.result\"\n\
         answer = \"{answer}\"\n{rest}"
    );
    let path = Path::new("case.toml");
    let case = Case::parse(path, &text).expect("a case");
    match expand(path, &text, &case, &Requirements::default()) {
        Err(Error::File { message, .. }) => message,
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_id_of_its_own_has_no_white_space_and_stays_in_the_folder_of_the_case() {
    for id in ["folder/a b", "folder/a\\tb", "other/a"] {
        let message = refusal(&format!("vector_id = \"{id}\"\n"));
        let expected = "expected an id without white space in the folder `folder` of the case";
        assert!(message.starts_with(expected), "{message}");
    }
}

#[test]
fn a_field_that_no_error_has_is_refused() {
    let message = refusal("[facts.colour]\ntext = \"red\"\n");
    let expected = "an error has no field `colour`; it has message, code, ";
    assert!(message.starts_with(expected), "{message}");
}

#[test]
fn a_field_says_in_one_way_what_is_sent() {
    for ways in [
        "",
        "text = \"a\"\njson = \"1\"\n",
        "json = \"1\"\nabsent = true\n",
    ] {
        let message = refusal(&format!("[facts.code]\nlevel = \"must\"\n{ways}"));
        let expected = "a field has one of `text`, `json` and `absent = true`";
        assert_eq!(message, expected, "{ways}");
    }
}

#[test]
fn a_literal_answer_has_a_body_of_its_own() {
    let message = refusal_of("literal", "outcome = \"any\"\n");
    let expected = "a literal answer needs a `body`, a `base64` or a `repeat`";
    assert_eq!(message, expected);
}

#[test]
fn only_a_failed_list_has_more_errors() {
    let message = refusal("[[more]]\nnone = true\n");
    assert_eq!(message, "only a failed list of job runs has `more`");
}
