//! What is made of many values.

use std::fmt;

use lt_stats::Percentile;

use super::cursor::Cursor;
use super::{ParseError, Problem, hint};

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
    /// Errors: their share of the requests. Requests: how many a second.
    Rate,
}

impl Aggregate {
    const NAMES: [(&'static str, Self); 7] = [
        ("avg", Self::Avg),
        ("med", Self::Med),
        ("min", Self::Min),
        ("max", Self::Max),
        ("stddev", Self::Stddev),
        ("count", Self::Count),
        ("rate", Self::Rate),
    ];

    /// What other tools call them.
    const FOREIGN: [(&'static str, &'static str); 6] = [
        ("mean", "avg"),
        ("average", "avg"),
        ("median", "med"),
        ("stdev", "stddev"),
        ("rps", "rate"),
        ("total", "count"),
    ];
}

/// Reads `p(95)`, `p95` or a name.
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
            None => Err(place.error(Problem::Percentile(number.to_owned()))),
        };
    }
    let number = word.strip_prefix('p');
    if let Some(number) = number.filter(|number| number.starts_with(|c: char| c.is_ascii_digit())) {
        return match Percentile::parse(number) {
            Some(percentile) => Ok(Aggregate::Percentile(percentile)),
            None => Err(start.error(Problem::Percentile(word.to_owned()))),
        };
    }
    let mut names = Aggregate::NAMES.into_iter();
    let known = names.find(|(name, _)| *name == word);
    known.map(|(_, aggregate)| aggregate).ok_or_else(|| {
        let name = match word {
            "" => start.next_shown().trim_matches('`').to_owned(),
            word => word.to_owned(),
        };
        start.error(Problem::UnknownAggregate {
            hint: hint_for(word),
            name,
        })
    })
}

fn hint_for(word: &str) -> String {
    let mut foreign = Aggregate::FOREIGN.into_iter();
    match foreign.find(|(name, _)| *name == word) {
        Some((_, ours)) => format!("did you mean `{ours}`?"),
        None => hint(
            word,
            ["p(N)"]
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
        })
    }
}
