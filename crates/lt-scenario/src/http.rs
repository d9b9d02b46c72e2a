//! How requests are carried: the choices of HTTP, TLS and connections.

use std::net::IpAddr;
use std::path::PathBuf;

use crate::quoted::Quoted;

mod choices;
mod resolve;

pub use choices::{HttpChoices, HttpError};
pub use resolve::{Resolve, ResolveError};

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
    /// Whether users keep the cookies that they are given, and send them back.
    pub cookies: bool,
    /// How many connections one user may have at once, for requests that it sends together.
    pub connections_per_user: u32,
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
            cookies: true,
            connections_per_user: 6,
        }
    }
}

impl std::str::FromStr for HttpVersion {
    type Err = ChoiceError;

    fn from_str(text: &str) -> Result<Self, ChoiceError> {
        match text {
            "auto" => Ok(Self::Auto),
            "1.1" => Ok(Self::Http1),
            "2" => Ok(Self::Http2),
            _ => Err(ChoiceError::new(
                "version of HTTP",
                text,
                "`auto`, `1.1` or `2`",
            )),
        }
    }
}

impl std::str::FromStr for Http1Client {
    type Err = ChoiceError;

    fn from_str(text: &str) -> Result<Self, ChoiceError> {
        match text {
            "lean" => Ok(Self::Lean),
            "hyper" => Ok(Self::Hyper),
            _ => Err(ChoiceError::new("client", text, "`lean` or `hyper`")),
        }
    }
}

impl std::str::FromStr for Connections {
    type Err = ChoiceError;

    fn from_str(text: &str) -> Result<Self, ChoiceError> {
        match text {
            "keepalive" => Ok(Self::KeepAlive),
            // The second is how an option on a command line spells it.
            "per_request" | "per-request" => Ok(Self::PerRequest),
            _ => Err(ChoiceError::new(
                "way to keep connections",
                text,
                "`keepalive` or `per_request`",
            )),
        }
    }
}

/// A word that names none of the choices.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{} is no {what}; use {known}", Quoted(text))]
pub struct ChoiceError {
    what: &'static str,
    text: String,
    known: &'static str,
}

impl ChoiceError {
    fn new(what: &'static str, text: &str, known: &'static str) -> Self {
        let text = text.to_owned();
        Self { what, text, known }
    }
}
