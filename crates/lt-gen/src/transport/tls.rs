//! TLS: whom we trust, who we are, and the handshake. rustls with aws-lc-rs, nothing else.
//!
//! Sessions are never resumed: each connection pays for a full handshake, as that of a client seen for the first time.

mod anyone;
mod files;

use std::io;
use std::sync::{Arc, OnceLock};

use lt_sample::Outcome;
use lt_scenario::Http;
use lt_scenario::http::HttpVersion;
use rustls::client::{ResolvesClientCert, Resumption};
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::ServerName;
use rustls::sign::SingleCertAndKey;
use rustls::{ClientConfig, RootCertStore};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use self::anyone::Anyone;
use super::connect::Agreed;
use super::stream::Plain;
use super::{Failure, phrase};

/// Makes handshakes as the settings want them.
#[derive(Debug)]
pub(super) struct Tls {
    trust: Trust,
    identity: Option<Arc<SingleCertAndKey>>,
    version: HttpVersion,
    /// Made by the first handshake: reading the system's authorities takes time, and most runs need none.
    config: OnceLock<Arc<ClientConfig>>,
}

/// Whose certificates are good.
#[derive(Debug)]
enum Trust {
    /// Those whom the system trusts; where it has no list, Mozilla's.
    System,
    /// Those of a file.
    Given(RootCertStore),
    /// Anyone's.
    Anyone,
}

impl Tls {
    /// Reads the files that the choices name.
    ///
    /// # Errors
    /// A file that cannot be read or used.
    pub(super) fn prepare(http: &Http) -> anyhow::Result<Self> {
        let trust = match &http.ca {
            Some(ca) => Trust::Given(files::authorities(ca)?),
            None => Trust::System,
        };
        let identity = match (&http.cert, &http.key) {
            (Some(cert), Some(key)) => Some(files::identity(cert, key)?),
            _ => None,
        };
        Ok(Self {
            trust: if http.insecure { Trust::Anyone } else { trust },
            identity: identity.map(|identity| Arc::new(SingleCertAndKey::from(identity))),
            version: http.version,
            config: OnceLock::new(),
        })
    }

    /// Does now what the first handshake would do: reads the authorities, and gathers the randomness that keys are made
    /// of, which takes aws-lc 50 ms.
    pub(super) fn make_ready(&self) {
        let provider = self.config().crypto_provider();
        let mut random = [0; 32];
        // A handshake would fail for the same reason, and says so.
        let (Ok(()) | Err(_)) = provider.secure_random.fill(&mut random);
    }

    /// Proves to ourselves who the host is, and agrees on the version of HTTP.
    pub(super) async fn shake_hands(
        &self,
        host: &str,
        plain: Plain,
    ) -> Result<(TlsStream<Plain>, Agreed), Failure> {
        let name = ServerName::try_from(host.to_owned()).map_err(|_no_name| NO_NAME)?;
        let connector = TlsConnector::from(Arc::clone(self.config()));
        let shaken = connector.connect(name, plain).await;
        let stream = shaken.map_err(|error: io::Error| phrase::of_handshake(&error))?;
        let speaks_2 = stream.get_ref().1.alpn_protocol() == Some(b"h2");
        match (speaks_2, self.version) {
            (true, _) => Ok((stream, Agreed::Http2)),
            (false, HttpVersion::Http2) => Err(phrase::NO_HTTP2),
            (false, _) => Ok((stream, Agreed::Http1)),
        }
    }

    fn config(&self) -> &Arc<ClientConfig> {
        self.config.get_or_init(|| Arc::new(self.new_config()))
    }

    fn new_config(&self) -> ClientConfig {
        let provider = Arc::new(aws_lc_rs::default_provider());
        let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()
            .expect("aws-lc-rs speaks TLS 1.2 and 1.3");
        let builder = match self.authorities() {
            Some(roots) => builder.with_root_certificates(roots),
            None => builder
                .dangerous()
                .with_custom_certificate_verifier(Arc::new(Anyone::new(&provider))),
        };
        let mut config = match &self.identity {
            Some(identity) => {
                let identity: Arc<dyn ResolvesClientCert> = Arc::clone(identity) as _;
                builder.with_client_cert_resolver(identity)
            }
            None => builder.with_no_client_auth(),
        };
        config.resumption = Resumption::disabled();
        let protocols: &[&str] = match self.version {
            HttpVersion::Auto => &["h2", "http/1.1"],
            HttpVersion::Http1 => &["http/1.1"],
            HttpVersion::Http2 => &["h2"],
        };
        config.alpn_protocols = protocols
            .iter()
            .map(|name| name.as_bytes().to_vec())
            .collect();
        config
    }

    /// Whom we trust; `None` for anyone.
    fn authorities(&self) -> Option<RootCertStore> {
        match &self.trust {
            Trust::System => Some(files::system_authorities()),
            Trust::Given(roots) => Some(roots.clone()),
            Trust::Anyone => None,
        }
    }
}

const NO_NAME: Failure = Failure {
    outcome: Outcome::TlsError,
    phrase: "host name cannot stand in a certificate",
};
