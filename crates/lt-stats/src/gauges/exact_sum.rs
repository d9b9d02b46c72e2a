//! A sum of floating-point numbers that does not depend on their order.

use std::collections::BTreeMap;

/// The exact sum, as whole numbers by stretches of 32 binary places: floating-point addition would depend on the order in
/// which streams are merged.
#[derive(Clone, Debug, Default)]
pub(super) struct ExactSum {
    /// By the number of the stretch: how many of its lowest place. 2^43 additions fit into each.
    stretches: BTreeMap<u16, i128>,
}

/// The exponent of the lowest place of all, that of the smallest number above zero.
const LOWEST: i32 = -1074;
const PLACES: u16 = 32;

impl ExactSum {
    /// Adds a finite number; what is none counts as zero.
    pub(super) fn add(&mut self, value: f64) {
        if !value.is_finite() {
            return;
        }
        let (mantissa, place) = parts(value);
        let amount = mantissa << (place % PLACES);
        self.add_to(place / PLACES, amount);
    }

    pub(super) fn merge(&mut self, other: &Self) {
        for (stretch, amount) in &other.stretches {
            self.add_to(*stretch, *amount);
        }
    }

    /// The sum divided by `n`, within a few units of the last place.
    pub(super) fn divided_by(&self, n: u64) -> f64 {
        let parts = self.stretches.iter().rev();
        let parts = parts.map(|(stretch, amount)| {
            let exponent = i32::from(*stretch) * i32::from(PLACES) + LOWEST;
            // In two steps: neither the largest nor the smallest powers exist as one number.
            let half = exponent / 2;
            *amount as f64 / n as f64 * 2_f64.powi(half) * 2_f64.powi(exponent - half)
        });
        // The sum of nothing would be -0.
        parts.fold(0.0, |sum, part| sum + part)
    }

    fn add_to(&mut self, stretch: u16, amount: i128) {
        let sum = self.stretches.entry(stretch).or_default();
        *sum = sum.saturating_add(amount);
        if *sum == 0 {
            self.stretches.remove(&stretch);
        }
    }
}

/// A number as a whole one with its sign, and the place of its last digit counted from the lowest of all.
fn parts(value: f64) -> (i128, u16) {
    let bits = value.to_bits();
    let exponent = u16::try_from(bits >> 52 & 0x7ff).expect("eleven bits");
    let fraction = i128::from(bits & ((1 << 52) - 1));
    let (mantissa, place) = match exponent {
        0 => (fraction, 0),
        _ => (fraction | 1 << 52, exponent - 1),
    };
    match value.is_sign_negative() {
        true => (-mantissa, place),
        false => (mantissa, place),
    }
}
