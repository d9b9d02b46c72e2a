//! What both tables of Locust say of some requests.

use lt_sample::Micros;
use lt_stats::{Moment, Percentile, Slice, mean, percentile};

use super::csv::Csv;
use super::python;

/// Some requests in Locust's figures.
pub(super) struct Entry {
    requests: u64,
    errors: u64,
    received: u64,
    mean_us: Option<f64>,
    min: Micros,
    max: Micros,
    median: Option<Micros>,
}

impl Entry {
    pub(super) fn of_slice(slice: &Slice) -> Self {
        let times = &slice.tally.response;
        Self {
            requests: slice.requests(),
            errors: slice.errors,
            received: slice.tally.received,
            mean_us: mean(times),
            min: Micros(times.min()),
            max: Micros(times.max()),
            median: percentile(times, Percentile::P50),
        }
    }

    pub(super) fn of_moment(moment: &Moment) -> Self {
        let times = &moment.response;
        Self {
            requests: moment.requests,
            errors: moment.errors,
            received: moment.received,
            mean_us: times.mean(),
            min: times.min(),
            max: times.max(),
            median: times.percentile(Percentile::P50),
        }
    }

    /// Requests, failures, then median, average, minimum and maximum of the response time, and size of the content.
    pub(super) fn write_totals(&self, csv: &mut Csv) {
        csv.plain(self.requests)
            .plain(self.errors)
            .plain(self.median())
            .plain(python::float(self.mean_us.unwrap_or(0.0) / 1000.0))
            .plain(extreme(self.min))
            .plain(extreme(self.max))
            .plain(self.content());
    }

    /// To whole milliseconds, but not beyond minimum and maximum, which have their digits.
    fn median(&self) -> String {
        let Some(median) = self.median else {
            return "0".to_owned();
        };
        let rounded = (median.0 as f64 / 1000.0).round_ties_even();
        let (min, max) = (milliseconds(self.min), milliseconds(self.max));
        match rounded {
            rounded if rounded > max => python::float(max),
            rounded if rounded < min => python::float(min),
            rounded => format!("{rounded:.0}"),
        }
    }

    fn content(&self) -> String {
        match self.requests {
            0 => "0".to_owned(),
            n => python::float(self.received as f64 / n as f64),
        }
    }
}

/// The columns that [`percentile_columns`] names, in whole milliseconds; `N/A` where there are none.
pub(super) fn write_percentiles(csv: &mut Csv, of: impl Fn(Percentile) -> Option<Micros>) {
    for p in Percentile::TABLE {
        match of(p) {
            Some(Micros(us)) => csv.plain((us as f64 / 1000.0).round_ties_even()),
            None => csv.plain("N/A"),
        };
    }
}

/// The columns of the percentiles.
pub(super) fn percentile_columns() -> impl Iterator<Item = String> {
    Percentile::TABLE.into_iter().map(|p| format!("{p}%"))
}

pub(super) fn milliseconds(time: Micros) -> f64 {
    time.0 as f64 / 1000.0
}

/// Locust begins with the whole number 0, and every time that was measured is a float.
fn extreme(time: Micros) -> String {
    match time.0 {
        0 => "0".to_owned(),
        _ => python::float(milliseconds(time)),
    }
}
