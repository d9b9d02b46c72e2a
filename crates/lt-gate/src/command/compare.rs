//! `lt-gate compare`: runs of several builds side by side.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::anyhow;
use clap::ValueEnum;
use lt_cli::{Exit, interrupt, usage};
use lt_stats::baseline::{About, Baseline};
use lt_stats::compare::Noise;

use super::check::Way;
use super::output::{Output, Printed};
use crate::comparing::{self, Candidates, Compared};
use crate::config::{Config, OnDoubt};
use crate::format::{Format, Paint, counted};
use crate::reading::read_runs;
use crate::{Verdict, format, sources};

/// What `lt-gate compare` was told.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Runs of the build in question: streams, or baselines; with --by, none or `-` is stdin
    #[arg(
        value_name = "FILES",
        required_unless_present_any = ["arms", "by"],
        conflicts_with = "arms"
    )]
    pub files: Vec<PathBuf>,

    /// Runs of the build to compare with
    #[arg(long, value_name = "FILES", num_args = 1.., required_unless_present_any = ["arms", "by"], conflicts_with_all = ["arms", "by"])]
    pub vs: Vec<PathBuf>,

    /// A run of a build, and what that is called; the first build is the one to compare with, and a build may have many runs
    #[arg(long = "arm", value_name = "NAME=FILE", value_parser = parse_arm)]
    pub arms: Vec<(String, PathBuf)>,

    /// Tell builds apart by this label of their runs, such as `variant`; runs of one `round` are compared with each other
    #[arg(long, value_name = "LABEL", conflicts_with = "arms")]
    pub by: Option<String>,

    /// The build to compare with, by its name [default: the first]
    #[arg(long, value_name = "NAME")]
    pub base: Option<String>,

    /// Configuration of which `[compare]`, `[[accept]]` and `[noise]` count; `lt-gate.toml` is not read by itself
    #[arg(short, long, value_name = "FILE")]
    pub config: Option<PathBuf>,

    /// How runs are compared [default: what the configuration says, else auto]
    #[arg(long, value_enum, value_name = "MODE")]
    pub mode: Option<Way>,

    /// What is known of the noise: a file that `lt-gate calibrate` wrote
    #[arg(long, value_name = "FILE")]
    pub noise: Option<PathBuf>,

    /// Fail by these answers, and where nothing can be compared; without it a comparison is only told
    #[arg(long, value_enum, value_name = "ANSWERS", value_delimiter = ',')]
    pub fail_on: Vec<FailOn>,

    /// How to tell it, and where.
    #[command(flatten)]
    pub output: Output,
}

/// By what a comparison fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    /// A build is proven worse by more than is tolerated
    Regression,
    /// Neither that nor the opposite is proven
    Inconclusive,
}

/// Compares what was given.
pub(crate) fn run(args: &Args, out: &mut dyn Write) -> anyhow::Result<Exit> {
    interrupt::leave_to_the_writer(args.reads_stdin())?;
    let config = args.configuration()?;
    let noise = args.noise.as_ref().or(config.noise.as_ref());
    let noise = noise.map_or_else(|| Ok(Noise::default()), |file| comparing::read_noise(file))?;
    let inputs = args.files.iter().chain(&args.vs);
    let outputs = args
        .output
        .create(inputs.chain(args.arms.iter().map(|(_, file)| file)))?;
    let (base, others) = base_first(args.arms()?, args.base.as_deref())?;
    let verdicts: Vec<Verdict> = others
        .iter()
        .map(|arm| beside(arm, &base, &config, &noise))
        .collect();
    args.refuse_several(&verdicts)?;
    outputs.write(
        |format, paint, out| tell(&verdicts, format, paint, out),
        Printed::Stdout(out),
    )?;
    let worst = verdicts.iter().min_by_key(|verdict| verdict.answer);
    Ok(match worst {
        Some(verdict) if !args.fail_on.is_empty() => verdict.exit(),
        _ => Exit::Done,
    })
}

/// Runs of one build.
struct Arm {
    name: String,
    runs: Vec<Baseline>,
}

/// The arm to compare with, and the others.
fn base_first(mut arms: Vec<Arm>, wanted: Option<&str>) -> anyhow::Result<(Arm, Vec<Arm>)> {
    let names: Vec<String> = arms.iter().map(|arm| format!("`{}`", arm.name)).collect();
    let names = names.join(", ");
    let place = match wanted {
        None => 0,
        Some(name) => arms
            .iter()
            .position(|arm| arm.name == name)
            .ok_or_else(|| {
                usage(anyhow!(
                    "--base: no build is called `{name}`; there is {names}"
                ))
            })?,
    };
    if arms.len() < 2 {
        return Err(usage(anyhow!(
            "there is only one build, {names}; nothing to compare it with"
        )));
    }
    let base = arms.remove(place);
    Ok((base, arms))
}

/// One arm beside the base.
fn beside(arm: &Arm, base: &Arm, config: &Config, noise: &Noise) -> Verdict {
    let candidates = Candidates {
        name: base.name.clone(),
        runs: base.runs.clone(),
        absent: format!("there is no run of `{}`", base.name),
        is_window: false,
    };
    let choice = comparing::choose(&arm.runs, candidates, None);
    let compared = Compared {
        judged: Some(arm.name.clone()),
        ..comparing::compare(&arm.runs, choice, config, noise.clone())
    };
    let doubts = [base, arm].into_iter().flat_map(|arm| {
        let doubts = arm.runs.iter().flat_map(|run| &run.doubts);
        doubts.map(|doubt| format!("`{}`: {doubt}", arm.name))
    });
    Verdict::new(doubts.collect(), Vec::new(), Some(compared))
}

/// Several comparisons follow each other; as JSON they are a list.
fn tell(verdicts: &[Verdict], format: Format, paint: Paint, out: &mut dyn Write) -> io::Result<()> {
    let [before, between, after] = match format {
        Format::Json if verdicts.len() > 1 => ["[\n", ",\n", "]\n"],
        Format::Text | Format::Markdown => ["", "\n", ""],
        _ => ["", "", ""],
    };
    out.write_all(before.as_bytes())?;
    for (nth, verdict) in verdicts.iter().enumerate() {
        if nth > 0 {
            out.write_all(between.as_bytes())?;
        }
        format::write(verdict, format, paint, out)?;
    }
    out.write_all(after.as_bytes())
}

impl Args {
    fn reads_stdin(&self) -> bool {
        let none_is_stdin = self.by.is_some() && self.files.is_empty();
        let arms = self.arms.iter().map(|(_, file)| file);
        let mut files = self.files.iter().chain(&self.vs).chain(arms);
        none_is_stdin || files.any(|file| file == Path::new("-"))
    }

    fn configuration(&self) -> anyhow::Result<Config> {
        let mut config = sources::load(self.config.as_deref(), &[]).map_err(usage)?;
        if let Some(way) = self.mode {
            config.compare.mode = way.mode();
        }
        if !self.fail_on.is_empty() {
            let fails = self.fail_on.contains(&FailOn::Inconclusive);
            config.compare.on_missing_baseline = OnDoubt::Fail;
            config.compare.on_inconclusive = match fails {
                true => OnDoubt::Fail,
                false => OnDoubt::Warn,
            };
        }
        Ok(config)
    }

    /// The builds in the order in which they were given, or, told apart by a label, in that of their first runs.
    fn arms(&self) -> anyhow::Result<Vec<Arm>> {
        if let Some(label) = &self.by {
            return by_label(read_runs(&self.files, &compared_run())?, label);
        }
        if self.arms.is_empty() {
            return [&self.vs, &self.files]
                .into_iter()
                .map(|files| named(files))
                .collect();
        }
        let mut files: Vec<(&String, Vec<PathBuf>)> = Vec::new();
        for (name, file) in &self.arms {
            match files.iter_mut().find(|(known, _)| *known == name) {
                Some((_, files)) => files.push(file.clone()),
                None => files.push((name, vec![file.clone()])),
            }
        }
        let arms = files.into_iter().map(|(name, files)| {
            Ok(Arm {
                name: name.clone(),
                runs: read_runs(&files, &compared_run())?,
            })
        });
        arms.collect()
    }

    /// A JUnit file is one document.
    fn refuse_several(&self, verdicts: &[Verdict]) -> anyhow::Result<()> {
        let asks = self.output.junit.is_some() || self.output.format == Format::Junit;
        match asks && verdicts.len() > 1 {
            true => Err(usage(anyhow!(
                "JUnit holds one comparison, and there are {}; compare two builds at a time",
                verdicts.len()
            ))),
            false => Ok(()),
        }
    }
}

/// What runs are called that are only compared: nobody keeps them.
fn compared_run() -> About {
    About {
        name: "compared".to_owned(),
        ..About::default()
    }
}

/// Files as an arm of that name.
fn named(files: &[PathBuf]) -> anyhow::Result<Arm> {
    let name = match files {
        [only] => only.display().to_string(),
        files => counted(files.len() as u64, "file"),
    };
    Ok(Arm {
        name,
        runs: read_runs(files, &compared_run())?,
    })
}

/// Runs by the value of a label; those of one round are a pair.
fn by_label(runs: Vec<Baseline>, label: &str) -> anyhow::Result<Vec<Arm>> {
    let mut arms: Vec<Arm> = Vec::new();
    for mut run in runs {
        let Some(name) = run.labels.get(label).cloned() else {
            return Err(usage(anyhow!(
                "--by {label}: a run has no such label; it has {}",
                names_of(&run.labels)
            )));
        };
        if let Some(round) = run.labels.get("round").cloned() {
            run.labels.entry("pair".to_owned()).or_insert(round);
        }
        match arms.iter_mut().find(|arm| arm.name == name) {
            Some(arm) => arm.runs.push(run),
            None => arms.push(Arm {
                name,
                runs: vec![run],
            }),
        }
    }
    Ok(arms)
}

fn names_of(labels: &BTreeMap<String, String>) -> String {
    let names: Vec<String> = labels.keys().map(|name| format!("`{name}`")).collect();
    match names.is_empty() {
        true => "none".to_owned(),
        false => names.join(", "),
    }
}

fn parse_arm(text: &str) -> Result<(String, PathBuf), String> {
    match text.split_once('=') {
        Some((name, file)) if !name.is_empty() && !file.is_empty() => {
            Ok((name.to_owned(), PathBuf::from(file)))
        }
        _ => Err("write a name and a file as in `new=run.ndjson`".to_owned()),
    }
}
