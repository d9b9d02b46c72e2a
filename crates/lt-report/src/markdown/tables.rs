//! The tables that everybody looks at: endpoints, failures and a comparison.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use lt_stats::{Endpoint, Percentile, Slice, mean, percentile};

use super::escape::{code, prose};
use super::room::Room;
use super::table::{Align, Table};
use super::{Facts, unknown};
use crate::comparison::{Column, Comparison};
use crate::events::second;
use crate::{number, words};

const NAME_WIDTH: usize = 80;
const ERROR_WIDTH: usize = 160;

/// In the order of the other reports. Where there is room for some, they are those that fail most, and then the slowest.
pub(super) fn endpoints(facts: &Facts, room: &Room) -> String {
    let (all, total) = (&facts.endpoints, &facts.total);
    if all.is_empty() || room.rows == 0 {
        return String::new();
    }
    let shown = worst(all, room.rows);
    let mut table = Table::new(&[
        ("Endpoint", Align::Left),
        ("Requests", Align::Right),
        ("Failed", Align::Right),
        ("req/s", Align::Right),
        ("Average (ms)", Align::Right),
        ("p50 (ms)", Align::Right),
        ("p95 (ms)", Align::Right),
        ("p99 (ms)", Align::Right),
        ("Max (ms)", Align::Right),
    ]);
    for (place, (endpoint, slice)) in all.iter().enumerate() {
        if shown.contains(&place) {
            table.add(row(name(endpoint), slice, total));
        }
    }
    if all.len() > 1 {
        let bold = row("All".to_owned(), total, total).into_iter();
        table.add(bold.map(|cell| format!("**{cell}**")).collect());
    }
    let more = more(
        all.len() - shown.len(),
        "more, which fail less or are faster",
    );
    format!("### Endpoints\n\n{table}{more}")
}

/// What went wrong, the most frequent first.
pub(super) fn failures(facts: &Facts, room: &Room) -> String {
    let (failures, requests) = (&facts.failures, facts.total.requests());
    if failures.is_empty() || room.failures == 0 {
        return String::new();
    }
    let mut table = Table::new(&[
        ("Failures", Align::Right),
        ("Share", Align::Right),
        ("Endpoint", Align::Left),
        ("What went wrong", Align::Left),
        ("First (s)", Align::Right),
        ("Last (s)", Align::Right),
    ]);
    for failure in failures.iter().take(room.failures) {
        table.add(vec![
            number::count(failure.n),
            format!("{} %", number::percent(failure.n, requests)),
            name(&failure.endpoint),
            code(&failure.to_string(), ERROR_WIDTH),
            second(failure.first, facts.start),
            second(failure.last, facts.start),
        ]);
    }
    let left_out = failures.len().saturating_sub(room.failures);
    format!(
        "### Failures\n\n{table}{}",
        more(left_out, "more ways of failing")
    )
}

/// The groups side by side, and the same in words.
pub(super) fn compared(comparison: &Comparison, room: &Room) -> String {
    let mut columns = vec![(prose(&comparison.title), Align::Left)];
    columns.extend(Column::ALL.map(|column| (column.title().to_owned(), Align::Right)));
    let mut table = Table::titled(columns);
    for row in comparison.rows.iter().take(room.rows) {
        let cells = row.cells.iter().map(|cell| match cell.best {
            true => format!("**{}**", cell.text),
            false => cell.text.clone(),
        });
        let name = code(&row.name, NAME_WIDTH);
        table.add([name].into_iter().chain(cells).collect());
    }
    let left_out = comparison.rows.len().saturating_sub(room.rows) + comparison.left_out;
    let by = code(&comparison.by.to_string(), NAME_WIDTH);
    let mut out = format!(
        "### Comparison by {by}\n\n{table}{}",
        more(left_out, "more")
    );
    let lines = comparison.sentences.iter().chain(&comparison.notes);
    let lines: Vec<String> = lines.map(|line| format!("- {}\n", prose(line))).collect();
    if !lines.is_empty() {
        out.push_str(&format!("\n{}", lines.concat()));
    }
    out
}

/// `… and 7 more`; nothing where there are none.
pub(super) fn more(n: usize, what: &str) -> String {
    match n as u64 {
        0 => String::new(),
        n => format!("\n\u{2026} and {} {what}\n", number::count(n)),
    }
}

/// Method and name of an endpoint, as code.
pub(super) fn name(endpoint: &Endpoint) -> String {
    let name = format!("{} {}", endpoint.method, words::name(endpoint));
    code(name.trim_start(), NAME_WIDTH)
}

/// The places of those that fail most, and then of the slowest.
pub(super) fn worst(all: &[(Endpoint, Slice)], most: usize) -> BTreeSet<usize> {
    let p95 = |slice: &Slice| percentile(&slice.tally.response, Percentile::P95).map(|time| time.0);
    let mut places: Vec<usize> = (0..all.len()).collect();
    places.sort_by_key(|place| {
        let (_, slice) = &all[*place];
        Reverse((slice.errors, p95(slice)))
    });
    places.into_iter().take(most).collect()
}

/// Rates of every row are over the span of all requests, so that they add up to the last row's.
fn row(name: String, slice: &Slice, total: &Slice) -> Vec<String> {
    let response = &slice.tally.response;
    let time = |p| percentile(response, p).map_or_else(unknown, number::micros);
    let p100 = Percentile::TABLE[Percentile::TABLE.len() - 1];
    let (n, errors) = (slice.requests(), slice.errors);
    let failed = match errors {
        0 => "0".to_owned(),
        errors => format!(
            "{} ({} %)",
            number::count(errors),
            number::percent(errors, n)
        ),
    };
    vec![
        name,
        number::count(n),
        failed,
        number::rate(slice.rate_over(total.span())),
        mean(response).map_or_else(unknown, number::ms),
        time(Percentile::P50),
        time(Percentile::P95),
        time(Percentile::P99),
        time(p100),
    ]
}
