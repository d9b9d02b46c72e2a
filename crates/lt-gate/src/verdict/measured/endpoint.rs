//! What an endpoint's requests amount to.

use std::collections::BTreeSet;

use lt_sample::Micros;
use lt_stats::{Endpoint, Percentile, Slice, Summary, percentile};
use serde::{Deserialize, Serialize};

use super::{Measured, name};
use crate::format::document::number;

/// What an endpoint's requests amount to. Times are response times in microseconds; `None` where there are none.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct EndpointFigures {
    /// HTTP method; empty for `other`.
    pub method: String,
    /// Path with placeholders; `other` for all that have no row.
    pub name: String,
    /// Host where it differs from the base URL's.
    pub host: Option<String>,
    /// Requests.
    pub requests: u64,
    /// Those that are errors.
    pub errors: u64,
    /// The median.
    pub p50: Option<u64>,
    /// 95th percentile.
    pub p95: Option<u64>,
    /// 99th percentile.
    pub p99: Option<u64>,
    /// The slowest.
    pub max: Option<u64>,
    /// Requests per second of the whole time.
    #[serde(with = "number", default)]
    pub rate: Option<f64>,
}

/// A row for each endpoint; those with the fewest requests share one where there are too many.
pub(super) fn of(summary: &Summary) -> Vec<EndpointFigures> {
    let span = summary.total().span();
    let mut rows = summary.endpoints();
    rows.retain(|(_, slice)| slice.requests() > 0);
    if rows.len() <= Measured::MOST_ENDPOINTS {
        let rows = rows.iter();
        return rows
            .map(|(endpoint, slice)| EndpointFigures::of(endpoint, slice, span))
            .collect();
    }
    let mut by_size: Vec<&(Endpoint, Slice)> = rows.iter().collect();
    by_size.sort_by_key(|(endpoint, slice)| {
        // What did not fit into a summary stays among what does not fit here.
        (
            *endpoint == Endpoint::other(),
            std::cmp::Reverse(slice.requests()),
        )
    });
    let kept = by_size.iter().take(Measured::MOST_ENDPOINTS - 1);
    let kept: BTreeSet<Endpoint> = kept.map(|(endpoint, _)| endpoint.clone()).collect();
    let shown = rows.iter().filter(|(endpoint, _)| kept.contains(endpoint));
    let shown = shown.map(|(endpoint, slice)| EndpointFigures::of(endpoint, slice, span));
    let others = summary.select(|key| !kept.contains(&key.endpoint));
    let others = EndpointFigures::of(&Endpoint::other(), &others, span);
    shown.chain([others]).collect()
}

impl EndpointFigures {
    fn of(endpoint: &Endpoint, slice: &Slice, span: Micros) -> Self {
        let response = &slice.tally.response;
        let at = |text: &str| {
            let percent = Percentile::parse(text)?;
            percentile(response, percent).map(|time| time.0)
        };
        Self {
            method: name(&endpoint.method),
            name: name(&endpoint.name),
            host: endpoint.host.as_deref().map(name),
            requests: slice.requests(),
            errors: slice.errors,
            p50: at("50"),
            p95: at("95"),
            p99: at("99"),
            max: (!response.is_empty()).then(|| response.max()),
            rate: (span.0 > 0).then(|| slice.rate_over(span)),
        }
    }

    /// `METHOD NAME`, with the host where it differs.
    pub(crate) fn whose(&self) -> String {
        let host = self.host.as_ref();
        let host = host.map_or(String::new(), |host| format!(" ({host})"));
        let whose = format!("{} {}{host}", self.method, self.name);
        whose.trim_start().to_owned()
    }
}
