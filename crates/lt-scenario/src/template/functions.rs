//! The functions that templates can call.

use std::time::{Duration, SystemTime};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use minijinja::value::ValueKind;
use minijinja::{Environment, Error, ErrorKind, State, Value};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use sha2::{Digest as _, Sha256};

use super::{TemplateError, calls, environment};
use crate::session::{Memory, Which};

/// What `json(…)` is compiled as: `json` alone is the last answer's.
pub(super) const JSON: &str = "json_text";

/// The longest text that `random_string` makes.
const LONGEST_RANDOM: usize = 1 << 20;

/// What stands for itself in a URL, wherever it is.
pub(crate) const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

/// Makes every function known.
pub(super) fn add_to(environment: &mut Environment<'static>) {
    environment.add_function("random_int", random_int);
    environment.add_function("random_float", random_float);
    environment.add_function("random_choice", random_choice);
    environment.add_function("random_string", random_string);
    environment.add_function("uuid", uuid);
    environment.add_function("counter", counter);
    environment.add_function("row", |state: &State, set: &str| {
        row(state, set, Which::OfIteration)
    });
    environment.add_function("next_row", |state: &State, set: &str| {
        row(state, set, Which::Next)
    });
    environment.add_function("now", now);
    environment.add_function("now_ms", now_ms);
    environment.add_function("base64", |value: &Value| STANDARD.encode(bytes(value)));
    environment.add_function("base64_decode", base64_decode);
    environment.add_function("sha256", |value: &Value| hex(&Sha256::digest(bytes(value))));
    environment.add_function("hmac", hmac);
    environment.add_function("urlencode", urlencode);
    environment.add_filter("urlencode", urlencode);
    environment.add_function(JSON, json);
    environment.add_filter("tojson", json);
    environment.add_function("env", env);
}

fn memory<R>(state: &State<'_, '_>, use_it: impl FnOnce(&Memory) -> R) -> Result<R, Error> {
    Memory::of(state, use_it).ok_or_else(|| refused("this function needs a user".to_owned()))
}

fn refused(reason: String) -> Error {
    Error::new(ErrorKind::InvalidOperation, reason)
}

fn random_int(state: &State, least: i64, most: i64) -> Result<i64, Error> {
    if least > most {
        return Err(refused(format!(
            "`random_int({least}, {most})` is empty; write the smaller number first"
        )));
    }
    // The distance fits 64 bits without sign, and one more than the largest means all 64-bit numbers.
    let count = most.abs_diff(least).checked_add(1);
    let drawn = memory(state, |memory| match count {
        Some(count) => memory.below(count),
        None => memory.bits(),
    })?;
    Ok(least.wrapping_add_unsigned(drawn))
}

fn random_float(state: &State, least: f64, most: f64) -> Result<f64, Error> {
    if !least.is_finite() || !most.is_finite() || least > most {
        return Err(refused(format!(
            "`random_float({least}, {most})` is empty; write the smaller number first"
        )));
    }
    let unit = memory(state, Memory::unit)?;
    Ok((least * (1.0 - unit) + most * unit).clamp(least, most))
}

fn random_choice(state: &State, list: &Value) -> Result<Value, Error> {
    let values = match list.kind() {
        ValueKind::Iterable => Value::from(list.try_iter()?.collect::<Vec<_>>()),
        _ => list.clone(),
    };
    let len = values.len().unwrap_or(0);
    if len == 0 || values.kind() != ValueKind::Seq {
        return Err(refused(
            "`random_choice` needs a list with values".to_owned(),
        ));
    }
    let drawn = memory(state, |memory| memory.below(len as u64))?;
    values.get_item_by_index(usize::try_from(drawn).unwrap_or_default())
}

fn random_string(state: &State, length: usize) -> Result<String, Error> {
    const CHARACTERS: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    if length > LONGEST_RANDOM {
        return Err(refused(format!(
            "`random_string` makes at most {LONGEST_RANDOM} characters, not {length}"
        )));
    }
    memory(state, |memory| {
        let mut text = String::with_capacity(length);
        for _ in 0..length {
            let drawn = usize::try_from(memory.below(CHARACTERS.len() as u64)).unwrap_or_default();
            text.push(char::from(CHARACTERS[drawn]));
        }
        text
    })
}

/// Version 4 of RFC 9562: random, but for the six bits that say so.
fn uuid(state: &State) -> Result<String, Error> {
    let (high, low) = memory(state, |memory| (memory.bits(), memory.bits()))?;
    let high = high & !0xf000 | 0x4000;
    let low = low & (u64::MAX >> 2) | 1 << 63;
    let (a, b, c) = (high >> 32, high >> 16 & 0xffff, high & 0xffff);
    let (d, e) = (low >> 48, low & 0xffff_ffff_ffff);
    Ok(format!("{a:08x}-{b:04x}-{c:04x}-{d:04x}-{e:012x}"))
}

fn counter(state: &State, name: &str) -> Result<u64, Error> {
    memory(state, |memory| memory.count(name))
}

fn row(state: &State, set: &str, which: Which) -> Result<Value, Error> {
    let unknown = || refused(format!("no data set `{set}`"));
    memory(state, |memory| memory.row(set, which))?.ok_or_else(unknown)
}

#[expect(
    clippy::disallowed_methods,
    reason = "a template may ask for the time of day; no plan depends on it"
)]
fn since_epoch() -> Duration {
    let now = SystemTime::now();
    now.duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or_default()
}

fn now(format: Option<&str>) -> Result<Value, Error> {
    match format {
        None => Ok(Value::from(since_epoch().as_secs_f64())),
        Some("iso") => {
            let micros = i64::try_from(since_epoch().as_micros()).unwrap_or(i64::MAX);
            let time = jiff::Timestamp::from_microsecond(micros);
            let time = time.map_err(|cause| refused(cause.to_string()))?;
            Ok(Value::from(format!("{time:.6}")))
        }
        Some(other) => Err(refused(format!(
            "unknown time format `{other}`; use `now()` or `now('iso')`"
        ))),
    }
}

fn now_ms() -> u64 {
    u64::try_from(since_epoch().as_millis()).unwrap_or(u64::MAX)
}

/// A text is taken as it is, and bytes too; anything else as texts show it.
fn bytes(value: &Value) -> Vec<u8> {
    match value.as_bytes() {
        Some(bytes) => bytes.to_vec(),
        None => environment::shown(value).into_owned().into_bytes(),
    }
}

fn base64_decode(text: &str) -> Result<String, Error> {
    match STANDARD.decode(text.trim()) {
        Ok(bytes) => Ok(String::from_utf8_lossy(&bytes).into_owned()),
        Err(cause) => Err(refused(format!("not base64: {cause}"))),
    }
}

fn hmac(key: &Value, value: &Value, algorithm: Option<&str>) -> Result<String, Error> {
    if let Some(other) = algorithm.filter(|name| *name != "sha256") {
        return Err(refused(format!("unknown hash `{other}`; use `sha256`")));
    }
    let keyed = Hmac::<Sha256>::new_from_slice(&bytes(key));
    let mut mac = keyed.map_err(|cause| refused(cause.to_string()))?;
    mac.update(&bytes(value));
    Ok(hex(&mac.finalize().into_bytes()))
}

/// Lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn urlencode(value: &Value) -> String {
    let text = String::from_utf8_lossy(&bytes(value)).into_owned();
    utf8_percent_encode(&text, RESERVED).to_string()
}

fn json(value: &Value) -> Result<String, Error> {
    serde_json::to_string(value).map_err(|cause| refused(format!("no JSON: {cause}")))
}

fn env(name: &str, default: Option<Value>) -> Result<Value, Error> {
    match (std::env::var(name), default) {
        (Ok(text), _) => Ok(Value::from(text)),
        (Err(_), Some(default)) => Ok(default),
        (Err(_), None) => Err(refused(format!("environment variable `{name}` is not set"))),
    }
}

/// Refuses `env('NAME')` where there is no such variable and no default: better now than in the middle of a run.
pub(super) fn check_environment_variables(source: &str) -> Result<(), TemplateError> {
    for call in calls::calls(source) {
        let literal = |quote: char| {
            let inner = call.arguments.strip_prefix(quote)?.strip_suffix(quote)?;
            (!inner.contains(quote)).then_some(inner)
        };
        let only = literal('\'').or_else(|| literal('"'));
        if let Some(variable) = only.filter(|_| call.name == "env")
            && std::env::var(variable).is_err()
        {
            return Err(TemplateError::NoEnvironment(variable.to_owned()));
        }
    }
    Ok(())
}
