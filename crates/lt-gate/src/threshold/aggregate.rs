//! What is made of many values.

use std::fmt;

use lt_stats::Percentile;

use super::cursor::{Cursor, clipped};
use super::{Amount, ParseError, Problem, Quantity, Unit, amount, hint};

/// The one number that is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aggregate {
    /// The value at a percentile, by nearest rank.
    Percentile(Percentile),
    /// The arithmetic mean.
    Avg,
    /// The median: the 50th percentile under its own name.
    Med,
    /// The smallest value.
    Min,
    /// The largest value.
    Max,
    /// The standard deviation.
    Stddev,
    /// How many.
    Count,
    /// A share of all, or how many a second: see the metric.
    Rate,
    /// The last one.
    Value,
    /// How satisfied users are whose patience ends at four times this.
    Apdex(Amount),
}

impl Aggregate {
    const NAMES: [(&'static str, Self); 8] = [
        ("avg", Self::Avg),
        ("med", Self::Med),
        ("min", Self::Min),
        ("max", Self::Max),
        ("stddev", Self::Stddev),
        ("count", Self::Count),
        ("rate", Self::Rate),
        ("value", Self::Value),
    ];

    /// What other tools call them.
    const FOREIGN: [(&'static str, &'static str); 7] = [
        ("mean", "avg"),
        ("average", "avg"),
        ("median", "med"),
        ("stdev", "stddev"),
        ("rps", "rate"),
        ("total", "count"),
        ("last", "value"),
    ];
}

/// Reads `p(95)`, `p95`, `apdex(500ms)` or a name.
pub(super) fn read(cursor: &mut Cursor<'_>) -> Result<Aggregate, ParseError> {
    let start = cursor.clone();
    let word = cursor.word();
    cursor.skip_spaces();
    if word == "p" && cursor.take("(") {
        cursor.skip_spaces();
        let place = cursor.clone();
        let number = cursor.take_while(|c| c != ')').trim_end();
        return match Percentile::parse(number).filter(|_| cursor.take(")")) {
            Some(percentile) => Ok(Aggregate::Percentile(percentile)),
            None => Err(place.error(Problem::Percentile(clipped(number)))),
        };
    }
    if word == "apdex" {
        return read_apdex(cursor);
    }
    let number = word.strip_prefix('p');
    if let Some(number) = number.filter(|number| number.starts_with(|c: char| c.is_ascii_digit())) {
        return match Percentile::parse(number) {
            Some(percentile) => Ok(Aggregate::Percentile(percentile)),
            None => Err(start.error(Problem::Percentile(clipped(word)))),
        };
    }
    let mut names = Aggregate::NAMES.into_iter();
    let known = names.find(|(name, _)| *name == word);
    known.map(|(_, aggregate)| aggregate).ok_or_else(|| {
        let name = match word {
            "" => start.next_shown().trim_matches('`').to_owned(),
            word => clipped(word),
        };
        start.error(Problem::UnknownAggregate {
            hint: hint_for(word),
            name,
        })
    })
}

/// What stands behind `apdex`: a time in brackets.
fn read_apdex(cursor: &mut Cursor<'_>) -> Result<Aggregate, ParseError> {
    if !cursor.take("(") {
        return Err(cursor.error(Problem::NoPatience(cursor.next_shown())));
    }
    cursor.skip_spaces();
    let start = cursor.clone();
    let unit = |unit: Option<Unit>, amount: &Amount| match unit {
        None => Err(Problem::BareTime(amount.number())),
        Some(unit) if unit.quantity() == Quantity::Time => Ok(unit),
        Some(unit) => Err(Problem::PatienceOf(unit)),
    };
    let patience = amount::read(cursor, Quantity::Time.example(), unit, &[Quantity::Time])?;
    if patience.value() <= 0.0 {
        return Err(start.error(Problem::NoPatience("`0`".to_owned())));
    }
    cursor.skip_spaces();
    match cursor.take(")") {
        true => Ok(Aggregate::Apdex(patience)),
        false => Err(cursor.error(Problem::OpenBracket(cursor.next_shown()))),
    }
}

fn hint_for(word: &str) -> String {
    let mut foreign = Aggregate::FOREIGN.into_iter();
    match foreign.find(|(name, _)| *name == word) {
        Some((_, ours)) => format!("did you mean `{ours}`?"),
        None => hint(
            word,
            ["p(N)", "apdex(DURATION)"]
                .into_iter()
                .chain(Aggregate::NAMES.map(|(name, _)| name)),
        ),
    }
}

impl fmt::Display for Aggregate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Percentile(percentile) => return write!(f, "p({percentile})"),
            Self::Avg => "avg",
            Self::Med => "med",
            Self::Min => "min",
            Self::Max => "max",
            Self::Stddev => "stddev",
            Self::Count => "count",
            Self::Rate => "rate",
            Self::Value => "value",
            Self::Apdex(patience) => return write!(f, "apdex({patience})"),
        })
    }
}
