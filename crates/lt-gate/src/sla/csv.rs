//! The table of a CSV file.

use csv::{ReaderBuilder, StringRecord};

use super::table::{Cell, Row, Table};

/// The one table of a file; none where it has no line.
pub(super) fn tables(text: &str) -> Vec<Table> {
    const MARK: &str = "\u{feff}";
    let begin = if text.starts_with(MARK) {
        MARK.len()
    } else {
        0
    };
    let first = text[begin..].lines().next().unwrap_or_default();
    // Where a comma stands in numbers, columns are separated by semicolons.
    let is_comma = first.contains(',') || !first.contains(';');
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(if is_comma { b',' } else { b';' })
        .from_reader(&text.as_bytes()[begin..]);
    // A text that is in memory has no line that could not be read.
    let records = reader.records().map_while(Result::ok);
    let mut rows = records.map(|record| row(&record, text, begin));
    let headings = rows.next();
    let table = headings.map(|headings| Table {
        span: headings.span,
        headings: headings.cells,
        rows: rows.collect(),
    });
    table.into_iter().collect()
}

/// A line with its cells, which are shown by the line where their place is not known.
fn row(record: &StringRecord, text: &str, begin: usize) -> Row {
    let start = record.position().map_or(0, csv::Position::byte);
    let mut start = usize::try_from(start).map_or(begin, |start| start + begin);
    // The reader counts the ends of empty lines to the line behind them.
    start += text[start..].len() - text[start..].trim_start_matches(['\r', '\n']).len();
    let line = text[start..].lines().next().unwrap_or_default();
    let span = start..start + line.len();
    let mut from = 0;
    let cells = record.iter().map(|cell| {
        let found = line[from..].find(cell).filter(|_| !cell.is_empty());
        let span = match found {
            Some(at) => {
                from += at + cell.len();
                start + from - cell.len()..start + from
            }
            None => span.clone(),
        };
        let text = cell.to_owned();
        Cell { span, text }
    });
    let cells = cells.collect();
    Row { span, cells }
}
