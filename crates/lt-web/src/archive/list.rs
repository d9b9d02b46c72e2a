//! The list of kept runs.

use std::cmp::Reverse;
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;
use tokio::time::timeout;

use super::recording::{self, Recording};
use super::row::Row;
use super::{Archive, Trouble};
use crate::snapshot::Snapshot;

/// The list of kept runs.
#[derive(Debug, Serialize)]
pub(crate) struct List {
    /// The folder that they are in.
    folder: String,
    /// The newest first.
    runs: Vec<Row>,
    /// How many more there are in the folder.
    left_out: usize,
}

/// Older ones are only counted.
const MOST: usize = 1000;

impl Archive {
    /// Lists what is kept, the newest first.
    ///
    /// Recordings that nobody has read yet are read now, one after the other. Who asks does not wait for long: the rows of
    /// those that have not had their turn have no figures, and reading goes on without anybody waiting.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub(crate) async fn list(&self, running: Option<&Snapshot>) -> Result<List, Trouble> {
        const PATIENCE: Duration = Duration::from_secs(2);
        let (recordings, left_out) = self.newest().await?;
        let is_running =
            |recording: &Recording| running.is_some_and(|running| is_part_of(recording, running));
        let ended = recordings.iter();
        let ended = ended.filter(|recording| !is_running(recording));
        self.read_soon(ended.cloned().collect(), PATIENCE).await;
        let archive = self.clone();
        let running = running.cloned();
        let rows = move || {
            let row = |recording: &Recording| match &running {
                Some(running) if is_part_of(recording, running) => Row::live(recording, running),
                _ => archive.remembered_row(recording),
            };
            let mut rows: Vec<(Reverse<u64>, Row)> = recordings
                .iter()
                .map(|recording| (recording, row(recording)))
                .map(|(recording, row)| (Reverse(begun(recording, &row)), row))
                .collect();
            rows.sort_by(|(a, one), (b, other)| (a, &other.id).cmp(&(b, &one.id)));
            rows.into_iter().map(|(_, row)| row).collect()
        };
        Ok(List {
            folder: self.folder().display().to_string(),
            runs: off_thread(rows).await?,
            left_out,
        })
    }

    /// The recordings that were changed last, and how many there are beyond those.
    async fn newest(&self) -> Result<(Vec<Recording>, usize), Trouble> {
        let folder = self.folder().to_owned();
        let all = off_thread(move || recording::all(&folder)).await?;
        let mut all = all.map_err(|error| self.unreadable_folder(&error))?;
        all.sort_by_key(|recording| Reverse(recording.stamp));
        let left_out = all.len().saturating_sub(MOST);
        all.truncate(MOST);
        Ok((all, left_out))
    }

    /// Reads what nobody has read, or waits for whoever is at it already, but not for long.
    async fn read_soon(&self, recordings: Vec<Recording>, patience: Duration) {
        let archive = self.clone();
        let unread = off_thread(move || {
            let unread = recordings.into_iter();
            let unread = unread.filter(|recording| archive.remembered(recording).is_none());
            unread.collect::<Vec<_>>()
        });
        let unread = unread.await.unwrap_or_default();
        if unread.is_empty() {
            return;
        }
        let reading = self.reading();
        match Arc::clone(reading).try_lock_owned() {
            Ok(busy) => {
                let archive = self.clone();
                let read = tokio::spawn(async move {
                    for recording in unread {
                        // What is wrong with it is in its row.
                        archive.open_recording(&recording).await.ok();
                    }
                    drop(busy);
                });
                timeout(patience, read).await.ok();
            }
            Err(_) => drop(timeout(patience, reading.lock()).await),
        }
    }
}

fn is_part_of(recording: &Recording, running: &Snapshot) -> bool {
    recording.is_part && running.id.as_deref() == Some(recording.id.as_str())
}

/// When a run began; of one that does not tell, when its recording was changed last. Microseconds of Unix time.
fn begun(recording: &Recording, row: &Row) -> u64 {
    let started = row.started.map(|at| at * 1e6);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a moment that does not fit is at the end of time"
    )]
    let started = started.map(|at| at as u64);
    started.unwrap_or(recording.stamp.changed_us)
}

/// Asks the disk in a thread that may wait.
pub(super) async fn off_thread<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Trouble> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|error| Trouble::failed("the folder of runs cannot be read", error))
}
