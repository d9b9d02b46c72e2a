//! The scenarios that may be started: files that were named when the server began, those of folders that were named,
//! and no others.
//!
//! Of a file's text nothing is told but what the form shows, and what is wrong with it in one sentence.

mod files;
mod offered;
mod planning;
mod run_time;
mod stamp;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use lt_scenario::Plan;

use crate::current::Wish;
use crate::ratios::Planned;
use files::Files;
use stamp::Stamp;

pub(crate) use offered::Offered;

/// What the form can offer. Copies share what they have read.
#[derive(Clone, Debug, Default)]
pub(crate) struct Offer {
    inner: Arc<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    files: Files,
    /// What was read of files that could be used, while they stay as they were.
    read: Mutex<HashMap<PathBuf, (Stamp, Offered)>>,
    /// The plan of the run that was asked about last, by its name.
    planned: Mutex<Option<(String, Arc<Planned>)>>,
}

impl Offer {
    /// The files, and those of folders; `-` is the stream on stdin and no file.
    pub(crate) fn of(paths: &[PathBuf]) -> Self {
        let inner = Inner {
            files: Files::of(paths),
            ..Inner::default()
        };
        Self {
            inner: Arc::new(inner),
        }
    }

    /// All that is offered. Reads files that have changed, so it may take its time.
    pub(crate) fn all(&self) -> Vec<Offered> {
        let files = self.inner.files.all();
        let offered = files.iter().filter_map(|file| {
            let offered = self.read(&file.path)?;
            (file.is_named || offered.is_scenario).then_some(offered)
        });
        offered.collect()
    }

    /// The file that is offered under a name.
    pub(crate) fn find(&self, name: &str) -> Option<PathBuf> {
        let files = self.inner.files.all();
        let mut paths = files.into_iter().map(|file| file.path);
        paths.find(|path| files::name(path) == name)
    }

    /// What a wish would make, as far as it can be planned; what the wish leaves open and a plan needs is made up.
    ///
    /// # Errors
    /// The scenario is not offered, or there is no such plan: why, in one sentence.
    pub(crate) fn plan(&self, wish: &Wish) -> Result<Plan, String> {
        let file = match &wish.scenario {
            Some(name) => Some(self.find(name).ok_or("no such scenario is offered")?),
            None => None,
        };
        planning::plan(file.as_deref(), wish)
    }

    /// What a run was planned to do: as its file was when this was first asked about that run.
    ///
    /// # Errors
    /// As [`Offer::plan`].
    pub(crate) fn planned(&self, run: &str, wish: &Wish) -> Result<Arc<Planned>, String> {
        let mut known = self
            .inner
            .planned
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        match &*known {
            Some((name, planned)) if name == run => Ok(Arc::clone(planned)),
            _ => {
                let planned = Arc::new(Planned::of(&self.plan(wish)?));
                *known = Some((run.to_owned(), Arc::clone(&planned)));
                Ok(planned)
            }
        }
    }

    /// What a file is offered as; `None` where it has gone from its folder.
    fn read(&self, path: &Path) -> Option<Offered> {
        let mut read = self
            .inner
            .read
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some((stamp, offered)) = read.get(path)
            && stamp.is_current()
        {
            return Some(offered.clone());
        }
        let (offered, made_of) = offered::read(path);
        match made_of {
            Some(made_of) => read.insert(path.to_owned(), (Stamp::of(made_of), offered.clone())),
            None => read.remove(path),
        };
        Some(offered)
    }
}
