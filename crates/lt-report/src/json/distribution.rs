//! A distribution in numbers.

use lt_sample::Histogram;
use lt_stats::{Percentile, deviation, mean, percentile};
use serde::ser::{Serialize, SerializeMap, Serializer};

/// Mean, deviation, extremes and percentiles of a histogram that is not empty.
pub(super) struct Distribution {
    mean: f64,
    deviation: f64,
    min: u64,
    max: u64,
    percentiles: Vec<(Percentile, u64)>,
}

impl Distribution {
    /// `None` of nothing, so that no reader takes an absent time for one of 0.
    pub(super) fn of(histogram: &Histogram) -> Option<Self> {
        let percentiles = Percentile::TABLE
            .into_iter()
            // The last of the table is the maximum, which has its own key.
            .take(Percentile::TABLE.len() - 1)
            .filter_map(|p| Some((p, percentile(histogram, p)?.0)));
        Some(Self {
            mean: mean(histogram)?,
            deviation: deviation(histogram)?,
            min: histogram.min(),
            max: histogram.max(),
            percentiles: percentiles.collect(),
        })
    }
}

impl Serialize for Distribution {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("mean_us", &self.mean)?;
        map.serialize_entry("stddev_us", &self.deviation)?;
        map.serialize_entry("min_us", &self.min)?;
        map.serialize_entry("max_us", &self.max)?;
        for (p, us) in &self.percentiles {
            map.serialize_entry(&format!("p{p}_us"), us)?;
        }
        map.end()
    }
}
