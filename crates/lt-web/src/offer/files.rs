//! Which files are offered.

use std::path::{Path, PathBuf};

/// What was named when the server began.
#[derive(Debug, Default)]
pub(super) struct Files {
    named: Vec<PathBuf>,
}

/// A file that may be a scenario.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Candidate {
    pub(super) path: PathBuf,
    /// Whether it was named itself, and not its folder: it is a scenario then, however wrong.
    pub(super) is_named: bool,
}

/// A folder offers at most this many files, the first by name.
const MOST_OF_A_FOLDER: usize = 200;

const ENDINGS: [&str; 5] = ["yaml", "yml", "json", "json5", "toml"];

impl Files {
    pub(super) fn of(paths: &[PathBuf]) -> Self {
        let named = paths.iter().filter(|path| path.as_os_str() != "-");
        Self {
            named: named.cloned().collect(),
        }
    }

    /// The files as they are now, in the order in which they were named, and those of a folder by name.
    pub(super) fn all(&self) -> Vec<Candidate> {
        let mut all: Vec<Candidate> = Vec::new();
        for path in &self.named {
            let found = match path.is_dir() {
                true => of_folder(path),
                false => vec![Candidate {
                    path: path.clone(),
                    is_named: true,
                }],
            };
            for candidate in found {
                if all.iter().all(|known| known.path != candidate.path) {
                    all.push(candidate);
                }
            }
        }
        all
    }
}

/// What a file is called in the form, in wishes and in messages.
pub(super) fn name(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

fn of_folder(folder: &Path) -> Vec<Candidate> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.path())
        .filter(|path| has_ending(path) && path.is_file())
        .collect();
    paths.sort();
    paths.truncate(MOST_OF_A_FOLDER);
    let candidate = |path| Candidate {
        path,
        is_named: false,
    };
    paths.into_iter().map(candidate).collect()
}

fn has_ending(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str());
    let is_hidden = path
        .file_name()
        .is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
    !is_hidden
        && ending.is_some_and(|ending| {
            ENDINGS
                .iter()
                .any(|known| ending.eq_ignore_ascii_case(known))
        })
}
