//! Requests made ready before the run: their bytes are made once.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{CONNECTION, CONTENT_LENGTH, HOST};
use http_body_util::Full;
use lt_sample::Outcome;
use lt_scenario::http::{Connections, Http1Client, HttpVersion};
use lt_scenario::{Http, Request, Url};

use super::{Origin, Settings};

/// A body up to this size is sent in one piece with the head.
const SMALL_BODY: usize = 16 * 1024;

/// A request of the plan, ready to be sent by any thread.
#[derive(Debug)]
pub(crate) struct Prepared {
    /// Which of the plan's origins it goes to.
    pub(crate) origin: usize,
    /// Longest wait for the answer.
    pub(crate) timeout: Duration,
    /// Its number in the plan.
    pub(super) number: usize,
    pub(super) message: Message,
    allow_status: Vec<u16>,
}

/// What is sent, in the form that each client wants.
#[derive(Debug)]
pub(super) struct Message {
    pub(super) origin: Arc<Origin>,
    /// What it was made of, for a redirect to make another of it.
    pub(super) parts: Parts,
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
            message: Message::new(parts, Arc::clone(at), settings.http())?,
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
    /// Makes the message in the forms that these settings can need.
    pub(super) fn new(parts: Parts, origin: Arc<Origin>, http: &Http) -> anyhow::Result<Self> {
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
                .then(|| parts.http1(must_close))
                .transpose()?,
            http2: may_be_2.then(|| parts.http2()).transpose()?,
            parts,
        };
        if may_be_1 && is_lean {
            message.head = message.parts.head(must_close);
            if message.parts.body.len() <= SMALL_BODY {
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

    fn head(&self, must_close: bool) -> Vec<u8> {
        let mut lines = vec![format!(
            "{} {} HTTP/1.1",
            self.method,
            self.url.path_and_query()
        )];
        if self.header("host").is_none() {
            lines.push(format!("Host: {}", self.url.authority()));
        }
        lines.extend(
            self.headers
                .iter()
                .map(|(name, value)| format!("{name}: {value}")),
        );
        lines.extend(
            self.told_length()
                .map(|length| format!("Content-Length: {length}")),
        );
        lines.extend((must_close && !self.asks_to_close()).then(|| "Connection: close".to_owned()));
        (lines.join("\r\n") + "\r\n\r\n").into_bytes()
    }

    fn http1(&self, must_close: bool) -> anyhow::Result<http::Request<Full<Bytes>>> {
        let mut message = http::Request::builder()
            .method(self.method.as_str())
            .uri(self.url.path_and_query());
        if self.header("host").is_none() {
            message = message.header(HOST, self.url.authority());
        }
        for (name, value) in &self.headers {
            message = message.header(name, value);
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
    fn http2(&self) -> anyhow::Result<http::Request<()>> {
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
