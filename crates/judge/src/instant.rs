//! Instants: two texts of RFC 3339 are equal when they name the same millisecond.
//!
//! Start at [`is_same_instant`].

use jiff::Timestamp;

/// Whether two canonical texts are strings that name the same instant.
pub(crate) fn is_same_instant(one: &str, other: &str) -> bool {
    instant(one).is_some_and(|one| instant(other) == Some(one))
}

/// The milliseconds since 1970 that a canonical text names.
fn instant(canonical: &str) -> Option<i64> {
    let text: String = serde_json::from_str(canonical).ok()?;
    let instant: Timestamp = text.parse().ok()?;
    Some(instant.as_millisecond())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_equal_to_the_millisecond_in_any_zone() {
        for (one, other, expected) in [
            ("2026-01-01T02:00:00+02:00", "2026-01-01T00:00:00Z", true),
            (
                "2026-01-01T02:00:00+02:00",
                "2026-01-01T00:00:00.000Z",
                true,
            ),
            (
                "2026-01-01T00:00:00.1234Z",
                "2026-01-01T00:00:00.123Z",
                true,
            ),
            (
                "2026-01-01T00:00:00.124Z",
                "2026-01-01T00:00:00.123Z",
                false,
            ),
            ("2026-01-01T02:00:00+02:00", "2026-01-01T02:00:00Z", false),
            ("2026-01-01T02:00:00", "2026-01-01T02:00:00", false),
            ("soon", "soon", false),
        ] {
            let quoted = |text| format!("\"{text}\"");
            let found = is_same_instant(&quoted(one), &quoted(other));
            assert_eq!(found, expected, "{one} and {other}");
        }
        assert!(!is_same_instant("1", "1"));
    }
}
