//! How far the second of two groups is from the first.

use super::{Column, Row, column};
use crate::number;

/// The second minus the first, of each column of the table.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Difference {
    /// In the order of [`Column::ALL`].
    pub(crate) cells: Vec<Change>,
}

/// One figure's change.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Change {
    pub(crate) column: Column,
    /// With its sign, as the column shows it: `+12.3`, `−0.50 pp`.
    pub(crate) absolute: String,
    /// `+12.3 %`; unknown of what is a share already, and of nothing.
    pub(crate) relative: String,
    /// The same in the column's unit, and as a share of the first.
    pub(crate) values: Option<(f64, Option<f64>)>,
}

impl Difference {
    /// What these rows are called in a table.
    pub(crate) const TITLES: [&str; 2] = ["Difference", "Difference (%)"];

    pub(super) fn of(first: &Row, second: &Row) -> Self {
        let changes = Column::ALL.map(|column| Change::of(column, first, second));
        Self {
            cells: changes.to_vec(),
        }
    }
}

impl Change {
    fn of(column: Column, first: &Row, second: &Row) -> Self {
        let value = |row: &Row| column.value(&row.group.slice);
        let values = value(first).zip(value(second));
        let unknown = || column::UNKNOWN.to_owned();
        let is_share = matches!(column, Column::Success | Column::Errors);
        let relative = |(old, new): (f64, f64)| (old > 0.0 && !is_share).then(|| (new - old) / old);
        Self {
            column,
            absolute: values.map_or_else(unknown, |(old, new)| signed(column, new - old)),
            relative: values.and_then(relative).map_or_else(unknown, percent),
            values: values.map(|(old, new)| (new - old, relative((old, new)))),
        }
    }
}

fn signed(column: Column, change: f64) -> String {
    let size = change.abs();
    let text = match column {
        Column::Requests => number::whole(size),
        Column::Throughput => number::rate(size),
        Column::Average | Column::P95 => number::ms(size),
        Column::Success | Column::Errors => return points(change),
    };
    format!("{}{text}", sign(change, &text))
}

/// `+0.50 pp`: the difference of two shares in percentage points.
pub(super) fn points(change: f64) -> String {
    let text = format!("{:.2}", change.abs() * 100.0);
    format!("{}{text} pp", sign(change, &text))
}

/// `+12.3 %`, `−18.0 %`.
pub(super) fn percent(share: f64) -> String {
    let size = share.abs() * 100.0;
    let text = match size {
        size if size < 99.95 => format!("{size:.1}"),
        size => number::whole(size),
    };
    format!("{}{text} %", sign(share, &text))
}

/// What is shown as nothing has no sign.
fn sign(change: f64, text: &str) -> &'static str {
    match text.bytes().any(|byte| (b'1'..=b'9').contains(&byte)) {
        false => "",
        true if change < 0.0 => "\u{2212}",
        true => "+",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_have_a_sign_unless_they_are_nothing() {
        assert_eq!(percent(0.123), "+12.3 %");
        assert_eq!(percent(-0.000_1), "0.0 %");
        assert_eq!(percent(12.0), "+1,200 %");
        assert_eq!(points(-0.005), "\u{2212}0.50 pp");
        assert_eq!(points(0.0), "0.00 pp");
        assert_eq!(signed(Column::Requests, -1234.0), "\u{2212}1,234");
        assert_eq!(signed(Column::P95, 12_340.0), "+12.3");
        assert_eq!(signed(Column::Throughput, 0.001), "0.00");
    }
}
