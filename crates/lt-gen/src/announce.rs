//! The first and the last line of a run, and what people should hear of the last.

use std::collections::BTreeMap;

use lt_cli::message;
use lt_sample::{
    End, EndReason, FORMAT, Health, Leg, Micros, PlannedScenario, PlannedSine, PlannedStage,
    Record, Run, Shard, UnixMicros,
};
use lt_scenario::plan::Level;
use lt_scenario::{Load, LoadModel, Plan, Process, RunTime, Shape, rate};

use crate::outbox::Written;
use crate::resolve::Job;
use crate::{TOOL, machine};

/// The `run` line.
pub(crate) fn run_record(
    job: &Job,
    late: Option<Micros>,
    started_us: UnixMicros,
) -> Record<'static> {
    let targets: Vec<String> = job.plan.base_urls.iter().map(ToString::to_string).collect();
    Record::Run(Box::new(Run {
        format: FORMAT,
        run: job.run,
        test: job.test.clone(),
        shard: shard(job),
        leg: (job.nth.of > 1).then_some(job.nth),
        attempt: None,
        tool: TOOL.to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        started_us,
        scenario_file: job.file.as_ref().map(|file| file.name.clone()),
        scenario_sha256: job.file.as_ref().map(|file| file.sha256.clone()),
        seed: Some(job.plan.seed),
        model: Some(model(&job.plan).to_owned()),
        plan: planned(&job.plan),
        warmup_us: (!job.plan.warmup.is_zero()).then(|| micros(job.plan.warmup)),
        labels: job.labels.clone(),
        checks: checks(&job.plan),
        thresholds: job.plan.thresholds.clone(),
        machine: Some(machine::fingerprint()),
        target: targets.first().cloned(),
        targets: if targets.len() > 1 {
            targets
        } else {
            Vec::new()
        },
        late_us: late,
        clock: None,
    }))
}

/// The `end` line.
pub(crate) fn end_record(
    job: &Job,
    at_us: UnixMicros,
    reason: EndReason,
    written: Written,
    skipped_late: u64,
    health: Health,
) -> Record<'static> {
    Record::End(End {
        run: job.run,
        at_us,
        test: job.test.clone(),
        shard: shard(job),
        reason,
        samples: written.samples,
        framed: written.framed,
        dropped: written.dropped,
        cancelled: written.cancelled,
        skipped_late,
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

/// Files that are open beside the connections: streams, timers, libraries.
const OTHER_FILES: u64 = 64;

/// Says before the load that there will be more users than this machine allows connections.
pub(crate) fn say_what_is_too_many(job: &Job, files: u64) {
    let users = |load: &Load| match &load.model {
        LoadModel::Closed(users) => job.share.part_of(users.users),
        LoadModel::Open(_) => 0,
    };
    let most = job.plan.loads.iter().map(users).max().unwrap_or(0);
    if most.saturating_add(OTHER_FILES) > files {
        message::warn(
            TOOL,
            format_args!(
                "{most} users need as many open files and this machine allows {files}; raise the hard limit (`ulimit -Hn`, LimitNOFILE), or share the users among several machines with --shard"
            ),
        );
    }
}

/// The checks of each endpoint, by method and name.
fn checks(plan: &Plan) -> BTreeMap<String, Vec<String>> {
    let mut checks: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for request in &plan.requests {
        let Some(expects) = request.expects.as_ref().filter(|e| !e.checks.is_empty()) else {
            continue;
        };
        let endpoint = &request.endpoint;
        let of_endpoint = checks
            .entry(format!("{} {}", endpoint.method, endpoint.name))
            .or_default();
        for check in &expects.checks {
            if !of_endpoint.contains(&check.source) {
                of_endpoint.push(check.source.clone());
            }
        }
    }
    checks
}

/// Says before the load what of the timeline comes too late for it; `--check` shows it in its table.
pub(crate) fn say_what_is_never_done(plan: &Plan) {
    for (at, hook) in plan.never_done() {
        let (at, name) = (at.as_secs_f64(), &hook.name);
        let text = format!("`{name}` of the timeline is never done: the run ends before {at} s");
        message::warn(TOOL, text);
    }
}

/// Says what the file does that is unlikely to be meant.
pub(crate) fn say_what_is_odd(plan: &Plan) {
    for warning in plan.warnings() {
        message::warn(TOOL, warning);
    }
}

/// Says which of several legs begins.
pub(crate) fn say_which_leg(job: &Job) {
    let Leg { index, of } = job.nth;
    if of < 2 {
        return;
    }
    let variant = job.leg.variant.and_then(|v| job.plan.hooks.variants.get(v));
    let variant = variant.map_or(String::new(), |variant| format!(" {},", variant.name));
    let round = job.leg.round + 1;
    message::note(
        TOOL,
        format_args!("leg {} of {of}:{variant} round {round}", index + 1),
    );
}

/// Says that nothing happens before `--start-at`.
pub(crate) fn say_that_we_wait(left: std::time::Duration) {
    let seconds = left.as_secs_f64();
    message::note(TOOL, format_args!("waiting {seconds:.1} s for --start-at"));
}

/// Says that this process came too late for its test.
pub(crate) fn say_too_late(late: Micros) {
    let seconds = late.0 as f64 / 1e6;
    message::warn(
        TOOL,
        format_args!(
            "came {seconds:.3} s after --start-at and made no load; start all shards again, or let it in with --late join"
        ),
    );
}

/// Which part of the test we are; a share's residues are the indices of shards.
fn shard(job: &Job) -> Shard {
    let indices = job.share.residues().iter().copied().map(u32::try_from);
    let indices: Result<Vec<u32>, _> = indices.collect();
    let shard = indices
        .ok()
        .zip(u32::try_from(job.share.of()).ok())
        .and_then(|(indices, of)| Shard::new(&indices, of).ok());
    shard.expect("a share has at most 100,000 parts, in ascending order")
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
    let starts = plan.load_starts().into_iter().enumerate();
    starts
        .map(|(load, start)| scenario(plan, load, start))
        .collect()
}

fn scenario(plan: &Plan, place: usize, start: RunTime) -> PlannedScenario {
    let load = &plan.loads[place];
    let end = plan.load_end(place);
    let mut scenario = PlannedScenario {
        name: load.name.clone(),
        start_us: Micros(start.0 / 1000),
        length_us: end.map(|end| Micros((end.0 - start.0) / 1000)),
        requests: load.limit.requests,
        per_user_iterations: load.limit.per_user,
        stages: plan.stages(place).into_iter().map(stage).collect(),
        ..PlannedScenario::default()
    };
    let show: fn(u64) -> f64 = match &load.model {
        LoadModel::Closed(users) => {
            scenario.users = Some(users.users);
            scenario.spawn_rate = users.spawn_rate;
            |users| users as f64
        }
        LoadModel::Open(arrivals) => {
            scenario.rate = Some(arrivals.peak_per_second());
            scenario.process = (arrivals.process == Process::Poisson).then(|| "poisson".to_owned());
            rate::per_second
        }
    };
    if let Some(Shape::Sine(sine)) = load.model.shape() {
        scenario.sine = Some(PlannedSine {
            mean: show(sine.mean),
            amplitude: show(sine.amplitude),
            period_us: micros(sine.period),
        });
    }
    scenario
}

fn stage(stage: lt_scenario::PlannedStage) -> PlannedStage {
    let (users, rate) = match stage.level {
        Level::Users(users) => (Some(users), None),
        Level::PerSecond(rate) => (None, Some(rate)),
    };
    PlannedStage {
        length_us: micros(stage.length),
        users,
        rate,
    }
}

fn micros(length: std::time::Duration) -> Micros {
    Micros(u64::try_from(length.as_micros()).unwrap_or(u64::MAX))
}
