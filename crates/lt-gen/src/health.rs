//! Whether the generator itself kept up.

use lt_sample::{Health, Histogram, Micros};
use lt_scenario::{LoadModel, Plan, Wait};

use crate::clock::{Clock, thread_cpu};
use crate::counters::Counters;

/// A schedule delay above this is worth a warning.
const NOTABLE_DELAY: Micros = Micros(1_000);
/// A schedule delay above this makes the figures ones of the generator.
const TOO_LATE: Micros = Micros(10_000);
/// Less of the offered arrivals than this sent makes the load another one than was planned.
const TOO_FEW: f64 = 0.99;
/// A thread busier than this has no room for being on time.
const TOO_BUSY: f64 = 0.95;

/// Watches the engine's thread.
#[derive(Debug)]
pub(crate) struct Watch {
    clock: Clock,
    begun: CpuReading,
    last: CpuReading,
    delay: Histogram,
}

#[derive(Clone, Copy, Debug)]
struct CpuReading {
    at: u64,
    used: u64,
}

impl Watch {
    /// Begins to watch the calling thread.
    pub(crate) fn start() -> Self {
        let clock = Clock::start();
        let begun = CpuReading::now(&clock);
        Self {
            clock,
            begun,
            last: begun,
            delay: Histogram::new(),
        }
    }

    /// Notes the schedule delay of a measured request.
    pub(crate) fn delay(&mut self, delay: Micros) {
        self.delay.record(delay.0);
    }

    /// The share of the time since the last call that the thread spent on the CPU.
    pub(crate) fn cpu_since_last(&mut self) -> f64 {
        let now = CpuReading::now(&self.clock);
        let share = now.share_since(self.last);
        self.last = now;
        share
    }

    /// Judges the run: DESIGN's rules for `saturated` and `cpu_bound`.
    pub(crate) fn judge(&self, plan: &Plan, counters: &Counters, timer: &str) -> Health {
        let p = |rank: u64| Micros(self.delay.value_at_rank(rank).unwrap_or(0));
        let n = self.delay.count();
        let facts = Facts {
            cpu_busy: CpuReading::now(&self.clock).share_since(self.begun),
            delay_p99: p((n * 99).div_ceil(100)),
            achieved: counters.started.get(),
            offered: counters.due.get(),
            is_open: is_open(plan),
            has_waits: has_waits(plan),
        };
        let mut why = facts.reasons();
        let saturated = !why.is_empty();
        let cpu_bound = !saturated && facts.is_cpu_bound();
        why.extend(facts.remarks());
        Health {
            cpu_busy: facts.cpu_busy,
            steal: None,
            delay_p50_us: p(n.div_ceil(2)),
            delay_p99_us: facts.delay_p99,
            delay_max_us: Micros(self.delay.max()),
            achieved: facts.achieved,
            offered: facts.offered,
            saturated,
            cpu_bound,
            why,
            timer: Some(timer.to_owned()),
            ..Health::default()
        }
    }
}

/// What the judgement rests on.
struct Facts {
    cpu_busy: f64,
    delay_p99: Micros,
    achieved: u64,
    offered: u64,
    is_open: bool,
    has_waits: bool,
}

impl Facts {
    /// Why the generator was saturated; empty when it was not.
    fn reasons(&self) -> Vec<String> {
        let mut reasons = Vec::new();
        if self.delay_p99 > TOO_LATE {
            let late = self.delay_p99.0 as f64 / 1000.0;
            reasons.push(format!(
                "one request in a hundred began {late:.1} ms late or later (limit 10 ms)"
            ));
        }
        let share = self.achieved as f64 / self.offered.max(1) as f64;
        if self.offered > 0 && share < TOO_FEW {
            let (achieved, offered) = (self.achieved, self.offered);
            reasons.push(format!(
                "only {achieved} of {offered} arrivals were sent ({:.1} %, limit 99 %)",
                share * 100.0
            ));
        }
        if self.cpu_busy >= TOO_BUSY && (self.is_open || self.has_waits) {
            reasons.push(format!(
                "the engine's CPU core was {:.0} % busy (limit 95 %)",
                self.cpu_busy * 100.0
            ));
        }
        reasons
    }

    /// Whether a loop without waits filled the CPU: then its throughput is a lower bound.
    fn is_cpu_bound(&self) -> bool {
        self.cpu_busy >= TOO_BUSY && !self.is_open && !self.has_waits
    }

    /// What a reader should know although it does not make the run invalid.
    fn remarks(&self) -> Vec<String> {
        let mut remarks = Vec::new();
        if self.delay_p99 > NOTABLE_DELAY && self.delay_p99 <= TOO_LATE {
            let late = self.delay_p99.0 as f64 / 1000.0;
            remarks.push(format!(
                "one request in a hundred began {late:.1} ms late or later (notable from 1 ms)"
            ));
        }
        if self.is_cpu_bound() {
            let busy = self.cpu_busy * 100.0;
            remarks.push(format!(
                "the engine's CPU core was {busy:.0} % busy: the target may be faster than measured"
            ));
        }
        remarks
    }
}

impl CpuReading {
    fn now(clock: &Clock) -> Self {
        Self {
            at: clock.now().0,
            used: thread_cpu(),
        }
    }

    fn share_since(self, earlier: Self) -> f64 {
        let elapsed = self.at.saturating_sub(earlier.at).max(1) as f64;
        (self.used.saturating_sub(earlier.used) as f64 / elapsed).min(1.0)
    }
}

fn is_open(plan: &Plan) -> bool {
    plan.loads
        .iter()
        .any(|load| matches!(load.model, LoadModel::Open(_)))
}

fn has_waits(plan: &Plan) -> bool {
    let profiles = plan.loads.iter().flat_map(|load| &load.profiles);
    profiles
        .into_iter()
        .any(|profile| !matches!(plan.profiles[*profile].wait, Wait::None))
}

#[cfg(test)]
mod tests {
    use super::*;

    const CALM: Facts = Facts {
        cpu_busy: 0.3,
        delay_p99: Micros(300),
        achieved: 1000,
        offered: 1000,
        is_open: true,
        has_waits: false,
    };

    #[test]
    fn a_calm_generator_has_no_reasons_and_no_remarks() {
        assert!(CALM.reasons().is_empty() && CALM.remarks().is_empty());
    }

    #[test]
    fn lateness_missing_arrivals_and_a_busy_core_each_saturate() {
        let late = Facts {
            delay_p99: Micros(10_001),
            ..CALM
        };
        assert_eq!(
            late.reasons(),
            ["one request in a hundred began 10.0 ms late or later (limit 10 ms)"]
        );
        let few = Facts {
            achieved: 989,
            ..CALM
        };
        assert_eq!(
            few.reasons(),
            ["only 989 of 1000 arrivals were sent (98.9 %, limit 99 %)"]
        );
        let busy = Facts {
            cpu_busy: 0.96,
            ..CALM
        };
        assert_eq!(
            busy.reasons(),
            ["the engine's CPU core was 96 % busy (limit 95 %)"]
        );
        assert!(
            Facts {
                achieved: 990,
                delay_p99: Micros(10_000),
                ..CALM
            }
            .reasons()
            .is_empty()
        );
    }

    #[test]
    fn a_closed_loop_without_waits_that_fills_the_core_is_bound_not_saturated() {
        let bound = Facts {
            cpu_busy: 0.99,
            is_open: false,
            ..CALM
        };
        assert!(bound.reasons().is_empty() && bound.is_cpu_bound());
        let waits = Facts {
            cpu_busy: 0.99,
            is_open: false,
            has_waits: true,
            ..CALM
        };
        assert!(!waits.reasons().is_empty());
    }
}
