//! Files that patterns stand for.

use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow};
use lt_cli::usage;

use super::inputs;

/// The files that the lines of an input stand for, each line's in the order of their names; none comes twice.
///
/// # Errors
/// A line is no pattern, or stands for nothing.
pub(super) fn files(input: &str, lines: &[String]) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for line in lines {
        for file in of_one(input, line)? {
            if !files.contains(&file) {
                files.push(file);
            }
        }
    }
    Ok(files)
}

fn of_one(input: &str, line: &str) -> anyhow::Result<Vec<PathBuf>> {
    // A file may be called as a pattern is written.
    if Path::new(line).exists() {
        return Ok(vec![line.into()]);
    }
    let found = glob::glob(line).map_err(|error| inputs::wrong(input, line, error))?;
    let mut files = Vec::new();
    for path in found {
        let path = path
            .with_context(|| format!("the input `{input}`"))
            .map_err(usage)?;
        if path.is_file() {
            files.push(path);
        }
    }
    match files.is_empty() {
        true => Err(usage(anyhow!(
            "the input `{input}`: no file is called `{line}` or fits it; files are looked for in `working-directory`{}",
            match input {
                "baseline" => ", and a place is `git:BRANCH`, `dir:FOLDER` or `https://HOST`",
                _ => "",
            }
        ))),
        false => Ok(files),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_stand_for_files_in_order_and_each_comes_once() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["run-2.ndjson", "run-1.ndjson", "other", "a[1].ndjson"] {
            std::fs::write(folder.path().join(name), "").unwrap();
        }
        std::fs::create_dir(folder.path().join("run-3.ndjson")).unwrap();
        let line = |name: &str| folder.path().join(name).display().to_string();
        let names = |lines: &[String]| {
            let found = files("results", lines).unwrap();
            let names = found.iter().map(|file| file.file_name().unwrap());
            let names: Vec<_> = names
                .map(|name| name.to_string_lossy().into_owned())
                .collect();
            names.join(" ")
        };
        let lines = [
            line("run-*.ndjson"),
            line("run-2.ndjson"),
            line("a[1].ndjson"),
        ];
        assert_eq!(names(&lines), "run-1.ndjson run-2.ndjson a[1].ndjson");
        for wrong in ["nothing-*", "a[1"] {
            let error = files("results", &[line(wrong)]).unwrap_err();
            assert!(error.to_string().contains("`results`"), "{error}");
        }
    }
}
