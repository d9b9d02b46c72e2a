//! The bounded set of phrases in which a sample says what went wrong: no address, no id, no text of the target.

use std::error::Error;
use std::io::{self, ErrorKind};

use lt_sample::Outcome;
use rustls::{AlertDescription, CertificateError};

use super::Failure;

/// No connection, because this machine allows no more open files.
pub(crate) const NO_FILES: &str = "too many open files on this machine";
/// No connection, because this machine has no local ports left for the target.
pub(crate) const NO_PORTS: &str = "no local port left";

/// Why no connection could be made.
pub(super) fn of_connect(error: &io::Error) -> Failure {
    let phrase = match error.kind() {
        ErrorKind::ConnectionRefused => "connection refused",
        ErrorKind::ConnectionReset => "connection reset",
        ErrorKind::HostUnreachable => "host unreachable",
        ErrorKind::NetworkUnreachable => "network unreachable",
        ErrorKind::TimedOut => "connection timed out",
        ErrorKind::AddrNotAvailable => NO_PORTS,
        ErrorKind::PermissionDenied => "connection forbidden by this machine",
        ErrorKind::NotFound => "no such socket",
        _ if is_out_of_files(error) => NO_FILES,
        _ => "connection failed",
    };
    Failure {
        outcome: Outcome::ConnectError,
        phrase,
    }
}

/// Why TLS was not agreed on.
pub(super) fn of_handshake(error: &io::Error) -> Failure {
    let phrase = match (tls_cause(error), error.kind()) {
        (Some(cause), _) => return of_tls(cause),
        (None, ErrorKind::UnexpectedEof) => "connection closed during the TLS handshake",
        (None, ErrorKind::ConnectionReset) => "connection reset during the TLS handshake",
        (None, _) => "TLS handshake failed",
    };
    tls_error(phrase)
}

/// What rustls found wrong.
fn of_tls(cause: &rustls::Error) -> Failure {
    let phrase = match cause {
        rustls::Error::InvalidCertificate(flaw) => of_certificate(flaw),
        rustls::Error::AlertReceived(AlertDescription::NoApplicationProtocol)
        | rustls::Error::NoApplicationProtocol => return NO_HTTP2,
        rustls::Error::AlertReceived(AlertDescription::CertificateRequired) => WANTS_CERTIFICATE,
        rustls::Error::AlertReceived(_) => "TLS refused by the target",
        rustls::Error::InvalidMessage(_) => "target does not speak TLS",
        _ => "TLS handshake failed",
    };
    tls_error(phrase)
}

const WANTS_CERTIFICATE: &str = "target wants a client certificate";

fn of_certificate(flaw: &CertificateError) -> &'static str {
    match flaw {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            "certificate expired"
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            "certificate not valid yet"
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            "certificate is for another name"
        }
        CertificateError::Revoked => "certificate revoked",
        _ => "certificate not trusted",
    }
}

fn tls_error(phrase: &'static str) -> Failure {
    Failure {
        outcome: Outcome::TlsError,
        phrase,
    }
}

/// The target agreed on TLS, but not on the version of HTTP that was wanted.
pub(super) const NO_HTTP2: Failure = Failure {
    outcome: Outcome::TlsError,
    phrase: "target does not agree on the version of HTTP",
};

/// The server closed where more had to come.
pub(super) const INCOMPLETE: Failure = protocol_error(CLOSED);

const CLOSED: &str = "connection closed before the answer was complete";

/// What came breaks the rules of HTTP, or the connection broke.
pub(super) const fn protocol_error(phrase: &'static str) -> Failure {
    Failure {
        outcome: Outcome::ProtocolError,
        phrase,
    }
}

/// Why a connection broke during an exchange.
pub(super) fn of_io(error: &io::Error) -> Failure {
    match tls_cause(error) {
        Some(cause) => of_tls(cause),
        None => protocol_error(of_kind(error.kind())),
    }
}

fn of_kind(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::ConnectionReset => "connection reset",
        ErrorKind::BrokenPipe => "connection closed while sending",
        ErrorKind::UnexpectedEof => CLOSED,
        _ => "exchange failed",
    }
}

/// Why an exchange by hyper broke.
pub(super) fn of_hyper(error: &hyper::Error) -> Failure {
    if error.is_parse() {
        return NOT_HTTP;
    }
    if error.is_incomplete_message() || error.is_closed() || error.is_canceled() {
        return INCOMPLETE;
    }
    match io_cause(error) {
        Some(io) if tls_cause(io).is_some() => of_io(io),
        Some(io) => match io.kind() {
            ErrorKind::InvalidData | ErrorKind::InvalidInput => MALFORMED_BODY,
            kind => protocol_error(of_kind(kind)),
        },
        None => protocol_error("exchange failed"),
    }
}

/// Why a connection with HTTP/2 broke, as h2 tells it: of an error it hands on only kind and words.
pub(super) fn of_http2_io(error: &io::Error) -> Failure {
    match error.kind() {
        // Nothing but TLS fails in this kind.
        ErrorKind::InvalidData if error.to_string().ends_with("CertificateRequired") => {
            tls_error(WANTS_CERTIFICATE)
        }
        ErrorKind::InvalidData => tls_error("TLS broken off"),
        // So h2 calls a connection that the server closed.
        ErrorKind::BrokenPipe => INCOMPLETE,
        kind => protocol_error(of_kind(kind)),
    }
}

/// What we broke off ourselves.
pub(super) const BROKEN_OFF: Failure = Failure {
    outcome: Outcome::FaultInjected,
    phrase: "broken off on purpose",
};
/// A request whose parts no client takes.
pub(super) const UNSENDABLE: Failure = protocol_error("request cannot be sent");

pub(super) const NOT_HTTP: Failure = protocol_error("answer is not HTTP/1.1");
pub(super) const HEAD_TOO_LARGE: Failure = protocol_error("head of the answer is too large");
pub(super) const MALFORMED_BODY: Failure = protocol_error("chunks of the answer are malformed");
pub(super) const SWITCHED: Failure = protocol_error("answer switches protocols unasked");

fn is_out_of_files(error: &io::Error) -> bool {
    let number = error.raw_os_error();
    number == Some(rustix::io::Errno::MFILE.raw_os_error())
        || number == Some(rustix::io::Errno::NFILE.raw_os_error())
}

fn tls_cause(error: &io::Error) -> Option<&rustls::Error> {
    error.get_ref()?.downcast_ref()
}

fn io_cause(error: &hyper::Error) -> Option<&io::Error> {
    let mut cause = error.source();
    while let Some(inner) = cause {
        if let Some(io) = inner.downcast_ref::<io::Error>() {
            return Some(io);
        }
        cause = inner.source();
    }
    None
}
