//! A part of what was read, looked at by thresholds.

use std::cell::{Cell, OnceCell};

use lt_sample::{Histogram, Micros, Tally};
use lt_stats::{GaugeSeries, SeriesKey, Slice, Summary};

use super::{Found, counts, gauges, generator, scenario_checks, times};
use crate::threshold::{Aggregate, Metric, Selector, Threshold};

/// A summary, with what several thresholds need of it worked out once.
pub(super) struct Part<'s> {
    pub(super) summary: &'s Summary,
    span: OnceCell<Micros>,
    gauges: OnceCell<Vec<GaugeSeries>>,
}

impl<'s> Part<'s> {
    pub(super) fn of(summary: &'s Summary) -> Self {
        Self {
            summary,
            span: OnceCell::new(),
            gauges: OnceCell::new(),
        }
    }

    /// Finds the value that a threshold is about; rates are over the time of `lasting`.
    pub(super) fn find(&self, threshold: &Threshold, lasting: &Self) -> Found {
        let Threshold { selector, rule, .. } = threshold;
        match selector.metric {
            Metric::Gauge => return gauges::find(threshold, self.gauges()),
            metric if metric.is_of_generator() => {
                return generator::find(metric, self.summary.ledger());
            }
            _ => {}
        }
        let (selection, occurs) = self.select(selector);
        // That nothing went wrong at an endpoint which was never asked is no promise kept.
        if !occurs {
            return Found::default();
        }
        match selector.metric {
            Metric::Checks => {
                scenario_checks::find(selector, rule.aggregate, &selection, self.summary)
            }
            Metric::Custom => times::find(threshold, &custom(selector, &selection.tally)),
            metric if metric.is_time() => match rule.aggregate {
                Aggregate::Apdex(patience) => {
                    let is_good = |key: &SeriesKey| !key.ending.outcome.is_error();
                    let good = self
                        .summary
                        .select(|key| selector.matches(key) && is_good(key));
                    let good = times::of(metric, &good.tally);
                    times::apdex(&patience, selection.requests(), good)
                }
                _ => times::find(threshold, times::of(metric, &selection.tally)),
            },
            metric => counts::find(metric, rule.aggregate, &selection, || lasting.span()),
        }
    }

    /// The requests that are selected, and whether their endpoint occurs at all.
    fn select(&self, selector: &Selector) -> (Slice, bool) {
        let occurs = Cell::new(false);
        let selection = self.summary.select(|key| {
            let is_there = selector.matches_endpoint(&key.endpoint);
            occurs.set(occurs.get() || is_there);
            is_there && selector.matches(key)
        });
        (selection, occurs.get())
    }

    /// The time over which rates are counted.
    fn span(&self) -> Micros {
        *self.span.get_or_init(|| self.summary.total().span())
    }

    fn gauges(&self) -> &[GaugeSeries] {
        self.gauges.get_or_init(|| self.summary.gauges())
    }
}

/// The values of every name that is meant.
fn custom(selector: &Selector, tally: &Tally) -> Histogram {
    let is_meant = |name: &str| {
        let pattern = selector.name.as_ref();
        pattern.is_some_and(|pattern| pattern.matches(name))
    };
    let mut values = Histogram::new();
    let named = tally.metrics.iter().filter(|(name, _)| is_meant(name));
    named.for_each(|(_, histogram)| values.add(histogram));
    values
}
