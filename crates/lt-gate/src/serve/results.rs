//! Results that somebody sends, or names, become a baseline.

use std::io::Write;
use std::path::{Component, Path, PathBuf};

use lt_stats::baseline::{About, Baseline};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::Service;
use super::problem::Problem;
use crate::reading::read_runs;
use crate::store::{self, check_place};

/// What `POST /api/load-test/baseline` is told: a name, and one of three ways to give results.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wish {
    /// What the baseline is called.
    pub(super) baseline_name: String,
    /// A file in the folder of results.
    test_results_file: Option<String>,
    /// The lines of a stream: one text, or a list of objects. Sums in them have up to 128 bits, so that they are kept as
    /// they were written.
    results: Option<Box<RawValue>>,
    /// A baseline that is one already, as it was written for the same reason.
    baseline: Option<Box<RawValue>>,
    /// Whether it does not matter that the same run is kept already.
    #[serde(default)]
    pub(super) overwrite: bool,
}

impl Wish {
    /// Makes the baseline.
    pub(super) fn baseline(&self, service: &Service) -> Result<Baseline, Problem> {
        check_name(&self.baseline_name)?;
        match (&self.test_results_file, &self.results, &self.baseline) {
            (Some(file), None, None) => {
                let path = path_in(service.results.as_deref(), file)?;
                self.read(&path, file)
            }
            (None, Some(results), None) => self.read_inline(results),
            (None, None, Some(baseline)) => self.take(baseline),
            _ => Err(Problem::bad_request(
                "give one of `test_results_file`, `results` and `baseline`",
            )),
        }
    }

    fn read_inline(&self, results: &RawValue) -> Result<Baseline, Problem> {
        let text = lines(results.get()).ok_or_else(|| {
            Problem::unusable("`results` is a text of lines, or a list of records")
        })?;
        let write = || -> std::io::Result<_> {
            let mut file = tempfile::NamedTempFile::new()?;
            file.write_all(text.as_bytes())?;
            Ok(file)
        };
        let file = write().map_err(|error| Problem::of_the_service(&error.into()))?;
        self.read(file.path(), "results")
    }

    fn read(&self, path: &Path, name: &str) -> Result<Baseline, Problem> {
        let about = About {
            name: self.baseline_name.clone(),
            ..About::default()
        };
        let runs = read_runs(&[path.to_owned()], &about);
        // The path on this machine is nobody's business.
        let shown = path.display().to_string();
        let mut runs =
            runs.map_err(|error| Problem::unusable(format!("{error:#}").replace(&shown, name)))?;
        match (runs.pop(), runs.len()) {
            (Some(run), 0) => self.named(run),
            (_, more) => Err(Problem::unusable(format!(
                "`{name}` holds {} runs; a baseline is made of one",
                more + 1
            ))),
        }
    }

    fn take(&self, baseline: &RawValue) -> Result<Baseline, Problem> {
        let read = Baseline::read(baseline.get().as_bytes());
        let read = read.map_err(|error| Problem::unusable(format!("`baseline` {error}")))?;
        self.named(read)
    }

    /// The baseline under the name that was wished for, which its id is made of, too.
    fn named(&self, baseline: Baseline) -> Result<Baseline, Problem> {
        let name = self.baseline_name.clone();
        let baseline = Baseline { name, ..baseline }.sealed();
        check_place(&baseline).map_err(|error| Problem::unusable(error.to_string()))?;
        Ok(baseline)
    }
}

/// Refuses what cannot be the name of a baseline.
pub(super) fn check_name(name: &str) -> Result<(), Problem> {
    store::check_name(name).map_err(|error| Problem::unusable(error.to_string()))
}

/// The lines of a stream that is one text, or a list of records; `None` of anything else.
fn lines(json: &str) -> Option<String> {
    if json.starts_with('"') {
        return serde_json::from_str(json).ok();
    }
    let records: Vec<&RawValue> = serde_json::from_str(json).ok()?;
    // A line break in JSON stands between its parts, never in a text.
    let lines = records
        .iter()
        .map(|record| record.get().replace(['\n', '\r'], " ") + "\n");
    Some(lines.collect())
}

/// The path of a file in a folder, and only there: not above it, and not where a link leads out of it.
fn path_in(folder: Option<&Path>, file: &str) -> Result<PathBuf, Problem> {
    let Some(folder) = folder else {
        return Err(Problem::unusable(
            "this service reads no files; start it with --results-dir, or send `results`",
        ));
    };
    let missing = || {
        Problem::not_found(format!(
            "there is no file `{file}` in the folder of results"
        ))
    };
    let parts = Path::new(file).components();
    let is_plain = parts
        .into_iter()
        .all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
    if !is_plain || file.contains('\0') {
        return Err(missing());
    }
    let folder = folder.canonicalize().map_err(|error| {
        Problem::of_the_service(&anyhow::Error::from(error).context("the folder of results"))
    })?;
    match folder.join(file).canonicalize() {
        Ok(path) if path.starts_with(&folder) && path.is_file() => Ok(path),
        _ => Err(missing()),
    }
}
