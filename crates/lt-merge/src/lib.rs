//! Joins streams by time: lines are copied byte for byte, or folded into frames, and every test is accounted for.
//!
//! A merge is a permutation of its inputs' lines that keeps the order within each input. Memory does not grow with
//! the length of the inputs. Nothing is computed here but sums of histograms; what the lines amount to is others' work.
//! Results of other load generators become streams while they are read, which is lt-foreign's work.

use std::io::Write;
use std::path::Path;

use lt_cli::{Exit, Input, OutputFile, interrupt, open_inputs, usage};

mod account;
mod args;
mod batch;
mod folding;
mod merge;
mod output;
mod recognized;
mod source;
mod unreadable;

pub use args::Args;

use merge::MergeError;
use output::Output;
use source::{Reading, Supply};

/// Merges the inputs into `out`, or into the file that was asked for, and says what is missing of their tests.
pub fn run(args: Args, out: &mut dyn Write) -> anyhow::Result<Exit> {
    interrupt::leave_to_the_writer(args.reads_stdin())?;
    let inputs = open_inputs(&args.files)?;
    let readings = match &args.output {
        None => join(&args, inputs, out)?,
        Some(name) => {
            let mut file = OutputFile::create(name)?;
            let readings = join(&args, inputs, &mut file)?;
            file.commit()?;
            readings
        }
    };
    Ok(account::tell(&readings, args.expect_shards))
}

fn join(args: &Args, inputs: Vec<Input>, out: &mut dyn Write) -> anyhow::Result<Vec<Reading>> {
    let supplies = args.files.iter().map(|path| supply_of(path));
    let supplies = supplies.chain(std::iter::repeat(Supply::Live));
    let mut output = match args.frames {
        None => Output::copying(out),
        Some(_) => Output::folding(out),
    };
    let inputs = inputs.into_iter().zip(supplies).collect();
    merge::merge(inputs, args.how_to_read(), args.max_wait, &mut output).map_err(with_exit_code)
}

/// A regular file always answers at once; everything else may keep us waiting.
fn supply_of(path: &Path) -> Supply {
    let is_file = path != Path::new("-") && path.metadata().is_ok_and(|data| data.is_file());
    if is_file { Supply::File } else { Supply::Live }
}

fn with_exit_code(error: MergeError) -> anyhow::Error {
    match error {
        MergeError::Read(error) if error.is_unusable_input() => usage(error),
        error => error.into(),
    }
}
