//! Which charts there are: their words, their legends and the numbers behind them. How they are drawn is in `chart`.

mod caption;
mod clock;
mod compared;
mod distribution;
mod heat_map;
mod load_plan;
mod percentiles;
mod requests;
mod response_time;
mod status_codes;
mod trace;
mod users;

use lt_stats::Summary;
use serde::Serialize;

use crate::chart::{OverTime, Tone};

/// A chart with everything that stands around it: the same in the page and as a file.
#[derive(Serialize)]
pub(crate) struct Figure {
    /// What its file and its place in the page are called: small letters and hyphens.
    pub(crate) name: &'static str,
    pub(crate) title: String,
    pub(crate) legend: Vec<Key>,
    /// What must be known to read it: what was thinned, what a cell is. Harmless text; empty where nothing.
    pub(crate) caption: String,
    /// The picture, with colors by the names of the style sheet; absent where there is nothing to draw.
    pub(crate) svg: Option<String>,
    /// What is said instead.
    pub(crate) empty: &'static str,
    /// The same numbers, thinned where there are many.
    pub(crate) table: Table,
    /// What a crosshair over the picture tells; absent where there is none.
    pub(crate) hover: Option<Hover>,
}

/// Numbers as text, one unit a column, named in its head.
#[derive(Default, Serialize)]
pub(crate) struct Table {
    pub(crate) head: Vec<String>,
    pub(crate) rows: Vec<Vec<String>>,
}

/// Where the picture's values are, in its own pixels, and what they are called.
#[derive(Serialize)]
pub(crate) struct Hover {
    /// Left and right end of the plot.
    pub(crate) from: i32,
    pub(crate) to: i32,
    /// Pixel of each place at which there are values, in ascending order.
    pub(crate) at: Vec<f64>,
    /// What each place is called: `12 s, 14:03:07 UTC`.
    pub(crate) names: Vec<String>,
    /// Of each line its name and its values as text with unit, empty where unknown.
    pub(crate) lines: Vec<(String, Vec<String>)>,
}

/// One entry in the legend.
#[derive(Serialize)]
pub(crate) struct Key {
    /// A color of the style sheet.
    pub(crate) tone: &'static str,
    pub(crate) shape: Shape,
    pub(crate) text: String,
}

/// What the color of a legend's entry fills in the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Shape {
    Line,
    Area,
}

/// All figures, in the order in which they are read.
pub(crate) struct Figures {
    /// What happened when. They share the time axis.
    pub(crate) over_time: Vec<Figure>,
    /// The response time of the whole run.
    pub(crate) distribution: Vec<Figure>,
    /// The groups over each other; empty where nothing is taken apart.
    pub(crate) compared: Vec<Figure>,
    /// The load as it was planned; absent where no plan tells it.
    pub(crate) load_plan: Option<Figure>,
}

impl Figures {
    pub(crate) fn of(summary: &Summary) -> anyhow::Result<Self> {
        let over_time = OverTime::of(summary);
        let total = summary.total();
        Ok(Self {
            over_time: vec![
                requests::figure(&over_time)?,
                response_time::figure(&over_time)?,
                users::figure(&over_time)?,
                status_codes::figure(&over_time)?,
                heat_map::figure(&over_time)?,
            ],
            distribution: vec![distribution::figure(&total)?, percentiles::figure(&total)?],
            compared: compared::figures(summary)?,
            load_plan: load_plan::figure(summary)?,
        })
    }

    /// Each of them.
    pub(crate) fn into_all(self) -> impl Iterator<Item = Figure> {
        let figures = self.over_time.into_iter().chain(self.distribution);
        figures.chain(self.compared).chain(self.load_plan)
    }
}

impl Figure {
    /// A figure without a picture.
    fn without_picture(name: &'static str, title: &str, empty: &'static str) -> Self {
        Self {
            name,
            title: title.to_owned(),
            legend: Vec::new(),
            caption: String::new(),
            svg: None,
            empty,
            table: Table::default(),
            hover: None,
        }
    }
}

impl Key {
    fn line(tone: Tone, text: impl Into<String>) -> Self {
        Self {
            tone: tone.name(),
            shape: Shape::Line,
            text: text.into(),
        }
    }

    fn area(tone: Tone, text: impl Into<String>) -> Self {
        Self {
            shape: Shape::Area,
            ..Self::line(tone, text)
        }
    }
}

/// What stands in a table where nothing is known.
const UNKNOWN: &str = "\u{2013}";
/// Tables have at most so many rows: more would be no reading.
const MOST_ROWS: usize = 120;

#[cfg(test)]
mod tests;
