//! Runs that are kept: one file each, listed, opened, rendered, compared and removed.
//!
//! A recording is never written here; whoever records a run does that. What a browser calls a run is looked up in the
//! listing of the folder, and no path is made of it. Everything that costs more than a look is done one after the other
//! and with low priority, because a run may be going on, and ends when nobody waits for it any more.

mod baselines;
mod comparison;
mod errand;
mod id;
mod list;
mod opened;
mod quiet;
mod recent;
mod recording;
mod rendering;
mod row;
mod sidecar;
mod stamp;
mod trouble;
mod turns;
mod words;

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Context;
use lt_stats::Summary;
use tempfile::TempDir;
use tokio::fs::File;

pub(crate) use baselines::{Baselines, Wish as BaselineWish};
pub(crate) use comparison::Comparison;
pub(crate) use id::Id;
pub(crate) use list::List;
pub(crate) use opened::Opened;
pub(crate) use rendering::{Rendered, What};
pub(crate) use trouble::Trouble;

use list::off_thread;
use recent::Recent;
use recording::{ENDING, Recording};
use rendering::Key;
use row::Row;
use sidecar::Sidecar;
use stamp::Stamp;
use turns::Turns;

/// The folder of kept runs.
#[derive(Clone, Debug)]
pub(crate) struct Archive {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    folder: PathBuf,
    /// What was learnt of recordings, by id.
    rows: Mutex<HashMap<Id, Sidecar>>,
    opened: Recent<(PathBuf, Stamp), Arc<Opened>>,
    rendered: Recent<Key, Arc<TempDir>>,
    known_baselines: baselines::Known,
    turns: Turns,
    /// Held by whoever reads what nobody has read.
    reading: Arc<tokio::sync::Mutex<()>>,
}

impl Archive {
    /// Runs that are opened again soon, as by the tabs of a page, are read once. Each takes a few megabytes at most.
    const MOST_OPENED: usize = 4;
    /// Who downloads one file of a run often wants the others, too.
    const MOST_RENDERED: usize = 3;

    /// The archive in a folder, which is made where there is none.
    ///
    /// # Errors
    /// It is no folder, or none that can be made.
    pub(crate) fn open(folder: PathBuf) -> anyhow::Result<Self> {
        let open = || -> io::Result<PathBuf> {
            fs::create_dir_all(&folder)?;
            folder.canonicalize()
        };
        let place = open().with_context(|| {
            let folder = folder.display();
            format!("cannot keep runs in `{folder}`; choose another folder with --runs")
        })?;
        let inner = Inner {
            folder: place,
            rows: Mutex::default(),
            opened: Recent::new(Self::MOST_OPENED),
            rendered: Recent::new(Self::MOST_RENDERED),
            known_baselines: baselines::Known::default(),
            turns: Turns::new(),
            reading: Arc::default(),
        };
        Ok(Self {
            inner: Arc::new(inner),
        })
    }

    /// Where the recording of a run belongs.
    pub(crate) fn place(&self, id: &str) -> PathBuf {
        self.folder().join(format!("{id}{ENDING}"))
    }

    /// Remembers what a run amounts to that was recorded just now, so that nobody needs to read it for the list: all of it,
    /// or what was due since its figures were reset. Nothing happens where there is no such recording.
    pub(crate) fn remember(&self, id: &str, summary: &Summary) {
        let recording = Id::parse(id).and_then(|id| recording::find(self.folder(), &id).ok()?);
        let Some(recording) = recording.filter(|recording| !recording.is_part) else {
            return;
        };
        let since = summary.early().map(|(since, _)| since);
        let row = Row::of(&recording, summary);
        self.learn(&recording, Sidecar::new(recording.stamp, since, row));
    }

    /// Reads a run, or has it read already.
    ///
    /// # Errors
    /// There is no such run, or it cannot be read.
    pub(crate) async fn run(&self, id: &Id) -> Result<Arc<Opened>, Trouble> {
        let recording = self.find(id).await?;
        self.open_recording(&recording).await
    }

    /// The recording as it lies, and how long it is at this moment.
    ///
    /// # Errors
    /// There is no such run, or it cannot be opened.
    pub(crate) async fn stream(&self, id: &Id) -> Result<(File, u64), Trouble> {
        let recording = self.find(id).await?;
        let open = async {
            let file = File::open(&recording.path).await?;
            let length = file.metadata().await?.len();
            Ok::<_, io::Error>((file, length))
        };
        let opened = open.await;
        opened.map_err(|error| Trouble::failed("the recording cannot be opened", error))
    }

    /// Removes a run and what is remembered of it; not the one that goes on.
    ///
    /// # Errors
    /// There is no such run, it goes on, or it cannot be removed.
    pub(crate) async fn remove(&self, id: &Id, running: Option<&Id>) -> Result<(), Trouble> {
        if running == Some(id) {
            return Err(Trouble::Running(id.clone()));
        }
        let recording = self.find(id).await?;
        let archive = self.clone();
        off_thread(move || archive.remove_files(&recording)).await?
    }

    fn remove_files(&self, recording: &Recording) -> Result<(), Trouble> {
        let id = &recording.id;
        let remove = || -> io::Result<()> {
            Sidecar::remove(self.folder(), id)?;
            fs::remove_file(&recording.path)
        };
        remove().map_err(|error| Trouble::failed(&format!("`{id}` cannot be deleted"), error))?;
        self.rows().remove(id);
        self.inner
            .opened
            .forget(|(path, _)| *path == recording.path);
        self.inner.rendered.forget(|key| key.is_of(&recording.path));
        Ok(())
    }

    async fn find(&self, id: &Id) -> Result<Recording, Trouble> {
        let (folder, wanted) = (self.folder().to_owned(), id.clone());
        let found = off_thread(move || recording::find(&folder, &wanted)).await?;
        let found = found.map_err(|error| self.unreadable_folder(&error))?;
        found.ok_or_else(|| Trouble::Unknown(id.to_string()))
    }

    async fn open_recording(&self, recording: &Recording) -> Result<Arc<Opened>, Trouble> {
        let turn = self.inner.turns.take().await?;
        let key = (recording.path.clone(), recording.stamp);
        if let Some(opened) = self.inner.opened.find(&key) {
            return Ok(opened);
        }
        let (archive, recording, held) = (self.clone(), recording.clone(), turn.clone());
        let opened = quiet::quietly(move |gone| {
            // Whoever comes next waits until this thread is done, even if nobody waits for it.
            let _turn = held;
            let opened = Opened::read(&recording, gone);
            archive.learn_of(&recording, &opened);
            opened
        });
        let opened = Arc::new(opened.await??);
        self.inner.opened.keep(key, Arc::clone(&opened));
        drop(turn);
        Ok(opened)
    }

    fn learn_of(&self, recording: &Recording, opened: &Result<Opened, Trouble>) {
        let (row, since) = match opened {
            Ok(opened) => (opened.row.clone(), opened.since),
            Err(Trouble::Refused(why)) => (Row::unreadable(recording, why), None),
            Err(_) => return,
        };
        self.learn(recording, Sidecar::new(recording.stamp, since, row));
    }

    fn learn(&self, recording: &Recording, learnt: Sidecar) {
        if !recording.is_part {
            // In a folder that cannot be written to it is remembered as long as we are there.
            learnt.write(self.folder(), &recording.id).ok();
        }
        self.keep_row(&recording.id, learnt);
    }

    fn keep_row(&self, id: &Id, learnt: Sidecar) {
        const MOST: usize = 10_000;
        let mut rows = self.rows();
        if rows.len() >= MOST {
            rows.clear();
        }
        rows.insert(id.clone(), learnt);
    }

    /// What was learnt of a recording in the state in which it is.
    fn remembered(&self, recording: &Recording) -> Option<Sidecar> {
        let known = self.rows().get(&recording.id).cloned();
        let holds = |learnt: &Sidecar| learnt.stamp == recording.stamp;
        if let Some(known) = known.filter(holds) {
            return Some(known);
        }
        let read = Sidecar::read(self.folder(), &recording.id).filter(holds)?;
        self.keep_row(&recording.id, read.clone());
        Some(read)
    }

    fn remembered_row(&self, recording: &Recording) -> Row {
        let learnt = self.remembered(recording);
        learnt.map_or_else(|| Row::unread(recording), |learnt| learnt.row)
    }

    /// From when on the figures of a recording count, in the words of `lt-report --since`.
    async fn since(&self, recording: &Recording) -> Option<String> {
        let (archive, recording) = (self.clone(), recording.clone());
        let learnt = off_thread(move || archive.remembered(&recording)).await;
        match learnt.ok().flatten() {
            Some(learnt) => Some(format!("{:.6}", learnt.since_us?.0 as f64 / 1e6)),
            None => Some("reset".to_owned()),
        }
    }

    /// What a tool said, without where the folder is on this machine.
    fn without_paths(&self, words: &str) -> String {
        words.replace(&format!("{}/", self.folder().display()), "")
    }

    fn unreadable_folder(&self, error: &io::Error) -> Trouble {
        let what = format!(
            "the folder of runs `{}` cannot be read",
            self.folder().display()
        );
        Trouble::failed(&what, error)
    }

    fn folder(&self) -> &Path {
        &self.inner.folder
    }

    fn known_baselines(&self) -> &baselines::Known {
        &self.inner.known_baselines
    }

    fn rendered(&self) -> &Recent<Key, Arc<TempDir>> {
        &self.inner.rendered
    }

    fn turns(&self) -> &Turns {
        &self.inner.turns
    }

    fn reading(&self) -> &Arc<tokio::sync::Mutex<()>> {
        &self.inner.reading
    }

    fn rows(&self) -> std::sync::MutexGuard<'_, HashMap<Id, Sidecar>> {
        self.inner
            .rows
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;
