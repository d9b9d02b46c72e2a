//! What is sent, ready to be sent.

use std::sync::Arc;
use std::time::Duration;

use http::{HeaderName, HeaderValue, Method};

use crate::quoted::Quoted;
use crate::{Endpoint, Expects, Url, Wait};

mod multipart;
mod render;
mod template;

pub use render::Rendered;
pub use template::{Auth, Body, Part, PartContent, RequestTemplate};

/// The number of a request in [`Plan::requests`](crate::Plan::requests).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequestId(pub usize);

/// A request whose every part was checked.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// Under which name its samples are counted.
    pub endpoint: Endpoint,
    /// Where it goes; with a template, the address that its path is joined to.
    pub url: Url,
    /// Names as typed and their values, in order; `host` and the headers of the body's length are not among them
    /// unless `host` was given.
    pub headers: Vec<(String, String)>,
    /// The body; empty for none.
    pub body: Vec<u8>,
    /// Statuses from 400 on that count as success.
    pub allow_status: Vec<u16>,
    /// How long an answer may take, where it differs from the plan's own time.
    pub timeout: Option<Duration>,
    /// What changes from one time to the next; `None` for a request that is always the same.
    pub template: Option<Arc<RequestTemplate>>,
    /// What is expected of its answers; `None` where nothing but the status is looked at.
    pub expects: Option<Arc<Expects>>,
    /// Its tags, by which it can be chosen.
    pub tags: Vec<String>,
    /// How long a user waits after it within a walk.
    pub think: Wait,
}

impl Request {
    /// A request without headers and body, counted under the path of its URL.
    pub fn new(method: &str, url: Url) -> Result<Self, RequestError> {
        check_method(method)?;
        Ok(Self {
            endpoint: Endpoint {
                method: method.to_owned(),
                name: url.path().to_owned(),
                host: None,
            },
            url,
            headers: Vec::new(),
            body: Vec::new(),
            allow_status: Vec::new(),
            timeout: None,
            template: None,
            expects: None,
            tags: Vec::new(),
            think: Wait::None,
        })
    }

    /// Whether a header of this name is set; upper and lower case are the same.
    pub fn has_header(&self, name: &str) -> bool {
        self.headers
            .iter()
            .any(|(known, _)| known.eq_ignore_ascii_case(name))
    }

    /// Adds a header; one of the same name stays too, as HTTP allows.
    pub fn add_header(&mut self, name: &str, value: &str) -> Result<(), RequestError> {
        check_header(name, value)?;
        self.headers.push((name.to_owned(), value.to_owned()));
        Ok(())
    }

    /// Replaces every header that `headers` name, and adds theirs.
    pub(crate) fn override_headers(
        &mut self,
        headers: &[(String, String)],
    ) -> Result<(), RequestError> {
        self.headers.retain(|(own, _)| {
            !headers
                .iter()
                .any(|(name, _)| own.eq_ignore_ascii_case(name))
        });
        headers
            .iter()
            .try_for_each(|(name, value)| self.add_header(name, value))
    }

    /// Checks what a caller may have put into the public fields.
    pub(crate) fn check(&self) -> Result<(), RequestError> {
        check_method(&self.endpoint.method)?;
        self.headers
            .iter()
            .try_for_each(|(name, value)| check_header(name, value))
    }
}

fn check_method(method: &str) -> Result<(), RequestError> {
    if method == "CONNECT" {
        return Err(RequestError::Tunnel);
    }
    match Method::from_bytes(method.as_bytes()) {
        Ok(_) => Ok(()),
        Err(cause) => Err(RequestError::Method {
            method: method.to_owned(),
            cause,
        }),
    }
}

pub(crate) fn check_header(name: &str, value: &str) -> Result<(), RequestError> {
    if let Err(cause) = HeaderName::from_bytes(name.as_bytes()) {
        return Err(RequestError::HeaderName {
            name: name.to_owned(),
            cause,
        });
    }
    if ["content-length", "transfer-encoding"]
        .iter()
        .any(|own| name.eq_ignore_ascii_case(own))
    {
        return Err(RequestError::Framing(name.to_owned()));
    }
    match HeaderValue::from_str(value) {
        Ok(_) => Ok(()),
        Err(cause) => Err(RequestError::HeaderValue {
            name: name.to_owned(),
            cause,
        }),
    }
}

/// Why a request cannot be sent.
#[derive(Debug, thiserror::Error)]
pub enum RequestError {
    /// Not an HTTP method.
    #[error("{} is no HTTP method; use letters, as in `PATCH`", Quoted(method))]
    Method {
        /// The method as typed.
        method: String,
        /// What the `http` crate says.
        cause: http::method::InvalidMethod,
    },
    /// `CONNECT`.
    #[error(
        "method `CONNECT` asks a proxy for a tunnel and cannot be measured; use another method"
    )]
    Tunnel,
    /// Not a header name.
    #[error("{} is no header name; use letters, digits and hyphens", Quoted(name))]
    HeaderName {
        /// The name as typed.
        name: String,
        /// What the `http` crate says.
        cause: http::header::InvalidHeaderName,
    },
    /// A header that follows from the body.
    #[error("header {} follows from the body and cannot be set; leave it out", Quoted(.0))]
    Framing(String),
    /// A line break, control or non-ASCII character in a value.
    #[error(
        "the value of header {} cannot be sent; use visible ASCII characters on one line",
        Quoted(name)
    )]
    HeaderValue {
        /// The name of the header.
        name: String,
        /// What the `http` crate says.
        cause: http::header::InvalidHeaderValue,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request() -> Request {
        Request::new("GET", Url::parse("http://x/a?b").unwrap()).unwrap()
    }

    #[test]
    fn the_name_of_a_request_is_its_path() {
        assert_eq!(request().endpoint.name, "/a");
    }

    #[test]
    fn headers_are_checked_and_replaced_whatever_their_case() {
        let mut request = request();
        request.add_header("Accept", "text/html").unwrap();
        request.add_header("X-Id", "1").unwrap();
        let ours = [("accept", "a"), ("ACCEPT", "b")].map(|(n, v)| (n.to_owned(), v.to_owned()));
        request.override_headers(&ours).unwrap();
        let pairs: Vec<_> = request
            .headers
            .iter()
            .map(|(n, v)| (n.as_str(), v.as_str()))
            .collect();
        assert_eq!(pairs, [("X-Id", "1"), ("accept", "a"), ("ACCEPT", "b")]);
        assert!(request.has_header("x-id"));
    }

    #[test]
    fn what_cannot_be_sent_is_refused() {
        for (name, value, message) in [
            (
                "a b",
                "",
                "`a b` is no header name; use letters, digits and hyphens",
            ),
            (
                "",
                "",
                "`` is no header name; use letters, digits and hyphens",
            ),
            (
                "x",
                "a\r\nb: c",
                "the value of header `x` cannot be sent; use visible ASCII characters on one line",
            ),
            (
                "Content-Length",
                "3",
                "header `Content-Length` follows from the body and cannot be set; leave it out",
            ),
        ] {
            assert_eq!(check_header(name, value).unwrap_err().to_string(), message);
        }
        let url = request().url;
        assert_eq!(
            Request::new("GE T", url.clone()).unwrap_err().to_string(),
            "`GE T` is no HTTP method; use letters, as in `PATCH`"
        );
        assert!(Request::new("CONNECT", url).is_err());
    }
}
