//! What was asked to be compared: one row a group, the best of each column marked, and the same in words.

use lt_stats::{By, Summary};

use super::Look;
use crate::comparison::{Column, Comparison, Difference, Endpoints};
use crate::{number, words};

/// Names that are cut to less are told apart by nobody.
const LEAST: usize = 8;

/// Left out where nothing was to be compared.
pub(super) fn write(out: &mut String, summary: &Summary, look: Look) {
    let Some(comparison) = Comparison::of(summary) else {
        return;
    };
    let marked = comparison.rows.iter().flat_map(|row| &row.cells);
    let is_marked = marked.into_iter().any(|cell| cell.best);
    let legend = match is_marked {
        true => " (* best of the column)",
        false => "",
    };
    let by = match &comparison.by {
        By::Stream => "of streams".to_owned(),
        by => format!("by {}", words::cut(&by.to_string(), 80)),
    };
    out.push_str(&format!("Comparison {by}{legend}\n"));
    let mut titles = vec![comparison.title.as_str()];
    titles.extend(Column::ALL.map(Column::title));
    // The figures stay below each other where one of their column is marked.
    let room = if is_marked { "  " } else { "" };
    let rows = comparison.rows.iter().map(|row| {
        let cells = row.cells.iter().map(|cell| match cell.best {
            true => format!("{} *", cell.text),
            false => format!("{}{room}", cell.text),
        });
        [row.name.clone()].into_iter().chain(cells).collect()
    });
    let mut rows: Vec<Vec<String>> = rows.collect();
    if let Some(difference) = &comparison.difference {
        rows.extend(differences(difference, room));
    }
    if !fits(&in_two_lines(&titles), &rows, look) {
        // The error rate tells the same.
        leave_out(Column::Success, &mut titles, &mut rows);
    }
    table(out, 1, &titles, &rows, look);
    left_out(out, comparison.left_out);
    for line in comparison.sentences.iter().chain(&comparison.notes) {
        out.push_str(&look.fitted("", line));
    }
    out.push('\n');
    if !comparison.spread.is_empty() {
        write_spread(out, &comparison, look);
    }
    if let Some(endpoints) = &comparison.endpoints {
        write_endpoints(out, endpoints, &comparison.title, look);
    }
}

fn leave_out(column: Column, titles: &mut Vec<&str>, rows: &mut [Vec<String>]) {
    let place = titles.iter().position(|title| *title == column.title());
    if let Some(place) = place {
        titles.remove(place);
        rows.iter_mut().for_each(|cells| drop(cells.remove(place)));
    }
}

fn differences(difference: &Difference, room: &str) -> [Vec<String>; 2] {
    let [absolute, relative] = Difference::TITLES.map(str::to_owned);
    let cells = difference.cells.iter();
    let absolute = [absolute].into_iter().chain(
        cells
            .clone()
            .map(|change| format!("{}{room}", change.absolute)),
    );
    let relative = [relative]
        .into_iter()
        .chain(cells.map(|change| format!("{}{room}", change.relative)));
    [absolute.collect(), relative.collect()]
}

fn write_spread(out: &mut String, comparison: &Comparison, look: Look) {
    out.push_str("Single rounds, from the lowest to the highest\n");
    let mut titles = vec![comparison.title.as_str(), "Rounds"];
    titles.extend(Column::SPREAD.map(Column::title));
    let rows = comparison.spread.iter().map(|row| {
        let cells = [&row.name, &row.rounds].into_iter().chain(&row.cells);
        cells.cloned().collect()
    });
    table(out, 1, &titles, &rows.collect::<Vec<_>>(), look);
    out.push('\n');
}

fn write_endpoints(out: &mut String, endpoints: &Endpoints, title: &str, look: Look) {
    out.push_str("Endpoint by endpoint\n");
    let mut titles = vec!["Endpoint", title];
    titles.extend(Endpoints::COLUMNS);
    let mut rows: Vec<Vec<String>> = Vec::new();
    for block in &endpoints.blocks {
        let streams = block.streams.iter();
        let streams = streams.map(|row| (row.stream.as_str(), &row.cells));
        let difference = block.difference.iter();
        let difference = difference.map(|cells| (Endpoints::DIFFERENCE, cells));
        for (place, (stream, cells)) in streams.chain(difference).enumerate() {
            let name = if place == 0 { &*block.name } else { "" };
            let head = [name, stream].map(str::to_owned).into_iter();
            rows.push(head.chain(cells.iter().cloned()).collect());
        }
    }
    table(out, 2, &titles, &rows, look);
    left_out(out, endpoints.left_out);
    for line in &endpoints.notes {
        out.push_str(&look.fitted("", line));
    }
    out.push('\n');
}

fn left_out(out: &mut String, n: usize) {
    if n > 0 {
        let more = number::count(n as u64);
        out.push_str(&format!("\u{2026} and {more} more\n"));
    }
}

/// A table whose columns are as wide as what stands in them; the first `names` of them begin at the left. Where a terminal
/// has no room for it, the last words of the titles stand below the others, and then the first names are cut.
fn table(out: &mut String, names: usize, titles: &[&str], rows: &[Vec<String>], look: Look) {
    let heads = match vec![titles.to_vec()] {
        heads if fits(&heads, rows, look) => heads,
        _ => in_two_lines(titles),
    };
    let mut widths = widths(&heads, rows);
    let over = look
        .columns()
        .map_or(0, |room| taken(&widths).saturating_sub(room));
    widths[0] = widths[0].saturating_sub(over).max(LEAST.min(widths[0]));
    let line = |cells: &[&str]| {
        let mut line = String::from("|");
        for (place, (cell, width)) in cells.iter().zip(&widths).enumerate() {
            let cell = words::cut(cell, *width);
            let lacks = width.saturating_sub(words::width(&cell));
            line.push_str(&match place < names {
                true => format!(" {cell}{:lacks$} |", ""),
                false => format!(" {:lacks$}{cell} |", ""),
            });
        }
        line + "\n"
    };
    heads.iter().for_each(|cells| out.push_str(&line(cells)));
    out.push('|');
    for width in &widths {
        out.push_str(&format!("-{}-|", "-".repeat(*width)));
    }
    out.push('\n');
    for cells in rows {
        let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
        out.push_str(&line(&cells));
    }
}

fn in_two_lines<'a>(titles: &[&'a str]) -> Vec<Vec<&'a str>> {
    let split = titles.iter();
    let split = split.map(|title| title.rsplit_once(' ').unwrap_or((title, "")));
    let (above, below) = split.unzip();
    vec![above, below]
}

fn fits(heads: &[Vec<&str>], rows: &[Vec<String>], look: Look) -> bool {
    let taken = taken(&widths(heads, rows));
    look.columns().is_none_or(|room| taken <= room)
}

/// How wide each column is.
fn widths(heads: &[Vec<&str>], rows: &[Vec<String>]) -> Vec<usize> {
    let columns = 0..heads.first().map_or(0, Vec::len);
    let widths = columns.map(|place| {
        let titles = heads.iter().map(|cells| words::width(cells[place]));
        let cells = rows.iter().map(|cells| words::width(&cells[place]));
        titles.chain(cells).max().unwrap_or(0)
    });
    widths.collect()
}

/// How much of a line the columns take with what stands between them.
fn taken(widths: &[usize]) -> usize {
    widths.iter().map(|width| width + 3).sum::<usize>() + 1
}
