//! The imitation as its clients meet it: over a real socket.

mod check_runs;
mod comments;
mod faults;
mod pulls;
mod releases;
mod requests;
mod support;
