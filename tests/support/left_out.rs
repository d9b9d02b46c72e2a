//! Tests that somebody chose to leave out, because this machine lacks what they need.

use std::env;
use std::io::{self, Write};

/// Whether `LT_WITHOUT`, a list with commas, names this part; `cargo xtask test --without PART` sets it. Says so if it does.
pub fn is_left_out(part: &str) -> bool {
    let without = env::var("LT_WITHOUT").unwrap_or_default();
    let is_left_out = without.split(',').any(|each| each.trim() == part);
    if is_left_out {
        // Not by a macro: what those print is kept back while tests pass.
        drop(writeln!(io::stderr(), "left out: {part}"));
    }
    is_left_out
}
