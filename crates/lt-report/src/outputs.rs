//! Where reports go: files that are begun before anything is read, so that an unwritable place costs no run.

use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use lt_cli::{OutputFile, message};
use lt_stats::Summary;

use crate::args::Format;
use crate::html::Template;
use crate::samples::Samples;
use crate::text::Look;
use crate::{Args, json, locust, markdown, svg, text, trackers};

/// Everything that was asked for, begun and not yet written.
pub(crate) struct Outputs {
    /// The table of samples, which is filled while the stream is read.
    pub(crate) samples: Option<Samples>,
    report: Option<Begun>,
    html: Option<(Begun, Template)>,
    json: Option<json::Place>,
    csv: Option<locust::Files>,
    markdown: Option<Begun>,
    svg: Option<svg::Folder>,
}

/// A file that is begun, and its name for messages.
struct Begun {
    file: OutputFile,
    name: PathBuf,
}

impl Outputs {
    pub(crate) fn create(args: &Args) -> anyhow::Result<Self> {
        let files = &args.files;
        let begin = |name: &Option<PathBuf>| name.as_deref().map(Begun::create).transpose();
        let template = Template::open(files.template.as_deref())?;
        Ok(Self {
            samples: files
                .csv_samples
                .as_deref()
                .map(Samples::create)
                .transpose()?,
            report: begin(&args.output)?,
            html: begin(&files.html)?.map(|page| (page, template)),
            json: files.json.as_deref().map(json::Place::create).transpose()?,
            csv: files
                .csv
                .as_deref()
                .map(locust::Files::create)
                .transpose()?,
            markdown: begin(&files.markdown)?,
            svg: files.svg.as_deref().map(svg::Folder::create).transpose()?,
        })
    }

    /// Writes everything, what goes to stdout last: a closed pipe there is a normal end. What cannot be written costs
    /// none of the others; the first reason is returned, those after it are said here.
    pub(crate) fn write(
        self,
        summary: &Summary,
        args: &Args,
        out: &mut dyn Write,
    ) -> anyhow::Result<()> {
        let page = |(page, template): (Begun, Template)| page.write(&template.fill(summary)?);
        let budget = args.files.markdown_budget;
        let comment = |file: Begun| file.write(&markdown::render(summary, budget));
        let written = [
            self.samples.map(Samples::commit),
            self.html.map(page),
            self.json.map(|place| place.write(summary)),
            self.csv.map(|csv| csv.write(summary, &args.files)),
            self.markdown.map(comment),
            self.svg.map(|folder| folder.write(summary)),
            Some(print(self.report, summary, args, out)),
        ];
        let mut failed = written.into_iter().flatten().filter_map(Result::err);
        let first = failed.next();
        for error in failed {
            message::warn("lt-report", format_args!("{error:#}"));
        }
        first.map_or(Ok(()), Err)
    }
}

/// Writes what `--format` says to where it belongs.
fn print(
    file: Option<Begun>,
    summary: &Summary,
    args: &Args,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let on_terminal = match args.pass {
        true => io::stderr().is_terminal(),
        false => io::stdout().is_terminal(),
    };
    let look = Look::of(on_terminal && file.is_none());
    let report = render(summary, args, look)?;
    match file {
        Some(file) => file.write(&report),
        // stdout holds the stream.
        None if args.pass => Ok(io::stderr().write_all(report.as_bytes())?),
        None => Ok(out.write_all(report.as_bytes())?),
    }
}

fn render(summary: &Summary, args: &Args, look: Look) -> anyhow::Result<String> {
    Ok(match args.format {
        Format::Text => text::render(summary, look),
        Format::Json => json::render(summary)?,
        Format::Markdown => markdown::render(summary, args.files.markdown_budget),
        Format::Csv => locust::requests_csv(summary),
        Format::LocustJson => locust::json(summary)?,
        Format::GithubBenchmark => trackers::github_benchmark(summary)?,
        Format::Bencher => trackers::bencher(summary)?,
    })
}

impl Begun {
    fn create(name: &Path) -> anyhow::Result<Self> {
        Ok(Self {
            file: OutputFile::create(name)?,
            name: name.to_owned(),
        })
    }

    fn write(mut self, report: &str) -> anyhow::Result<()> {
        self.file
            .write_all(report.as_bytes())
            .with_context(|| format!("cannot write `{}`", self.name.display()))?;
        self.file.commit()
    }
}
