//! Reading every input into one summary, and what else is done with each line on the way.

use std::cell::RefCell;
use std::io::Write;

use lt_cli::{Input, usage};
use lt_sample::{Line, ReadError};
use lt_stats::{By, Since, Summary};

use crate::Args;
use crate::args::Format;
use crate::live;
use crate::pass::{Pass, Promptly};
use crate::samples::Samples;

/// Reads all inputs; hands their lines on to `out` and to the table of samples where that was asked for.
pub(crate) fn summarize(
    inputs: Vec<Input>,
    args: &Args,
    since: Since,
    samples: &mut Option<Samples>,
    out: &mut dyn Write,
) -> anyhow::Result<Summary> {
    let mut summary = Summary::new(args.include()).since(since);
    if let Some(by) = &args.by {
        summary = summary.comparing(by.clone());
    }
    if args.files.csv_full_history || args.format == Format::LocustJson {
        summary = summary.with_history();
    }
    if args.compare {
        summary = summary.comparing(By::Stream);
    }
    let pass = args.pass.then(|| RefCell::new(Pass::to(out)));
    let mut taps = Taps {
        pass: pass.as_ref(),
        samples: samples.as_mut(),
        since,
    };
    if args.live {
        return live::watch(summary, args, |shared| {
            inputs.into_iter().try_for_each(|input| {
                let source = taps.promptly(input.reader);
                let each = |line: &Line<'_>| taps.take(line);
                shared
                    .read(source, &input.name, args.on_bad_line(), each)
                    .map_err(as_usage)
            })
        });
    }
    for input in inputs {
        match taps.is_empty() {
            true => {
                let threads = args.threads.map_or(input.threads, |n| n.min(input.threads));
                summary
                    .read_in_parallel(input.reader, &input.name, args.on_bad_line(), threads)
                    .map_err(unreadable)?;
            }
            false => {
                let source = taps.promptly(input.reader);
                let each = |line: &Line<'_>| taps.take(line);
                summary
                    .read_and(source, &input.name, args.on_bad_line(), each)
                    .map_err(as_usage)?;
            }
        }
    }
    Ok(summary)
}

/// Who else wants each line.
struct Taps<'t, 'o> {
    pass: Option<&'t RefCell<Pass<'o>>>,
    samples: Option<&'t mut Samples>,
    since: Since,
}

impl<'t, 'o> Taps<'t, 'o> {
    fn is_empty(&self) -> bool {
        self.pass.is_none() && self.samples.is_none()
    }

    fn promptly<R>(&self, source: R) -> Promptly<'t, 'o, R> {
        Promptly {
            source,
            pass: self.pass,
        }
    }

    fn take(&mut self, line: &Line<'_>) -> anyhow::Result<()> {
        if let Some(pass) = self.pass {
            pass.borrow_mut().line(line.bytes)?;
        }
        let counts = !self.since.leaves_out(&line.record);
        if let Some(samples) = self.samples.as_mut().filter(|_| counts) {
            samples.add(&line.record)?;
        }
        Ok(())
    }
}

/// As [`unreadable`], of errors among which others may be.
fn as_usage(error: anyhow::Error) -> anyhow::Error {
    match error.downcast() {
        Ok(error) => unreadable(error),
        Err(error) => error,
    }
}

/// What cannot be read at all is wrong usage.
pub(crate) fn unreadable(error: ReadError) -> anyhow::Error {
    match error.is_unusable_input() {
        true => usage(error),
        false => error.into(),
    }
}
