//! A strict reading of one JSON object that shares no code with any parser and builds nothing.
//!
//! It runs on every execution of the fuzzers, so it is made to be fast: one pass, no allocation,
//! no tree. It accepts exactly what the contract's reader must accept. Start at [`walk`].

use std::borrow::Cow;

use contract::read::MAX_DEPTH;

/// Gives every member of an object, in order, to `each`: the name that its key spells, and its
/// value as it stands. Half of a surrogate pair in a name is a replacement character. `None` when
/// the text is not one object in JSON, at most [`MAX_DEPTH`] containers deep.
pub(super) fn walk<'t>(text: &'t str, mut each: impl FnMut(Cow<'t, str>, &'t str)) -> Option<()> {
    let mut scan = Scan { text, at: 0 };
    scan.space();
    scan.expect(b'{')?;
    scan.space();
    if !scan.eat(b'}') {
        loop {
            let key = scan.key()?;
            let value = scan.value()?;
            each(name(key), value);
            scan.space();
            if scan.eat(b'}') {
                break;
            }
            scan.expect(b',')?;
            scan.space();
        }
    }
    scan.space();
    (scan.at == text.len()).then_some(())
}

/// The content of a valid JSON string with its quotes; `None` when it is not Unicode.
pub(super) fn content(quoted: &str) -> Option<Cow<'_, str>> {
    let inner = inner(quoted);
    match has_escapes(inner) {
        false => Some(inner.into()),
        true => String::from_utf16(&units(inner)).ok().map(Cow::Owned),
    }
}

fn name(quoted: &str) -> Cow<'_, str> {
    let inner = inner(quoted);
    match has_escapes(inner) {
        false => inner.into(),
        true => String::from_utf16_lossy(&units(inner)).into(),
    }
}

fn inner(quoted: &str) -> &str {
    quoted
        .get(1..quoted.len().wrapping_sub(1))
        .unwrap_or_default()
}

fn has_escapes(inner: &str) -> bool {
    memchr::memchr(b'\\', inner.as_bytes()).is_some()
}

/// The UTF-16 units that the inside of a valid string spells.
fn units(inner: &str) -> Vec<u16> {
    let mut units = Vec::with_capacity(inner.len());
    let mut rest = inner;
    while let Some(at) = rest.find('\\') {
        units.extend(rest[..at].encode_utf16());
        let escape = &rest[at + 1..];
        let (unit, length) = match escape.as_bytes().first() {
            Some(b'u') => (
                u16::from_str_radix(escape.get(1..5).unwrap_or_default(), 16),
                5,
            ),
            Some(b'n') => (Ok(10), 1),
            Some(b't') => (Ok(9), 1),
            Some(b'r') => (Ok(13), 1),
            Some(b'b') => (Ok(8), 1),
            Some(b'f') => (Ok(12), 1),
            other => (Ok(u16::from(other.copied().unwrap_or_default())), 1),
        };
        units.push(unit.unwrap_or_default());
        rest = escape.get(length..).unwrap_or_default();
    }
    units.extend(rest.encode_utf16());
    units
}

struct Scan<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Scan<'t> {
    /// A key with its quotes; the colon behind it is taken, too.
    fn key(&mut self) -> Option<&'t str> {
        let key = self.string()?;
        self.space();
        self.expect(b':')?;
        self.space();
        Some(key)
    }

    /// A value inside the root.
    fn value(&mut self) -> Option<&'t str> {
        let start = self.at;
        // One bit for each open container: 1 for an object.
        let (mut open, mut depth) = (0_u128, 0);
        'values: loop {
            match self.peek()? {
                b'"' => drop(self.string()?),
                bracket @ (b'{' | b'[') => {
                    self.at += 1;
                    depth += 1;
                    if depth == MAX_DEPTH {
                        return None;
                    }
                    open = open << 1 | u128::from(bracket == b'{');
                    self.space();
                    if !self.eat(close(open)) {
                        self.key_in(open)?;
                        continue;
                    }
                    depth -= 1;
                    open >>= 1;
                }
                b't' => self.word("true")?,
                b'f' => self.word("false")?,
                b'n' => self.word("null")?,
                _ => self.number()?,
            }
            loop {
                if depth == 0 {
                    return self.text.get(start..self.at);
                }
                self.space();
                if self.eat(b',') {
                    self.space();
                    self.key_in(open)?;
                    continue 'values;
                }
                self.expect(close(open))?;
                depth -= 1;
                open >>= 1;
            }
        }
    }

    /// The key of the next value, where the innermost container is an object.
    fn key_in(&mut self, open: u128) -> Option<()> {
        if open & 1 == 1 {
            self.key()?;
        }
        Some(())
    }

    fn string(&mut self) -> Option<&'t str> {
        let start = self.at;
        self.expect(b'"')?;
        loop {
            let rest = self.text.as_bytes().get(self.at..)?;
            let length = memchr::memchr2(b'"', b'\\', rest)?;
            // No early exit, so that the loop becomes a few wide instructions.
            let plain = &rest[..length];
            if plain.iter().fold(false, |any, byte| any | (*byte < 0x20)) {
                return None;
            }
            self.at += length + 1;
            if rest[length] == b'"' {
                return self.text.get(start..self.at);
            }
            match rest.get(length + 1)? {
                b'u' => {
                    let digits = rest.get(length + 2..length + 6)?;
                    digits.iter().all(u8::is_ascii_hexdigit).then_some(())?;
                    self.at += 5;
                }
                b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => self.at += 1,
                _ => return None,
            }
        }
    }

    fn number(&mut self) -> Option<()> {
        self.eat(b'-');
        if !self.eat(b'0') {
            self.digits()?;
        }
        if self.eat(b'.') {
            self.digits()?;
        }
        if self.eat(b'e') || self.eat(b'E') {
            let _ = self.eat(b'+') || self.eat(b'-');
            self.digits()?;
        }
        Some(())
    }

    fn digits(&mut self) -> Option<()> {
        let rest = self.text.as_bytes().get(self.at..)?;
        let count = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        self.at += count;
        (count > 0).then_some(())
    }

    fn word(&mut self, word: &str) -> Option<()> {
        let found = self.text.get(self.at..)?.starts_with(word);
        self.at += word.len();
        found.then_some(())
    }

    fn space(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.peek() {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn eat(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn expect(&mut self, byte: u8) -> Option<()> {
        self.eat(byte).then_some(())
    }
}

fn close(open: u128) -> u8 {
    if open & 1 == 1 { b'}' } else { b']' }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn members(text: &str) -> Option<Vec<(String, String)>> {
        let mut members = Vec::new();
        walk(text, |name, value| {
            members.push((name.into_owned(), value.to_owned()))
        })?;
        Some(members)
    }

    #[test]
    fn names_and_values_are_given_as_they_stand() {
        let text = r#" { "a" : [ 1, {"b":2} ] ,"\u0061\ud83d\ude00\ud800\n": "x\"" } "#;
        let expected = [
            ("a", r#"[ 1, {"b":2} ]"#),
            ("a\u{1f600}\u{fffd}\n", r#""x\"""#),
        ];
        let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(members(text), Some(expected.to_vec()));
        assert_eq!(content(r#""\u0041\/""#).as_deref(), Some("A/"));
        assert_eq!(content(r#""\udc00""#), None);
    }

    #[test]
    fn what_another_parser_refuses_is_refused() {
        let values = [
            "1",
            "-0",
            "01",
            "1.",
            ".5",
            "1e",
            "1e+7",
            "-",
            "+1",
            "tru",
            "nulll",
            "NaN",
            "[1,]",
            "[,1]",
            "[1 2]",
            "{\"a\"}",
            "{\"a\":1,}",
            "{1:2}",
            "[}",
            "\"\\x\"",
            "\"\\u12g4\"",
            "\"\n\"",
            "\"\u{7f}\u{2028}\"",
            "[[], {}, [{}]]",
            "\"",
            "{",
            "",
            "\\",
            "1 1",
        ];
        for value in values {
            for text in [
                format!("{{\"k\":{value}}}"),
                format!("{{\"k\": [ {value} ] }} "),
            ] {
                let other = serde_json::from_str::<serde_json::Value>(&text);
                assert_eq!(members(&text).is_some(), other.is_ok(), "{text}");
            }
        }
        for text in ["", "[]", "{}x", "{} {}", "\u{feff}{}", "{,}", "{\"a\" 1}"] {
            assert_eq!(members(text), None, "{text}");
        }
    }

    #[test]
    fn the_depth_is_bounded_as_in_the_reader() {
        let nested = |depth| format!("{{\"k\":{}{}}}", "[".repeat(depth), "]".repeat(depth));
        assert!(members(&nested(MAX_DEPTH - 1)).is_some());
        assert!(members(&nested(MAX_DEPTH)).is_none());
    }
}
