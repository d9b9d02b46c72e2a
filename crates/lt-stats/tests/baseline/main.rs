//! Runs that are kept: made from streams, written, read again, and never believed blindly.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panic, too")]

mod hostile;
mod kept;
mod properties;
mod stream;
