//! A change and how sure it is, on the scale on which it is computed.

use super::textbook::student::Student;

/// A change that is positive where the judged build is worse: a difference of logarithms, or of shares.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The best guess.
    pub delta: f64,
    /// Its standard error; above zero.
    pub error: f64,
    /// Degrees of freedom of the standard error; infinite where it is assumed and not estimated.
    pub freedom: f64,
}

impl Estimate {
    /// Chance of a change at least as large as this, were the true one `tolerance`.
    pub fn p_worse(&self, tolerance: f64) -> f64 {
        Student::new(self.freedom).above((self.delta - tolerance) / self.error)
    }

    /// Chance of a change at most as large as this, were the true one `tolerance`.
    pub fn p_tolerable(&self, tolerance: f64) -> f64 {
        Student::new(self.freedom).above((tolerance - self.delta) / self.error)
    }

    /// The interval of confidence 1 − 2α: outside it on either side the true change lies with a chance of α at most.
    pub fn interval(&self, alpha: f64) -> (f64, f64) {
        let reach = Student::new(self.freedom).exceeded_by(alpha) * self.error;
        (self.delta - reach, self.delta + reach)
    }

    /// The same with a standard error that is not below `least`.
    pub(super) fn at_least(self, least: f64) -> Self {
        // `max` would take the other number for what is none.
        let error = if self.error.is_nan() {
            f64::INFINITY
        } else {
            self.error
        };
        Self {
            error: error.max(least).max(f64::MIN_POSITIVE),
            ..self
        }
    }
}
