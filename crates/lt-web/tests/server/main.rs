//! The server as browsers and scripts meet it, good ones and bad ones.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on shall say where"
)]

mod requests;
mod site;
mod strangers;
mod watching;
