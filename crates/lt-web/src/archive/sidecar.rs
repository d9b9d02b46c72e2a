//! What is remembered of a recording, in `ID.json` beside it: a list of a thousand runs must not read a thousand streams.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::Path;

use lt_sample::UnixMicros;
use serde::{Deserialize, Serialize};

use super::Id;
use super::row::Row;
use super::stamp::Stamp;

/// What is remembered of a recording. It holds as long as the recording has the same stamp.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Sidecar {
    /// [`Sidecar::FORMAT`]: whatever else is called so is somebody's own file, and left alone.
    format: String,
    /// The recording that was read.
    pub(super) stamp: Stamp,
    /// When its figures were reset.
    #[serde(default)]
    pub(super) since_us: Option<UnixMicros>,
    /// Its row in the list.
    pub(super) row: Row,
}

impl Sidecar {
    const FORMAT: &str = "lt.web-run/1";
    /// A longer file is none of ours: each text of a row is short.
    const LONGEST: u64 = 64 << 10;

    pub(super) fn new(stamp: Stamp, since_us: Option<UnixMicros>, row: Row) -> Self {
        Self {
            format: Self::FORMAT.to_owned(),
            stamp,
            since_us,
            row,
        }
    }

    /// What is remembered of a run; `None` where nothing is, or it is not to be understood.
    pub(super) fn read(folder: &Path, id: &Id) -> Option<Self> {
        let path = folder.join(name(id));
        if !fs::symlink_metadata(&path).ok()?.is_file() {
            return None;
        }
        let mut text = Vec::new();
        let file = File::open(path).ok()?;
        file.take(Self::LONGEST).read_to_end(&mut text).ok()?;
        let sidecar: Self = serde_json::from_slice(&text).ok()?;
        (sidecar.format == Self::FORMAT).then_some(Self {
            row: Row {
                id: id.to_string(),
                ..sidecar.row
            },
            ..sidecar
        })
    }

    /// Remembers it for the next time, unless a file of somebody else lies there.
    pub(super) fn write(&self, folder: &Path, id: &Id) -> io::Result<()> {
        let path = folder.join(name(id));
        if path.symlink_metadata().is_ok() && Self::read(folder, id).is_none() {
            return Ok(());
        }
        let mut file = tempfile::Builder::new().prefix(".").tempfile_in(folder)?;
        serde_json::to_writer(&mut file, self)?;
        file.write_all(b"\n")?;
        file.persist(path)?;
        Ok(())
    }

    /// Removes it, unless it is a file of somebody else.
    pub(super) fn remove(folder: &Path, id: &Id) -> io::Result<()> {
        match Self::read(folder, id) {
            Some(_) => fs::remove_file(folder.join(name(id))),
            None => Ok(()),
        }
    }
}

fn name(id: &Id) -> String {
    format!("{id}.json")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_remembered_and_removed_and_files_of_others_are_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        let id = Id::parse("a").unwrap();
        let stamp = Stamp {
            changed_us: 1,
            bytes: 2,
        };
        let row = Row {
            id: "a".to_owned(),
            requests: Some(3),
            ..Row::default()
        };
        let sidecar = Sidecar::new(stamp, Some(UnixMicros(7)), row);
        sidecar.write(folder, &id).unwrap();
        assert_eq!(Sidecar::read(folder, &id), Some(sidecar.clone()));
        Sidecar::remove(folder, &id).unwrap();
        assert_eq!(fs::read_dir(folder).unwrap().count(), 0);
        for foreign in ["", "{}", "{\"format\":\"x\"}", "[1", "\0"] {
            fs::write(folder.join("a.json"), foreign).unwrap();
            assert_eq!(Sidecar::read(folder, &id), None);
            sidecar.write(folder, &id).unwrap();
            Sidecar::remove(folder, &id).unwrap();
            assert_eq!(fs::read_to_string(folder.join("a.json")).unwrap(), foreign);
        }
    }
}
