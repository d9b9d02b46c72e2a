//! Which requests, and what of them.

use std::fmt;

use lt_sample::Outcome;
use lt_stats::{Endpoint, SeriesKey};

use super::cursor::Cursor;
use super::metric::Dialect;
use super::{Metric, ParseError, Pattern, Problem, hint};

/// A metric of the requests that agree with every pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selector {
    /// What of them is looked at.
    pub metric: Metric,
    /// `METHOD NAME` or `NAME`.
    pub endpoint: Option<Pattern>,
    /// HTTP method.
    pub method: Option<Pattern>,
    /// Status of the last answer; what got no answer agrees with none.
    pub status: Option<Pattern>,
    /// How the request ended.
    pub outcome: Option<Pattern>,
}

/// A selector, and whether its metric was called by k6's name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedSelector {
    /// The selector.
    pub selector: Selector,
    pub(super) dialect: Dialect,
}

impl NamedSelector {
    /// The response time of everything.
    pub(super) fn response_time() -> Self {
        Self {
            selector: Selector::of_all(Metric::ResponseTime),
            dialect: Dialect::Lt,
        }
    }
}

impl Selector {
    const KEYS: [&'static str; 4] = ["endpoint", "method", "status", "outcome"];

    /// A metric of everything.
    pub fn of_all(metric: Metric) -> Self {
        Self {
            metric,
            endpoint: None,
            method: None,
            status: None,
            outcome: None,
        }
    }

    /// Whether requests of a series are meant.
    pub fn matches(&self, key: &SeriesKey) -> bool {
        let outcome = key.ending.outcome.as_str();
        let status = |pattern: &Pattern| match key.ending.status {
            Some(status) => pattern.matches(&status.to_string()),
            None => false,
        };
        self.matches_endpoint(&key.endpoint)
            && self.status.as_ref().is_none_or(status)
            && self
                .outcome
                .as_ref()
                .is_none_or(|pattern| pattern.matches(outcome))
    }

    /// Whether requests of an endpoint can be meant, however they ended.
    pub fn matches_endpoint(&self, endpoint: &Endpoint) -> bool {
        let Endpoint { name, method, .. } = endpoint;
        let either = |pattern: &Pattern| {
            pattern.matches(name) || pattern.matches(&format!("{method} {name}"))
        };
        self.endpoint.as_ref().is_none_or(either)
            && self
                .method
                .as_ref()
                .is_none_or(|pattern| pattern.matches(method))
    }

    fn pattern_mut(&mut self, key: &'static str) -> &mut Option<Pattern> {
        match key {
            "endpoint" => &mut self.endpoint,
            "method" => &mut self.method,
            "status" => &mut self.status,
            _ => &mut self.outcome,
        }
    }
}

/// Reads a metric and what may stand in braces behind it.
pub(super) fn read(cursor: &mut Cursor<'_>) -> Result<NamedSelector, ParseError> {
    let start = cursor.clone();
    if start.rest().is_empty() {
        return Err(start.error(Problem::Nothing));
    }
    let name = cursor.word();
    let Some((metric, dialect)) = Metric::parse(name) else {
        let name = match name {
            "" => start.next_shown().trim_matches('`').to_owned(),
            name => name.to_owned(),
        };
        let hint = hint(&name, Metric::NAMES[..7].iter().map(|(name, ..)| *name));
        return Err(start.error(Problem::UnknownMetric { name, hint }));
    };
    let mut selector = Selector::of_all(metric);
    let before_brace = cursor.clone();
    cursor.skip_spaces();
    if cursor.take("{") {
        read_patterns(cursor, &mut selector)?;
    } else {
        *cursor = before_brace;
    }
    Ok(NamedSelector { selector, dialect })
}

fn read_patterns(cursor: &mut Cursor<'_>, selector: &mut Selector) -> Result<(), ParseError> {
    loop {
        cursor.skip_spaces();
        let start = cursor.clone();
        let key = read_key(cursor)?;
        if selector.metric == Metric::Dropped && matches!(key, "status" | "outcome") {
            return Err(start.error(Problem::NeverSent(key)));
        }
        cursor.skip_spaces();
        let place = cursor.clone();
        let value = read_value(cursor)?;
        check_value(key, &value).map_err(|problem| place.error(problem))?;
        let pattern = selector.pattern_mut(key);
        if pattern.replace(Pattern::new(value)).is_some() {
            return Err(start.error(Problem::DoubleKey(key)));
        }
        cursor.skip_spaces();
        if cursor.take("}") {
            return Ok(());
        }
        if !cursor.take(",") {
            return Err(cursor.error(Problem::OpenBrace(cursor.next_shown())));
        }
    }
}

fn read_key(cursor: &mut Cursor<'_>) -> Result<&'static str, ParseError> {
    let start = cursor.clone();
    let word = cursor.word();
    let mut keys = Selector::KEYS.into_iter();
    let Some(key) = keys.find(|key| *key == word) else {
        return Err(start.error(match word {
            "" => Problem::EmptyValue,
            word => Problem::UnknownKey {
                name: word.to_owned(),
                hint: match word {
                    "name" | "url" | "path" => "did you mean `endpoint`?".to_owned(),
                    word => hint(word, Selector::KEYS),
                },
            },
        }));
    };
    cursor.skip_spaces();
    match cursor.take(":") {
        true => Ok(key),
        false => Err(cursor.error(Problem::NoColon(cursor.next_shown()))),
    }
}

fn read_value(cursor: &mut Cursor<'_>) -> Result<String, ParseError> {
    let start = cursor.clone();
    let value = if cursor.take("\"") {
        read_quoted(cursor).ok_or_else(|| start.error(Problem::OpenQuote))?
    } else {
        let value = cursor.take_while(|c| !matches!(c, ',' | '{' | '}' | '"'));
        if let Some(c) = cursor
            .rest()
            .chars()
            .next()
            .filter(|c| matches!(c, '{' | '"'))
        {
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

fn check_value(key: &str, value: &str) -> Result<(), Problem> {
    match key {
        "status" => check_status(value),
        "outcome" => check_outcome(value),
        _ => Ok(()),
    }
}

fn check_status(value: &str) -> Result<(), Problem> {
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    let stars = value.len() - digits;
    let possible = if stars == 0 { digits == 3 } else { digits <= 3 };
    match possible
        && value
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'*')
    {
        true => Ok(()),
        false => Err(Problem::NoStatus(value.to_owned())),
    }
}

/// Refuses what would agree with nothing, for ever: a mistyped threshold must not look like one that holds.
fn check_outcome(value: &str) -> Result<(), Problem> {
    let pattern = Pattern::new(value.to_owned());
    let found: Vec<Outcome<'_>> = Outcome::ALL
        .into_iter()
        .filter(|outcome| pattern.matches(outcome.as_str()))
        .collect();
    match found.as_slice() {
        [] => {
            let requests = Outcome::ALL.iter().filter(|outcome| outcome.is_request());
            let hint = hint(value, requests.map(Outcome::as_str));
            let name = value.to_owned();
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

impl fmt::Display for Selector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let patterns = [&self.endpoint, &self.method, &self.status, &self.outcome];
        let pairs = Self::KEYS.iter().zip(patterns);
        let pairs = pairs.filter_map(|(key, pattern)| Some(format!("{key}:{}", pattern.as_ref()?)));
        let pairs: Vec<String> = pairs.collect();
        match pairs.as_slice() {
            [] => write!(f, "{}", self.metric),
            pairs => write!(f, "{}{{{}}}", self.metric, pairs.join(",")),
        }
    }
}
