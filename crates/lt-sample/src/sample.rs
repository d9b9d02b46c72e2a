//! One logical request, as planned and as it went.

mod line;
mod metrics;
mod read;
mod write;

use std::borrow::Cow;

use serde::Deserialize;

pub use line::SampleLine;
pub use metrics::MetricValues;

use crate::{Micros, Outcome, RunId, UnixMicros};

/// One logical request: one line of the stream. Redirects and retries are inside it.
///
/// Text is borrowed from the line where possible. Fields are in the order of the line.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Sample<'a> {
    /// The run it belongs to.
    pub run: RunId,
    /// Intended start: when the plan said, or when the user was ready.
    pub at_us: UnixMicros,
    /// HTTP method.
    #[serde(borrow)]
    pub method: Cow<'a, str>,
    /// Name of the endpoint: the path up to `?` with placeholders, never the expanded URL.
    #[serde(borrow)]
    pub name: Cow<'a, str>,
    /// Status of the last answer; absent where no answer came.
    #[serde(default)]
    pub status: Option<u16>,
    /// How it ended.
    pub outcome: Outcome<'a>,
    /// Schedule delay: start minus intended start. Absent where nothing was started.
    #[serde(default)]
    pub delay_us: Option<Micros>,
    /// From the start to the first byte of the last answer.
    #[serde(default)]
    pub ttfb_us: Option<Micros>,
    /// Service time: from the start to the last byte, or to the failure. Absent where it did not end.
    #[serde(default)]
    pub service_us: Option<Micros>,
    /// Body bytes sent, over all hops.
    #[serde(default)]
    pub sent: u64,
    /// Body bytes received as transferred, over all hops.
    #[serde(default)]
    pub received: u64,
    /// The virtual user or arrival, counted over the whole test.
    #[serde(default)]
    pub user: Option<u64>,
    /// That user's iteration, counted from 0.
    #[serde(default)]
    pub iter: Option<u64>,
    /// The journey's step, counted from 0.
    #[serde(default)]
    pub step: Option<u32>,
    /// The scenario that made it.
    #[serde(default, borrow)]
    pub scenario: Option<Cow<'a, str>>,
    /// The journey that made it.
    #[serde(default, borrow)]
    pub journey: Option<Cow<'a, str>>,
    /// Index in the scenario's stages.
    #[serde(default)]
    pub stage: Option<u32>,
    /// `warmup` when the intended start lies in the warm-up.
    #[serde(default, borrow)]
    pub phase: Option<Cow<'a, str>>,
    /// Host and port where they differ from the base URL's.
    #[serde(default, borrow)]
    pub host: Option<Cow<'a, str>>,
    /// HTTP version where it is not 1.1.
    #[serde(default, borrow)]
    pub http: Option<Cow<'a, str>>,
    /// Time for name resolution; absent on a reused connection.
    #[serde(default)]
    pub dns_us: Option<Micros>,
    /// Time to connect; absent on a reused connection.
    #[serde(default)]
    pub connect_us: Option<Micros>,
    /// Time for the TLS handshake; absent on a reused connection.
    #[serde(default)]
    pub tls_us: Option<Micros>,
    /// Redirects followed.
    #[serde(default)]
    pub hops: u32,
    /// Tries that were repeated.
    #[serde(default)]
    pub retries: u32,
    /// Checks that did not hold, in the scenario's words.
    #[serde(default, borrow)]
    pub failed: Vec<Cow<'a, str>>,
    /// What went wrong, from a bounded set of phrases without addresses or ids.
    #[serde(default, borrow)]
    pub error: Option<Cow<'a, str>>,
    /// The fault that we injected.
    #[serde(default, borrow)]
    pub fault: Option<Cow<'a, str>>,
    /// Tags by key, in ascending order of the keys.
    #[serde(default, borrow, deserialize_with = "metrics::sorted_tags")]
    pub tags: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    /// Further measured values by name, in ascending order of the names.
    #[serde(default, borrow, deserialize_with = "metrics::sorted_metrics")]
    pub metrics: Vec<(Cow<'a, str>, MetricValues)>,
}

impl Sample<'_> {
    /// A sample that says nothing yet beyond which request it is about and how that ended.
    #[inline]
    pub fn new<'a>(
        run: RunId,
        at_us: UnixMicros,
        method: &'a str,
        name: &'a str,
        outcome: Outcome<'a>,
    ) -> Sample<'a> {
        Sample {
            run,
            at_us,
            method: Cow::Borrowed(method),
            name: Cow::Borrowed(name),
            status: None,
            outcome,
            delay_us: None,
            ttfb_us: None,
            service_us: None,
            sent: 0,
            received: 0,
            user: None,
            iter: None,
            step: None,
            scenario: None,
            journey: None,
            stage: None,
            phase: None,
            host: None,
            http: None,
            dns_us: None,
            connect_us: None,
            tls_us: None,
            hops: 0,
            retries: 0,
            failed: Vec::new(),
            error: None,
            fault: None,
            tags: Vec::new(),
            metrics: Vec::new(),
        }
    }

    /// Response time: schedule delay plus service time, what a user would have waited. `None` where nothing ended.
    ///
    /// A sample without schedule delay comes from a tool that knows no intended starts; all that is known of its
    /// response time is the service time, a lower bound.
    pub fn response_time(&self) -> Option<Micros> {
        Some(self.delay_us.unwrap_or_default() + self.service_us?)
    }

    /// When it ended: intended start plus whatever is known of delay and service time.
    pub fn end(&self) -> UnixMicros {
        self.at_us + self.delay_us.unwrap_or_default() + self.service_us.unwrap_or_default()
    }

    /// Whether it is a request into which we injected a fault: kept apart from what the target did by itself.
    ///
    /// An arrival that was dropped or cancelled is none: nothing was injected.
    pub fn is_fault(&self) -> bool {
        is_fault(self.fault.is_some(), &self.outcome)
    }

    /// Whether it belongs to the warm-up.
    pub fn is_warmup(&self) -> bool {
        self.phase.as_deref() == Some("warmup")
    }
}

/// As [`Sample::is_fault`], of whatever has an outcome.
#[inline]
pub(crate) fn is_fault(named: bool, outcome: &Outcome<'_>) -> bool {
    (named && outcome.is_request()) || *outcome == Outcome::FaultInjected
}

#[cfg(test)]
mod tests;
