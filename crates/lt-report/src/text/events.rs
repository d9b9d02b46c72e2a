//! What happened during the run, and what others than the generators measured.

use lt_stats::Summary;

use super::Look;
use crate::events::{happenings, readings};
use crate::{number, words};

/// Each left out where there is none.
pub(super) fn write(out: &mut String, summary: &Summary, look: Look) {
    let events = happenings(summary);
    if !events.lines.is_empty() {
        out.push_str("\nEvents (seconds since the start)\n");
    }
    let legs = events.lines.iter().map(|event| words::width(&event.leg));
    let leg = legs.max().unwrap_or(0);
    let names = events.lines.iter().map(|event| words::width(&event.name));
    let name = names.max().unwrap_or(0);
    for event in &events.lines {
        let mut mark = format!("{:>10}  ", event.second);
        if leg > 0 {
            mark.push_str(&format!("{}  ", words::pad(&event.leg, leg)));
        }
        mark.push_str(&format!("{}  ", words::pad(&event.name, name)));
        let lines = look.fitted(&mark, &event.text);
        out.push_str(&format!("{}\n", lines.trim_end()));
    }
    write_more(out, events.more);
    let gauges = readings(summary);
    if !gauges.lines.is_empty() {
        out.push_str("\nGauges of others (lowest to highest of all legs)\n");
    }
    for gauge in &gauges.lines {
        let unit = match gauge.unit.is_empty() {
            true => String::new(),
            false => format!(" {}", gauge.unit),
        };
        let values = match gauge.lowest == gauge.highest {
            true => format!("{}{unit}", gauge.last),
            false => format!(
                "{} to {}{unit} (last {})",
                gauge.lowest, gauge.highest, gauge.last
            ),
        };
        let line = format!("{} {}: {values}", gauge.source, gauge.name);
        out.push_str(&look.fitted("", &line));
    }
    write_more(out, gauges.more);
}

fn write_more(out: &mut String, more: u64) {
    if more > 0 {
        let more = number::count(more);
        out.push_str(&format!(
            "\u{2026} and {more} more, which --format json lists\n"
        ));
    }
}
