//! The servers that the clients are held against.

mod nginx;
mod target;

use std::time::Duration;

pub(super) use nginx::Nginx;
pub(super) use target::Target;

use super::Bench;
use super::peers::Peer;

/// How HTTP is spoken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Protocol {
    Http1,
    Http1Tls,
    Http2,
    Http2Tls,
}

impl Protocol {
    /// Whether it is encrypted.
    pub(super) fn is_tls(self) -> bool {
        matches!(self, Self::Http1Tls | Self::Http2Tls)
    }

    /// Whether it is HTTP/2.
    pub(super) fn is_http2(self) -> bool {
        matches!(self, Self::Http2 | Self::Http2Tls)
    }
}

/// A server that answers every `GET /` with 100 bytes as fast as it can, and counts.
#[derive(Debug)]
pub(super) enum Server {
    Nginx(Nginx),
    Target(Target),
}

impl Server {
    /// Starts nginx where it is installed, else lt-target.
    ///
    /// # Errors
    /// It does not start.
    pub(super) fn start(bench: &Bench) -> anyhow::Result<Self> {
        Ok(match bench.peers.has(Peer::Nginx) {
            true => Self::Nginx(Nginx::start(bench)?),
            false => Self::Target(Target::start(bench, &[])?),
        })
    }

    /// Its name.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Nginx(_) => "nginx",
            Self::Target(_) => "lt-target",
        }
    }

    /// Where it speaks this protocol; `None` where it does not.
    pub(super) fn url(&self, protocol: Protocol) -> Option<String> {
        match self {
            Self::Nginx(nginx) => nginx.url(protocol),
            Self::Target(target) => (protocol == Protocol::Http1).then(|| target.url()),
        }
    }

    /// How many requests it has received, but for those of this method.
    ///
    /// # Errors
    /// It does not answer.
    pub(super) fn requests(&mut self) -> anyhow::Result<u64> {
        match self {
            Self::Nginx(nginx) => nginx.requests(),
            Self::Target(target) => target.requests(),
        }
    }
}

/// How long a server may take to answer for the first time.
const START: Duration = Duration::from_secs(10);
