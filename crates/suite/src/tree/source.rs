//! The tokens of lenient JSON: scalars and keys, each as its canonical text.

use super::{Span, TreeError, is_plain, push_unit};

/// A position in a text, and what was read so far.
pub(super) struct Source<'a> {
    text: &'a str,
    pub(super) at: usize,
    /// The canonical texts of all scalars and keys so far.
    pub(super) canonical: String,
}

impl<'a> Source<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            text,
            at: 0,
            canonical: String::with_capacity(text.len()),
        }
    }

    pub(super) fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    pub(super) fn eat(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    pub(super) fn skip_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    pub(super) fn expected(&self, expected: &'static str) -> TreeError {
        TreeError {
            at: self.at,
            expected,
        }
    }

    pub(super) fn key(&mut self) -> Result<Span, TreeError> {
        self.skip_space();
        let key = self.string()?;
        self.skip_space();
        if self.eat(b':') {
            Ok(key)
        } else {
            Err(self.expected("`:`"))
        }
    }

    pub(super) fn scalar(&mut self) -> Result<Span, TreeError> {
        if self.peek() == Some(b'"') {
            return self.string();
        }
        for word in ["null", "true", "false", "NaN", "Infinity", "-Infinity"] {
            if self.text[self.at..].starts_with(word) {
                self.at += word.len();
                return Ok(self.keep(word));
            }
        }
        self.number()
    }

    fn keep(&mut self, canonical: &str) -> Span {
        let start = self.canonical.len();
        self.canonical.push_str(canonical);
        start..self.canonical.len()
    }

    fn digits(&mut self) -> &'a str {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        &self.text[start..self.at]
    }

    fn number(&mut self) -> Result<Span, TreeError> {
        let negative = self.eat(b'-');
        let whole = self.digits();
        if whole.is_empty() || (whole.len() > 1 && whole.starts_with('0')) {
            return Err(self.expected("a JSON value"));
        }
        let mut fraction = "";
        if self.eat(b'.') {
            fraction = self.digits();
            if fraction.is_empty() {
                return Err(self.expected("a digit"));
            }
        }
        let mut exponent = 0_i128;
        if self.eat(b'e') || self.eat(b'E') {
            let minus = self.eat(b'-');
            if !minus {
                self.eat(b'+');
            }
            let digits = self.digits();
            if digits.is_empty() {
                return Err(self.expected("a digit"));
            }
            // An exponent of more than 38 digits is as good as the largest one.
            exponent = digits.parse().unwrap_or(i128::MAX / 2);
            if minus {
                exponent = -exponent;
            }
        }
        Ok(self.keep(&canonical_number(negative, whole, fraction, exponent)))
    }

    fn string(&mut self) -> Result<Span, TreeError> {
        if !self.eat(b'"') {
            return Err(self.expected("a string"));
        }
        let start = self.canonical.len();
        self.canonical.push('"');
        loop {
            self.plain_characters();
            let Some(next) = self.text[self.at..].chars().next() else {
                return Err(self.expected("the end of the string"));
            };
            match next {
                '"' => {
                    self.at += 1;
                    self.canonical.push('"');
                    return Ok(start..self.canonical.len());
                }
                '\\' => {
                    self.at += 1;
                    let unit = self.escape()?;
                    push_unit(&mut self.canonical, unit);
                }
                '\0'..='\u{1f}' => return Err(self.expected("no raw control character")),
                _ => {
                    for unit in next.encode_utf16(&mut [0; 2]) {
                        push_unit(&mut self.canonical, *unit);
                    }
                    self.at += next.len_utf8();
                }
            }
        }
    }

    /// Copies everything up to the next character that has an escape.
    fn plain_characters(&mut self) {
        const BLOCK: usize = 32;
        let rest = &self.text[self.at..];
        // Without an exit in the middle of a block, a block is a few instructions.
        let blocks = rest.as_bytes().chunks_exact(BLOCK).take_while(|block| {
            let plain = block.iter().map(|byte| is_plain(*byte));
            plain.fold(true, |all, plain| all & plain)
        });
        let sure = blocks.count() * BLOCK;
        let more = rest.bytes().skip(sure).position(|byte| !is_plain(byte));
        let plain = &rest[..more.map_or(rest.len(), |more| sure + more)];
        self.canonical.push_str(plain);
        self.at += plain.len();
    }

    fn escape(&mut self) -> Result<u16, TreeError> {
        let Some(letter) = self.peek() else {
            return Err(self.expected("an escape"));
        };
        self.at += 1;
        let unit = match letter {
            b'"' | b'\\' | b'/' => letter,
            b'b' => 0x08,
            b'f' => 0x0c,
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'u' => {
                let hex = self.text.get(self.at..self.at + 4);
                let unit = hex
                    .filter(|hex| hex.bytes().all(|byte| byte.is_ascii_hexdigit()))
                    .and_then(|hex| u16::from_str_radix(hex, 16).ok())
                    .ok_or_else(|| self.expected("four hexadecimal digits"))?;
                self.at += 4;
                return Ok(unit);
            }
            _ => return Err(self.expected("an escape")),
        };
        Ok(u16::from(unit))
    }
}

fn canonical_number(negative: bool, whole: &str, fraction: &str, exponent: i128) -> String {
    let digits = format!("{whole}{fraction}");
    let digits = digits.trim_start_matches('0');
    let significant = digits.trim_end_matches('0');
    if significant.is_empty() {
        return "0".to_owned();
    }
    let trailing = i128::try_from(digits.len() - significant.len()).unwrap_or(i128::MAX);
    let behind_point = i128::try_from(fraction.len()).unwrap_or(i128::MAX);
    let exponent = exponent
        .saturating_sub(behind_point)
        .saturating_add(trailing);
    let sign = if negative { "-" } else { "" };
    format!("{sign}{significant}e{exponent}")
}
