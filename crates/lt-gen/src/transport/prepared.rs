//! Requests made ready before the run: their bytes are made once.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{CONNECTION, CONTENT_LENGTH, COOKIE, HOST, HeaderValue};
use http_body_util::Full;
use lt_sample::Outcome;
use lt_scenario::http::{Connections, Http1Client, HttpVersion};
use lt_scenario::{Http, Rendered, Request, Url};

use super::{Origin, Settings};

/// A body up to this size is sent in one piece with the head.
const SMALL_BODY: usize = 16 * 1024;

/// A request of the plan, ready to be sent by any thread; or what became of one for a single time.
#[derive(Debug)]
pub(crate) struct Prepared {
    /// Which of the plan's origins it goes to.
    pub(crate) origin: usize,
    /// Longest wait for the answer.
    pub(crate) timeout: Duration,
    /// Its number in the plan.
    pub(super) number: usize,
    pub(super) message: Message,
    /// How we disturb its way to the target on purpose.
    pub(super) disturbance: Option<Disturbance>,
    allow_status: Vec<u16>,
}

/// How the bytes of a request are kept from arriving as they should.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Disturbance {
    /// The connection is broken off: in the middle of the body, or where there is none at the first byte of the answer.
    Abort,
    /// The body drips in over about a second, or where there is none the head.
    Drip,
}

/// What is sent, in the form that each client wants.
#[derive(Debug)]
pub(super) struct Message {
    pub(super) origin: Arc<Origin>,
    /// What it was made of, for a redirect to make another of it.
    pub(super) parts: Arc<Parts>,
    /// Whether the connection is closed after it.
    pub(super) closes: bool,
    /// The bytes of HTTP/1.1: all of them, or the head alone where the body is large.
    head: Vec<u8>,
    large_body: Bytes,
    /// For hyper, cloning copies no body.
    pub(super) http1: Option<http::Request<Full<Bytes>>>,
    /// For h2, which is given the body beside it.
    pub(super) http2: Option<http::Request<()>>,
}

/// What a message is made of.
#[derive(Clone, Debug)]
pub(super) struct Parts {
    pub(super) method: String,
    pub(super) url: Url,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Bytes,
}

impl Prepared {
    /// Makes the messages of a plan's requests, and the list of the origins that they go to.
    ///
    /// # Errors
    /// A request that the `http` crate refuses, which those of a plan are not.
    pub(crate) fn all(
        requests: &[Request],
        timeout: Duration,
        settings: &Settings,
    ) -> anyhow::Result<(Vec<Self>, Vec<Arc<Origin>>)> {
        let mut origins = Vec::new();
        let prepare = |(number, request)| {
            let origin = place_of(&mut origins, request);
            Self::new(number, request, origin, &origins[origin], timeout, settings)
        };
        let prepared: Vec<Self> = requests
            .iter()
            .enumerate()
            .map(prepare)
            .collect::<anyhow::Result<_>>()?;
        if origins.iter().any(|origin| origin.is_tls) {
            settings.tls().make_ready();
        }
        Ok((prepared, origins))
    }

    fn new(
        number: usize,
        request: &Request,
        origin: usize,
        at: &Arc<Origin>,
        timeout: Duration,
        settings: &Settings,
    ) -> anyhow::Result<Self> {
        let parts = Parts {
            method: request.endpoint.method.clone(),
            url: request.url.clone(),
            headers: request.headers.clone(),
            body: Bytes::from(request.body.clone()),
        };
        Ok(Self {
            origin,
            timeout: request.timeout.unwrap_or(timeout),
            number,
            allow_status: request.allow_status.clone(),
            disturbance: None,
            message: Message::new(Arc::new(parts), Arc::clone(at), settings.http(), None)?,
        })
    }

    /// The request as it is sent once: to the same origin and judged alike, but with this address, these header fields
    /// and this body.
    ///
    /// # Errors
    /// What cannot stand in a request.
    pub(crate) fn with(
        &self,
        rendered: Rendered,
        disturbance: Option<Disturbance>,
        settings: &Settings,
    ) -> anyhow::Result<Self> {
        let parts = Parts {
            method: self.message.parts.method.clone(),
            url: rendered.url,
            headers: rendered.headers,
            body: rendered.body,
        };
        let origin = Arc::clone(&self.message.origin);
        Ok(Self {
            origin: self.origin,
            timeout: self.timeout,
            number: self.number,
            allow_status: self.allow_status.clone(),
            disturbance,
            message: Message::new(Arc::new(parts), origin, settings.http(), None)?,
        })
    }

    /// What a complete answer with this status amounts to.
    pub(crate) fn outcome_of(&self, status: u16) -> Outcome<'static> {
        match status {
            400.. if !self.allow_status.contains(&status) => Outcome::HttpError,
            _ => Outcome::Ok,
        }
    }
}

fn place_of(origins: &mut Vec<Arc<Origin>>, request: &Request) -> usize {
    let origin = Origin::of(&request.url);
    let known = origins.iter().position(|known| **known == origin);
    known.unwrap_or_else(|| {
        origins.push(Arc::new(origin));
        origins.len() - 1
    })
}

impl Message {
    /// Makes the message in the forms that these settings can need. Cookies are those of a jar; a request that has a
    /// `cookie` field of its own is sent with that alone.
    pub(super) fn new(
        parts: Arc<Parts>,
        origin: Arc<Origin>,
        http: &Http,
        cookies: Option<&str>,
    ) -> anyhow::Result<Self> {
        let cookies = cookies.filter(|_| parts.header("cookie").is_none());
        let may_be_1 = http.version != HttpVersion::Http2;
        let may_be_2 = match http.version {
            HttpVersion::Auto => origin.is_tls,
            HttpVersion::Http1 => false,
            HttpVersion::Http2 => true,
        };
        let is_lean = http.client == Http1Client::Lean;
        let must_close = http.connections == Connections::PerRequest;
        let mut message = Self {
            origin,
            closes: must_close || parts.asks_to_close(),
            head: Vec::new(),
            large_body: Bytes::new(),
            http1: (may_be_1 && !is_lean)
                .then(|| parts.http1(must_close, cookies))
                .transpose()?,
            http2: may_be_2.then(|| parts.http2(cookies)).transpose()?,
            parts,
        };
        if may_be_1 && is_lean {
            let body = &message.parts.body;
            let is_small = body.len() <= SMALL_BODY;
            let room = if is_small { body.len() } else { 0 };
            message.head = message.parts.head(must_close, cookies, room);
            if is_small {
                message.head.extend_from_slice(&message.parts.body);
            } else {
                message.large_body = message.parts.body.clone();
            }
        }
        Ok(message)
    }

    /// How many bytes its body has.
    pub(super) fn body_len(&self) -> u64 {
        self.parts.body.len() as u64
    }

    /// How many bytes are to be written.
    pub(super) fn len(&self) -> usize {
        self.head.len() + self.large_body.len()
    }

    /// What is left to be written after so many bytes; the first piece is empty only where all is written.
    pub(super) fn rest(&self, sent: usize) -> [&[u8]; 2] {
        match self.head.get(sent..) {
            Some(head) if !head.is_empty() => [head, &self.large_body],
            _ => [&self.large_body[sent - self.head.len()..], &[]],
        }
    }
}

impl Parts {
    pub(super) fn is_head(&self) -> bool {
        self.method == "HEAD"
    }

    fn asks_to_close(&self) -> bool {
        let asks = |(name, value): &(String, String)| {
            let mut tokens = value.split(',');
            name.eq_ignore_ascii_case("connection")
                && tokens.any(|token| token.trim().eq_ignore_ascii_case("close"))
        };
        self.headers.iter().any(asks)
    }

    fn header(&self, wanted: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        let found = headers.find(|(name, _)| name.eq_ignore_ascii_case(wanted));
        found.map(|(_, value)| value.as_str())
    }

    /// The length to be told: none for a method that has no body by its meaning and is sent without.
    fn told_length(&self) -> Option<usize> {
        let expects_body = matches!(self.method.as_str(), "POST" | "PUT" | "PATCH");
        (expects_body || !self.body.is_empty()).then_some(self.body.len())
    }

    /// The head, with room behind it for so many bytes.
    fn head(&self, must_close: bool, cookies: Option<&str>, room: usize) -> Vec<u8> {
        let fields = self.headers.iter();
        let fields: usize = fields
            .map(|(name, value)| name.len() + value.len() + 4)
            .sum();
        let known = self.url.path_and_query().len() + cookies.map_or(0, str::len);
        let mut head = Vec::with_capacity(known + fields + room + 128);
        let mut add = |pieces: &[&str]| {
            for piece in pieces {
                head.extend_from_slice(piece.as_bytes());
            }
        };
        add(&[
            &self.method,
            " ",
            self.url.path_and_query(),
            " HTTP/1.1\r\n",
        ]);
        if self.header("host").is_none() {
            add(&["Host: ", self.url.authority(), "\r\n"]);
        }
        for (name, value) in &self.headers {
            add(&[name, ": ", value, "\r\n"]);
        }
        if let Some(cookies) = cookies {
            add(&["Cookie: ", cookies, "\r\n"]);
        }
        if let Some(length) = self.told_length() {
            add(&["Content-Length: ", &length.to_string(), "\r\n"]);
        }
        if must_close && !self.asks_to_close() {
            add(&["Connection: close\r\n"]);
        }
        add(&["\r\n"]);
        head
    }

    fn http1(
        &self,
        must_close: bool,
        cookies: Option<&str>,
    ) -> anyhow::Result<http::Request<Full<Bytes>>> {
        let mut message = http::Request::builder()
            .method(self.method.as_str())
            .uri(self.url.path_and_query());
        if self.header("host").is_none() {
            message = message.header(HOST, self.url.authority());
        }
        for (name, value) in &self.headers {
            message = message.header(name, value);
        }
        if let Some(cookies) = cookies {
            message = message.header(COOKIE, HeaderValue::from_bytes(cookies.as_bytes())?);
        }
        if let Some(length) = self.told_length() {
            message = message.header(CONTENT_LENGTH, length);
        }
        if must_close && !self.asks_to_close() {
            message = message.header(CONNECTION, "close");
        }
        Ok(message.body(Full::new(self.body.clone()))?)
    }

    /// Over HTTP/2 the host stands in the address, and nothing is said of the connection.
    fn http2(&self, cookies: Option<&str>) -> anyhow::Result<http::Request<()>> {
        let uri = http::Uri::builder()
            .scheme(self.url.scheme())
            .authority(self.header("host").unwrap_or(self.url.authority()))
            .path_and_query(self.url.path_and_query())
            .build()?;
        let mut message = http::Request::builder()
            .version(http::Version::HTTP_2)
            .method(self.method.as_str())
            .uri(uri);
        for (name, value) in &self.headers {
            if !OF_THE_CONNECTION
                .iter()
                .any(|own| name.eq_ignore_ascii_case(own))
            {
                message = message.header(name, value);
            }
        }
        if let Some(cookies) = cookies {
            message = message.header(COOKIE, HeaderValue::from_bytes(cookies.as_bytes())?);
        }
        if let Some(length) = self.told_length() {
            message = message.header(CONTENT_LENGTH, length);
        }
        Ok(message.body(())?)
    }
}

/// Fields that HTTP/2 does not know.
const OF_THE_CONNECTION: [&str; 6] = [
    "connection",
    "host",
    "keep-alive",
    "proxy-connection",
    "transfer-encoding",
    "upgrade",
];
