//! Making connections.

mod addresses;

use std::cell::Cell;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::path::Path;

use lt_sample::{Micros, Outcome};
use tokio::net::{TcpSocket, TcpStream, UnixStream};

use self::addresses::Addresses;
use super::stream::{Plain, Stream};
use super::{Exchange, Failure, Origin, Settings, phrase};
use crate::clock::{Clock, between};

/// Connects to origins, as the settings want it.
#[derive(Debug)]
pub(super) struct Connector {
    clock: Clock,
    settings: Settings,
    addresses: Addresses,
    /// How many connections began from local addresses of our choice.
    begun: Cell<usize>,
}

/// What can be spoken on a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Agreed {
    Http1,
    Http2,
}

impl Connector {
    pub(super) fn new(clock: Clock, settings: Settings) -> Self {
        Self {
            clock,
            addresses: Addresses::new(clock, &settings.http().resolve),
            settings,
            begun: Cell::new(0),
        }
    }

    /// A connection to an origin, with the times it took in `exchange`, and the version that TLS agreed on.
    pub(super) async fn connect(
        &self,
        origin: &Origin,
        exchange: &mut Exchange,
    ) -> Result<(Stream, Option<Agreed>), Failure> {
        let plain = match &self.settings.http().unix_socket {
            Some(path) => self.unix(path, exchange).await?,
            None => self.tcp(origin, exchange).await?,
        };
        if !origin.is_tls {
            return Ok((plain.into(), None));
        }
        let begin = self.clock.now();
        let shaken = self.settings.tls().shake_hands(&origin.host, plain).await;
        let (stream, agreed) = shaken?;
        add(&mut exchange.tls, between(begin, self.clock.now()));
        Ok((Stream::Tls(Box::new(stream)), Some(agreed)))
    }

    async fn unix(&self, path: &Path, exchange: &mut Exchange) -> Result<Plain, Failure> {
        let begin = self.clock.now();
        let connected = UnixStream::connect(path).await;
        let stream = connected.map_err(|error| phrase::of_connect(&error))?;
        add(&mut exchange.connect, between(begin, self.clock.now()));
        Ok(Plain::Unix(stream))
    }

    async fn tcp(&self, origin: &Origin, exchange: &mut Exchange) -> Result<Plain, Failure> {
        let addresses = self.addresses.of(origin, exchange).await?;
        let begin = self.clock.now();
        let mut refusal = NO_ADDRESS;
        for address in addresses {
            let connected = self.tcp_to(address).await.and_then(without_nagle);
            match connected {
                Ok(stream) => {
                    add(&mut exchange.connect, between(begin, self.clock.now()));
                    return Ok(Plain::Tcp(stream));
                }
                Err(error) => refusal = phrase::of_connect(&error),
            }
        }
        Err(refusal)
    }

    async fn tcp_to(&self, address: SocketAddr) -> io::Result<TcpStream> {
        let Some(local) = self.local_address(address) else {
            return TcpStream::connect(address).await;
        };
        let socket = match address {
            SocketAddr::V4(_) => TcpSocket::new_v4(),
            SocketAddr::V6(_) => TcpSocket::new_v6(),
        }?;
        socket.bind(SocketAddr::new(local, 0))?;
        socket.connect(address).await
    }

    /// The next of our own addresses, of the family of the other one's.
    fn local_address(&self, remote: SocketAddr) -> Option<IpAddr> {
        let locals = &self.settings.http().local_addresses;
        let fits = |local: &&IpAddr| local.is_ipv4() == remote.is_ipv4();
        let n = locals.iter().filter(fits).count();
        let turn = self.begun.get();
        self.begun.set(turn.wrapping_add(1));
        locals
            .iter()
            .filter(fits)
            .nth(turn.checked_rem(n)?)
            .copied()
    }
}

/// Adds to a time that several connections of one request may share.
fn add(total: &mut Option<Micros>, time: Micros) {
    *total = Some(total.unwrap_or_default() + time);
}

const NO_ADDRESS: Failure = Failure {
    outcome: Outcome::DnsError,
    phrase: "host name not found",
};

fn without_nagle(stream: TcpStream) -> io::Result<TcpStream> {
    stream.set_nodelay(true)?;
    Ok(stream)
}
