//! Who may ask.

use std::fmt;
use std::net::IpAddr;

use axum::extract::{Request, State};
use axum::http::header::{AUTHORIZATION, HOST};
use axum::http::uri::Authority;
use axum::middleware::Next;
use axum::response::Response;
use subtle::ConstantTimeEq;

use super::Shared;
use super::problem::Problem;

/// The word that a request must bring (RFC 6750); it is never shown.
pub struct Token(String);

impl Token {
    /// A token of at least 16 visible ASCII characters; `None` where it is shorter or holds anything else.
    pub fn of(text: &str) -> Option<Self> {
        let text = text.trim();
        let is_fit = text.len() >= 16 && text.bytes().all(|byte| byte.is_ascii_graphic());
        is_fit.then(|| Self(text.to_owned()))
    }

    /// Takes as long whatever the other text is, but for its length.
    fn is(&self, other: &str) -> bool {
        self.0.as_bytes().ct_eq(other.as_bytes()).into()
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token")
    }
}

/// Lets a request pass that brings the token; where none is asked for, one that knows us by a local name.
pub(super) async fn check(
    State(service): State<Shared>,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    match &service.token {
        Some(token) => check_token(token, &request)?,
        None => check_host(&request)?,
    }
    Ok(next.run(request).await)
}

fn check_token(token: &Token, request: &Request) -> Result<(), Problem> {
    let header = request.headers().get(AUTHORIZATION);
    let text = header.and_then(|header| header.to_str().ok());
    let (scheme, word) = text
        .and_then(|text| text.split_once(' '))
        .unwrap_or_default();
    match scheme.eq_ignore_ascii_case("bearer") && token.is(word.trim()) {
        true => Ok(()),
        false => Err(Problem::unauthorized(
            "send `Authorization: Bearer TOKEN` with the token of the service's --token-file",
        )),
    }
}

/// A page in a browser can reach a local service by a name of its own choice, which then stands in the header.
fn check_host(request: &Request) -> Result<(), Problem> {
    let header = request.headers().get(HOST);
    let authority = header.and_then(|host| Authority::try_from(host.as_bytes()).ok());
    let is_ours = authority.is_some_and(|authority| {
        let host = authority.host().trim_matches(['[', ']']);
        match host.parse::<IpAddr>() {
            Ok(ip) => ip.is_loopback(),
            Err(_) => host.eq_ignore_ascii_case("localhost"),
        }
    });
    match is_ours {
        true => Ok(()),
        false => Err(Problem::forbidden(
            "ask by an address of this machine, or start the service with --token-file",
        )),
    }
}
