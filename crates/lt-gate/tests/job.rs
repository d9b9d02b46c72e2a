//! A job of GitHub Actions, from its samples to its comment, with recorded events and an imitation of GitHub.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panic, too")]

#[path = "job/comment.rs"]
mod comment;
#[cfg(unix)]
#[path = "job/credentials.rs"]
mod credentials;
#[cfg(unix)]
#[path = "job/hub.rs"]
mod hub;
#[path = "job/keeping.rs"]
mod keeping;
#[path = "job/support.rs"]
mod support;
