//! The kept runs of a name, and their figures.

use std::collections::{BTreeMap, BTreeSet};

use lt_cli::usage;
use lt_sample::UnixMicros;
use lt_stats::Endpoint;
use lt_stats::baseline::{Baseline, Weight, differences};
use lt_stats::compare::{Measure, value};

use super::Args;

/// The kept runs of a name.
pub(super) struct History {
    pub(super) name: String,
    /// Oldest first.
    pub(super) runs: Vec<Past>,
    /// The figures, everything first and then by endpoint, each in the order in which they were asked for.
    pub(super) figures: Vec<Figure>,
    /// Why runs were left out, in sentences.
    pub(super) notes: Vec<String>,
}

/// A run of the past.
pub(super) struct Past {
    pub(super) id: String,
    pub(super) sha: Option<String>,
    pub(super) created_us: UnixMicros,
    pub(super) session: Option<String>,
}

/// A figure, run by run.
pub(super) struct Figure {
    /// `None` is everything.
    pub(super) endpoint: Option<Endpoint>,
    pub(super) measure: Measure,
    /// The place of a run and its value, oldest first.
    pub(super) values: Vec<(usize, f64)>,
}

/// Loads the newest runs of a name, one at a time: of each only its figures are kept.
pub(super) fn load(args: &Args) -> anyhow::Result<History> {
    let store = args.place.open().map_err(usage)?;
    let mut entries = store.list()?;
    entries.retain(|entry| entry.name == args.name);
    let mut taken = Taken::default();
    for entry in entries.iter().take(usize::from(args.last)) {
        if let Some(run) = store.load(&entry.id)? {
            taken.take(run, &args.measures);
        }
    }
    Ok(taken.into_history(args))
}

impl History {
    /// Of each run the place of the first of those that it repeats: one after another of one commit in one session, which
    /// share its mood and prove as much as one.
    pub(super) fn repeated(&self) -> Vec<usize> {
        let mut firsts: Vec<usize> = Vec::with_capacity(self.runs.len());
        for (place, run) in self.runs.iter().enumerate() {
            let first = firsts.last().copied();
            let repeats = |first: &usize| {
                let before = &self.runs[*first];
                let is_known = run.sha.is_some() && run.session.is_some();
                is_known && (&run.sha, &run.session) == (&before.sha, &before.session)
            };
            firsts.push(first.filter(repeats).unwrap_or(place));
        }
        firsts
    }

    /// How many runs there are if repetitions count once.
    pub(super) fn n_single(&self) -> usize {
        let firsts = self.repeated().into_iter().enumerate();
        firsts.filter(|(place, first)| place == first).count()
    }
}

type Values = BTreeMap<(Option<Endpoint>, usize), Vec<(usize, f64)>>;

/// What was taken so far, newest first.
#[derive(Default)]
struct Taken {
    newest: Option<Baseline>,
    runs: Vec<Past>,
    /// By endpoint and measure, of which the place in what was asked for.
    values: Values,
    doubtful: usize,
    different: usize,
    fields: BTreeSet<&'static str>,
}

impl Taken {
    fn take(&mut self, run: Baseline, measures: &[Measure]) {
        if !run.doubts.is_empty() {
            self.doubtful += 1;
            return;
        }
        let newest = self.newest.as_ref().unwrap_or(&run);
        let forbidden = differences(newest, &run).into_iter();
        let forbidden = forbidden.filter(|found| found.weight == Weight::Forbids);
        let fields: Vec<&str> = forbidden.map(|found| found.field).collect();
        if !fields.is_empty() {
            self.different += 1;
            self.fields.extend(fields);
            return;
        }
        let place = self.runs.len();
        let endpoints = run
            .series
            .iter()
            .map(|series| Some(series.endpoint.clone()));
        for endpoint in std::iter::once(None).chain(endpoints) {
            for (nth, measure) in measures.iter().enumerate() {
                if !is_told(&run, endpoint.as_ref(), *measure) {
                    continue;
                }
                if let Some(value) = value(&run, endpoint.as_ref(), *measure) {
                    let values = self.values.entry((endpoint.clone(), nth)).or_default();
                    values.push((place, value));
                }
            }
        }
        self.runs.push(Past {
            id: run.id.clone(),
            sha: run.source.sha.clone(),
            created_us: run.created_us,
            session: run.environment.session.clone(),
        });
        self.newest.get_or_insert(run);
    }

    fn into_history(self, args: &Args) -> History {
        let n = self.runs.len();
        let figures = self
            .values
            .into_iter()
            .map(|((endpoint, nth), values)| Figure {
                endpoint,
                measure: args.measures[nth],
                values: values
                    .into_iter()
                    .rev()
                    .map(|(place, value)| (n - 1 - place, value))
                    .collect(),
            });
        let mut notes = Vec::new();
        match self.doubtful {
            0 => {}
            1 => notes.push("1 run is in doubt and was left out".to_owned()),
            n => notes.push(format!("{n} runs are in doubt and were left out")),
        }
        if self.different > 0 {
            let fields: Vec<&str> = self.fields.into_iter().collect();
            notes.push(format!(
                "{} of the runs measured something else than the newest and were left out: they differ in {}",
                self.different,
                fields.join(", ")
            ));
        }
        History {
            name: args.name.clone(),
            figures: figures.collect(),
            runs: self.runs.into_iter().rev().collect(),
            notes,
        }
    }
}

/// Throughput is told of everything alone, and of an open model it is an input.
fn is_told(run: &Baseline, endpoint: Option<&Endpoint>, measure: Measure) -> bool {
    measure != Measure::Throughput
        || (endpoint.is_none() && run.load.model.as_deref() != Some("open"))
}
