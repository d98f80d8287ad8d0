//! A Markdown page as the blocks that matter here, each with its line.
//!
//! The grammar is the library's; this file only gathers. A quotation belongs to somebody else's
//! page and is left out. Start at [`Outline::read`].

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use crate::vocabulary::COLUMNS;
use crate::words::alike;

/// The blocks of a page in their order, without quotations, and its links.
#[derive(Debug, Default)]
pub(crate) struct Outline {
    pub(crate) blocks: Vec<Block>,
    /// Line and target of every link outside of quotations.
    pub(crate) links: Vec<(usize, String)>,
}

#[derive(Debug)]
pub(crate) struct Block {
    /// Counted from 1. Of a code block: the line of the opening fence.
    pub(crate) line: usize,
    pub(crate) kind: BlockKind,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum BlockKind {
    Heading {
        level: HeadingLevel,
        text: String,
    },
    Paragraph(String),
    Item(String),
    Code(String),
    /// The first row is the head of the table.
    Table(Vec<Row>),
}

/// A row of a table: the line and the text of each cell.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) line: usize,
    pub(crate) cells: Vec<String>,
}

impl Row {
    /// Where a column stands, if this is the head of its table.
    pub(crate) fn position(&self, name: &str) -> Option<usize> {
        self.cells.iter().position(|cell| alike(cell, name))
    }
}

impl Outline {
    pub(crate) fn read(text: &str) -> Self {
        let options = Options::ENABLE_TABLES | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS;
        let mut gatherer = Gatherer::default();
        let lines = Lines::of(text);
        for (event, span) in Parser::new_ext(text, options).into_offset_iter() {
            gatherer.event(event, lines.number(span.start));
        }
        gatherer.outline
    }

    /// Level, text and line of the headings.
    pub(crate) fn headings(&self) -> impl Iterator<Item = (HeadingLevel, &str, usize)> {
        self.blocks.iter().filter_map(|block| match &block.kind {
            BlockKind::Heading { level, text } => Some((*level, text.as_str(), block.line)),
            _ => None,
        })
    }

    /// The table of fields: the first one with all columns, or else the first with one of them.
    pub(crate) fn field_table(&self) -> Option<&[Row]> {
        self.table_with(COLUMNS.len())
            .or_else(|| self.table_with(1))
    }

    /// The first table with at least this many of the [`COLUMNS`].
    pub(crate) fn table_with(&self, count: usize) -> Option<&[Row]> {
        let has = |head: &Row| {
            COLUMNS
                .iter()
                .filter(|name| head.position(name).is_some())
                .count()
        };
        self.tables()
            .find(|rows| rows.first().is_some_and(|head| has(head) >= count))
    }

    fn tables(&self) -> impl Iterator<Item = &[Row]> {
        self.blocks.iter().filter_map(|block| match &block.kind {
            BlockKind::Table(rows) => Some(rows.as_slice()),
            _ => None,
        })
    }
}

/// A block whose end has not been seen.
struct Open {
    line: usize,
    text: String,
    end: TagEnd,
}

#[derive(Default)]
struct Gatherer {
    outline: Outline,
    open: Vec<Open>,
    table: Vec<Row>,
    quotations: usize,
}

impl Gatherer {
    fn event(&mut self, event: Event<'_>, line: usize) {
        match event {
            Event::Start(Tag::BlockQuote(_)) => self.quotations += 1,
            Event::End(TagEnd::BlockQuote(_)) => {
                self.quotations = self.quotations.saturating_sub(1);
            }
            _ if self.quotations > 0 => {}
            Event::Start(tag) => self.start(tag, line),
            Event::End(tag) => self.end(tag),
            // A text comes in pieces: an escaped underscore starts a new one.
            Event::Text(text) | Event::Code(text) => self.append(&text),
            Event::SoftBreak | Event::HardBreak => self.append(" "),
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>, line: usize) {
        let end = tag.to_end();
        let line = match tag {
            // The paragraphs of a loose list are the text of its items.
            Tag::Paragraph if self.innermost() == Some(TagEnd::Item) => return,
            // The line before keeps the rule that the code starts one line further down.
            Tag::CodeBlock(CodeBlockKind::Indented) => line.saturating_sub(1),
            Tag::Heading { .. }
            | Tag::Paragraph
            | Tag::Item
            | Tag::CodeBlock(_)
            | Tag::MetadataBlock(_)
            | Tag::TableCell => line,
            Tag::Table(_) => return self.table.clear(),
            Tag::TableHead | Tag::TableRow => {
                let cells = Vec::new();
                return self.table.push(Row { line, cells });
            }
            Tag::Link { dest_url, .. } => {
                return self.outline.links.push((line, dest_url.into_string()));
            }
            _ => return,
        };
        let text = String::new();
        self.open.push(Open { line, text, end });
    }

    fn end(&mut self, tag: TagEnd) {
        if tag == TagEnd::Table {
            let rows = std::mem::take(&mut self.table);
            if let Some(line) = rows.first().map(|head| head.line) {
                self.block(line, BlockKind::Table(rows));
            }
        }
        let Some(Open { line, text, .. }) = self.open.pop_if(|open| open.end == tag) else {
            return;
        };
        let trimmed = text.trim().to_owned();
        match tag {
            TagEnd::Heading(level) => {
                let text = trimmed;
                self.block(line, BlockKind::Heading { level, text });
            }
            TagEnd::Paragraph => self.block(line, BlockKind::Paragraph(trimmed)),
            TagEnd::Item => self.block(line, BlockKind::Item(trimmed)),
            TagEnd::CodeBlock => self.block(line, BlockKind::Code(text)),
            TagEnd::TableCell => {
                if let Some(row) = self.table.last_mut() {
                    row.cells.push(trimmed);
                }
            }
            // Front matter.
            _ => {}
        }
    }

    fn block(&mut self, line: usize, kind: BlockKind) {
        self.outline.blocks.push(Block { line, kind });
    }

    fn append(&mut self, text: &str) {
        if let Some(open) = self.open.last_mut() {
            open.text += text;
        }
    }

    fn innermost(&self) -> Option<TagEnd> {
        self.open.last().map(|open| open.end)
    }
}

/// Line numbers of byte offsets.
struct Lines(Vec<usize>);

impl Lines {
    fn of(text: &str) -> Self {
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        Self(breaks.map(|(at, _)| at).collect())
    }

    fn number(&self, offset: usize) -> usize {
        self.0.partition_point(|&at| at < offset) + 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(page: &str) -> Vec<(usize, String)> {
        let blocks = Outline::read(page).blocks.into_iter();
        blocks
            .map(|Block { line, kind }| match kind {
                BlockKind::Heading { level, text } => (line, format!("h{} {text}", level as usize)),
                BlockKind::Paragraph(text) => (line, format!("p {text}")),
                BlockKind::Item(text) => (line, format!("li {text}")),
                BlockKind::Code(text) => (line, format!("code {text}")),
                BlockKind::Table(rows) => (line, format!("table {}", rows.len())),
            })
            .collect()
    }

    fn check(page: &str, expected: &[(usize, &str)]) {
        let expected: Vec<_> = expected
            .iter()
            .map(|&(line, text)| (line, text.to_owned()))
            .collect();
        assert_eq!(texts(page), expected, "{page}");
    }

    #[test]
    fn a_heading_in_a_quotation_is_no_heading() {
        check("> ## Index\n> text\n\n# Page\n", &[(4, "h1 Page")]);
        check("> > # Deep\n> # Less\n", &[]);
    }

    #[test]
    fn a_heading_in_code_or_a_comment_is_no_heading() {
        check(
            "```text\n# Code\n```\n<!--\n# Comment\n-->\n",
            &[(1, "code # Code\n")],
        );
    }

    #[test]
    fn escaped_underscores_and_code_are_one_text() {
        check(
            "with a correlation\\_id and `code_x`\nend",
            &[(1, "p with a correlation_id and code_x end")],
        );
        check("### `a-b`\n", &[(1, "h3 a-b")]);
    }

    #[test]
    fn tight_and_loose_items_are_the_same() {
        check("* **`a`** - x\n* b", &[(1, "li a - x"), (2, "li b")]);
        check("* **`a`** - x\n\n* b\n", &[(1, "li a - x"), (3, "li b")]);
    }

    #[test]
    fn front_matter_is_no_heading() {
        check("---\ntitle: Codes\n---\n# Page", &[(4, "h1 Page")]);
    }

    #[test]
    fn a_table_ends_with_the_file() {
        let outline = Outline::read("text\n\n| A | B |\n| - | - |\n| `x_y` | *any* |");
        let rows: Vec<_> = outline.tables().flatten().collect();
        let row = |line, cells: [&str; 2]| Row {
            line,
            cells: cells.map(str::to_owned).to_vec(),
        };
        assert_eq!(rows, [&row(3, ["A", "B"]), &row(5, ["x_y", "any"])]);
    }
}
