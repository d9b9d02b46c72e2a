//! How a request reaches the target and its answer comes back.
//!
//! A transport knows nothing of users, plans and samples: it takes a connection slot and a prepared request and fills in
//! an [`Exchange`]. `http1` does it for real, `scripted` for tests of the engine.

mod connect;
mod http1;
mod phrase;
#[cfg(test)]
pub(crate) mod scripted;

use std::time::Duration;

use bytes::Bytes;
use http_body_util::Full;
use lt_sample::{Micros, Outcome};
use lt_scenario::{Request, RunTime};

pub(crate) use http1::Http1;

/// Sends requests, one at a time on a connection.
pub(crate) trait Transport: 'static {
    /// A connection to one origin, kept for reuse.
    type Connection: 'static;

    /// Sends a request and reads the whole answer, on the connection in the slot or on a new one.
    ///
    /// Leaves in the slot only what can be used again. Dropped midway it leaves the slot empty and `exchange` as far
    /// as it came.
    fn exchange(
        &self,
        slot: &mut Option<Self::Connection>,
        request: &Prepared,
        exchange: &mut Exchange,
    ) -> impl Future<Output = Result<(), Failure>>;
}

/// What became known of an exchange, also of one that failed or was cut short.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Exchange {
    /// Status of the answer.
    pub(crate) status: Option<u16>,
    /// When the first byte of the answer's head was there.
    pub(crate) first_byte: Option<RunTime>,
    /// When the last byte of the answer was there.
    pub(crate) end: Option<RunTime>,
    /// Body bytes received.
    pub(crate) received: u64,
    /// Time for name resolution, where that was needed.
    pub(crate) dns: Option<Micros>,
    /// Time to connect, where that was needed.
    pub(crate) connect: Option<Micros>,
    /// Tries that were repeated on a fresh connection because nothing had been sent.
    pub(crate) retries: u32,
    /// What was going on, for the phrase of a time-out.
    pub(crate) doing: Doing,
}

/// What a request is waiting for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Doing {
    /// A connection.
    #[default]
    Connecting,
    /// The head of the answer.
    Waiting,
    /// The body of the answer.
    Reading,
}

/// Why an exchange failed: the outcome, and a phrase from a bounded set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    pub(crate) outcome: Outcome<'static>,
    pub(crate) phrase: &'static str,
}

impl Failure {
    /// The time-out of a request that was doing this.
    pub(crate) fn timeout(doing: Doing) -> Self {
        Self {
            outcome: Outcome::Timeout,
            phrase: match doing {
                Doing::Connecting => "timed out while connecting",
                Doing::Waiting => "timed out while waiting for the answer",
                Doing::Reading => "timed out while reading the answer",
            },
        }
    }
}

/// A request whose bytes are made once.
#[derive(Debug)]
pub(crate) struct Prepared {
    /// The message to send; cloning it copies no body.
    pub(crate) message: http::Request<Full<Bytes>>,
    /// Which of the plan's origins it goes to.
    pub(crate) origin: usize,
    /// Body bytes.
    pub(crate) sent: u64,
    /// Longest wait for the answer.
    pub(crate) timeout: Duration,
    allow_status: Vec<u16>,
}

/// A host and port that requests go to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Origin {
    pub(crate) host: String,
    pub(crate) port: u16,
}

impl Prepared {
    /// Makes the messages of a plan's requests, and the list of the origins that they go to.
    pub(crate) fn all(
        requests: &[Request],
        timeout: Duration,
    ) -> anyhow::Result<(Vec<Self>, Vec<Origin>)> {
        let mut origins: Vec<Origin> = Vec::new();
        let mut prepare = |request: &Request| {
            let origin = Origin {
                host: request.url.host().to_owned(),
                port: request.url.port(),
            };
            let place = origins
                .iter()
                .position(|known| *known == origin)
                .unwrap_or_else(|| {
                    origins.push(origin);
                    origins.len() - 1
                });
            Self::new(request, place, timeout)
        };
        let prepared = requests
            .iter()
            .map(&mut prepare)
            .collect::<anyhow::Result<_>>()?;
        Ok((prepared, origins))
    }

    fn new(request: &Request, origin: usize, timeout: Duration) -> anyhow::Result<Self> {
        let mut message = http::Request::builder()
            .method(request.endpoint.method.as_str())
            .uri(request.url.path_and_query());
        if !request.has_header("host") {
            message = message.header(http::header::HOST, request.url.authority());
        }
        for (name, value) in &request.headers {
            message = message.header(name, value);
        }
        let body = Bytes::from(request.body.clone());
        Ok(Self {
            origin,
            sent: body.len() as u64,
            timeout: request.timeout.unwrap_or(timeout),
            allow_status: request.allow_status.clone(),
            message: message.body(Full::new(body))?,
        })
    }

    /// What a complete answer with this status amounts to.
    pub(crate) fn outcome_of(&self, status: u16) -> Outcome<'static> {
        match status {
            400.. if !self.allow_status.contains(&status) => Outcome::HttpError,
            _ => Outcome::Ok,
        }
    }
}

/// How an exchange ended, in the words of a sample.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Ending {
    pub(crate) outcome: Outcome<'static>,
    pub(crate) error: Option<&'static str>,
}

/// Sends a request within its time-out. What is known of it stands in `exchange`, however it ends.
pub(crate) async fn exchange_in_time<T: Transport>(
    transport: &T,
    slot: &mut Option<T::Connection>,
    request: &Prepared,
    exchange: &mut Exchange,
) -> Ending {
    let result =
        tokio::time::timeout(request.timeout, transport.exchange(slot, request, exchange)).await;
    // An answer that is complete stays so, whatever becomes of the connection afterwards.
    if let (Some(status), Some(_)) = (exchange.status, exchange.end) {
        let outcome = request.outcome_of(status);
        return Ending {
            outcome,
            error: None,
        };
    }
    let failure = match result {
        Ok(Ok(())) => unreachable!("a complete exchange has a status and an end"),
        Ok(Err(failure)) => failure,
        Err(_) => Failure::timeout(exchange.doing),
    };
    Ending {
        outcome: failure.outcome,
        error: Some(failure.phrase),
    }
}
