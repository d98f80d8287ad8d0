//! Lines of a text, counted from 1. Start at [`line_of`].

/// The line, counted from 1, of a byte.
pub fn line_of(text: &str, byte: usize) -> usize {
    text.as_bytes()[..byte.min(text.len())]
        .iter()
        .filter(|&&byte| byte == b'\n')
        .count()
        + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_counted_from_1() {
        let text = "a = 1\nb = 2\n";
        assert_eq!([0, 5, 6, 99].map(|byte| line_of(text, byte)), [1, 1, 2, 3]);
    }
}
