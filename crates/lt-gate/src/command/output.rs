//! Where a verdict goes: to stdout in one form, and to files in others.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow};
use lt_cli::{OutputFile, usage};

use crate::format::{Format, Paint};

/// How to tell a verdict, and where.
#[derive(Clone, Debug, clap::Args)]
pub struct Output {
    /// How to tell it on stdout
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,

    /// Write that to this file instead of stdout (`.zst` and `.gz` compress)
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,

    /// Write `lt.result/1` to this file as well
    #[arg(long, value_name = "FILE")]
    pub json: Option<PathBuf>,

    /// Write Markdown to this file as well
    #[arg(long, value_name = "FILE")]
    pub markdown: Option<PathBuf>,

    /// Write JUnit XML to this file as well
    #[arg(long, value_name = "FILE")]
    pub junit: Option<PathBuf>,
}

/// What is begun before anything is read, so that an unwritable place costs no run.
#[derive(Debug)]
pub(super) struct Outputs {
    format: Format,
    printed: Option<Begun>,
    others: Vec<(Format, Begun)>,
}

/// A file that is begun, and its name for messages.
#[derive(Debug)]
struct Begun {
    file: OutputFile,
    name: PathBuf,
}

/// Where what is printed goes that goes to no file.
pub(super) enum Printed<'o> {
    /// To stdout.
    Stdout(&'o mut dyn Write),
    /// To stderr: stdout holds the stream.
    Stderr,
}

impl Output {
    /// Begins the files; none may be written twice, or over an input.
    pub(super) fn create<'i>(
        &self,
        inputs: impl IntoIterator<Item = &'i PathBuf>,
    ) -> anyhow::Result<Outputs> {
        let others = [
            (Format::Json, &self.json),
            (Format::Markdown, &self.markdown),
            (Format::Junit, &self.junit),
        ];
        let others = others
            .into_iter()
            .filter_map(|(format, name)| Some((format, name.as_deref()?)));
        let others: Vec<(Format, &Path)> = others.collect();
        let mut taken: Vec<PathBuf> = inputs.into_iter().map(|name| resolved(name)).collect();
        for (_, name) in &others {
            refuse_twice(name, &mut taken)?;
        }
        if let Some(name) = &self.output {
            refuse_twice(name, &mut taken)?;
        }
        let others = others.into_iter();
        let others = others.map(|(format, name)| Ok((format, Begun::create(name)?)));
        Ok(Outputs {
            format: self.format,
            printed: self.output.as_deref().map(Begun::create).transpose()?,
            others: others.collect::<anyhow::Result<_>>()?,
        })
    }
}

impl Outputs {
    /// Writes what `tell` says in each form, what is printed last.
    pub(super) fn write(
        self,
        tell: impl Fn(Format, Paint, &mut dyn Write) -> io::Result<()>,
        printed: Printed<'_>,
    ) -> anyhow::Result<()> {
        for (format, begun) in self.others {
            begun.write(|out| tell(format, Paint::Plain, out))?;
        }
        let told = match (self.printed, printed) {
            (Some(begun), _) => return begun.write(|out| tell(self.format, Paint::Plain, out)),
            (None, Printed::Stdout(out)) => {
                let paint = Paint::on(&io::stdout());
                tell(self.format, paint, out).and_then(|()| out.flush())
            }
            (None, Printed::Stderr) => {
                tell(self.format, Paint::on(&io::stderr()), &mut io::stderr())
            }
        };
        match told {
            // Whoever stopped listening still gets the answer by the exit code.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            told => Ok(told?),
        }
    }
}

impl Begun {
    fn create(name: &Path) -> anyhow::Result<Self> {
        Ok(Self {
            file: OutputFile::create(name)?,
            name: name.to_owned(),
        })
    }

    fn write(mut self, tell: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> anyhow::Result<()> {
        tell(&mut self.file).with_context(|| format!("cannot write `{}`", self.name.display()))?;
        self.file.commit()
    }
}

/// What is no file, such as `/dev/null`, takes any number of verdicts.
fn refuse_twice(name: &Path, taken: &mut Vec<PathBuf>) -> anyhow::Result<()> {
    let is_special = fs::metadata(name).is_ok_and(|data| !data.is_file());
    let resolved = resolved(name);
    if !is_special && taken.contains(&resolved) {
        return Err(usage(anyhow!(
            "`{}` is given twice, the second time to be written over; choose another name",
            name.display()
        )));
    }
    taken.push(resolved);
    Ok(())
}

/// The one name of a file, which need not be there yet.
fn resolved(path: &Path) -> PathBuf {
    let folder = path.parent().filter(|folder| *folder != Path::new(""));
    let in_folder = || {
        let folder = fs::canonicalize(folder.unwrap_or(Path::new("."))).ok()?;
        Some(folder.join(path.file_name()?))
    };
    let there = fs::canonicalize(path).ok();
    there.or_else(in_folder).unwrap_or_else(|| path.to_owned())
}
