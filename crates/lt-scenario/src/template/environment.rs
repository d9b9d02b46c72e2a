//! The one minijinja environment of the process.

use std::borrow::Cow;
use std::io;
use std::sync::LazyLock;

use minijinja::syntax::SyntaxConfig;
use minijinja::{Environment, ErrorKind, UndefinedBehavior, Value};

use super::pieces::Outside;
use super::{Failure, LONGEST_TEXT, RenderError, TemplateError, calls, functions};
use crate::quoted;

/// How many instructions an expression or text may take.
const FUEL: u64 = 100_000;

/// The most characters of an error's text.
const LONGEST_REASON: usize = 200;

/// Expressions and templates borrow it, and they live as long as their plan: it lives for ever.
pub(super) static ENVIRONMENT: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_fuel(Some(FUEL));
    environment.set_recursion_limit(64);
    let syntax = SyntaxConfig::builder().keep_trailing_newline(true).build();
    environment.set_syntax(syntax.expect("the marks are minijinja's own"));
    // A namespace can hold itself, and then cannot be printed; `debug` prints everything there is.
    environment.remove_global("namespace");
    environment.remove_global("debug");
    environment.set_formatter(|out, _, value| {
        if value.is_undefined() {
            return Err(minijinja::Error::from(ErrorKind::UndefinedError));
        }
        Ok(out.write_str(&shown(value))?)
    });
    functions::add_to(&mut environment);
    environment
});

/// A value as a text shows it: texts as they are, numbers as minijinja prints them (a whole float keeps its `.0`), and
/// everything else as JSON.
pub(crate) fn shown(value: &Value) -> Cow<'_, str> {
    if let Some(text) = value.as_str() {
        return Cow::Borrowed(text);
    }
    let json = (!value.is_number()).then(|| serde_json::to_string(value).ok());
    Cow::Owned(json.flatten().unwrap_or_else(|| value.to_string()))
}

/// What is wrong, without kind and place: an expression is one line.
pub(crate) fn reason(error: &minijinja::Error) -> String {
    let text = match error.detail() {
        Some(detail) => detail.to_owned(),
        None => error.kind().to_string(),
    };
    visible(&text)
}

/// The most characters of an expression in a phrase.
const LONGEST_SHOWN: usize = 80;

/// An expression or text of the scenario file on one short line.
pub(super) fn shown_source(source: &str) -> String {
    let mut shown: String = (source.trim().chars().take(LONGEST_SHOWN))
        .map(quoted::visible)
        .collect();
    if source.trim().chars().nth(LONGEST_SHOWN).is_some() {
        shown.push('…');
    }
    shown
}

/// A text on one line of bounded length.
pub(crate) fn visible(text: &str) -> String {
    text.chars()
        .take(LONGEST_REASON)
        .map(quoted::visible)
        .collect()
}

pub(super) fn check_length(length: usize) -> Result<(), RenderError> {
    if length <= LONGEST_TEXT {
        return Ok(());
    }
    let cause = format!("a text of more than {LONGEST_TEXT} bytes");
    Err(Failure::new("a text is too long", &cause).into())
}

/// Refuses filters and tests that do not exist, and environment variables that are not set: minijinja would say so
/// only when they are used.
pub(super) fn check_calls(source: &str) -> Result<(), TemplateError> {
    let mut state = ENVIRONMENT.empty_state();
    for (mark, name) in words_after_marks(source) {
        let (unknown, asked) = match mark {
            Mark::Filter => (
                ErrorKind::UnknownFilter,
                state.apply_filter(name, &[]).err(),
            ),
            Mark::Test => (ErrorKind::UnknownTest, state.perform_test(name, &[]).err()),
        };
        if let Some(error) = asked.filter(|error| error.kind() == unknown) {
            let what = match mark {
                Mark::Filter => "filter",
                Mark::Test => "test",
            };
            let detail = format!("unknown {what} `{name}`");
            return Err(TemplateError::Syntax(
                minijinja::Error::new(unknown, detail).with_source(error),
            ));
        }
    }
    calls::check(source)?;
    functions::check_environment_variables(source)
}

#[derive(Clone, Copy)]
enum Mark {
    Filter,
    Test,
}

/// The names after `|` and `is`, outside of strings.
fn words_after_marks(source: &str) -> Vec<(Mark, &str)> {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let outside: Vec<(usize, char)> = Outside::new(source).collect();
    let word_from = |place: usize| {
        let rest = &source[place..];
        &rest[..rest.find(|c| !is_word(c)).unwrap_or(rest.len())]
    };
    let mut found = Vec::new();
    let mut mark = None;
    let mut before = ' ';
    for (place, c) in outside {
        if c == '|' {
            mark = Some(Mark::Filter);
        } else if is_word(c) && !is_word(before) {
            let word = word_from(place);
            match mark.take() {
                // `is not defined` tests what comes after.
                Some(Mark::Test) if word == "not" => mark = Some(Mark::Test),
                Some(mark) => found.push((mark, word)),
                None if word == "is" && before.is_whitespace() => mark = Some(Mark::Test),
                None => {}
            }
        } else if !c.is_whitespace() && !is_word(c) {
            mark = None;
        }
        before = c;
    }
    found
}

/// The source with the calls `json(…)` under the name that the function has for minijinja.
pub(super) fn compiled(source: &str) -> Cow<'_, str> {
    const CALL: &str = "json";
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.';
    let (mut changed, mut done, mut before) = (String::new(), 0, ' ');
    for (at, c) in Outside::new(source) {
        let is_call = !is_word(before)
            && source[at..]
                .strip_prefix(CALL)
                .is_some_and(|rest| rest.starts_with('('));
        if is_call {
            changed.push_str(&source[done..at]);
            changed.push_str(functions::JSON);
            done = at + CALL.len();
        }
        before = c;
    }
    match done {
        0 => Cow::Borrowed(source),
        _ => Cow::Owned(changed + &source[done..]),
    }
}

/// The names as people write them.
pub(super) fn names(asked: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut names: Vec<String> = asked
        .into_iter()
        .filter(|name| name != functions::JSON)
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// Whether every bracket that opens closes again, and none closes that was not opened.
pub(super) fn is_balanced(source: &str) -> bool {
    let mut depth = 0i64;
    for (_, c) in Outside::new(source) {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth < 0 {
            return false;
        }
    }
    depth == 0
}

/// Takes text up to [`LONGEST_TEXT`].
#[derive(Default)]
pub(super) struct Bounded {
    bytes: Vec<u8>,
}

impl Bounded {
    pub(super) fn into_text(self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }
}

impl io::Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.bytes.len() + bytes.len() > LONGEST_TEXT {
            return Err(io::Error::other("the text is too long"));
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
