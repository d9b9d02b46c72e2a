//! The first and the last line of a run, and what people should hear of the last.

use lt_cli::message;
use lt_sample::{
    End, EndReason, FORMAT, Health, Machine, Micros, PlannedScenario, Record, Run, Shard,
    UnixMicros,
};
use lt_scenario::{LoadModel, Plan};

use crate::TOOL;
use crate::outbox::Written;
use crate::resolve::Job;

/// The `run` line.
pub(crate) fn run_record(job: &Job, machine: Machine, started_us: UnixMicros) -> Record<'static> {
    Record::Run(Box::new(Run {
        format: FORMAT,
        run: job.run,
        test: job.test.clone(),
        shard: Shard::WHOLE,
        attempt: None,
        tool: TOOL.to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        started_us,
        late_us: None,
        scenario_file: job.file.as_ref().map(|file| file.name.clone()),
        scenario_sha256: job.file.as_ref().map(|file| file.sha256.clone()),
        seed: Some(job.plan.seed),
        model: Some(model(&job.plan).to_owned()),
        plan: planned(&job.plan),
        warmup_us: (!job.plan.warmup.is_zero()).then(|| micros(job.plan.warmup)),
        labels: Default::default(),
        checks: Default::default(),
        thresholds: None,
        machine: Some(machine),
        target: Some(job.plan.base_url.to_string()),
        targets: Vec::new(),
        clock: None,
    }))
}

/// The `end` line.
pub(crate) fn end_record(
    job: &Job,
    at_us: UnixMicros,
    reason: EndReason,
    written: Written,
    health: Health,
) -> Record<'static> {
    Record::End(End {
        run: job.run,
        at_us,
        test: job.test.clone(),
        shard: Shard::WHOLE,
        reason,
        samples: written.samples,
        framed: written.framed,
        dropped: written.dropped,
        cancelled: written.cancelled,
        skipped_late: 0,
        health: Some(health),
    })
}

/// Says on stderr what the `end` line says about the generator itself.
pub(crate) fn say_what_was_wrong(health: &Health) {
    for why in &health.why {
        match health.saturated {
            true => message::warn(
                TOOL,
                format_args!(
                    "the generator was saturated, its figures are not the target's: {why}"
                ),
            ),
            false => message::warn(TOOL, why),
        }
    }
}

fn model(plan: &Plan) -> &'static str {
    let open = plan
        .loads
        .iter()
        .filter(|load| matches!(load.model, LoadModel::Open(_)))
        .count();
    match open {
        0 => "closed",
        n if n == plan.loads.len() => "open",
        _ => "mixed",
    }
}

fn planned(plan: &Plan) -> Vec<PlannedScenario> {
    let starts = plan.load_starts();
    let loads = plan.loads.iter().enumerate().zip(starts);
    let scenario = |((place, load), start): ((usize, &lt_scenario::Load), lt_scenario::RunTime)| {
        let mut scenario = PlannedScenario {
            name: load.name.clone(),
            start_us: Micros(start.0 / 1000),
            length_us: plan
                .load_end(place)
                .map(|end| Micros((end.0 - start.0) / 1000)),
            requests: load.limit.requests,
            ..PlannedScenario::default()
        };
        match load.model {
            LoadModel::Closed(users) => {
                scenario.users = Some(users.users);
                scenario.spawn_rate = users.spawn_rate;
            }
            LoadModel::Open(arrivals) => scenario.rate = Some(arrivals.rate.per_second()),
        }
        scenario
    };
    loads.map(scenario).collect()
}

fn micros(length: std::time::Duration) -> Micros {
    Micros(u64::try_from(length.as_micros()).unwrap_or(u64::MAX))
}
