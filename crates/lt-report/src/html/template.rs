//! What the page is filled into.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use anyhow::{Context, anyhow};
use lt_cli::usage;
use lt_stats::Summary;
use minijinja::value::{Serde, Value};
use minijinja::{AutoEscape, Environment, Error, ErrorKind, State, UndefinedBehavior};

use super::page::Page;
use super::prose;
use crate::words;

/// A template of minijinja: ours, or the user's. It can read no file and reach no network.
#[derive(Debug)]
pub(crate) struct Template {
    environment: Environment<'static>,
    name: String,
    source: String,
}

const OURS: &str = include_str!("report.html");

/// What a template may cost. Ours needs less than a hundredth for an hour of 50 endpoints.
const MOST_STEPS: u64 = 20_000_000;
/// In bytes: few steps can write much, and ours writes less than a fiftieth.
const LONGEST_PAGE: usize = 64 << 20;

/// Of a template's line this much is shown.
const LONGEST_LINE: usize = 120;

impl Template {
    /// The user's own, or else ours.
    ///
    /// # Errors
    /// The file cannot be read, or is no template: wrong usage.
    pub(crate) fn open(file: Option<&Path>) -> anyhow::Result<Self> {
        let (name, source) = match file {
            None => ("report.html".to_owned(), OURS.to_owned()),
            Some(file) => {
                let source = fs::read_to_string(file);
                let source = source
                    .with_context(|| format!("cannot read the template `{}`", file.display()));
                (file.display().to_string(), source.map_err(usage)?)
            }
        };
        let mut template = Self {
            environment: environment(),
            name,
            source,
        };
        let (name, source) = (template.name.clone(), template.source.clone());
        let parsed = template.environment.add_template_owned(name, source);
        parsed.map_err(|error| usage(template.explain(&error)))?;
        Ok(template)
    }

    /// The whole page.
    ///
    /// # Errors
    /// The template asks for what there is not, or does more than a page needs.
    pub(crate) fn fill(&self, summary: &Summary) -> anyhow::Result<String> {
        let page = Page::of(summary).context("cannot draw the page's charts")?;
        let template = self.environment.get_template(&self.name);
        let mut filled = Filled::default();
        let written = template.and_then(|template| {
            let captured = template.render_captured_to(Serde(&page), &mut filled);
            captured.map(drop)
        });
        written.map_err(|error| self.explain(&error))?;
        // The template's own last line break is left out by the engine.
        filled.0.push(b'\n');
        Ok(String::from_utf8(filled.0)?)
    }

    /// Names the place, what is wrong, and the way out.
    fn explain(&self, error: &Error) -> anyhow::Error {
        let line = error.line().unwrap_or(1);
        let (name, what) = (&self.name, error.kind());
        let detail = error.detail().map(|detail| format!(": {detail}"));
        let detail = words::cut(&detail.unwrap_or_default(), LONGEST_LINE);
        let text = self.source.lines().nth(line - 1).unwrap_or_default();
        let text = words::cut(text.trim(), LONGEST_LINE);
        match error.kind() {
            ErrorKind::OutOfFuel => anyhow!(
                "{name}:{line}: the template takes more than {MOST_STEPS} steps; loop over less"
            ),
            ErrorKind::WriteFailure => anyhow!(
                "{name}: the page is longer than {} MiB; loop over less",
                LONGEST_PAGE >> 20
            ),
            ErrorKind::UndefinedError => anyhow!(
                "{name}:{line}: undefined value in `{text}`; docs/report-html.md lists the values that there are"
            ),
            _ => anyhow!("{name}:{line}: {what}{detail}, in `{text}`"),
        }
    }
}

/// A page as far as it is written; it grows to a bound.
#[derive(Default)]
struct Filled(Vec<u8>);

impl Write for Filled {
    fn write(&mut self, part: &[u8]) -> io::Result<usize> {
        if self.0.len() + part.len() > LONGEST_PAGE {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.0.write(part)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Escapes whatever the file is called, and takes a name that is not there for a mistake.
fn environment() -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_fuel(Some(MOST_STEPS));
    environment.add_filter("prose", prose::filter);
    for (name, source) in PARTS {
        let added = environment.add_template(name, source);
        added.expect("a part is a template, as tests that fill it show");
        environment.add_filter(name, move |state: &State<'_, '_>, value: Value| {
            part(state, name, value)
        });
    }
    environment
}

/// What stands in the page more than once, filled in by the filter of its name.
const PARTS: [(&str, &str); 3] = [
    ("chart", include_str!("parts/chart.html")),
    ("endpoint", include_str!("parts/endpoint.html")),
    ("figures", include_str!("parts/figures.html")),
];

fn part(state: &State<'_, '_>, name: &str, value: Value) -> Result<Value, Error> {
    let filled = state.env().get_template(name)?.render(value);
    let wrong = |_| {
        let takes =
            "`chart` takes one of `figures`, `endpoint` and `figures` take a row of `endpoints`";
        Error::new(ErrorKind::InvalidOperation, takes)
    };
    filled.map(Value::from_safe_string).map_err(wrong)
}
