//! A file in which a run is recorded, and the folder of them.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::Id;
use super::stamp::Stamp;

/// What the name of a recording ends in.
pub(super) const ENDING: &str = ".ndjson.zst";
/// What is added to that as long as the run goes on; it stays where `lt-web` was killed.
const PART: &str = ".part";

/// A file in which a run is recorded.
#[derive(Clone, Debug)]
pub(super) struct Recording {
    /// What the run is called.
    pub(super) id: Id,
    /// Where the file is.
    pub(super) path: PathBuf,
    /// What tells this state of it from another.
    pub(super) stamp: Stamp,
    /// Whether it has no end yet: the run goes on, or its recorder was killed.
    pub(super) is_part: bool,
}

impl Recording {
    /// What it is called in its folder.
    pub(super) fn file_name(&self) -> String {
        let part = if self.is_part { PART } else { "" };
        format!("{}{ENDING}{part}", self.id)
    }
}

/// All recordings in a folder, in no order; whatever else lies there is passed over, and so is what is no plain file: a
/// link would lead out of the folder, and a pipe would never end.
pub(super) fn all(folder: &Path) -> io::Result<Vec<Recording>> {
    let mut recordings = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if let Some((id, is_part)) = read_name(&entry.file_name()) {
            recordings.extend(recording(&entry, id, is_part));
        }
    }
    // A whole one stands for its own part.
    recordings.sort_by(|a, b| (&a.id, a.is_part).cmp(&(&b.id, b.is_part)));
    recordings.dedup_by(|later, kept| later.id == kept.id);
    Ok(recordings)
}

/// The recording of a run. Its name is looked up in the listing of the folder: where names that differ only in case are
/// the same to the file system, they are not to us.
pub(super) fn find(folder: &Path, wanted: &Id) -> io::Result<Option<Recording>> {
    let mut found: Option<Recording> = None;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        match read_name(&entry.file_name()) {
            Some((id, is_part)) if id == *wanted => {
                let better = recording(&entry, id, is_part);
                let is_better = |better: &Recording| found.is_none() || !better.is_part;
                found = better.filter(is_better).or(found);
            }
            _ => {}
        }
    }
    Ok(found)
}

fn read_name(name: &OsStr) -> Option<(Id, bool)> {
    let name = name.to_str()?;
    let (name, is_part) = match name.strip_suffix(PART) {
        Some(name) => (name, true),
        None => (name, false),
    };
    Some((Id::parse(name.strip_suffix(ENDING)?)?, is_part))
}

/// Nothing where it is no plain file, or went away in this moment.
fn recording(entry: &fs::DirEntry, id: Id, is_part: bool) -> Option<Recording> {
    // Metadata of an entry are those of a link itself.
    let data = entry.metadata().ok().filter(fs::Metadata::is_file)?;
    Some(Recording {
        id,
        path: entry.path(),
        stamp: Stamp::of(&data),
        is_part,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(folder: &Path) -> Vec<(String, bool)> {
        let all = all(folder).unwrap().into_iter();
        all.map(|found| (found.id.to_string(), found.is_part))
            .collect()
    }

    #[test]
    fn what_is_no_recording_is_passed_over() {
        let folder = tempfile::tempdir().unwrap();
        for name in [
            "a.ndjson.zst",
            "b.ndjson.zst.part",
            "a.json",
            "notes.txt",
            ".c.ndjson.zst",
            "-d.ndjson.zst",
            "e.ndjson",
            "f g.ndjson.zst",
            ".ndjson.zst",
            "current.ndjson.zst",
            "a.ndjson.zst.77.part",
        ] {
            fs::write(folder.path().join(name), "").unwrap();
        }
        fs::create_dir(folder.path().join("h.ndjson.zst")).unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink("/etc/passwd", folder.path().join("i.ndjson.zst")).unwrap();
        let expected = [("a".to_owned(), false), ("b".to_owned(), true)];
        assert_eq!(ids(folder.path()), expected);
    }

    #[test]
    fn names_that_differ_only_in_case_are_different_runs() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("Shop.ndjson.zst"), "").unwrap();
        let find = |id: &str| find(folder.path(), &Id::parse(id).unwrap()).unwrap();
        assert!(find("Shop").is_some());
        assert!(find("shop").is_none());
    }

    #[test]
    fn a_whole_recording_stands_for_its_own_part() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.ndjson.zst.part"), "").unwrap();
        let id = Id::parse("a").unwrap();
        assert!(find(folder.path(), &id).unwrap().unwrap().is_part);
        fs::write(folder.path().join("a.ndjson.zst"), "").unwrap();
        assert!(!find(folder.path(), &id).unwrap().unwrap().is_part);
        assert_eq!(ids(folder.path()), [("a".to_owned(), false)]);
    }
}
