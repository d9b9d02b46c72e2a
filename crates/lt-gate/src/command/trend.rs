//! `lt-gate trend`: where the figures of kept runs changed for good.

mod course;
mod history;
mod json;
mod markdown;
mod text;
mod words;

use std::io::Write;

use clap::ValueEnum;
use lt_cli::Exit;
use lt_stats::compare::Measure;

use course::Course;
use history::History;

use super::baseline::Place;

/// What `lt-gate trend` was told.
#[derive(Debug, clap::Args)]
#[command(after_help = EXITS)]
pub struct Args {
    /// Name of the baselines
    #[arg(value_name = "NAME")]
    pub name: String,

    #[command(flatten)]
    place: Place,

    /// How many of the newest runs to look at, at most 1000
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u16).range(1..=1000))]
    pub last: u16,

    /// Which figures: percentiles, `mean`, `error_rate`, `throughput` (of everything)
    #[arg(long = "measure", value_name = "MEASURE", value_delimiter = ',', value_parser = measure,
          default_values = ["p50", "p95", "error_rate", "throughput"])]
    pub measures: Vec<Measure>,

    /// Smaller changes in percent count as none, of error rates below a tenth of that in percentage points
    #[arg(long, value_name = "PERCENT", default_value_t = 1.0, value_parser = percent)]
    pub min_change: f64,

    /// How to tell the changes
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,

    /// Exit with 4 when the newest change is a regression
    #[arg(long)]
    pub fail_on_change: bool,
}

const EXITS: &str = "\
Exit codes:
  0  done
  1  failed while running: I/O, a store that does not answer
  2  wrong usage
  4  the newest change is a regression, with --fail-on-change
  6  there is no such baseline";

/// How to tell the changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// A line for each figure that changed, for people
    Text,
    /// `lt.trend/1`, for programs
    Json,
    /// For the summary of a CI job
    Markdown,
}

/// What the history of a name amounts to.
struct Trend {
    history: History,
    /// The courses of the figures, those with the newest change first; empty where there are too few runs.
    courses: Vec<Course>,
}

/// Tells the change points.
pub(crate) fn run(args: &Args, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let history = history::load(args)?;
    if history.runs.is_empty() {
        return Ok(args.place.lacks(&args.name));
    }
    let courses = course::of(&history, args.min_change / 100.0);
    let trend = Trend { history, courses };
    let text = match args.format {
        Format::Text => text::render(&trend),
        Format::Json => json::render(&trend),
        Format::Markdown => markdown::render(&trend),
    };
    out.write_all(text.as_bytes())?;
    Ok(match args.fail_on_change && trend.newest_is_worse() {
        true => Exit::Regression,
        false => Exit::Done,
    })
}

impl Trend {
    /// Whether a figure got worse where the newest change of all is.
    fn newest_is_worse(&self) -> bool {
        let changes = || self.courses.iter().flat_map(|course| &course.changes);
        let newest = changes().map(|change| change.run).max();
        changes().any(|change| Some(change.run) == newest && change.is_worse)
    }
}

fn measure(text: &str) -> Result<Measure, String> {
    Measure::parse(text).ok_or_else(|| {
        "use percentiles such as p95, `mean`, `error_rate` or `throughput`".to_owned()
    })
}

fn percent(text: &str) -> Result<f64, String> {
    let number = text.trim_end_matches('%').parse::<f64>().ok();
    number
        .filter(|number| (0.0..=100.0).contains(number))
        .ok_or_else(|| "use a number of percent from 0 to 100".to_owned())
}
