//! Values in the units in which people say them.

use super::trimmed;

/// A value in the unit in which people say it.
#[derive(Clone, Copy)]
pub(super) struct Scaled<'u> {
    /// The number before that unit.
    pub(super) number: f64,
    /// By what the number is to be multiplied to be the value again.
    factor: f64,
    /// How the unit is written.
    pub(super) sign: &'u str,
    /// Digits after the point of the exact form.
    pub(super) most: usize,
}

impl<'u> Scaled<'u> {
    pub(super) fn of(value: f64, unit: &'u str) -> Self {
        let (number, factor, sign, most) = match unit {
            "us" if value.abs() < 1e3 => (value, 1.0, "us", 3),
            "us" if value.abs() < 1e6 => (value / 1e3, 1e3, "ms", 3),
            "us" => (value / 1e6, 1e6, "s", 6),
            "share" => (value * 100.0, 0.01, "%", 4),
            "per_second" => (value, 1.0, "/s", 3),
            "count" => (value, 1.0, "", 0),
            "bytes" => (value, 1.0, "B", 0),
            "bytes_per_second" => (value, 1.0, "B/s", 0),
            "number" => (value, 1.0, "", 4),
            other => (value, 1.0, foreign(other), 3),
        };
        Self {
            number,
            factor,
            sign,
            most,
        }
    }

    pub(super) fn text(&self, digits: i32) -> String {
        let enough = 10.0_f64.powi(digits - 1);
        let mut decimals = 0;
        let mut size = self.number.abs();
        while size < enough && size > 0.0 && decimals < self.most {
            size *= 10.0;
            decimals += 1;
        }
        trimmed(self.number, decimals)
    }

    pub(super) fn value_of(&self, number: f64) -> f64 {
        match self.sign {
            "%" => number / 100.0,
            _ => number * self.factor,
        }
    }
}

/// A unit that is none of ours, where it is a plain word.
fn foreign(unit: &str) -> &str {
    let is_plain = unit.len() <= 12 && unit.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if is_plain { unit } else { "" }
}
