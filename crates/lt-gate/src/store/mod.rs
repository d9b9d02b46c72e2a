//! Where baselines are kept: a folder, an orphan branch, or a service.
//!
//! A folder and a branch hold files in one layout, and this program keeps order in them; a service keeps its own. What is in
//! a store may come from anybody: nothing found there is trusted before it is read and compared with its place.

mod dir;
mod entry;
mod git;
mod http;
mod keep;
mod packed;
mod place;
mod shelf;
mod slot;

use anyhow::Context;
use lt_stats::baseline::Baseline;

pub use entry::{Entry, Flaw, Listing};
pub(crate) use git::Head;
pub use keep::Keep;
pub(crate) use packed::unpack;
pub use place::{DEFAULT_PLACE, meant_place};
pub(crate) use slot::{check_name, check_place, is_id};

use self::dir::Dir;
use self::git::Git;
use self::http::Service;
use self::place::Place;
use self::shelf::Shelf;

/// A place where baselines are kept.
#[derive(Clone, Debug)]
pub struct Store {
    place: String,
    room: Room,
}

/// Who keeps order.
#[derive(Clone, Debug)]
enum Room {
    /// We do.
    Shelf(Shelf),
    /// A service does.
    Service(Service),
}

impl Store {
    /// Opens `dir:PATH`, `git:BRANCH`, `git:BRANCH@REMOTE`, `http://HOST:PORT` or `https://HOST`; a bare path is a folder.
    ///
    /// # Errors
    /// The place is written wrongly, or there is no repository for the branch.
    pub fn open(place: &str) -> anyhow::Result<Self> {
        let (place, room) = match Place::parse(place)? {
            Place::Dir(path) => {
                let place = format!("dir:{}", path.display());
                (place, Room::Shelf(Shelf::Dir(Dir::new(path))))
            }
            Place::Git { branch, remote } => {
                let git = Git::open(&branch, remote)?;
                (git.to_string(), Room::Shelf(Shelf::Git(git)))
            }
            Place::Http(base) => {
                let service = Service::new(&base)?;
                (base, Room::Service(service))
            }
        };
        Ok(Self { place, room })
    }

    /// The place in full: which branch, and where it lives.
    pub fn place(&self) -> &str {
        &self.place
    }

    /// Keeps a baseline; where one of the same id is kept it is written again, for that one may be damaged.
    ///
    /// # Errors
    /// The store cannot be written to.
    pub fn save(&self, baseline: &Baseline) -> anyhow::Result<Entry> {
        match &self.room {
            Room::Shelf(shelf) => shelf.save(baseline),
            Room::Service(service) => service.save(baseline),
        }
        .with_context(|| format!("cannot keep a baseline in `{}`", self.place))
    }

    /// What is kept, newest first.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn list(&self) -> anyhow::Result<Vec<Entry>> {
        Ok(self.listing()?.entries)
    }

    /// What is kept, newest first, and what lies there that cannot be used.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn listing(&self) -> anyhow::Result<Listing> {
        match &self.room {
            Room::Shelf(shelf) => shelf.listing(),
            Room::Service(service) => service.listing(),
        }
        .with_context(|| format!("cannot list `{}`", self.place))
    }

    /// Reads one by its id, or the newest of a name; `None` where there is none.
    ///
    /// # Errors
    /// The store cannot be read, or the one that is meant is damaged.
    pub fn load(&self, id_or_name: &str) -> anyhow::Result<Option<Baseline>> {
        match &self.room {
            Room::Shelf(shelf) => shelf.load(id_or_name),
            Room::Service(service) => service.load(id_or_name),
        }
        .with_context(|| format!("cannot read `{id_or_name}` in `{}`", self.place))
    }

    /// Reads the newest baselines of a name, at most `most`, oldest first; where one of the name is pinned, the newest pinned
    /// one alone. Damaged ones are told as warnings and left out.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn window(&self, name: &str, most: usize) -> anyhow::Result<Vec<Baseline>> {
        match &self.room {
            Room::Shelf(shelf) => shelf.window(name, most),
            Room::Service(service) => service.window(name, most),
        }
        .with_context(|| format!("cannot read `{name}` in `{}`", self.place))
    }

    /// Removes one by its id, or by its path in the listing; tells whether it was there.
    ///
    /// # Errors
    /// The store cannot be written to.
    pub fn remove(&self, id: &str) -> anyhow::Result<bool> {
        match &self.room {
            Room::Shelf(shelf) => shelf.remove(id),
            Room::Service(service) => service.remove(id),
        }
        .with_context(|| format!("cannot remove `{id}` from `{}`", self.place))
    }

    /// Removes several at once, as pruning does: a branch then forgets its history.
    ///
    /// # Errors
    /// The store cannot be written to.
    pub fn forget(&self, entries: &[Entry]) -> anyhow::Result<()> {
        match &self.room {
            Room::Shelf(shelf) => shelf.forget(entries),
            Room::Service(service) => service.forget(entries),
        }
        .with_context(|| format!("cannot prune `{}`", self.place))
    }

    /// Whether a service keeps order there.
    pub fn is_service(&self) -> bool {
        matches!(self.room, Room::Service(_))
    }

    /// Keeps one under another name, too, and for ever; `None` where there is none to keep.
    ///
    /// # Errors
    /// The store cannot be read or written to.
    pub fn promote(&self, id_or_name: &str, name: &str) -> anyhow::Result<Option<Entry>> {
        match &self.room {
            Room::Shelf(shelf) => shelf.promote(id_or_name, name),
            Room::Service(service) => service.promote(id_or_name, name),
        }
        .with_context(|| format!("cannot promote `{id_or_name}` in `{}`", self.place))
    }
}
