//! Numbers that no double holds: most readers make an infinity of them.
//!
//! Start at [`is_overflow_of`].

/// Whether two canonical texts are equal but for numbers beyond a double, of which the first text
/// has the infinity with their sign. At any depth.
pub(crate) fn is_overflow_of(shown: &str, sent: &str) -> bool {
    if !shown.contains("Infinity") {
        return false;
    }
    let (mut shown, mut sent) = (shown, sent);
    while !shown.is_empty() && !sent.is_empty() {
        let (one, other) = (token(shown), token(sent));
        let is_infinite = match one {
            "Infinity" => is_beyond(other),
            "-Infinity" => other.strip_prefix('-').is_some_and(is_beyond),
            _ => false,
        };
        if one != other && !is_infinite {
            return false;
        }
        shown = &shown[one.len()..];
        sent = &sent[other.len()..];
    }
    shown.is_empty() && sent.is_empty()
}

/// Whether a number without a sign is larger than every double.
fn is_beyond(number: &str) -> bool {
    number.starts_with(|first: char| first.is_ascii_digit())
        && number.parse::<f64>().is_ok_and(f64::is_infinite)
}

/// The first token of canonical text: a string, a bracket, a comma, a colon, or anything else up to
/// one of these. A string has no escaped quotes: canonical text writes them in hexadecimal.
fn token(text: &str) -> &str {
    let length = match text.as_bytes() {
        [b'"', rest @ ..] => {
            let end = rest.iter().position(|byte| *byte == b'"');
            end.map_or(text.len(), |end| end + 2)
        }
        [b'[' | b']' | b'{' | b'}' | b',' | b':', ..] => 1,
        bytes => {
            let ends = |byte: &u8| b"\"[]{},:".contains(byte);
            bytes.iter().position(ends).unwrap_or(text.len())
        }
    };
    &text[..length]
}

#[cfg(test)]
mod tests {
    use suite::tree::Tree;

    use super::*;

    #[test]
    fn a_number_beyond_a_double_may_be_shown_as_the_infinity_of_its_sign() {
        let large = format!("1{}", "0".repeat(400));
        for (shown, sent, expected) in [
            ("Infinity", "1e999", true),
            ("-Infinity", "-1e999", true),
            ("Infinity", "-1e999", false),
            ("-Infinity", "1e999", false),
            ("Infinity", "1e308", false),
            ("Infinity", "\"1e999\"", false),
            ("Infinity", &large, true),
            (
                r#"{"a":[1,-Infinity],"b":"Infinity"}"#,
                r#"{"b":"Infinity","a":[1,-2e400]}"#,
                true,
            ),
            (r#"{"a":[2,-Infinity]}"#, r#"{"a":[1,-2e400]}"#, false),
            (r#"[Infinity,1e999]"#, r#"[1e999,1e999]"#, true),
            (r#"[Infinity]"#, r#"[1e999,1]"#, false),
            (r#"["a,Infinity"]"#, r#"["a,1e999"]"#, false),
            ("1e999", "1e998", false),
        ] {
            let canonical = |text| Tree::parse(text).unwrap().into_canonical();
            let found = is_overflow_of(&canonical(shown), &canonical(sent));
            assert_eq!(found, expected, "{shown} for {sent}");
        }
    }
}
