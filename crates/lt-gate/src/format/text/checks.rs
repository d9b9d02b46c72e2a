//! A line for each threshold.

use super::paint::Paint;
use crate::format::document::Check;
use crate::format::figure::Style;
use crate::format::standing::Tone;
use crate::format::table::{Side, aligned};
use crate::format::{sentence, shown};
use crate::judge::Status;

/// The thresholds in their order, those of each row of an SLA table together behind the others.
pub(super) fn render(checks: &[Check], paint: Paint) -> String {
    let loose: Vec<&Check> = checks.iter().filter(|check| check.row.is_none()).collect();
    let mut text: String = lines(&loose, paint).concat();
    let mut rows: Vec<&str> = Vec::new();
    for row in checks.iter().filter_map(|check| check.row.as_deref()) {
        if !rows.contains(&row) {
            rows.push(row);
        }
    }
    let of = |row| move |check: &&Check| check.row.as_deref() == Some(row);
    let sorted: Vec<&Check> = rows
        .iter()
        .flat_map(|row| checks.iter().filter(of(row)))
        .collect();
    let mut lines = lines(&sorted, paint).into_iter();
    for row in rows {
        let of_row: Vec<&Check> = checks.iter().filter(of(row)).collect();
        let held = of_row.iter().filter(|check| check.status == Status::Pass);
        let (held, all) = (held.count(), of_row.len());
        text += &format!("SLA of {}: {held} of {all} hold\n", shown(row));
        text.extend(lines.by_ref().take(all));
    }
    text
}

fn lines(checks: &[&Check], paint: Paint) -> Vec<String> {
    let rows: Vec<[String; 3]> = checks.iter().map(|check| columns(check)).collect();
    let lines = aligned(&rows, [Side::Left; 3]);
    let lines = checks.iter().zip(lines).map(|(check, line)| {
        let (word, gap) = word(check.status);
        let word = paint.word(word, Tone::of(check));
        format!("{word}{gap}{line}\n")
    });
    lines.collect()
}

/// The word, and what stands between it and the line.
fn word(status: Status) -> (&'static str, &'static str) {
    match status {
        Status::Pass => ("PASS", "  "),
        Status::Fail => ("FAIL", "  "),
        Status::Warn => ("WARN", "  "),
        Status::Missing => ("MISS", "  "),
        Status::Insufficient => ("FEW", "   "),
        Status::Skipped => ("SKIP", "  "),
        Status::Accepted => ("OKAY", "  "),
    }
}

fn columns(check: &Check) -> [String; 3] {
    let observed = match check.observed {
        Some(value) => format!("observed {}", Style::Terse.exact(value, &check.unit)),
        None if check.status == Status::Skipped => "not judged".to_owned(),
        None => "no samples".to_owned(),
    };
    let mut remarks = sentence::remarks(check, Style::Terse);
    let is_told = check.status != Status::Pass || check.marginal;
    if let Some(place) = check.place.as_ref().filter(|_| is_told) {
        remarks.push(format!("{}:{}", place.file, place.line));
    }
    let threshold = match check.row {
        Some(_) => check.short(),
        None => check.threshold(),
    };
    [
        shown(&threshold),
        shown(&observed),
        shown(&remarks.join("; ")),
    ]
}
