//! When a run begins: now, or together with other shards at a moment of the wall clock.

use std::time::Duration;

use anyhow::{Context, bail};
use jiff::Timestamp;
use lt_sample::{Micros, UnixMicros};

use crate::args::Late;
use crate::clock::Clock;

/// The begin of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Start {
    /// As soon as everything is ready.
    Now,
    /// At a moment of Unix time.
    At {
        /// When.
        at: UnixMicros,
        /// What happens when that has passed.
        late: Late,
    },
}

impl Start {
    /// The clock of the run, which begins after `lead` or at its moment.
    pub(crate) fn clock(self, lead: Duration) -> Clock {
        match self {
            Self::Now => Clock::begins_in(lead),
            Self::At { at, .. } => Clock::begins_at(at),
        }
    }

    /// How late we are; `None` when in time.
    pub(crate) fn late(self, clock: &Clock) -> Option<Micros> {
        let late = Micros(clock.now().0 / 1000);
        (matches!(self, Self::At { .. }) && late > Micros(0)).then_some(late)
    }

    /// Whether a late process may join the test.
    pub(crate) fn may_join(self) -> bool {
        matches!(
            self,
            Self::At {
                late: Late::Join,
                ..
            }
        )
    }
}

/// Reads a moment: RFC 3339 (`2026-11-21T10:15:00Z`), `+30s` from `now`, or Unix seconds.
pub(crate) fn parse(text: &str, now: UnixMicros) -> anyhow::Result<UnixMicros> {
    if let Some(ahead) = text.strip_prefix('+') {
        let ahead = lt_scenario::duration::parse(ahead).with_context(|| format!("`{text}`"))?;
        let ahead = u64::try_from(ahead.as_micros()).unwrap_or(u64::MAX);
        return Ok(UnixMicros(now.0.saturating_add(ahead)));
    }
    if let Ok(seconds) = text.parse::<f64>() {
        if !(0.0..=1e11).contains(&seconds) {
            bail!("`{text}` are no Unix seconds of this age; write `date +%s`'s number, or `+30s`");
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "between 0 and 10^17"
        )]
        return Ok(UnixMicros((seconds * 1e6).round() as u64));
    }
    let moment: Timestamp = text.parse().with_context(|| {
        format!("`{text}` is no moment; write `2026-11-21T10:15:00Z`, `+30s` or Unix seconds")
    })?;
    Ok(UnixMicros(
        u64::try_from(moment.as_microsecond()).unwrap_or(0),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_read_as_people_write_them() {
        let now = UnixMicros(1_763_718_000_000_000);
        let at = |text| parse(text, now).unwrap().0;
        assert_eq!(at("+30s"), now.0 + 30_000_000);
        assert_eq!(at("+1m30s"), now.0 + 90_000_000);
        assert_eq!(at("1763718000.5"), now.0 + 500_000);
        assert_eq!(at("2025-11-21T09:40:00Z"), now.0);
        assert_eq!(at("2025-11-21T10:40:00.25+01:00"), now.0 + 250_000);
        for wrong in ["tomorrow", "", "-3", "+", "10:15", "1e300", "NaN"] {
            assert!(parse(wrong, now).is_err(), "{wrong}");
        }
    }

    #[test]
    fn only_a_moment_that_has_passed_makes_a_run_late() {
        let clock = Start::Now.clock(Duration::ZERO);
        assert_eq!(Start::Now.late(&clock), None);
        let past = Start::At {
            at: UnixMicros(1_000_000),
            late: Late::Join,
        };
        assert!(past.late(&past.clock(Duration::ZERO)) > Some(Micros(1_000_000)));
        let future = Start::At {
            at: UnixMicros(u64::MAX / 2_000),
            late: Late::Fail,
        };
        assert_eq!(future.late(&future.clock(Duration::ZERO)), None);
    }
}
