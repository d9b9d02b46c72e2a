//! An orphan branch of baselines.
//!
//! No working tree and no index of the user is touched: blobs, trees and commits are written as such, and the branch moves
//! from the commit that was read to the new one only if nobody moved it meanwhile; otherwise everything is done again upon
//! what is there now. Where the branch lives at a remote, the remote's is the only one; a local branch is not made.

mod command;
mod credentials;
mod head;
mod index;
mod tree;

use std::fmt::{self, Display, Formatter};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::thread;
use std::time::Duration;

use anyhow::{Context, anyhow, bail};
use lt_cli::usage;

pub(crate) use self::head::Head;

use self::command::Repository;
use self::index::Index;
use super::place::Remote;
use super::shelf::{Change, Contents, File, History};

/// A branch of baselines.
#[derive(Clone, Debug)]
pub(super) struct Git {
    repository: Repository,
    branch: String,
    /// `None` where the branch is one of this repository.
    remote: Option<String>,
}

/// How often a change is tried: of n writers at once the last is through after n attempts.
const ATTEMPTS: u32 = 12;
const LONGEST_PAUSE: Duration = Duration::from_millis(150);

/// What became of an attempt to move the branch.
enum Moved {
    Yes,
    /// Somebody else moved it, or is about to.
    Overtaken(String),
}

impl Git {
    /// Finds the repository of the working folder.
    ///
    /// # Errors
    /// Git is not installed, there is no repository, the branch cannot be called so, or there is no such remote.
    pub(super) fn open(branch: &str, remote: Remote) -> anyhow::Result<Self> {
        let repository = Repository::of_working_folder().map_err(usage)?;
        if !repository.accepts(branch)? {
            return Err(usage(anyhow!(
                "git does not accept `{branch}` as the name of a branch; write `git:lt-baselines`"
            )));
        }
        let remote = match remote {
            Remote::Here => None,
            Remote::OriginOrHere => repository
                .has_remote("origin")?
                .then(|| "origin".to_owned()),
            Remote::Named(name) if repository.has_remote(&name)? => Some(name),
            Remote::Named(name) => {
                return Err(usage(anyhow!(
                    "there is no remote `{name}`; `git remote` lists those there are, and `git:{branch}@.` keeps baselines in this repository only"
                )));
            }
        };
        let branch = branch.to_owned();
        Ok(Self {
            repository,
            branch,
            remote,
        })
    }

    /// All files of the branch; none where there is no branch yet.
    pub(super) fn files(&self) -> anyhow::Result<Vec<File>> {
        match self.tip()? {
            Some(tip) => tree::files(&self.repository, &tip),
            None => Ok(Vec::new()),
        }
    }

    pub(super) fn read(&self, file: &File) -> anyhow::Result<Vec<u8>> {
        match &file.contents {
            Contents::Blob(id) => self.repository.output(&["cat-file", "blob", id]),
            _ => bail!("is no file of a branch"),
        }
    }

    /// Commits what is to be done upon whatever is there, and tries again where somebody else was faster.
    pub(super) fn change(&self, change: &Change) -> anyhow::Result<()> {
        self.refuse_where_checked_out()?;
        let mut last = String::new();
        for attempt in 0..ATTEMPTS {
            if attempt > 0 {
                thread::sleep(pause(attempt));
            }
            let tip = self.tip()?;
            let Some(commit) = self.commit(tip.as_deref(), change)? else {
                return Ok(());
            };
            match self.publish(tip.as_deref(), &commit)? {
                Moved::Yes => return Ok(()),
                Moved::Overtaken(said) => last = said,
            }
        }
        bail!(
            "others changed the branch `{}` {ATTEMPTS} times while this was tried; try again ({last})",
            self.branch
        )
    }

    /// The commit that the branch is at, with its objects at hand; `None` where there is no branch.
    fn tip(&self) -> anyhow::Result<Option<String>> {
        let Some(remote) = &self.remote else {
            return self.repository.commit_of(&self.reference());
        };
        // The branch may be rewritten between asking and fetching.
        for _ in 0..ATTEMPTS {
            let Some(tip) = self.repository.remote_tip(remote, &self.reference())? else {
                return Ok(None);
            };
            if self.repository.has(&tip)? {
                return Ok(Some(tip));
            }
            self.repository.fetch(remote, &self.reference())?;
            if self.repository.has(&tip)? {
                self.remember(remote, &tip);
                return Ok(Some(tip));
            }
        }
        bail!(
            "the branch `{}` of `{remote}` changes faster than it can be fetched; try again",
            self.branch
        )
    }

    /// Makes the commit; `None` where nothing would change.
    fn commit(&self, tip: Option<&str>, change: &Change) -> anyhow::Result<Option<String>> {
        let index = Index::of(&self.repository, tip)?;
        let before = index.write_tree()?;
        index.apply(tip, change)?;
        let after = index.write_tree()?;
        if before == after && change.history == History::Goes {
            return Ok(None);
        }
        let parent = tip.filter(|_| change.history == History::Goes);
        let mut args = vec!["commit-tree", &after, "-m", &change.message];
        args.extend(parent.iter().flat_map(|parent| ["-p", parent]));
        self.repository.commit(&args).map(Some)
    }

    /// Moves the branch from `tip` to `commit`, where it still is at `tip`.
    fn publish(&self, tip: Option<&str>, commit: &str) -> anyhow::Result<Moved> {
        let reference = self.reference();
        let expected = tip.unwrap_or_default();
        let moved = match &self.remote {
            None => self
                .repository
                .try_run(&["update-ref", &reference, commit, expected])?,
            Some(remote) => {
                let lease = format!("--force-with-lease={reference}:{expected}");
                let refspec = format!("{commit}:{reference}");
                self.repository.try_run(&[
                    "push",
                    "--no-verify",
                    "--porcelain",
                    &lease,
                    remote,
                    &refspec,
                ])?
            }
        };
        match moved {
            Ok(()) => {
                if let Some(remote) = &self.remote {
                    self.remember(remote, commit);
                }
                Ok(Moved::Yes)
            }
            Err(said) if is_overtaking(&said) || self.tip()?.as_deref() != tip => {
                Ok(Moved::Overtaken(said))
            }
            Err(said) => Err(anyhow!(said)).with_context(|| {
                format!(
                    "git refused to move the branch `{}`; whoever saves needs leave to write to it",
                    self.branch
                )
            }),
        }
    }

    /// Notes what was fetched, so that git neither throws it away nor fetches it again. Losing a race for the note is fine.
    fn remember(&self, remote: &str, tip: &str) {
        let note = format!("refs/lt-gate/{remote}/{}", self.branch);
        self.repository.try_run(&["update-ref", &note, tip]).ok();
    }

    /// A branch that moves below a working tree makes all of it look changed.
    fn refuse_where_checked_out(&self) -> anyhow::Result<()> {
        let head = self.repository.head()?;
        if self.remote.is_none() && head.as_deref() == Some(&self.reference()) {
            return Err(usage(anyhow!(
                "the branch `{}` is checked out here; switch to another one first",
                self.branch
            )));
        }
        Ok(())
    }

    fn reference(&self) -> String {
        format!("refs/heads/{}", self.branch)
    }
}

impl Display for Git {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let remote = self.remote.as_deref().unwrap_or(".");
        write!(f, "git:{}@{remote}", self.branch)
    }
}

/// Whether git's words mean that somebody else is at it: a branch that has moved, or one that is being moved just now.
fn is_overtaking(said: &str) -> bool {
    const SIGNS: [&str; 7] = [
        "stale info",
        "fetch first",
        "non-fast-forward",
        "cannot lock ref",
        "failed to update ref",
        "incorrect old value",
        ".lock': File exists",
    ];
    SIGNS.iter().any(|sign| said.contains(sign))
}

/// Longer with each attempt, and never the same for two who were at it together.
fn pause(attempt: u32) -> Duration {
    let random = RandomState::new().build_hasher().finish() % 1000;
    let share = f64::from(u32::try_from(random).unwrap_or(0)) / 1000.0;
    LONGEST_PAUSE.mul_f64((0.2 + 0.8 * share) * f64::from(attempt.min(6)))
}
