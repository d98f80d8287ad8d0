//! The tokens of lenient JSON: scalars and keys, each as its canonical text.

use super::{TreeError, canonical_string};

/// A place in a text.
pub(super) struct Source<'a> {
    pub(super) text: &'a str,
    pub(super) at: usize,
}

impl Source<'_> {
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

    pub(super) fn key(&mut self) -> Result<String, TreeError> {
        self.skip_space();
        let key = self.string()?;
        self.skip_space();
        if self.eat(b':') {
            Ok(key)
        } else {
            Err(self.expected("`:`"))
        }
    }

    pub(super) fn scalar(&mut self) -> Result<String, TreeError> {
        if self.peek() == Some(b'"') {
            return self.string();
        }
        for word in ["null", "true", "false", "NaN", "Infinity", "-Infinity"] {
            if self.text[self.at..].starts_with(word) {
                self.at += word.len();
                return Ok(word.to_owned());
            }
        }
        self.number()
    }

    fn digits(&mut self) -> &str {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        &self.text[start..self.at]
    }

    fn number(&mut self) -> Result<String, TreeError> {
        let negative = self.eat(b'-');
        let whole = self.digits().to_owned();
        if whole.is_empty() || (whole.len() > 1 && whole.starts_with('0')) {
            return Err(self.expected("a JSON value"));
        }
        let mut fraction = String::new();
        if self.eat(b'.') {
            self.digits().clone_into(&mut fraction);
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
        Ok(canonical_number(negative, &whole, &fraction, exponent))
    }

    fn string(&mut self) -> Result<String, TreeError> {
        if !self.eat(b'"') {
            return Err(self.expected("a string"));
        }
        let mut units = Vec::new();
        loop {
            let rest = &self.text[self.at..];
            let Some(next) = rest.chars().next() else {
                return Err(self.expected("the end of the string"));
            };
            match next {
                '"' => {
                    self.at += 1;
                    return Ok(canonical_string(units.into_iter()));
                }
                '\\' => {
                    self.at += 1;
                    units.push(self.escape()?);
                }
                '\0'..='\u{1f}' => return Err(self.expected("no raw control character")),
                _ => {
                    let mut buffer = [0; 2];
                    units.extend_from_slice(next.encode_utf16(&mut buffer));
                    self.at += next.len_utf8();
                }
            }
        }
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
