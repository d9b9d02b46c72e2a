//! The files of a prefix.

use std::ffi::OsString;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context;
use lt_cli::{OutputFile, usage};
use lt_stats::Summary;

use super::history::Rows;
use super::{failures, history, stats};
use crate::args;

/// The four files of a prefix, begun and not yet written.
pub(crate) struct Files {
    stats: (OutputFile, PathBuf),
    history: (OutputFile, PathBuf),
    failures: (OutputFile, PathBuf),
    exceptions: (OutputFile, PathBuf),
}

impl Files {
    /// Begins the files, and makes the folders that their names need, as Locust does.
    pub(crate) fn create(prefix: &Path) -> anyhow::Result<Self> {
        if let Some(folder) = prefix.parent() {
            fs::create_dir_all(folder)
                .with_context(|| {
                    format!(
                        "cannot make the folder `{}`; choose another prefix",
                        folder.display()
                    )
                })
                .map_err(usage)?;
        }
        let [stats, history, failures, exceptions] =
            Self::names(prefix).map(|name| anyhow::Ok((OutputFile::create(&name)?, name)));
        Ok(Self {
            stats: stats?,
            history: history?,
            failures: failures?,
            exceptions: exceptions?,
        })
    }

    /// What the files of a prefix are called.
    pub(crate) fn names(prefix: &Path) -> [PathBuf; 4] {
        let endings = ["_stats", "_stats_history", "_failures", "_exceptions"];
        endings.map(|ending| {
            let mut name = OsString::from(prefix);
            name.push(ending);
            name.push(".csv");
            PathBuf::from(name)
        })
    }

    pub(crate) fn write(self, summary: &Summary, args: &args::Files) -> anyhow::Result<()> {
        let rows = match args.csv_full_history {
            true => Rows::Endpoints,
            false => Rows::Total,
        };
        let (mut file, name) = self.history;
        history::write(summary, rows, &mut file)
            .with_context(|| format!("cannot write `{}`", name.display()))?;
        let tables = [
            (self.stats, stats::requests_csv(summary)),
            (
                self.failures,
                failures::failures_csv(summary, args.locust_csv),
            ),
            (self.exceptions, failures::exceptions_csv(summary)),
        ];
        let mut files = vec![file];
        for ((mut file, name), table) in tables {
            file.write_all(table.as_bytes())
                .with_context(|| format!("cannot write `{}`", name.display()))?;
            files.push(file);
        }
        // Only when all are written whole does any of them get its name.
        files.into_iter().try_for_each(OutputFile::commit)
    }
}
