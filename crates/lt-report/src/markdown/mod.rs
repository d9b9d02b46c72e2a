//! The report as Markdown, for step summaries and comments, within a size in bytes.
//!
//! What does not fit is left out whole, the least important first, so that what is left is whole Markdown.

mod chart;
mod details;
mod escape;
mod room;
mod table;
mod tables;

use lt_sample::UnixMicros;
use lt_stats::{Endpoint, Failure, Percentile, Slice, Summary, mean, percentile};

use crate::comparison::Comparison;
use crate::observation::{Observation, observations};
use crate::remark::{Level, Remark, headline, remarks};
use crate::{faults, number, runs};
use escape::{code, prose};
use room::Room;
use table::{Align, Table};

/// The whole report in at most `budget` bytes; the headline at least.
pub(crate) fn render(summary: &Summary, budget: u64) -> String {
    let facts = Facts::of(summary);
    let title = format!("## {}\n", headline(&facts.total, faults::count(summary)));
    let fits = |text: &String| text.len() as u64 <= budget;
    let mut reports = Room::ALL.iter().map(|room| facts.report(&title, room));
    reports.find(fits).unwrap_or(title)
}

/// What a report may tell, worked out once however little there is room for.
struct Facts {
    total: Slice,
    endpoints: Vec<(Endpoint, Slice)>,
    failures: Vec<Failure>,
    start: UnixMicros,
    remarks: Vec<Remark>,
    findings: Vec<Observation>,
    comparison: Option<Comparison>,
    charts: String,
    details: Vec<String>,
    footer: String,
}

impl Facts {
    fn of(summary: &Summary) -> Self {
        let (total, endpoints) = (summary.total(), summary.endpoints());
        Self {
            failures: summary.failures(),
            start: runs::start(summary),
            remarks: remarks(summary),
            findings: observations(summary),
            comparison: Comparison::of(summary),
            charts: chart::over_time(summary),
            details: details::all(summary, &endpoints),
            footer: footer(summary, &total),
            total,
            endpoints,
        }
    }

    fn report(&self, title: &str, room: &Room) -> String {
        let sections = [
            self.alert(room, "WARNING", |level| level != Level::Note),
            self.alert(room, "NOTE", |level| level == Level::Note),
            key_figures(&self.total),
            self.findings(room),
            self.compared(room),
            tables::endpoints(self, room),
            tables::failures(self, room),
            match room.charts {
                true => self.charts.clone(),
                false => String::new(),
            },
        ];
        let details = self.details.iter().take(room.details).cloned();
        let all = sections.into_iter().chain(details);
        let all = all.chain([self.footer.clone()]);
        let told = all.filter(|section| !section.is_empty());
        told.fold(title.to_owned(), |report, section| {
            format!("{report}\n{section}")
        })
    }

    /// Remarks as one of GitHub's alerts.
    fn alert(&self, room: &Room, kind: &str, is_one: fn(Level) -> bool) -> String {
        let remarks = self.remarks.iter();
        let remarks: Vec<_> = remarks.filter(|remark| is_one(remark.level)).collect();
        if remarks.is_empty() {
            return String::new();
        }
        let shown = remarks.iter().take(room.remarks);
        let lines = shown.map(|remark| format!("> - {}\n", prose(&remark.text)));
        let mut lines: Vec<String> = lines.collect();
        let more = remarks.len() - lines.len();
        if more > 0 {
            lines.push(format!("> - \u{2026} and {more} more\n"));
        }
        format!("> [!{kind}]\n{}", lines.concat())
    }

    fn findings(&self, room: &Room) -> String {
        if self.findings.is_empty() || room.findings == 0 {
            return String::new();
        }
        let mut out = "### Findings\n\n".to_owned();
        for observation in self.findings.iter().take(room.findings) {
            out.push_str(&format!("- {}\n", prose(&observation.text)));
            let causes = observation.causes.iter().filter(|_| room.causes);
            causes.for_each(|cause| out.push_str(&format!("  - {}\n", prose(cause))));
        }
        out
    }

    fn compared(&self, room: &Room) -> String {
        let comparison = self.comparison.as_ref().filter(|_| room.rows > 0);
        comparison.map_or_else(String::new, |comparison| tables::compared(comparison, room))
    }
}

fn key_figures(total: &Slice) -> String {
    let n = total.requests();
    if n == 0 {
        return String::new();
    }
    let response = &total.tally.response;
    let span = total.span();
    let time = |p| {
        percentile(response, p).map_or_else(unknown, |time| format!("{} ms", number::micros(time)))
    };
    let rate = total.rate_over(span);
    let p100 = Percentile::TABLE[Percentile::TABLE.len() - 1];
    let mut table = Table::new(&[
        ("Requests", Align::Right),
        ("Failed", Align::Right),
        ("Per second", Align::Right),
        ("Per minute", Align::Right),
        ("Average", Align::Right),
        ("p50", Align::Right),
        ("p95", Align::Right),
        ("p99", Align::Right),
        ("Max", Align::Right),
    ]);
    table.add(vec![
        number::count(n),
        format!(
            "{} ({} %)",
            number::count(total.errors),
            number::percent(total.errors, n)
        ),
        number::rate(rate),
        number::whole(rate * 60.0),
        mean(response).map_or_else(unknown, |us| format!("{} ms", number::ms(us))),
        time(Percentile::P50),
        time(Percentile::P95),
        time(Percentile::P99),
        time(p100),
    ]);
    table.to_string()
}

/// What ran, in small print.
fn footer(summary: &Summary, total: &Slice) -> String {
    let accounts = runs::in_order(summary);
    let mut parts = Vec::new();
    match accounts.as_slice() {
        [] => {}
        [(run, _)] => parts.push(format!("Run {}", code(run.as_str(), 8))),
        [(run, _), ..] => parts.push(format!(
            "{} from {}",
            number::counted(accounts.len() as u64, "run"),
            code(run.as_str(), 8)
        )),
    }
    if total.requests() > 0 {
        let length = number::duration(total.span());
        parts.push(format!(
            "{length} from {}",
            number::instant(total.tally.first)
        ));
    }
    let line = accounts
        .first()
        .and_then(|(_, account)| account.run.as_ref());
    if let Some(run) = line {
        parts.extend(
            run.target
                .as_deref()
                .map(|target| format!("target {}", code(target, 80))),
        );
        parts.extend(run.seed.map(|seed| format!("seed {seed}")));
        parts.push(code(&format!("{} {}", run.tool, run.version), 40));
    }
    parts.push(code(
        &format!("lt-report {}", env!("CARGO_PKG_VERSION")),
        40,
    ));
    format!("<sub>{}</sub>\n", parts.join(" \u{b7} "))
}

fn unknown() -> String {
    "\u{2013}".to_owned()
}

#[cfg(test)]
mod tests;
