//! The same tree in other bytes: white space between the tokens, escapes in the texts.
//!
//! Positions and lengths change; the meaning does not. Start at [`respelled`].

use std::fmt::Write as _;

use super::values::quoted;
use crate::json::Node;

/// Writes a tree with white space and escapes where JSON allows them.
pub(super) fn respelled(tree: &Node, random: &mut fastrand::Rng) -> String {
    let space = ["", " ", "\n", "\r\n", "\t", "  ", "\n    "];
    let space = random.choice(space).unwrap_or_default();
    let mut out = String::new();
    let mut writer = Writer {
        out: &mut out,
        space,
        escapes: random.u8(..) < 128,
        random,
    };
    writer.value(tree);
    out
}

struct Writer<'w> {
    out: &'w mut String,
    space: &'static str,
    escapes: bool,
    random: &'w mut fastrand::Rng,
}

impl Writer<'_> {
    fn value(&mut self, node: &Node) {
        let (open, close) = match node {
            Node::Leaf(text) => return self.scalar(text),
            Node::Array(_) => ('[', ']'),
            Node::Object(_) => ('{', '}'),
        };
        self.token(open);
        match node {
            Node::Leaf(_) => {}
            Node::Array(items) => {
                for (nth, item) in items.iter().enumerate() {
                    self.comma(nth);
                    self.value(item);
                }
            }
            Node::Object(members) => {
                for (nth, (key, value)) in members.iter().enumerate() {
                    self.comma(nth);
                    self.scalar(key);
                    self.gap();
                    self.token(':');
                    self.value(value);
                }
            }
        }
        self.gap();
        self.out.push(close);
    }

    fn comma(&mut self, nth: usize) {
        if nth > 0 {
            self.gap();
            self.token(',');
        }
    }

    fn token(&mut self, token: char) {
        self.out.push(token);
        self.gap();
    }

    fn gap(&mut self) {
        if self.random.bool() {
            self.out.push_str(self.space);
        }
    }

    /// A scalar; some characters of a text become escapes, which mean the same.
    fn scalar(&mut self, text: &str) {
        let content = serde_json::from_str::<String>(text);
        let (true, Ok(content)) = (self.escapes, content) else {
            return self.out.push_str(text);
        };
        self.out.push('"');
        for character in content.chars() {
            if self.random.u8(..) < 32 {
                for unit in character.encode_utf16(&mut [0; 2]) {
                    let _ = write!(self.out, "\\u{unit:04X}");
                }
            } else {
                let quoted = quoted(character.encode_utf8(&mut [0; 4]));
                self.out.push_str(&quoted[1..quoted.len() - 1]);
            }
        }
        self.out.push('"');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_bytes_have_the_same_meaning() {
        let text = r#"{"message":"a\"\\\u00e9\n\ud83d\ude00z","details":[1,{"k":null},[]],"":{}}"#;
        let tree = Node::parse(text).unwrap();
        let expected: serde_json::Value = serde_json::from_str(text).unwrap();
        let mut seen = std::collections::BTreeSet::new();
        for seed in 0..200 {
            let other = respelled(&tree, &mut fastrand::Rng::with_seed(seed));
            let found: serde_json::Value = serde_json::from_str(&other).unwrap();
            assert_eq!(found, expected, "{other}");
            seen.insert(other);
        }
        assert!(seen.len() > 100, "{}", seen.len());
    }
}
