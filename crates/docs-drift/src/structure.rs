//! The list of fields in the structure section of the error-codes page, against the wire.
//!
//! The page promises one structure for all errors; the wire has four. So each field is compared
//! with every site. Start at [`Structure`].

use tables::{Field, Site};

use crate::difference::{Aspect, Differences};
use crate::vocabulary::field_meant;
use crate::words::{list, quote};

/// The fields that were listed so far.
#[derive(Debug, Default)]
pub(crate) struct Structure {
    seen: Vec<Field>,
}

impl Structure {
    /// Takes one item of the list: a key, a dash and a description.
    pub(crate) fn item(&mut self, text: &str, line: usize, differences: &mut Differences) {
        let (key, description) = split(text);
        let Some(field) = field_meant(key) else {
            let sentence = format!("field {} is listed, and the tables have none", quote(key));
            differences.add(line, Aspect::FieldAdded, key, sentence);
            return;
        };
        if self.seen.contains(&field) {
            let sentence = format!("field {} is listed again", quote(key));
            differences.add(line, Aspect::FieldRepeated, key, sentence);
            return;
        }
        self.seen.push(field);
        spelling(field, key, line, differences);
        mark(field, key, description, line, differences);
    }

    /// Reports what was not listed.
    pub(crate) fn finish(&self, line: usize, differences: &mut Differences) {
        for field in Field::ALL.iter().filter(|field| !self.seen.contains(field)) {
            let key = field.documented_key();
            let sentence = format!("field {} is not listed any more", quote(key));
            differences.add(line, Aspect::FieldRemoved, key, sentence);
        }
    }
}

/// The key and the description of an item.
pub(crate) fn split(item: &str) -> (&str, &str) {
    let at = [" - ", " – ", " — ", ": "]
        .iter()
        .filter_map(|dash| item.find(dash).map(|at| (at, dash.len())))
        .min();
    let (key, description) = match at {
        Some((at, dash)) => (&item[..at], &item[at + dash..]),
        None => (item, ""),
    };
    (key.trim(), description.trim())
}

fn spelling(field: Field, key: &str, line: usize, differences: &mut Differences) {
    let others: Vec<_> = declaring(field)
        .filter(|site| field.wire_key(*site) != key)
        .collect();
    let Some(wire) = others.first().map(|site| field.wire_key(*site)) else {
        return;
    };
    let sentence = format!(
        "field {} is spelled {} on the wire at {}",
        quote(key),
        quote(wire),
        names(&others)
    );
    differences.add(line, Aspect::FieldSpelling, key, sentence);
}

fn mark(field: Field, key: &str, description: &str, line: usize, differences: &mut Differences) {
    let optional = description.to_lowercase().starts_with("optional");
    let at_odds: Vec<_> = declaring(field)
        .filter(|site| site.requires(field) == optional)
        .collect();
    let absent: Vec<_> = Site::ALL
        .iter()
        .copied()
        .filter(|site| !optional && !site.declares(field))
        .collect();
    let (mark, says, opposite) = if optional {
        ("optional", "is marked optional", "required")
    } else {
        ("required", "is not marked optional", "optional")
    };
    let mut wire = Vec::new();
    if !at_odds.is_empty() {
        wire.push(format!("it is {opposite} at {}", names(&at_odds)));
    }
    if !absent.is_empty() {
        wire.push(format!("{} has no such field", names(&absent)));
    }
    if !wire.is_empty() {
        let sentence = format!(
            "field {} {says}; on the wire {}",
            quote(key),
            wire.join(", and ")
        );
        let subject = format!("{}: {mark}", field.documented_key());
        differences.add(line, Aspect::FieldMark, subject, sentence);
    }
}

fn declaring(field: Field) -> impl Iterator<Item = Site> {
    let sites = Site::ALL.iter().copied();
    sites.filter(move |site| site.declares(field))
}

fn names(sites: &[Site]) -> String {
    let names: Vec<_> = sites.iter().map(|site| site.as_str()).collect();
    list(&names)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(item: &str, expected: &[&str]) {
        let mut differences = Differences::default();
        Structure::default().item(item, 1, &mut differences);
        let all = differences.finish();
        let sentences: Vec<_> = all.iter().map(|one| one.sentence.as_str()).collect();
        assert_eq!(sentences, expected, "{item}");
    }

    #[test]
    fn a_field_that_is_alike_everywhere_is_no_difference() {
        check("message - A text", &[]);
        check("details - Optional context", &[]);
        check("details: optional context", &[]);
    }

    #[test]
    fn a_field_is_compared_with_every_site() {
        check(
            "code - An identifier",
            &["field `code` is not marked optional; on the wire it is optional at A"],
        );
        check(
            "retriable - Whether",
            &[
                "field `retriable` is spelled `retirable` on the wire at A, B and C",
                "field `retriable` is not marked optional; on the wire it is optional at A and B, \
                 and D has no such field",
            ],
        );
        check(
            "correlation_id - Optional id",
            &[
                "field `correlation_id` is spelled `correlationId` on the wire at B and C",
                "field `correlation_id` is marked optional; on the wire it is required at C",
            ],
        );
    }

    #[test]
    fn a_changed_mark_is_another_difference() {
        check(
            "code - Optional identifier",
            &["field `code` is marked optional; on the wire it is required at B, C and D"],
        );
    }

    #[test]
    fn a_respelled_field_is_not_a_new_one() {
        check(
            "hint - Optional",
            &["field `hint` is listed, and the tables have none"],
        );
        check(
            "retryable - Optional",
            &[
                "field `retryable` is spelled `retirable` on the wire at A, B and C",
                "field `retryable` is marked optional; on the wire it is required at C",
            ],
        );
    }

    #[test]
    fn the_first_dash_ends_the_key() {
        assert_eq!(split("a_b - c - d: e"), ("a_b", "c - d: e"));
        assert_eq!(split("a-b"), ("a-b", ""));
        assert_eq!(split(""), ("", ""));
    }
}
