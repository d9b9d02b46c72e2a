//! Stores of baselines, by the binary that people use: what is kept is found again, whoever else is at it.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panic, too")]

#[path = "store/support.rs"]
mod support;

#[path = "store/bombs.rs"]
mod bombs;
#[path = "store/dir.rs"]
mod dir;
#[path = "store/git.rs"]
mod git;
#[path = "store/http.rs"]
mod http;
#[path = "store/refusals.rs"]
mod refusals;
