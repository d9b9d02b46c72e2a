//! A file, or a folder in which the run's start names it.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf, is_separator};

use anyhow::Context;
use jiff::Timestamp;
use lt_cli::{OutputFile, usage};
use lt_sample::UnixMicros;
use lt_stats::Summary;

use crate::runs;

/// Where the report for programs goes.
pub(crate) struct Place {
    /// The file, begun; in a folder it has its name only when the run is known.
    file: Option<OutputFile>,
    name: PathBuf,
}

impl Place {
    /// What exists as a folder is one, and so is a name that ends like one, which is made.
    pub(crate) fn create(name: &Path) -> anyhow::Result<Self> {
        let file = if Self::is_folder(name) {
            begin_in(name)?;
            None
        } else {
            Some(OutputFile::create(name)?)
        };
        let name = name.to_owned();
        Ok(Self { file, name })
    }

    /// Whether the report gets a name of its own in there.
    pub(crate) fn is_folder(name: &Path) -> bool {
        let text = name.as_os_str().to_string_lossy();
        name.is_dir() || text.ends_with(is_separator)
    }

    /// Writes the report; one of the same run is written over.
    pub(crate) fn write(self, summary: &Summary) -> anyhow::Result<()> {
        let (mut file, name) = match self.file {
            Some(file) => (file, self.name),
            None => {
                let name = self.name.join(name(summary));
                (OutputFile::create(&name)?, name)
            }
        };
        let report = super::render(summary)?;
        file.write_all(report.as_bytes())
            .with_context(|| format!("cannot write `{}`", name.display()))?;
        file.commit()
    }
}

/// Whether a file can be written in a folder is known before anything is read; the attempt leaves nothing.
fn begin_in(folder: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(folder)
        .with_context(|| {
            format!(
                "cannot make the folder `{}`; choose another place",
                folder.display()
            )
        })
        .map_err(usage)?;
    OutputFile::create(&folder.join("performance_report.json")).map(drop)
}

/// `performance_report_YYYYMMDD_HHMMSS.json`: when the first run began, else when its first request was due.
fn name(summary: &Summary) -> String {
    let runs = runs::in_order(summary).into_iter();
    let started = runs.filter_map(|(_, account)| Some(account.run.as_ref()?.started_us));
    let total = summary.total();
    let first = (total.requests() > 0).then_some(total.tally.first);
    let at = started.min().or(first).unwrap_or(UnixMicros(0));
    let at = i64::try_from(at.0).ok();
    let at = at.and_then(|at| Timestamp::from_microsecond(at).ok());
    let at = at.unwrap_or(Timestamp::UNIX_EPOCH);
    at.strftime("performance_report_%Y%m%d_%H%M%S.json")
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::{OK, RUN, sample, stream, summary};

    #[test]
    fn the_start_of_the_run_names_the_report() {
        let run = stream(&[sample(10, OK), RUN.to_owned()]);
        const EVENT: &str = r#"{"type":"event","run":"k3x9a2bc","at_us":5,"name":"x"}"#;
        let alone = stream(&[sample(15, OK), sample(25, OK)]);
        for (stream, expected) in [
            (run.as_str(), "performance_report_20251121_094000.json"),
            (&alone, "performance_report_20251121_094001.json"),
            (EVENT, "performance_report_19700101_000000.json"),
        ] {
            assert_eq!(name(&summary(stream)), expected);
        }
    }

    #[test]
    fn a_folder_gets_the_report_whole_and_only_once_a_run() {
        let folder = tempfile::tempdir().unwrap();
        let run = summary(RUN);
        for place in [folder.path().join("new/a/"), folder.path().join("new/a")] {
            Place::create(&place).unwrap().write(&run).unwrap();
            let entries = fs::read_dir(&place).unwrap();
            let names: Vec<_> = entries.map(|entry| entry.unwrap().file_name()).collect();
            assert_eq!(names, ["performance_report_20251121_094000.json"]);
        }
        let file = folder.path().join("report.json");
        Place::create(&file).unwrap().write(&run).unwrap();
        assert_eq!(
            fs::read_to_string(file).unwrap(),
            super::super::render(&run).unwrap()
        );
    }

    #[test]
    fn a_report_that_is_not_written_leaves_nothing_in_the_folder() {
        let folder = tempfile::tempdir().unwrap();
        drop(Place::create(folder.path()).unwrap());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
