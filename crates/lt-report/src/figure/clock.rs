//! Instants as text: seconds since the start, and the time of day in UTC.

use lt_sample::{Micros, UnixMicros};

use super::{Hover, Table};
use crate::chart::{LEFT, OverTime, RIGHT};
use crate::number;

/// Seconds since the start: whole ones, windows begin with them.
pub(super) fn second(second: f64) -> String {
    number::whole(second)
}

/// The time of day; with its date where the run lasts longer than a day.
pub(super) fn time(over_time: &OverTime, second: f64) -> String {
    // The text of a whole number; windows begin with a second.
    let since: u64 = format!("{second:.0}").parse().unwrap_or(u64::MAX);
    let at = UnixMicros(
        over_time
            .start
            .0
            .saturating_add(since.saturating_mul(1_000_000)),
    );
    let instant = number::instant(at);
    let time = instant
        .split_once(' ')
        .map(|(_, time)| time.trim_end_matches(" UTC"));
    match time {
        Some(time) if over_time.scene.seconds < 86_400.0 && time.contains(':') => time.to_owned(),
        _ => instant.trim_end_matches(" UTC").to_owned(),
    }
}

/// A table whose rows begin with their instants, without any further column yet.
pub(super) fn table(over_time: &OverTime, step: u64, begins: impl Iterator<Item = f64>) -> Table {
    let seconds = match step {
        1 => "Second".to_owned(),
        step => format!("From second, {} each", length(step)),
    };
    let row = |begin: f64| vec![second(begin), time(over_time, begin)];
    Table {
        head: vec![seconds, "Time (UTC)".to_owned()],
        rows: begins.map(row).collect(),
    }
}

/// A crosshair over places that last so many seconds, without any line yet.
pub(super) fn hover(over_time: &OverTime, step: u64, begins: &[f64]) -> Hover {
    let name = |begin: &f64| {
        let time = time(over_time, *begin);
        match step {
            1 => format!("{} s, {time} UTC", second(*begin)),
            step => format!(
                "{}\u{2013}{} s, {time} UTC",
                second(*begin),
                second(begin + step as f64)
            ),
        }
    };
    let seconds = over_time.scene.seconds;
    let middle = |begin: &f64| (begin + step as f64 / 2.0).min(seconds);
    let x = |begin: &f64| LEFT + middle(begin) / seconds * (RIGHT - LEFT);
    Hover {
        names: begins.iter().map(name).collect(),
        at: begins
            .iter()
            .map(|begin| (x(begin) * 10.0).round() / 10.0)
            .collect(),
        ..empty_hover()
    }
}

/// A crosshair over nothing.
pub(super) fn empty_hover() -> Hover {
    // The plot's sides, which are whole pixels.
    Hover {
        from: 64,
        to: 952,
        at: Vec::new(),
        names: Vec::new(),
        lines: Vec::new(),
    }
}

/// A number of seconds in words.
pub(super) fn length(seconds: u64) -> String {
    number::duration(Micros(seconds.saturating_mul(1_000_000)))
}

#[cfg(test)]
mod tests {
    use super::{LEFT, RIGHT, empty_hover};

    #[test]
    fn a_crosshair_knows_where_the_plot_is() {
        let hover = empty_hover();
        let sides = [LEFT, RIGHT].map(|side| format!("{side:.0}"));
        assert_eq!([hover.from, hover.to].map(|side| side.to_string()), sides);
    }
}
