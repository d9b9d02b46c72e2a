//! What happened in a run, said in several ways: one [`lt_stats::Summary`], many renderings.
//!
//! The same numbers stand in each of them, and the same stream gives the same bytes: dates come from the stream, and no
//! clock is asked. Nothing is judged here (that is `lt-gate`), but what puts the figures in doubt is said first.
//!
#![doc = include_str!("../../../docs/report-json.md")]

use std::io::Write;

use anyhow::anyhow;
use lt_cli::{Exit, interrupt, open_inputs, usage};
use lt_stats::{By, Summary};

mod args;
mod chart;
mod comparison;
mod events;
mod faults;
mod figure;
mod html;
mod json;
mod live;
mod locust;
mod markdown;
mod number;
mod observation;
mod outputs;
mod overwriting;
mod pass;
mod reading;
mod remark;
mod runs;
mod samples;
mod since;
mod svg;
mod text;
mod trackers;
mod words;

pub use args::{Args, Files, Format, LocustCsv};
use outputs::Outputs;
pub use since::Since;

/// Reads every input into one summary and renders it in all the ways that were asked for.
///
/// # Errors
/// An input cannot be read (wrong usage where it is no stream at all), nothing in it has what was to be compared, or an
/// output cannot be written.
pub fn run(args: Args, out: &mut dyn Write) -> anyhow::Result<Exit> {
    overwriting::refuse(&args)?;
    if args.compare {
        comparison::refuse_streams(&args.inputs)?;
    }
    let since = since::moment(&args)?;
    let inputs = open_inputs(&args.inputs)?;
    interrupt::leave_to_the_writer(args.reads_stdin())?;
    let mut outputs = Outputs::create(&args)?;
    let summary = reading::summarize(inputs, &args, since, &mut outputs.samples, out)?;
    if summary.is_foreign() {
        return Err(usage(anyhow!(
            "no line is of a type that lt knows; `lt-merge` makes a stream of what other tools write"
        )));
    }
    refuse_to_compare_nothing(&summary)?;
    outputs.write(&summary, &args, out)?;
    Ok(Exit::Done)
}

/// A table with nothing but `(none)` in it would look like an answer.
fn refuse_to_compare_nothing(summary: &Summary) -> anyhow::Result<()> {
    let Some(by) = summary.by() else {
        return Ok(());
    };
    if summary.has_groups() {
        return Ok(());
    }
    let missing = match by {
        By::Label(name) => format!("no run has the label `{name}`"),
        By::Tag(name) => format!("no request has the tag `{name}`"),
        // Streams have a name each, and are an answer where they hold nothing, too.
        By::Stream => return Ok(()),
        By::Window(_) => "no request was measured".to_owned(),
        By::Scenario | By::Journey | By::Stage | By::Endpoint | By::Method | By::Status => {
            format!("no request tells its {by}")
        }
    };
    let others = summary.comparable();
    let others: Vec<String> = others.iter().map(|by| format!("`{by}`")).collect();
    let hint = match others.is_empty() {
        true => "there is nothing to compare".to_owned(),
        false => format!("the stream has {}", others.join(", ")),
    };
    Err(usage(anyhow!("--by {by}: {missing}; {hint}")))
}

#[cfg(test)]
mod tests;
