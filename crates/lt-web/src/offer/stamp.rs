//! Whether files are as they were.

use std::path::PathBuf;
use std::time::SystemTime;

/// How files were when they were read.
#[derive(Clone, Debug)]
pub(super) struct Stamp {
    files: Vec<(PathBuf, Option<State>)>,
}

type State = (u64, SystemTime);

impl Stamp {
    /// The files as they are now.
    pub(super) fn of(files: Vec<PathBuf>) -> Self {
        let files = files.into_iter().map(|file| {
            let state = state(&file);
            (file, state)
        });
        Self {
            files: files.collect(),
        }
    }

    /// Whether they are still so, by their length and the time of their last change.
    pub(super) fn is_current(&self) -> bool {
        let mut files = self.files.iter();
        files.all(|(file, known)| known.is_some() && state(file) == *known)
    }
}

fn state(file: &PathBuf) -> Option<State> {
    let about = std::fs::metadata(file).ok()?;
    Some((about.len(), about.modified().ok()?))
}
