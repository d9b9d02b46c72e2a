//! Making connections.

use std::cell::RefCell;
use std::io;
use std::net::SocketAddr;

use lt_sample::Outcome;
use tokio::net::TcpStream;

use super::{Exchange, Failure, Origin, phrase};
use crate::clock::{Clock, between};

/// Resolves the plan's origins, each once in a run, and connects to them.
#[derive(Debug)]
pub(super) struct Connector {
    clock: Clock,
    origins: Vec<Origin>,
    addresses: RefCell<Vec<Option<Vec<SocketAddr>>>>,
}

impl Connector {
    pub(super) fn new(clock: Clock, origins: Vec<Origin>) -> Self {
        let addresses = RefCell::new(vec![None; origins.len()]);
        Self {
            clock,
            origins,
            addresses,
        }
    }

    /// A connection to an origin, with the time it took in `exchange`.
    pub(super) async fn connect(
        &self,
        origin: usize,
        exchange: &mut Exchange,
    ) -> Result<TcpStream, Failure> {
        let addresses = self.resolve(origin, exchange).await?;
        let begin = self.clock.now();
        let mut refusal = None;
        for address in addresses {
            match TcpStream::connect(address).await.and_then(without_nagle) {
                Ok(stream) => {
                    exchange.connect = Some(between(begin, self.clock.now()));
                    return Ok(stream);
                }
                Err(error) => refusal = Some(phrase::of_connect(&error)),
            }
        }
        Err(refusal.unwrap_or(NO_ADDRESS))
    }

    /// The addresses of an origin: a successful look-up holds for the whole run, so that requests do not measure the
    /// resolver; a failed one is tried again by the next request.
    async fn resolve(
        &self,
        origin: usize,
        exchange: &mut Exchange,
    ) -> Result<Vec<SocketAddr>, Failure> {
        if let Some(addresses) = &self.addresses.borrow()[origin] {
            return Ok(addresses.clone());
        }
        let Origin { host, port } = &self.origins[origin];
        let begin = self.clock.now();
        let found = tokio::net::lookup_host((host.as_str(), *port)).await;
        exchange.dns = Some(between(begin, self.clock.now()));
        let addresses: Vec<SocketAddr> = found.map_err(|_resolver_words| NO_ADDRESS)?.collect();
        if addresses.is_empty() {
            return Err(NO_ADDRESS);
        }
        self.addresses.borrow_mut()[origin] = Some(addresses.clone());
        Ok(addresses)
    }
}

const NO_ADDRESS: Failure = Failure {
    outcome: Outcome::DnsError,
    phrase: "host name not found",
};

fn without_nagle(stream: TcpStream) -> io::Result<TcpStream> {
    stream.set_nodelay(true)?;
    Ok(stream)
}
