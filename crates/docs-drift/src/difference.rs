//! One difference between a page and the tables, and the sink that merges equal ones.
//!
//! A difference is named by its aspect and its subject; the record of known discrepancies speaks
//! of these two, so that a line that moved or a sentence that was reworded changes nothing.

use std::collections::BTreeMap;

use serde::Deserialize;

/// At most this many further lines are listed for one difference.
const FURTHER: usize = 5;

/// One difference between a page and the tables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// What kind of difference.
    pub aspect: Aspect,
    /// What differs: a code, a key, a heading …, as the record spells it.
    pub subject: String,
    /// The lines, counted from 1; never empty.
    pub lines: Vec<usize>,
    /// For a person: what the page says, and what the tables say.
    pub sentence: String,
}

impl Difference {
    /// The first line.
    #[must_use]
    pub fn line(&self) -> usize {
        self.lines.first().copied().unwrap_or(1)
    }

    /// The sentence with the further lines.
    #[must_use]
    pub fn text(&self) -> String {
        let further: Vec<_> = self.lines.iter().skip(1).map(usize::to_string).collect();
        match further.as_slice() {
            [] => self.sentence.clone(),
            [one] => format!("{} (also line {one})", self.sentence),
            some if some.len() <= FURTHER => {
                format!("{} (also lines {})", self.sentence, some.join(", "))
            }
            many => format!("{} (also on {} further lines)", self.sentence, many.len()),
        }
    }
}

/// What kind of difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Aspect {
    /// A heading that the tables do not have. Subject: the heading.
    HeadingAdded,
    /// A heading of the tables that the page does not have. Subject: the heading.
    HeadingRemoved,
    /// A heading that stands more than once. Subject: the heading.
    HeadingRepeated,
    /// A heading in other letters than the tables have. Subject: the page's heading.
    HeadingRespelled,
    /// A code that the tables do not document. Subject: the code.
    CodeAdded,
    /// A documented code that the page does not list. Subject: the code.
    CodeRemoved,
    /// A code under more than one heading. Subject: the code, with the count if above 2.
    CodeRepeated,
    /// A code in another section. Subject: the code and the page's section.
    CodeMoved,
    /// Codes of the wire's schema that the page leaves out. Subject: the site.
    WireCodesMissing,
    /// Codes of the page that no schema of the wire lists. Subject: always `page`.
    CodesInNoSchema,
    /// A category that the tables do not have. Subject: the category.
    CategoryAdded,
    /// A category that the page does not list. Subject: the category.
    CategoryRemoved,
    /// A category under more than one heading. Subject: the category.
    CategoryRepeated,
    /// A field that the tables do not have. Subject: the key.
    FieldAdded,
    /// A field that the page does not list. Subject: the key in the tables.
    FieldRemoved,
    /// A field that is listed more than once, in whatever spelling. Subject: the later key.
    FieldRepeated,
    /// A key in another spelling than the tables have. Subject: the page's key.
    FieldSpelling,
    /// A required mark that the tables contradict. Subject: key and mark.
    FieldMark,
    /// A type that the tables contradict. Subject: key and type.
    FieldType,
    /// A table without a column that is needed. Subject: the column.
    TableColumn,
    /// An example value that names nothing in the tables. Subject: key and value.
    ExampleValue,
    /// A field that an example has or lacks. Subject: the path of the key.
    ExampleField,
    /// An example that is missing or cannot be read. Subject: `missing` or `unreadable`.
    ExampleForm,
    /// A link whose anchor names no heading. Subject: the anchor.
    LinkAnchor,
    /// A key that running text spells unlike the tables. Subject: the page's word.
    TextSpelling,
}

impl Aspect {
    /// What the record says of it, for the sentence about one that vanished.
    pub(crate) fn describe(self) -> &'static str {
        match self {
            Self::HeadingAdded => "an added heading",
            Self::HeadingRemoved => "a removed heading",
            Self::HeadingRepeated => "a repeated heading",
            Self::HeadingRespelled => "a respelled heading",
            Self::CodeAdded => "an added code",
            Self::CodeRemoved => "a removed code",
            Self::CodeRepeated => "a repeated code",
            Self::CodeMoved => "a moved code",
            Self::WireCodesMissing => "missing codes of the wire at site",
            Self::CodesInNoSchema => "codes that no schema of the wire lists, on the",
            Self::CategoryAdded => "an added category",
            Self::CategoryRemoved => "a removed category",
            Self::CategoryRepeated => "a repeated category",
            Self::FieldAdded => "an added field",
            Self::FieldRemoved => "a removed field",
            Self::FieldRepeated => "a repeated field",
            Self::FieldSpelling => "the spelling of a field",
            Self::FieldMark => "the required mark of a field",
            Self::FieldType => "the type of a field",
            Self::TableColumn => "the lack of a column",
            Self::ExampleValue => "an example value",
            Self::ExampleField => "a field of an example",
            Self::ExampleForm => "the form of an example",
            Self::LinkAnchor => "an anchor that names no heading",
            Self::TextSpelling => "the spelling of a word",
        }
    }
}

/// Takes differences; equal ones become one with several lines.
#[derive(Debug, Default)]
pub(crate) struct Differences {
    list: Vec<Difference>,
    index: BTreeMap<(Aspect, String), usize>,
}

impl Differences {
    pub(crate) fn add(
        &mut self,
        line: usize,
        aspect: Aspect,
        subject: impl Into<String>,
        sentence: impl Into<String>,
    ) {
        let subject = subject.into();
        let next = self.list.len();
        let at = *self.index.entry((aspect, subject.clone())).or_insert(next);
        match self.list.get_mut(at) {
            Some(known) => known.lines.push(line),
            None => self.list.push(Difference {
                aspect,
                subject,
                lines: vec![line],
                sentence: sentence.into(),
            }),
        }
    }

    /// All of them, by line.
    pub(crate) fn finish(mut self) -> Vec<Difference> {
        for difference in &mut self.list {
            difference.lines.sort_unstable();
            difference.lines.dedup();
        }
        self.list.sort_by_key(Difference::line);
        self.list
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text_with(lines: &[usize]) -> String {
        let mut differences = Differences::default();
        for &line in lines {
            differences.add(line, Aspect::CodeAdded, "x", "here");
        }
        let all = differences.finish();
        all.iter()
            .map(Difference::text)
            .collect::<Vec<_>>()
            .join("|")
    }

    #[test]
    fn equal_differences_are_one_with_several_lines() {
        assert_eq!(text_with(&[3]), "here");
        assert_eq!(text_with(&[9, 3]), "here (also line 9)");
        assert_eq!(text_with(&[1, 2, 3]), "here (also lines 2, 3)");
        assert_eq!(
            text_with(&[1, 2, 3, 4, 5, 6, 7]),
            "here (also on 6 further lines)"
        );
    }

    #[test]
    fn differences_come_by_line() {
        let mut differences = Differences::default();
        differences.add(5, Aspect::CodeAdded, "b", "second");
        differences.add(2, Aspect::CodeAdded, "a", "first");
        let lines: Vec<_> = differences.finish().iter().map(Difference::line).collect();
        assert_eq!(lines, [2, 5]);
    }
}
