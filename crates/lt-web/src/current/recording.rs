//! The file of a run.

use std::fs::{self, File};
use std::hash::{BuildHasher, RandomState};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use jiff::Timestamp;

use super::clock;

/// The file of a run while it is written: `ID.ndjson.zst.part`. Dropped without an end it stays as it is.
pub(super) struct Recording {
    encoder: zstd::Encoder<'static, File>,
    part: PathBuf,
    place: PathBuf,
    has_lines: bool,
    has_news: bool,
}

impl Recording {
    /// As in all files of ours: ten times smaller at 0.65 us a line.
    const LEVEL: i32 = 3;

    /// Begins the file that will lie at `place`.
    ///
    /// # Errors
    /// It cannot be written.
    pub(super) fn begin(place: &Path) -> anyhow::Result<Self> {
        let mut part = place.as_os_str().to_owned();
        part.push(".part");
        let part = PathBuf::from(part);
        let begin = || zstd::Encoder::new(File::create_new(&part)?, Self::LEVEL);
        let encoder = begin().with_context(|| {
            let part = part.display();
            format!("cannot write `{part}`; choose another folder with --runs, or make room in it")
        })?;
        Ok(Self {
            encoder,
            place: place.to_owned(),
            part,
            has_lines: false,
            has_news: false,
        })
    }

    /// Keeps whole lines.
    pub(super) fn keep(&mut self, lines: &[u8]) -> io::Result<()> {
        if lines.is_empty() {
            return Ok(());
        }
        (self.has_lines, self.has_news) = (true, true);
        self.encoder.write_all(lines)
    }

    /// Lets whoever opens the file see all lines up to here.
    pub(super) fn flush(&mut self) -> io::Result<()> {
        match std::mem::take(&mut self.has_news) {
            true => self.encoder.flush(),
            false => Ok(()),
        }
    }

    /// Gives the file its name; one without any line is removed.
    pub(super) fn end(self) -> io::Result<()> {
        self.encoder.finish()?;
        match self.has_lines {
            true => fs::rename(&self.part, &self.place),
            false => fs::remove_file(&self.part),
        }
    }
}

impl std::fmt::Debug for Recording {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Recording")
            .field("part", &self.part)
            .finish_non_exhaustive()
    }
}

/// A new name for a run, after its time in UTC and four letters that nobody can foresee: `20261122-065754-k3x9`.
pub(super) fn name() -> String {
    const LETTERS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
    let now = Timestamp::from_second(second()).unwrap_or_default();
    let time = now.strftime("%Y%m%d-%H%M%S").to_string();
    let random = RandomState::new().hash_one(&time).to_le_bytes();
    let letters = random[..4].iter();
    let letters = letters.map(|byte| char::from(LETTERS[usize::from(byte % 32)]));
    format!("{time}-{}", letters.collect::<String>())
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "seconds of a clock fit by far"
)]
fn second() -> i64 {
    clock::now() as i64
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    /// What a reader finds; a file that is still written ends too early, which is no loss.
    fn lines(path: &Path) -> String {
        let mut inputs = lt_cli::open_inputs(&[path.to_owned()]).unwrap();
        let mut bytes = Vec::new();
        drop(inputs[0].reader.read_to_end(&mut bytes));
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn it_is_readable_while_it_grows_and_has_its_name_at_the_end() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("a.ndjson.zst");
        let part = folder.path().join("a.ndjson.zst.part");
        let mut recording = Recording::begin(&place).unwrap();
        recording.keep(b"one\n").unwrap();
        recording.flush().unwrap();
        assert_eq!(lines(&part), "one\n");
        recording.keep(b"two\n").unwrap();
        recording.flush().unwrap();
        assert_eq!(lines(&part), "one\ntwo\n");
        assert!(!place.exists());
        recording.end().unwrap();
        assert!(!part.exists());
        assert_eq!(lines(&place), "one\ntwo\n");
    }

    #[test]
    fn a_run_without_any_line_leaves_no_file() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("a.ndjson.zst");
        Recording::begin(&place).unwrap().end().unwrap();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn names_are_moments_and_differ() {
        let (one, two) = (name(), name());
        assert_ne!(one, two);
        let parts: Vec<usize> = one.split('-').map(str::len).collect();
        assert_eq!(parts, [8, 6, 4]);
    }
}
