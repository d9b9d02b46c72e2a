//! Where the loader reads files and the environment from.

use std::io::{self, Read};
use std::path::Path;

/// What a scenario can be made from; tests have their own.
pub trait Sources {
    /// Reads a file that is included; only the first 16 MiB and a byte matter.
    fn read(&self, path: &Path) -> io::Result<String>;
    /// Looks up a variable of the environment.
    fn env(&self, name: &str) -> Option<String>;
}

/// The largest scenario file, in bytes.
pub(super) const LARGEST: u64 = 16 << 20;

/// The file system and environment of this process.
#[derive(Clone, Copy, Debug, Default)]
pub struct System;

impl Sources for System {
    fn read(&self, path: &Path) -> io::Result<String> {
        let mut text = String::new();
        let file = std::fs::File::open(path)?;
        file.take(LARGEST + 1).read_to_string(&mut text)?;
        Ok(text)
    }

    fn env(&self, name: &str) -> Option<String> {
        std::env::var(name).ok()
    }
}
