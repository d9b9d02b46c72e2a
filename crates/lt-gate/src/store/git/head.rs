//! What is checked out.

use super::command::Repository;

/// What is checked out in the working folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Head {
    /// The commit; `None` before the first one.
    pub(crate) sha: Option<String>,
    /// The branch, as `refs/heads/…`; `None` where a commit is checked out as such.
    pub(crate) reference: Option<String>,
    /// Whether files that git knows differ from the commit. New files do not count: streams of the run are such.
    pub(crate) is_dirty: bool,
}

impl Head {
    /// `None` where there is no repository, or no git.
    pub(crate) fn of_working_folder() -> Option<Self> {
        let repository = Repository::of_working_folder().ok()?;
        let changes = [
            "--no-optional-locks",
            "status",
            "--porcelain",
            "--untracked-files=no",
        ];
        Some(Self {
            sha: repository.commit_of("HEAD").ok()?,
            reference: repository.head().ok()?,
            is_dirty: repository
                .output(&changes)
                .is_ok_and(|changes| !changes.is_empty()),
        })
    }
}
