//! Small things about text: quoting for a line of a report, lists, anchors, lax comparison.

/// No sentence of a report quotes more characters of a page than this.
const QUOTED: usize = 120;

/// A page's text for a sentence: in backticks, on one line, without control characters, cut.
pub(crate) fn quote(text: &str) -> String {
    let mut quoted = String::from("`");
    for (count, char) in text.chars().enumerate() {
        if count == QUOTED {
            quoted.push('…');
            break;
        }
        // Neither a terminal nor the next line of the report is the page's to write on.
        if char.is_control() || matches!(char, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}') {
            quoted.extend(char.escape_unicode());
        } else {
            quoted.push(char);
        }
    }
    quoted.push('`');
    quoted
}

/// `a`, `a and b`, `a, b and c`.
pub(crate) fn list<T: AsRef<str>>(parts: &[T]) -> String {
    let mut text = String::new();
    for (at, part) in parts.iter().enumerate() {
        if at > 0 {
            text += if at + 1 == parts.len() { " and " } else { ", " };
        }
        text += part.as_ref();
    }
    text
}

/// The anchor of a heading, as the vendor's site and code hosts derive it.
pub(crate) fn anchor(heading: &str) -> String {
    heading
        .trim()
        .chars()
        .filter_map(|char| match char {
            ' ' => Some('-'),
            '-' | '_' => Some(char),
            _ if char.is_alphanumeric() => Some(char),
            _ => None,
        })
        .flat_map(char::to_lowercase)
        .collect()
}

/// Whether two headings differ at most in case and white space.
pub(crate) fn alike(left: &str, right: &str) -> bool {
    let plain = |text: &str| {
        text.split_whitespace()
            .map(str::to_lowercase)
            .collect::<Vec<_>>()
    };
    plain(left) == plain(right)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quotation_stays_on_its_line() {
        assert_eq!(quote("a_b"), "`a_b`");
        assert_eq!(quote("a\n\u{1b}[31m"), "`a\\u{a}\\u{1b}[31m`");
        assert_eq!(quote(&"x".repeat(500)).chars().count(), QUOTED + 3);
    }

    #[test]
    fn a_list_reads_as_a_sentence() {
        assert_eq!(list::<&str>(&[]), "");
        assert_eq!(list(&["a"]), "a");
        assert_eq!(list(&["a", "b"]), "a and b");
        assert_eq!(list(&["a", "b", "c"]), "a, b and c");
    }

    #[test]
    fn an_anchor_is_the_heading_in_lower_case_with_dashes() {
        assert_eq!(
            anchor("Billing Related error codes"),
            "billing-related-error-codes"
        );
        assert_eq!(anchor("script-timeout"), "script-timeout");
        assert_eq!(anchor("What's new?"), "whats-new");
    }

    #[test]
    fn case_and_white_space_make_no_other_heading() {
        assert!(alike("Error  structure", "Error Structure"));
        assert!(!alike("Error Structure", "Error Structures"));
    }
}
