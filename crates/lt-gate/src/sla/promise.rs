//! What a cell promises, in the words of `lt-gate.toml`.

use super::cell::{self, Limit};
use super::heading::{Figure, Promised};
use super::table::Row;
use crate::config::wrong::{Problem, Wrong};
use crate::threshold::Comparison;

/// A figure and its limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Promise {
    figure: Figure,
    comparison: Comparison,
    number: String,
    unit: &'static str,
}

/// Reads the cell of a column; `None` where nothing is promised.
pub(super) fn read(
    row: &Row,
    column: usize,
    promised: &Promised,
) -> Result<Option<Promise>, Wrong> {
    let text = row.text(column);
    if cell::is_empty(text) {
        return Ok(None);
    }
    let promise = cell::read(text).and_then(|limit| Promise::of(promised, limit));
    let (wanted, example) = match promised.figure {
        Figure::Time(_) => ("a limit of a time", "`< 200ms`, or `-` for no promise"),
        Figure::Throughput => (
            "a least throughput",
            "`10` or `> 10 req/s`, or `-` for no promise",
        ),
        Figure::ErrorRate => ("a largest share", "`0.1%`, or `-` for no promise"),
        Figure::SuccessRate => ("a least share", "`> 95%`, or `-` for no promise"),
    };
    let problem = Problem::Amount {
        found: text.chars().take(60).collect(),
        wanted,
        example,
    };
    let wrong = || Wrong::at(row.span_of(column), problem);
    promise.ok_or_else(wrong).map(Some)
}

impl Promise {
    fn of(promised: &Promised, limit: Limit) -> Option<Self> {
        let (usual, wanted): (_, &[&str]) = match &promised.figure {
            Figure::Time(_) => (Comparison::Less, &["us", "ms", "s", "m"]),
            Figure::Throughput => (Comparison::AtLeast, &["/s", "/m"]),
            Figure::ErrorRate => (Comparison::AtMost, &["%"]),
            Figure::SuccessRate => (Comparison::AtLeast, &["%"]),
        };
        let bare = (promised.figure == Figure::Throughput).then_some("/s");
        let unit = limit.unit.or(promised.unit).or(bare)?;
        let comparison = limit.comparison.unwrap_or(usual);
        // A percentile that must be large, or a throughput that must be small, is no promise but a slip.
        let is_upper = matches!(comparison, Comparison::Less | Comparison::AtMost);
        let wants_upper = matches!(usual, Comparison::Less | Comparison::AtMost);
        let is_right = wanted.contains(&unit) && is_upper == wants_upper;
        is_right.then_some(())?;
        match promised.figure {
            Figure::SuccessRate => Some(Self {
                figure: Figure::ErrorRate,
                comparison: match comparison {
                    Comparison::More => Comparison::Less,
                    _ => Comparison::AtMost,
                },
                number: rest_of_100(&limit.number)?,
                unit,
            }),
            _ => Some(Self {
                figure: promised.figure.clone(),
                comparison,
                number: limit.number,
                unit,
            }),
        }
    }

    /// Key and value in a row of `[sla]`.
    pub(super) fn in_row(&self) -> String {
        let Self {
            comparison,
            number,
            unit,
            ..
        } = self;
        let (key, usual) = match &self.figure {
            Figure::Time(key) => (key.as_str(), Comparison::Less),
            Figure::Throughput => ("min_rps", Comparison::AtLeast),
            _ => ("max_error_rate", Comparison::AtMost),
        };
        let key = match key.contains('.') {
            true => format!("\"{key}\""),
            false => key.to_owned(),
        };
        match *comparison == usual {
            true if *unit == "/s" => format!("{key} = {number}"),
            true => format!("{key} = \"{number}{unit}\""),
            false => format!("{key} = \"{comparison}{number}{unit}\""),
        }
    }

    /// Selector and rule in `[thresholds]`.
    pub(super) fn as_rule(&self) -> (&'static str, String) {
        let (selector, aggregate) = match &self.figure {
            Figure::Throughput => ("requests", "rate".to_owned()),
            Figure::Time(key) => match key.strip_prefix('p') {
                Some(number) => ("response_time", format!("p({number})")),
                None => ("response_time", key.clone()),
            },
            _ => ("errors", "rate".to_owned()),
        };
        let Self {
            comparison,
            number,
            unit,
            ..
        } = self;
        (selector, format!("{aggregate}{comparison}{number}{unit}"))
    }
}

/// 100 less a number, digit by digit: 99.9 leaves 0.1.
fn rest_of_100(number: &str) -> Option<String> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let power = u32::try_from(fraction.len()).ok().filter(|n| *n <= 9)?;
    let one = 10_u64.pow(power);
    let digits: u64 = format!("{whole}{fraction}").parse().ok()?;
    let rest = (100 * one).checked_sub(digits)?;
    let (whole, fraction) = (rest / one, rest % one);
    let width = usize::try_from(power).ok()?;
    let fraction = format!("{fraction:0width$}");
    match fraction.trim_end_matches('0') {
        "" => Some(whole.to_string()),
        fraction => Some(format!("{whole}.{fraction}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_must_succeed_may_not_fail() {
        let check = |number: &str, expected: Option<&str>| {
            assert_eq!(rest_of_100(number).as_deref(), expected, "{number}");
        };
        check("95", Some("5"));
        check("99.9", Some("0.1"));
        check("99.95", Some("0.05"));
        check("100", Some("0"));
        check("101", None);
        check("0.0000000001", None);
        check("99999999999999999999999", None);
    }
}
