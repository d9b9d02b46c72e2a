//! Who is logged in. No session is kept: a token holds its user and a checksum, and is valid when they agree.

use std::fmt::Write;

use http::header::{AUTHORIZATION, COOKIE, SET_COOKIE};
use http::{HeaderMap, HeaderValue, StatusCode};
use serde::Serialize;
use serde_json::Value;

use super::super::query::digit;
use super::super::{Asked, json};
use crate::answer::Answer;
use crate::draw;

/// The longest name of a user, in bytes: it becomes part of a cookie.
const MAX_USER: usize = 64;
/// Bytes of a token that stand before the user, and as many after.
const SIDE: usize = 8;

const EXPIRED: HeaderValue = HeaderValue::from_static("session=; Path=/; HttpOnly; Max-Age=0");

/// Logs in whoever asks, as the `user` of the body or as `guest`.
pub(super) fn login(asked: &Asked<'_>, body: &[u8]) -> Answer {
    #[derive(Serialize)]
    struct Login<'a> {
        token: &'a str,
        user: &'a str,
    }
    let user = match json::read_any(body) {
        Ok(body) => match &body["user"] {
            Value::String(name) => name.clone(),
            Value::Number(number) => number.to_string(),
            _ => "guest".to_owned(),
        },
        Err(refusal) => return refusal,
    };
    if user.len() > MAX_USER {
        return Answer::error(StatusCode::BAD_REQUEST, "the user is longer than 64 bytes");
    }
    let token = issue(asked, &user);
    let cookie = format!("session={token}; Path=/; HttpOnly");
    let login = Login {
        token: &token,
        user: &user,
    };
    let cookie = HeaderValue::from_str(&cookie).expect("hexadecimal digits are good in a header");
    Answer::json(StatusCode::OK, &login).with([(SET_COOKIE, cookie)])
}

/// Takes the cookie away. The token itself stays valid, for nothing is kept that could end it.
pub(super) fn logout(asked: &Asked<'_>, _: &[u8]) -> Answer {
    match cookie(asked.headers).and_then(|token| user(asked.seed, token)) {
        Some(_) => Answer::nothing().with([(SET_COOKIE, EXPIRED)]),
        None => Answer::error(StatusCode::UNAUTHORIZED, "no session, see POST /api/login"),
    }
}

/// Tells who asks.
pub(super) fn me(asked: &Asked<'_>) -> Answer {
    #[derive(Serialize)]
    struct Me {
        user: String,
    }
    let tokens = [cookie(asked.headers), bearer(asked.headers)];
    let known = tokens
        .into_iter()
        .flatten()
        .find_map(|token| user(asked.seed, token));
    match known {
        Some(user) => Answer::json(StatusCode::OK, &Me { user }),
        None => Answer::error(StatusCode::UNAUTHORIZED, "no session, see POST /api/login"),
    }
}

fn cookie(headers: &HeaderMap) -> Option<&str> {
    let lines = headers.get_all(COOKIE).into_iter();
    lines
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .find_map(|pair| pair.trim().strip_prefix("session="))
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token)
}

fn issue(asked: &Asked<'_>, user: &str) -> String {
    let mut token = asked.draw().hex();
    for byte in user.bytes() {
        write!(token, "{byte:02x}").expect("a String takes everything");
    }
    let sum = draw::checksum(asked.seed, token.as_bytes());
    write!(token, "{sum:016x}").expect("a String takes everything");
    token
}

/// Whose token this is; `None` when this seed would not have issued it.
fn user(seed: u64, token: &str) -> Option<String> {
    if token.len() > 2 * (SIDE + MAX_USER + SIDE) {
        return None;
    }
    let (signed, sum) = token.split_at_checked(token.len().checked_sub(2 * SIDE)?)?;
    if sum != format!("{:016x}", draw::checksum(seed, signed.as_bytes())) {
        return None;
    }
    let user = signed.as_bytes().get(2 * SIDE..)?.chunks(2);
    let bytes: Option<Vec<u8>> = user
        .map(|pair| match pair {
            [high, low] => Some(digit(*high)? << 4 | digit(*low)?),
            _ => None,
        })
        .collect();
    String::from_utf8(bytes?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: http::HeaderName, value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(name, HeaderValue::from_static(value))])
    }

    #[test]
    fn a_session_is_found_among_other_cookies() {
        assert_eq!(cookie(&headers(COOKIE, "a=1; session=ab; b=2")), Some("ab"));
        assert_eq!(cookie(&headers(COOKIE, "xsession=ab")), None);
        assert_eq!(cookie(&HeaderMap::new()), None);
    }

    #[test]
    fn a_bearer_is_known_however_the_word_is_written() {
        assert_eq!(bearer(&headers(AUTHORIZATION, "bearer ab")), Some("ab"));
        assert_eq!(bearer(&headers(AUTHORIZATION, "Basic ab")), None);
    }

    #[test]
    fn what_nobody_issued_has_no_user() {
        for token in ["", "0", "é", "deadbeef", &"0".repeat(48), &"a".repeat(1000)] {
            assert_eq!(user(1, token), None, "`{token}`");
        }
    }
}
