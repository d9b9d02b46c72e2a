//! The layout of folders and branches: which file a baseline is kept in.

use std::fmt::{self, Display, Formatter};

use anyhow::anyhow;
use jiff::Timestamp;
use lt_cli::usage;
use lt_stats::baseline::{Baseline, is_name};

/// The place of one baseline: `v1/NAME/20261121T100000Z-4f1c0a2b3c4d.json.zst`, or `pinned/NAME/…`.
///
/// A file for each run never conflicts with another one, and the time in front puts them in order without reading them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Slot {
    pub(super) pinned: bool,
    pub(super) name: String,
    /// End of the run, to the second, as `yyyymmddThhmmssZ`.
    time: String,
    /// The first digits of the id's.
    digits: String,
}

/// The folder of runs that come and go; a newer layout would get another.
pub(super) const KEPT: &str = "v1";
/// The folder of runs that stay.
pub(super) const PINNED: &str = "pinned";

const ENDING: &str = ".json.zst";
const DIGITS: usize = 12;

impl Slot {
    /// Where a baseline belongs.
    ///
    /// # Errors
    /// Its name cannot be that of a folder, or its time is none of this era.
    pub(super) fn of(baseline: &Baseline, pinned: bool) -> anyhow::Result<Self> {
        check_name(&baseline.name)?;
        let microseconds = i64::try_from(baseline.created_us.0).ok();
        let time = microseconds.and_then(|at| Timestamp::from_microsecond(at).ok());
        let time =
            time.ok_or_else(|| usage(anyhow!("the run ended in no year that has a name")))?;
        let digits = id_digits(&baseline.id)
            .ok_or_else(|| usage(anyhow!("`{}` is no id of a baseline", baseline.id)))?;
        Ok(Self {
            pinned,
            name: baseline.name.clone(),
            time: time.strftime("%Y%m%dT%H%M%SZ").to_string(),
            digits: digits.to_owned(),
        })
    }

    /// Reads a path; `None` where no baseline is kept under such a path.
    pub(super) fn parse(path: &str) -> Option<Self> {
        let mut parts = path.split('/');
        let pinned = match parts.next()? {
            KEPT => false,
            PINNED => true,
            _ => return None,
        };
        let (name, file) = (parts.next()?, parts.next()?);
        let (time, digits) = file.strip_suffix(ENDING)?.split_once('-')?;
        let fits = parts.next().is_none() && is_name(name) && is_time(time) && are_digits(digits);
        fits.then(|| Self {
            pinned,
            name: name.to_owned(),
            time: time.to_owned(),
            digits: digits.to_owned(),
        })
    }

    /// Whether the baseline of this id may be here.
    pub(super) fn may_hold(&self, id: &str) -> bool {
        id_digits(id) == Some(&self.digits)
    }

    /// What puts slots in order of age; the digits only make the order the same every time.
    pub(super) fn age(&self) -> (&str, &str) {
        (&self.time, &self.digits)
    }
}

impl Display for Slot {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let folder = if self.pinned { PINNED } else { KEPT };
        let (name, time, digits) = (&self.name, &self.time, &self.digits);
        write!(f, "{folder}/{name}/{time}-{digits}{ENDING}")
    }
}

/// Refuses what could be more than the name of a folder.
pub(crate) fn check_name(name: &str) -> anyhow::Result<()> {
    match is_name(name) {
        true => Ok(()),
        false => Err(usage(anyhow!(
            "the name `{name}` cannot be used; take letters, digits, `.`, `_` and `-`, a letter or digit first, at most 128"
        ))),
    }
}

/// Refuses a baseline for which there is no place: its name is none, or its run ended in no year.
pub(crate) fn check_place(baseline: &Baseline) -> anyhow::Result<()> {
    Slot::of(baseline, false).map(drop)
}

/// Whether a text has the form of an id.
pub(crate) fn is_id(text: &str) -> bool {
    id_digits(text).is_some()
}

fn is_time(time: &str) -> bool {
    let form = "00000000T000000Z";
    time.len() == form.len()
        && time
            .bytes()
            .zip(form.bytes())
            .all(|(byte, form)| match form {
                b'0' => byte.is_ascii_digit(),
                letter => byte == letter,
            })
}

fn are_digits(digits: &str) -> bool {
    digits.len() == DIGITS && digits.bytes().all(is_hexadecimal)
}

/// The digits of `b-YYYYMMDD-0123456789abcdef` that stand in the name of its file; `None` of what is no id.
fn id_digits(id: &str) -> Option<&str> {
    let (date, digits) = id.strip_prefix("b-")?.split_once('-')?;
    let fits = (8..=10).contains(&date.len())
        && date.bytes().all(|byte| byte.is_ascii_digit())
        && digits.len() == 16
        && digits.bytes().all(is_hexadecimal);
    digits.get(..DIGITS).filter(|_| fits)
}

fn is_hexadecimal(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'a'..=b'f')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_read_as_it_was_written() {
        for path in [
            "v1/main/20261121T100000Z-4f1c0a2b3c4d.json.zst",
            "pinned/v1.2_x-y/20261121T100000Z-4f1c0a2b3c4d.json.zst",
        ] {
            assert_eq!(Slot::parse(path).unwrap().to_string(), path);
        }
    }

    #[test]
    fn no_path_leads_out_of_the_store() {
        for path in [
            "v1/../20261121T100000Z-4f1c0a2b3c4d.json.zst",
            "v1/.hidden/20261121T100000Z-4f1c0a2b3c4d.json.zst",
            "v1/a/b/20261121T100000Z-4f1c0a2b3c4d.json.zst",
            "v1/main/20261121T100000Z-4f1c0a2b3c4d.json.zst/x",
            "/v1/main/20261121T100000Z-4f1c0a2b3c4d.json.zst",
            "v2/main/20261121T100000Z-4f1c0a2b3c4d.json.zst",
            "v1/main/20261121T100000Z-../../../../x.json.zst",
            "v1/main/20261121T100000Z-4F1C0A2B3C4D.json.zst",
            "v1/main/20261121T10000éZ-4f1c0a2b3c4d.json.zst",
            "v1/main/notes.txt",
            "",
        ] {
            assert_eq!(Slot::parse(path), None, "{path}");
        }
        for name in ["", "..", "-x", "a/b", "a\\b", "a b", "é", &"a".repeat(129)] {
            assert!(check_name(name).is_err(), "{name}");
        }
        check_name(&"a".repeat(128)).unwrap();
    }

    #[test]
    fn an_id_gives_the_digits_of_its_file() {
        assert_eq!(
            id_digits("b-20261121-4f1c0a2b3c4d5e6f"),
            Some("4f1c0a2b3c4d")
        );
        for id in [
            "main",
            "b-main",
            "b-2026-xyz",
            "b-20261121-4f1c",
            "b--4f1c0a2b3c4d5e6f",
            "b-20261121-4f1c0a2b3c4d5e6f0",
            "b-20261121-4f1c0a2b3c4dé",
        ] {
            assert_eq!(id_digits(id), None, "{id}");
        }
    }
}
