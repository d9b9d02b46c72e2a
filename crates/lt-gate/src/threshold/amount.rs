//! A number with its unit, as it was written.

use std::fmt;

use super::cursor::Cursor;
use super::{ParseError, Problem, Quantity, Unit, hint};

/// A number with its unit, as it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Amount {
    /// The number's digits without its point.
    digits: u64,
    /// How many of them stand behind the point.
    fraction: u8,
    /// In what it is written.
    pub unit: Unit,
}

impl Amount {
    /// The number in the unit in which its quantity is compared: the nearest that floating point has.
    pub fn value(&self) -> f64 {
        let (power, factor) = self.unit.scale();
        // Read at once: a product with 1000 or a hundredth would not be the number that was meant.
        let exponent = power - i32::from(self.fraction);
        let number: Result<f64, _> = format!("{}e{exponent}", self.digits).parse();
        number.expect("digits and an exponent are a number") * factor
    }

    /// What it measures.
    pub fn quantity(&self) -> Quantity {
        self.unit.quantity()
    }

    /// The number without its unit.
    pub(super) fn number(&self) -> String {
        let digits = format!("{:0>1$}", self.digits, usize::from(self.fraction) + 1);
        let (whole, fraction) = digits.split_at(digits.len() - usize::from(self.fraction));
        match fraction {
            "" => whole.to_owned(),
            fraction => format!("{whole}.{fraction}"),
        }
    }

    pub(super) fn has_fraction(&self) -> bool {
        self.fraction > 0
    }
}

/// Reads a number and the sign of its unit; what follows is left. `example` is one that fits.
pub(super) fn read(
    cursor: &mut Cursor<'_>,
    example: &str,
    unit: impl FnOnce(Option<Unit>, &Amount) -> Result<Unit, Problem>,
    fitting: &[Quantity],
) -> Result<Amount, ParseError> {
    let start = cursor.clone();
    let mut amount = read_number(cursor, example)?;
    let behind = cursor.clone();
    cursor.skip_spaces();
    let place = cursor.clone();
    let sign = cursor.take_while(|c| !c.is_whitespace() && !"+-*)<>=!".contains(c));
    let place = match sign {
        "" => &start,
        _ => &place,
    };
    let known = match sign {
        "" => {
            *cursor = behind;
            None
        }
        sign => Some(Unit::parse(sign).ok_or_else(|| place.error(unknown(sign, fitting)))?),
    };
    amount.unit = unit(known, &amount).map_err(|problem| place.error(problem))?;
    Ok(amount)
}

fn read_number(cursor: &mut Cursor<'_>, example: &str) -> Result<Amount, ParseError> {
    const MOST_DIGITS: usize = 15; // what a floating-point number holds exactly
    let start = cursor.clone();
    let number = cursor.take_while(|c| c.is_ascii_digit() || c == '.');
    let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
    if whole.is_empty() || fraction.is_empty() || fraction.contains('.') {
        let found = start.next_shown();
        return Err(start.error(Problem::NoNumber(found, example.to_owned())));
    }
    let fraction = fraction.trim_end_matches('0');
    let digits = format!("{}{fraction}", whole.trim_start_matches('0'));
    let read = (digits.len() <= MOST_DIGITS && fraction.len() <= MOST_DIGITS)
        .then(|| (format!("0{digits}").parse(), u8::try_from(fraction.len())));
    match read {
        Some((Ok(digits), Ok(fraction))) => Ok(Amount {
            digits,
            fraction,
            unit: Unit::Pieces,
        }),
        _ => Err(start.error(Problem::LongNumber(super::cursor::clipped(number)))),
    }
}

fn unknown(sign: &str, fitting: &[Quantity]) -> Problem {
    let fits = |unit: &Unit| fitting.contains(&unit.quantity());
    let signs: Vec<&str> = Unit::signs()
        .filter(|(_, unit)| fits(unit))
        .map(|(sign, _)| sign)
        .collect();
    Problem::UnknownUnit {
        name: super::cursor::clipped(sign),
        hint: match signs.as_slice() {
            [] => "write a plain number".to_owned(),
            signs => hint(sign, signs.iter().copied()),
        },
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.number(), self.unit)
    }
}
