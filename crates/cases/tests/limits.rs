//! What a case file asks for must not fill the memory of who reads it.

use std::path::Path;

use errconform_cases::case::Case;
use errconform_cases::expand::expand;
use errconform_cases::requirement::Requirements;
use files::Error;
use suite::body::MOST_BYTES;
use suite::vector::Body;

const HEAD: &str = r#"
format = 1
id = "limit"
title = "t"
operation = "runs.result"
answer = "literal"
outcome = "any"
"#;

fn refusal(rest: &str) -> String {
    let text = format!("{HEAD}{rest}");
    let path = Path::new("limit.toml");
    let case = Case::parse(path, &text).expect("a case");
    match expand(path, &text, &case, &Requirements::default()) {
        Err(Error::File { message, .. }) => message,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_case_of_too_many_vectors_is_refused() {
    let axis = |nth| format!("[[axis]]\nname = \"a{nth}\"\nset = \"documented-codes\"\n");
    let axes: String = (0..30).map(axis).collect();
    let message = refusal(&format!("{axes}[response]\nbody = \"\"\n"));
    assert!(message.ends_with("a case has at most 10000"), "{message}");
}

#[test]
fn a_case_of_just_as_many_vectors_as_possible_is_expanded() {
    let digits = r#"ids = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]"#;
    let axis = |nth| format!("[[axis]]\nname = \"a{nth}\"\n{digits}\n");
    let axes: String = (0..4).map(axis).collect();
    let text = format!("{HEAD}{axes}[response]\nbody = \"\"\n");
    let path = Path::new("limit.toml");
    let case = Case::parse(path, &text).expect("a case");
    let requirements = Requirements::built_in().expect("the requirements");
    let vectors = expand(path, &text, &case, &requirements).expect("its vectors");
    assert_eq!(vectors.len(), 10_000);
}

#[test]
fn a_body_that_fills_the_memory_is_refused() {
    for count in [usize::MAX, 64 * 1024 * 1024] {
        let repeat = format!(
            "[response.repeat]\nprefix = \"p\"\nunit = \"u\"\ncount = \"{count}\"\nsuffix = \"\"\n"
        );
        let message = refusal(&repeat);
        assert!(message.starts_with("the repeated body has "), "{message}");
    }
    for (count, fits) in [(1024, true), (MOST_BYTES - 1, true), (MOST_BYTES, false)] {
        let (prefix, unit) = ("[".to_owned(), "u".to_owned());
        let body = Body::Repeat {
            prefix,
            unit,
            count,
            suffix: String::new(),
        };
        assert_eq!(body.check_size().is_ok(), fits, "{count}");
    }
}
