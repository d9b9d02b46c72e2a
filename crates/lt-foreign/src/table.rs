//! CSV with a header: columns by name, whatever their order.

use std::borrow::Cow;

use crate::Flaw;
use crate::number;
use crate::stream::Stream;
use crate::translated::Translate;

/// A format whose first row names its columns.
pub(crate) trait Columns: Sized {
    /// Finds the columns in the header.
    fn find(header: &Header<'_>) -> Result<Self, Flaw>;

    /// Translates a row that has as many cells as the header.
    fn read(&mut self, row: &Cells<'_>, out: &mut Stream) -> Result<(), Flaw>;

    /// As [`Translate::left_out`].
    fn left_out(&self) -> Vec<String> {
        Vec::new()
    }
}

/// A reader of such a format.
#[derive(Debug)]
pub(crate) struct Table<C> {
    columns: Option<(usize, C)>,
}

impl<C> Default for Table<C> {
    fn default() -> Self {
        Self { columns: None }
    }
}

impl<C: Columns> Translate for Table<C> {
    fn row(&mut self, row: &str, out: &mut Stream) -> Result<(), Flaw> {
        let cells = cells_of(row)?;
        let Some((wanted, columns)) = &mut self.columns else {
            self.columns = Some((cells.len(), C::find(&Header(&cells))?));
            return Ok(());
        };
        match cells.len() == *wanted {
            true => columns.read(&Cells(&cells), out),
            false => Err(Flaw::Cells {
                found: cells.len(),
                wanted: *wanted,
            }),
        }
    }

    fn left_out(&self) -> Vec<String> {
        let columns = self.columns.as_ref();
        columns.map_or_else(Vec::new, |(_, columns)| columns.left_out())
    }
}

/// The names of the columns.
pub(crate) struct Header<'h>(&'h [Cow<'h, str>]);

/// A column, by its place and name.
pub(crate) type Column = (usize, &'static str);

impl Header<'_> {
    /// The column of this name, which must be there.
    pub(crate) fn column(&self, name: &'static str) -> Result<Column, Flaw> {
        self.optional(name).ok_or(Flaw::NoColumn(name))
    }

    /// The column of this name, where it is there.
    pub(crate) fn optional(&self, name: &'static str) -> Option<Column> {
        let place = self.0.iter().position(|cell| cell.trim() == name)?;
        Some((place, name))
    }
}

/// One row.
pub(crate) struct Cells<'c>(pub(crate) &'c [Cow<'c, str>]);

impl Cells<'_> {
    /// The text of a cell.
    pub(crate) fn text(&self, (place, _): Column) -> &str {
        self.0.get(place).map_or("", |cell| &**cell)
    }

    /// The text of a cell that may not be there; empty then.
    pub(crate) fn optional_text(&self, column: Option<Column>) -> &str {
        column.map_or("", |column| self.text(column))
    }

    /// A length or an instant of time, in whole microseconds; `unit` is how many of them the column counts in.
    pub(crate) fn micros(&self, column: Column, unit: f64) -> Result<u64, Flaw> {
        number::micros_of(self.text(column).trim(), unit, column.1)
    }

    /// A whole number; 0 where the cell is empty.
    pub(crate) fn count(&self, column: Column) -> Result<u64, Flaw> {
        number::count_of(self.text(column).trim(), column.1)
    }
}

/// The cells of a row of CSV.
pub(crate) fn cells_of(row: &str) -> Result<Vec<Cow<'_, str>>, Flaw> {
    let mut cells = Vec::new();
    let mut rest = row;
    loop {
        let (cell, behind) = match rest.strip_prefix('"') {
            Some(quoted) => quoted_cell(quoted)?,
            None => {
                let end = rest.find(',').unwrap_or(rest.len());
                (Cow::Borrowed(&rest[..end]), &rest[end..])
            }
        };
        cells.push(cell);
        match behind.strip_prefix(',') {
            Some(more) => rest = more,
            None if behind.is_empty() => return Ok(cells),
            None => return Err(Flaw::Quote),
        }
    }
}

/// The cell behind its opening quote, and what follows the closing one.
fn quoted_cell(text: &str) -> Result<(Cow<'_, str>, &str), Flaw> {
    let mut from = 0;
    loop {
        let end = from + text[from..].find('"').ok_or(Flaw::Quote)?;
        let behind = &text[end + 1..];
        if behind.starts_with('"') {
            from = end + 2;
            continue;
        }
        let cell = &text[..end];
        let cell = match from {
            0 => Cow::Borrowed(cell),
            _ => Cow::Owned(cell.replace("\"\"", "\"")),
        };
        return Ok((cell, behind));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, prop_assert_eq, proptest};

    use super::*;
    use crate::rows::Rows;

    #[track_caller]
    fn check(row: &str, expected: &[&str]) {
        assert_eq!(cells_of(row).unwrap(), expected, "{row}");
    }

    #[test]
    fn cells_are_cut_at_commas_and_quotes_are_taken_off() {
        check("a,b,,", &["a", "b", "", ""]);
        check("", &[""]);
        check(
            "\"a,b\",\"say \"\"hi\"\"\",\"\"",
            &["a,b", "say \"hi\"", ""],
        );
        check("\"x\ny\",5\" disk", &["x\ny", "5\" disk"]);
        check(r#""","#, &["", ""]);
    }

    proptest! {
        #[test]
        fn what_a_writer_of_csv_writes_is_read_back(rows in proptest::collection::vec(any::<[String; 3]>(), 0..9)) {
            let mut writer = csv::Writer::from_writer(Vec::new());
            rows.iter().for_each(|row| writer.write_record(row).unwrap());
            let text = writer.into_inner().unwrap();
            let mut cut = Rows::new(true);
            cut.fill(&mut &*text).unwrap();
            for row in rows {
                let bytes = cut.next().unwrap().1.unwrap();
                prop_assert_eq!(cells_of(std::str::from_utf8(bytes).unwrap()).unwrap(), row);
            }
            prop_assert_eq!(cut.next().map(|(line, _)| line), None);
        }
    }

    #[test]
    fn a_quote_that_does_not_end_with_its_cell_is_refused() {
        for row in ["\"a", "\"a\"b", "\"a\"\"", "a,\""] {
            assert!(matches!(cells_of(row), Err(Flaw::Quote)), "{row}");
        }
    }
}
