//! What lt-gate says to GitHub, and what it hears: the only room that knows its API, its events and the runner's files.
//!
//! What an event or the API says is hostile text like any other. Nothing here decides anything about a run: whatever cannot
//! be posted is told, and the verdict stays as it is.

mod address;
pub(crate) mod api;
pub(crate) mod check_run;
pub(crate) mod comment;
pub(crate) mod environment;
pub(crate) mod event;
pub(crate) mod files;
pub(crate) mod token;
