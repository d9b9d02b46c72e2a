//! What the imitation remembers.

use crate::Fault;

/// What it remembers.
#[derive(Clone, Debug, Default)]
pub struct State {
    /// Pull requests; there are comments on none but these.
    pub pulls: Vec<Pull>,
    /// Comments on pull requests; listed by their numbers.
    pub comments: Vec<Comment>,
    /// Check runs.
    pub check_runs: Vec<CheckRun>,
    /// Files of releases.
    pub assets: Vec<Asset>,
    /// Every request, in the order in which they came.
    pub seen: Vec<Seen>,
    /// Stumbles to come.
    pub faults: Vec<Fault>,
    /// `OWNER/NAME` by which the repository was last called; what `/repositories/1` is, which links lead to.
    pub repository: String,
    /// The highest number that was given to a comment or check run; none is given twice.
    pub last_id: u64,
}

impl State {
    /// A number that nothing had before.
    pub(crate) fn next_id(&mut self) -> u64 {
        let comments = self.comments.iter().map(|comment| comment.id);
        let check_runs = self.check_runs.iter().map(|run| run.id);
        let highest = comments.chain(check_runs).max().unwrap_or(0);
        self.last_id = self.last_id.max(highest) + 1;
        self.last_id
    }

    pub(crate) fn pull(&self, number: u64) -> Option<&Pull> {
        self.pulls.iter().find(|pull| pull.number == number)
    }
}

/// A pull request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pull {
    /// Its number.
    pub number: u64,
    /// `OWNER/NAME` of its head; empty where that fork is gone.
    pub head_repository: String,
    /// Branch of its head.
    pub head_branch: String,
    /// Commit of its head.
    pub head_sha: String,
    /// Branch that it goes to.
    pub base_branch: String,
    /// Whether it is open.
    pub is_open: bool,
}

/// A comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// Its number.
    pub id: u64,
    /// Pull request that it is on.
    pub pull: u64,
    /// Who wrote it; one that ends with `[bot]` is a bot.
    pub login: String,
    /// What it says.
    pub body: String,
}

/// A check run.
#[derive(Clone, Debug, PartialEq)]
pub struct CheckRun {
    /// Its number.
    pub id: u64,
    /// What was sent, as it stands now; annotations of later requests stand behind those of earlier ones.
    pub fields: serde_json::Value,
}

/// A file of a release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asset {
    /// Tag of the release.
    pub tag: String,
    /// Name of the file.
    pub name: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// A request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// HTTP method.
    pub method: String,
    /// Path with query, as they were sent.
    pub path: String,
    /// Status that was answered; none where nothing was, or is yet.
    pub status: Option<u16>,
}
