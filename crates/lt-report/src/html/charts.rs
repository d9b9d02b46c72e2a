//! The charts, by the part of the page in which they stand.

use lt_stats::Summary;
use serde::Serialize;

use crate::figure::{Figure, Figures};

/// All charts of the page.
#[derive(Serialize)]
pub(super) struct Charts {
    /// What happened when.
    over_time: Vec<Figure>,
    /// The response time of the whole run.
    distribution: Vec<Figure>,
    /// The groups of the comparison over each other.
    compared: Vec<Figure>,
    /// The load as it was planned; absent where no plan tells it.
    load_plan: Option<Figure>,
}

impl Charts {
    pub(super) fn of(summary: &Summary) -> anyhow::Result<Self> {
        let figures = Figures::of(summary)?;
        Ok(Self {
            over_time: figures.over_time,
            distribution: figures.distribution,
            compared: figures.compared,
            load_plan: figures.load_plan,
        })
    }
}
