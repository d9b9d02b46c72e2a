//! Where a request goes.

use std::fmt::{self, Display, Formatter};
use std::net::Ipv6Addr;

use http::uri::PathAndQuery;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use crate::quoted::Quoted;

/// What cannot stand in a path or query, and is percent-encoded there.
pub(crate) const NO_PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// An absolute `http://` or `https://` address, taken apart and checked.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Url {
    scheme: Scheme,
    host: String,
    port: u16,
    authority: String,
    path_and_query: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Scheme {
    Http,
    Https,
}

impl Scheme {
    fn name(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
        }
    }

    fn default_port(self) -> u16 {
        match self {
            Self::Http => 80,
            Self::Https => 443,
        }
    }
}

impl Url {
    /// Reads `http[s]://host[:port][/path][?query]`; a `#fragment` is left out, as it is never sent. What cannot stand
    /// in a path or query, such as a space, is percent-encoded.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        let text = text.trim();
        let (scheme, rest) = split_scheme(text)?;
        let (authority, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
        if authority.contains('@') {
            return Err(ParseError::UserInfo);
        }
        let (typed_host, port) = split_port(authority)?;
        let host = check_host(typed_host)?;
        let port = port.unwrap_or(scheme.default_port());
        let authority = if port == scheme.default_port() {
            typed_host.to_owned()
        } else {
            format!("{typed_host}:{port}")
        };
        Ok(Self {
            scheme,
            host: host.to_owned(),
            port,
            authority,
            path_and_query: check_path(path)?,
        })
    }

    /// `http` or `https`.
    pub fn scheme(&self) -> &'static str {
        self.scheme.name()
    }

    /// Whether the way there is encrypted: `https`.
    pub fn is_tls(&self) -> bool {
        self.scheme == Scheme::Https
    }

    /// The host name or address to connect to, without brackets.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The port to connect to; 80, or 443 over TLS, where none was given.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Host and port as the `Host` header wants them: brackets kept, the scheme's own port left out.
    pub fn authority(&self) -> &str {
        &self.authority
    }

    /// What stands in the request line; begins with `/`.
    pub fn path_and_query(&self) -> &str {
        &self.path_and_query
    }

    /// The path up to `?`; begins with `/`.
    pub fn path(&self) -> &str {
        self.path_and_query
            .split_once('?')
            .map_or(self.path_and_query.as_str(), |(path, _)| path)
    }

    /// Whether something stands after a `?`.
    pub fn has_query(&self) -> bool {
        self.path_and_query.contains('?')
    }

    /// The address of `path` below this one: a path of its own is kept in front, a query is not.
    ///
    /// A `path` that is itself an `http://` or `https://` address is taken as it is.
    pub fn join(&self, path: &str) -> Result<Self, ParseError> {
        let path = path.trim();
        if !path.starts_with('/') {
            return if path.contains("://") {
                Self::parse(path)
            } else {
                Err(ParseError::NoPath(path.to_owned()))
            };
        }
        let prefix = self.path().trim_end_matches('/');
        Ok(Self {
            path_and_query: check_path(&format!("{prefix}{path}"))?,
            ..self.clone()
        })
    }

    /// What follows the path of `base`, where this is an address below it: what [`Url::join`] was given.
    pub(crate) fn below(&self, base: &Self) -> Option<&str> {
        let is_same_place = self.scheme == base.scheme
            && self.port == base.port
            && self.host.eq_ignore_ascii_case(&base.host);
        let rest = self
            .path_and_query
            .strip_prefix(base.path().trim_end_matches('/'))?;
        let is_below = is_same_place && (rest.is_empty() || rest.starts_with(['/', '?']));
        is_below.then_some(rest)
    }

    /// The same place without path and query.
    pub fn origin(&self) -> Self {
        Self {
            path_and_query: "/".to_owned(),
            ..self.clone()
        }
    }
}

/// The address as it can be typed.
impl Display for Url {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let (scheme, authority) = (self.scheme.name(), &self.authority);
        write!(f, "{scheme}://{authority}{}", self.path_and_query)
    }
}

impl std::str::FromStr for Url {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        Self::parse(text)
    }
}

fn split_scheme(text: &str) -> Result<(Scheme, &str), ParseError> {
    let Some((scheme, rest)) = text.split_once("://") else {
        return Err(ParseError::NoScheme(text.to_owned()));
    };
    match scheme.to_ascii_lowercase().as_str() {
        "http" => Ok((Scheme::Http, rest)),
        "https" => Ok((Scheme::Https, rest)),
        _ => Err(ParseError::Scheme(scheme.to_owned())),
    }
}

/// The host as typed, and the port if one was.
fn split_port(authority: &str) -> Result<(&str, Option<u16>), ParseError> {
    // The colons within brackets belong to an IPv6 address.
    let end_of_host = authority.find(']').map_or(0, |bracket| bracket + 1);
    let Some(colon) = authority[end_of_host..].rfind(':') else {
        return Ok((authority, None));
    };
    let (host, port) = authority.split_at(end_of_host + colon);
    let port = &port[1..];
    if port.is_empty() {
        return Ok((host, None));
    }
    if !port.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(if end_of_host == 0 && host.contains(':') {
            ParseError::Brackets(authority.to_owned())
        } else {
            ParseError::Port(port.to_owned())
        });
    }
    match port.parse() {
        Ok(number) if number > 0 => Ok((host, Some(number))),
        _ => Err(ParseError::Port(port.to_owned())),
    }
}

/// Returns the host without brackets.
fn check_host(typed: &str) -> Result<&str, ParseError> {
    if typed.is_empty() {
        return Err(ParseError::NoHost);
    }
    if let Some(inner) = typed.strip_prefix('[') {
        return match inner.strip_suffix(']') {
            Some(address) if address.parse::<Ipv6Addr>().is_ok() => Ok(address),
            _ => Err(ParseError::Host(typed.to_owned())),
        };
    }
    if typed.contains(':') {
        return Err(ParseError::Brackets(typed.to_owned()));
    }
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_');
    if typed.len() > 253 || !typed.chars().all(fits) {
        return Err(ParseError::Host(typed.to_owned()));
    }
    Ok(typed)
}

/// Returns the path and query to send.
fn check_path(path: &str) -> Result<String, ParseError> {
    if let Some(c) = path.chars().find(|c| c.is_control()) {
        return Err(ParseError::Character(c.to_string()));
    }
    let path = path.split('#').next().unwrap_or_default();
    let encoded = utf8_percent_encode(path, NO_PATH);
    let path = if path.starts_with('/') {
        encoded.to_string()
    } else {
        format!("/{encoded}")
    };
    match PathAndQuery::try_from(path.as_str()) {
        Ok(_) => Ok(path),
        Err(cause) => Err(ParseError::Path { path, cause }),
    }
}

/// Why a text is no address that this version can send requests to.
#[derive(Debug, thiserror::Error)]
pub enum ParseError {
    /// No `http://` or `https://` in front.
    #[error("{} is no URL; begin it with `http://`", Quoted(.0))]
    NoScheme(String),
    /// Neither a path nor an address.
    #[error("{} is no path; begin it with `/`, or with `http://` for another host", Quoted(.0))]
    NoPath(String),
    /// A scheme that is not HTTP.
    #[error("scheme {} is not HTTP; use http:// or https://", Quoted(.0))]
    Scheme(String),
    /// `user:password@`.
    #[error("a URL must not hold a user or password; send an `authorization` header instead")]
    UserInfo,
    /// Nothing where the host must stand.
    #[error("the URL names no host; write `http://host/path`")]
    NoHost,
    /// Not a host name or address.
    #[error("{} is no host; use a name, an IPv4 address or an IPv6 address in brackets", Quoted(.0))]
    Host(String),
    /// An IPv6 address without brackets.
    #[error("{} has too many colons; put an IPv6 address in brackets, as in `http://[::1]:8080`", Quoted(.0))]
    Brackets(String),
    /// Not a port number.
    #[error("port {} is out of range; use 1 to 65535", Quoted(.0))]
    Port(String),
    /// A control character.
    #[error("character {} cannot stand in a URL; percent-encode it", Quoted(.0))]
    Character(String),
    /// The `http` crate refused the path.
    #[error(
        "path {} cannot be sent: {cause}; percent-encode special characters",
        Quoted(path)
    )]
    Path {
        /// The path as typed.
        path: String,
        /// What the `http` crate says.
        cause: http::uri::InvalidUri,
    },
}

#[cfg(test)]
mod tests {
    use super::Url;
    use proptest::prelude::*;

    #[test]
    fn an_address_is_taken_apart() {
        for (text, host, port, authority, path) in [
            (
                "http://localhost:8080/a?b=c",
                "localhost",
                8080,
                "localhost:8080",
                "/a?b=c",
            ),
            ("http://example.com", "example.com", 80, "example.com", "/"),
            (
                "http://example.com:80/",
                "example.com",
                80,
                "example.com",
                "/",
            ),
            (
                "HTTP://Example.com:/x#top",
                "Example.com",
                80,
                "Example.com",
                "/x",
            ),
            ("http://[::1]:9000?q", "::1", 9000, "[::1]:9000", "/?q"),
            ("http://[::1]/", "::1", 80, "[::1]", "/"),
            ("http://10.0.0.1:1", "10.0.0.1", 1, "10.0.0.1:1", "/"),
            ("https://h/x", "h", 443, "h", "/x"),
            ("HTTPS://h:443", "h", 443, "h", "/"),
            ("https://h:80/", "h", 80, "h:80", "/"),
            ("http://h:443/", "h", 443, "h:443", "/"),
        ] {
            let url = Url::parse(text).unwrap();
            assert_eq!(
                (
                    url.host(),
                    url.port(),
                    url.authority(),
                    url.path_and_query()
                ),
                (host, port, authority, path)
            );
        }
    }

    #[test]
    fn a_path_is_joined_below_the_base() {
        let join =
            |base: &str, path: &str| Url::parse(base).unwrap().join(path).unwrap().to_string();
        assert_eq!(join("http://h:81", "/a?b=/c"), "http://h:81/a?b=/c");
        assert_eq!(join("http://h/shop/", "/a"), "http://h/shop/a");
        assert_eq!(join("http://h/shop", "/"), "http://h/shop/");
        assert_eq!(join("http://h", "http://other/x"), "http://other/x");
        assert_eq!(join("http://h", "https://other/x"), "https://other/x");
        assert_eq!(join("https://h:444/a", "/x"), "https://h:444/a/x");
    }

    #[test]
    fn https_is_http_over_tls_and_stays_so_in_its_origin() {
        let url = Url::parse("https://h/a?b").unwrap();
        assert_eq!((url.scheme(), url.is_tls()), ("https", true));
        assert_eq!(url.origin().to_string(), "https://h/");
        let url = Url::parse("http://h/").unwrap();
        assert_eq!((url.scheme(), url.is_tls()), ("http", false));
    }

    #[test]
    fn what_cannot_stand_in_a_path_is_percent_encoded() {
        let path = |text: &str| Url::parse(text).unwrap().path_and_query().to_owned();
        assert_eq!(
            path("http://x/a b?c=\"<ü>\"#d e"),
            "/a%20b?c=%22%3C%C3%BC%3E%22"
        );
        assert_eq!(path("http://x/a%20b?{c}|[d]"), "/a%20b?%7Bc%7D%7C[d]");
    }

    #[test]
    fn wrong_addresses_say_what_to_write() {
        for (text, message) in [
            (
                "localhost:8080",
                "`localhost:8080` is no URL; begin it with `http://`",
            ),
            (
                "ftp://x/",
                "scheme `ftp` is not HTTP; use http:// or https://",
            ),
            ("http://", "the URL names no host; write `http://host/path`"),
            (
                "http:///x",
                "the URL names no host; write `http://host/path`",
            ),
            (
                "http://x:99999/",
                "port `99999` is out of range; use 1 to 65535",
            ),
            ("http://x:0/", "port `0` is out of range; use 1 to 65535"),
            (
                "http://x:8o80/",
                "port `8o80` is out of range; use 1 to 65535",
            ),
            (
                "http://x:+80/",
                "port `+80` is out of range; use 1 to 65535",
            ),
            (
                "http://me:pw@x/",
                "a URL must not hold a user or password; send an `authorization` header instead",
            ),
            (
                "http://::1:80/",
                "`::1` has too many colons; put an IPv6 address in brackets, as in `http://[::1]:8080`",
            ),
            (
                "http://[::g]/",
                "`[::g]` is no host; use a name, an IPv4 address or an IPv6 address in brackets",
            ),
            (
                "http://[::1]x/",
                "`[::1]x` is no host; use a name, an IPv4 address or an IPv6 address in brackets",
            ),
            (
                "http://bücher/",
                "`bücher` is no host; use a name, an IPv4 address or an IPv6 address in brackets",
            ),
            (
                "http://x/\r\nX: y",
                "character `\u{fffd}` cannot stand in a URL; percent-encode it",
            ),
        ] {
            assert_eq!(
                Url::parse(text).map_err(|error| error.to_string()),
                Err(message.to_owned()),
                "{text}"
            );
        }
        let base = Url::parse("http://x").unwrap();
        assert_eq!(
            base.join("api").unwrap_err().to_string(),
            "`api` is no path; begin it with `/`, or with `http://` for another host"
        );
    }

    proptest! {
        #[test]
        fn no_text_makes_the_reader_panic_and_every_url_reads_back(text in "(https?://)?[a-z:\\[\\]@/?#. é%0-9]{0,30}", any: String) {
            drop(Url::parse(&any));
            if let Ok(url) = Url::parse(&text) {
                prop_assert_eq!(Url::parse(&url.to_string()).unwrap(), url.clone());
                drop(url.join(&any));
            }
        }
    }
}
