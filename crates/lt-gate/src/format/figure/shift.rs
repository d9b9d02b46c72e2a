//! Changes with their intervals.

use std::cmp::Ordering;

use super::{Style, trimmed};
use crate::format::document::Change;

/// A change with its interval, in percent or percentage points, more being more of the figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Shift {
    /// `+31%`.
    pub(crate) estimate: String,
    /// `[+22, +41]`.
    pub(crate) interval: String,
    /// `+10%`.
    pub(crate) tolerance: String,
    /// `31%`, without a sign.
    pub(crate) size: String,
    /// `+22%`.
    pub(crate) low: String,
    /// `+41%`.
    pub(crate) high: String,
}

impl Style {
    /// A change of a figure with that unit. Fewer requests per second are worse, and shown as fewer.
    pub(crate) fn shift(self, change: &Change, unit: &str) -> Shift {
        let (factor, sign, fewest) = match unit {
            "share" => (1.0, "pp", 2),
            "per_second" => (-1.0, "%", 0),
            _ => (1.0, "%", 0),
        };
        // Of a change by less than a tenth the first digit alone says too little.
        let is_small = change.estimate.is_some_and(|value| value.abs() < 0.1);
        let shown = Rounded::of(change, fewest.max(usize::from(is_small)));
        let signed = |value: Option<f64>, unknown: &str| match value {
            Some(value) => self.signed(value * factor),
            None => unknown.to_owned(),
        };
        let with_sign = |text: String| self.join(&text, sign);
        let [mut low, mut high] = [shown.low, shown.high].map(|end| signed(end, "…"));
        if factor < 0.0 {
            (low, high) = (high, low);
        }
        let size = shown.estimate.map(|value| trimmed(value.abs(), MOST));
        Shift {
            estimate: with_sign(signed(shown.estimate, "?")),
            interval: format!("[{low}, {high}]"),
            tolerance: with_sign(signed(shown.tolerance, "?")),
            size: with_sign(size.unwrap_or_else(|| "?".to_owned())),
            low: with_sign(low),
            high: with_sign(high),
        }
    }

    fn signed(self, value: f64) -> String {
        let text = trimmed(value, MOST);
        match text.strip_prefix('-') {
            None if text == "0" => text,
            None => format!("+{text}"),
            Some("0") => "0".to_owned(),
            Some(digits) if self == Self::Prose => format!("−{digits}"),
            Some(_) => text,
        }
    }
}

/// Digits after the point, at most.
const MOST: usize = 8;

/// A change in percent, each number with as few digits as it takes that they stand to each other as the exact ones do: a
/// regression lies above what is tolerated, an improvement below as much, and what is slightly worse above zero.
struct Rounded {
    estimate: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
    tolerance: Option<f64>,
}

impl Rounded {
    /// With at least so many digits after the point; of the tolerance three digits in all are mostly enough.
    fn of(change: &Change, fewest: usize) -> Self {
        // What differs by less than the last digit is the same.
        let percent = |value: Option<f64>| value.map(|value| rounded(value * 100.0, MOST));
        let exact = [change.estimate, change.low, change.high, change.tolerance].map(percent);
        let [estimate, low, high, tolerance] = exact;
        let ends = |digits: usize| {
            let tolerance = tolerance.map(|exact| (exact, significant(exact, digits)));
            let round = |end: Option<f64>| match end {
                None => Some(None),
                Some(end) => faithful(end, tolerance, fewest).map(Some),
            };
            Some((round(low)?, round(high)?, tolerance.map(|(_, shown)| shown)))
        };
        let (low, high, tolerance) = (3..18).find_map(ends).unwrap_or((low, high, tolerance));
        let estimate = estimate.map(|estimate| {
            let shown = rounded(estimate, fewest);
            let passes = |end: Option<f64>, exact: Option<f64>, beyond: Ordering| {
                let end = end.filter(|end| order(shown, *end) == beyond)?;
                (order(estimate, exact?) != beyond).then_some(end)
            };
            let below = passes(low, exact[1], Ordering::Less);
            let above = passes(high, exact[2], Ordering::Greater);
            below.or(above).unwrap_or(shown)
        });
        Self {
            estimate,
            low,
            high,
            tolerance,
        }
    }
}

/// An end of the interval with the fewest digits that leave it on its side of zero and of the tolerance, which is given as it
/// is and as it is shown, in both directions; `None` where no number of digits does.
fn faithful(end: f64, tolerance: Option<(f64, f64)>, fewest: usize) -> Option<f64> {
    let (exact, shown) = tolerance.unwrap_or_default();
    let anchors = [(0.0, 0.0), (exact, shown), (-exact, -shown)];
    let mut candidates = (fewest..=MOST).map(|decimals| rounded(end, decimals));
    let is_faithful = |candidate: &f64| {
        let mut anchors = anchors.iter();
        anchors.all(|(exact, shown)| order(*candidate, *shown) == order(end, *exact))
    };
    candidates.find(is_faithful)
}

/// A value with so many digits in all.
fn significant(value: f64, digits: usize) -> f64 {
    let text = format!("{value:.*e}", digits - 1);
    text.parse().unwrap_or(value)
}

fn rounded(value: f64, decimals: usize) -> f64 {
    format!("{value:.decimals$}").parse().unwrap_or(value)
}

/// Zero is zero, whatever its sign.
fn order(a: f64, b: f64) -> Ordering {
    a.partial_cmp(&b).unwrap_or(Ordering::Equal)
}
