//! From the words of an error to an outcome and a phrase that groups.

use lt_sample::Outcome;

use crate::url;

/// How a request ended that got no answer, or that the tool counts as failed for a reason of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    pub(crate) outcome: Outcome<'static>,
    pub(crate) phrase: String,
}

/// Go names the address in the middle: `dial tcp 10.0.0.1:80: i/o timeout`.
const DIAL_TIMEOUT: &str = "dial: i/o timeout";

/// Words, one of which stands in the error in lower case, and what it then is. The first row that fits counts.
#[rustfmt::skip]
const TABLE: &[(&[&str], Outcome<'static>, &str)] = &[
    (&["no such host", "name or service not known", "nodename nor servname", "name resolution", "getaddrinfo", "unknownhost", "nameresolutionerror", "failed to resolve", "dns error"],
        Outcome::DnsError, "host name not found"),
    (&["certificate has expired", "certificate expired"], Outcome::TlsError, "certificate expired"),
    (&["unknown authority", "self signed", "self-signed", "valid certification path", "unable to get local issuer"],
        Outcome::TlsError, "certificate not trusted"),
    (&["certificate is valid for", "doesn't match", "no subject alternative", "no alternative certificate", "hostname mismatch"],
        Outcome::TlsError, "certificate is for another name"),
    (&["x509", "certificate", "tls:", "sslerror", "sslhandshake", "javax.net.ssl", "ssl:", "tls handshake", "ssl handshake", "handshake failure"], Outcome::TlsError, "TLS handshake failed"),
    (&["connection refused", "connectionrefused"], Outcome::ConnectError, "connection refused"),
    (&["no route to host", "noroutetohost", "host unreachable", "host is unreachable"], Outcome::ConnectError, "host unreachable"),
    (&["network is unreachable", "network unreachable"], Outcome::ConnectError, "network unreachable"),
    (&["cannot assign requested address", "can't assign requested address", "address already in use"], Outcome::ConnectError, "no local port left"),
    (&["too many open files"], Outcome::ConnectError, "too many open files on this machine"),
    (&["connecttimeout", "connect timed out", "connection timed out", DIAL_TIMEOUT], Outcome::ConnectError, "connection timed out"),
    (&["timeout", "timed out", "deadline exceeded"], Outcome::Timeout, ""),
    (&["connection reset", "connectionreset", "reset by peer"], Outcome::ProtocolError, "connection reset"),
    (&["broken pipe"], Outcome::ProtocolError, "connection closed while sending"),
    (&[" eof", "closed connection", "connection closed", "connection is closed", "server closed", "nohttpresponse", "failed to respond", "remotedisconnected", "socket closed", "incompleteread", "connection aborted", "stream closed"],
        Outcome::ProtocolError, "connection closed before the answer was complete"),
    (&["malformed http", "badstatusline", "invalid header", "protocolexception"], Outcome::ProtocolError, "answer is not HTTP"),
    (&["dial tcp", "connectexception", "failed to establish", "connectionerror", "httphostconnect"], Outcome::ConnectError, "connection failed"),
];

/// What is known of an error by its words; `None` where they are in no row of the table.
pub(crate) fn known(text: &str) -> Option<Failure> {
    let words = format!(" {}", url::cut(text).to_lowercase());
    let has = |word: &&str| {
        words.contains(*word)
            || (*word == DIAL_TIMEOUT && words.contains("dial") && words.contains("i/o timeout"))
    };
    let (_, outcome, phrase) = TABLE.iter().find(|(any, ..)| any.iter().any(has))?;
    Some(Failure {
        outcome: outcome.clone(),
        phrase: (*phrase).to_owned(),
    })
}

/// The words of an error without addresses, ids and numbers, so that equal errors group.
pub(crate) fn of_words(text: &str) -> String {
    const LONGEST: usize = 100;
    let mut phrase = String::new();
    for word in url::cut(text).split(|c: char| c.is_whitespace() || c.is_control()) {
        if word.is_empty() {
            continue;
        }
        if !phrase.is_empty() {
            phrase.push(' ');
        }
        phrase.push_str(if is_particular(word) { "…" } else { word });
    }
    phrase.truncate(phrase.floor_char_boundary(LONGEST));
    phrase
}

/// Whether a word is about this one request: a URL, an address, an id, a number that is no status.
fn is_particular(word: &str) -> bool {
    let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
    let digits = bare.bytes().filter(u8::is_ascii_digit).count();
    let is_status = bare.len() == 3 && digits == 3;
    let has_port = bare
        .rsplit_once(':')
        .is_some_and(|(_, port)| port.len() > 1 && port.bytes().all(|b| b.is_ascii_digit()));
    let is_mostly_digits = digits > 1 && digits * 3 >= bare.len();
    word.contains("://")
        || has_port
        || url::is_id(bare) && !is_status
        || is_mostly_digits && !is_status
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, outcome: Outcome<'static>, phrase: &str) {
        let phrase = phrase.to_owned();
        assert_eq!(known(text), Some(Failure { outcome, phrase }), "{text}");
    }

    #[test]
    fn the_words_of_go_java_and_python_are_known() {
        let refused = "connection refused";
        check(
            "Get \"http://10.0.0.7:80/\": dial tcp 10.0.0.7:80: connect: connection refused",
            Outcome::ConnectError,
            refused,
        );
        check(
            "HTTPConnectionPool(host='x', port=80): [Errno 111] Connection refused",
            Outcome::ConnectError,
            refused,
        );
        check(
            "dial tcp 10.0.0.1:80: i/o timeout",
            Outcome::ConnectError,
            "connection timed out",
        );
        check(
            "context deadline exceeded (Client.Timeout exceeded while awaiting headers)",
            Outcome::Timeout,
            "",
        );
        check(
            "Non HTTP response code: java.net.SocketTimeoutException",
            Outcome::Timeout,
            "",
        );
        check(
            "dial tcp: lookup nowhere: no such host",
            Outcome::DnsError,
            "host name not found",
        );
        check(
            "x509: certificate signed by unknown authority",
            Outcome::TlsError,
            "certificate not trusted",
        );
        check(
            "read tcp 127.0.0.1:1->127.0.0.1:2: read: connection reset by peer",
            Outcome::ProtocolError,
            "connection reset",
        );
        check(
            "Get \"http://x/\": EOF",
            Outcome::ProtocolError,
            "connection closed before the answer was complete",
        );
        assert_eq!(known("chat answered strangely"), None);
        assert_eq!(known("websocket: bad handshake in geofence"), None);
    }

    #[test]
    fn addresses_ids_and_numbers_do_not_keep_equal_errors_apart() {
        assert_eq!(
            of_words(
                "agent 4711 at http://10.0.0.1/x said\n\"no\" to 10.1.2.3:8080, id=507f1f77bcf86cd799439011"
            ),
            "agent … at … said \"no\" to … …"
        );
        assert_eq!(of_words("500 Server Error: X"), "500 Server Error: X");
        assert_eq!(of_words("a\u{1b}b\tc"), "a b c");
        assert!(of_words(&"wörd ".repeat(1000)).len() <= 100);
    }
}
