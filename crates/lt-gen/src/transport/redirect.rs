//! Where a redirect leads, and with what request. Load is never led to a stranger.

use std::sync::Arc;

use bytes::Bytes;
use lt_scenario::Url;

use super::prepared::Parts;
use super::{Failure, Origin, phrase};

/// More redirects than are followed.
pub(super) const TOO_MANY: Failure = phrase::protocol_error("too many redirects");

/// A redirect to what is no address of HTTP.
pub(super) const NO_ADDRESS: Failure =
    phrase::protocol_error("redirected to what is no http address");

const STRANGER: Failure = phrase::protocol_error("redirected to a host outside the plan");

/// Whether an answer with this status says where to go instead.
pub(super) fn leads_on(status: u16) -> bool {
    matches!(status, 301 | 302 | 303 | 307 | 308)
}

/// Where an answer by hyper leads, if that is wanted.
pub(super) fn location<B>(response: &http::Response<B>, is_wanted: bool) -> Option<String> {
    if !is_wanted || !leads_on(response.status().as_u16()) {
        return None;
    }
    let value = response.headers().get(http::header::LOCATION)?;
    Some(visible(value.as_bytes()))
}

/// The value of a `Location` field with everything percent-encoded that cannot stand in a URL, as browsers do.
pub(super) fn visible(value: &[u8]) -> String {
    let mut text = String::with_capacity(value.len());
    for byte in value.trim_ascii() {
        if byte.is_ascii_graphic() {
            text.push(char::from(*byte));
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
    }
    text
}

/// The request that follows the redirect.
pub(super) fn next(
    parts: &Parts,
    status: u16,
    location: &str,
    origins: &[Arc<Origin>],
) -> Result<Parts, Failure> {
    let url = resolve(&parts.url, location).ok_or(NO_ADDRESS)?;
    if !origins
        .iter()
        .any(|known| known.host.eq_ignore_ascii_case(url.host()))
    {
        return Err(STRANGER);
    }
    let becomes_get = match status {
        303 => parts.method != "HEAD",
        301 | 302 => parts.method == "POST",
        _ => false,
    };
    let is_same_host = url.host().eq_ignore_ascii_case(parts.url.host());
    let is_exposed = parts.url.is_tls() && !url.is_tls();
    let is_same_origin = url.origin() == parts.url.origin();
    let mut next = parts.clone();
    next.headers.retain(|(name, _)| {
        let name = name.to_ascii_lowercase();
        match name.as_str() {
            "authorization" | "cookie" | "proxy-authorization" => is_same_host && !is_exposed,
            "host" => is_same_origin,
            name => !(becomes_get && name.starts_with("content-")),
        }
    });
    if becomes_get {
        "GET".clone_into(&mut next.method);
        next.body = Bytes::new();
    }
    next.url = url;
    Ok(next)
}

/// The address that a reference means where it was found (RFC 3986, 5.2).
fn resolve(base: &Url, reference: &str) -> Option<Url> {
    let reference = reference.split('#').next().unwrap_or_default();
    if has_scheme(reference) {
        return Url::parse(reference).ok();
    }
    if reference.starts_with("//") {
        return Url::parse(&format!("{}:{reference}", base.scheme())).ok();
    }
    let path = match reference.chars().next() {
        None => base.path_and_query().to_owned(),
        Some('/') => without_dots(reference),
        Some('?') => format!("{}{reference}", base.path()),
        Some(_) => {
            let (folder, _) = base.path().rsplit_once('/').unwrap_or_default();
            without_dots(&format!("{folder}/{reference}"))
        }
    };
    base.origin().join(&path).ok()
}

fn has_scheme(reference: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    reference
        .split_once(':')
        .is_some_and(|(scheme, _)| !scheme.is_empty() && scheme.chars().all(fits))
}

/// The path without `.` and `..`; the query is kept as it is.
fn without_dots(path_and_query: &str) -> String {
    let end = path_and_query.find('?').unwrap_or(path_and_query.len());
    let (path, query) = path_and_query.split_at(end);
    let mut kept: Vec<&str> = Vec::new();
    let mut steps = path.split('/').skip(1).peekable();
    while let Some(step) = steps.next() {
        let is_last = steps.peek().is_none();
        match step {
            "." | ".." => {
                if step == ".." {
                    kept.pop();
                }
                if is_last {
                    kept.push("");
                }
            }
            step => kept.push(step),
        }
    }
    format!("/{}{query}", kept.join("/"))
}
