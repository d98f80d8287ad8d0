//! Text from others, made safe for a terminal: no control characters, no change of direction.

use std::fmt::Write as _;

/// A text in one line: control characters and those that change the direction are escaped.
pub(crate) fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for char in text.chars() {
        if steers(char) {
            let _ = write!(plain, "{}", char.escape_default());
        } else {
            plain.push(char);
        }
    }
    plain
}

/// As [`plain`], but the ends of lines stay.
pub(crate) fn plain_lines(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(plain).collect();
    lines.join("\n")
}

/// A text of TOML with escapes of TOML, so that what is pasted into a file means the same.
pub(crate) fn plain_toml(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for char in text.chars() {
        if steers(char) && char != '\n' {
            let _ = write!(plain, "\\u{:04X}", u32::from(char));
        } else {
            plain.push(char);
        }
    }
    plain
}

fn steers(char: char) -> bool {
    let is_direction = matches!(
        char,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
    );
    let is_line = matches!(char, '\u{2028}' | '\u{2029}');
    (char.is_control() && char != '\t') || is_direction || is_line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_steers_a_terminal_is_escaped() {
        let text = "a\u{1b}[2J\r\0\u{202e}ü\n\tb";
        assert_eq!(
            plain(text),
            r"a\u{1b}[2J\r\u{0}\u{202e}ü\n".to_owned() + "\tb"
        );
        let toml = "a = \"\u{202e}ü\u{9b}\"\n";
        assert_eq!(plain_toml(toml), "a = \"\\u202Eü\\u009B\"\n");
        assert_eq!(plain_lines("a\r\nb\u{7}"), "a\nb\\u{7}");
    }
}
