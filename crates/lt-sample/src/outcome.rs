//! How a request ended.

use std::borrow::Cow;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// How one logical request ended. The set is closed for writers; readers keep a word they do not know.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome<'a> {
    /// Answered as wished.
    Ok,
    /// Answered with status 400 or above, and that status was not allowed.
    HttpError,
    /// Answered, and a check of the scenario did not hold.
    CheckFailed,
    /// No complete answer within the time-out.
    Timeout,
    /// No connection could be made.
    ConnectError,
    /// The host's name could not be resolved.
    DnsError,
    /// The TLS handshake failed.
    TlsError,
    /// The connection broke after it was made, or what came was not HTTP.
    ProtocolError,
    /// A template of the scenario could not be evaluated; never sent.
    TemplateError,
    /// Our own error injection made it fail; not an error of the target.
    FaultInjected,
    /// The limit of requests in flight was reached; never sent.
    Dropped,
    /// The run ended first.
    Cancelled,
    /// A word from a newer writer; counts as an error.
    Other(Cow<'a, str>),
}

impl<'a> Outcome<'a> {
    /// Every outcome that writers use.
    pub const ALL: [Outcome<'static>; 12] = [
        Outcome::Ok,
        Outcome::HttpError,
        Outcome::CheckFailed,
        Outcome::Timeout,
        Outcome::ConnectError,
        Outcome::DnsError,
        Outcome::TlsError,
        Outcome::ProtocolError,
        Outcome::TemplateError,
        Outcome::FaultInjected,
        Outcome::Dropped,
        Outcome::Cancelled,
    ];

    /// The outcome's word in the stream.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Ok => "ok",
            Self::HttpError => "http_error",
            Self::CheckFailed => "check_failed",
            Self::Timeout => "timeout",
            Self::ConnectError => "connect_error",
            Self::DnsError => "dns_error",
            Self::TlsError => "tls_error",
            Self::ProtocolError => "protocol_error",
            Self::TemplateError => "template_error",
            Self::FaultInjected => "fault_injected",
            Self::Dropped => "dropped",
            Self::Cancelled => "cancelled",
            Self::Other(word) => word,
        }
    }

    /// Reads the outcome's word.
    pub fn from_text(word: Cow<'a, str>) -> Self {
        match &*word {
            "ok" => Self::Ok,
            "http_error" => Self::HttpError,
            "check_failed" => Self::CheckFailed,
            "timeout" => Self::Timeout,
            "connect_error" => Self::ConnectError,
            "dns_error" => Self::DnsError,
            "tls_error" => Self::TlsError,
            "protocol_error" => Self::ProtocolError,
            "template_error" => Self::TemplateError,
            "fault_injected" => Self::FaultInjected,
            "dropped" => Self::Dropped,
            "cancelled" => Self::Cancelled,
            _ => Self::Other(word),
        }
    }

    /// Whether something was sent: all but `dropped` and `cancelled`. Injected faults are sent, and counted apart.
    pub fn is_request(&self) -> bool {
        !matches!(self, Self::Dropped | Self::Cancelled)
    }

    /// Whether it counts as an error: a request that is neither `ok` nor `fault_injected`.
    pub fn is_error(&self) -> bool {
        self.is_request() && !matches!(self, Self::Ok | Self::FaultInjected)
    }

    /// The same outcome, owning its text.
    pub fn into_owned(self) -> Outcome<'static> {
        match self {
            Self::Other(word) => Outcome::Other(Cow::Owned(word.into_owned())),
            known => Outcome::from_text(Cow::Owned(known.as_str().to_owned())),
        }
    }
}

impl Serialize for Outcome<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Outcome<'_> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|word| Self::from_text(Cow::Owned(word)))
    }
}
