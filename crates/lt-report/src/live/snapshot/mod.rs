//! What there is to see at an instant of the run.
//!
//! Pure: made of a summary alone, and its present is the latest second that the stream tells of. No clock is asked, so
//! the same stream looks the same whenever it is read.

mod course;
mod figures;
mod happened;
mod health;
mod plan;
mod rows;

use lt_stats::Summary;
use lt_stats::live::{Recent, Span, Table, doubts};

use crate::remark::{Level, Remark, remarks};
use crate::words;

pub(super) use self::course::{Course, Point};
pub(super) use self::figures::Figures;
pub(super) use self::happened::Happened;
pub(super) use self::health::{Health, Strain};
pub(super) use self::plan::{Phase, Plan};
pub(super) use self::rows::{Cause, Row};
pub(super) use lt_stats::live::Stream;

/// What a view shows. All text in it is harmless.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Snapshot {
    /// What runs, and how far it is.
    pub(super) plan: Plan,
    /// The last ten seconds.
    pub(super) now: Figures,
    /// Everything so far.
    pub(super) overall: Figures,
    /// How the generator does.
    pub(super) health: Health,
    /// The run over time.
    pub(super) course: Course,
    /// Endpoints in the order of their names.
    pub(super) endpoints: Vec<Row>,
    /// Causes of failures, the most frequent first, and how many more there are.
    pub(super) causes: (Vec<Cause>, usize),
    /// Events, the latest first, and how many more there are.
    pub(super) events: (Vec<Happened>, u64),
    /// What must be known before the figures.
    pub(super) remarks: Vec<Remark>,
}

impl Snapshot {
    /// Looks at a summary that may still grow.
    pub(super) fn of(summary: &Summary, stream: Stream) -> Self {
        let total = summary.total();
        let (width, windows) = summary.windows();
        let gauges = summary.gauges();
        let span = Span::of(&windows, width, &gauges, stream);
        let (first, last) = (total.tally.first, total.tally.last);
        let recent = Recent::of(&windows, &span, first, last);
        let table = Table::of(summary);
        Self {
            plan: Plan::of(summary, &total, &span, stream),
            now: Figures::now(&recent),
            overall: Figures::overall(&total),
            health: Health::of(summary, &gauges, stream),
            course: Course::of(&windows, &gauges, &span, summary),
            endpoints: rows::endpoints(&table),
            causes: rows::causes(&table),
            events: happened::latest(summary),
            remarks: said(summary, total.requests() + total.dropped, stream),
        }
    }
}

/// While a stream flows, that it has no end yet is no doubt, and that nothing was measured yet no warning.
fn said(summary: &Summary, arrivals: u64, stream: Stream) -> Vec<Remark> {
    const LONGEST: usize = 500;
    if stream == Stream::Ended {
        return remarks(summary);
    }
    let doubts = doubts(summary, stream).into_iter();
    let doubts = doubts.map(|doubt| Remark {
        level: Level::Doubt,
        text: words::cut(&doubt, LONGEST),
    });
    let others = remarks(summary).into_iter().filter(|remark| {
        remark.level == Level::Note || (remark.level == Level::Warning && arrivals > 0)
    });
    doubts.chain(others).collect()
}

#[cfg(test)]
mod tests;
