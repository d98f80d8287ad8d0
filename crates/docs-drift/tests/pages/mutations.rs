//! Broken pages: whatever is done to a page, it is read or refused, and reported in the format.

use std::path::Path;

use errconform_docs_drift::{Known, Page, Report, State};
use proptest::prelude::*;

use crate::render::{codes_page, error_body_page, failed_page};

#[derive(Clone, Debug)]
enum Mutation {
    Truncate(prop::sample::Index),
    Drop(prop::sample::Index),
    Double(prop::sample::Index),
    Move(prop::sample::Index, prop::sample::Index),
    Overwrite(prop::sample::Index, Vec<u8>),
    Insert(prop::sample::Index, &'static str),
}

/// Text that means something to a reader of Markdown or of the example.
const PIECES: &[&str] = &[
    "#", "\n# ", "\n### ", "`", "```", "\n> ", "|", "\n| a |", "\n---\n", "* ", "\\", "<!--", "{",
    "}", "\"", "= {", "[", "](#x)", "\u{0}", "\u{feff}", "\u{2028}", "é", "\r", "\t", "/*",
];

fn mutation() -> impl Strategy<Value = Mutation> {
    use Mutation::{Double, Drop, Insert, Move, Overwrite, Truncate};
    let at = any::<prop::sample::Index>;
    prop_oneof![
        at().prop_map(Truncate),
        at().prop_map(Drop),
        at().prop_map(Double),
        (at(), at()).prop_map(|(from, to)| Move(from, to)),
        (at(), prop::collection::vec(any::<u8>(), 1..8)).prop_map(|(at, with)| Overwrite(at, with)),
        (at(), prop::sample::select(PIECES)).prop_map(|(at, piece)| Insert(at, piece)),
    ]
}

fn apply(page: &str, mutation: &Mutation) -> String {
    let mut lines: Vec<&str> = page.split_inclusive('\n').collect();
    if lines.is_empty() {
        return String::new();
    }
    match mutation {
        Mutation::Truncate(at) => bytes(page, |bytes| bytes.truncate(at.index(bytes.len()))),
        Mutation::Drop(at) => {
            lines.remove(at.index(lines.len()));
            lines.concat()
        }
        Mutation::Double(at) => {
            let at = at.index(lines.len());
            lines.insert(at, lines[at]);
            lines.concat()
        }
        Mutation::Move(from, to) => {
            let line = lines.remove(from.index(lines.len()));
            lines.insert(to.index(lines.len() + 1), line);
            lines.concat()
        }
        Mutation::Overwrite(at, with) => bytes(page, |bytes| {
            let start = at.index(bytes.len());
            let end = bytes.len().min(start + with.len());
            bytes.splice(start..end, with.iter().copied());
        }),
        Mutation::Insert(at, piece) => bytes(page, |bytes| {
            let start = at.index(bytes.len());
            bytes.splice(start..start, piece.bytes());
        }),
    }
}

/// Changes bytes; what is no text any more becomes the replacement character.
fn bytes(page: &str, change: impl FnOnce(&mut Vec<u8>)) -> String {
    let mut bytes = page.as_bytes().to_vec();
    change(&mut bytes);
    String::from_utf8_lossy(&bytes).into_owned()
}

proptest! {
    #[test]
    fn a_broken_page_is_reported_or_refused(
        page in prop::sample::select(vec![codes_page(), error_body_page(), failed_page()]),
        mutations in prop::collection::vec(mutation(), 1..6),
    ) {
        let page = mutations.iter().fold(page, |page, mutation| apply(&page, mutation));
        let known = Known::built_in().expect("a good record");
        let count = page.matches('\n').count() + 1;
        match Page::read(Path::new("page.md"), &page) {
            Err(error) => prop_assert!(error.to_string().starts_with("page.md: ")),
            Ok(read) => {
                let report = Report::new(std::slice::from_ref(&read), &known);
                for line in report.lines() {
                    prop_assert!((1..=count).contains(&line.number), "{line:?} of {count}");
                    prop_assert!(!line.sentence.contains('\n'), "{line:?}");
                }
                let recorded = report.count(State::Known) + report.count(State::Vanished);
                prop_assert_eq!(recorded, known.of(read.kind).count());
                let lines = report.to_string().lines().count();
                prop_assert_eq!(lines, report.lines().count() + 2);
            }
        }
    }

    #[test]
    fn any_text_is_reported_or_refused(text in "\\PC*|[#>*`|{}=\"\\\\ \n\r-]*") {
        for start in ["", "# Error Codes\n", "## Fields\n", "# E Error\n## Fields\n```\nlet x = "] {
            let _ = Page::read(Path::new("page.md"), &format!("{start}{text}"));
        }
    }
}
