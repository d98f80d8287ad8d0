//! Lone surrogates, which most languages cannot keep in a text: they read the replacement character.
//!
//! Start at [`replaced`].

/// A canonical text with the replacement character for each lone surrogate; none where it has none.
pub(crate) fn replaced(canonical: &str) -> Option<String> {
    let (mut out, mut rest) = (String::new(), canonical);
    let mut is_changed = false;
    while let Some(at) = rest.find('\\') {
        let (before, escape) = rest.split_at(at);
        let (length, is_lone) = match (unit(escape), escape.get(6..).and_then(unit)) {
            (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => (12, false),
            (Some(0xd800..=0xdfff), _) => (6, true),
            _ => (1, false),
        };
        let (escape, after) = escape.split_at(length);
        out.extend([before, if is_lone { "\\ufffd" } else { escape }]);
        is_changed |= is_lone;
        rest = after;
    }
    out.push_str(rest);
    is_changed.then_some(out)
}

/// Whether a body has an escape that could be one of a surrogate; most have none.
pub(crate) fn may_have_surrogates(body: &[u8]) -> bool {
    let mut escapes = body.windows(3);
    escapes.any(|three| matches!(three, [b'\\', b'u', b'd' | b'D']))
}

/// The UTF-16 unit of an escape.
fn unit(escape: &str) -> Option<u16> {
    let digits = escape.strip_prefix("\\u")?.get(..4)?;
    u16::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lone_surrogates_are_replaced_and_pairs_stay() {
        for (canonical, expected) in [
            (r#""\ud83d\ude00""#, None),
            (r#""\u000a""#, None),
            (r#"{"a\ud800":"b"}"#, Some(r#"{"a\ufffd":"b"}"#)),
            (r#""\udc00\ud83d\ude00""#, Some(r#""\ufffd\ud83d\ude00""#)),
            (r#""\ud800\ud800""#, Some(r#""\ufffd\ufffd""#)),
        ] {
            assert_eq!(replaced(canonical).as_deref(), expected, "{canonical}");
        }
    }
}
