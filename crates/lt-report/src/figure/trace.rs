//! A value over time in all its forms: as a line, a column of a table, and what a crosshair tells.

use super::clock;
use super::{Hover, Key, MOST_ROWS, Table, UNKNOWN};
use crate::chart::{Line, Moment, OverTime, Tone};
use crate::number;

/// One value of every moment.
pub(super) struct Trace {
    pub(super) tone: Tone,
    /// What stands at the line's end and in the legend.
    pub(super) name: &'static str,
    pub(super) unit: &'static str,
    pub(super) value: fn(&Moment) -> Option<f64>,
    pub(super) show: fn(f64) -> String,
}

impl Trace {
    pub(super) fn line(&self, over_time: &OverTime) -> Line {
        over_time.line(self.tone, self.name, self.value)
    }

    /// The entry in the legend: `p95, highest 184 ms`.
    pub(super) fn key(&self, over_time: &OverTime) -> Key {
        let name = self.name;
        Key::line(
            self.tone,
            match over_time.highest(self.value) {
                Some(highest) => format!("{name}, highest {}", self.shown(highest)),
                None => name.to_owned(),
            },
        )
    }

    /// A value with its unit.
    pub(super) fn shown(&self, value: f64) -> String {
        match self.unit {
            "" => (self.show)(value),
            unit => format!("{} {unit}", (self.show)(value)),
        }
    }

    /// What a crosshair tells of some moments that share a place.
    fn range(&self, moments: &[&Moment]) -> String {
        let values = || moments.iter().filter_map(|moment| (self.value)(moment));
        let ends = values().reduce(f64::min).zip(values().reduce(f64::max));
        let Some((lowest, highest)) = ends else {
            return String::new();
        };
        let ends = [lowest, highest].map(self.show);
        match ends[0] == ends[1] {
            true => self.shown(lowest),
            false => format!("{}\u{2013}{}", ends[0], self.shown(highest)),
        }
    }
}

/// The traces as a table.
pub(super) fn table(over_time: &OverTime, traces: &[Trace]) -> Table {
    let (step, moments) = over_time.rows(MOST_ROWS);
    let mut table = clock::table(over_time, step, moments.iter().map(|moment| moment.second));
    for trace in traces {
        let head = match trace.unit {
            "" | "/s" => format!("{}{}", trace.name, trace.unit),
            unit => format!("{} ({unit})", trace.name),
        };
        table.head.push(capital(&head));
        for (row, moment) in table.rows.iter_mut().zip(&moments) {
            row.push((trace.value)(moment).map_or_else(|| UNKNOWN.to_owned(), trace.show));
        }
    }
    table
}

/// The traces under a crosshair.
pub(super) fn hover(over_time: &OverTime, traces: &[Trace]) -> Option<Hover> {
    let step = over_time.step();
    let place = |moment: &Moment| (moment.second / step as f64).floor();
    let groups = over_time
        .moments
        .chunk_by(|one, two| place(one).total_cmp(&place(two)).is_eq());
    let groups: Vec<Vec<&Moment>> = groups.map(|moments| moments.iter().collect()).collect();
    let begins = groups.iter().filter_map(|moments| moments.first());
    let begins: Vec<f64> = begins.map(|moment| place(moment) * step as f64).collect();
    let mut hover = clock::hover(over_time, step, &begins);
    for trace in traces {
        let values = groups.iter().map(|moments| trace.range(moments)).collect();
        hover.lines.push((trace.name.to_owned(), values));
    }
    (!begins.is_empty()).then_some(hover)
}

/// Milliseconds with three significant digits; beyond all reason with their power of ten.
pub(super) fn ms(ms: f64) -> String {
    match ms {
        ms if ms >= 1e9 => number::plain(ms),
        ms => number::ms(ms * 1000.0),
    }
}

/// With a capital first letter, unless it is the name of a percentile.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    match (letters.next(), text.starts_with(['p'])) {
        (Some(first), false) => first.to_uppercase().chain(letters).collect(),
        _ => text.to_owned(),
    }
}
