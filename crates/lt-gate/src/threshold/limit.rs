//! What a rule compares with.

use std::fmt;

use super::cursor::Cursor;
use super::metric::Dialect;
use super::relative::{self, Relative};
use super::{Aggregate, Amount, Metric, ParseError, Problem, Quantity, Unit, amount};

/// What a rule compares with.
#[derive(Clone, Debug, PartialEq)]
pub enum Limit {
    /// A number that stands in the rule.
    Fixed(Amount),
    /// Something made of what the baseline shows.
    Relative(Relative),
}

impl Limit {
    /// The number in the unit in which its quantity is compared; `None` where it depends on a baseline.
    pub fn value(&self) -> Option<f64> {
        match self {
            Self::Fixed(amount) => Some(amount.value()),
            Self::Relative(_) => None,
        }
    }

    /// The number where the baseline shows `base`; `None` where it depends on a baseline and there is none.
    pub fn resolve(&self, base: Option<f64>) -> Option<f64> {
        match self {
            Self::Fixed(amount) => Some(amount.value()),
            Self::Relative(relative) => base.map(|base| relative.of(base)),
        }
    }

    /// Whether it depends on a baseline.
    pub fn is_relative(&self) -> bool {
        matches!(self, Self::Relative(_))
    }

    /// What it measures.
    pub fn quantity(&self) -> Quantity {
        match self {
            Self::Fixed(amount) => amount.quantity(),
            Self::Relative(relative) => relative.quantity,
        }
    }

    /// Whether both are the same number, however it is written.
    pub(super) fn is(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Fixed(one), Self::Fixed(two)) => {
                one.quantity() == two.quantity() && one.value().total_cmp(&two.value()).is_eq()
            }
            (Self::Relative(one), Self::Relative(two)) => one.is(two),
            _ => false,
        }
    }
}

/// What kind of number a rule wants, and of what.
pub(super) struct Wanted {
    pub(super) metric: Metric,
    pub(super) aggregate: Aggregate,
    pub(super) quantity: Quantity,
    pub(super) dialect: Dialect,
    /// Why there can be no `base`, where there can be none.
    pub(super) no_base: Option<String>,
}

/// Reads the rest of a text as a number with the unit that is wanted, or as one made of the baseline's.
pub(super) fn read(cursor: &mut Cursor<'_>, wanted: &Wanted) -> Result<Limit, ParseError> {
    let start = cursor.clone();
    let limit = if cursor.take_word("base") {
        if let Some(why) = &wanted.no_base {
            return Err(start.error(Problem::NoBase(why.clone())));
        }
        Limit::Relative(relative::read(cursor, wanted)?)
    } else {
        let amount = wanted.read(cursor, &[])?;
        wanted
            .check_size(&amount)
            .map_err(|problem| start.error(problem))?;
        Limit::Fixed(amount)
    };
    cursor.skip_spaces();
    match cursor.rest() {
        "" => Ok(limit),
        _ => Err(cursor.error(Problem::Rest(cursor.rest_shown()))),
    }
}

impl Wanted {
    /// Reads a number of what is wanted, or of one of the other quantities.
    pub(super) fn read(
        &self,
        cursor: &mut Cursor<'_>,
        or: &[Quantity],
    ) -> Result<Amount, ParseError> {
        let fitting: Vec<Quantity> = [&[self.quantity], or, self.others()].concat();
        let unit = |unit: Option<Unit>, amount: &Amount| match unit {
            None => self.quantity.bare(amount, self.dialect),
            Some(unit) if fitting.contains(&unit.quantity()) => Ok(unit),
            Some(unit) => Err(Problem::WrongUnit {
                metric: self.metric,
                aggregate: self.aggregate,
                quantity: self.quantity,
                unit,
            }),
        };
        amount::read(cursor, self.quantity.example(), unit, &fitting)
    }

    /// Gauges are read in units that only the stream knows.
    fn others(&self) -> &'static [Quantity] {
        match self.metric {
            Metric::Gauge => &[Quantity::Time, Quantity::Share, Quantity::Bytes],
            _ => &[],
        }
    }

    fn check_size(&self, amount: &Amount) -> Result<(), Problem> {
        let is_large = amount.value() > 1.0;
        match amount.unit {
            // What is above all is known, but what is read of a machine may add up its cores.
            Unit::Percent if self.metric == Metric::Gauge => Ok(()),
            Unit::Whole if is_large => Err(Problem::LargeShare(amount.number())),
            Unit::Percent if is_large => Err(Problem::LargePercentage(amount.number())),
            Unit::Pieces if amount.has_fraction() => Err(Problem::BrokenCount(amount.number())),
            Unit::Number if is_large && matches!(self.aggregate, Aggregate::Apdex(_)) => {
                Err(Problem::LargeApdex(amount.number()))
            }
            _ => Ok(()),
        }
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fixed(amount) => amount.fmt(f),
            Self::Relative(relative) => relative.fmt(f),
        }
    }
}
