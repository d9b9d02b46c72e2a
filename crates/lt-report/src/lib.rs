//! What happened in a run, said in several ways: one [`lt_stats::Summary`], many renderings.
//!
//! The same numbers stand in each of them, and the same stream gives the same bytes: dates come from the stream, and no
//! clock is asked. Nothing is judged here (that is `lt-gate`), but what puts the figures in doubt is said first.
//!
//! # `--format json`
#![doc = include_str!("../REPORT-JSON.md")]

use std::io::{self, IsTerminal, Write};
use std::path::Path;

use anyhow::{Context, anyhow};
use lt_cli::{Exit, Input, OutputFile, interrupt, open_inputs, usage};
use lt_sample::ReadError;
use lt_stats::{By, Summary};

mod args;
mod chart;
mod comparison;
mod events;
mod faults;
mod html;
mod json;
mod number;
mod remark;
mod runs;
mod text;
mod words;

pub use args::{Args, Format};

/// Reads every input into one summary and renders it in all the ways that were asked for.
///
/// # Errors
/// An input cannot be read (wrong usage where it is no stream at all), nothing in it has what was to be compared, or an
/// output cannot be written.
pub fn run(args: Args, out: &mut dyn Write) -> anyhow::Result<Exit> {
    args.refuse_overwriting()?;
    let inputs = open_inputs(&args.inputs)?;
    interrupt::leave_to_the_writer(args.reads_stdin())?;
    let page = args.html.as_deref().map(OutputFile::create).transpose()?;
    let file = args.output.as_deref().map(OutputFile::create).transpose()?;

    let summary = summarize(inputs, &args)?;
    refuse_to_compare_nothing(&summary)?;

    // The page first: a closed pipe at stdout is a normal end and must not cost it.
    if let (Some(page), Some(name)) = (page, &args.html) {
        write_file(page, name, &html::render(&summary)?)?;
    }
    let on_terminal = file.is_none() && io::stdout().is_terminal();
    let report = match args.format {
        Format::Text => text::render(&summary, text::Look::of(on_terminal)),
        Format::Json => json::render(&summary)?,
    };
    match (file, &args.output) {
        (Some(file), Some(name)) => write_file(file, name, &report)?,
        _ => out.write_all(report.as_bytes())?,
    }
    Ok(Exit::Done)
}

fn summarize(inputs: Vec<Input>, args: &Args) -> anyhow::Result<Summary> {
    let mut summary = match &args.by {
        Some(by) => Summary::new(args.include()).comparing(by.clone()),
        None => Summary::new(args.include()),
    };
    for input in inputs {
        summary
            .read(input.reader, &input.name, args.on_bad_line())
            .map_err(unreadable)?;
    }
    Ok(summary)
}

/// A table with nothing but `(none)` in it would look like an answer.
fn refuse_to_compare_nothing(summary: &Summary) -> anyhow::Result<()> {
    let Some(by) = summary.by() else {
        return Ok(());
    };
    if summary.groups().iter().any(|group| group.value.is_some()) {
        return Ok(());
    }
    let missing = match by {
        By::Label(name) => format!("no run has the label `{name}`"),
        By::Tag(name) => format!("no request has the tag `{name}`"),
        By::Scenario | By::Journey | By::Stage | By::Endpoint => {
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

fn unreadable(error: ReadError) -> anyhow::Error {
    match error.is_unusable_input() {
        true => usage(error),
        false => error.into(),
    }
}

fn write_file(mut file: OutputFile, name: &Path, report: &str) -> anyhow::Result<()> {
    file.write_all(report.as_bytes())
        .with_context(|| format!("cannot write `{}`", name.display()))?;
    file.commit()
}

#[cfg(test)]
mod tests;
