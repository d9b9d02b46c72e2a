//! How requests ended and with which status, one row an endpoint.

use std::collections::BTreeMap;

use lt_sample::Outcome;
use lt_stats::{Endpoint, Slice};

use super::table::{Column, Row, Table};
use super::{Look, METHOD_WIDTH, Rows, label};
use crate::{number, words};

const NAME_WIDTH: usize = 40;
/// The width of names where the lists stand below each other.
const NARROW: usize = 24;
/// Kinds beyond this many of one endpoint are added up.
const MOST: usize = 6;
const LIST_WIDTH: usize = 100;

/// Endpoints all of whose requests were answered with 200 and as wished have no row: there is nothing to tell of them.
pub(super) fn write(out: &mut String, rows: &Rows, look: Look) {
    let endpoints = rows.endpoints.iter();
    let (plain, telling): (Vec<_>, Vec<_>) = endpoints.partition(|(_, slice)| is_plain(slice));
    if rows.total.outcomes.is_empty() {
        return;
    }
    out.push_str("Status codes and outcomes\n");
    let rows_of = |name_width: usize, lists: &dyn Fn(&Slice) -> Vec<String>| {
        let telling = telling.iter();
        let mut lines: Vec<Row> = telling
            .map(|(endpoint, slice)| row(Some(endpoint), name_width, lists(slice)))
            .collect();
        lines.push(row(None, name_width, lists(&rows.total)));
        lines
    };
    let totals = usize::from(!telling.is_empty());
    let both = rows_of(NAME_WIDTH, &|slice| vec![statuses(slice), outcomes(slice)]);
    let [codes, ends] = [2, 3].map(|place| width_of(&both, place));
    let together = METHOD_WIDTH + width_of(&both, 1) + codes + ends + 3;
    if look.columns().is_none_or(|columns| together <= columns) {
        let mut columns = names(NAME_WIDTH);
        columns.extend([list("Status codes", codes), list("Outcomes", ends)]);
        Table::new(columns, 1, both).write(out, totals, look);
    } else {
        for title in ["Status codes", "Outcomes"] {
            let lines = rows_of(NARROW, &|slice| match title {
                "Outcomes" => vec![outcomes(slice)],
                _ => vec![statuses(slice)],
            });
            let mut columns = names(NARROW);
            columns.push(list(title, width_of(&lines, 2)));
            Table::new(columns, 2, lines).write(out, totals, look);
            out.push('\n');
        }
        out.truncate(out.len() - 1);
    }
    match plain.len() as u64 {
        0 => {}
        _ if telling.is_empty() => {}
        n => out.push_str(&format!(
            "{} answered every request with 200\n",
            number::counted(n, "other endpoint")
        )),
    }
    out.push('\n');
}

fn is_plain(slice: &Slice) -> bool {
    slice
        .outcomes
        .keys()
        .all(|outcome| outcome == Outcome::Ok.as_str())
        && slice.statuses.keys().eq([&200])
        && slice.statuses.values().eq([&slice.requests()])
}

fn names(width: usize) -> Vec<Column> {
    vec![
        Column::text("Type", METHOD_WIDTH, 1).after("", METHOD_WIDTH),
        Column::text("Name", width, 0),
    ]
}

fn list(title: &'static str, width: usize) -> Column {
    let width = width.max(title.len());
    Column::text(title, width, 0).after(" ", width)
}

fn width_of(rows: &[Row], place: usize) -> usize {
    let cells = rows.iter().map(|row| words::width(&row.cells[place]));
    cells.max().unwrap_or(0)
}

fn row(endpoint: Option<&Endpoint>, name_width: usize, lists: Vec<String>) -> Row {
    let mut cells = label(endpoint, name_width).to_vec();
    cells.extend(lists.iter().map(|text| words::cut(text, LIST_WIDTH)));
    Row::of(cells)
}

/// `200: 1,204, 500: 3, none: 12`.
pub(crate) fn statuses(slice: &Slice) -> String {
    let answered = slice.statuses.values();
    let answered = answered.fold(0_u64, |sum, n| sum.saturating_add(*n));
    let mut counts: Vec<(String, u64)> = most(&slice.statuses);
    let unanswered = slice.requests().saturating_sub(answered);
    if unanswered > 0 {
        counts.push(("none".to_owned(), unanswered));
    }
    in_words(&counts)
}

/// `ok: 1,204, timeout: 12`.
pub(crate) fn outcomes(slice: &Slice) -> String {
    in_words(&most(&slice.outcomes))
}

/// The most frequent kinds in their own order, then the sum of all others.
fn most<K: Ord + ToString>(counts: &BTreeMap<K, u64>) -> Vec<(String, u64)> {
    let mut kinds: Vec<(&K, &u64)> = counts.iter().collect();
    kinds.sort_by(|one, other| other.1.cmp(one.1).then(one.0.cmp(other.0)));
    let rest = kinds.split_off(kinds.len().min(MOST));
    kinds.sort();
    let shown = kinds.iter().map(|(kind, n)| (kind.to_string(), **n));
    let mut shown: Vec<(String, u64)> = shown.collect();
    if !rest.is_empty() {
        let n = rest
            .iter()
            .fold(0_u64, |sum, (_, n)| sum.saturating_add(**n));
        shown.push((format!("{} others", rest.len()), n));
    }
    shown
}

fn in_words(counts: &[(String, u64)]) -> String {
    let counts = counts
        .iter()
        .map(|(kind, n)| format!("{kind}: {}", number::count(*n)));
    counts.collect::<Vec<_>>().join(", ")
}
