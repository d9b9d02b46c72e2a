//! What stands in a selector's braces.

use lt_sample::Outcome;

use super::cursor::{Cursor, clipped};
use super::key::Key;
use super::metric::Dialect;
use super::{LevelPattern, Metric, ParseError, Pattern, Problem, Selector, hint, k6};

/// Reads `key:value` and what else follows up to the closing brace.
pub(super) fn read(
    cursor: &mut Cursor<'_>,
    selector: &mut Selector,
    dialect: Dialect,
) -> Result<(), ParseError> {
    loop {
        cursor.skip_spaces();
        let start = cursor.clone();
        let word = read_word(cursor, selector.metric, dialect)?;
        cursor.skip_spaces();
        let place = cursor.clone();
        let value = read_value(cursor)?;
        let (key, value) = match dialect {
            Dialect::Lt => (known(selector.metric, word), Ok(value)),
            Dialect::K6 => match k6::key(selector.metric, word, &value) {
                Ok((key, value)) => (Ok(key), Ok(value)),
                Err(problem @ (Problem::Group(_) | Problem::ExpectedResponse(_))) => {
                    return Err(place.error(problem));
                }
                Err(problem) => (Err(problem), Ok(value)),
            },
        };
        let key = key.and_then(|key| fit(selector.metric, key));
        let key = key.map_err(|problem| start.error(problem))?;
        let pattern = value.and_then(|value| pattern(&key, &value));
        let pattern = pattern.map_err(|problem| place.error(problem))?;
        put(selector, key, pattern).map_err(|problem| start.error(problem))?;
        cursor.skip_spaces();
        if cursor.take("}") {
            return Ok(());
        }
        if !cursor.take(",") {
            return Err(cursor.error(Problem::OpenBrace(cursor.next_shown())));
        }
    }
}

/// Reads the word before the colon, and the colon.
fn read_word<'a>(
    cursor: &mut Cursor<'a>,
    metric: Metric,
    dialect: Dialect,
) -> Result<&'a str, ParseError> {
    let start = cursor.clone();
    let word = cursor.key();
    if word.is_empty() {
        return Err(start.error(Problem::EmptyValue));
    }
    if dialect == Dialect::Lt {
        known(metric, word).map_err(|problem| start.error(problem))?;
    }
    cursor.skip_spaces();
    match cursor.take(":") {
        true => Ok(word),
        false => Err(cursor.error(Problem::NoColon(cursor.next_shown()))),
    }
}

/// The key of a word in our own language.
fn known(metric: Metric, word: &str) -> Result<Key, Problem> {
    let takes_name = Key::Name.is_of(metric);
    Key::parse(word)
        .filter(|key| *key != Key::Name || takes_name)
        .ok_or_else(|| Problem::UnknownKey {
            name: clipped(word),
            hint: match word {
                "name" | "url" | "path" if Key::Endpoint.is_of(metric) => {
                    "did you mean `endpoint`?".to_owned()
                }
                word => hint(word, Key::of(metric)),
            },
        })
}

/// Refuses a key that says nothing about the metric.
fn fit(metric: Metric, key: Key) -> Result<Key, Problem> {
    if key.is_of(metric) {
        return Ok(key);
    }
    Err(Problem::NoKey {
        metric,
        key: key.to_string(),
        why: match (metric, &key) {
            (Metric::Dropped, Key::Status | Key::Outcome) => ": nothing was sent",
            (Metric::Gauge, _) => ": it was read, not asked for",
            (metric, _) if metric.is_of_generator() => ": it is told of whole runs",
            _ => "",
        },
    })
}

fn read_value(cursor: &mut Cursor<'_>) -> Result<String, ParseError> {
    let start = cursor.clone();
    let value = if cursor.take("\"") {
        read_quoted(cursor).ok_or_else(|| start.error(Problem::OpenQuote))?
    } else {
        let value = cursor.take_while(|c| !matches!(c, ',' | '{' | '}' | '"'));
        let next = cursor.rest().chars().next();
        if let Some(c) = next.filter(|c| matches!(c, '{' | '"')) {
            return Err(cursor.error(Problem::NeedsQuotes(c)));
        }
        value.trim_end().to_owned()
    };
    match value.as_str() {
        "" => Err(start.error(Problem::EmptyValue)),
        _ => Ok(value),
    }
}

/// What stands before the closing quote; a backslash makes the next character an ordinary one.
fn read_quoted(cursor: &mut Cursor<'_>) -> Option<String> {
    let mut value = String::new();
    loop {
        match cursor.take_char()? {
            '"' => return Some(value),
            '\\' => value.push(cursor.take_char()?),
            c => value.push(c),
        }
    }
}

/// Refuses what would agree with nothing, for ever: a mistyped threshold must not look like one that holds.
fn pattern(key: &Key, value: &str) -> Result<Pattern, Problem> {
    let pattern = Pattern::parse(value)?;
    match key {
        Key::Status => check_status(&pattern)?,
        Key::Outcome => check_outcome(&pattern)?,
        Key::Stage => check_stage(&pattern)?,
        _ => {}
    }
    Ok(pattern)
}

fn check_status(pattern: &Pattern) -> Result<(), Problem> {
    let value = pattern.as_str();
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    let stars = value.bytes().filter(|byte| *byte == b'*').count();
    let possible = if stars == 0 { digits == 3 } else { digits <= 3 };
    match pattern.is_regex() || possible && digits + stars == value.len() {
        true => Ok(()),
        false => Err(Problem::NoStatus(clipped(value))),
    }
}

fn check_stage(pattern: &Pattern) -> Result<(), Problem> {
    let value = pattern.as_str();
    let possible = |byte: u8| byte.is_ascii_digit() || byte == b'*';
    match pattern.is_regex() || value.bytes().all(possible) {
        true => Ok(()),
        false => Err(Problem::NoStage(clipped(value))),
    }
}

fn check_outcome(pattern: &Pattern) -> Result<(), Problem> {
    let found: Vec<Outcome<'_>> = Outcome::ALL
        .into_iter()
        .filter(|outcome| pattern.matches(outcome.as_str()))
        .collect();
    match found.as_slice() {
        [] => {
            let value = pattern.as_str();
            let requests = Outcome::ALL.iter().filter(|outcome| outcome.is_request());
            let hint = hint(value, requests.map(Outcome::as_str));
            let name = clipped(value);
            Err(Problem::NoOutcome { name, hint })
        }
        [Outcome::Dropped] => Err(Problem::NoRequest(
            "what was dropped is no request; use the metric `dropped`",
        )),
        [Outcome::Cancelled] => Err(Problem::NoRequest(
            "what was cancelled is no request, and not judged",
        )),
        _ => Ok(()),
    }
}

/// Writes a pattern where it belongs.
fn put(selector: &mut Selector, key: Key, pattern: Pattern) -> Result<(), Problem> {
    let shown = key.to_string();
    let is_gauge = selector.metric == Metric::Gauge;
    let Selector { gauge, scope, .. } = selector;
    let place = match key {
        Key::Endpoint => &mut selector.endpoint,
        Key::Method => &mut selector.method,
        Key::Status => &mut selector.status,
        Key::Outcome => &mut selector.outcome,
        Key::Check => &mut selector.check,
        Key::Name => &mut selector.name,
        Key::Source => &mut gauge.source,
        Key::Unit => &mut gauge.unit,
        Key::Stage => &mut scope.stage,
        Key::Scenario => &mut scope.scenario,
        Key::Journey => &mut scope.journey,
        Key::Level => {
            let level = LevelPattern {
                name: pattern,
                users: None,
            };
            return match scope.level.replace(level) {
                Some(_) => Err(Problem::DoubleKey(shown)),
                None => Ok(()),
            };
        }
        Key::Tag(name) => return put_named(&mut scope.tags, name, pattern, shown),
        Key::Label(name) if is_gauge => return put_named(&mut gauge.labels, name, pattern, shown),
        Key::Label(name) => return put_named(&mut scope.labels, name, pattern, shown),
    };
    match place.replace(pattern) {
        Some(_) => Err(Problem::DoubleKey(shown)),
        None => Ok(()),
    }
}

fn put_named(
    patterns: &mut std::collections::BTreeMap<String, Pattern>,
    name: String,
    pattern: Pattern,
    shown: String,
) -> Result<(), Problem> {
    match patterns.insert(name, pattern) {
        Some(_) => Err(Problem::DoubleKey(shown)),
        None => Ok(()),
    }
}
