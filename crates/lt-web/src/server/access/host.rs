//! Names under which this machine is asked for.
//!
//! A page in a browser can reach a local service by a name of its own choice (DNS rebinding), which then stands in
//! the request: only names that nobody else can give away are answered.

use std::net::IpAddr;

use axum::http::header::HOST;
use axum::http::uri::Authority;
use axum::http::{HeaderMap, Uri};

/// The name and port that a request asks for; `None` where there is none, or there are two.
pub(super) fn asked_for(headers: &HeaderMap, uri: &Uri) -> Option<Authority> {
    let mut hosts = headers.get_all(HOST).iter();
    let (host, other) = (hosts.next()?, hosts.next());
    let host = Authority::try_from(host.as_bytes()).ok()?;
    let agrees = uri.authority().is_none_or(|asked| *asked == host);
    (other.is_none() && agrees && !host.as_str().contains('@')).then_some(host)
}

/// Whether a name is one of this machine for itself, or was allowed.
pub(super) fn is_ours(host: &Authority, allowed: &[String]) -> bool {
    let name = host.host();
    match name.trim_matches(['[', ']']).parse::<IpAddr>() {
        Ok(ip) => ip.is_loopback(),
        Err(_) => {
            let mut ours = allowed.iter().map(String::as_str);
            name.eq_ignore_ascii_case("localhost") || ours.any(|own| name.eq_ignore_ascii_case(own))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(host: &str, expected: bool) {
        let allowed = ["lt.example.com".to_owned()];
        let host = Authority::try_from(host).unwrap();
        assert_eq!(is_ours(&host, &allowed), expected, "{host}");
    }

    #[test]
    fn only_names_that_nobody_else_can_give_away_are_ours() {
        for ours in [
            "localhost",
            "LocalHost:8089",
            "127.0.0.1:1",
            "[::1]:8089",
            "[::1]",
            "lt.example.com",
            "LT.example.com:443",
        ] {
            check(ours, true);
        }
        for other in [
            "example.com",
            "localhost.example.com",
            "localhost.",
            "127.0.0.1.nip.io",
            "127.0.0.1.:8089",
            "0.0.0.0:8089",
            "192.168.1.2",
            "[::]:8089",
            "[::ffff:10.0.0.1]",
            "x.lt.example.com",
            "2130706433",
            "0x7f.1",
        ] {
            check(other, false);
        }
    }
}
