//! What requests amount to: in all, by endpoint, and by what went wrong.

use std::collections::BTreeMap;

use lt_sample::{Micros, UnixMicros};
use lt_stats::Slice;
use serde::Serialize;

use super::distribution::Distribution;

#[derive(Serialize)]
pub(super) struct Total {
    requests: u64,
    errors: u64,
    error_rate: Option<f64>,
    dropped: u64,
    cancelled: u64,
    rate: f64,
    requests_per_minute: f64,
    throughput: f64,
    first_us: Option<UnixMicros>,
    last_us: Option<UnixMicros>,
    span_us: Micros,
    sent: u64,
    received: u64,
    #[serde(flatten)]
    details: Details,
}

#[derive(Serialize)]
pub(super) struct Endpoint {
    method: String,
    name: String,
    host: Option<String>,
    requests: u64,
    errors: u64,
    dropped: u64,
    cancelled: u64,
    rate: f64,
    #[serde(flatten)]
    details: Details,
}

#[derive(Serialize)]
pub(super) struct Details {
    response_time: Option<Distribution>,
    service_time: Option<Distribution>,
    ttfb: Option<Distribution>,
    outcomes: BTreeMap<String, u64>,
    statuses: BTreeMap<u16, u64>,
}

#[derive(Serialize)]
pub(super) struct Failure {
    method: String,
    name: String,
    host: Option<String>,
    outcome: String,
    status: Option<u16>,
    error: Option<String>,
    requests: u64,
    first_us: UnixMicros,
    last_us: UnixMicros,
}

/// Requests into which a fault of one kind was injected.
#[derive(Serialize)]
pub(super) struct Fault {
    kind: String,
    requests: u64,
    #[serde(flatten)]
    details: Details,
}

impl Fault {
    pub(super) fn of((kind, slice): (&str, &Slice)) -> Self {
        Self {
            kind: kind.to_owned(),
            requests: slice.requests(),
            details: Details::of(slice),
        }
    }
}

impl Total {
    pub(super) fn of(total: &Slice) -> Self {
        let measured = total.requests() > 0;
        let rate = total.rate_over(total.span());
        let good = total.requests().saturating_sub(total.errors) as f64;
        Self {
            requests: total.requests(),
            errors: total.errors,
            error_rate: total.error_rate(),
            dropped: total.dropped,
            cancelled: total.cancelled,
            rate,
            requests_per_minute: rate * 60.0,
            throughput: match total.span() {
                Micros(0) => 0.0,
                span => good / span.as_secs_f64(),
            },
            first_us: measured.then_some(total.tally.first),
            last_us: measured.then_some(total.tally.last),
            span_us: total.span(),
            sent: total.tally.sent,
            received: total.tally.received,
            details: Details::of(total),
        }
    }
}

impl Endpoint {
    /// `span` is that of all requests, so that the rates of all endpoints add up to the total's.
    pub(super) fn of((endpoint, slice): (lt_stats::Endpoint, Slice), span: Micros) -> Self {
        Self {
            method: endpoint.method,
            name: endpoint.name,
            host: endpoint.host,
            requests: slice.requests(),
            errors: slice.errors,
            dropped: slice.dropped,
            cancelled: slice.cancelled,
            rate: slice.rate_over(span),
            details: Details::of(&slice),
        }
    }
}

impl Details {
    pub(super) fn of(slice: &Slice) -> Self {
        Self {
            response_time: Distribution::of(&slice.tally.response),
            service_time: Distribution::of(&slice.tally.service),
            ttfb: Distribution::of(&slice.tally.ttfb),
            outcomes: slice.outcomes.clone(),
            statuses: slice.statuses.clone(),
        }
    }
}

impl Failure {
    pub(super) fn of(failure: lt_stats::Failure) -> Self {
        Self {
            method: failure.endpoint.method,
            name: failure.endpoint.name,
            host: failure.endpoint.host,
            outcome: failure.outcome.as_str().to_owned(),
            status: failure.status,
            error: failure.error,
            requests: failure.n,
            first_us: failure.first,
            last_us: failure.last,
        }
    }
}
