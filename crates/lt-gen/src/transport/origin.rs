//! Where connections go.

use lt_scenario::Url;

/// A host and port that requests go to, and whether over TLS.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Origin {
    pub(crate) is_tls: bool,
    /// In lower case; an IPv6 address without brackets.
    pub(crate) host: String,
    pub(crate) port: u16,
}

impl Origin {
    pub(crate) fn of(url: &Url) -> Self {
        Self {
            is_tls: url.is_tls(),
            host: url.host().to_ascii_lowercase(),
            port: url.port(),
        }
    }
}
