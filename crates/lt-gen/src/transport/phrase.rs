//! The bounded set of phrases in which a sample says what went wrong: no address, no id, no text of the target.

use std::error::Error;
use std::io::{self, ErrorKind};

use lt_sample::Outcome;

use super::Failure;

/// Why no connection could be made.
pub(super) fn of_connect(error: &io::Error) -> Failure {
    let phrase = match error.kind() {
        ErrorKind::ConnectionRefused => "connection refused",
        ErrorKind::ConnectionReset => "connection reset",
        ErrorKind::HostUnreachable => "host unreachable",
        ErrorKind::NetworkUnreachable => "network unreachable",
        ErrorKind::TimedOut => "connection timed out",
        ErrorKind::AddrNotAvailable => "no local port left",
        ErrorKind::PermissionDenied => "connection forbidden by this machine",
        _ if is_out_of_files(error) => "too many open files on this machine",
        _ => "connection failed",
    };
    Failure {
        outcome: Outcome::ConnectError,
        phrase,
    }
}

/// Why an exchange broke after the connection was made.
pub(super) fn of_exchange(error: &hyper::Error) -> Failure {
    let phrase = if error.is_parse() {
        "answer is not HTTP/1.1"
    } else if error.is_incomplete_message() || error.is_closed() {
        "connection closed before the answer was complete"
    } else {
        match io_kind(error) {
            Some(ErrorKind::ConnectionReset) => "connection reset",
            Some(ErrorKind::BrokenPipe) => "connection closed while sending",
            Some(ErrorKind::UnexpectedEof) => "connection closed before the answer was complete",
            _ => "exchange failed",
        }
    };
    Failure {
        outcome: Outcome::ProtocolError,
        phrase,
    }
}

fn is_out_of_files(error: &io::Error) -> bool {
    let number = error.raw_os_error();
    number == Some(rustix::io::Errno::MFILE.raw_os_error())
        || number == Some(rustix::io::Errno::NFILE.raw_os_error())
}

fn io_kind(error: &hyper::Error) -> Option<ErrorKind> {
    let mut cause = error.source();
    while let Some(inner) = cause {
        if let Some(io) = inner.downcast_ref::<io::Error>() {
            return Some(io.kind());
        }
        cause = inner.source();
    }
    None
}
