//! The summaries beside that of everything.

use std::collections::BTreeMap;

use lt_sample::{Record, Run, RunId, UnixMicros};
use lt_stats::{Include, Summary};

use super::most::TooManyRuns;
use super::part;
use crate::threshold::Scope;

/// The summaries beside that of everything, and what was made of them.
#[derive(Debug, Default)]
pub(super) struct Tables {
    tables: Vec<Table>,
    joined: Vec<Joined>,
    include: Include,
    keeps_runs: bool,
}

/// The summaries of what lies in one scope.
#[derive(Debug)]
struct Table {
    /// Says nothing of runs.
    scope: Scope,
    kept: Kept,
}

#[derive(Debug)]
enum Kept {
    /// All runs in one: nobody tells them apart.
    Together(Box<Summary>),
    /// Each run for itself, because of its run line alone is known in which scope it lies, and that may come last.
    ByRun(Box<ByRun>),
}

#[derive(Debug)]
struct ByRun {
    empty: Summary,
    runs: BTreeMap<RunId, Summary>,
}

/// A scope that tells runs apart, and the sum of the runs in it.
#[derive(Debug)]
struct Joined {
    scope: Scope,
    table: usize,
    sum: Sum,
}

/// What runs amount to.
#[derive(Debug)]
enum Sum {
    /// There is none.
    Nothing,
    /// There is one, which needs no copy: a rule that ends a run is judged every second.
    Of(RunId),
    /// All of them in one.
    Several(Box<Summary>),
}

impl Tables {
    /// Tables for some scopes, and one that keeps runs with their history where those are wanted.
    pub(super) fn new(scopes: Vec<Scope>, keeps_runs: bool, include: Include) -> Self {
        let mut tables = Self {
            include,
            keeps_runs,
            ..Self::default()
        };
        if keeps_runs {
            let empty = Summary::new(include).with_history();
            tables.push_by_run(Scope::default(), empty);
        }
        for scope in scopes {
            tables.prepare(scope);
        }
        tables
    }

    /// Keeps from now on what lies in a scope, too, and in the one over whose time its rates are.
    pub(super) fn prepare(&mut self, scope: Scope) {
        if self.knows(&scope) {
            return;
        }
        let of_time = scope.of_time();
        if of_time != scope {
            self.prepare(of_time);
        }
        let within = part::within_runs(&scope);
        let by_run = |table: &Table| table.scope == within && matches!(table.kept, Kept::ByRun(_));
        let table = match self.tables.iter().position(by_run) {
            Some(table) => table,
            None if part::tells_runs_apart(&scope) => {
                self.push_by_run(within, Summary::new(self.include))
            }
            None => {
                let kept = Kept::Together(Box::new(Summary::new(self.include)));
                return self.tables.push(Table { scope, kept });
            }
        };
        self.joined.push(Joined {
            scope,
            table,
            sum: Sum::Nothing,
        });
    }

    fn push_by_run(&mut self, scope: Scope, empty: Summary) -> usize {
        let runs = BTreeMap::new();
        let kept = Kept::ByRun(Box::new(ByRun { empty, runs }));
        self.tables.push(Table { scope, kept });
        self.tables.len() - 1
    }

    /// How many scopes are kept, or joined of what is.
    pub(super) fn n_scopes(&self) -> usize {
        self.tables.len() + self.joined.len()
    }

    /// Whether a scope was asked for.
    pub(super) fn knows(&self, scope: &Scope) -> bool {
        scope.is_everything()
            || self.joined.iter().any(|joined| joined.scope == *scope)
            || self.together(scope).is_some()
    }

    /// Takes in one record.
    pub(super) fn add(&mut self, record: &Record<'_>) -> Result<(), TooManyRuns> {
        self.tables
            .iter_mut()
            .try_for_each(|table| table.add(record))
    }

    /// Joins what is kept by run into the scopes that tell runs apart, as far as their run lines were read.
    pub(super) fn join(&mut self) {
        for joined in &mut self.joined {
            let Some(Kept::ByRun(kept)) = self.tables.get(joined.table).map(|table| &table.kept)
            else {
                continue;
            };
            let tells_apart = part::tells_runs_apart(&joined.scope);
            let runs = kept.runs.iter().filter(|(run, summary)| {
                let account = summary.ledger().account(**run);
                let line = account.and_then(|account| account.run.as_ref());
                !tells_apart || line.is_some_and(|line| part::holds_run(&joined.scope, line))
            });
            let runs: Vec<(&RunId, &Summary)> = runs.collect();
            joined.sum = match runs.as_slice() {
                [] => Sum::Nothing,
                [(run, _)] => Sum::Of(**run),
                [(_, first), others @ ..] => {
                    let mut sum = Box::new((*first).clone());
                    others.iter().for_each(|(_, summary)| sum.merge(summary));
                    Sum::Several(sum)
                }
            };
        }
    }

    /// What is in a scope, as it was joined last.
    pub(super) fn scoped(&self, scope: &Scope) -> Option<&Summary> {
        let mut joined = self.joined.iter();
        let Some(joined) = joined.find(|joined| joined.scope == *scope) else {
            return self.together(scope);
        };
        match (&joined.sum, &self.tables.get(joined.table)?.kept) {
            (Sum::Several(summary), _) => Some(summary),
            (Sum::Of(run), Kept::ByRun(kept)) => kept.runs.get(run),
            _ => None,
        }
    }

    /// The runs by leg, in order of time; empty where they are not kept.
    pub(super) fn legs(&self) -> Vec<Summary> {
        let Some(Kept::ByRun(kept)) = self.tables.first().map(|table| &table.kept) else {
            return Vec::new();
        };
        if !self.keeps_runs {
            return Vec::new();
        }
        let mut legs: BTreeMap<Leg<'_>, Summary> = BTreeMap::new();
        for (run, summary) in &kept.runs {
            legs.entry(Leg::of(*run, summary))
                .and_modify(|leg| leg.merge(summary))
                .or_insert_with(|| summary.clone());
        }
        let mut legs: Vec<(UnixMicros, Summary)> = legs
            .into_values()
            .filter(|leg| leg.total().requests() > 0)
            .map(|leg| (start(&leg), leg))
            .collect();
        legs.sort_by_key(|(start, _)| *start);
        legs.into_iter().map(|(_, leg)| leg).collect()
    }

    fn together(&self, scope: &Scope) -> Option<&Summary> {
        let mut kept = self.tables.iter().filter_map(|table| match &table.kept {
            Kept::Together(summary) => Some((&table.scope, &**summary)),
            Kept::ByRun(_) => None,
        });
        kept.find(|(known, _)| *known == scope)
            .map(|(_, summary)| summary)
    }
}

/// What tells the legs of a test apart. A run of which nothing is known is a leg of its own.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Leg<'a> {
    Of(&'a str, &'a BTreeMap<String, String>),
    Unknown(RunId),
}

impl<'a> Leg<'a> {
    fn of(run: RunId, summary: &'a Summary) -> Self {
        let account = summary.ledger().account(run);
        match account.and_then(|account| account.run.as_ref()) {
            Some(line) => Self::Of(&line.test, &line.labels),
            None => Self::Unknown(run),
        }
    }
}

/// When the first of its runs began.
fn start(leg: &Summary) -> UnixMicros {
    let runs = leg.ledger().runs();
    let starts = runs.filter_map(|(_, account)| Some(account.run.as_ref()?.started_us));
    starts.min().unwrap_or_default()
}

impl Table {
    fn add(&mut self, record: &Record<'_>) -> Result<(), TooManyRuns> {
        let is_all = self.scope.is_everything();
        let run = match record {
            Record::Sample(sample) if part::holds_sample(&self.scope, sample) => sample.run,
            Record::Frame(frame) if part::holds_frame(&self.scope, frame) => frame.key.run,
            // Of a part of a run only its legs are to be known, which are told apart by this line.
            Record::Run(run) => return self.kept.add(run.run, &Record::Run(Box::new(alone(run)))),
            Record::End(end) if is_all => end.run,
            Record::Gauge(gauge) if is_all => gauge.run,
            Record::Event(event) if is_all => event.run,
            _ => return Ok(()),
        };
        self.kept.add(run, record)
    }
}

/// A run line as that of a test with one leg: the others are not missing where each is looked at for itself.
fn alone(run: &Run) -> Run {
    Run {
        leg: None,
        ..run.clone()
    }
}

impl Kept {
    fn add(&mut self, run: RunId, record: &Record<'_>) -> Result<(), TooManyRuns> {
        match self {
            Self::Together(summary) => summary.add(record),
            Self::ByRun(kept) => {
                if let Some(summary) = kept.runs.get_mut(&run) {
                    summary.add(record);
                    return Ok(());
                }
                if kept.runs.len() == TooManyRuns::MOST {
                    return Err(TooManyRuns);
                }
                let summary = kept.runs.entry(run).or_insert_with(|| kept.empty.clone());
                summary.add(record);
            }
        }
        Ok(())
    }
}
