//! Many samples of one second in one line.

use std::collections::BTreeMap;
use std::num::NonZeroU64;

use serde::{Deserialize, Deserializer, Serialize};

use crate::histogram::{DecodeError, Encoded};
use crate::{Histogram, Outcome, RunId, Tally, UnixMicros};

/// What samples must agree in to be folded into one frame.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FrameKey {
    /// The Unix second of the intended starts.
    pub second: u64,
    /// The run.
    pub run: RunId,
    /// Name of the endpoint.
    pub name: String,
    /// HTTP method.
    pub method: String,
    /// Host where it differs from the base URL's.
    pub host: Option<String>,
    /// Scenario.
    pub scenario: Option<String>,
    /// Journey.
    pub journey: Option<String>,
    /// Index in the scenario's stages.
    pub stage: Option<u32>,
    /// Phase.
    pub phase: Option<String>,
    /// Tags, in ascending order of their keys.
    pub tags: Vec<(String, String)>,
    /// How the requests ended.
    pub outcome: Outcome<'static>,
    /// Status of the last answers.
    pub status: Option<u16>,
    /// What went wrong.
    pub error: Option<String>,
    /// The fault that we injected.
    pub fault: Option<String>,
}

/// The samples of one second that agree in their key. Frames with equal keys add up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// What the samples agree in.
    pub key: FrameKey,
    /// What they amount to.
    pub tally: Tally,
}

impl Frame {
    /// Whether its samples are requests into which we injected a fault, as [`Sample::is_fault`](crate::Sample::is_fault).
    pub fn is_fault(&self) -> bool {
        crate::sample::is_fault(self.key.fault.is_some(), &self.key.outcome)
    }

    /// Whether it belongs to the warm-up.
    pub fn is_warmup(&self) -> bool {
        self.key.phase.as_deref() == Some("warmup")
    }
}

/// A frame as it stands in a line.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct FrameLine {
    run: RunId,
    at_us: UnixMicros,
    method: String,
    name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    outcome: Outcome<'static>,
    #[serde(deserialize_with = "at_least_one")]
    n: u64,
    first_us: UnixMicros,
    last_us: UnixMicros,
    #[serde(default, skip_serializing_if = "crate::record::is_zero")]
    sent: u64,
    #[serde(default, skip_serializing_if = "crate::record::is_zero")]
    received: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    scenario: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    journey: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    stage: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    phase: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    host: Option<String>,
    #[serde(default, skip_serializing_if = "crate::record::is_zero")]
    hops: u64,
    #[serde(default, skip_serializing_if = "crate::record::is_zero")]
    retries: u64,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    failed: BTreeMap<String, u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    fault: Option<String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    tags: BTreeMap<String, String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    response_us: Option<Encoded>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    service_us: Option<Encoded>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    delay_us: Option<Encoded>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ttfb_us: Option<Encoded>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    dns_us: Option<Encoded>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    connect_us: Option<Encoded>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    tls_us: Option<Encoded>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    metrics: BTreeMap<String, Encoded>,
}

fn at_least_one<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    NonZeroU64::deserialize(deserializer).map(NonZeroU64::get)
}

impl From<&Frame> for FrameLine {
    fn from(frame: &Frame) -> Self {
        let encode = |histogram: &Histogram| (!histogram.is_empty()).then(|| histogram.encode());
        Self {
            run: frame.key.run,
            at_us: UnixMicros::from_second(frame.key.second),
            method: frame.key.method.clone(),
            name: frame.key.name.clone(),
            status: frame.key.status,
            outcome: frame.key.outcome.clone(),
            n: frame.tally.n,
            first_us: frame.tally.first,
            last_us: frame.tally.last,
            sent: frame.tally.sent,
            received: frame.tally.received,
            scenario: frame.key.scenario.clone(),
            journey: frame.key.journey.clone(),
            stage: frame.key.stage,
            phase: frame.key.phase.clone(),
            host: frame.key.host.clone(),
            hops: frame.tally.hops,
            retries: frame.tally.retries,
            failed: frame.tally.failed.clone(),
            error: frame.key.error.clone(),
            fault: frame.key.fault.clone(),
            tags: frame.key.tags.iter().cloned().collect(),
            response_us: encode(&frame.tally.response),
            service_us: encode(&frame.tally.service),
            delay_us: encode(&frame.tally.delay),
            ttfb_us: encode(&frame.tally.ttfb),
            dns_us: encode(&frame.tally.dns),
            connect_us: encode(&frame.tally.connect),
            tls_us: encode(&frame.tally.tls),
            metrics: frame
                .tally
                .metrics
                .iter()
                .map(|(name, histogram)| (name.clone(), histogram.encode()))
                .collect(),
        }
    }
}

impl TryFrom<FrameLine> for Frame {
    type Error = DecodeError;

    fn try_from(line: FrameLine) -> Result<Self, DecodeError> {
        let at_most_n = |histogram: Histogram| match histogram.count() <= line.n {
            true => Ok(histogram),
            false => Err(DecodeError::Contradiction),
        };
        let decode = |encoded: Option<Encoded>| match encoded {
            Some(encoded) => Histogram::decode(&encoded).and_then(at_most_n),
            None => Ok(Histogram::new()),
        };
        let metrics = line.metrics.iter();
        let metrics =
            metrics.map(|(name, encoded)| Ok((name.clone(), Histogram::decode(encoded)?)));
        let tally = Tally {
            n: line.n,
            first: line.first_us,
            last: line.last_us,
            sent: line.sent,
            received: line.received,
            hops: line.hops,
            retries: line.retries,
            failed: line.failed,
            response: decode(line.response_us)?,
            service: decode(line.service_us)?,
            delay: decode(line.delay_us)?,
            ttfb: decode(line.ttfb_us)?,
            dns: decode(line.dns_us)?,
            connect: decode(line.connect_us)?,
            tls: decode(line.tls_us)?,
            metrics: metrics.collect::<Result<_, DecodeError>>()?,
        };
        Ok(Self {
            tally,
            key: FrameKey {
                second: line.at_us.second(),
                run: line.run,
                name: line.name,
                method: line.method,
                host: line.host,
                scenario: line.scenario,
                journey: line.journey,
                stage: line.stage,
                phase: line.phase,
                tags: line.tags.into_iter().collect(),
                outcome: line.outcome,
                status: line.status,
                error: line.error,
                fault: line.fault,
            },
        })
    }
}
