//! What is to be done in a job: options, else inputs, else what the event tells.

use std::path::{Path, PathBuf};

use anyhow::anyhow;
use lt_cli::{Usage, message, usage};

use super::inputs::Inputs;
use super::{Args, FailOn, Save, globs};
use crate::command::judging::Against;
use crate::comparing::Candidates;
use crate::config::Config;
use crate::format::shown;
use crate::github::environment::Environment;
use crate::github::event::Context;
use crate::sources;
use crate::store::check_name;

/// What is to be done.
pub(super) struct Plan {
    /// The streams; none is stdin.
    pub(super) files: Vec<PathBuf>,
    /// The promises, and how runs are compared.
    pub(super) config: Config,
    /// The file of the noise, where it is not the configuration's.
    noise: Option<PathBuf>,
    /// What is compared with: runs in the store by their name, or some that were named.
    beside: Beside,
    /// The name in the store.
    pub(super) name: String,
    /// How the first run of that name gets there.
    first: String,
    /// The store; `None` where runs to compare with are files and nobody named one.
    pub(super) place: Option<String>,
    /// Which verdicts turn the job red.
    pub(super) fail_on: FailOn,
    /// Whether the run is kept.
    pub(super) save: Save,
    /// Folder of the report.
    pub(super) report_dir: PathBuf,
}

/// What is compared with.
enum Beside {
    Name,
    Those(Vec<String>),
}

/// Where a repository keeps its baselines unless somebody says otherwise: nothing else outlives a job.
const PLACE: &str = "git:lt-baselines";
const REPORT_DIR: &str = "lt-report";
/// Read where it is there.
const CONFIG: &str = "lt-gate.toml";

impl Plan {
    /// Makes it of what was typed, of the inputs, and of what is known of the event.
    pub(super) fn of(
        args: &Args,
        inputs: &Inputs<'_>,
        context: &Context,
        variable: Environment<'_>,
    ) -> anyhow::Result<Self> {
        let only_keeps = inputs.text("mode").as_deref() == Some("baseline");
        let mut fail_on = FailOn::of(args.fail_on.as_ref(), args.require_baseline, inputs)?;
        if only_keeps {
            fail_on = fail_on.without_comparison();
        }
        let config = configuration(args, inputs, &fail_on)?;
        let asked = Asked::of(args, inputs)?;
        let place = asked.place.or_else(|| variable("LT_STORE"));
        let named = args.baseline_name.clone();
        let named = named.or_else(|| inputs.text("baseline-name"));
        let first = first(named.is_some(), context);
        let name = named.unwrap_or_else(|| context.baseline_name());
        check_name(&name)?;
        Ok(Self {
            files: files(args, inputs)?,
            config,
            noise: args.noise.clone().or_else(|| path(inputs, "noise")),
            place: match asked.beside {
                Beside::Name => Some(place.unwrap_or_else(|| PLACE.to_owned())),
                Beside::Those(_) => place,
            },
            beside: asked.beside,
            name,
            first,
            fail_on,
            save: match (args.save, only_keeps) {
                (Some(save), _) => save,
                (None, true) => Save::Always,
                (None, false) => Save::of_input(inputs)?,
            },
            report_dir: match &args.report_dir {
                Some(folder) => folder.clone(),
                None => path(inputs, "report-dir").unwrap_or_else(|| REPORT_DIR.into()),
            },
        })
    }

    /// Reads what is compared with. A store that cannot be read leaves nothing to compare with, and that is told.
    pub(super) fn against(&self) -> anyhow::Result<Against> {
        let window = self.config.compare.window;
        let read = |asked: &[String], place: &str| Candidates::read(asked, place, window);
        let runs = match (&self.beside, self.place.as_deref()) {
            (Beside::Those(asked), place) => read(asked, place.unwrap_or(PLACE))?,
            (Beside::Name, place) => {
                let place = place.unwrap_or(PLACE);
                match read(std::slice::from_ref(&self.name), place) {
                    Ok(found) => self.or_none_yet(found, place),
                    // What somebody typed is told as wrong; what is so by default may be missing.
                    Err(error) if error.is::<Usage>() && place != PLACE => return Err(error),
                    Err(error) => self.unreadable(place, &error),
                }
            }
        };
        Against::new(runs, self.noise.as_deref(), &self.config)
    }

    fn or_none_yet(&self, found: Candidates, place: &str) -> Candidates {
        let Self { name, first, .. } = self;
        Candidates {
            absent: format!("there is no baseline `{name}` in `{place}` yet; {first}"),
            ..found
        }
    }

    fn unreadable(&self, place: &str, error: &anyhow::Error) -> Candidates {
        let absent = format!("the baselines in `{place}` cannot be read: {error:#}");
        message::warn("lt-gate", &absent);
        Candidates {
            name: self.name.clone(),
            absent,
            is_window: true,
            ..Candidates::default()
        }
    }
}

/// How the first baseline comes to be: other branches than the default one keep nothing by themselves.
fn first(is_named: bool, context: &Context) -> String {
    match (&context.branch, &context.default_branch) {
        (Some(branch), Some(default)) if !is_named && branch != default => format!(
            "only `{}` keeps its runs by itself: keep those of `{}` by `save-baseline: true`, or compare with others by `baseline-name`",
            shown(default),
            shown(branch)
        ),
        _ => "the first good run of the default branch becomes one".to_owned(),
    }
}

/// What was asked to compare with, and where baselines are.
struct Asked {
    beside: Beside,
    place: Option<String>,
}

impl Asked {
    fn of(args: &Args, inputs: &Inputs<'_>) -> anyhow::Result<Self> {
        let typed = args.store.clone();
        if !args.baseline.is_empty() {
            return Ok(Self {
                beside: Beside::Those(args.baseline.clone()),
                place: typed,
            });
        }
        let lines = inputs.lines("baseline");
        match lines.as_slice() {
            [] => Ok(Self {
                beside: Beside::Name,
                place: typed,
            }),
            [place] if is_place(place) => Ok(Self {
                beside: Beside::Name,
                place: typed.or_else(|| Some(place.clone())),
            }),
            lines => match lines.iter().find(|line| is_place(line)) {
                Some(place) => Err(usage(anyhow!(
                    "the input `baseline` names the place `{place}` and more; write one place, or files and patterns"
                ))),
                None => Ok(Self {
                    beside: Beside::Those(as_files(&globs::files("baseline", lines)?)),
                    place: typed,
                }),
            },
        }
    }
}

fn is_place(line: &str) -> bool {
    const BEGINNINGS: [&str; 4] = ["git:", "dir:", "http://", "https://"];
    BEGINNINGS
        .iter()
        .any(|beginning| line.starts_with(beginning))
}

/// Files as they are typed: what has a `/` in it is never taken for a name.
fn as_files(files: &[PathBuf]) -> Vec<String> {
    let files = files.iter().map(|file| Path::new(".").join(file));
    files.map(|file| file.display().to_string()).collect()
}

/// What the file says, unless something else is typed.
fn configuration(args: &Args, inputs: &Inputs<'_>, fail_on: &FailOn) -> anyhow::Result<Config> {
    let file = args.config.clone().or_else(|| path(inputs, "config"));
    let file = file.or_else(|| Path::new(CONFIG).exists().then(|| CONFIG.into()));
    let mut config = sources::load(file.as_deref(), &args.thresholds).map_err(usage)?;
    if let Some(way) = args.mode {
        config.compare.mode = way.mode();
    }
    fail_on.sharpen(&mut config);
    Ok(config)
}

/// The streams: those that were typed, else those of the input; without inputs none is stdin.
fn files(args: &Args, inputs: &Inputs<'_>) -> anyhow::Result<Vec<PathBuf>> {
    if !args.files.is_empty() || !args.inputs {
        return Ok(args.files.clone());
    }
    let lines = inputs.lines("results");
    match lines.is_empty() {
        true => Err(usage(anyhow!(
            "there is nothing to judge; give the input `scenario` to have its load made, or name streams in `results`, one a line"
        ))),
        false => globs::files("results", &lines),
    }
}

fn path(inputs: &Inputs<'_>, name: &str) -> Option<PathBuf> {
    inputs.text(name).map(PathBuf::from)
}
