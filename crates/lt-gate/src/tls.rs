//! Encryption, with the authorities that the system trusts; where it has no list, Mozilla's.

use std::sync::Arc;

use anyhow::{Context, anyhow};
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

/// Reads whom the system trusts.
pub(crate) fn connector() -> anyhow::Result<TlsConnector> {
    trusting(authorities())
}

/// Proves who the host is.
pub(crate) async fn wrap(
    connector: &TlsConnector,
    host: &str,
    stream: TcpStream,
) -> anyhow::Result<TlsStream<TcpStream>> {
    let name = ServerName::try_from(host.to_owned())
        .map_err(|_no_name| anyhow!("`{host}` cannot stand in a certificate"))?;
    let shaken = connector.connect(name, stream).await;
    shaken.context("the TLS handshake failed")
}

/// Trusts only these.
pub(crate) fn trusting(roots: RootCertStore) -> anyhow::Result<TlsConnector> {
    let config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .context("TLS cannot be set up")?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}

fn authorities() -> RootCertStore {
    let mut roots = RootCertStore::empty();
    let found = rustls_native_certs::load_native_certs();
    roots.add_parsable_certificates(found.certs);
    if roots.is_empty() {
        roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    }
    roots
}
