//! Why something that was asked of kept runs is not done.

use super::Id;

/// Why something that was asked of kept runs is not done.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Trouble {
    /// There is no such run.
    #[error(
        "there is no run `{0}`; it may have been deleted, and the list of runs shows what there is"
    )]
    Unknown(String),
    /// It is not finished.
    #[error("`{0}` is still going on; stop it first")]
    Running(Id),
    /// Nothing has been written of it.
    #[error("nothing of `{0}` was measured yet; ask again in a second")]
    Early(Id),
    /// What was asked for makes no sense.
    #[error("{0}")]
    Senseless(&'static str),
    /// A tool is not installed.
    #[error(
        "`{0}` was not found; install it beside lt-web, or in a folder of the PATH, and ask again"
    )]
    ToolMissing(&'static str),
    /// A tool, or the reading of the recording, said no: what it said.
    #[error("{0}")]
    Refused(String),
    /// A tool did not do its work.
    #[error("{0}")]
    Failed(String),
    /// Too many ask at once.
    #[error("many reports are being made already; ask again in a moment")]
    Busy,
    /// Nobody waits for it any more.
    #[error("nobody waits for it any more")]
    Gone,
}

impl Trouble {
    /// Something that should have gone well: what was to be done, and why it was not.
    pub(super) fn failed(what: &str, why: impl std::fmt::Display) -> Self {
        Self::Failed(format!("{what}: {why}"))
    }
}
