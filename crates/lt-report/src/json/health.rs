//! Whether the figures can be trusted.

use lt_sample::{Finding, RunId};
use lt_stats::Summary;
use serde::Serialize;

use crate::remark::{Level, Remark, remarks};
use crate::runs;

#[derive(Serialize)]
pub(super) struct Health<'a> {
    doubts: Vec<String>,
    remarks: Vec<Said>,
    saturated: bool,
    complete: bool,
    cut_off: bool,
    skipped_lines: u64,
    warmup_left_out: u64,
    generators: Vec<Generator<'a>>,
}

/// What must be known before the figures.
#[derive(Serialize)]
struct Said {
    level: &'static str,
    text: String,
}

#[derive(Serialize)]
struct Generator<'a> {
    run: RunId,
    health: Option<&'a lt_sample::Health>,
}

impl<'a> Health<'a> {
    pub(super) fn of(summary: &'a Summary) -> Self {
        let findings = summary.findings();
        let has_no_end = |finding: &Finding| matches!(finding, Finding::CutOff { .. });
        let generators: Vec<Generator<'a>> = runs::in_order(summary)
            .into_iter()
            .map(|(run, account)| Generator {
                run,
                health: runs::health(account),
            })
            .collect();
        Self {
            doubts: summary.doubts(),
            remarks: remarks(summary).into_iter().map(Said::of).collect(),
            saturated: generators
                .iter()
                .any(|generator| generator.health.is_some_and(|health| health.saturated)),
            complete: findings.is_empty() && !summary.is_cut_off(),
            cut_off: summary.is_cut_off() || findings.iter().any(has_no_end),
            skipped_lines: summary.skipped(),
            warmup_left_out: summary.warmup(),
            generators,
        }
    }
}

impl Said {
    fn of(remark: Remark) -> Self {
        Self {
            level: match remark.level {
                Level::Doubt => "doubt",
                Level::Warning => "warning",
                Level::Note => "note",
            },
            text: remark.text,
        }
    }
}
