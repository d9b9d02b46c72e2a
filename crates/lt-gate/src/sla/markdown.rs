//! The tables of a Markdown document.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::table::{Cell, Row, Table};

/// Every table of a document, in its order; what looks like one inside a code block is none.
pub(super) fn tables(text: &str) -> Vec<Table> {
    let mut tables = Vec::new();
    let mut table = Table::default();
    let mut row = Row::default();
    let mut cell: Option<Cell> = None;
    for (event, span) in Parser::new_ext(text, Options::ENABLE_TABLES).into_offset_iter() {
        match event {
            Event::Start(Tag::Table(_)) => {
                table = Table {
                    span,
                    ..Table::default()
                };
            }
            Event::Start(Tag::TableHead | Tag::TableRow) => {
                row = Row {
                    span,
                    cells: Vec::new(),
                };
            }
            Event::Start(Tag::TableCell) => {
                // The spaces beside the bars count to the cell.
                let written = &text[span.clone()];
                let start = span.start + written.len() - written.trim_start().len();
                cell = Some(Cell {
                    span: start..start + written.trim().len(),
                    text: String::new(),
                });
            }
            Event::Text(part) | Event::Code(part) => {
                if let Some(cell) = &mut cell {
                    cell.text.push_str(&part);
                }
            }
            Event::InlineHtml(_) | Event::SoftBreak | Event::HardBreak => {
                if let Some(cell) = &mut cell {
                    cell.text.push(' ');
                }
            }
            Event::End(TagEnd::TableCell) => row.cells.extend(cell.take()),
            Event::End(TagEnd::TableHead) => table.headings = std::mem::take(&mut row.cells),
            Event::End(TagEnd::TableRow) => table.rows.push(std::mem::take(&mut row)),
            Event::End(TagEnd::Table) => tables.push(std::mem::take(&mut table)),
            _ => {}
        }
    }
    tables
}
