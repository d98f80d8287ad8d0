//! A lossless JSON tree for mutators: it keeps the text of every key and scalar, duplicates and
//! order.
//!
//! Not a validator, and no part of the code under test. Start at [`Node::parse`].

/// How deep a tree may be; deeper input is left to mutators that know no JSON.
const MAX_DEPTH: usize = 300;

/// One value with the exact text of its scalars and keys; white space is not kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    /// A string with its quotes, a number, a word, or anything else without structure.
    Leaf(String),
    /// An array.
    Array(Vec<Node>),
    /// An object: keys with their quotes, in order, duplicates included.
    Object(Vec<(String, Node)>),
}

impl Node {
    /// Reads the value that the text begins with, and gives the rest of the text. Scalars are not
    /// checked.
    #[must_use]
    pub fn parse_prefix(text: &str) -> Option<(Self, &str)> {
        value(text, 0)
    }

    /// Reads a text that is one value, white space aside.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (node, rest) = Self::parse_prefix(text)?;
        skip_space(rest).is_empty().then_some(node)
    }

    /// The members of an object; none of anything else.
    #[must_use]
    pub fn members(&self) -> &[(String, Self)] {
        match self {
            Self::Object(members) => members,
            Self::Leaf(_) | Self::Array(_) => &[],
        }
    }

    /// Appends the text, without white space.
    pub fn write(&self, out: &mut String) {
        match self {
            Self::Leaf(text) => out.push_str(text),
            Self::Array(items) => {
                out.push('[');
                for (nth, item) in items.iter().enumerate() {
                    out.push_str(if nth > 0 { "," } else { "" });
                    item.write(out);
                }
                out.push(']');
            }
            Self::Object(members) => {
                out.push('{');
                for (nth, (key, value)) in members.iter().enumerate() {
                    out.push_str(if nth > 0 { "," } else { "" });
                    out.push_str(key);
                    out.push(':');
                    value.write(out);
                }
                out.push('}');
            }
        }
    }

    /// The text, without white space.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut out = String::new();
        self.write(&mut out);
        out
    }

    /// Every value in it, itself first, in the order of the text.
    pub fn values(&self) -> impl Iterator<Item = &Self> {
        let mut next = vec![self];
        std::iter::from_fn(move || {
            let node = next.pop()?;
            match node {
                Self::Leaf(_) => {}
                Self::Array(items) => next.extend(items.iter().rev()),
                Self::Object(members) => next.extend(members.iter().rev().map(|(_, it)| it)),
            }
            Some(node)
        })
    }

    /// The value with this number, counted from 0 in the order of [`values`](Self::values).
    pub fn nth_mut(&mut self, nth: usize) -> Option<&mut Self> {
        let mut left = nth;
        let mut next = vec![self];
        while let Some(node) = next.pop() {
            if left == 0 {
                return Some(node);
            }
            left -= 1;
            match node {
                Self::Leaf(_) => {}
                Self::Array(items) => next.extend(items.iter_mut().rev()),
                Self::Object(members) => {
                    next.extend(members.iter_mut().rev().map(|(_, it)| it));
                }
            }
        }
        None
    }
}

fn skip_space(text: &str) -> &str {
    text.trim_start_matches([' ', '\t', '\n', '\r'])
}

fn value(text: &str, depth: usize) -> Option<(Node, &str)> {
    let text = skip_space(text);
    if depth > MAX_DEPTH {
        return None;
    }
    match text.as_bytes().first()? {
        b'"' => string(text).map(|(leaf, rest)| (Node::Leaf(leaf.to_owned()), rest)),
        b'[' => {
            let mut items = Vec::new();
            let mut rest = skip_space(&text[1..]);
            while !rest.starts_with(']') {
                let (item, after) = value(rest, depth + 1)?;
                items.push(item);
                rest = separator(after, ']')?;
            }
            Some((Node::Array(items), &rest[1..]))
        }
        b'{' => {
            let mut members = Vec::new();
            let mut rest = skip_space(&text[1..]);
            while !rest.starts_with('}') {
                let (key, after) = string(rest)?;
                let after = skip_space(after).strip_prefix(':')?;
                let (item, after) = value(after, depth + 1)?;
                members.push((key.to_owned(), item));
                rest = separator(after, '}')?;
            }
            Some((Node::Object(members), &rest[1..]))
        }
        _ => {
            let is_end = |c: char| c.is_ascii_whitespace() || ",:[]{}\"".contains(c);
            let end = text.find(is_end).unwrap_or(text.len());
            (end > 0).then(|| (Node::Leaf(text[..end].to_owned()), &text[end..]))
        }
    }
}

/// What follows a comma, or the end of the container.
fn separator(rest: &str, close: char) -> Option<&str> {
    let rest = skip_space(rest);
    if rest.starts_with(close) {
        return Some(rest);
    }
    let next = skip_space(rest.strip_prefix(',')?);
    (!next.is_empty()).then_some(next)
}

/// A string with its quotes, and the rest.
fn string(text: &str) -> Option<(&str, &str)> {
    let mut escaped = false;
    let mut bytes = text.bytes().enumerate();
    if bytes.next()?.1 != b'"' {
        return None;
    }
    for (at, byte) in bytes {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return Some(text.split_at(at + 1)),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_order_and_duplicates_are_kept() {
        let text = r#"{"a":1e999,"a":["\ud800",{},[]],"\u0062":nope}"#;
        assert_eq!(Node::parse(text).unwrap().to_text(), text);
        let spaced = " [ 1 , { \"a\" : null } ] ";
        assert_eq!(Node::parse(spaced).unwrap().to_text(), r#"[1,{"a":null}]"#);
    }

    #[test]
    fn what_is_no_json_is_no_tree() {
        for text in ["", "{", "[1", "{\"a\"}", "[1 2]", "\"a", "[}", "{1:2}"] {
            assert_eq!(Node::parse(text), None, "{text}");
        }
        assert_eq!(Node::parse(&"[".repeat(100_000)), None);
    }

    #[test]
    fn every_value_has_a_number() {
        let mut node = Node::parse(r#"{"a":[1,2],"b":{"c":3}}"#).unwrap();
        let texts: Vec<_> = node.values().map(Node::to_text).collect();
        assert_eq!(texts[1..], ["[1,2]", "1", "2", r#"{"c":3}"#, "3"]);
        for (nth, text) in texts.iter().enumerate() {
            assert_eq!(node.nth_mut(nth).unwrap().to_text(), *text);
        }
        assert_eq!(node.nth_mut(6), None);
    }
}
