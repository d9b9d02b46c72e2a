//! The page that asks for the token. It works without JavaScript.

use axum::Form;
use axum::extract::State;
use axum::extract::rejection::FormRejection;
use axum::http::header::{CONTENT_TYPE, SET_COOKIE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::access::WrongToken;
use super::{Problem, Shared};

const PAGE: &str = include_str!("page.html");
/// Where the page says what went wrong.
const PLACE: &str = "<!--wrong-->";
const WRONG: &str = "<p role=\"alert\">This is not the token. Try again.</p>";

/// What the form sends.
#[derive(Deserialize)]
pub(super) struct Shown {
    token: String,
}

pub(super) async fn page(State(server): State<Shared>) -> Response {
    match server.access.needs_login() {
        true => html(StatusCode::OK, PAGE.to_owned()),
        false => Redirect::to("/").into_response(),
    }
}

pub(super) async fn log_in(
    State(server): State<Shared>,
    headers: HeaderMap,
    shown: Result<Form<Shown>, FormRejection>,
) -> Result<Response, Problem> {
    let Form(shown) = shown?;
    if !server.access.needs_login() {
        return Ok(Redirect::to("/").into_response());
    }
    if let Err(WrongToken) = server.access.try_token(shown.token.trim()).await {
        return Ok(html(StatusCode::FORBIDDEN, PAGE.replace(PLACE, WRONG)));
    }
    let cookie = server.access.begin(&headers).map_err(|error| {
        let detail = format!("the system gives no random numbers: {error}");
        Problem::new(StatusCode::INTERNAL_SERVER_ERROR, detail)
    })?;
    Ok(([(SET_COOKIE, cookie)], Redirect::to("/")).into_response())
}

pub(super) async fn log_out(State(server): State<Shared>, headers: HeaderMap) -> Response {
    let cookie = server.access.end(&headers);
    ([(SET_COOKIE, cookie)], Redirect::to("/login")).into_response()
}

fn html(status: StatusCode, page: String) -> Response {
    (status, [(CONTENT_TYPE, "text/html; charset=utf-8")], page).into_response()
}
