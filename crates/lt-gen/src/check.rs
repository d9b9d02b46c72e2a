//! `--check`: the plan as a table for people.

use std::io::Write;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use lt_cli::message::harmless;
use lt_scenario::plan::Level;
use lt_scenario::{Endpoint, Hook, LoadModel, Plan, PlanRow, Ready, Variant, table};

use crate::resolve::Job;

/// Prints what would run when, and the share of each request; `legs` are those of one file.
pub(crate) fn print(legs: &[Arc<Job>], out: &mut dyn Write) -> anyhow::Result<()> {
    let plan = &plainest(legs).context("a test has a leg")?.plan;
    let targets: Vec<String> = plan
        .own_base_urls()
        .iter()
        .map(|url| harmless(&url.to_string()))
        .collect();
    writeln!(out, "target    {}", targets.join(", "))?;
    writeln!(out, "seed      {}", plan.seed)?;
    writeln!(out, "warm-up   {}", seconds(plan.warmup))?;
    writeln!(out, "time-out  {}", seconds(plan.request_timeout))?;
    print_around(plan, out)?;
    print_legs(legs, plan, out)?;
    for (load, row) in table(plan).iter().enumerate() {
        print_row(plan, load, row, out)?;
    }
    Ok(())
}

/// The leg that is most as the file says, whichever is the first to run: one that stays at the file's own target, if
/// there is any, and of these the first in the file.
fn plainest(legs: &[Arc<Job>]) -> Option<&Job> {
    let by_change = |leg: &&Arc<Job>| {
        let is_moved = leg.plan.base_urls != leg.plan.own_base_urls();
        (is_moved, leg.leg.variant)
    };
    legs.iter().min_by_key(by_change).map(|leg| &**leg)
}

/// What happens around the load.
fn print_around(plan: &Plan, out: &mut dyn Write) -> anyhow::Result<()> {
    let hooks = &plan.hooks;
    if let Some(Ready {
        request, within, ..
    }) = &hooks.ready
    {
        let (method, path) = (&request.endpoint.method, harmless(request.url.path()));
        writeln!(out, "ready     {method} {path} within {}", seconds(*within))?;
    }
    for (when, hooks) in [("before", &hooks.before), ("after", &hooks.after)] {
        for hook in hooks {
            writeln!(out, "{when:<9} {}", harmless(&hook.name))?;
        }
    }
    let in_time = hooks.timeline.len() - plan.never_done().len();
    let end = plan.end().unwrap_or_default().elapsed();
    let end = seconds(end.saturating_sub(plan.warmup));
    for (n, (at, hook)) in hooks.timeline.iter().enumerate() {
        let never = match n < in_time {
            true => String::new(),
            false => format!(" (never: the run ends at {end})"),
        };
        writeln!(
            out,
            "at {:<6} {}{never}",
            seconds(*at),
            harmless(&hook.name)
        )?;
    }
    for fault in &plan.faults {
        let share = fault.share * 100.0;
        writeln!(out, "fault     {share} % {}", fault.kind.as_str())?;
    }
    Ok(())
}

/// The variants that run, in the order of the file, and how everything is repeated.
fn print_legs(legs: &[Arc<Job>], plan: &Plan, out: &mut dyn Write) -> anyhow::Result<()> {
    const SHOWN: usize = 12;
    for (n, variant) in plan.hooks.variants.iter().enumerate() {
        if legs.iter().any(|leg| leg.leg.variant == Some(n)) {
            writeln!(out, "variant   {}", describe(variant))?;
        }
    }
    if legs.len() < 2 {
        return Ok(());
    }
    let name = |leg: &Arc<Job>| {
        let variant = leg.leg.variant.and_then(|v| plan.hooks.variants.get(v));
        variant.map_or_else(
            || format!("round {}", leg.leg.round + 1),
            |variant| harmless(&variant.name),
        )
    };
    let names: Vec<String> = legs.iter().take(SHOWN).map(name).collect();
    let names = names.join(", ");
    match legs.len() {
        n if n > SHOWN => writeln!(out, "legs      {names}, … ({n} in all)")?,
        n => writeln!(out, "legs      {n}: {names}")?,
    }
    Ok(())
}

/// What makes a variant another than the others, on one line.
fn describe(variant: &Variant) -> String {
    let names = |hooks: &[Hook]| {
        let names = hooks.iter().map(|hook| harmless(&hook.name));
        names.collect::<Vec<_>>().join(", ")
    };
    let variables = variant.variables.iter().map(|(name, _)| harmless(name));
    let labels = variant.labels.iter();
    let labels = labels.map(|(name, value)| harmless(&format!("{name}={value}")));
    let parts = [
        (
            "to",
            variant
                .base_url
                .iter()
                .map(|url| harmless(&url.to_string()))
                .collect(),
        ),
        ("variables", variables.collect::<Vec<_>>().join(", ")),
        ("labels", labels.collect::<Vec<_>>().join(", ")),
        ("before", names(&variant.before)),
        ("after", names(&variant.after)),
    ];
    let parts = parts.iter().filter(|(_, text)| !text.is_empty());
    let parts: Vec<String> = parts.map(|(what, text)| format!("{what} {text}")).collect();
    let name = harmless(&variant.name);
    match parts.is_empty() {
        true => name,
        false => format!("{name}: {}", parts.join("; ")),
    }
}

fn print_row(plan: &Plan, load: usize, row: &PlanRow, out: &mut dyn Write) -> anyhow::Result<()> {
    let name = row.name.as_deref().map_or("(unnamed)".to_owned(), harmless);
    let amount = row.model.describe();
    let iterations = match row.has_walks {
        true => "iterations",
        false => "requests",
    };
    let ends = [
        row.length.map(seconds),
        row.requests.map(|n| format!("{n} {iterations}")),
        row.per_user_iterations
            .map(|n| format!("{n} iterations of each user")),
    ];
    let ends: Vec<String> = ends.into_iter().flatten().collect();
    let begin = seconds(row.start.elapsed());
    writeln!(
        out,
        "\n{name}: from {begin}, for {}, {amount}",
        ends.join(" or ")
    )?;
    for (i, stage) in row.stages.iter().enumerate() {
        let length = seconds(stage.length);
        let level = match stage.level {
            Level::Users(users) => format!("{users} users"),
            Level::PerSecond(rate) => format!("{rate} arrivals per second"),
        };
        writeln!(out, "  stage {i}: {length}, to {level}")?;
    }
    if let Some((before, after)) = plan.hooks.loads.get(load) {
        for (when, hooks) in [("before", before), ("after", after)] {
            for hook in hooks {
                writeln!(out, "  {when:<8} {}", harmless(&hook.name))?;
            }
        }
    }
    writeln!(out, "  {}", headline(plan, load, row))?;
    for (endpoint, share) in by_endpoint(plan, row) {
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

/// What the percentages are of.
fn headline(plan: &Plan, load: usize, row: &PlanRow) -> String {
    let about = if row.has_walks { "about the " } else { "" };
    let profiles = plan.loads.get(load).map(|load| &*load.profiles);
    let profiles = profiles.unwrap_or_default().iter();
    let mut waits = profiles.map(|profile| plan.profiles[*profile].wait);
    let first = waits.next();
    let who = match row.model {
        // Who waits less draws more often.
        LoadModel::Closed(_) if waits.any(|wait| Some(wait) != first) => {
            "users draw; their waits are not counted"
        }
        LoadModel::Closed(_) => "users draw",
        LoadModel::Open(_) => "arrivals draw",
    };
    let guess = match row.shares_are_guessed {
        true => "; what answers decide is guessed",
        false => "",
    };
    format!("{about}share of what {who}{guess}")
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

fn seconds(time: Duration) -> String {
    format!("{} s", (time.as_secs_f64() * 1000.0).round() / 1000.0)
}
