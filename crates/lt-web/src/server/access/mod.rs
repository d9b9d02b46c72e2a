//! Who may ask: whoever brings the token, and where there is none, whoever sits at this machine; never a page of
//! another site in somebody's browser.

mod host;
mod origin;
mod sessions;
mod token;

use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, COOKIE};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};

use super::{Problem, Shared};
use sessions::Sessions;
pub use token::Token;

/// Who may ask.
#[derive(Debug)]
pub(crate) struct Access {
    token: Option<Token>,
    /// Names of this machine beside its own for itself, in small letters.
    allowed: Vec<String>,
    sessions: Sessions,
    /// Where we listen: browsers keep cookies of all ports of a machine together.
    port: u16,
    /// How long whoever brought a wrong token waits for the answer.
    penance: Duration,
}

/// A wrong token; whoever brought it has waited for that answer.
pub(super) struct WrongToken;

impl Access {
    pub(super) fn new(
        token: Option<Token>,
        allowed: Vec<String>,
        port: u16,
        penance: Duration,
    ) -> Self {
        Self {
            token,
            allowed,
            sessions: Sessions::default(),
            port,
            penance,
        }
    }

    /// Whether a token is asked for.
    pub(crate) fn needs_login(&self) -> bool {
        self.token.is_some()
    }

    /// Compares a word with the token.
    pub(super) async fn try_token(&self, word: &str) -> Result<(), WrongToken> {
        match &self.token {
            Some(token) if !token.is(word) => {
                tokio::time::sleep(self.penance).await;
                Err(WrongToken)
            }
            _ => Ok(()),
        }
    }

    /// Begins a session; what the browser is to keep of it.
    pub(super) fn begin(&self, headers: &HeaderMap) -> std::io::Result<String> {
        let word = self.sessions.begin()?;
        let origin = headers.get("origin").map(|origin| origin.as_bytes());
        let is_tls = origin.is_some_and(|origin| origin.starts_with(b"https:"));
        let secure = if is_tls { "; Secure" } else { "" };
        let name = self.cookie();
        Ok(format!(
            "{name}={word}; Path=/; HttpOnly; SameSite=Strict{secure}"
        ))
    }

    /// Ends a session; what the browser is to keep instead.
    pub(super) fn end(&self, headers: &HeaderMap) -> String {
        if let Some(word) = self.session(headers) {
            self.sessions.end(word);
        }
        format!(
            "{}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0",
            self.cookie()
        )
    }

    fn cookie(&self) -> String {
        format!("lt_web_{}", self.port)
    }

    fn session<'a>(&self, headers: &'a HeaderMap) -> Option<&'a str> {
        let name = self.cookie();
        let cookies = headers.get_all(COOKIE).iter();
        let mut cookies = cookies
            .filter_map(|cookies| cookies.to_str().ok())
            .flat_map(|cookies| cookies.split(';'))
            .filter_map(|cookie| cookie.trim().split_once('='));
        cookies.find_map(|(key, word)| (key == name).then_some(word))
    }

    fn is_logged_in(&self, headers: &HeaderMap) -> bool {
        let word = self.session(headers);
        word.is_some_and(|word| self.sessions.knows(word))
    }
}

/// Lets a request pass that may be done.
pub(super) async fn check(
    State(server): State<Shared>,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let access = &server.access;
    let host = host::asked_for(request.headers(), request.uri());
    if !access.needs_login()
        && !host
            .as_ref()
            .is_some_and(|host| host::is_ours(host, &access.allowed))
    {
        return Err(Problem::new(
            StatusCode::FORBIDDEN,
            "ask for this page as localhost; where this machine has another name, start lt-web with --allow-host NAME",
        ));
    }
    if origin::is_foreign(&request, host.as_ref(), &access.allowed) {
        return Err(Problem::new(
            StatusCode::FORBIDDEN,
            "this came from a page of another site; use the page of lt-web itself",
        ));
    }
    if let Some(answer) = ask_for_token(access, request.headers(), request.uri().path()).await? {
        return Ok(answer);
    }
    check_kind(&request)?;
    Ok(next.run(request).await)
}

/// What to answer instead, where the token is missing.
async fn ask_for_token(
    access: &Access,
    headers: &HeaderMap,
    path: &str,
) -> Result<Option<Response>, Problem> {
    let is_open = path == "/login" || path.starts_with("/assets/");
    if !access.needs_login() || is_open || access.is_logged_in(headers) {
        return Ok(None);
    }
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let bearer = text(AUTHORIZATION).and_then(|text| text.split_once(' '));
    let bearer = bearer.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    match bearer {
        Some((_, word)) => {
            let tried = access.try_token(word.trim()).await;
            tried.map_err(|WrongToken| unauthorized("this is not the token of this lt-web"))?;
            Ok(None)
        }
        None if text(ACCEPT).is_some_and(|kinds| kinds.contains("text/html")) => {
            Ok(Some(Redirect::to("/login").into_response()))
        }
        None => Err(unauthorized(
            "log in at /login, or send `Authorization: Bearer TOKEN` with the token of --token-file or LT_WEB_TOKEN",
        )),
    }
}

fn unauthorized(detail: &str) -> Problem {
    Problem::new(StatusCode::UNAUTHORIZED, detail)
}

/// A form of another site can send anything but JSON, and no browser would ask before.
fn check_kind(request: &Request) -> Result<(), Problem> {
    let is_told = *request.method() == Method::POST && request.uri().path().starts_with("/api/");
    let kind = request.headers().get(CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let essence = kind.split(';').next().unwrap_or_default().trim();
    match is_told && !essence.eq_ignore_ascii_case("application/json") {
        true => Err(Problem::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "send JSON, with the header `content-type: application/json`",
        )),
        false => Ok(()),
    }
}
