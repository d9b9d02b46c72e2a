//! The section `[noise]`: what is known of how much runs differ though nothing changed.

use std::path::{Path, PathBuf};

use super::value::{Fields, Value, text};
use super::wrong::Wrong;

pub(super) const KEYS: &[&str] = &["file"];

/// Reads where `lt-gate calibrate` wrote it, relative to the configuration's folder.
pub(super) fn read(section: &Value<'_>, folder: &Path) -> Result<PathBuf, Wrong> {
    let fields = Fields::of(section, "a table", KEYS)?;
    let way_out = "name what `lt-gate calibrate` wrote, as in `file = \"lt-noise.json\"`";
    let value = fields.required("file", way_out)?;
    let file = text(value, "a file's name in quotes")?;
    match file.is_empty() || file.contains('\0') {
        true => Err(Wrong::sentence(
            value.span(),
            "no file is called so; name what `lt-gate calibrate` wrote",
        )),
        false => Ok(folder.join(file)),
    }
}
