//! What was asked to be compared: one row a group, the best of each column marked, and the same in words.

use lt_stats::{By, Summary};

use crate::comparison::{Column, Comparison, Difference, Endpoints};
use crate::{number, words};

/// Left out where nothing was to be compared.
pub(super) fn write(out: &mut String, summary: &Summary) {
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
    table(out, 1, &titles, &rows);
    left_out(out, comparison.left_out);
    for line in comparison.sentences.iter().chain(&comparison.notes) {
        out.push_str(&format!("{line}\n"));
    }
    out.push('\n');
    if !comparison.spread.is_empty() {
        write_spread(out, &comparison);
    }
    if let Some(endpoints) = &comparison.endpoints {
        write_endpoints(out, endpoints, &comparison.title);
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

fn write_spread(out: &mut String, comparison: &Comparison) {
    out.push_str("Single rounds, from the lowest to the highest\n");
    let mut titles = vec![comparison.title.as_str(), "Rounds"];
    titles.extend(Column::SPREAD.map(Column::title));
    let rows = comparison.spread.iter().map(|row| {
        let cells = [&row.name, &row.rounds].into_iter().chain(&row.cells);
        cells.cloned().collect()
    });
    table(out, 1, &titles, &rows.collect::<Vec<_>>());
    out.push('\n');
}

fn write_endpoints(out: &mut String, endpoints: &Endpoints, title: &str) {
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
    table(out, 2, &titles, &rows);
    left_out(out, endpoints.left_out);
    for line in &endpoints.notes {
        out.push_str(&format!("{line}\n"));
    }
    out.push('\n');
}

fn left_out(out: &mut String, n: usize) {
    if n > 0 {
        let more = number::count(n as u64);
        out.push_str(&format!("\u{2026} and {more} more\n"));
    }
}

/// A table whose columns are as wide as what stands in them; the first `names` of them begin at the left.
fn table(out: &mut String, names: usize, titles: &[&str], rows: &[Vec<String>]) {
    let width = |text: &str| text.chars().count();
    let widths = titles.iter().enumerate().map(|(place, title)| {
        let cells = rows.iter().map(|cells| width(&cells[place]));
        cells.chain([width(title)]).max().unwrap_or(0)
    });
    let widths: Vec<usize> = widths.collect();
    let line = |cells: &[&str]| {
        let mut line = String::from("|");
        for (place, (cell, width)) in cells.iter().zip(&widths).enumerate() {
            line.push_str(&match place < names {
                true => format!(" {cell:<width$} |"),
                false => format!(" {cell:>width$} |"),
            });
        }
        line + "\n"
    };
    out.push_str(&line(titles));
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
