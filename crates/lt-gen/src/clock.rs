//! The only clocks of the generator. The wall clock is read once, at the begin; everything else is monotonic time since then.

use std::time::Duration;

use lt_sample::{Micros, UnixMicros};
use lt_scenario::RunTime;
use rustix::time::{ClockId, Timespec, clock_gettime};

/// Tells the time of a run.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Clock {
    source: Source,
    started: UnixMicros,
}

#[derive(Clone, Copy, Debug)]
enum Source {
    /// The system's monotonic clock, from this reading on.
    Monotonic(i64),
    /// Tokio's clock, which tests can stop and move.
    #[cfg(test)]
    Tokio(tokio::time::Instant),
}

impl Clock {
    /// A run that begins after `lead`.
    pub(crate) fn begins_in(lead: Duration) -> Self {
        let lead = RunTime::after(lead).0;
        Self {
            source: Source::Monotonic(monotonic().saturating_add_unsigned(lead)),
            started: UnixMicros(wall_clock().0 + lead / 1000),
        }
    }

    /// A run that begins, or began, at a moment of Unix time.
    pub(crate) fn begins_at(start: UnixMicros) -> Self {
        let (wall, monotonic) = (wall_clock().0, monotonic());
        let nanos = wall.abs_diff(start.0).saturating_mul(1000);
        let source = if start.0 >= wall {
            monotonic.saturating_add_unsigned(nanos)
        } else {
            monotonic.saturating_sub_unsigned(nanos)
        };
        Self {
            source: Source::Monotonic(source),
            started: start,
        }
    }

    /// How long it is until the run begins.
    pub(crate) fn until_begin(&self) -> Duration {
        match self.source {
            Source::Monotonic(started) => Duration::from_nanos(nanos_between(monotonic(), started)),
            #[cfg(test)]
            Source::Tokio(_) => Duration::ZERO,
        }
    }

    /// Begins a run on tokio's clock.
    #[cfg(test)]
    pub(crate) fn start_on_tokio() -> Self {
        Self {
            source: Source::Tokio(tokio::time::Instant::now()),
            started: UnixMicros(1_763_718_000_000_000),
        }
    }

    /// How far the run is; zero also before it has begun.
    #[inline]
    pub(crate) fn now(&self) -> RunTime {
        match self.source {
            Source::Monotonic(started) => RunTime(nanos_between(started, monotonic())),
            #[cfg(test)]
            Source::Tokio(started) => RunTime::after(started.elapsed()),
        }
    }

    /// The monotonic clock's reading at a moment of the run, in nanoseconds.
    #[cfg(all(target_os = "linux", not(test)))]
    pub(crate) fn monotonic_at(&self, at: RunTime) -> u64 {
        let Source::Monotonic(started) = self.source;
        u64::try_from(started.saturating_add_unsigned(at.0)).unwrap_or(0)
    }

    /// Unix time at a moment of the run.
    pub(crate) fn unix(&self, at: RunTime) -> UnixMicros {
        self.started + Micros(at.0 / 1000)
    }
}

/// The time from `earlier` to `later`, rounded down to whole microseconds as instants are: adding it to the earlier
/// instant's microsecond gives the later one's.
pub(crate) fn between(earlier: RunTime, later: RunTime) -> Micros {
    Micros((later.0 / 1000).saturating_sub(earlier.0 / 1000))
}

/// Unix time now.
pub(crate) fn wall_clock() -> UnixMicros {
    UnixMicros(nanos(clock_gettime(ClockId::Realtime)) / 1000)
}

/// CPU time that the calling thread has used, in nanoseconds.
pub(crate) fn thread_cpu() -> u64 {
    nanos(clock_gettime(ClockId::ThreadCPUTime))
}

/// CPU time that this process has used, in nanoseconds.
pub(crate) fn process_cpu() -> u64 {
    nanos(clock_gettime(ClockId::ProcessCPUTime))
}

/// The monotonic clock; a run may begin before it was zero, so it has a sign.
fn monotonic() -> i64 {
    i64::try_from(nanos(clock_gettime(ClockId::Monotonic))).unwrap_or(i64::MAX)
}

/// Zero where `later` is not later.
fn nanos_between(earlier: i64, later: i64) -> u64 {
    u64::try_from(later.saturating_sub(earlier)).unwrap_or(0)
}

fn nanos(time: Timespec) -> u64 {
    let seconds = u64::try_from(time.tv_sec).unwrap_or(0);
    let nanos = u64::try_from(time.tv_nsec).unwrap_or(0);
    seconds.saturating_mul(1_000_000_000).saturating_add(nanos)
}
