//! Reading every input into one summary, and what else is done with each line on the way.

use std::io::Write;

use lt_cli::{Input, usage};
use lt_sample::{Line, ReadError};
use lt_stats::Summary;

use crate::Args;
use crate::samples::Samples;

/// Reads all inputs; hands their lines on to `out` and to the table of samples where that was asked for.
pub(crate) fn summarize(
    inputs: Vec<Input>,
    args: &Args,
    samples: &mut Option<Samples>,
    out: &mut dyn Write,
) -> anyhow::Result<Summary> {
    let mut summary = Summary::new(args.include());
    if let Some(by) = &args.by {
        summary = summary.comparing(by.clone());
    }
    let mut taps = Taps {
        pass: args.pass.then_some(out),
        samples: samples.as_mut(),
    };
    for input in inputs {
        match taps.is_empty() {
            true => summary
                .read(input.reader, &input.name, args.on_bad_line())
                .map_err(unreadable)?,
            false => read_through(&mut summary, input, args, &mut taps)?,
        }
    }
    Ok(summary)
}

/// Who else wants each line.
struct Taps<'t> {
    pass: Option<&'t mut dyn Write>,
    samples: Option<&'t mut Samples>,
}

impl Taps<'_> {
    fn is_empty(&self) -> bool {
        self.pass.is_none() && self.samples.is_none()
    }

    fn take(&mut self, line: &Line<'_>) -> anyhow::Result<()> {
        if let Some(pass) = &mut self.pass {
            pass.write_all(line.bytes)?;
            pass.write_all(b"\n")?;
        }
        if let Some(samples) = &mut self.samples {
            samples.add(&line.record)?;
        }
        Ok(())
    }
}

fn read_through(
    summary: &mut Summary,
    input: Input,
    args: &Args,
    taps: &mut Taps<'_>,
) -> anyhow::Result<()> {
    let each = |line: &Line<'_>| taps.take(line);
    summary
        .read_and(input.reader, &input.name, args.on_bad_line(), each)
        .map_err(|error: anyhow::Error| match error.downcast() {
            Ok(error) => unreadable(error),
            Err(error) => error,
        })
}

fn unreadable(error: ReadError) -> anyhow::Error {
    match error.is_unusable_input() {
        true => usage(error),
        false => error.into(),
    }
}
