//! A limit that is made of what the baseline shows.

use std::fmt;

use super::cursor::Cursor;
use super::limit::Wanted;
use super::{Amount, ParseError, Problem, Quantity, Unit, amount};

/// `base * 1.2`, `base + 10% + 2ms`: what the baseline shows, times some factors, and more or less than that by parts of
/// it and by amounts.
#[derive(Clone, Debug, PartialEq)]
pub struct Relative {
    /// What the baseline's figure, and so the limit, measures.
    pub quantity: Quantity,
    factors: Vec<Amount>,
    steps: Vec<(Sign, Amount)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sign {
    Plus,
    Minus,
}

impl Relative {
    /// Nobody needs more, and a text of a megabyte should not cost one.
    const MOST_STEPS: usize = 8;

    /// The limit where the baseline shows `base`.
    pub fn of(&self, base: f64) -> f64 {
        let factors = self.factors.iter().map(Amount::value);
        let scaled = factors.fold(base, |scaled, factor| scaled * factor);
        self.steps.iter().fold(scaled, |sum, (sign, amount)| {
            let step = match self.is_part(amount) {
                true => base * amount.value(),
                false => amount.value(),
            };
            match sign {
                Sign::Plus => sum + step,
                Sign::Minus => sum - step,
            }
        })
    }

    /// Whether a step is a part of the base: a percentage, unless shares are compared, of which it is an amount.
    fn is_part(&self, amount: &Amount) -> bool {
        amount.unit == Unit::Percent && self.quantity != Quantity::Share
    }

    /// Whether both are the same, however their numbers are written.
    pub(super) fn is(&self, other: &Self) -> bool {
        let same = |one: &Amount, two: &Amount| {
            self.is_part(one) == other.is_part(two) && one.value().total_cmp(&two.value()).is_eq()
        };
        let factors = self.factors.iter().zip(&other.factors);
        let steps = self.steps.iter().zip(&other.steps);
        self.quantity == other.quantity
            && (self.factors.len(), self.steps.len()) == (other.factors.len(), other.steps.len())
            && factors.into_iter().all(|(one, two)| same(one, two))
            && steps
                .into_iter()
                .all(|((sign, one), (other, two))| sign == other && same(one, two))
    }
}

/// Reads what stands behind `base`.
pub(super) fn read(cursor: &mut Cursor<'_>, wanted: &Wanted) -> Result<Relative, ParseError> {
    let mut relative = Relative {
        quantity: wanted.quantity,
        factors: Vec::new(),
        steps: Vec::new(),
    };
    loop {
        cursor.skip_spaces();
        let start = cursor.clone();
        let sign = match cursor.rest().chars().next() {
            Some('+') => Some(Sign::Plus),
            Some('-') => Some(Sign::Minus),
            Some('*') => None,
            _ => return Ok(relative),
        };
        if relative.factors.len() + relative.steps.len() == Relative::MOST_STEPS {
            return Err(start.error(Problem::ManySteps(Relative::MOST_STEPS)));
        }
        cursor.take_char();
        cursor.skip_spaces();
        match sign {
            Some(sign) => {
                let step = wanted.read(cursor, &[Quantity::Share])?;
                relative.steps.push((sign, step));
            }
            None if relative.steps.is_empty() => relative.factors.push(factor(cursor)?),
            None => return Err(start.error(Problem::LateFactor)),
        }
    }
}

fn factor(cursor: &mut Cursor<'_>) -> Result<Amount, ParseError> {
    let unit = |unit: Option<Unit>, _: &Amount| match unit {
        None => Ok(Unit::Number),
        Some(unit) => Err(Problem::FactorWithUnit(unit)),
    };
    amount::read(cursor, "1.2", unit, &[])
}

impl fmt::Display for Relative {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("base")?;
        for factor in &self.factors {
            write!(f, " * {factor}")?;
        }
        for (sign, amount) in &self.steps {
            let sign = match sign {
                Sign::Plus => '+',
                Sign::Minus => '-',
            };
            write!(f, " {sign} {amount}")?;
        }
        Ok(())
    }
}
