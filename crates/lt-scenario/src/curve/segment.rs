//! One form of a level over time, counted from its own beginning.

use std::f64::consts::PI;

/// How a level goes; what it counts, the owner of the curve knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Segment {
    /// A straight line; level where both are equal.
    Linear {
        /// The level at its beginning.
        from: u64,
        /// The level at its end.
        to: u64,
    },
    /// A sine that begins at its mean and rises.
    Sine {
        /// Its middle.
        mean: u64,
        /// How far it goes above and below; at most the mean.
        amplitude: u64,
        /// The nanoseconds of one round; above zero.
        period: u64,
    },
}

/// A stretch of time in nanoseconds.
pub(super) type Stretch = (u64, u64);

impl Segment {
    /// The level at `t` of `length` nanoseconds.
    pub(super) fn level(self, length: u64, t: u64) -> f64 {
        match self {
            Self::Linear { from, to } if from == to => from as f64,
            Self::Linear { from, to } => {
                from as f64 + (to as f64 - from as f64) * (t as f64 / length as f64)
            }
            Self::Sine {
                mean,
                amplitude,
                period,
            } => {
                let turn = (t % period) as f64 / period as f64;
                mean as f64 + amplitude as f64 * libm::sin(2.0 * PI * turn)
            }
        }
    }

    /// Twice the area below the level from the beginning to `t`, in levels times nanoseconds, rounded down, and
    /// whether nothing was lost by rounding.
    ///
    /// Levels are below 2^50, so that a century of them fits. A sine's area is what libm computes and counts as exact.
    pub(super) fn area(self, length: u64, t: u64) -> (u128, bool) {
        match self {
            Self::Linear { from, to } => {
                let even = 2 * u128::from(from) * u128::from(t);
                let bend = u128::from(from.abs_diff(to));
                if bend == 0 || length == 0 {
                    return (even, true);
                }
                // bend * t^2 / length in two parts, as the product alone would not fit.
                let (square, length) = (u128::from(t) * u128::from(t), u128::from(length));
                let rest = square % length * bend;
                let whole = square / length * bend + rest / length;
                let is_exact = rest % length == 0;
                if from < to {
                    (even + whole, is_exact)
                } else {
                    (even - whole - u128::from(!is_exact), is_exact)
                }
            }
            Self::Sine {
                mean,
                amplitude,
                period,
            } => {
                let sine = libm::sin(PI * ((t % period) as f64 / period as f64));
                let swing = 2.0 * amplitude as f64 * (period as f64 / PI) * sine * sine;
                (2 * u128::from(mean) * u128::from(t) + whole(swing), true)
            }
        }
    }

    /// When twice the area reaches `target`, rounded down to a whole nanosecond; it must do so within `length`.
    pub(super) fn when(self, length: u64, target: u128) -> u64 {
        if let Self::Linear { from, to } = self
            && from == to
        {
            return u64::try_from(target / (2 * u128::from(from)).max(1)).unwrap_or(u64::MAX);
        }
        let reached = |t| self.area(length, t).0 >= target;
        let first = first_that(length, self.guess(length, target).min(length), reached);
        match self.area(length, first) {
            (area, true) if area == target => first,
            _ => first.saturating_sub(1),
        }
    }

    /// About when twice the area reaches `target`: only where the search begins, so its error costs time and no more.
    fn guess(self, length: u64, target: u128) -> u64 {
        let rough = match self {
            Self::Linear { from, to } => {
                let (from, slope) = (from as f64, (to as f64 - from as f64) / length as f64);
                let root = libm::sqrt((from * from + slope * target as f64).max(0.0));
                target as f64 / (from + root)
            }
            Self::Sine { mean, period, .. } => {
                let per_round = 2 * u128::from(mean) * u128::from(period);
                let (rounds, rest) = (target / per_round, target % per_round);
                let mut within = rest as f64 / (2.0 * mean as f64);
                for _ in 0..6 {
                    let t = nanoseconds(within).min(period);
                    let slope = (2.0 * self.level(length, t)).max(mean as f64 * 1e-3);
                    let missing = rest as f64 - self.area(length, t).0 as f64;
                    within = (within + missing / slope).clamp(0.0, period as f64);
                }
                rounds as f64 * period as f64 + within
            }
        };
        nanoseconds(rough)
    }

    /// The stretches within `length` in which the level is above `line`, rising: the one at its beginning, the first
    /// that ends after `after`, and the one at its end. What lies between does not touch any of them.
    pub(super) fn above(self, length: u64, line: u64, after: u64) -> impl Iterator<Item = Stretch> {
        let mut stretches = [None; 3];
        match self {
            Self::Linear { from, to } => stretches[0] = line_above(from, to, length, line),
            Self::Sine {
                mean,
                amplitude,
                period,
            } if line < mean + amplitude => {
                stretches = sine_above(mean, amplitude, period, length, line, after);
            }
            Self::Sine { .. } => {}
        }
        stretches
            .into_iter()
            .flatten()
            .filter(|(begin, end)| begin < end)
    }
}

fn line_above(from: u64, to: u64, length: u64, line: u64) -> Option<Stretch> {
    if from.max(to) <= line {
        return None;
    }
    if from.min(to) >= line {
        return Some((0, length));
    }
    let (part, whole) = (
        u128::from(from.abs_diff(line)),
        u128::from(from.abs_diff(to)),
    );
    // A length of all time times a level below 2^50, doubled, still fits.
    let crossing = (2 * u128::from(length) * part + whole) / (2 * whole);
    let crossing = u64::try_from(crossing).unwrap_or(u64::MAX);
    if from < to {
        Some((crossing, length))
    } else {
        Some((0, crossing))
    }
}

fn sine_above(
    mean: u64,
    amplitude: u64,
    period: u64,
    length: u64,
    line: u64,
    after: u64,
) -> [Option<Stretch>; 3] {
    let height = (line as f64 - mean as f64) / amplitude as f64;
    let everywhere = [Some((0, length)), None, None];
    if line + amplitude <= mean || amplitude == 0 {
        return everywhere;
    }
    // Each round is above the line from `rise` to half a round minus that; below zero it begins in the round before.
    let rise = libm::asin(height) / (2.0 * PI) * period as f64;
    let fall = nanoseconds(libm::round(period as f64 / 2.0 - rise));
    let early = nanoseconds(libm::round(-rise));
    let late = nanoseconds(libm::round(rise));
    if fall + early >= period {
        return everywhere;
    }
    let round = |n: u64| {
        let begin = n.checked_mul(period)?;
        let end = begin.saturating_add(fall).min(length);
        let begin = begin.saturating_add(late).saturating_sub(early);
        (begin < end).then_some((begin, end))
    };
    // The last round that begins before the end.
    let last = (length
        .saturating_sub(1)
        .saturating_sub(late)
        .saturating_add(early))
        / period;
    let first_after = match after.checked_sub(fall) {
        None => 0,
        Some(beyond) => last.min(beyond / period + 1),
    };
    let numbers = [
        (first_after > 0).then_some(0),
        Some(first_after),
        (last > first_after).then_some(last),
    ];
    numbers.map(|n| n.and_then(round))
}

/// The smallest number up to `most` for which `is_so`, which holds from there on, and at `most`: a search that widens
/// from `guess`.
fn first_that(most: u64, guess: u64, is_so: impl Fn(u64) -> bool) -> u64 {
    let (mut low, mut high, mut step) = (0, most, 1);
    if is_so(guess) {
        high = guess;
        while high > low {
            let below = high.saturating_sub(step);
            if !is_so(below) {
                low = below + 1;
                break;
            }
            high = below;
            step = step.saturating_mul(2);
        }
    } else {
        low = guess.saturating_add(1).min(most);
        while low < high {
            let above = low.saturating_add(step).min(most);
            if is_so(above) {
                high = above;
                break;
            }
            low = above + 1;
            step = step.saturating_mul(2);
        }
    }
    while low < high {
        let middle = low.midpoint(high);
        if is_so(middle) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    low
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "below zero is zero, and beyond 584 years is never: the cast saturates"
)]
pub(crate) fn nanoseconds(time: f64) -> u64 {
    time as u64
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "never negative, and below 2^120"
)]
fn whole(area: f64) -> u128 {
    libm::round(area) as u128
}
