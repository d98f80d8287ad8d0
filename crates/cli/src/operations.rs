//! `conform operations`: what an author of a client or an adapter must know of the API, as a page.
//!
//! Routes, statuses, words and keys come from the tables, example bodies from the vectors. Not
//! here: which forms of answers are shown, with which examples (see `answers`). Start at
//! [`operations`].

mod answers;

use std::fmt::Write as _;

use suite::set::VectorSet;
use suite::vector::{Body, Vector};
use tables::{Category, Field, Operation, Site, codes};
use textwrap::fill;

use self::answers::{ANSWERS, Answer, Example, Words};
use crate::error::Error;
use crate::exit_code::ExitCode;
use crate::page::Page;

/// How wide a paragraph is.
const WIDTH: usize = 100;

const HEAD: &str = "\
# The operations

Made by `conform operations`; a test keeps it from drifting. For people who write a client or an
adapter with nothing but these pages: what is called, what comes back, and where errors stand.

A path stands below the base URL, which an adapter gets in `hello`; its parameters come with each
vector. Nothing else of a request is checked: query, headers and body are the client's, and any key
opens the loopback server.

";

const HTTP_ERRORS: &str = "
A status of 400 or more is an HTTP error. An operation that declares none gets some all the same;
what is sent there is assumed, and so is every status that its row does not list.

";

const SITES: &str = "
## Where an error stands, and its keys

An error has seven fields at four sites. **Bold**: the schema of the site requires it. Plain: it may
be there. In brackets: the schema does not declare it, and it is sent there all the same. Every field
may be missing or null, and a value may be new: a client that insists on a schema loses errors.

";

const ALIASES: &str = "
Some fields have a second key, which other documents of the vendor use; vectors send both. What is
expected of each is in [judging](judging.md).

";

const BODIES: &str = "
## What comes back

The bodies below are sent by the vector that is named; `conform show ID` prints the whole response.
";

/// The page `docs/operations.md`, from the vectors that are built in.
pub(crate) fn operations() -> Result<ExitCode, Error> {
    operations_page(&VectorSet::built_in()?.vectors).print()
}

/// The same from other vectors. An example that they lack is a problem.
pub(crate) fn operations_page(vectors: &[Vector]) -> Page {
    let mut text = HEAD.to_owned();
    text.push_str(&routes());
    text.push_str(HTTP_ERRORS);
    text.push_str(&words());
    text.push_str(SITES);
    text.push_str(&keys());
    text.push_str(ALIASES);
    text.push_str(&aliases());
    text.push_str(BODIES);
    let mut problems = Vec::new();
    for answer in ANSWERS {
        text.push_str(&section(answer, vectors, &mut problems));
    }
    Page { text, problems }
}

/// One row for each operation.
fn routes() -> String {
    let mut text = table(&[
        "operation",
        "method",
        "path",
        "success",
        "declared HTTP errors",
        "answer",
    ]);
    for operation in Operation::all() {
        let answer = ANSWERS.iter().find(|answer| answer.is_of(operation));
        row(
            &mut text,
            &[
                code(operation.id()),
                operation.method().to_string(),
                code(operation.path()),
                numbers(operation.success_statuses()),
                numbers(operation.http_errors()),
                answer.map_or_else(String::new, |answer| answer.name.to_owned()),
            ],
        );
    }
    text
}

/// The values that the contract knows of codes and categories.
fn words() -> String {
    let categories = Category::ALL.iter().map(Category::as_str);
    let text = format!(
        "Known categories: {}. Known codes: {}. Both sets are open.",
        list(categories),
        list(codes().iter().map(|info| info.wire))
    );
    format!("{}\n", fill(&text, WIDTH))
}

/// The keys of an error at each site.
fn keys() -> String {
    let site = |(name, site): (&str, &Site)| format!("{name} (`{}` in files)", site.as_str());
    let names = ["result", "job run", "HTTP body", "web task"].into_iter();
    let sites = names.zip(Site::ALL).map(site);
    let mut text = table(&[vec!["field".to_owned()], sites.collect()].concat());
    for &field in Field::ALL {
        let key = |site: &Site| {
            let key = code(field.wire_key(*site));
            match (site.requires(field), site.declares(field)) {
                (true, _) => format!("**{key}**"),
                (false, true) => key,
                (false, false) => format!("({key})"),
            }
        };
        let keys = Site::ALL.iter().map(key);
        row(
            &mut text,
            &[vec![code(field.as_str())], keys.collect()].concat(),
        );
    }
    text
}

fn aliases() -> String {
    let mut text = table(&["field", "keys"]);
    for field in Field::ALL.iter().filter(|field| field.has_alias()) {
        let keys = list(field.spellings().iter().copied());
        row(&mut text, &[code(field.as_str()), keys]);
    }
    text
}

/// One form of answer, with the operations that have it and its examples.
fn section(answer: &Answer, vectors: &[Vector], problems: &mut Vec<String>) -> String {
    let Answer {
        name, about, words, ..
    } = answer;
    let of = Operation::all().filter(|operation| answer.is_of(*operation));
    let of: Vec<_> = of.collect();
    let mut text = format!("\n### {}\n\n", capital(name));
    if !of.is_empty() {
        let of = format!("{}.", list(of.iter().map(|one| one.id())));
        let _ = writeln!(text, "{}\n", fill(&of, WIDTH));
    }
    let _ = writeln!(text, "{}", fill(about, WIDTH));
    for Words { what, values } in words.iter().map(|words| words()) {
        let words = format!("{what}: {}.", list(values.into_iter()));
        let _ = writeln!(text, "\n{}", fill(&words, WIDTH));
    }
    let successes = of.iter().map(|operation| Example {
        what: "a success",
        id: format!("success/every-operation/operation={operation}").into(),
    });
    for example in successes.chain(answer.examples.iter().cloned()) {
        let Example { what, id } = &example;
        match vectors.iter().find(|vector| vector.id == *id) {
            Some(vector) => text.push_str(&shown(what, vector)),
            None => problems.push(format!("operations.md: there is no vector `{id}`")),
        }
    }
    text
}

/// An answer of a vector.
fn shown(what: &str, vector: &Vector) -> String {
    let Some(response) = vector.responses.last() else {
        return String::new();
    };
    let head = format!(
        "\n`{}`, {what}: {} (`{}`)",
        vector.operation, response.status, vector.id
    );
    match &response.body {
        Body::Text(text) if text.is_empty() => format!("{head}, without a body.\n"),
        Body::Text(text) => format!("{head}\n\n```json\n{text}\n```\n"),
        Body::Base64(_) | Body::Repeat { .. } => format!("{head}\n"),
    }
}

fn table(columns: &[impl AsRef<str>]) -> String {
    let mut text = String::new();
    row(&mut text, columns);
    row(&mut text, &vec!["---"; columns.len()]);
    text
}

fn row(text: &mut String, cells: &[impl AsRef<str>]) {
    let cells: Vec<&str> = cells.iter().map(AsRef::as_ref).collect();
    let _ = writeln!(text, "| {} |", cells.join(" | "));
}

fn code(text: &str) -> String {
    format!("`{text}`")
}

fn list<'a>(texts: impl Iterator<Item = &'a str>) -> String {
    texts.map(code).collect::<Vec<_>>().join(", ")
}

fn numbers(statuses: &[u16]) -> String {
    match statuses {
        [] => "none".to_owned(),
        statuses => statuses
            .iter()
            .map(u16::to_string)
            .collect::<Vec<_>>()
            .join(", "),
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_has_one_form_of_answer() {
        for operation in Operation::all() {
            let forms = ANSWERS.iter().filter(|answer| answer.is_of(operation));
            assert_eq!(forms.count(), 1, "{operation}");
        }
    }

    #[test]
    fn every_example_is_there_and_one_that_is_not_is_a_problem() {
        let set = VectorSet::built_in().expect("vectors");
        assert_eq!(operations_page(&set.vectors).problems, Vec::<String>::new());
        let problems = operations_page(&[]).problems;
        let first =
            "operations.md: there is no vector `success/every-operation/operation=runs.result`";
        assert_eq!(problems.first().map(String::as_str), Some(first));
    }
}
