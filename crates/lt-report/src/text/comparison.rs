//! What was asked to be compared: one row a group, the best of each column marked, and the same in words.

use lt_stats::Summary;

use crate::comparison::{Column, Comparison};
use crate::{number, words};

/// Left out where nothing was to be compared.
pub(super) fn write(out: &mut String, summary: &Summary) {
    let Some(comparison) = Comparison::of(summary) else {
        return;
    };
    let marked = comparison.rows.iter().flat_map(|row| &row.cells);
    let legend = match marked.into_iter().any(|cell| cell.best) {
        true => " (* best of the column)",
        false => "",
    };
    out.push_str(&format!(
        "Comparison by {}{legend}\n",
        words::cut(&comparison.by.to_string(), 80)
    ));
    let titles = Column::ALL.map(Column::title);
    let rows = comparison.rows.iter().map(|row| {
        let cells = row.cells.iter().map(|cell| match cell.best {
            true => format!("{} *", cell.text),
            // The figures stay below each other where one of their column is marked.
            false => format!("{}  ", cell.text),
        });
        (row.name.clone(), cells.collect())
    });
    table(out, &comparison.title, &titles, rows.collect());
    if comparison.left_out > 0 {
        let more = number::count(comparison.left_out as u64);
        out.push_str(&format!("\u{2026} and {more} more\n"));
    }
    for line in comparison.sentences.iter().chain(&comparison.notes) {
        out.push_str(&format!("{line}\n"));
    }
    out.push('\n');
    if !comparison.spread.is_empty() {
        write_spread(out, &comparison);
    }
}

fn write_spread(out: &mut String, comparison: &Comparison) {
    out.push_str("Single rounds, from the lowest to the highest\n");
    let mut titles = vec!["Rounds"];
    titles.extend(Column::SPREAD.map(Column::title));
    let rows = comparison.spread.iter().map(|row| {
        let cells = [&row.rounds].into_iter().chain(&row.cells);
        (row.name.clone(), cells.cloned().collect())
    });
    table(out, &comparison.title, &titles, rows.collect());
    out.push('\n');
}

/// A table whose columns are as wide as what stands in them.
fn table(out: &mut String, first: &str, titles: &[&str], rows: Vec<(String, Vec<String>)>) {
    let width = |text: &str| text.chars().count();
    let names = rows.iter().map(|(name, _)| width(name));
    let name_width = names.chain([width(first)]).max().unwrap_or(0);
    let widths: Vec<usize> = titles
        .iter()
        .enumerate()
        .map(|(place, title)| {
            let cells = rows.iter().map(|(_, cells)| width(&cells[place]));
            cells.chain([width(title)]).max().unwrap_or(0)
        })
        .collect();
    let line = |name: &str, cells: &[&str]| {
        let mut line = format!("| {name:<name_width$} |");
        for (cell, width) in cells.iter().zip(&widths) {
            line.push_str(&format!(" {cell:>width$} |"));
        }
        line + "\n"
    };
    out.push_str(&line(first, titles));
    out.push_str(&format!("|-{}-|", "-".repeat(name_width)));
    for width in &widths {
        out.push_str(&format!("-{}-|", "-".repeat(*width)));
    }
    out.push('\n');
    for (name, cells) in &rows {
        let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
        out.push_str(&line(name, &cells));
    }
}
