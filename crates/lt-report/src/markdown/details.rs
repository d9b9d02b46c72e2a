//! The long tables, folded.

use lt_stats::{Endpoint, Percentile, Slice, Summary, percentile};

use super::escape::{code, prose};
use super::table::{Align, Table};
use super::tables::{more, name, worst};
use super::unknown;
use crate::events::{happenings, readings};
use crate::text::{outcomes, statuses};
use crate::{faults, number, runs};

/// Rows of a folded table.
const MOST: usize = 100;

/// Those that have something to say, the most important first.
pub(super) fn all(summary: &Summary, endpoints: &[(Endpoint, Slice)]) -> Vec<String> {
    let details = [
        percentiles(endpoints),
        endings(summary, endpoints),
        generators(summary),
        happened(summary),
    ];
    details.into_iter().flatten().collect()
}

fn folded(title: &str, content: &str) -> String {
    format!("<details><summary>{title}</summary>\n\n{content}\n</details>\n")
}

fn percentiles(endpoints: &[(Endpoint, Slice)]) -> Option<String> {
    let measured = |slice: &Slice| !slice.tally.response.is_empty();
    let shown = worst(endpoints, MOST)
        .into_iter()
        .map(|place| &endpoints[place]);
    let mut columns = vec![("Endpoint".to_owned(), Align::Left)];
    columns.extend(Percentile::TABLE.map(|p| (format!("{p} %"), Align::Right)));
    let mut table = Table::titled(columns);
    for (endpoint, slice) in shown.filter(|(_, slice)| measured(slice)) {
        let time = |p| percentile(&slice.tally.response, p).map_or_else(unknown, number::micros);
        let times = Percentile::TABLE.map(time);
        table.add([name(endpoint)].into_iter().chain(times).collect());
    }
    let left_out = endpoints.len().saturating_sub(MOST);
    let content = format!("{table}{}", more(left_out, "more"));
    let any = endpoints.iter().any(|(_, slice)| measured(slice));
    any.then(|| folded("Response time percentiles (ms)", &content))
}

fn endings(summary: &Summary, endpoints: &[(Endpoint, Slice)]) -> Option<String> {
    let mut table = Table::new(&[
        ("Endpoint", Align::Left),
        ("Status codes", Align::Left),
        ("Outcomes", Align::Left),
    ]);
    for place in worst(endpoints, MOST) {
        let (endpoint, slice) = &endpoints[place];
        table.add(vec![
            name(endpoint),
            code(&statuses(slice), 100),
            code(&outcomes(slice), 100),
        ]);
    }
    let left_out = endpoints.len().saturating_sub(MOST);
    let mut content = format!("{table}{}", more(left_out, "more"));
    let faults = faults::faults(summary);
    if !faults.is_empty() {
        let mut table = Table::new(&[
            ("Injected fault", Align::Left),
            ("Requests", Align::Right),
            ("Status codes", Align::Left),
            ("Outcomes", Align::Left),
        ]);
        for fault in faults.iter().take(MOST) {
            let lists = [&fault.statuses, &fault.outcomes].map(|list| code(list, 100));
            let cells = [code(&fault.kind, 40), fault.requests.clone()];
            table.add(cells.into_iter().chain(lists).collect());
        }
        content.push_str(&format!("\n{table}"));
    }
    (!endpoints.is_empty() || !faults.is_empty())
        .then(|| folded("Status codes and outcomes", &content))
}

fn generators(summary: &Summary) -> Option<String> {
    let (told, together) = runs::told_apart(summary);
    let mut table = Table::new(&[
        ("Run", Align::Left),
        ("Ended", Align::Left),
        ("CPU", Align::Right),
        ("Delay p99 (ms)", Align::Right),
        ("Achieved", Align::Right),
        ("Offered", Align::Right),
        ("Dropped", Align::Right),
    ]);
    let health_cells = |health: Option<&lt_sample::Health>| {
        health.map_or_else(
            || vec![unknown(), unknown(), unknown(), unknown()],
            |health| {
                vec![
                    format!("{} %", number::busy(health.cpu_busy)),
                    number::micros(health.delay_p99_us),
                    number::count(health.achieved),
                    number::count(health.offered),
                ]
            },
        )
    };
    let mut notes = String::new();
    for (run, account) in &told {
        let end = account.end.as_ref();
        let mut cells = vec![code(run.as_str(), 8), runs::ending(end).to_owned()];
        cells.extend(health_cells(runs::health(account)));
        cells.push(end.map_or_else(unknown, |end| number::count(end.dropped)));
        table.add(cells);
        for note in runs::notes(account) {
            notes.push_str(&format!("- {}: {}\n", code(run.as_str(), 8), prose(&note)));
        }
    }
    if let Some(together) = &together {
        let who = number::counted(
            together.runs,
            if told.is_empty() { "run" } else { "other run" },
        );
        let mut cells = vec![format!("{who}, the worst of each"), "completed".to_owned()];
        cells.extend(health_cells(together.health.as_ref()));
        cells.push(number::count(together.dropped));
        table.add(cells);
    }
    if !notes.is_empty() {
        notes.insert(0, '\n');
    }
    let any = !told.is_empty() || together.is_some();
    any.then(|| folded("Generators", &format!("{table}{notes}")))
}

fn happened(summary: &Summary) -> Option<String> {
    let (events, gauges) = (happenings(summary), readings(summary));
    if events.lines.is_empty() && gauges.lines.is_empty() {
        return None;
    }
    let mut content = String::new();
    if !events.lines.is_empty() {
        let mut table = Table::new(&[
            ("Second", Align::Right),
            ("Leg", Align::Left),
            ("Event", Align::Left),
            ("", Align::Left),
        ]);
        for event in &events.lines {
            let words = [&event.leg, &event.name, &event.text].map(|text| match text.is_empty() {
                true => String::new(),
                false => code(text, 160),
            });
            table.add([event.second.clone()].into_iter().chain(words).collect());
        }
        let left_out = usize::try_from(events.more).unwrap_or(usize::MAX);
        content.push_str(&format!("{table}{}", more(left_out, "more")));
    }
    if !gauges.lines.is_empty() {
        let mut table = Table::new(&[
            ("Gauge", Align::Left),
            ("Lowest", Align::Right),
            ("Highest", Align::Right),
            ("Last", Align::Right),
        ]);
        for gauge in &gauges.lines {
            let name = code(
                &format!("{} {} {}", gauge.source, gauge.name, gauge.unit),
                120,
            );
            let values = [&gauge.lowest, &gauge.highest, &gauge.last].map(String::clone);
            table.add([name].into_iter().chain(values).collect());
        }
        let left_out = usize::try_from(gauges.more).unwrap_or(usize::MAX);
        content.push_str(&format!("\n{table}{}", more(left_out, "more")));
    }
    Some(folded("Events and gauges", &content))
}
