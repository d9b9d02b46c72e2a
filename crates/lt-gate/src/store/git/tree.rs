//! What a commit holds.

use super::command::Repository;
use crate::store::shelf::{Contents, File};

/// All files of a commit.
pub(super) fn files(repository: &Repository, commit: &str) -> anyhow::Result<Vec<File>> {
    let listed = repository.output(&["ls-tree", "-r", "-l", "-z", "--full-tree", commit])?;
    let lines = listed.split(|byte| *byte == 0);
    Ok(lines
        .filter_map(|line| read_line(&String::from_utf8_lossy(line)))
        .collect())
}

/// Reads `100644 blob ID   SIZE\tPATH`.
fn read_line(line: &str) -> Option<File> {
    let (about, path) = line.split_once('\t')?;
    let mut words = about.split_ascii_whitespace();
    let (mode, kind, id, size) = (words.next()?, words.next()?, words.next()?, words.next()?);
    let contents = match (mode, kind) {
        ("100644" | "100755", "blob") => Contents::Blob(id.to_owned()),
        ("120000", _) => Contents::Refused("it is a symbolic link"),
        _ => Contents::Refused("it is no regular file"),
    };
    Some(File {
        path: path.to_owned(),
        bytes: size.parse().unwrap_or(0),
        contents,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_and_submodules_are_never_read() {
        let kind = |line: &str| read_line(line).unwrap().contents;
        assert!(matches!(
            kind("100644 blob 4f1c   12\tv1/main/x"),
            Contents::Blob(id) if id == "4f1c"
        ));
        assert!(matches!(
            kind("120000 blob 4f1c   12\tx"),
            Contents::Refused(_)
        ));
        assert!(matches!(
            kind("160000 commit 4f1c   -\tx"),
            Contents::Refused(_)
        ));
        assert!(read_line("").is_none());
    }
}
