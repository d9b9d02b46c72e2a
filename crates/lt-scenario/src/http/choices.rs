//! What somebody decided about [`Http`].

use std::net::IpAddr;
use std::path::PathBuf;

use super::{Connections, Http, Http1Client, HttpVersion, Resolve};

/// Some of the choices of [`Http`]; `None` or empty leaves the choice to somebody else.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HttpChoices {
    /// Which version is spoken.
    pub version: Option<HttpVersion>,
    /// Who speaks HTTP/1.1 for us.
    pub client: Option<Http1Client>,
    /// When a connection is closed.
    pub connections: Option<Connections>,
    /// How many redirects of one request are followed.
    pub redirects: Option<u32>,
    /// Whether any certificate of the target is taken.
    pub insecure: Option<bool>,
    /// The certificate authorities to trust.
    pub ca: Option<PathBuf>,
    /// Our own certificate chain.
    pub cert: Option<PathBuf>,
    /// Its private key.
    pub key: Option<PathBuf>,
    /// Addresses that are used instead of asking the resolver.
    pub resolve: Vec<Resolve>,
    /// A Unix socket to which all connections go.
    pub unix_socket: Option<PathBuf>,
    /// Local addresses that connections start from.
    pub local_addresses: Vec<IpAddr>,
}

impl HttpChoices {
    /// These choices, and those of `file` where these leave one.
    pub(crate) fn or(&self, file: &Self) -> Result<Http, HttpError> {
        let default = Http::default();
        let (one, other) = (self.clone(), file.clone());
        // A certificate and its key come from the same place: mixed, they would not fit.
        let typed_pair = one.cert.is_some() || one.key.is_some();
        let (cert, key) = if typed_pair {
            (one.cert, one.key)
        } else {
            (other.cert, other.key)
        };
        match (&cert, &key) {
            (Some(_), None) => return Err(HttpError::NoKey),
            (None, Some(_)) => return Err(HttpError::NoCert),
            _ => {}
        }
        let list_or = |one: Vec<Resolve>, other| if one.is_empty() { other } else { one };
        let local_addresses = if one.local_addresses.is_empty() {
            other.local_addresses
        } else {
            one.local_addresses
        };
        Ok(Http {
            version: one.version.or(other.version).unwrap_or(default.version),
            client: one.client.or(other.client).unwrap_or(default.client),
            connections: one
                .connections
                .or(other.connections)
                .unwrap_or(default.connections),
            redirects: one
                .redirects
                .or(other.redirects)
                .unwrap_or(default.redirects),
            insecure: one.insecure.or(other.insecure).unwrap_or(default.insecure),
            ca: one.ca.or(other.ca),
            cert,
            key,
            resolve: list_or(one.resolve, other.resolve),
            unix_socket: one.unix_socket.or(other.unix_socket),
            local_addresses,
            ..default
        })
    }
}

/// Choices that do not fit together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HttpError {
    /// A certificate without its key.
    #[error("a client certificate (`cert`) needs its private key; add `key`")]
    NoKey,
    /// A key without its certificate.
    #[error("a private key (`key`) needs its client certificate; add `cert`")]
    NoCert,
}
