//! `lt-gate check`: is this run good enough?

use std::io::Write;
use std::path::PathBuf;

use clap::ValueEnum;
use lt_cli::{Exit, interrupt, usage};
use lt_stats::compare::Mode;

use super::judging::{Against, Case, Lines};
use super::output::{Output, Printed};
use super::reads_stdin;
use crate::comparing::Candidates;
use crate::config::{Config, OnDoubt};
use crate::reading::Tee;
use crate::store::meant_place;
use crate::{format, sources};

/// What `lt-gate check` was told.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Streams to judge together, compressed (.zst, .gz) or not; `-` or none is stdin
    #[arg(value_name = "FILES")]
    pub files: Vec<PathBuf>,

    /// Configuration: thresholds, tables of promises, how runs are compared; `lt-gate.toml` is not read by itself
    #[arg(short, long, value_name = "FILE")]
    pub config: Option<PathBuf>,

    /// A threshold: `errors rate<1%`, `p(95)<200ms`; may be given several times
    #[arg(long = "threshold", value_name = "SELECTOR RULE")]
    pub thresholds: Vec<String>,

    /// Compare with these runs: a name in the store, or files and folders of baselines or streams; may be given several times
    ///
    /// What has a `/` in it, or ends in .json, .ndjson, .zst or .gz, is a file or a folder; everything else is a name.
    #[arg(long, value_name = "NAME|FILE|FOLDER")]
    pub baseline: Vec<String>,

    /// Where baselines are kept by name [default: $LT_STORE, else dir:.lt/baselines]
    #[arg(long, value_name = "PLACE")]
    pub store: Option<String>,

    /// Fail where no baseline can be compared with
    #[arg(long, requires = "baseline")]
    pub require_baseline: bool,

    /// How runs are compared [default: what the configuration says, else auto]
    #[arg(long, value_enum, value_name = "MODE", requires = "baseline")]
    pub mode: Option<Way>,

    /// What is known of the noise: a file that `lt-gate calibrate` wrote
    #[arg(long, value_name = "FILE", requires = "baseline")]
    pub noise: Option<PathBuf>,

    /// How to tell the verdict, and where.
    #[command(flatten)]
    pub output: Output,

    /// Exit with this code instead of 3 to 6
    #[arg(long, value_name = "CODE", value_parser = clap::value_parser!(u8).range(3..))]
    pub exit_code_fail: Option<u8>,

    /// Hand the streams on to stdout; the verdict goes to stderr unless -o names a file
    #[arg(long)]
    pub tee: bool,

    /// Which lines count.
    #[command(flatten)]
    pub lines: Lines,
}

/// A way of comparing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Way {
    /// The strongest that the runs allow
    Auto,
    /// Pairs of runs that were made by turns in one session
    Paired,
    /// At least three runs of each
    Runs,
    /// One run or more against a window of earlier ones
    History,
    /// One run against a few
    Single,
}

impl Way {
    /// The mode; `None` is whichever is the strongest.
    pub(super) fn mode(self) -> Option<Mode> {
        match self {
            Self::Auto => None,
            Self::Paired => Some(Mode::Paired),
            Self::Runs => Some(Mode::Runs),
            Self::History => Some(Mode::History),
            Self::Single => Some(Mode::Single),
        }
    }
}

/// Judges, compares, tells the verdict, and answers by it.
pub(crate) fn run(args: &Args, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let config = args.configuration()?;
    let against = args.against(&config)?;
    let outputs = args.output.create(&args.files)?;
    interrupt::leave_to_the_writer(reads_stdin(&args.files))?;
    let case = Case {
        files: &args.files,
        lines: args.lines,
        config: &config,
        against,
    };
    let tee = args.tee.then(|| Tee::to(&mut *out));
    let verdict = case.judge(tee)?.verdict;
    let printed = match args.tee {
        true => Printed::Stderr,
        false => Printed::Stdout(out),
    };
    outputs.write(
        |format, paint, out| format::write(&verdict, format, paint, out),
        printed,
    )?;
    Ok(match args.exit_code_fail {
        Some(code) => verdict.exit().folded_into(code),
        None => verdict.exit(),
    })
}

impl Args {
    /// What the file says, unless the command line says otherwise.
    fn configuration(&self) -> anyhow::Result<Config> {
        let config = sources::load(self.config.as_deref(), &self.thresholds);
        let mut config = config.map_err(usage)?;
        if let Some(way) = self.mode {
            config.compare.mode = way.mode();
        }
        if self.require_baseline {
            config.compare.on_missing_baseline = OnDoubt::Fail;
        }
        Ok(config)
    }

    /// What was asked to compare with; `None` where nothing was.
    fn against(&self, config: &Config) -> anyhow::Result<Option<Against>> {
        if self.baseline.is_empty() {
            return Ok(None);
        }
        let place = meant_place(self.store.as_deref());
        let runs = Candidates::read(&self.baseline, &place, config.compare.window)?;
        Against::new(runs, self.noise.as_deref(), config).map(Some)
    }
}
