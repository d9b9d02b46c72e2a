//! Requests that pages of other sites make in somebody's browser.

use axum::extract::Request;
use axum::http::header::ORIGIN;
use axum::http::uri::Authority;
use axum::http::{HeaderMap, Method, Uri};

/// Routes of Locust that change something though they are asked for by GET.
const CHANGING: [&str; 3] = ["/swarm", "/stop", "/stats/reset"];

/// Whether a request may change something.
pub(super) fn changes(request: &Request) -> bool {
    let is_look = matches!(*request.method(), Method::GET | Method::HEAD);
    !is_look || CHANGING.contains(&request.uri().path())
}

/// Whether a request comes from a page of another site: to follow a link from there is all that it may.
pub(super) fn is_foreign(request: &Request, host: Option<&Authority>, allowed: &[String]) -> bool {
    let headers = request.headers();
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let is_elsewhere = matches!(text("sec-fetch-site"), Some("cross-site" | "same-site"));
    let follows_link = !changes(request) && text("sec-fetch-mode") == Some("navigate");
    (is_elsewhere && !follows_link) || (changes(request) && !has_own_origin(headers, host, allowed))
}

/// Scripts name no origin, and pages always the site that they are from.
fn has_own_origin(headers: &HeaderMap, host: Option<&Authority>, allowed: &[String]) -> bool {
    let mut origins = headers.get_all(ORIGIN).iter().peekable();
    if origins.peek().is_none() {
        return true;
    }
    origins.all(|origin| {
        let Ok(origin) = Uri::try_from(origin.as_bytes()) else {
            return false;
        };
        let is_web = matches!(origin.scheme_str(), Some("http" | "https"));
        let authority = origin.authority().filter(|_| is_web);
        authority.is_some_and(|from| {
            // A proxy in front may ask for us by another name than the browser did.
            let mut names = allowed.iter().map(String::as_str);
            Some(from) == host || names.any(|name| *from == *name)
        })
    })
}
