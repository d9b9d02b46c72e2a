//! Names that are given twice: one report must not be put over another, nor over the stream that it tells of.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::anyhow;
use lt_cli::usage;

use crate::{Args, json, locust};

/// Refuses what would be written over.
pub(crate) fn refuse(args: &Args) -> anyhow::Result<()> {
    let read = args.inputs.iter().chain(&args.files.template);
    let mut taken: Vec<Names> = read.cloned().map(Names::File).collect();
    for names in written(args) {
        if let Some(name) = taken.iter().find_map(|other| other.shared_with(&names)) {
            return Err(usage(anyhow!(
                "`{}` is given twice, the second time to be written over; choose another name",
                name.display()
            )));
        }
        taken.push(names);
    }
    Ok(())
}

/// What a report is written to.
enum Names {
    File(PathBuf),
    /// Files of a folder, of whose names only so much is known before the run was read.
    In {
        folder: PathBuf,
        start: &'static str,
        ending: &'static str,
    },
}

fn written(args: &Args) -> Vec<Names> {
    let files = &args.files;
    let single = [
        &args.output,
        &files.html,
        &files.csv_samples,
        &files.markdown,
    ];
    let single = single.into_iter().flatten().cloned();
    let tables = files
        .csv
        .iter()
        .flat_map(|prefix| locust::Files::names(prefix));
    let mut names: Vec<Names> = single.chain(tables).map(Names::File).collect();
    names.extend(
        files
            .json
            .clone()
            .map(|name| match json::Place::is_folder(&name) {
                true => Names::In {
                    folder: name,
                    start: "performance_report_",
                    ending: ".json",
                },
                false => Names::File(name),
            }),
    );
    names.extend(files.svg.clone().map(|folder| Names::In {
        folder,
        start: "",
        ending: ".svg",
    }));
    names
}

impl Names {
    /// The file that both may be.
    fn shared_with<'a>(&'a self, other: &'a Self) -> Option<&'a Path> {
        match (self, other) {
            (Self::File(one), Self::File(two)) => is_same(one, two).then_some(two),
            (Self::File(file), folder) | (folder, Self::File(file)) => {
                folder.holds(file).then_some(file)
            }
            // Pictures and reports end differently.
            (Self::In { .. }, Self::In { .. }) => None,
        }
    }

    fn holds(&self, file: &Path) -> bool {
        let Self::In {
            folder,
            start,
            ending,
        } = self
        else {
            return false;
        };
        let name = file.file_name().map(|name| name.to_string_lossy());
        resolved(folder_of(file)) == resolved(folder)
            && name.is_some_and(|name| name.starts_with(start) && name.ends_with(ending))
    }
}

/// What is no file, such as `/dev/null`, takes any number of reports.
fn is_same(one: &Path, other: &Path) -> bool {
    let is_special = fs::metadata(one).is_ok_and(|data| !data.is_file());
    !is_special && resolved(one) == resolved(other)
}

/// The one name of a file, which need not be there yet.
fn resolved(path: &Path) -> PathBuf {
    let in_folder = || {
        Some(
            fs::canonicalize(folder_of(path))
                .ok()?
                .join(path.file_name()?),
        )
    };
    let there = fs::canonicalize(path).ok();
    there.or_else(in_folder).unwrap_or_else(|| path.to_owned())
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}
