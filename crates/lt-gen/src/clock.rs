//! The only clocks of the generator. The wall clock is read once; everything else is monotonic time since then.

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
    Monotonic(u64),
    /// Tokio's clock, which tests can stop and move.
    #[cfg(test)]
    Tokio(tokio::time::Instant),
}

impl Clock {
    /// Begins a run now.
    pub(crate) fn start() -> Self {
        Self {
            source: Source::Monotonic(nanos(clock_gettime(ClockId::Monotonic))),
            started: UnixMicros(nanos(clock_gettime(ClockId::Realtime)) / 1000),
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

    /// How far the run is.
    #[inline]
    pub(crate) fn now(&self) -> RunTime {
        match self.source {
            Source::Monotonic(started) => {
                RunTime(nanos(clock_gettime(ClockId::Monotonic)) - started)
            }
            #[cfg(test)]
            Source::Tokio(started) => RunTime::after(started.elapsed()),
        }
    }

    /// The monotonic clock's reading at a moment of the run, in nanoseconds.
    #[cfg(all(target_os = "linux", not(test)))]
    pub(crate) fn monotonic_at(&self, at: RunTime) -> u64 {
        let Source::Monotonic(started) = self.source;
        started.saturating_add(at.0)
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

/// CPU time that the calling thread has used, in nanoseconds.
pub(crate) fn thread_cpu() -> u64 {
    nanos(clock_gettime(ClockId::ThreadCPUTime))
}

fn nanos(time: Timespec) -> u64 {
    let seconds = u64::try_from(time.tv_sec).unwrap_or(0);
    let nanos = u64::try_from(time.tv_nsec).unwrap_or(0);
    seconds.saturating_mul(1_000_000_000).saturating_add(nanos)
}
