//! The head of an answer: what it says about status, body and connection.

use std::mem::MaybeUninit;
use std::ops::Range;

use httparse::{Header, ParserConfig, Response, Status};

use crate::transport::{Kept, redirect};

/// As many header fields as hyper takes.
const MOST_FIELDS: usize = 100;

/// As many bytes of a head as hyper takes.
pub(super) const MOST_BYTES: usize = 8192 + 4096 * 100;

/// What a head says, whatever the request was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Head {
    /// From 100 to 999.
    pub(super) status: u16,
    /// Whether the server keeps the connection.
    pub(super) keep_alive: bool,
    /// How the body ends, if there is one.
    pub(super) body: BodyLength,
    /// Whether it sets cookies.
    pub(super) sets_cookie: bool,
}

/// How the end of a body is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BodyLength {
    /// After so many bytes.
    Known(u64),
    /// In chunks, up to an empty one.
    Chunked,
    /// When the server closes.
    UntilClose,
    /// The fields contradict each other.
    Contradictory,
}

/// Why bytes are no head that is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refused {
    /// They are no head of HTTP/1.
    NotHttp,
    /// There is too much of it.
    TooLarge,
}

/// Reads a head from the beginning of `bytes`: what it says and how long it is, or `None` while it is incomplete.
pub(super) fn parse(bytes: &[u8]) -> Result<Option<(Head, usize)>, Refused> {
    with_fields(bytes, |response, length| (head(response), length))?
        .map(|(head, length)| Ok((head?, length)))
        .transpose()
}

/// The value of `Location` in a complete head.
pub(super) fn location(bytes: &[u8]) -> Option<String> {
    let value_of = |response: &Response<'_, '_>, _| {
        let mut fields = response.headers.iter();
        let field = fields.find(|field| field.name.eq_ignore_ascii_case("location"))?;
        Some(redirect::visible(field.value))
    };
    with_fields(bytes, value_of).ok()??
}

/// Keeps what is wanted of the fields of a complete head.
pub(super) fn keep(bytes: &[u8], kept: &mut Kept) {
    let keep_all = |response: &Response<'_, '_>, _| {
        for field in response.headers.iter() {
            kept.add_field(field.name, field.value);
        }
    };
    // What is no head has no fields.
    let (Ok(_) | Err(_)) = with_fields(bytes, keep_all);
}

/// Tells where in a complete head the values are that do not change what [`parse`] makes of it.
pub(super) fn values_without_meaning(bytes: &[u8], mut tell: impl FnMut(Range<usize>)) {
    let tell_all = |response: &Response<'_, '_>, _| {
        for Header { name, value } in response.headers.iter() {
            let begin = value.as_ptr().addr().checked_sub(bytes.as_ptr().addr());
            // An empty value may lie anywhere.
            if let Some(begin) = begin
                && !value.is_empty()
                && matches!(meaning(name), Meaning::None | Meaning::Cookie)
            {
                tell(begin..begin + value.len());
            }
        }
    };
    // What is no head has no values.
    let (Ok(_) | Err(_)) = with_fields(bytes, tell_all);
}

/// What a field is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Meaning {
    Connection,
    Length,
    Encoding,
    /// To the user, not to the exchange: that there is one is all that is remembered.
    Cookie,
    None,
}

fn meaning(name: &str) -> Meaning {
    match name.len() {
        10 if name.eq_ignore_ascii_case("connection") => Meaning::Connection,
        14 if name.eq_ignore_ascii_case("content-length") => Meaning::Length,
        10 if name.eq_ignore_ascii_case("set-cookie") => Meaning::Cookie,
        17 if name.eq_ignore_ascii_case("transfer-encoding") => Meaning::Encoding,
        _ => Meaning::None,
    }
}

fn with_fields<T>(
    bytes: &[u8],
    read: impl FnOnce(&Response<'_, '_>, usize) -> T,
) -> Result<Option<T>, Refused> {
    let mut fields = [const { MaybeUninit::uninit() }; MOST_FIELDS];
    let mut response = Response::new(&mut []);
    let config = ParserConfig::default();
    match config.parse_response_with_uninit_headers(&mut response, bytes, &mut fields) {
        Ok(Status::Complete(length)) => Ok(Some(read(&response, length))),
        Ok(Status::Partial) => Ok(None),
        Err(httparse::Error::TooManyHeaders) => Err(Refused::TooLarge),
        Err(_) => Err(Refused::NotHttp),
    }
}

fn head(response: &Response<'_, '_>) -> Result<Head, Refused> {
    let status = response
        .code
        .filter(|code| *code >= 100)
        .ok_or(Refused::NotHttp)?;
    let is_http_11 = response.version == Some(1);
    let mut keep_alive = is_http_11;
    let mut must_close = false;
    let mut chunked = None;
    let mut length = None;
    let mut sets_cookie = false;
    for field in response.headers.iter() {
        match meaning(field.name) {
            Meaning::Connection => {
                must_close |= has_token(field.value, "close");
                keep_alive = keep_alive || has_token(field.value, "keep-alive");
            }
            Meaning::Length => length = Some(joined(length, field.value)),
            Meaning::Encoding => chunked = Some(ends_in_chunked(field.value)),
            Meaning::Cookie => sets_cookie = true,
            // hyper's bound for a name, which it cannot hold otherwise.
            Meaning::None if field.name.len() > 65535 => return Err(Refused::TooLarge),
            Meaning::None => {}
        }
    }
    let body = match (chunked, length) {
        (Some(_), _) if !is_http_11 => BodyLength::Contradictory,
        (Some(true), _) => BodyLength::Chunked,
        (Some(false), _) | (None, None) => BodyLength::UntilClose,
        (None, Some(Some(length))) => BodyLength::Known(length),
        (None, Some(None)) => BodyLength::Contradictory,
    };
    Ok(Head {
        status,
        keep_alive: keep_alive && !must_close,
        body,
        sets_cookie,
    })
}

/// The one length that all fields agree on; `Some(None)` once they don't.
#[expect(
    clippy::option_option,
    reason = "no field yet, and fields that contradict each other, are two things"
)]
fn joined(known: Option<Option<u64>>, value: &[u8]) -> Option<u64> {
    let mut agreed = known;
    for part in visible(value)?.split(',') {
        let length = digits(part.trim())?;
        match agreed {
            None => agreed = Some(Some(length)),
            Some(Some(known)) if known == length => {}
            Some(_) => return None,
        }
    }
    agreed?
}

/// A length in digits; the two largest numbers are no lengths, as in hyper.
fn digits(text: &str) -> Option<u64> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let number = is_number.then(|| text.parse().ok()).flatten()?;
    (number <= u64::MAX - 2).then_some(number)
}

fn ends_in_chunked(value: &[u8]) -> bool {
    let last = visible(value).and_then(|text| text.rsplit(',').next());
    last.is_some_and(|last| last.trim().eq_ignore_ascii_case("chunked"))
}

fn has_token(value: &[u8], token: &str) -> bool {
    visible(value).is_some_and(|text| {
        text.split(',')
            .any(|part| part.trim().eq_ignore_ascii_case(token))
    })
}

/// The value as text, where it is visible ASCII, spaces and tabs.
fn visible(value: &[u8]) -> Option<&str> {
    let fits = |byte: &u8| matches!(byte, b'\t' | b' '..=b'~');
    value
        .iter()
        .all(fits)
        .then(|| str::from_utf8(value).ok())
        .flatten()
}
