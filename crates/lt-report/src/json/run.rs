//! What the first and the last line of a run tell.

use std::collections::BTreeMap;

use lt_sample::{
    Account, ClockEstimate, End, EndReason, Machine, Micros, PlannedScenario, RunId, Shard,
    UnixMicros,
};
use serde::Serialize;

/// A run; the name of its scenario file is left out, for it differs from machine to machine.
#[derive(Serialize)]
pub(super) struct Run<'a> {
    run: RunId,
    plan: Option<Plan<'a>>,
    end: Option<Ending>,
}

#[derive(Serialize)]
struct Plan<'a> {
    test: &'a str,
    shard: &'a Shard,
    attempt: Option<&'a str>,
    tool: &'a str,
    version: &'a str,
    started_us: UnixMicros,
    late_us: Option<Micros>,
    target: Option<&'a str>,
    targets: &'a [String],
    model: Option<&'a str>,
    scenarios: &'a [PlannedScenario],
    warmup_us: Option<Micros>,
    seed: Option<u64>,
    scenario_sha256: Option<&'a str>,
    labels: &'a BTreeMap<String, String>,
    machine: Option<&'a Machine>,
    clock: Option<&'a ClockEstimate>,
}

#[derive(Serialize)]
struct Ending {
    at_us: UnixMicros,
    reason: EndReason,
    samples: u64,
    framed: u64,
    dropped: u64,
    cancelled: u64,
    skipped_late: u64,
}

impl<'a> Run<'a> {
    pub(super) fn of((run, account): (RunId, &'a Account)) -> Self {
        Self {
            run,
            plan: account.run.as_ref().map(Plan::of),
            end: account.end.as_ref().map(Ending::of),
        }
    }
}

impl<'a> Plan<'a> {
    fn of(run: &'a lt_sample::Run) -> Self {
        Self {
            test: &run.test,
            shard: &run.shard,
            attempt: run.attempt.as_deref(),
            tool: &run.tool,
            version: &run.version,
            started_us: run.started_us,
            late_us: run.late_us,
            target: run.target.as_deref(),
            targets: &run.targets,
            model: run.model.as_deref(),
            scenarios: &run.plan,
            warmup_us: run.warmup_us,
            seed: run.seed,
            scenario_sha256: run.scenario_sha256.as_deref(),
            labels: &run.labels,
            machine: run.machine.as_ref(),
            clock: run.clock.as_ref(),
        }
    }
}

impl Ending {
    fn of(end: &End) -> Self {
        Self {
            at_us: end.at_us,
            reason: end.reason,
            samples: end.samples,
            framed: end.framed,
            dropped: end.dropped,
            cancelled: end.cancelled,
            skipped_late: end.skipped_late,
        }
    }
}
