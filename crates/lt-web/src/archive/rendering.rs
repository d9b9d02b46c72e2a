//! What `lt-report` makes of a recording.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tempfile::TempDir;
use tokio::fs::File;
use tokio::process::Command;

use super::errand;
use super::recording::Recording;
use super::turns::Turn;
use super::{Archive, Id, Trouble};
use crate::tools::Tools;

/// What can be made of a recording.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum What {
    /// The report as one page.
    Html,
    /// `lt.report/1`.
    Json,
    /// Locust's `PREFIX_stats.csv`.
    Stats,
    /// Locust's `PREFIX_failures.csv`.
    Failures,
    /// Locust's `PREFIX_exceptions.csv`.
    Exceptions,
    /// Locust's `PREFIX_stats_history.csv`, with a row for each endpoint and second beside the sum.
    History,
}

impl What {
    /// What is called so at the end of an address.
    pub(crate) fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "report.html" => Self::Html,
            "report.json" => Self::Json,
            "stats.csv" => Self::Stats,
            "failures.csv" => Self::Failures,
            "exceptions.csv" => Self::Exceptions,
            "history.csv" => Self::History,
            _ => return None,
        })
    }

    /// What a file of it is called on somebody's disk; nothing in it comes from a stream.
    pub(crate) fn file_name(self, id: &Id) -> String {
        let end = match self {
            Self::Html => ".html",
            Self::Json => ".json",
            Self::Stats => "_stats.csv",
            Self::Failures => "_failures.csv",
            Self::Exceptions => "_exceptions.csv",
            Self::History => "_stats_history.csv",
        };
        format!("{id}{end}")
    }

    /// Its media type.
    pub(crate) fn media_type(self) -> &'static str {
        match self {
            Self::Html => "text/html; charset=utf-8",
            Self::Json => "application/json",
            Self::Stats | Self::Failures | Self::Exceptions | Self::History => {
                "text/csv; charset=utf-8"
            }
        }
    }

    fn place(self) -> &'static str {
        match self {
            Self::Html => "run.html",
            Self::Json => "run.json",
            Self::Stats => "run_stats.csv",
            Self::Failures => "run_failures.csv",
            Self::Exceptions => "run_exceptions.csv",
            Self::History => "run_stats_history.csv",
        }
    }
}

/// A file that was made; it goes away when nobody needs it any more.
#[derive(Clone, Debug)]
pub(crate) struct Rendered {
    folder: Arc<TempDir>,
    what: What,
}

impl Rendered {
    /// Opens it, and tells how long it is.
    pub(crate) async fn open(&self) -> io::Result<(File, u64)> {
        let file = File::open(self.folder.path().join(self.what.place())).await?;
        let length = file.metadata().await?.len();
        Ok((file, length))
    }
}

/// What one call of `lt-report` made of one state of a recording.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Key {
    path: PathBuf,
    stamp: super::stamp::Stamp,
    /// The history by endpoint takes memory and time, and few ask for it.
    with_history: bool,
}

impl Key {
    fn of(recording: &Recording, what: What) -> Self {
        Self {
            path: recording.path.clone(),
            stamp: recording.stamp,
            with_history: what == What::History,
        }
    }

    pub(super) fn is_of(&self, path: &Path) -> bool {
        self.path == path
    }
}

impl Archive {
    /// Renders a run, also one that goes on: as far as it has been written. One call makes all files but the history, so
    /// that who asks for the next soon has it at once.
    ///
    /// # Errors
    /// There is no such run, nothing of it was measured yet, or `lt-report` does not do it.
    pub(crate) async fn render(
        &self,
        tools: &Tools,
        id: &Id,
        what: What,
    ) -> Result<Rendered, Trouble> {
        let recording = self.find(id).await?;
        let folder = match self.made(tools, &recording, what).await {
            Err(Trouble::Refused(why)) => {
                // A run that ended in this moment is called otherwise now.
                let now = self.find(id).await?;
                if now.path == recording.path {
                    return Err(Trouble::Refused(why));
                }
                self.made(tools, &now, what).await?
            }
            made => made?,
        };
        Ok(Rendered { folder, what })
    }

    async fn made(
        &self,
        tools: &Tools,
        recording: &Recording,
        what: What,
    ) -> Result<Arc<TempDir>, Trouble> {
        let turn = self.turns().take().await?;
        let key = Key::of(recording, what);
        match self.rendered().find(&key) {
            Some(folder) => Ok(folder),
            None => self.report(tools, recording, key, turn).await,
        }
    }

    async fn report(
        &self,
        tools: &Tools,
        recording: &Recording,
        key: Key,
        turn: Turn,
    ) -> Result<Arc<TempDir>, Trouble> {
        const LIMIT: Duration = Duration::from_secs(600);
        if recording.is_part && recording.stamp.bytes == 0 {
            return Err(Trouble::Early(recording.id.clone()));
        }
        let folder = temporary()?;
        let mut command = Command::new(&tools.lt_report);
        command.arg("--csv").arg(folder.path().join("run"));
        match key.with_history {
            true => {
                command.arg("--csv-full-history");
            }
            false => {
                command.arg("--html").arg(folder.path().join("run.html"));
                command.arg("--json").arg(folder.path().join("run.json"));
            }
        }
        if let Some(since) = self.since(recording).await {
            command.arg(format!("--since={since}"));
        }
        command.arg(&recording.path);
        let held = (Arc::clone(&folder), turn.clone());
        let said = errand::run("lt-report", command, LIMIT, held).await?;
        if said.code != 0 {
            return Err(Trouble::Refused(self.without_paths(&said.words)));
        }
        self.rendered().keep(key, Arc::clone(&folder));
        drop(turn);
        Ok(folder)
    }
}

/// A folder that only we can read, and that goes away with us.
pub(super) fn temporary() -> Result<Arc<TempDir>, Trouble> {
    let folder = tempfile::Builder::new().prefix("lt-web-").tempdir();
    let folder = folder.map_err(|error| {
        Trouble::failed(
            "cannot make a temporary folder; set TMPDIR to one that can be written to",
            error,
        )
    })?;
    Ok(Arc::new(folder))
}
