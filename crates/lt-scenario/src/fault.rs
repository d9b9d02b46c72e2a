//! Errors that we make ourselves, to see how a system takes them.

/// A kind of broken request, and how many become so.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    /// What is broken.
    pub kind: FaultKind,
    /// The share of requests that become so; from 0 to 1.
    pub share: f64,
    /// The numbers of the requests in the scenario file that it may hit; empty for all.
    pub only: Vec<usize>,
}

/// What is broken about a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// The connection is closed in the middle of the request.
    Abort,
    /// The body comes in drops.
    SlowBody,
    /// The body is cut and no longer what its type says.
    MalformedBody,
    /// The `authorization` is not the right one.
    WrongAuth,
    /// The request is sent twice.
    Duplicate,
}

impl FaultKind {
    /// Every kind.
    pub const ALL: [Self; 5] = [
        Self::Abort,
        Self::SlowBody,
        Self::MalformedBody,
        Self::WrongAuth,
        Self::Duplicate,
    ];

    /// Its name in scenario files and samples.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Abort => "abort",
            Self::SlowBody => "slow_body",
            Self::MalformedBody => "malformed_body",
            Self::WrongAuth => "wrong_auth",
            Self::Duplicate => "duplicate",
        }
    }
}
