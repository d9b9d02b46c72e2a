//! A request as the handlers read it.

use bytes::Bytes;
use hyper::Uri;
use hyper::header::{AUTHORIZATION, HeaderMap, USER_AGENT};
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

use crate::answer::Answer;

/// Where the API of a server of one's own begins.
const ENTERPRISE: &str = "/api/v3";

/// A request, whose path and query are decoded.
#[derive(Debug)]
pub(crate) struct Request {
    pub(crate) method: String,
    /// Path with query, as they were sent.
    pub(crate) target: String,
    /// Parts of the path below the base of the API.
    pub(crate) segments: Vec<String>,
    /// Parts of the query, in order.
    pub(crate) query: Vec<(String, String)>,
    /// The token, however it was announced.
    pub(crate) token: Option<String>,
    pub(crate) has_agent: bool,
    /// Scheme and host, where pages for people begin.
    pub(crate) origin: String,
    /// Where the API begins.
    pub(crate) base: String,
    pub(crate) body: Bytes,
}

impl Request {
    pub(crate) fn new(
        origin: String,
        method: &str,
        uri: &Uri,
        headers: &HeaderMap,
        body: Bytes,
    ) -> Self {
        let path = uri.path();
        let (base, path) = match path.strip_prefix(ENTERPRISE) {
            Some(below) if below.starts_with('/') => (format!("{origin}{ENTERPRISE}"), below),
            _ => (origin.clone(), path),
        };
        let token = headers.get(AUTHORIZATION).and_then(|value| {
            let (scheme, token) = value.to_str().ok()?.split_once(' ')?;
            let is_known = ["bearer", "token"].contains(&scheme.to_lowercase().as_str());
            is_known.then(|| token.to_owned())
        });
        Self {
            method: method.to_owned(),
            target: uri.to_string(),
            segments: path.split('/').skip(1).map(decode).collect(),
            query: uri.query().map(pairs).unwrap_or_default(),
            token,
            has_agent: headers.contains_key(USER_AGENT),
            origin,
            base,
            body,
        }
    }

    /// What the query says of `name`, where it does.
    pub(crate) fn asks(&self, name: &str) -> Option<&str> {
        let pair = self.query.iter().find(|(key, _)| key == name)?;
        Some(&pair.1)
    }

    /// The body as a JSON object.
    pub(crate) fn object(&self) -> Result<Map<String, Value>, Answer> {
        match serde_json::from_slice(&self.body) {
            Ok(Value::Object(object)) => Ok(object),
            Ok(_) => Err(Answer::message(400, "Body should be a JSON object")),
            Err(_) => Err(Answer::message(400, "Problems parsing JSON")),
        }
    }
}

fn pairs(query: &str) -> Vec<(String, String)> {
    let pair = |pair: &str| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let form = |text: &str| decode(&text.replace('+', " "));
        (form(name), form(value))
    };
    let filled = query.split('&').filter(|pair| !pair.is_empty());
    filled.map(pair).collect()
}

fn decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}
