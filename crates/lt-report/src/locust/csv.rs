//! Rows of CSV as Python's `csv` writes them: quotes only where they are needed, CRLF at the end of a row.

use std::fmt::{Display, Write as _};
use std::io::{self, Write};

use lt_cli::message::harmless;

/// Rows under construction.
#[derive(Debug, Default)]
pub(crate) struct Csv {
    text: String,
    in_row: bool,
}

impl Csv {
    /// Rows are handed on in pieces of about this size.
    const PIECE: usize = 1 << 16;

    /// A row of words that are ours.
    pub(crate) fn header(&mut self, names: impl IntoIterator<Item: AsRef<str>>) {
        for name in names {
            self.text(name.as_ref());
        }
        self.end_row();
    }

    /// A cell of text from outside. It has no control characters and does not begin like a formula, which a spreadsheet
    /// would run: an apostrophe is put before it.
    pub(crate) fn text(&mut self, cell: &str) -> &mut Self {
        self.begin_cell();
        match cell.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
            true => self.push(cell),
            false => self.push(&harmless(cell)),
        }
        self
    }

    /// A cell that is no text: a number, a word of ours.
    pub(crate) fn plain(&mut self, cell: impl Display) -> &mut Self {
        self.begin_cell();
        write!(self.text, "{cell}").expect("a string takes everything");
        self
    }

    /// As [`Csv::plain`], empty of nothing.
    pub(crate) fn maybe(&mut self, cell: Option<impl Display>) -> &mut Self {
        match cell {
            Some(cell) => self.plain(cell),
            None => self.plain(""),
        }
    }

    pub(crate) fn end_row(&mut self) {
        self.text.push_str("\r\n");
        self.in_row = false;
    }

    /// Hands the rows on when they are many.
    pub(crate) fn hand_on(&mut self, out: &mut impl Write) -> io::Result<()> {
        match self.text.len() < Self::PIECE {
            true => Ok(()),
            false => self.hand_on_all(out),
        }
    }

    pub(crate) fn hand_on_all(&mut self, out: &mut impl Write) -> io::Result<()> {
        out.write_all(self.text.as_bytes())?;
        self.text.clear();
        Ok(())
    }

    pub(super) fn into_text(self) -> String {
        self.text
    }

    fn begin_cell(&mut self) {
        if self.in_row {
            self.text.push(',');
        }
        self.in_row = true;
    }

    fn push(&mut self, cell: &str) {
        let guard = if cell.starts_with(is_formula) {
            "'"
        } else {
            ""
        };
        if cell.contains(['"', ',']) {
            let doubled = cell.replace('"', "\"\"");
            self.text.extend(["\"", guard, &doubled, "\""]);
        } else {
            self.text.extend([guard, cell]);
        }
    }
}

/// Whether spreadsheets take a cell that begins like this for a formula, in half or full width.
fn is_formula(first: char) -> bool {
    matches!(first, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠')
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::{prop_assert, prop_assert_eq, proptest};

    use super::*;

    fn read_back(text: &str) -> Vec<Vec<String>> {
        let mut reader = csv::ReaderBuilder::new();
        let mut reader = reader.flexible(true).from_reader(text.as_bytes());
        let row = |row: csv::StringRecord| row.iter().map(ToOwned::to_owned).collect();
        reader
            .records()
            .map(|record| row(record.unwrap()))
            .collect()
    }

    fn written(rows: &[Vec<&str>]) -> String {
        let mut csv = Csv::default();
        for row in rows {
            for cell in row {
                csv.text(cell);
            }
            csv.end_row();
        }
        csv.into_text()
    }

    #[test]
    fn quotes_stand_only_where_they_are_needed() {
        let rows = [vec!["GET", "/a b", ""], vec!["a,b", "say \"hi\"", "'x'"]];
        let text = "GET,/a b,\r\n\"a,b\",\"say \"\"hi\"\"\",'x'\r\n";
        assert_eq!(written(&rows), text);
    }

    #[test]
    fn what_begins_like_a_formula_is_text() {
        let rows = [
            vec!["=1+1", "-x", "@sum", "+,\"", "＝1"],
            vec!["\t=1", "\r=1", "a\0b", "a\r\nb", "a=1"],
        ];
        let text = "'=1+1,'-x,'@sum,\"'+,\"\"\",'＝1\r\n\u{fffd}=1,\u{fffd}=1,a\u{fffd}b,a\u{fffd}\u{fffd}b,a=1\r\n";
        assert_eq!(written(&rows), text);
    }

    proptest! {
        #[test]
        fn hostile_cells_are_read_back_and_harmless(rows in vec(vec(r#"[=+\-@＝'",;|\t\r\n\x00-\x1f\x7f\u{202e}a-c ]{0,6}|.{0,6}"#, 2..5), 1..5)) {
            let cells: Vec<Vec<&str>> = rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
            // A file begins with its header, before which a reader takes a byte order mark away.
            let mut text = "one,two\r\n".to_owned();
            text += &written(&cells);
            prop_assert_eq!(text.lines().count(), 1 + rows.len());
            let read = read_back(&text);
            prop_assert_eq!(read.len(), rows.len());
            for (cell, typed) in read.iter().flatten().zip(rows.iter().flatten()) {
                prop_assert!(!cell.starts_with(|c: char| is_formula(c) || c.is_control()));
                prop_assert!(!cell.chars().any(char::is_control));
                let typed = harmless(typed);
                let guarded = format!("'{typed}");
                prop_assert!(*cell == typed || (typed.starts_with(is_formula) && *cell == guarded));
            }
            for (row, typed) in read.iter().zip(&rows) {
                prop_assert_eq!(row.len(), typed.len());
            }
        }
    }
}
