//! The error-codes page against the tables: headings, categories, codes, fields, words, links.
//!
//! The order of sections and codes is not compared: nothing depends on it. Start at [`compare`].

use std::collections::{BTreeMap, BTreeSet};

use pulldown_cmark::HeadingLevel;
use tables::{Category, Code, CodeInfo, Field, Section, Site};

use crate::difference::{Aspect, Differences};
use crate::outline::{BlockKind, Outline};
use crate::structure::{self, Structure};
use crate::vocabulary::{CATEGORIES, STRUCTURE, TITLE};
use crate::words::{alike, anchor, list, quote};

/// Compares a page with the tables.
pub(crate) fn compare(outline: &Outline, differences: &mut Differences) {
    let mut walk = Walk {
        differences,
        part: Part::Other(String::new()),
        level: HeadingLevel::H1,
        headings: BTreeMap::new(),
        categories: BTreeMap::new(),
        codes: BTreeMap::new(),
        current: None,
        structure: Structure::default(),
    };
    for block in &outline.blocks {
        match &block.kind {
            BlockKind::Heading { level, text } => walk.heading(*level, text, block.line),
            BlockKind::Paragraph(text) => walk.paragraph(text, block.line),
            BlockKind::Item(text) => walk.item(text, block.line),
            BlockKind::Code(_) | BlockKind::Table(_) => {}
        }
    }
    walk.finish();
    links(outline, differences);
}

/// What the headings above a block say.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Structure,
    Categories,
    Section(Section),
    /// A heading that the tables do not have.
    Other(String),
}

/// One heading of a code.
struct Listed {
    section: Option<Section>,
    under: String,
    line: usize,
    text: String,
}

struct Walk<'a> {
    differences: &'a mut Differences,
    part: Part,
    /// The level of the heading that opened the part.
    level: HeadingLevel,
    /// The lines of the headings that the tables have.
    headings: BTreeMap<&'static str, Vec<usize>>,
    categories: BTreeMap<String, Vec<usize>>,
    codes: BTreeMap<String, Vec<Listed>>,
    /// The code whose text is being read.
    current: Option<String>,
    structure: Structure,
}

impl Walk<'_> {
    fn heading(&mut self, level: HeadingLevel, text: &str, line: usize) {
        self.current = None;
        if let Some((heading, part)) = expected().find(|(heading, _)| alike(heading, text)) {
            self.headings.entry(heading).or_default().push(line);
            if heading != text {
                let sentence = format!(
                    "heading {} is spelled {} in the tables",
                    quote(text),
                    quote(heading)
                );
                let aspect = Aspect::HeadingRespelled;
                self.differences.add(line, aspect, text, sentence);
            }
            self.part = part;
            self.level = level;
            return;
        }
        // A word by itself, one level below its section, names a category or a code.
        let is_name = !text.is_empty() && !text.contains(char::is_whitespace);
        let is_child = level as usize == self.level as usize + 1 && self.level != HeadingLevel::H1;
        let code = Code::from_wire(text).is_known();
        let category = Category::from_wire(text).is_known();
        match &self.part {
            Part::Categories if category || (is_name && is_child && !code) => {
                let lines = self.categories.entry(text.to_owned()).or_default();
                lines.push(line);
            }
            Part::Section(_) | Part::Other(_) if is_name && is_child => self.code(text, line),
            _ if code => self.code(text, line),
            _ => {
                let sentence = format!("heading {} is not in the tables", quote(text));
                let aspect = Aspect::HeadingAdded;
                self.differences.add(line, aspect, text, sentence);
                if level <= self.level || self.level == HeadingLevel::H1 {
                    self.part = Part::Other(text.to_owned());
                    self.level = level;
                }
            }
        }
    }

    fn code(&mut self, code: &str, line: usize) {
        let (section, under) = match &self.part {
            Part::Section(section) => (Some(*section), section.heading()),
            Part::Structure => (None, STRUCTURE),
            Part::Categories => (None, CATEGORIES),
            Part::Other(heading) => (None, heading.as_str()),
        };
        let listed = Listed {
            section,
            under: under.to_owned(),
            line,
            text: String::new(),
        };
        self.codes.entry(code.to_owned()).or_default().push(listed);
        self.current = Some(code.to_owned());
    }

    fn paragraph(&mut self, text: &str, line: usize) {
        words(text, line, self.differences);
        // The text belongs to the last heading of its code, not to the first of that name.
        let listed = self.current.as_ref().and_then(|code| {
            let headings = self.codes.get_mut(code)?;
            headings.last_mut()
        });
        if let Some(listed) = listed {
            listed.text += text;
        }
    }

    fn item(&mut self, text: &str, line: usize) {
        if self.part == Part::Structure {
            self.structure.item(text, line, self.differences);
            words(structure::split(text).1, line, self.differences);
        } else {
            words(text, line, self.differences);
        }
    }

    fn finish(self) {
        let line_of = |heading: &str| {
            let lines = self.headings.get(heading);
            lines.and_then(|lines| lines.first()).copied().unwrap_or(1)
        };
        for (heading, _) in expected() {
            match self.headings.get(heading).map(Vec::as_slice) {
                None => {
                    let sentence = format!("heading {} is not there any more", quote(heading));
                    let aspect = Aspect::HeadingRemoved;
                    self.differences.add(1, aspect, heading, sentence);
                }
                Some([_, again @ ..]) => {
                    for line in again {
                        let sentence = format!("heading {} stands again", quote(heading));
                        let aspect = Aspect::HeadingRepeated;
                        self.differences.add(*line, aspect, heading, sentence);
                    }
                }
                Some([]) => {}
            }
        }
        let structure_line = line_of(STRUCTURE);
        self.structure.finish(structure_line, self.differences);
        categories(&self.categories, line_of(CATEGORIES), self.differences);
        for (code, listed) in &self.codes {
            compare_code(code, listed, self.differences);
        }
        for info in tables::documented().filter(|info| !self.codes.contains_key(info.wire)) {
            let heading = info.section.map_or("", Section::heading);
            let sentence = format!(
                "code {} is not listed any more; the tables have it in {}",
                quote(info.wire),
                quote(heading)
            );
            let line = line_of(heading);
            self.differences
                .add(line, Aspect::CodeRemoved, info.wire, sentence);
        }
        schemas(&self.codes, line_of(TITLE), self.differences);
    }
}

/// The headings of the tables, and the part that each one opens.
fn expected() -> impl Iterator<Item = (&'static str, Part)> {
    let sections = Section::ALL.iter();
    [
        (TITLE, Part::Other(TITLE.to_owned())),
        (STRUCTURE, Part::Structure),
        (CATEGORIES, Part::Categories),
    ]
    .into_iter()
    .chain(sections.map(|section| (section.heading(), Part::Section(*section))))
}

fn categories(listed: &BTreeMap<String, Vec<usize>>, line: usize, differences: &mut Differences) {
    for (name, lines) in listed {
        let quoted = quote(name);
        if !Category::from_wire(name).is_known() {
            let sentence = format!("category {quoted} is listed, and the tables have none");
            for line in lines {
                differences.add(*line, Aspect::CategoryAdded, name, sentence.clone());
            }
        }
        for line in lines.iter().skip(1) {
            let sentence = format!("category {quoted} is listed again");
            differences.add(*line, Aspect::CategoryRepeated, name, sentence);
        }
    }
    let missing = Category::ALL
        .iter()
        .map(Category::as_str)
        .filter(|name| !listed.contains_key(*name));
    for name in missing {
        let sentence = format!("category {} is not listed any more", quote(name));
        differences.add(line, Aspect::CategoryRemoved, name, sentence);
    }
}

fn compare_code(code: &str, listed: &[Listed], differences: &mut Differences) {
    let info = Code::from_wire(code).info();
    let quoted = quote(code);
    for heading in listed {
        let under = quote(&heading.under);
        match info.and_then(|info| info.section) {
            Some(section) if heading.section != Some(section) => {
                let sentence = format!(
                    "code {quoted} stands in {under}; the tables have it in {}",
                    quote(section.heading())
                );
                let subject = format!("{code} -> {}", heading.under);
                differences.add(heading.line, Aspect::CodeMoved, subject, sentence);
            }
            Some(_) => {}
            None => {
                let tables = match info {
                    Some(_) => "; the tables know it from the wire only",
                    None if Category::from_wire(code).is_known() => {
                        ", and the tables have it as a category"
                    }
                    None => ", and the tables do not have it",
                };
                let sentence = format!("code {quoted} is listed in {under}{tables}");
                differences.add(heading.line, Aspect::CodeAdded, code, sentence);
            }
        }
    }
    if let [first, .., last] = listed {
        let texts: BTreeSet<_> = listed.iter().map(|heading| &heading.text).collect();
        let texts = if texts.len() == 1 {
            "with the same text"
        } else {
            "with another text"
        };
        let (times, subject) = match listed.len() {
            2 => ("twice".to_owned(), code.to_owned()),
            many => (format!("{many} times"), format!("{code} ({many} times)")),
        };
        let sentence = format!(
            "code {quoted} is listed {times}, first on line {}, {texts}",
            first.line
        );
        differences.add(last.line, Aspect::CodeRepeated, subject, sentence);
    }
}

/// The page says that it contains all codes; the schemas of the wire say otherwise.
fn schemas(listed: &BTreeMap<String, Vec<Listed>>, line: usize, differences: &mut Differences) {
    let names = |of: &dyn Fn(&CodeInfo) -> bool| -> Vec<String> {
        let codes = tables::codes().iter();
        codes
            .filter(|info| of(info))
            .map(|info| quote(info.wire))
            .collect()
    };
    for site in Site::ALL {
        // A documented code that is missing was reported as removed.
        let missing = names(&|info| {
            info.sites.contains(site) && !info.is_documented() && !listed.contains_key(info.wire)
        });
        if !missing.is_empty() {
            let sentence = format!(
                "the page leaves out {} of the wire at {}: {}",
                number(missing.len()),
                site.as_str(),
                list(&missing)
            );
            let aspect = Aspect::WireCodesMissing;
            differences.add(line, aspect, site.as_str(), sentence);
        }
    }
    let nowhere = names(&|info| info.sites.is_empty() && listed.contains_key(info.wire));
    if !nowhere.is_empty() {
        let sentence = format!(
            "no schema of the wire lists {} of the page: {}",
            number(nowhere.len()),
            list(&nowhere)
        );
        differences.add(line, Aspect::CodesInNoSchema, "page", sentence);
    }
}

fn number(codes: usize) -> String {
    format!("{codes} {}", if codes == 1 { "code" } else { "codes" })
}

/// Keys in running text. `retryable` is left alone: it is also an English word.
fn words(text: &str, line: usize, differences: &mut Differences) {
    for word in text.split(|char: char| !char.is_alphanumeric() && char != '_') {
        let key = Field::from_key(word).map(Field::documented_key);
        if let Some(key) = key.filter(|key| *key != word) {
            let sentence = format!(
                "the text says {}; the page's own list of fields has {} in the tables",
                quote(word),
                quote(key)
            );
            differences.add(line, Aspect::TextSpelling, word, sentence);
        }
    }
}

/// Links into this page: their anchors are headings of this page.
fn links(outline: &Outline, differences: &mut Differences) {
    let anchors: BTreeSet<_> = outline
        .headings()
        .map(|(_, text, _)| anchor(text))
        .collect();
    for (line, target) in &outline.links {
        let Some((page, fragment)) = target.split_once('#') else {
            continue;
        };
        let own = page.is_empty() || page.trim_end_matches('/').ends_with("error-codes");
        if own && !fragment.is_empty() && !anchors.contains(fragment) {
            let sentence = format!(
                "the link to {} names no heading of the page",
                quote(&format!("#{fragment}"))
            );
            differences.add(*line, Aspect::LinkAnchor, fragment, sentence);
        }
    }
}
