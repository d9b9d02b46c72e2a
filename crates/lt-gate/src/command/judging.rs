//! Judging: streams, promises and baselines in, a verdict out. What `check` and `ci` do alike.

use std::path::{Path, PathBuf};

use anyhow::anyhow;
use lt_cli::usage;
use lt_sample::OnBadLine;
use lt_stats::Include;
use lt_stats::baseline::{About, Baseline};
use lt_stats::compare::Noise;

use crate::comparing::{self, Candidates, Choice};
use crate::config::Config;
use crate::judge::{self, Check, Status};
use crate::reading::{self, Reading, Tee, Wanted};
use crate::threshold::Threshold;
use crate::verdict::Measured;
use crate::{Verdict, sources};

/// What is judged, and by what.
pub(super) struct Case<'c> {
    /// The streams; none is stdin.
    pub(super) files: &'c [PathBuf],
    /// Which of their lines count.
    pub(super) lines: Lines,
    /// The promises, and how runs are compared.
    pub(super) config: &'c Config,
    /// What is compared with; `None` where nothing was asked for.
    pub(super) against: Option<Against>,
}

/// Which lines of a stream count.
#[derive(Clone, Copy, Debug, clap::Args)]
pub struct Lines {
    /// Judge the warm-up, too
    #[arg(long)]
    pub include_warmup: bool,

    /// Leave out lines that are no records instead of stopping at the first
    #[arg(long)]
    pub skip_bad_lines: bool,
}

/// What is compared with, and what is known of the noise.
pub(super) struct Against {
    pub(super) runs: Candidates,
    pub(super) noise: Noise,
}

/// A verdict, and what it was made of.
pub(super) struct Judged {
    pub(super) verdict: Verdict,
    pub(super) reading: Reading,
}

impl Case<'_> {
    /// Reads the streams, and judges them.
    pub(super) fn judge(self, tee: Option<Tee<'_>>) -> anyhow::Result<Judged> {
        let wanted = self.wanted();
        let base = self.against.as_ref();
        let base = base.map_or(&[][..], |against| &against.runs.runs);
        let reading = reading::read(self.files, &wanted, base, tee)?;
        refuse_foreign(&reading)?;
        let thresholds = all_thresholds(self.config, &reading, self.against.is_some())?;
        let verdict = judged(&thresholds, &reading, self.against, self.config)?;
        Ok(Judged { verdict, reading })
    }

    fn wanted(&self) -> Wanted {
        let Lines {
            include_warmup,
            skip_bad_lines,
        } = self.lines;
        Wanted {
            include: match include_warmup {
                true => Include::All,
                false => Include::Measured,
            },
            on_bad_line: match skip_bad_lines {
                true => OnBadLine::Skip,
                false => OnBadLine::Stop,
            },
            warmup: self.config.warmup.filter(|_| !include_warmup),
            runs: self.against.is_some(),
            thresholds: self.config.thresholds.clone(),
            scopes: Vec::new(),
        }
    }
}

impl Against {
    /// Some runs, with the noise of the file that was typed, else of the configuration's.
    pub(super) fn new(
        runs: Candidates,
        noise: Option<&Path>,
        config: &Config,
    ) -> anyhow::Result<Self> {
        let noise = noise.or(config.noise.as_deref());
        Ok(Self {
            runs,
            noise: noise.map_or_else(|| Ok(Noise::default()), comparing::read_noise)?,
        })
    }
}

/// Thresholds first, some of which may speak of the baseline; then the runs beside it.
fn judged(
    thresholds: &[Threshold],
    reading: &Reading,
    against: Option<Against>,
    config: &Config,
) -> anyhow::Result<Verdict> {
    let mut compared = None;
    let mut base: Vec<Baseline> = Vec::new();
    if let Some(Against { runs, noise }) = against {
        let (head, choice) = chosen(reading, runs, config)?;
        base.clone_from(&choice.runs);
        compared = Some(comparing::compare(&head, choice, config, noise));
    }
    let checks = judge::judge(thresholds, reading, &base).into_iter();
    let checks = checks.map(|check| with_levels(check, config)).collect();
    let mut verdict = Verdict::new(reading.doubts(), checks, compared);
    verdict.stopped = reading.stopped().map(str::to_owned);
    verdict.measured = Some(Measured::of(reading.whole()));
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
