//! Where the API is: the one place that the token goes to.

use std::net::IpAddr;

use anyhow::{Context, ensure};
use hyper::Uri;
use hyper::http::uri::Authority;

use crate::format::shown;

/// Base of the API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Base {
    uri: Uri,
    /// As it stands in the URL.
    authority: Authority,
    is_encrypted: bool,
}

impl Base {
    /// Reads `https://api.github.com` or `https://HOST/api/v3`.
    pub(super) fn parse(text: &str) -> anyhow::Result<Self> {
        // What comes before an `@` may be a password.
        ensure!(
            !text.contains('@'),
            "the URL of GitHub's API has no user; a token belongs into LT_GITHUB_TOKEN"
        );
        let name = shown(text);
        let uri: Uri = text
            .trim()
            .parse()
            .with_context(|| format!("`{name}` is no URL"))?;
        let authority = uri
            .authority()
            .filter(|authority| !authority.host().is_empty())
            .with_context(|| format!("`{name}` names no host; write `https://HOST/api/v3`"))?
            .clone();
        let is_encrypted = uri.scheme_str() == Some("https");
        let base = Self {
            uri,
            authority,
            is_encrypted,
        };
        ensure!(
            base.uri.query().is_none(),
            "`{name}` has a query, which the URL of GitHub's API has not"
        );
        ensure!(
            is_encrypted || base.is_this_machine() && base.uri.scheme_str() == Some("http"),
            "`{name}` would carry the token in the clear to another machine; use `https://`"
        );
        Ok(base)
    }

    pub(super) fn uri(&self) -> &Uri {
        &self.uri
    }

    pub(super) fn is_encrypted(&self) -> bool {
        self.is_encrypted
    }

    /// As a `Host` header has it.
    pub(super) fn authority(&self) -> &str {
        self.authority.as_str()
    }

    /// Name or number of the machine, without the brackets of an IPv6 address.
    pub(super) fn host(&self) -> &str {
        self.authority.host().trim_matches(['[', ']'])
    }

    pub(super) fn port(&self) -> u16 {
        port_of(&self.authority, self.is_encrypted)
    }

    /// Path of a route, below that of the base.
    pub(super) fn path(&self, route: &str) -> String {
        // octocrab would do this, but takes a route that begins like the base for one that is below it already.
        format!("{}{route}", self.prefix())
    }

    /// Path and query of where an answer sends us; `None` where that is not below the base.
    pub(super) fn path_of(&self, address: &str) -> Option<String> {
        let uri: Uri = address.parse().ok()?;
        let is_here = match uri.authority() {
            None => true,
            Some(authority) => {
                uri.scheme_str() == self.uri.scheme_str()
                    && authority.host().eq_ignore_ascii_case(self.authority.host())
                    && port_of(authority, self.is_encrypted) == self.port()
            }
        };
        let below = uri.path().strip_prefix(self.prefix())?;
        let path = uri.path_and_query()?.as_str();
        (is_here && below.starts_with('/')).then(|| path.to_owned())
    }

    fn prefix(&self) -> &str {
        self.uri.path().trim_end_matches('/')
    }

    fn is_this_machine(&self) -> bool {
        let address = self.host().parse::<IpAddr>();
        self.host() == "localhost" || address.is_ok_and(|ip| ip.is_loopback())
    }
}

fn port_of(authority: &Authority, is_encrypted: bool) -> u16 {
    let usual = if is_encrypted { 443 } else { 80 };
    authority.port_u16().unwrap_or(usual)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_leaves_this_machine_only_encrypted() {
        for fine in [
            "https://api.github.com",
            "https://ghe.example/api/v3/",
            "http://127.0.0.1:8080",
            "http://localhost/api/v3",
            "http://[::1]:1",
        ] {
            assert!(Base::parse(fine).is_ok(), "{fine}");
        }
        for (wrong, why) in [
            ("http://ghe.example/api/v3", "in the clear"),
            ("http://127.0.0.1.example", "in the clear"),
            ("ftp://localhost", "in the clear"),
            ("localhost", "in the clear"),
            ("/api/v3", "names no host"),
            ("", "is no URL"),
            ("https://", "is no URL"),
            ("https://a b", "is no URL"),
            ("https://api.github.com/?a=b", "has a query"),
            ("https://me:s3cret@api.github.com", "LT_GITHUB_TOKEN"),
        ] {
            let error = format!("{:#}", Base::parse(wrong).unwrap_err());
            assert!(error.contains(why), "{wrong}: {error}");
            assert!(!error.contains("s3cret"), "{error}");
        }
    }

    #[test]
    fn the_prefix_of_a_server_of_ones_own_stays() {
        let base = Base::parse("https://ghe.example/api/v3/").unwrap();
        assert_eq!(base.path("/repos/o/r"), "/api/v3/repos/o/r");
        let short = Base::parse("https://ghe.example/re").unwrap();
        assert_eq!(short.path("/repos/o/r"), "/re/repos/o/r");
        let usual = Base::parse("https://api.github.com").unwrap();
        assert_eq!(usual.path("/repos/o/r"), "/repos/o/r");
    }

    #[test]
    fn an_answer_sends_us_nowhere_but_below_the_base() {
        let base = Base::parse("https://ghe.example/api/v3").unwrap();
        let path = Some("/api/v3/repositories/1?page=2".to_owned());
        for here in [
            "https://ghe.example/api/v3/repositories/1?page=2",
            "https://GHE.example:443/api/v3/repositories/1?page=2",
            "/api/v3/repositories/1?page=2",
        ] {
            assert_eq!(base.path_of(here), path, "{here}");
        }
        for elsewhere in [
            "https://evil.example/api/v3/repositories/1",
            "https://ghe.example:444/api/v3/repositories/1",
            "https://ghe.example@evil.example/api/v3/x",
            "http://ghe.example/api/v3/repositories/1",
            "https://ghe.example/api/v33/x",
            "https://ghe.example/other",
            "//evil.example/api/v3/x",
            "repositories/1",
            "",
        ] {
            assert_eq!(base.path_of(elsewhere), None, "{elsewhere}");
        }
    }
}
