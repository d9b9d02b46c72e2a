//! `lt-gate check`: is this run good enough?

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::anyhow;
use clap::ValueEnum;
use lt_cli::{Exit, interrupt, usage};
use lt_sample::OnBadLine;
use lt_stats::Include;
use lt_stats::baseline::{About, Baseline};
use lt_stats::compare::{Mode, Noise};

use super::output::{Output, Printed};
use crate::comparing::{self, Candidates, Choice};
use crate::config::{Config, OnDoubt};
use crate::judge::{self, Check, Status};
use crate::reading::{self, Reading, Tee, Wanted};
use crate::store::meant_place;
use crate::threshold::Threshold;
use crate::{Verdict, format, sources};

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

    /// Judge the warm-up, too
    #[arg(long)]
    pub include_warmup: bool,

    /// Leave out lines that are no records instead of stopping at the first
    #[arg(long)]
    pub skip_bad_lines: bool,
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
    let baseline = Kept::read(args, &config)?;
    let outputs = args.output.create(&args.files)?;
    interrupt::leave_to_the_writer(args.reads_stdin())?;
    let wanted = args.wanted(&config);
    let base = baseline.as_ref().map_or(&[][..], |kept| &kept.runs.runs);
    let tee = args.tee.then(|| Tee::to(&mut *out));
    let reading = reading::read(&args.files, &wanted, base, tee)?;
    refuse_foreign(&reading)?;
    let thresholds = all_thresholds(&config, &reading, baseline.is_some())?;
    let verdict = judged(&thresholds, &reading, baseline, &config)?;
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

/// What is compared with, and what is known of the noise.
struct Kept {
    runs: Candidates,
    noise: Noise,
}

impl Kept {
    /// Reads what was asked for; `None` where nothing was.
    fn read(args: &Args, config: &Config) -> anyhow::Result<Option<Self>> {
        if args.baseline.is_empty() {
            return Ok(None);
        }
        let place = meant_place(args.store.as_deref());
        let noise = args.noise.as_ref().or(config.noise.as_ref());
        Ok(Some(Self {
            noise: noise
                .map_or_else(|| Ok(Noise::default()), |file| comparing::read_noise(file))?,
            runs: Candidates::read(&args.baseline, &place, config.compare.window)?,
        }))
    }
}

/// Thresholds first, some of which may speak of the baseline; then the runs beside it.
fn judged(
    thresholds: &[Threshold],
    reading: &Reading,
    baseline: Option<Kept>,
    config: &Config,
) -> anyhow::Result<Verdict> {
    let mut compared = None;
    let mut base: Vec<Baseline> = Vec::new();
    if let Some(Kept { runs, noise }) = baseline {
        let (head, choice) = chosen(reading, runs, config)?;
        base.clone_from(&choice.runs);
        compared = Some(comparing::compare(&head, choice, config, noise));
    }
    let checks = judge::judge(thresholds, reading, &base).into_iter();
    let checks = checks.map(|check| with_levels(check, config)).collect();
    let mut verdict = Verdict::new(reading.doubts(), checks, compared);
    verdict.stopped = reading.stopped().map(str::to_owned);
    Ok(verdict)
}

/// The runs as they are compared, and with what.
fn chosen(
    reading: &Reading,
    candidates: Candidates,
    config: &Config,
) -> anyhow::Result<(Vec<Baseline>, Choice)> {
    let head = reading::kept(reading, &judged_run()).map_err(usage)?;
    let why_not = match reading.stopped() {
        Some(_) => "the run was ended early; only whole runs are compared",
        None if head.is_empty() => "there is no request in the run that is judged",
        None => {
            let choice = comparing::choose(&head, candidates, config.compare.max_age);
            return Ok((head, choice));
        }
    };
    Ok((head, Choice::none(candidates, why_not)))
}

/// What the runs are called that are judged: nobody keeps them.
fn judged_run() -> About {
    About {
        name: "judged".to_owned(),
        ..About::default()
    }
}

/// A level that did not run is as bad as broken where the configuration says so.
fn with_levels(check: Check, config: &Config) -> Check {
    // What was observed is skipped for want of a baseline.
    let did_not_run = check.status == Status::Skipped && check.observed.is_none();
    match did_not_run && config.require_levels {
        true => Check {
            status: Status::Missing,
            ..check
        },
        false => check,
    }
}

fn refuse_foreign(reading: &Reading) -> anyhow::Result<()> {
    match reading.whole().is_foreign() {
        true => Err(usage(anyhow!(
            "no line is of a type that lt knows; `lt-merge` makes a stream of what other tools write"
        ))),
        false => Ok(()),
    }
}

/// Those of the user and those that came with the runs; there may be none where there is a baseline.
fn all_thresholds(
    config: &Config,
    reading: &Reading,
    has_baseline: bool,
) -> anyhow::Result<Vec<Threshold>> {
    let typed = config.thresholds.clone();
    let are_any = !typed.is_empty() || reading.run_lines().any(reading::has_rules);
    match are_any {
        true => sources::with_those_of_the_run(typed, reading.whole()).map_err(usage),
        false if has_baseline => Ok(typed),
        false => Err(usage(NothingToJudgeBy)),
    }
}

#[derive(Debug, thiserror::Error)]
#[error(
    "no threshold to judge by; give one as in `--threshold 'p(95)<200ms'`, a file with -c, `thresholds` in the scenario file, or runs to compare with as in `--baseline main`"
)]
struct NothingToJudgeBy;

impl Args {
    fn reads_stdin(&self) -> bool {
        self.files.is_empty() || self.files.iter().any(|path| path == Path::new("-"))
    }

    fn include(&self) -> Include {
        match self.include_warmup {
            true => Include::All,
            false => Include::Measured,
        }
    }

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

    fn wanted(&self, config: &Config) -> Wanted {
        Wanted {
            include: self.include(),
            on_bad_line: match self.skip_bad_lines {
                true => OnBadLine::Skip,
                false => OnBadLine::Stop,
            },
            warmup: config.warmup.filter(|_| !self.include_warmup),
            runs: !self.baseline.is_empty(),
            thresholds: config.thresholds.clone(),
            scopes: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use lt_stats::Summary;

    use super::*;
    use crate::threshold;

    #[test]
    fn requiring_levels_requires_no_baseline() {
        let config = Config {
            require_levels: true,
            ..Config::default()
        };
        let threshold = threshold::parse("max<1s").unwrap();
        let reading = Reading::of(Summary::new(Include::Measured));
        let mut check = judge::judge(&[threshold], &reading, &[]).remove(0);
        check.status = Status::Skipped;
        assert_eq!(with_levels(check.clone(), &config).status, Status::Missing);
        check.observed = Some(9.0);
        assert_eq!(with_levels(check, &config).status, Status::Skipped);
    }
}
