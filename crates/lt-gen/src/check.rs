//! `--check`: the plan as a table for people.

use std::io::Write;

use lt_cli::message::harmless;
use lt_scenario::plan::Level;
use lt_scenario::{PlanRow, table};

use crate::resolve::Job;

/// Prints what would run when, and the share of each request.
pub(crate) fn print(job: &Job, out: &mut dyn Write) -> anyhow::Result<()> {
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
    for row in table(plan) {
        print_row(job, &row, out)?;
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
    for (request, share) in &row.shares {
        let endpoint = &job.plan.requests[request.0].endpoint;
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

fn seconds(seconds: f64) -> String {
    format!("{} s", (seconds * 1000.0).round() / 1000.0)
}
