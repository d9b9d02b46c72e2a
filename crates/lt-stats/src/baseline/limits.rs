//! How large a baseline can be: what is made keeps within these bounds, what is read must.

use super::Series;

/// Bytes of JSON.
pub(super) const MOST_BYTES: u64 = 64 << 20;
/// Bytes of one text or number in it. The longest histogram there can be has 700 KB.
pub(super) const MOST_TOKEN: usize = 1 << 20;
/// Lists and maps in each other; of our own there are six.
pub(super) const MOST_DEPTH: usize = 32;
/// Bytes of a name.
pub(super) const MOST_NAME: usize = 4096;
/// Labels, notes, doubts, scenarios; outcomes and statuses of a series.
pub(super) const MOST_ENTRIES: usize = 1000;
/// Endpoints.
pub(super) const MOST_SERIES: usize = 10_000;
/// Intervals of a series.
pub(super) const MOST_INTERVALS: usize = 10_000;
/// Intervals of all series together: each takes some 30 µs to be written.
pub(super) const MOST_MOMENTS: usize = 30_000;
/// Bytes that the series take in memory: a hundred bytes of JSON can tell of a distribution of 200 KB.
pub(super) const MOST_MEMORY: usize = 48 << 20;

/// How many bytes a series takes, roughly.
pub(super) fn memory(series: &Series) -> usize {
    let endpoint = &series.endpoint;
    let host = endpoint.host.as_ref().map_or(0, String::len);
    let texts = endpoint.name.len() + endpoint.method.len() + host;
    let outcomes: usize = series.outcomes.keys().map(|word| 64 + word.len()).sum();
    let histograms = [&series.response, &series.service, &series.ttfb];
    let histograms: usize = histograms.into_iter().map(lt_sample::Histogram::heap).sum();
    let intervals = size_of_val(&series.intervals[..]);
    let times: usize = series
        .intervals
        .iter()
        .map(|(_, moment)| moment.response.heap())
        .sum();
    size_of::<Series>()
        + texts
        + outcomes
        + 16 * series.statuses.len()
        + histograms
        + intervals
        + times
}

/// The beginning of a text that is no longer than a name may be.
pub(super) fn clipped(mut text: String) -> String {
    text.truncate(text.floor_char_boundary(MOST_NAME));
    text
}
