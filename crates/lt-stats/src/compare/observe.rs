//! The figures of a kept run that are compared.

use std::sync::OnceLock;

use lt_sample::Histogram;

use super::textbook::shares::Counts;
use super::{Course, Figure, Measure, RunValue};
use crate::baseline::{Baseline, Series};
use crate::{Endpoint, mean, percentile};

/// The value of a measure in one run, of an endpoint or of everything: microseconds, a share from 0 to 1, or requests per
/// second; `None` where nothing was measured.
pub fn value(run: &Baseline, endpoint: Option<&Endpoint>, measure: Measure) -> Option<f64> {
    let observed = Observed::of(run);
    observed.value(endpoint, measure)
}

/// A run that is asked many questions.
#[derive(Debug)]
pub(super) struct Observed<'r> {
    pub(super) run: &'r Baseline,
    total: OnceLock<Series>,
}

impl<'r> Observed<'r> {
    pub(super) fn of(run: &'r Baseline) -> Self {
        Self {
            run,
            total: OnceLock::new(),
        }
    }

    /// The requests of an endpoint, or all; `None` where there were none.
    pub(super) fn series(&self, endpoint: Option<&Endpoint>) -> Option<&Series> {
        let series = match endpoint {
            Some(endpoint) => self
                .run
                .series
                .iter()
                .find(|series| series.endpoint == *endpoint)?,
            None => self.total.get_or_init(|| self.run.total()),
        };
        (series.requests > 0).then_some(series)
    }

    pub(super) fn value(&self, endpoint: Option<&Endpoint>, measure: Measure) -> Option<f64> {
        let series = self.series(endpoint)?;
        match measure {
            Measure::Percentile(p) => percentile(&series.response, p).map(|time| time.0 as f64),
            Measure::Mean => mean(&series.response),
            Measure::ErrorRate => series.error_rate(),
            Measure::Throughput => Some(self.run.rate(series)).filter(|rate| *rate > 0.0),
        }
    }

    pub(super) fn counts(&self, endpoint: Option<&Endpoint>) -> Counts {
        self.series(endpoint)
            .map_or_else(Counts::default, |series| Counts {
                errors: series.errors.min(series.requests) as f64,
                requests: series.requests as f64,
            })
    }

    /// The times of the run, interval by interval.
    pub(super) fn course(&self, endpoint: Option<&Endpoint>) -> Course {
        let Some(series) = self.series(endpoint) else {
            return Course::default();
        };
        let intervals = series.intervals.iter();
        Course::new(intervals.map(|(_, moment)| moment.response.middles()))
    }

    /// Errors and requests by interval.
    pub(super) fn errors(&self, endpoint: Option<&Endpoint>) -> Vec<(u64, u64)> {
        let Some(series) = self.series(endpoint) else {
            return Vec::new();
        };
        let intervals = series.intervals.iter();
        intervals
            .map(|(_, moment)| (moment.errors.min(moment.requests), moment.requests))
            .collect()
    }
}

/// The figure of several runs together: that of their distributions added up; `None` where none was measured.
pub(super) fn together(
    runs: &[(Observed<'_>, RunValue)],
    endpoint: Option<&Endpoint>,
    measure: Measure,
) -> Option<f64> {
    let series: Vec<(&Baseline, &Series)> = runs
        .iter()
        .filter_map(|(run, _)| Some((run.run, run.series(endpoint)?)))
        .collect();
    if series.is_empty() {
        return None;
    }
    let times = || {
        let mut all = Histogram::<11>::new();
        series
            .iter()
            .for_each(|(_, series)| all.add(&series.response));
        all
    };
    let requests = || {
        series
            .iter()
            .map(|(_, series)| series.requests as f64)
            .sum::<f64>()
    };
    match measure {
        Measure::Percentile(p) => percentile(&times(), p).map(|time| time.0 as f64),
        Measure::Mean => mean(&times()),
        Measure::ErrorRate => {
            let errors: f64 = series.iter().map(|(_, series)| series.errors as f64).sum();
            Some(errors / requests())
        }
        Measure::Throughput => {
            let seconds: f64 = series
                .iter()
                .map(|(run, _)| run.span_us.as_secs_f64())
                .sum();
            (seconds > 0.0).then(|| requests() / seconds)
        }
    }
}

/// The figure by which the inside of a run is looked at; `None` of shares of errors.
pub(super) fn figure(measure: Measure) -> Option<Figure> {
    match measure {
        Measure::Percentile(p) => Some(Figure::Percentile(p)),
        Measure::Mean => Some(Figure::Mean),
        Measure::Throughput => Some(Figure::Count),
        Measure::ErrorRate => None,
    }
}
