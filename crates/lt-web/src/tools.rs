//! The tools that do the work: child processes, never code of ours.

use std::env;
use std::path::{Path, PathBuf};

/// The variable that may hold our token. No child process may have it: scenario files can name variables.
pub(crate) const SECRET: &str = "LT_WEB_TOKEN";

/// Where the tools are.
#[derive(Clone, Debug)]
pub(crate) struct Tools {
    /// Makes load.
    pub(crate) lt_gen: PathBuf,
    /// Writes reports.
    pub(crate) lt_report: PathBuf,
    /// Compares, and keeps baselines.
    pub(crate) lt_gate: PathBuf,
}

impl Tools {
    /// The tools beside our own program, else those of the same name on the `PATH`.
    pub(crate) fn find() -> Self {
        let own = env::current_exe().ok();
        let folder = own.as_deref().and_then(Path::parent);
        let find = |name: &str| {
            let beside = folder.map(|folder| folder.join(name));
            let beside = beside.filter(|path| path.is_file());
            beside.unwrap_or_else(|| PathBuf::from(name))
        };
        Self {
            lt_gen: find("lt-gen"),
            lt_report: find("lt-report"),
            lt_gate: find("lt-gate"),
        }
    }
}
