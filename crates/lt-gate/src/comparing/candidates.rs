//! The baselines that were asked for.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow};
use lt_cli::usage;
use lt_stats::baseline::{About, Baseline};

use crate::format::counted;
use crate::reading::read_runs;
use crate::store::Store;

/// The baselines that were asked for, before anybody looked whether they fit.
#[derive(Clone, Debug, Default)]
pub(crate) struct Candidates {
    /// What they are called together.
    pub(crate) name: String,
    /// The runs.
    pub(crate) runs: Vec<Baseline>,
    /// What is said where there is none.
    pub(crate) absent: String,
    /// Whether they are the newest of a store, of which those that are too old do not count; files and a pinned baseline
    /// were chosen by somebody.
    pub(crate) is_window: bool,
}

impl Candidates {
    /// Reads what `--baseline` names: files and folders, or the newest `window` baselines of names in the store.
    ///
    /// What has a `/` in it, or ends as files of ours do, is a file or a folder; everything else is a name.
    ///
    /// # Errors
    /// A file cannot be read or is no run, or the store cannot be reached.
    pub(crate) fn read(asked: &[String], place: &str, window: usize) -> anyhow::Result<Self> {
        let (paths, names): (Vec<&String>, Vec<&String>) =
            asked.iter().partition(|asked| is_path(asked));
        let mut files = Vec::new();
        for path in paths {
            files.extend(files_of(Path::new(path)).map_err(usage)?);
        }
        let name = called(asked, files.len());
        let mut runs = match files.is_empty() {
            true => Vec::new(),
            false => read_runs(
                &files,
                &About {
                    name: "baseline".to_owned(),
                    ..About::default()
                },
            )?,
        };
        let mut is_window = false;
        if !names.is_empty() {
            let store = Store::open(place).map_err(usage)?;
            for name in names {
                let kept = store.window(name, window)?;
                is_window |= !is_pinned(&store, &kept)?;
                runs.extend(kept);
            }
        }
        Ok(Self {
            absent: format!(
                "there is no baseline `{}` in `{place}`; keep one with `lt-gate baseline save`",
                asked.join(", ")
            ),
            name,
            runs,
            is_window,
        })
    }
}

/// What the baselines are called together: the names, or how many files there are where these are several.
pub(super) fn called(asked: &[String], n_files: usize) -> String {
    if let [only] = asked {
        return only.clone();
    }
    let names = asked.iter().filter(|asked| !is_path(asked)).cloned();
    let files = (n_files > 0).then(|| counted(n_files as u64, "file"));
    names.chain(files).collect::<Vec<_>>().join(", ")
}

/// A pinned baseline stands alone.
fn is_pinned(store: &Store, kept: &[Baseline]) -> anyhow::Result<bool> {
    let [only] = kept else {
        return Ok(false);
    };
    let entries = store.list()?;
    Ok(entries
        .iter()
        .any(|entry| entry.pinned && entry.id == only.id))
}

fn is_path(asked: &str) -> bool {
    const ENDINGS: [&str; 4] = [".json", ".ndjson", ".zst", ".gz"];
    asked.contains(['/', std::path::MAIN_SEPARATOR])
        || ENDINGS.iter().any(|ending| asked.ends_with(ending))
}

/// The file itself, or those of a folder by name; what is hidden or half-written is none.
fn files_of(path: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let name = path.display();
    let data = fs::metadata(path).with_context(|| format!("cannot open `{name}`"))?;
    if !data.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut files = Vec::new();
    for entry in fs::read_dir(path).with_context(|| format!("cannot read `{name}`"))? {
        let entry = entry.with_context(|| format!("cannot read `{name}`"))?;
        let file = entry.file_name().to_string_lossy().into_owned();
        if !file.starts_with('.') && !file.ends_with(".part") && entry.path().is_file() {
            files.push(entry.path());
        }
    }
    files.sort();
    match files.is_empty() {
        true => Err(anyhow!("no file is in the folder `{name}`")),
        false => Ok(files),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_like_a_file_is_one_and_everything_else_is_a_name() {
        for path in [
            "./main",
            "a/b",
            "b.json",
            "b.json.zst",
            "run.ndjson",
            "x.gz",
        ] {
            assert!(is_path(path), "{path}");
        }
        for name in ["main", "production_baseline_v1", "v1.2"] {
            assert!(!is_path(name), "{name}");
        }
    }

    #[test]
    fn a_folder_stands_for_its_files_but_not_for_half_written_ones() {
        let folder = tempfile::tempdir().unwrap();
        for file in ["b.json", "a.json", ".lock", "c.json.17.part"] {
            fs::write(folder.path().join(file), "").unwrap();
        }
        let files = files_of(folder.path()).unwrap();
        let names: Vec<_> = files.iter().map(|file| file.file_name().unwrap()).collect();
        assert_eq!(names, ["a.json", "b.json"]);
        let empty = tempfile::tempdir().unwrap();
        assert!(files_of(empty.path()).is_err());
    }
}
