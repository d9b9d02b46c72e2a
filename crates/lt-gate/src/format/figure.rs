//! Numbers with their units, rounded so that what is shown never contradicts what was decided by the exact ones.

mod scaled;
mod shift;

use scaled::Scaled;

/// How close a number stands to its unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    /// As rules are written: `31.2ms`.
    Terse,
    /// As books are set: `31.2 ms`.
    Prose,
}

impl Style {
    /// A value to the last microsecond.
    pub(crate) fn exact(self, value: f64, unit: &str) -> String {
        let scaled = Scaled::of(value, unit);
        self.join(&trimmed(scaled.number, scaled.most), scaled.sign)
    }

    /// A value with three digits, or as many as tell it from the others, which are shown elsewhere as they are.
    pub(crate) fn near(self, value: f64, others: &[f64], unit: &str) -> String {
        let keeps = |shown: &[f64]| {
            let mut others = others.iter();
            others.all(|other| value.total_cmp(other) == shown[0].total_cmp(other))
        };
        self.rounded([value], unit, keeps).concat()
    }

    /// Two values with three digits each, or as many as tell one from the other.
    pub(crate) fn pair(self, values: [f64; 2], unit: &str) -> [String; 2] {
        let order = |[a, b]: [f64; 2]| a.total_cmp(&b);
        self.rounded(values, unit, |shown| {
            order([shown[0], shown[1]]) == order(values)
        })
    }

    fn rounded<const N: usize>(
        self,
        values: [f64; N],
        unit: &str,
        keeps: impl Fn(&[f64]) -> bool,
    ) -> [String; N] {
        for digits in 3..12 {
            let scaled = values.map(|value| Scaled::of(value, unit));
            let texts = scaled.map(|scaled| scaled.text(digits));
            let mut shown = [0.0; N];
            for ((shown, text), scaled) in shown.iter_mut().zip(&texts).zip(&scaled) {
                *shown = text
                    .parse()
                    .map_or(f64::NAN, |number| scaled.value_of(number));
            }
            if keeps(&shown) {
                let mut texts = texts;
                for (text, scaled) in texts.iter_mut().zip(scaled) {
                    *text = self.join(text, scaled.sign);
                }
                return texts;
            }
        }
        values.map(|value| self.exact(value, unit))
    }

    /// A share as a percentage with two digits or so: `56%`, `0.4%`.
    pub(crate) fn percent(self, share: f64) -> String {
        match share.abs() * 100.0 {
            percent if percent >= 10.0 => self.join(&trimmed(percent, 0), "%"),
            percent if percent >= 0.1 => self.join(&trimmed(percent, 1), "%"),
            _ => format!("less than {}", self.join("0.1", "%")),
        }
    }

    fn join(self, digits: &str, sign: &str) -> String {
        match self {
            Self::Prose if !sign.is_empty() && sign != "/s" => {
                let sign = if sign == "us" { "µs" } else { sign };
                format!("{digits} {sign}")
            }
            _ => format!("{digits}{sign}"),
        }
    }
}

/// A count with thousands apart: `28,910`.
pub(crate) fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::with_capacity(digits.len() * 4 / 3);
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A number with at most so many digits after the point.
fn trimmed(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text,
    }
}

#[cfg(test)]
mod tests;
