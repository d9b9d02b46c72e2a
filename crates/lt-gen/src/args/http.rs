//! How requests are carried.

use std::net::IpAddr;
use std::path::PathBuf;

use lt_scenario::http::{Connections, Http1Client, Resolve};

use super::parse::{client, connections, resolve};

/// How requests are carried.
#[derive(Debug, clap::Args)]
pub(crate) struct HttpArgs {
    /// HTTP/2: agreed on over TLS, with prior knowledge without.
    #[arg(long)]
    pub(crate) http2: bool,

    /// HTTP/1.1 only, also where the target offers HTTP/2.
    #[arg(long = "http1.1", conflicts_with = "http2")]
    pub(crate) http1: bool,

    /// HTTP/1.1 by our `lean` client, or by `hyper` [default: lean].
    #[arg(long, value_name = "WHO", value_parser = client)]
    pub(crate) http_client: Option<Http1Client>,

    /// Take any certificate, without proof of who the target is.
    #[arg(short = 'k', long)]
    pub(crate) insecure: bool,

    /// PEM file of authorities to trust, instead of the system's.
    #[arg(long, value_name = "FILE")]
    pub(crate) ca: Option<PathBuf>,

    /// PEM file of our own certificate, for a target that asks.
    #[arg(long, value_name = "FILE", requires = "key")]
    pub(crate) cert: Option<PathBuf>,

    /// PEM file of that certificate's private key.
    #[arg(long, value_name = "FILE", requires = "cert")]
    pub(crate) key: Option<PathBuf>,

    /// Connect to this address instead of asking the resolver.
    #[arg(long, value_name = "HOST:PORT:ADDRESS", value_parser = resolve)]
    pub(crate) resolve: Vec<Resolve>,

    /// Send everything to a Unix socket.
    #[arg(long, value_name = "PATH")]
    pub(crate) unix_socket: Option<PathBuf>,

    /// Local addresses that connections start from in turn.
    #[arg(long = "local-address", value_name = "IP", value_delimiter = ',')]
    pub(crate) local_addresses: Vec<IpAddr>,

    /// Redirects that are followed within a request [default: 10].
    #[arg(long, value_name = "N")]
    pub(crate) redirects: Option<u32>,

    /// Connections `keepalive`, or `per_request` [default: keepalive].
    #[arg(long, value_name = "WHEN", value_parser = connections)]
    pub(crate) connections: Option<Connections>,
}
