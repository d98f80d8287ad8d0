//! The reader against the judge's lenient tree, which reads what adapters report.
//!
//! The two share no code, and both must see the same in the same bytes. The rules of the contract
//! are not repeated here: the second reading has them. Start at [`check_differential`].

use contract::{ErrorBody, Json, ReadError, ReadErrorKind, Site};
use suite::tree::{Tree, canonical_string};

use super::error_body::{check_agreement, combination};
use super::second_reading::SecondReading;
use crate::subject::read;

/// Checks on any bytes that the reader and the lenient tree accept and see the same.
///
/// # Panics
///
/// When they do not, and `Difference` does not list why.
pub fn check_differential(bytes: &[u8]) {
    let (site, _) = combination(bytes.len());
    let read = read::error_body(bytes, site);
    let Ok(text) = std::str::from_utf8(bytes) else {
        assert!(read.is_err(), "the reader accepts what is not UTF-8");
        return;
    };
    let second = SecondReading::of(text);
    match (read, second, Tree::parse(text)) {
        (Ok(reading), Some(second), Ok(tree)) => {
            check_agreement(&reading, &second, site);
            if !second.has_duplicates() {
                check_tree(&reading.value, site, &tree);
            }
        }
        (Ok(_), None, _) => panic!("the reader accepts what is no object in JSON"),
        (Ok(_), _, Err(error)) => panic!("the reader accepts what the tree refuses: {error}"),
        (Err(error), Some(_), _) => panic!("the reader refuses an object in JSON: {error}"),
        (Err(error), None, Ok(tree)) => assert!(
            Difference::between(&error, text, &tree).is_some(),
            "the reader refuses what the lenient tree accepts: {error}",
        ),
        (Err(_), None, Err(_)) => {}
    }
}

/// What the reader may refuse though the lenient tree accepts it. The list is short on purpose:
/// whatever is not on it is a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Difference {
    /// An error body is an object; the tree is any value.
    NotAnObject,
    /// The reader takes 128 containers inside each other, the tree any number.
    Depth,
    /// The tree takes `NaN` and infinities, because adapters hand them out. JSON has none.
    NotANumber,
}

impl Difference {
    /// Why the reader refuses a text that the tree accepts.
    fn between(error: &ReadError, text: &str, tree: &Tree) -> Option<Self> {
        let is_not_a_number = |it: &str| matches!(it, "NaN" | "Infinity" | "-Infinity");
        match error.what {
            ReadErrorKind::NotAnObject if !text.trim_start().starts_with('{') => {
                Some(Self::NotAnObject)
            }
            ReadErrorKind::TooDeep => Some(Self::Depth),
            ReadErrorKind::Syntax if tree.any(is_not_a_number) => Some(Self::NotANumber),
            _ => None,
        }
    }
}

/// Every field that was read has its value in the tree.
fn check_tree(read: &ErrorBody, site: Site, tree: &Tree) {
    use contract::Field::{Category, Code, CorrelationId, Details, DocUrl, Message};
    let text = |text: &str| canonical_string(text.encode_utf16());
    let fields = [
        (Message, read.message.as_deref().map(text)),
        (Code, read.code.as_ref().map(|it| text(it.as_str()))),
        (Category, read.category.as_ref().map(|it| text(it.as_str()))),
        (DocUrl, read.doc_url.as_deref().map(text)),
        (CorrelationId, read.correlation_id.as_deref().map(text)),
        (Details, read.details.as_ref().map(canonical)),
    ];
    for (field, value) in fields {
        let Some(value) = value else { continue };
        let mut sent = field.spellings().iter();
        assert!(
            sent.any(|key| tree.pointer(&format!("/{key}")).as_ref() == Some(&value)),
            "{field:?} at {site:?}: the tree has no {value}",
        );
    }
    // A replacement character may stand for half of a surrogate pair, which the tree keeps.
    let unknown = read
        .unknown
        .iter()
        .filter(|it| !it.name.contains('\u{fffd}'));
    // Only some, because each costs a walk over all members.
    for member in unknown.take(64) {
        let key = member.name.replace('~', "~0").replace('/', "~1");
        assert_eq!(
            tree.pointer(&format!("/{key}")),
            Some(canonical(&member.value)),
            "the unknown field `{}` is something else in the tree",
            member.name,
        );
    }
}

fn canonical(json: &Json) -> String {
    let tree = Tree::parse(json.text());
    tree.map_or_else(|error| error.to_string(), |tree| tree.canonical())
}
