//! Files in our layout, wherever they lie: what is done with them is the same in a folder and in a branch.

use std::io::{self, Read};

use anyhow::{Context, bail};
use lt_cli::message;
use lt_stats::baseline::Baseline;

use super::dir::Dir;
use super::git::Git;
use super::packed::{MOST_BYTES, pack, unpack};
use super::slot::{self, Slot};
use super::{Entry, Flaw, Listing};

/// A place that holds files.
#[derive(Clone, Debug)]
pub(super) enum Shelf {
    /// A folder.
    Dir(Dir),
    /// A branch.
    Git(Git),
}

/// A file that was found.
#[derive(Clone, Debug)]
pub(super) struct File {
    /// Its path in the store, with `/` between its parts.
    pub(super) path: String,
    /// Its size.
    pub(super) bytes: u64,
    /// By which name its bytes are found: the path, or the id of a blob.
    pub(super) contents: Contents,
}

/// Where the bytes of a file are.
#[derive(Clone, Debug)]
pub(super) enum Contents {
    /// At its path.
    Here,
    /// In this blob.
    Blob(String),
    /// Nowhere that we would look, for this reason.
    Refused(&'static str),
}

/// What is to be done, all of it or nothing where the place can do that.
#[derive(Debug, Default)]
pub(super) struct Change {
    /// Files to write, with their bytes.
    pub(super) put: Vec<(String, Vec<u8>)>,
    /// Files to take away; one that is not there is no error.
    pub(super) remove: Vec<String>,
    /// What is done, in words, for whoever reads the history.
    pub(super) message: String,
    /// What becomes of the history.
    pub(super) history: History,
}

/// What becomes of the history of a branch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum History {
    /// It grows.
    #[default]
    Goes,
    /// It begins again with what is left, so that what was removed takes no space any more.
    Begins,
}

/// A file whose path is that of a baseline.
type Candidate = (Slot, File);

impl Shelf {
    pub(super) fn save(&self, baseline: &Baseline) -> anyhow::Result<Entry> {
        let path = Slot::of(baseline, false)?.to_string();
        let bytes = pack(baseline)?;
        let entry = Entry::of(baseline, bytes.len() as u64, false);
        self.change(&Change {
            put: vec![(path, bytes)],
            message: format!("keep {} as {}", baseline.id, baseline.name),
            ..Change::default()
        })?;
        Ok(entry)
    }

    pub(super) fn listing(&self) -> anyhow::Result<Listing> {
        let mut listing = Listing::default();
        let (candidates, skipped) = self.candidates()?;
        for (slot, file) in candidates {
            match self.read(&slot, &file) {
                Ok(baseline) => {
                    let entry = Entry::of(&baseline, file.bytes, slot.pinned);
                    listing.entries.push(entry);
                }
                Err(error) if is_gone(&error) => {}
                Err(error) => listing.damaged.push(Flaw {
                    path: file.path,
                    reason: format!("{error:#}"),
                }),
            }
        }
        listing.skipped = skipped;
        Ok(listing.in_order())
    }

    pub(super) fn load(&self, id_or_name: &str) -> anyhow::Result<Option<Baseline>> {
        let found = self.find(id_or_name)?;
        Ok(found.map(|(_, baseline)| baseline))
    }

    pub(super) fn window(&self, name: &str, most: usize) -> anyhow::Result<Vec<Baseline>> {
        slot::check_name(name)?;
        let mut named = self.named(name)?;
        let is_pinned = named.iter().any(|(slot, _)| slot.pinned);
        named.retain(|(slot, _)| slot.pinned == is_pinned);
        let most = if is_pinned { 1 } else { most };
        let readable = named
            .iter()
            .filter_map(|(slot, file)| self.readable(slot, file));
        let mut window: Vec<Baseline> = readable.take(most).collect();
        window.reverse();
        Ok(window)
    }

    pub(super) fn remove(&self, id: &str) -> anyhow::Result<bool> {
        let (candidates, _) = self.candidates()?;
        let meant = candidates.into_iter().filter(|(slot, file)| {
            let by_id = || self.read(slot, file).is_ok_and(|kept| kept.id == id);
            file.path == id || slot.may_hold(id) && by_id()
        });
        let remove: Vec<String> = meant.map(|(_, file)| file.path).collect();
        let found = !remove.is_empty();
        if found {
            self.change(&Change {
                remove,
                message: format!("remove {id}"),
                ..Change::default()
            })?;
        }
        Ok(found)
    }

    pub(super) fn forget(&self, entries: &[Entry]) -> anyhow::Result<()> {
        let (candidates, _) = self.candidates()?;
        let to_go = candidates.into_iter().filter(|(slot, _)| {
            let meant = |entry: &Entry| slot.may_hold(&entry.id) && slot.name == entry.name;
            !slot.pinned && entries.iter().any(meant)
        });
        let remove: Vec<String> = to_go.map(|(_, file)| file.path).collect();
        if let Self::Dir(dir) = self {
            dir.sweep();
        }
        if remove.is_empty() {
            return Ok(());
        }
        self.change(&Change {
            message: format!("prune; runs removed: {}", remove.len()),
            remove,
            history: History::Begins,
            ..Change::default()
        })
    }

    pub(super) fn promote(&self, id_or_name: &str, name: &str) -> anyhow::Result<Option<Entry>> {
        slot::check_name(name)?;
        let Some((slot, baseline)) = self.find(id_or_name)? else {
            return Ok(None);
        };
        let promoted = renamed(&baseline, name);
        let bytes = pack(&promoted)?;
        let entry = Entry::of(&promoted, bytes.len() as u64, true);
        let same = promoted.id == baseline.id && !slot.pinned;
        self.change(&Change {
            put: vec![(Slot::of(&promoted, true)?.to_string(), bytes)],
            remove: same.then(|| slot.to_string()).into_iter().collect(),
            message: format!("promote {} to {name}", baseline.id),
            ..Change::default()
        })?;
        Ok(Some(entry))
    }

    /// The one of this id; else the newest of this name that can be read.
    fn find(&self, id_or_name: &str) -> anyhow::Result<Option<(Slot, Baseline)>> {
        let (candidates, _) = self.candidates()?;
        let by_id = candidates
            .iter()
            .filter(|(slot, _)| slot.may_hold(id_or_name));
        for (slot, file) in by_id {
            let baseline = self.read(slot, file).with_context(|| file.path.clone())?;
            if baseline.id == id_or_name {
                return Ok(Some((slot.clone(), baseline)));
            }
        }
        let mut named = candidates
            .iter()
            .filter(|(slot, _)| slot.name == id_or_name);
        Ok(named.find_map(|(slot, file)| Some((slot.clone(), self.readable(slot, file)?))))
    }

    fn named(&self, name: &str) -> anyhow::Result<Vec<Candidate>> {
        let (mut candidates, _) = self.candidates()?;
        candidates.retain(|(slot, _)| slot.name == name);
        Ok(candidates)
    }

    /// All files that may be baselines, newest first, and those that are not.
    fn candidates(&self) -> anyhow::Result<(Vec<Candidate>, Vec<Flaw>)> {
        let files = match self {
            Self::Dir(dir) => dir.files()?,
            Self::Git(git) => git.files()?,
        };
        let (mut candidates, mut skipped) = (Vec::new(), Vec::new());
        for file in files {
            match (&file.contents, Slot::parse(&file.path)) {
                (Contents::Refused(reason), _) => skipped.push(Flaw {
                    path: file.path,
                    reason: (*reason).to_owned(),
                }),
                (_, Some(slot)) => candidates.push((slot, file)),
                (_, None) => skipped.push(Flaw {
                    path: file.path,
                    reason: "it is not named as a baseline is".to_owned(),
                }),
            }
        }
        candidates.sort_by(|(a, _), (b, _)| b.age().cmp(&a.age()));
        Ok((candidates, skipped))
    }

    /// Reads one, or says that it cannot be read.
    fn readable(&self, slot: &Slot, file: &File) -> Option<Baseline> {
        let read = self.read(slot, file);
        read.inspect_err(|error| {
            if !is_gone(error) {
                message::warn("lt-gate", format!("{}: left out, it {error:#}", file.path));
            }
        })
        .ok()
    }

    fn read(&self, slot: &Slot, file: &File) -> anyhow::Result<Baseline> {
        if file.bytes > MOST_BYTES {
            bail!("is larger than {} MiB; no baseline is", MOST_BYTES >> 20);
        }
        let bytes: Box<dyn Read> = match self {
            Self::Dir(dir) => Box::new(dir.read(&file.path)?.take(MOST_BYTES)),
            Self::Git(git) => Box::new(io::Cursor::new(git.read(file)?)),
        };
        let baseline = unpack(bytes)?;
        match Slot::of(&baseline, slot.pinned)? == *slot {
            true => Ok(baseline),
            false => bail!("is not the run that its file is named after"),
        }
    }

    fn change(&self, change: &Change) -> anyhow::Result<()> {
        match self {
            Self::Dir(dir) => dir.change(change),
            Self::Git(git) => git.change(change),
        }
    }
}

/// Whether the file was there a moment ago: somebody else removed it.
fn is_gone(error: &anyhow::Error) -> bool {
    let cause = error.downcast_ref::<io::Error>();
    cause.is_some_and(|cause| cause.kind() == io::ErrorKind::NotFound)
}

/// The same run under another name, which makes it another baseline: its id is made of its name, too.
fn renamed(baseline: &Baseline, name: &str) -> Baseline {
    let baseline = Baseline {
        name: name.to_owned(),
        ..baseline.clone()
    };
    baseline.sealed()
}
