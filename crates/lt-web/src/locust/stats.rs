//! `/stats/requests`: the figures of this instant.

use std::collections::BTreeMap;

use serde::Serialize;

use super::state;
use crate::snapshot::{Failure, Row, Snapshot};

/// Locust shows so many rows and errors, and no more.
const MOST: usize = 500;

/// The figures of this instant.
#[derive(Debug, Serialize)]
pub(super) struct Stats {
    stats: Vec<Entry>,
    errors: Vec<Error>,
    current_rps: Number,
    current_fail_per_sec: Number,
    total_rps: f64,
    total_fail_per_sec: f64,
    fail_ratio: f64,
    current_response_time_percentiles: BTreeMap<&'static str, Option<u64>>,
    state: &'static str,
    user_count: u64,
}

/// An endpoint, or everything. Percentiles are whole milliseconds.
#[derive(Debug, Serialize)]
struct Entry {
    method: String,
    name: String,
    num_requests: u64,
    num_failures: u64,
    min_response_time: Number,
    max_response_time: f64,
    current_rps: Number,
    current_fail_per_sec: Number,
    avg_response_time: f64,
    median_response_time: u64,
    total_rps: f64,
    total_fail_per_sec: f64,
    #[serde(rename = "response_time_percentile_0.95")]
    p95: u64,
    #[serde(rename = "response_time_percentile_0.99")]
    p99: u64,
    avg_content_length: Number,
}

/// A kind of failure.
#[derive(Debug, Serialize)]
struct Error {
    name: String,
    method: String,
    error: String,
    occurrences: u64,
    first_seen: f64,
    last_seen: f64,
}

/// Where nothing was counted Locust says `0`, elsewhere `0.0`.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Number {
    Nothing(u8),
    Of(f64),
}

impl Number {
    fn of(value: f64, is_known: bool) -> Self {
        match is_known {
            true => Self::Of(value),
            false => Self::Nothing(0),
        }
    }
}

impl Stats {
    /// What Locust would show.
    pub(super) fn of(snapshot: &Snapshot) -> Self {
        let (total, load) = (&snapshot.total, &snapshot.load);
        let has_any = total.requests > 0;
        let rows = snapshot.rows.iter().take(MOST).chain([total]);
        let current = |time: Option<f64>| match has_any {
            true => time.map(milliseconds),
            false => Some(0),
        };
        Self {
            stats: rows.map(|row| Entry::of(row, has_any)).collect(),
            errors: snapshot.failures.iter().take(MOST).map(Error::of).collect(),
            current_rps: Number::of(total.rate_now.unwrap_or_default(), has_any),
            current_fail_per_sec: Number::of(total.failures_now.unwrap_or_default(), has_any),
            total_rps: total.rate,
            total_fail_per_sec: total.failure_rate,
            fail_ratio: match has_any {
                true => total.failures as f64 / total.requests as f64,
                false => 0.0,
            },
            current_response_time_percentiles: BTreeMap::from([
                ("response_time_percentile_0.5", current(load.p50)),
                ("response_time_percentile_0.95", current(load.p95)),
            ]),
            state: state::name(snapshot.state),
            user_count: load.users.unwrap_or_default(),
        }
    }
}

impl Entry {
    fn of(row: &Row, has_any: bool) -> Self {
        let percentile = |time: Option<f64>| time.map_or(0, milliseconds);
        Self {
            method: row.method.clone(),
            name: row.name.clone(),
            num_requests: row.requests,
            num_failures: row.failures,
            min_response_time: Number::of(row.min.unwrap_or_default().round(), row.min.is_some()),
            max_response_time: row.max.unwrap_or_default().round(),
            current_rps: Number::of(row.rate_now.unwrap_or_default(), has_any),
            current_fail_per_sec: Number::of(row.failures_now.unwrap_or_default(), has_any),
            avg_response_time: row.mean.unwrap_or_default(),
            median_response_time: percentile(row.p50),
            total_rps: row.rate,
            total_fail_per_sec: row.failure_rate,
            p95: percentile(row.p95),
            p99: percentile(row.p99),
            avg_content_length: Number::of(row.size.unwrap_or_default(), row.requests > 0),
        }
    }
}

impl Error {
    fn of(failure: &Failure) -> Self {
        Self {
            name: failure.name.clone(),
            method: failure.method.clone(),
            error: failure.error.clone(),
            occurrences: failure.occurrences,
            first_seen: failure.first,
            last_seen: failure.last,
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "times are neither negative nor beyond 64 bits"
)]
fn milliseconds(time: f64) -> u64 {
    time.round() as u64
}
