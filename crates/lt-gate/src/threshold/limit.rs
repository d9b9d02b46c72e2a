//! The number that a rule compares with.

use std::fmt;

use super::cursor::Cursor;
use super::metric::Dialect;
use super::{Aggregate, Metric, ParseError, Problem, hint};

/// A number as it was written, with its unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// The number's digits without its point.
    digits: u64,
    /// How many of them stand behind the point.
    fraction: u8,
    unit: Unit,
}

/// What a number measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantity {
    /// A length of time, compared in microseconds.
    Time,
    /// A part of all, compared as 0 to 1.
    Share,
    /// How many a second.
    PerSecond,
    /// How many.
    Count,
}

/// In what a number is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it all")]
pub enum Unit {
    Nanoseconds,
    Microseconds,
    Milliseconds,
    Seconds,
    Minutes,
    Percent,
    /// Of 1, without a sign.
    Whole,
    RequestsPerSecond,
    PerSecond,
    PerMinute,
    /// Things, without a sign.
    Pieces,
}

impl Limit {
    /// The number in the unit in which its quantity is compared: the nearest that floating point has.
    pub fn value(&self) -> f64 {
        let (power, factor) = match self.unit {
            Unit::Nanoseconds => (-3, 1.0),
            Unit::Milliseconds => (3, 1.0),
            Unit::Seconds => (6, 1.0),
            Unit::Minutes => (6, 60.0),
            Unit::Percent => (-2, 1.0),
            Unit::PerMinute => (0, 1.0 / 60.0),
            _ => (0, 1.0),
        };
        // Read at once: a product with 1000 or a hundredth would not be the number that was meant.
        let exponent = power - i32::from(self.fraction);
        let number: Result<f64, _> = format!("{}e{exponent}", self.digits).parse();
        number.expect("digits and an exponent are a number") * factor
    }

    /// What it measures.
    pub fn quantity(&self) -> Quantity {
        self.unit.quantity()
    }

    fn is_above(&self, most: f64) -> bool {
        self.value() > most
    }

    fn number(&self) -> String {
        let digits = format!("{:0>1$}", self.digits, usize::from(self.fraction) + 1);
        let (whole, fraction) = digits.split_at(digits.len() - usize::from(self.fraction));
        match fraction {
            "" => whole.to_owned(),
            fraction => format!("{whole}.{fraction}"),
        }
    }
}

impl Unit {
    const SIGNS: [(&'static str, Self); 10] = [
        ("ns", Self::Nanoseconds),
        ("us", Self::Microseconds),
        ("ms", Self::Milliseconds),
        ("s", Self::Seconds),
        ("m", Self::Minutes),
        ("%", Self::Percent),
        ("rps", Self::RequestsPerSecond),
        ("/s", Self::PerSecond),
        ("/m", Self::PerMinute),
        // The micro sign and the Greek letter look the same.
        ("µs", Self::Microseconds),
    ];

    fn quantity(self) -> Quantity {
        match self {
            Self::Nanoseconds
            | Self::Microseconds
            | Self::Milliseconds
            | Self::Seconds
            | Self::Minutes => Quantity::Time,
            Self::Percent | Self::Whole => Quantity::Share,
            Self::RequestsPerSecond | Self::PerSecond | Self::PerMinute => Quantity::PerSecond,
            Self::Pieces => Quantity::Count,
        }
    }
}

impl Quantity {
    /// The unit in which observed value and limit are compared, as `lt.result/1` calls it.
    pub fn unit(self) -> &'static str {
        match self {
            Self::Time => "us",
            Self::Share => "share",
            Self::PerSecond => "per_second",
            Self::Count => "count",
        }
    }

    fn in_words(self) -> &'static str {
        match self {
            Self::Time => "a time",
            Self::Share => "a share of the requests",
            Self::PerSecond => "a number of requests a second",
            Self::Count => "a plain number",
        }
    }

    fn example(self) -> &'static str {
        match self {
            Self::Time => "200ms",
            Self::Share => "1%",
            Self::PerSecond => "50/s",
            Self::Count => "0",
        }
    }
}

/// What kind of number a rule wants, and of what.
pub(super) struct Wanted {
    pub(super) metric: Metric,
    pub(super) aggregate: Aggregate,
    pub(super) quantity: Quantity,
    pub(super) dialect: Dialect,
}

/// Reads the rest of a text as a number with the unit that is wanted.
pub(super) fn read(cursor: &mut Cursor<'_>, wanted: &Wanted) -> Result<Limit, ParseError> {
    let start = cursor.clone();
    let mut limit = read_number(cursor, wanted)?;
    cursor.skip_spaces();
    let place = cursor.clone();
    let sign = cursor.take_while(|c| !c.is_whitespace());
    limit.unit = unit_of(sign, wanted, &limit).map_err(|problem| match sign {
        "" => start.error(problem),
        _ => place.error(problem),
    })?;
    check_size(&limit).map_err(|problem| start.error(problem))?;
    cursor.skip_spaces();
    match cursor.rest() {
        "" => Ok(limit),
        rest => Err(cursor.error(Problem::Rest(rest.to_owned()))),
    }
}

fn read_number(cursor: &mut Cursor<'_>, wanted: &Wanted) -> Result<Limit, ParseError> {
    const MOST_DIGITS: usize = 15; // what a floating-point number holds exactly
    let start = cursor.clone();
    let number = cursor.take_while(|c| c.is_ascii_digit() || c == '.');
    let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
    if whole.is_empty() || fraction.is_empty() || fraction.contains('.') {
        let found = start.next_shown();
        return Err(start.error(Problem::NoNumber(found, wanted.quantity.example())));
    }
    let fraction = fraction.trim_end_matches('0');
    let digits = format!("{}{fraction}", whole.trim_start_matches('0'));
    let read = (digits.len() <= MOST_DIGITS && fraction.len() <= MOST_DIGITS)
        .then(|| (format!("0{digits}").parse(), u8::try_from(fraction.len())));
    match read {
        Some((Ok(digits), Ok(fraction))) => Ok(Limit {
            digits,
            fraction,
            unit: Unit::Pieces,
        }),
        _ => Err(start.error(Problem::LongNumber(number.to_owned()))),
    }
}

fn unit_of(sign: &str, wanted: &Wanted, limit: &Limit) -> Result<Unit, Problem> {
    if sign.is_empty() {
        return match (wanted.quantity, wanted.dialect) {
            (Quantity::Time, Dialect::K6) => Ok(Unit::Milliseconds),
            (Quantity::PerSecond, Dialect::K6) => Ok(Unit::PerSecond),
            (Quantity::Time, Dialect::Lt) => Err(Problem::BareTime(limit.number())),
            (Quantity::PerSecond, Dialect::Lt) => Err(Problem::BareRate(limit.number())),
            (Quantity::Share, _) => Ok(Unit::Whole),
            (Quantity::Count, _) => Ok(Unit::Pieces),
        };
    }
    let normal = sign.replace('\u{3bc}', "\u{b5}");
    let mut signs = Unit::SIGNS.into_iter();
    let Some((_, unit)) = signs.find(|(known, _)| *known == normal) else {
        let fitting = Unit::SIGNS[..9].iter();
        let fitting = fitting.filter(|(_, unit)| unit.quantity() == wanted.quantity);
        let signs: Vec<&str> = fitting.map(|(sign, _)| *sign).collect();
        return Err(Problem::UnknownUnit {
            name: sign.to_owned(),
            hint: match signs.as_slice() {
                [] => "write a plain number".to_owned(),
                signs => hint(sign, signs.iter().copied()),
            },
        });
    };
    if unit.quantity() != wanted.quantity {
        return Err(Problem::WrongUnit {
            metric: wanted.metric,
            aggregate: wanted.aggregate,
            quantity: wanted.quantity.in_words(),
            unit,
            example: wanted.quantity.example(),
        });
    }
    Ok(unit)
}

fn check_size(limit: &Limit) -> Result<(), Problem> {
    match limit.unit {
        Unit::Whole if limit.is_above(1.0) => Err(Problem::LargeShare(limit.number())),
        Unit::Percent if limit.is_above(1.0) => Err(Problem::LargePercentage(limit.number())),
        Unit::Pieces if limit.fraction > 0 => Err(Problem::BrokenCount(limit.number())),
        _ => Ok(()),
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.number(), self.unit)
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut signs = Self::SIGNS.into_iter();
        let sign = signs.find(|(_, unit)| unit == self);
        f.write_str(sign.map_or("", |(sign, _)| sign))
    }
}
