//! A table in Markdown.

use std::fmt;

/// Rows under a header. The first columns are text, the others figures.
#[derive(Debug)]
pub(super) struct Table {
    header: Vec<String>,
    n_text: usize,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table of `n_text` columns of text and some of figures.
    pub(super) fn new(n_text: usize, header: &[&str]) -> Self {
        Self {
            header: header.iter().map(ToString::to_string).collect(),
            n_text,
            rows: Vec::new(),
        }
    }

    /// Adds a row; its cells are as many as the header's.
    pub(super) fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().collect());
    }
}

/// What is not known is a dash.
pub(super) fn cell(value: Option<impl fmt::Display>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| value.to_string())
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut line = |cells: &[String]| {
            let cells: Vec<String> = cells.iter().map(|cell| cell.replace('|', "\\|")).collect();
            writeln!(f, "| {} |", cells.join(" | "))
        };
        line(&self.header)?;
        let rule = |n| if n < self.n_text { "---" } else { "---:" }.to_owned();
        line(&(0..self.header.len()).map(rule).collect::<Vec<_>>())?;
        self.rows.iter().try_for_each(|row| line(row))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_stand_right_and_a_bar_in_a_cell_is_no_border() {
        let mut table = Table::new(1, &["tool", "req/s"]);
        table.row(["lt-gen | lt-report".to_owned(), cell(Some(5))]);
        table.row(["hey".to_owned(), cell(None::<u64>)]);
        let expected =
            "| tool | req/s |\n| --- | ---: |\n| lt-gen \\| lt-report | 5 |\n| hey | - |\n";
        assert_eq!(table.to_string(), expected);
    }
}
