//! Every record to every summary that wants it.

use lt_cli::usage;
use lt_sample::{Record, Run, StreamEnd};
use lt_stats::baseline::Baseline;

use super::most::TooManyScopes;
use super::table::Tables;
use super::warmup::Warmup;
use super::watch::Watch;
use super::{Reading, Wanted, brought};
use crate::threshold::Scope;

/// Takes in records one by one.
pub(super) struct Collector<'b> {
    reading: Reading,
    warmup: Option<Warmup>,
    watch: Watch<'b>,
    /// Whether the thresholds count that runs bring along.
    heeds_run_lines: bool,
    has_requests: bool,
}

/// What becomes of the stream after a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// It is read on.
    Line,
    /// Enough is known.
    Stop,
    /// A run line asks for a part of the test of which requests were read already.
    Late(Box<Scope>),
}

impl<'b> Collector<'b> {
    pub(super) fn new(wanted: &Wanted, base: &'b [Baseline]) -> Self {
        let mut watch = Watch::new(wanted.include, base);
        wanted.thresholds.iter().for_each(|each| watch.add(each));
        let tables = Tables::new(wanted.all_scopes(), wanted.runs, wanted.include);
        Self {
            reading: Reading {
                tables,
                ..Reading::of(lt_stats::Summary::new(wanted.include))
            },
            warmup: wanted.warmup.map(Warmup::new),
            watch,
            heeds_run_lines: true,
            has_requests: false,
        }
    }

    /// One that keeps each run, and judges nothing.
    pub(super) fn of_runs(wanted: &Wanted) -> Self {
        Self {
            heeds_run_lines: false,
            ..Self::new(wanted, &[])
        }
    }

    /// Takes in one record.
    pub(super) fn add(&mut self, record: &mut Record<'_>) -> anyhow::Result<Next> {
        if let Some(warmup) = &mut self.warmup {
            warmup.mark(record).map_err(usage)?;
        }
        if self.heeds_run_lines
            && let Record::Run(run) = record
            && let Some(scope) = self.heed(run)?
        {
            return Ok(Next::Late(Box::new(scope)));
        }
        if self.watch.is_due(record)
            && let Some(stopped) = self.watch.broken(&mut self.reading)
        {
            self.reading.stopped = Some(stopped);
            return Ok(Next::Stop);
        }
        self.has_requests |= matches!(record, Record::Sample(_) | Record::Frame(_));
        self.reading.whole.add(record);
        self.reading.tables.add(record).map_err(usage)?;
        Ok(Next::Line)
    }

    /// Takes note of how a stream ended.
    pub(super) fn end_stream(&mut self, end: StreamEnd) {
        self.reading.whole.note_end(end);
    }

    pub(super) fn finish(mut self) -> Reading {
        self.reading.tables.join();
        self.reading
    }

    /// Heeds the thresholds that a run brings; the scope of one that comes too late.
    fn heed(&mut self, run: &Run) -> anyhow::Result<Option<Scope>> {
        for threshold in brought::thresholds(run).map_err(usage)? {
            self.watch.add(&threshold);
            let scope = threshold.selector.scope;
            if self.reading.tables.knows(&scope) {
                continue;
            }
            if self.has_requests {
                return Ok(Some(scope));
            }
            if self.reading.tables.n_scopes() >= TooManyScopes::MOST {
                return Err(usage(TooManyScopes));
            }
            self.reading.tables.prepare(scope);
        }
        Ok(None)
    }
}
