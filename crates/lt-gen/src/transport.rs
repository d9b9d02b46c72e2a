//! How a request reaches the target and its answer comes back.
//!
//! A transport knows nothing of users, plans and samples: it takes a connection slot and a prepared request and fills in
//! an [`Exchange`]. [`Client`] does it for real, `scripted` for tests of the engine.

mod client;
mod connect;
mod disturb;
mod http1;
mod http2;
mod jar;
mod kept;
mod lean;
mod origin;
mod phrase;
mod prepared;
mod redirect;
#[cfg(test)]
pub(crate) mod scripted;
mod settings;
mod stream;
mod tls;

use lt_sample::{Micros, Outcome};
use lt_scenario::RunTime;

pub(crate) use client::Client;
pub(crate) use jar::Jar;
pub(crate) use kept::{Kept, Wants};
pub(crate) use origin::Origin;
pub(crate) use phrase::{NO_FILES, NO_PORTS};
pub(crate) use prepared::{Disturbance, Prepared};
pub(crate) use settings::Settings;

/// Sends requests, one at a time on a connection.
pub(crate) trait Transport: 'static {
    /// A connection to one origin, kept for reuse.
    type Connection: 'static;

    /// Sends a request and reads the whole answer, on the connection in the slot or on a new one.
    ///
    /// Cookies come from the jar and go into it, those of redirects too; without one there are none.
    /// Leaves in the slot only what can be used again. Dropped midway it leaves the slot empty and `exchange` as far
    /// as it came.
    fn exchange(
        &self,
        slot: &mut Option<Self::Connection>,
        request: &Prepared,
        jar: Option<&Jar>,
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
    /// Body bytes sent.
    pub(crate) sent: u64,
    /// Body bytes received.
    pub(crate) received: u64,
    /// Time for name resolution, where that was needed.
    pub(crate) dns: Option<Micros>,
    /// Time to connect, where that was needed.
    pub(crate) connect: Option<Micros>,
    /// Time for the TLS handshake, where that was needed.
    pub(crate) tls: Option<Micros>,
    /// The version of HTTP, where it is not 1.1.
    pub(crate) http: Option<&'static str>,
    /// Redirects that were followed.
    pub(crate) hops: u32,
    /// Tries that were repeated on a fresh connection because nothing had been sent.
    pub(crate) retries: u32,
    /// What was going on, for the phrase of a time-out.
    pub(crate) doing: Doing,
    /// What is wanted of the answer; whoever begins the exchange says so. Cookies are wanted by whoever gives a jar.
    pub(crate) wants: Wants,
    /// What was kept of the answer; `None` where nothing was wanted of it.
    pub(crate) kept: Option<Box<Kept>>,
}

/// What a request is waiting for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
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

/// What a complete answer leaves behind.
#[derive(Debug)]
struct Answered {
    /// Whether the connection can be used again.
    reusable: bool,
    /// Where a redirect leads, if that was wanted.
    location: Option<String>,
    /// What was wanted of it.
    kept: Option<Box<Kept>>,
}

/// Why there is no complete answer.
#[derive(Debug)]
enum Broken {
    /// The connection was closed before anything of the request was sent.
    Unsent(Failure),
    /// Something else, at a time when the server may have seen the request.
    Failed(Failure),
}

impl Broken {
    fn into_failure(self) -> Failure {
        match self {
            Self::Unsent(failure) | Self::Failed(failure) => failure,
        }
    }
}

/// How an exchange ended, in the words of a sample.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Ending {
    pub(crate) outcome: Outcome<'static>,
    pub(crate) error: Option<&'static str>,
}

impl Ending {
    /// What an exchange amounts to; `result` is `None` where its time was up.
    pub(crate) fn of(
        request: &Prepared,
        exchange: &Exchange,
        result: Option<Result<(), Failure>>,
    ) -> Self {
        // An answer that is complete stays so, whatever becomes of the connection afterwards.
        if let (Some(status), Some(_)) = (exchange.status, exchange.end) {
            return request.outcome_of(status).into();
        }
        let failure = match result {
            Some(Ok(())) => unreachable!("a complete exchange has a status and an end"),
            Some(Err(failure)) => failure,
            None => Failure::timeout(exchange.doing),
        };
        Self {
            outcome: failure.outcome,
            error: Some(failure.phrase),
        }
    }
}

impl From<Outcome<'static>> for Ending {
    fn from(outcome: Outcome<'static>) -> Self {
        Self {
            outcome,
            error: None,
        }
    }
}

#[cfg(test)]
mod tests;
