//! A plain table: columns as wide as their widest cell, two blanks between them.

use std::fmt;

use super::plain::plain;

/// Rows of text under a header.
#[derive(Debug)]
pub(crate) struct Table<const N: usize> {
    rows: Vec<[String; N]>,
    /// Whether a column holds numbers, which stand on the right.
    numeric: [bool; N],
}

impl<const N: usize> Table<N> {
    /// A table with a header.
    pub(crate) fn new(header: &[&str; N]) -> Self {
        Self {
            rows: vec![header.map(ToOwned::to_owned)],
            numeric: [false; N],
        }
    }

    /// Puts all columns but the first to the right.
    pub(crate) fn numbers(mut self) -> Self {
        self.numeric = std::array::from_fn(|column| column > 0);
        self
    }

    /// Adds a row. Nothing in a cell steers the terminal.
    pub(crate) fn row(&mut self, row: [String; N]) {
        self.rows.push(row.map(|cell| plain(&cell)));
    }
}

impl<const N: usize> fmt::Display for Table<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let widths: [usize; N] = std::array::from_fn(|column| {
            self.rows
                .iter()
                .map(|row| row[column].chars().count())
                .max()
                .unwrap_or(0)
        });
        for row in &self.rows {
            let mut line = String::new();
            for (column, (cell, width)) in row.iter().zip(widths).enumerate() {
                let cell = match self.numeric[column] {
                    true => format!("{cell:>width$}"),
                    false => format!("{cell:<width$}"),
                };
                line.push_str(if column == 0 { "  " } else { "   " });
                line.push_str(&cell);
            }
            writeln!(f, "{}", line.trim_end())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_aligned_and_lines_have_no_trailing_blanks() {
        let mut table = Table::new(&["area", "must"]).numbers();
        table.row(["jobs".to_owned(), "10/10".to_owned()]);
        assert_eq!(table.to_string(), "  area    must\n  jobs   10/10\n");
    }
}
