//! The addresses of hosts.

use std::cell::RefCell;
use std::collections::HashMap;
use std::net::SocketAddr;
use std::rc::Rc;

use lt_scenario::http::Resolve;

use super::{NO_ADDRESS, add};
use crate::clock::{Clock, between};
use crate::transport::{Exchange, Failure, Origin};

/// Resolves hosts until there is an answer, which holds for the run: requests do not measure the resolver.
#[derive(Debug)]
pub(super) struct Addresses {
    clock: Clock,
    /// What the command line says, by host and port.
    given: HashMap<(String, u16), Rc<[SocketAddr]>>,
    /// What the resolver said, by host.
    found: RefCell<HashMap<String, Rc<[SocketAddr]>>>,
}

impl Addresses {
    pub(super) fn new(clock: Clock, given: &[Resolve]) -> Self {
        let mut by_origin: HashMap<_, Vec<SocketAddr>> = HashMap::new();
        for Resolve {
            host,
            port,
            address,
        } in given
        {
            let origin = (host.trim_matches(['[', ']']).to_ascii_lowercase(), *port);
            by_origin
                .entry(origin)
                .or_default()
                .push(SocketAddr::new(*address, *port));
        }
        let rc = |(origin, addresses): (_, Vec<SocketAddr>)| (origin, Rc::from(addresses));
        Self {
            clock,
            given: by_origin.into_iter().map(rc).collect(),
            found: RefCell::default(),
        }
    }

    /// The addresses of an origin, at least one. A failed look-up is tried again by the next request.
    pub(super) async fn of(
        &self,
        origin: &Origin,
        exchange: &mut Exchange,
    ) -> Result<Vec<SocketAddr>, Failure> {
        let Origin { host, port, .. } = origin;
        if let Some(given) = self.given.get(&(host.clone(), *port)) {
            return Ok(given.to_vec());
        }
        if let Ok(address) = host.parse() {
            return Ok(vec![SocketAddr::new(address, *port)]);
        }
        let known = self.found.borrow().get(host).cloned();
        let mut addresses = match known {
            Some(known) => known.to_vec(),
            None => self.look_up(host, exchange).await?.to_vec(),
        };
        addresses
            .iter_mut()
            .for_each(|address| address.set_port(*port));
        Ok(addresses)
    }

    async fn look_up(
        &self,
        host: &str,
        exchange: &mut Exchange,
    ) -> Result<Rc<[SocketAddr]>, Failure> {
        let begin = self.clock.now();
        let found = tokio::net::lookup_host((host, 0)).await;
        add(&mut exchange.dns, between(begin, self.clock.now()));
        let addresses: Rc<[SocketAddr]> = found.map_err(|_resolver_words| NO_ADDRESS)?.collect();
        if addresses.is_empty() {
            return Err(NO_ADDRESS);
        }
        self.found
            .borrow_mut()
            .insert(host.to_owned(), Rc::clone(&addresses));
        Ok(addresses)
    }
}
