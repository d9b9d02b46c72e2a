//! An index of our own, in which a tree is changed without a working tree.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::{fs, process};

use anyhow::Context;

use super::command::Repository;
use crate::store::shelf::Change;

/// An index that lies beside git's own files and is gone when it is dropped.
pub(super) struct Index<'r> {
    repository: &'r Repository,
    path: PathBuf,
}

impl<'r> Index<'r> {
    /// An index that holds what a commit holds.
    pub(super) fn of(repository: &'r Repository, commit: Option<&str>) -> anyhow::Result<Self> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let n = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("lt-gate-{}-{n}.index", process::id());
        let path = repository.folder().join(name);
        // One that a killed process of the same number left behind.
        fs::remove_file(&path).ok();
        let index = Self { repository, path };
        index.git(&["read-tree", commit.unwrap_or("--empty")], b"")?;
        Ok(index)
    }

    /// Changes the index as is wanted.
    pub(super) fn apply(&self, commit: Option<&str>, change: &Change) -> anyhow::Result<()> {
        let mut lines = String::new();
        for (path, bytes) in &change.put {
            let blob = self
                .repository
                .filter(&["hash-object", "-w", "--stdin"], bytes)?;
            let blob =
                std::str::from_utf8(&blob).context("git answers with something that is no text")?;
            lines.push_str(&format!("100644 {}\t{path}\n", blob.trim_end()));
        }
        for path in &change.remove {
            if let Some(commit) = commit {
                let nothing = "0".repeat(commit.len());
                lines.push_str(&format!("0 {nothing}\t{path}\n"));
            }
        }
        self.git(&["update-index", "--index-info"], lines.as_bytes())
            .map(drop)
    }

    /// Writes what is in the index, and tells the tree's id.
    pub(super) fn write_tree(&self) -> anyhow::Result<String> {
        let tree = self.git(&["write-tree"], b"")?;
        Ok(String::from_utf8_lossy(&tree).trim_end().to_owned())
    }

    fn git(&self, args: &[&str], input: &[u8]) -> anyhow::Result<Vec<u8>> {
        self.repository.with_index(&self.path, args, input)
    }
}

impl Drop for Index<'_> {
    fn drop(&mut self) {
        fs::remove_file(&self.path).ok();
    }
}
