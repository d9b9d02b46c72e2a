//! `--check`: the plan as a table for people.

use std::io::Write;
use std::sync::Arc;

use anyhow::Context;
use lt_cli::message::harmless;
use lt_scenario::plan::Level;
use lt_scenario::{Endpoint, Plan, PlanRow, Ready, table};

use crate::resolve::Job;

/// Prints what would run when, and the share of each request.
pub(crate) fn print(legs: &[Arc<Job>], out: &mut dyn Write) -> anyhow::Result<()> {
    let job = legs.first().context("a test has a leg")?;
    let plan = &job.plan;
    let targets: Vec<String> = plan.base_urls.iter().map(ToString::to_string).collect();
    writeln!(out, "target    {}", targets.join(", "))?;
    writeln!(out, "seed      {}", plan.seed)?;
    writeln!(out, "warm-up   {}", seconds(plan.warmup.as_secs_f64()))?;
    writeln!(
        out,
        "time-out  {}",
        seconds(plan.request_timeout.as_secs_f64())
    )?;
    print_around(legs, plan, out)?;
    for row in table(plan) {
        print_row(job, &row, out)?;
    }
    Ok(())
}

/// What happens around the load, and how often everything does.
fn print_around(legs: &[Arc<Job>], plan: &Plan, out: &mut dyn Write) -> anyhow::Result<()> {
    let hooks = &plan.hooks;
    if let Some(Ready {
        request, within, ..
    }) = &hooks.ready
    {
        let (method, path) = (&request.endpoint.method, harmless(request.url.path()));
        writeln!(
            out,
            "ready     {method} {path} within {}",
            seconds(within.as_secs_f64())
        )?;
    }
    for (when, hooks) in [("before", &hooks.before), ("after", &hooks.after)] {
        for hook in hooks {
            writeln!(out, "{when:<9} {}", harmless(&hook.name))?;
        }
    }
    for (at, hook) in &hooks.timeline {
        let at = seconds(at.as_secs_f64());
        writeln!(out, "at {at:<6} {}", harmless(&hook.name))?;
    }
    for variant in &hooks.variants {
        let name = harmless(&variant.name);
        for (when, hooks) in [("before", &variant.before), ("after", &variant.after)] {
            for hook in hooks {
                writeln!(out, "variant   {name}, {when}: {}", harmless(&hook.name))?;
            }
        }
    }
    for fault in &plan.faults {
        let share = fault.share * 100.0;
        writeln!(out, "fault     {share} % {}", fault.kind.as_str())?;
    }
    if legs.len() > 1 {
        let names =
            legs.iter().map(
                |leg| match leg.leg.variant.and_then(|v| hooks.variants.get(v)) {
                    Some(variant) => harmless(&variant.name),
                    None => format!("round {}", leg.leg.round + 1),
                },
            );
        let names: Vec<String> = names.collect();
        writeln!(out, "legs      {}: {}", legs.len(), names.join(", "))?;
    }
    Ok(())
}

fn print_row(job: &Job, row: &PlanRow, out: &mut dyn Write) -> anyhow::Result<()> {
    let name = row.name.as_deref().map_or("(unnamed)".to_owned(), harmless);
    let load = row.model.describe();
    let ends = [
        row.length.map(|length| seconds(length.as_secs_f64())),
        row.requests.map(|n| format!("{n} requests")),
        row.per_user_iterations
            .map(|n| format!("{n} iterations of each user")),
    ];
    let ends: Vec<String> = ends.into_iter().flatten().collect();
    let begin = seconds(row.start.elapsed().as_secs_f64());
    writeln!(
        out,
        "\n{name}: from {begin}, for {}, {load}",
        ends.join(" or ")
    )?;
    for (i, stage) in row.stages.iter().enumerate() {
        let length = seconds(stage.length.as_secs_f64());
        let level = match stage.level {
            Level::Users(users) => format!("{users} users"),
            Level::PerSecond(rate) => format!("{rate} arrivals per second"),
        };
        writeln!(out, "  stage {i}: {length}, to {level}")?;
    }
    for (endpoint, share) in by_endpoint(&job.plan, row) {
        let host = endpoint
            .host
            .as_deref()
            .map_or(String::new(), |host| format!("  ({})", harmless(host)));
        writeln!(
            out,
            "  {share:6.2} %  {:<7} {}{host}",
            endpoint.method,
            harmless(&endpoint.name)
        )?;
    }
    Ok(())
}

/// The share of each endpoint, in the order of their first requests: several requests may be of one.
fn by_endpoint<'a>(plan: &'a Plan, row: &PlanRow) -> Vec<(&'a Endpoint, f64)> {
    let mut shares: Vec<(&Endpoint, f64)> = Vec::new();
    for (request, share) in &row.shares {
        let endpoint = &plan.requests[request.0].endpoint;
        match shares.iter_mut().find(|(known, _)| *known == endpoint) {
            Some((_, sum)) => *sum += share,
            None => shares.push((endpoint, *share)),
        }
    }
    shares
}

fn seconds(seconds: f64) -> String {
    format!("{} s", (seconds * 1000.0).round() / 1000.0)
}
