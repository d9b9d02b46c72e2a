//! Whether the generator itself kept up.

use lt_sample::{Health, Histogram, Micros};
use lt_scenario::{LoadModel, Plan, Step};

use crate::counters::Counts;
use crate::machine::CpuTimes;

/// A schedule delay above this is worth a warning.
const NOTABLE_DELAY: Micros = Micros(1_000);
/// A schedule delay above this makes the figures ones of the generator.
const TOO_LATE: Micros = Micros(10_000);
/// Less of the offered arrivals than this sent makes the load another one than was planned.
const TOO_FEW: f64 = 0.99;
/// A thread busier than this has no room for being on time.
const TOO_BUSY: f64 = 0.95;
/// Other processes using more of the machine than this may be why requests began late.
const MUCH: f64 = 0.3;

/// What the judgement rests on.
#[derive(Debug, Default)]
pub(crate) struct Evidence {
    /// What all threads did.
    pub(crate) counts: Counts,
    /// Schedule delays of the measured requests.
    pub(crate) delays: Histogram,
    /// Share of the run that the busiest engine thread spent on the CPU.
    pub(crate) cpu_busy: f64,
    /// What the machine's cores did meanwhile, where the system tells.
    pub(crate) machine: Option<CpuTimes>,
    /// How late we joined a test that had begun, and how many planned arrivals were over by then.
    pub(crate) joined_late: Option<(Micros, u64)>,
    /// Whether requests had to wait for one of the places of `--max-in-flight`.
    pub(crate) waited_for_places: bool,
}

/// Judges the run: DESIGN's rules for `saturated` and `cpu_bound`.
pub(crate) fn judge(evidence: &Evidence, plan: &Plan, timer: &str) -> Health {
    let delays = &evidence.delays;
    let facts = Facts {
        cpu_busy: evidence.cpu_busy,
        delay_p99: percentile(delays, 99),
        counts: evidence.counts,
        is_open: is_open(plan),
        has_waits: has_waits(plan),
        waited_for_places: evidence.waited_for_places,
        joined_late: evidence.joined_late,
        foreign: evidence.machine.map_or(0.0, CpuTimes::foreign_share),
    };
    let mut why = facts.reasons();
    let saturated = !why.is_empty();
    let cpu_bound = !saturated && facts.is_cpu_bound();
    why.extend(facts.remarks());
    Health {
        cpu_busy: facts.cpu_busy,
        steal: evidence.machine.map(CpuTimes::steal_share),
        foreign: evidence.machine.map(CpuTimes::foreign_share),
        delay_p50_us: percentile(delays, 50),
        delay_p99_us: facts.delay_p99,
        delay_max_us: Micros(delays.max()),
        achieved: facts.counts.started,
        offered: facts.counts.due,
        no_files: facts.counts.no_files,
        no_ports: facts.counts.no_ports,
        retries: facts.counts.retries,
        saturated,
        cpu_bound,
        why,
        timer: Some(timer.to_owned()),
    }
}

/// A percentile of schedule delays by nearest rank; zero where there are none.
pub(crate) fn percentile(delays: &Histogram, p: u64) -> Micros {
    let rank = (delays.count() * p).div_ceil(100);
    Micros(delays.value_at_rank(rank).unwrap_or(0))
}

struct Facts {
    cpu_busy: f64,
    delay_p99: Micros,
    counts: Counts,
    is_open: bool,
    has_waits: bool,
    waited_for_places: bool,
    joined_late: Option<(Micros, u64)>,
    foreign: f64,
}

impl Facts {
    /// Why the generator was saturated; empty when it was not.
    fn reasons(&self) -> Vec<String> {
        let mut reasons = Vec::new();
        if self.delay_p99 > TOO_LATE {
            let late = self.delay_p99.0 as f64 / 1000.0;
            let because = if self.waited_for_places {
                ": they waited for one of the --max-in-flight places"
            } else {
                ""
            };
            reasons.push(format!(
                "one request in a hundred began {late:.1} ms late or later (limit 10 ms){because}"
            ));
        }
        let Counts {
            arrivals_started: sent,
            arrivals_due: due,
            ..
        } = self.counts;
        let share = sent as f64 / due.max(1) as f64;
        if due > 0 && share < TOO_FEW {
            reasons.push(format!(
                "only {sent} of {due} arrivals were sent ({:.1} %, limit 99 %)",
                share * 100.0
            ));
        }
        if self.cpu_busy >= TOO_BUSY && (self.is_open || self.has_waits) {
            reasons.push(format!(
                "the engine's CPU core was {:.0} % busy (limit 95 %)",
                self.cpu_busy * 100.0
            ));
        }
        let Counts {
            no_files, no_ports, ..
        } = self.counts;
        if no_files > 0 {
            reasons.push(format!(
                "{no_files} connections failed because this machine allows no more open files; raise `ulimit -n`"
            ));
        }
        if no_ports > 0 {
            reasons.push(format!(
                "{no_ports} connections failed because this machine has no local ports left; give more `--local-address`, or keep connections"
            ));
        }
        if let Some((late, skipped)) = self.joined_late {
            let late = late.0 as f64 / 1e6;
            reasons.push(format!(
                "it joined the test {late:.3} s late and skipped {skipped} planned arrivals"
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
        if self.delay_p99 > NOTABLE_DELAY && self.foreign >= MUCH {
            let foreign = self.foreign * 100.0;
            remarks.push(format!(
                "other processes used {foreign:.0} % of this machine's CPU time meanwhile"
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

fn is_open(plan: &Plan) -> bool {
    plan.loads
        .iter()
        .any(|load| matches!(load.model, LoadModel::Open(_)))
}

fn has_waits(plan: &Plan) -> bool {
    let profiles = plan.loads.iter().flat_map(|load| &load.profiles);
    let mut steps = plan.program.blocks.iter().flatten();
    profiles
        .into_iter()
        .any(|profile| !plan.profiles[*profile].wait.is_none())
        || steps.any(|step| matches!(step, Step::Think(_)))
        || plan.requests.iter().any(|request| !request.think.is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    const CALM: Facts = Facts {
        cpu_busy: 0.3,
        delay_p99: Micros(300),
        counts: Counts {
            users: 0,
            in_flight: 0,
            ended: 1000,
            errors: 0,
            due: 1000,
            started: 1000,
            retries: 0,
            no_files: 0,
            no_ports: 0,
            arrivals_due: 1000,
            arrivals_started: 1000,
        },
        is_open: true,
        has_waits: false,
        waited_for_places: false,
        joined_late: None,
        foreign: 0.1,
    };

    #[test]
    fn a_calm_generator_has_no_reasons_and_no_remarks() {
        assert!(CALM.reasons().is_empty() && CALM.remarks().is_empty());
    }

    #[test]
    fn lateness_missing_arrivals_and_a_busy_core_each_saturate() {
        let reasons = |change: fn(&mut Facts)| {
            let mut facts = CALM;
            change(&mut facts);
            facts.reasons().join("; ")
        };
        assert_eq!(
            reasons(|facts| facts.delay_p99 = Micros(10_001)),
            "one request in a hundred began 10.0 ms late or later (limit 10 ms)"
        );
        assert_eq!(
            reasons(|facts| (facts.delay_p99, facts.waited_for_places) = (Micros(20_000), true)),
            "one request in a hundred began 20.0 ms late or later (limit 10 ms): they waited for one of the --max-in-flight places"
        );
        assert_eq!(
            reasons(|facts| facts.counts.arrivals_started = 989),
            "only 989 of 1000 arrivals were sent (98.9 %, limit 99 %)"
        );
        assert_eq!(
            reasons(|facts| facts.cpu_busy = 0.96),
            "the engine's CPU core was 96 % busy (limit 95 %)"
        );
        assert_eq!(
            reasons(|facts| facts.joined_late = Some((Micros(1_500_000), 7))),
            "it joined the test 1.500 s late and skipped 7 planned arrivals"
        );
        assert!(reasons(|facts| facts.counts.no_files = 1).contains("open files"));
        assert!(reasons(|facts| facts.counts.no_ports = 1).contains("local ports"));
        let still_calm = |facts: &mut Facts| {
            (facts.counts.arrivals_started, facts.delay_p99) = (990, Micros(10_000));
        };
        assert_eq!(reasons(still_calm), "");
    }

    #[test]
    fn late_requests_beside_a_busy_neighbour_get_a_remark_about_it() {
        let late = Facts {
            delay_p99: Micros(2_000),
            foreign: 0.5,
            ..CALM
        };
        assert_eq!(
            late.remarks(),
            [
                "one request in a hundred began 2.0 ms late or later (notable from 1 ms)",
                "other processes used 50 % of this machine's CPU time meanwhile",
            ]
        );
        let in_time = Facts {
            foreign: 0.9,
            ..CALM
        };
        assert!(in_time.remarks().is_empty());
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
