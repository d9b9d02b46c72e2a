//! Figures, dates and names as people write them.

use jiff::Timestamp;
use lt_sample::UnixMicros;
use lt_stats::compare::Measure;

use super::course::{Change, Course};
use super::history::Past;
use crate::format::document::unit;
use crate::format::figure::Style;

/// `GET /cart p95`; of everything the measure alone.
pub(super) fn name(course: &Course) -> (String, String) {
    let endpoint = match &course.endpoint {
        Some(endpoint) => {
            let host = endpoint.host.iter().map(|host| format!(" @{host}"));
            let named = format!("{} {}", endpoint.method, endpoint.name);
            named.trim_start().to_owned() + &host.collect::<String>()
        }
        None => "(everything)".to_owned(),
    };
    (endpoint, course.measure.to_string())
}

/// A value with three digits and its unit.
pub(super) fn value(value: f64, measure: Measure) -> String {
    Style::Terse.near(value, &[], unit(measure))
}

/// By how much: `+47%`, `+0.3pp`.
pub(super) fn size(change: &Change, measure: Measure) -> String {
    let size = change.size(measure) * 100.0;
    match measure {
        Measure::ErrorRate => format!("{size:+.2}pp"),
        _ if size.abs() >= 9.95 => format!("{size:+.0}%"),
        _ => format!("{size:+.1}%"),
    }
}

/// What the change is called.
pub(super) fn kind(change: &Change) -> &'static str {
    match change.is_worse {
        true => "regression",
        false => "improvement",
    }
}

/// How likely it is by chance.
pub(super) fn chance(p: f64) -> String {
    match p < 0.0001 {
        true => "p < 0.0001".to_owned(),
        false => format!("p = {p:.4}"),
    }
}

/// The day of a run, in UTC; as it stands in the stream, whatever that says.
pub(super) fn day(run: &Past) -> String {
    instant(run.created_us).map_or_else(|| "?".to_owned(), |instant| instant[..10].to_owned())
}

/// The time of a run, in UTC; `None` beyond the year 9999.
pub(super) fn instant(at: UnixMicros) -> Option<String> {
    let micros = i64::try_from(at.0).ok()?;
    let instant = Timestamp::from_microsecond(micros).ok()?;
    Some(instant.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
}

/// The commit of a run, short.
pub(super) fn commit(run: &Past) -> String {
    match &run.sha {
        Some(sha) => sha.chars().take(10).collect(),
        None => "unknown".to_owned(),
    }
}

const BLOCKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
const WIDEST: usize = 40;

/// A line of blocks from the smallest value to the largest, at most 40 of them; of more values means stand there.
pub(super) fn sparkline(values: &[f64]) -> String {
    let columns = values.len().min(WIDEST);
    let column = |nth: usize| {
        let part = &values[nth * values.len() / columns..(nth + 1) * values.len() / columns];
        part.iter().sum::<f64>() / part.len() as f64
    };
    let means: Vec<f64> = (0..columns).map(column).collect();
    let low = means.iter().copied().fold(f64::INFINITY, f64::min);
    let high = means.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let block = |value: f64| {
        let share = (value - low) / (high - low);
        let thresholds = (1_u8..8).filter(|nth| share * 8.0 >= f64::from(*nth));
        BLOCKS[thresholds.count()]
    };
    means.into_iter().map(block).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_have_three_digits_and_a_unit() {
        for (number, measure, text) in [
            (950.0, Measure::Mean, "950us"),
            (12_345.0, Measure::Mean, "12.3ms"),
            (1_500_000.0, Measure::Mean, "1.5s"),
            (0.0123, Measure::ErrorRate, "1.23%"),
            (0.0, Measure::ErrorRate, "0%"),
            (1234.5, Measure::Throughput, "1234/s"),
        ] {
            assert_eq!(value(number, measure), text);
        }
    }

    #[test]
    fn a_sparkline_goes_from_the_lowest_to_the_highest_and_is_flat_where_nothing_moves() {
        assert_eq!(sparkline(&[1.0, 2.0, 3.0, 8.0]), "▁▂▃█");
        assert_eq!(sparkline(&[5.0; 3]), "▁▁▁");
        assert_eq!(sparkline(&[1.0; 100]).chars().count(), 40);
        assert_eq!(sparkline(&[]), "");
    }

    #[test]
    fn a_time_beyond_the_calendar_is_told_as_unknown() {
        let run = |at| Past {
            id: String::new(),
            sha: None,
            created_us: UnixMicros(at),
            session: None,
        };
        assert_eq!(day(&run(1_700_000_000_000_000)), "2023-11-14");
        assert_eq!(
            (day(&run(u64::MAX)), commit(&run(0))),
            ("?".to_owned(), "unknown".to_owned())
        );
    }
}
