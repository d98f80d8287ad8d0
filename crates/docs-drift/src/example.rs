//! The object literal in an SDK page's example, as keys and values with their lines.
//!
//! A careful small reader, not a parser of TypeScript: it takes the first `= {…}`, strings (also
//! on the line below their key), nested objects and comments; any other expression is skipped to
//! its end. Start at [`read`].

use crate::words::quote;

/// Objects deeper than this are refused; the pages have two levels.
const DEPTH: usize = 32;

/// One property.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Property {
    pub(crate) key: String,
    /// The line of the key within the code, counted from 1.
    pub(crate) line: usize,
    /// The line on which the value starts.
    pub(crate) value_line: usize,
    pub(crate) value: Value,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Value {
    Text(String),
    Object(Vec<Property>),
    /// An expression that was skipped, by its first token.
    Other(String),
}

/// The code cannot be read.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Unreadable {
    pub(crate) line: usize,
    pub(crate) why: String,
}

/// The properties of the first object literal that is assigned.
pub(crate) fn read(code: &str) -> Result<Vec<Property>, Unreadable> {
    let tokens = tokens(code)?;
    let assigned = tokens.windows(2).position(|pair| {
        matches!(pair, [a, b] if a.is('=') && b.is('{')) // an import's braces follow no `=`
    });
    let Some(at) = assigned else {
        return Err(Unreadable {
            line: 1,
            why: "no object is assigned (`= {…}`)".to_owned(),
        });
    };
    let mut reader = Reader {
        tokens: &tokens,
        at: at + 2,
    };
    reader.object(0)
}

#[derive(Debug)]
struct Token {
    line: usize,
    kind: Kind,
}

#[derive(Debug, PartialEq, Eq)]
enum Kind {
    Text(String),
    /// A name, a number, a dotted path.
    Word(String),
    Sign(char),
}

impl Token {
    fn is(&self, sign: char) -> bool {
        self.kind == Kind::Sign(sign)
    }

    fn shown(&self) -> String {
        match &self.kind {
            Kind::Text(text) | Kind::Word(text) => text.clone(),
            Kind::Sign(sign) => sign.to_string(),
        }
    }
}

struct Reader<'a> {
    tokens: &'a [Token],
    at: usize,
}

impl<'a> Reader<'a> {
    /// What follows the opening brace, with the closing one.
    fn object(&mut self, depth: usize) -> Result<Vec<Property>, Unreadable> {
        if depth >= DEPTH {
            return Err(self.refuse(format!("an object is deeper than {DEPTH} levels")));
        }
        let mut properties = Vec::new();
        loop {
            let token = self.next("an object has no end")?;
            let key = match &token.kind {
                Kind::Sign('}') => return Ok(properties),
                Kind::Sign(',') => continue,
                // `...rest` names no key of its own.
                Kind::Sign('.') => {
                    self.skip()?;
                    continue;
                }
                Kind::Text(key) | Kind::Word(key) => key.clone(),
                Kind::Sign(other) => {
                    let found = quote(&other.to_string());
                    return Err(self.refuse(format!("expected a key, found {found}")));
                }
            };
            let (value_line, value) = if self.peek().is_some_and(|next| next.is(':')) {
                self.at += 1;
                let line = self.peek().map_or(token.line, |next| next.line);
                (line, self.value(depth)?)
            } else {
                // `{ code }` and `{ method() {…} }`.
                self.skip()?;
                (token.line, Value::Other(key.clone()))
            };
            properties.push(Property {
                key,
                line: token.line,
                value_line,
                value,
            });
        }
    }

    fn value(&mut self, depth: usize) -> Result<Value, Unreadable> {
        let token = self.next("a value is missing")?;
        if token.is('}') || token.is(',') {
            return Err(self.refuse("a value is missing".to_owned()));
        }
        let value = match &token.kind {
            Kind::Sign('{') => Value::Object(self.object(depth + 1)?),
            Kind::Text(text) => Value::Text(text.clone()),
            Kind::Sign(_) | Kind::Word(_) => {
                // The first token may open a bracket, so it is skipped with the rest.
                self.at -= 1;
                Value::Other(token.shown())
            }
        };
        let ends = |next: &Token| next.is(',') || next.is('}');
        if self.peek().is_some_and(ends) {
            return Ok(value);
        }
        self.skip()?;
        Ok(Value::Other(token.shown()))
    }

    /// Goes to the comma or the brace that ends the expression.
    fn skip(&mut self) -> Result<(), Unreadable> {
        let mut depth = 0_usize;
        while let Some(token) = self.peek() {
            match token.kind {
                Kind::Sign(',' | '}') if depth == 0 => return Ok(()),
                Kind::Sign('(' | '[' | '{') => depth += 1,
                Kind::Sign(')' | ']' | '}') => depth = depth.saturating_sub(1),
                _ => {}
            }
            self.at += 1;
        }
        Err(self.refuse("an object has no end".to_owned()))
    }

    fn peek(&self) -> Option<&'a Token> {
        self.tokens.get(self.at)
    }

    fn next(&mut self, missing: &str) -> Result<&'a Token, Unreadable> {
        let token = self.peek().ok_or_else(|| self.refuse(missing.to_owned()))?;
        self.at += 1;
        Ok(token)
    }

    /// Refuses at the last token that was taken.
    fn refuse(&self, why: String) -> Unreadable {
        let last = self.at.saturating_sub(1).min(self.tokens.len() - 1);
        let line = self.tokens.get(last).map_or(1, |token| token.line);
        Unreadable { line, why }
    }
}

fn tokens(code: &str) -> Result<Vec<Token>, Unreadable> {
    let mut tokens = Vec::new();
    let mut line = 1;
    let mut rest = code;
    while let Some(char) = rest.chars().next() {
        let start = line;
        let (kind, length) = match char {
            '"' | '\'' | '`' => {
                let (text, length) = string(rest, char).ok_or_else(|| Unreadable {
                    line,
                    why: "a string has no end".to_owned(),
                })?;
                (Some(Kind::Text(text)), length)
            }
            '/' if rest.starts_with("//") => (None, rest.find('\n').unwrap_or(rest.len())),
            '/' if rest.starts_with("/*") => {
                let end = rest.find("*/").ok_or_else(|| Unreadable {
                    line,
                    why: "a comment has no end".to_owned(),
                })?;
                (None, end + 2)
            }
            _ if is_word(char) => {
                let more = |next: char| is_word(next) || next == '.';
                let end = rest.find(|next| !more(next)).unwrap_or(rest.len());
                (Some(Kind::Word(rest[..end].to_owned())), end)
            }
            _ if char.is_whitespace() => (None, char.len_utf8()),
            _ => (Some(Kind::Sign(char)), char.len_utf8()),
        };
        let (taken, left) = rest.split_at(length);
        line += taken.matches('\n').count();
        rest = left;
        tokens.extend(kind.map(|kind| Token { line: start, kind }));
    }
    Ok(tokens)
}

fn is_word(char: char) -> bool {
    char.is_alphanumeric() || matches!(char, '_' | '$')
}

/// The content of the string at the start of `text`, and its length with the quotation marks.
fn string(text: &str, mark: char) -> Option<(String, usize)> {
    let mut content = String::new();
    let mut chars = text.char_indices().skip(1);
    while let Some((at, char)) = chars.next() {
        match char {
            _ if char == mark => return Some((content, at + 1)),
            '\n' if mark != '`' => return None,
            '\\' => match chars.next()?.1 {
                'n' => content.push('\n'),
                't' => content.push('\t'),
                'u' => {
                    let digits: String = chars.by_ref().take(4).map(|(_, digit)| digit).collect();
                    let unit = u32::from_str_radix(&digits, 16).ok();
                    content.push(unit.and_then(char::from_u32).unwrap_or('\u{fffd}'));
                }
                '\n' => {}
                other => content.push(other),
            },
            _ => content.push(char),
        }
    }
    None
}

#[cfg(test)]
mod tests;
