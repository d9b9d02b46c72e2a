//! How requests are carried: the choices of HTTP, TLS and connections.

use std::net::IpAddr;
use std::path::PathBuf;

/// Everything about the way to the target that is the same for all requests of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Http {
    /// Which version is spoken.
    pub version: HttpVersion,
    /// Who speaks HTTP/1.1 for us.
    pub client: Http1Client,
    /// When a connection is closed.
    pub connections: Connections,
    /// How many redirects of one request are followed; beyond that it fails.
    pub redirects: u32,
    /// Whether any certificate of the target is taken, without proof of who it is.
    pub insecure: bool,
    /// A PEM file with the certificate authorities to trust, instead of the system's.
    pub ca: Option<PathBuf>,
    /// A PEM file with our own certificate chain, shown to a target that asks; never without `key`.
    pub cert: Option<PathBuf>,
    /// The PEM file of that certificate's private key; never without `cert`.
    pub key: Option<PathBuf>,
    /// Addresses that are used instead of asking the resolver.
    pub resolve: Vec<Resolve>,
    /// A Unix socket to which all connections go, instead of host and port.
    pub unix_socket: Option<PathBuf>,
    /// Local addresses that connections start from, in turn; empty leaves the choice to the system.
    pub local_addresses: Vec<IpAddr>,
}

/// Which version of HTTP is spoken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum HttpVersion {
    /// Over TLS what both sides can (ALPN), HTTP/2 first; HTTP/1.1 without TLS.
    #[default]
    Auto,
    /// HTTP/1.1.
    Http1,
    /// HTTP/2: by ALPN over TLS, with prior knowledge without.
    Http2,
}

/// Who speaks HTTP/1.1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Http1Client {
    /// Our own lean client.
    #[default]
    Lean,
    /// hyper's, which costs about four times as many instructions: a second opinion.
    Hyper,
}

/// When a connection is closed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Connections {
    /// It is kept for the next request as long as the target lets us.
    #[default]
    KeepAlive,
    /// After each request; the next one makes a new one.
    PerRequest,
}

/// An address for a host and port, as in curl's `--resolve`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolve {
    /// The host as it stands in a URL.
    pub host: String,
    /// The port.
    pub port: u16,
    /// Where connections go instead.
    pub address: IpAddr,
}

impl Default for Http {
    fn default() -> Self {
        Self {
            version: HttpVersion::default(),
            client: Http1Client::default(),
            connections: Connections::default(),
            redirects: 10,
            insecure: false,
            ca: None,
            cert: None,
            key: None,
            resolve: Vec::new(),
            unix_socket: None,
            local_addresses: Vec::new(),
        }
    }
}
