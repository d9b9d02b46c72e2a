//! The choices of HTTP, TLS and connections, read and checked before any load.

use std::sync::Arc;

use lt_scenario::Http;

use super::tls::Tls;

/// How all requests of a run are carried; cheap to clone, the same for all threads.
#[derive(Clone, Debug)]
pub(crate) struct Settings(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    http: Http,
    tls: Tls,
}

impl Settings {
    /// Reads what the choices name.
    ///
    /// # Errors
    /// A file of certificates or of a key that cannot be read or used.
    pub(crate) fn prepare(http: &Http) -> anyhow::Result<Self> {
        Ok(Self(Arc::new(Inner {
            tls: Tls::prepare(http)?,
            http: http.clone(),
        })))
    }

    pub(super) fn http(&self) -> &Http {
        &self.0.http
    }

    pub(super) fn tls(&self) -> &Tls {
        &self.0.tls
    }
}
