//! A lenient, flat JSON tree for the judge: it reads what adapters report and compares by value.
//!
//! It accepts what healthy SDKs hand out and strict readers refuse: `NaN`, `Infinity`, lone
//! surrogates, any depth (nothing here recurses). It is not the contract's reader and shares no
//! code with it. Start at [`Tree::parse`] and [`Tree::canonical`].

mod source;

use std::collections::BTreeMap;
use std::ops::Range;

use source::Source;

/// A parsed JSON text.
#[derive(Clone, Debug)]
pub struct Tree {
    /// The canonical texts of all scalars and keys, one after the other: one allocation for all.
    text: String,
    nodes: Vec<Node>,
    root: usize,
}

/// A canonical text within [`Tree::text`].
type Span = Range<usize>;

#[derive(Clone, Debug)]
enum Node {
    Scalar(Span),
    Array(Vec<usize>),
    /// Keys in the order of the source, duplicates included.
    Object(Vec<(Span, usize)>),
}

/// Why a text is not JSON, even leniently: what was expected at which byte.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected {expected} at byte {at}")]
pub struct TreeError {
    /// The byte offset in the text.
    pub at: usize,
    /// What would have been right there.
    pub expected: &'static str,
}

enum Frame {
    Array(Vec<usize>),
    Object(Vec<(Span, usize)>, Span),
}

impl Tree {
    /// Reads one JSON value and nothing after it.
    ///
    /// # Errors
    /// Says what was expected at which byte when the text is not JSON, even leniently.
    pub fn parse(text: &str) -> Result<Self, TreeError> {
        let (tree, end) = Self::parse_first(text)?;
        if end < text.len() {
            return Err(TreeError {
                at: end,
                expected: "the end of the text",
            });
        }
        Ok(tree)
    }

    /// Reads the JSON value at the beginning, and says where what follows it begins, white space
    /// left out.
    ///
    /// # Errors
    /// As [`Tree::parse`], but for text behind the value.
    pub fn parse_first(text: &str) -> Result<(Self, usize), TreeError> {
        let mut source = Source::new(text);
        let mut nodes = Vec::new();
        let mut stack: Vec<Frame> = Vec::new();
        loop {
            // One value, or the opening of a container.
            source.skip_space();
            let mut done = match source.peek() {
                Some(b'[') => {
                    source.at += 1;
                    source.skip_space();
                    if source.eat(b']') {
                        push(&mut nodes, Node::Array(Vec::new()))
                    } else {
                        stack.push(Frame::Array(Vec::new()));
                        continue;
                    }
                }
                Some(b'{') => {
                    source.at += 1;
                    source.skip_space();
                    if source.eat(b'}') {
                        push(&mut nodes, Node::Object(Vec::new()))
                    } else {
                        let key = source.key()?;
                        stack.push(Frame::Object(Vec::new(), key));
                        continue;
                    }
                }
                _ => {
                    let scalar = source.scalar()?;
                    push(&mut nodes, Node::Scalar(scalar))
                }
            };
            // The value is complete: hand it to its container, and close what ends with it.
            loop {
                source.skip_space();
                match stack.last_mut() {
                    None => {
                        let tree = Self {
                            text: source.canonical,
                            nodes,
                            root: done,
                        };
                        return Ok((tree, source.at));
                    }
                    Some(Frame::Array(items)) => {
                        items.push(done);
                        if source.eat(b',') {
                            break;
                        }
                        if !source.eat(b']') {
                            return Err(source.expected("`,` or `]`"));
                        }
                    }
                    Some(Frame::Object(members, key)) => {
                        members.push((key.clone(), done));
                        if source.eat(b',') {
                            *key = source.key()?;
                            break;
                        }
                        if !source.eat(b'}') {
                            return Err(source.expected("`,` or `}`"));
                        }
                    }
                }
                done = match stack.pop() {
                    Some(Frame::Array(items)) => push(&mut nodes, Node::Array(items)),
                    Some(Frame::Object(members, _)) => push(&mut nodes, Node::Object(members)),
                    None => return Err(source.expected("a value")),
                };
            }
        }
    }

    /// The canonical text of the whole value: equal texts mean equal values.
    pub fn canonical(&self) -> String {
        self.canonical_of(self.root)
    }

    /// [`Tree::canonical`] for a tree that is not needed any more: a scalar is not copied.
    pub fn into_canonical(self) -> String {
        match self.nodes[self.root] {
            // Nothing else was read, so nothing else stands in the text.
            Node::Scalar(_) => self.text,
            Node::Array(_) | Node::Object(_) => self.canonical(),
        }
    }

    /// The canonical text of the value that a JSON Pointer (RFC 6901) names.
    pub fn pointer(&self, pointer: &str) -> Option<String> {
        self.find(pointer).map(|node| self.canonical_of(node))
    }

    /// Whether the value that a JSON Pointer names is there.
    pub fn has(&self, pointer: &str) -> bool {
        self.find(pointer).is_some()
    }

    /// Whether some value of the tree, at any depth, has this canonical text.
    pub fn contains(&self, canonical: &str) -> bool {
        if canonical.starts_with(['[', '{']) {
            (0..self.nodes.len())
                .filter(|&node| !matches!(self.nodes[node], Node::Scalar(_)))
                .any(|node| self.canonical_of(node) == canonical)
        } else {
            self.scalars().any(|text| text == canonical)
        }
    }

    /// Whether some value of the tree satisfies a predicate over its canonical text. Containers
    /// inside the root are left out: a digest of one is not worth a walk over all.
    pub fn any(&self, mut predicate: impl FnMut(&str) -> bool) -> bool {
        self.scalars().any(&mut predicate) || predicate(&self.canonical())
    }

    fn scalars(&self) -> impl Iterator<Item = &str> {
        self.nodes.iter().filter_map(|node| match node {
            Node::Scalar(span) => Some(&self.text[span.clone()]),
            Node::Array(_) | Node::Object(_) => None,
        })
    }

    fn find(&self, pointer: &str) -> Option<usize> {
        let mut node = self.root;
        for segment in pointer.split('/').skip(1) {
            let segment = segment.replace("~1", "/").replace("~0", "~");
            node = match &self.nodes[node] {
                Node::Scalar(_) => return None,
                Node::Array(items) => *items.get(segment.parse::<usize>().ok()?)?,
                Node::Object(members) => {
                    let key = canonical_string(segment.encode_utf16());
                    let named = |(name, _): &&(Span, usize)| self.text[name.clone()] == key;
                    members.iter().rev().find(named)?.1
                }
            };
        }
        Some(node)
    }

    fn canonical_of(&self, node: usize) -> String {
        enum Step<'a> {
            Value(usize),
            Text(&'a str),
        }
        let mut out = String::new();
        let mut steps = vec![Step::Value(node)]; // the last one is taken first
        while let Some(step) = steps.pop() {
            let node = match step {
                Step::Text(text) => {
                    out.push_str(text);
                    continue;
                }
                Step::Value(node) => &self.nodes[node],
            };
            match node {
                Node::Scalar(span) => out.push_str(&self.text[span.clone()]),
                Node::Array(items) => {
                    out.push('[');
                    steps.push(Step::Text("]"));
                    for (position, &item) in items.iter().enumerate().rev() {
                        steps.push(Step::Value(item));
                        if position > 0 {
                            steps.push(Step::Text(","));
                        }
                    }
                }
                Node::Object(members) => {
                    // Of duplicate keys the last one wins, as in most parsers.
                    let members: BTreeMap<&str, usize> = members
                        .iter()
                        .map(|(key, node)| (&self.text[key.clone()], *node))
                        .collect();
                    out.push('{');
                    steps.push(Step::Text("}"));
                    for (position, (key, node)) in members.into_iter().enumerate().rev() {
                        steps.extend([Step::Value(node), Step::Text(":"), Step::Text(key)]);
                        if position > 0 {
                            steps.push(Step::Text(","));
                        }
                    }
                }
            }
        }
        out
    }
}

fn push(nodes: &mut Vec<Node>, node: Node) -> usize {
    nodes.push(node);
    nodes.len() - 1
}

/// The canonical text of a string, given as UTF-16 units: printable ASCII as it is, everything
/// else as `\uXXXX`.
pub fn canonical_string(units: impl Iterator<Item = u16>) -> String {
    let mut out = String::from("\"");
    for unit in units {
        push_unit(&mut out, unit);
    }
    out.push('"');
    out
}

/// Appends one UTF-16 unit of a string's canonical text.
fn push_unit(out: &mut String, unit: u16) {
    match u8::try_from(unit) {
        Ok(byte) if is_plain(byte) => out.push(char::from(byte)),
        _ => {
            out.push_str("\\u");
            for shift in [12, 8, 4, 0] {
                let digit = char::from_digit(u32::from(unit >> shift) & 0xf, 16);
                out.push(digit.unwrap_or_default());
            }
        }
    }
}

/// Whether a character stands for itself in canonical text.
fn is_plain(byte: u8) -> bool {
    matches!(byte, 0x20..=0x7e) && byte != b'"' && byte != b'\\'
}

#[cfg(test)]
mod tests;
