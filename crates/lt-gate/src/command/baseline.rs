//! `lt-gate baseline`: keep runs to compare others with.

mod export;
mod import;
pub(super) mod keeping;
mod list;
pub(super) mod origin;
mod promote;
mod prune;
mod remove;
pub(super) mod save;
mod show;
mod table;

use std::io::Write;

use lt_cli::{Exit, message};

use crate::store::{DEFAULT_PLACE, Store, meant_place};

/// What to do.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Keep a run under a name
    ///
    /// Each run in the files becomes a baseline of its own, so that several runs of one build make a better one to compare
    /// with. A run is refused that was made from a pull request or a tree with uncommitted changes (exit 2), and one that is
    /// in doubt or that the gate did not pass (exit 5).
    #[command(after_help = EXITS)]
    Save(save::Args),
    /// List what is kept, newest first
    #[command(after_help = EXITS)]
    List(list::Args),
    /// Tell what was measured in a run that is kept
    #[command(after_help = EXITS)]
    Show(show::Args),
    /// Remove runs that nobody needs any more
    ///
    /// A run stays if either rule keeps it, and always if it is pinned (see `promote`). Days count back from the newest run
    /// of the name, not from today: what rests is not lost.
    #[command(after_help = EXITS)]
    Prune(prune::Args),
    /// Keep a run under another name, too, and for ever
    ///
    /// The copy is pinned: `prune` leaves it alone, and a comparison with that name is one with this run only.
    #[command(after_help = EXITS)]
    Promote(promote::Args),
    /// Write a run that is kept as a file
    #[command(after_help = EXITS)]
    Export(export::Args),
    /// Keep runs that are files written by `export`, under the names they have
    #[command(after_help = EXITS)]
    Import(import::Args),
    /// Remove one run, pinned or not
    #[command(after_help = EXITS)]
    Remove(remove::Args),
}

/// Where they are kept.
#[derive(Debug, clap::Args)]
pub(super) struct Place {
    /// Where baselines are kept: `dir:PATH`, `git:BRANCH`, `git:BRANCH@REMOTE`, `http://HOST:PORT` or `https://HOST`
    /// [default: $LT_STORE, else dir:.lt/baselines]
    #[arg(long, value_name = "PLACE")]
    store: Option<String>,
}

impl Place {
    pub(super) fn open(&self) -> anyhow::Result<Store> {
        Store::open(&self.meant())
    }

    fn meant(&self) -> String {
        meant_place(self.store.as_deref())
    }

    /// What is typed to mean this store again; nothing where it is the usual one.
    fn again(&self) -> String {
        match self.store.as_deref() {
            None | Some(DEFAULT_PLACE) => String::new(),
            Some(place) => format!(" --store {place}"),
        }
    }

    /// Says that something is not there.
    pub(super) fn lacks(&self, what: &str) -> Exit {
        let (place, again) = (self.meant(), self.again());
        let text = format!(
            "there is no baseline `{what}` in `{place}`; `lt-gate baseline list{again}` tells which there are"
        );
        message::note("lt-gate", text);
        Exit::BaselineMissing
    }
}

/// Does it.
pub(crate) fn run(command: &Command, out: &mut dyn Write) -> anyhow::Result<Exit> {
    match command {
        Command::Save(args) => save::run(args, out),
        Command::List(args) => list::run(args, out),
        Command::Show(args) => show::run(args, out),
        Command::Prune(args) => prune::run(args, out),
        Command::Promote(args) => promote::run(args, out),
        Command::Export(args) => export::run(args, out),
        Command::Import(args) => import::run(args, out),
        Command::Remove(args) => remove::run(args, out),
    }
}

const EXITS: &str = "\
Exit codes:
  0  done
  1  failed while running: I/O, a store that does not answer
  2  wrong usage or configuration, unreadable input, a tree or an event that nothing is kept from
  5  not kept: the run is in doubt, or the gate did not pass it
  6  there is no such baseline";
