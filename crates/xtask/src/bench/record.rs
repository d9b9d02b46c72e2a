//! The file in which results of record stand, between prose that the bench leaves alone.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use super::Group;

/// A Markdown file with a pair of comments for each group.
#[derive(Debug)]
pub(super) struct Record {
    path: PathBuf,
}

impl Record {
    /// A file that can take the results of these groups: one with their markers, or none yet, which is begun.
    ///
    /// # Errors
    /// It cannot be read or written, or has no place for a group.
    pub(super) fn open(path: &Path, groups: &[Group]) -> anyhow::Result<Self> {
        let record = Self {
            path: path.to_owned(),
        };
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let places = groups.iter().map(|group| {
                    let (begin, end) = markers(*group);
                    format!("## {group}\n\n{begin}\n{end}\n")
                });
                let text = places.collect::<Vec<_>>().join("\n");
                record.write(&text)?;
                text
            }
            Err(error) => {
                return Err(error).with_context(|| format!("cannot read `{}`", path.display()));
            }
        };
        for group in groups {
            record.replaced(&text, *group, "")?;
        }
        Ok(record)
    }

    /// Puts the results of a group in the place of its last ones.
    ///
    /// # Errors
    /// The file changed meanwhile, or cannot be written.
    pub(super) fn put(&self, group: Group, results: &str) -> anyhow::Result<()> {
        let text = fs::read_to_string(&self.path);
        let text = text.with_context(|| format!("cannot read `{}`", self.path.display()))?;
        self.write(&self.replaced(&text, group, results)?)
    }

    fn replaced(&self, text: &str, group: Group, results: &str) -> anyhow::Result<String> {
        replace(text, group, results).with_context(|| {
            let (begin, end) = markers(group);
            format!(
                "`{}`: write `{begin}` and `{end}` where the results shall stand",
                self.path.display()
            )
        })
    }

    /// In one step: nobody ever finds half a file.
    fn write(&self, text: &str) -> anyhow::Result<()> {
        let mut part = self.path.clone().into_os_string();
        part.push(".part");
        let done = fs::write(&part, text).and_then(|()| fs::rename(&part, &self.path));
        done.with_context(|| format!("cannot write `{}`", self.path.display()))
    }
}

fn markers(group: Group) -> (String, String) {
    (
        format!("<!-- bench {group} -->"),
        format!("<!-- end of bench {group} -->"),
    )
}

fn replace(text: &str, group: Group, results: &str) -> anyhow::Result<String> {
    let (begin, end) = markers(group);
    let Some((before, rest)) = text.split_once(&begin) else {
        bail!("no marker for `{group}`");
    };
    let Some((_, after)) = rest.split_once(&end) else {
        bail!("the results of `{group}` have no end");
    };
    if after.contains(&begin) {
        bail!("two places for `{group}`");
    }
    Ok(format!(
        "{before}{begin}\n\n{}\n\n{end}{after}",
        results.trim()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str =
        "# Prose\n\n<!-- bench open -->\nold\n<!-- end of bench open -->\n\nmore prose\n";

    #[test]
    fn only_what_stands_between_the_markers_is_replaced() {
        let page = replace(PAGE, Group::Open, "| new |\n").unwrap();
        let expected = "# Prose\n\n<!-- bench open -->\n\n| new |\n\n<!-- end of bench open -->\n\nmore prose\n";
        assert_eq!(page, expected);
        assert_eq!(replace(&page, Group::Open, "| new |").unwrap(), expected);
    }

    #[test]
    fn a_page_without_both_markers_is_refused() {
        for page in [
            "",
            "<!-- end of bench open --><!-- bench open -->",
            &PAGE.repeat(2),
        ] {
            assert!(replace(page, Group::Open, "").is_err(), "{page}");
        }
        assert!(replace(PAGE, Group::Closed, "").is_err());
    }

    #[test]
    fn a_new_file_is_begun_and_a_page_without_a_place_is_left_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("results.md");
        let groups = [Group::Closed, Group::Open];
        Record::open(&path, &groups)
            .unwrap()
            .put(Group::Open, "| 1 |")
            .unwrap();
        let page = fs::read_to_string(&path).unwrap();
        assert!(
            page.contains("<!-- bench open -->\n\n| 1 |\n\n<!-- end of bench open -->"),
            "{page}"
        );

        fs::write(&path, PAGE).unwrap();
        let error = format!("{:#}", Record::open(&path, &groups).unwrap_err());
        assert!(
            error.contains("write `<!-- bench closed -->` and"),
            "{error}"
        );
        assert_eq!(fs::read_to_string(&path).unwrap(), PAGE);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
