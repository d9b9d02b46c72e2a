//! Calls in templates that mean something when the file is loaded: `env`, `row` and `next_row`.

use super::problem::Problem;
use super::reader::quoted;

/// What stands outside of braces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outside {
    /// Text, with expressions in braces.
    Text,
    /// An expression.
    Expression,
}

/// Why a call of `env` means nothing.
#[derive(Debug)]
pub(super) enum CallError {
    Arguments,
    Missing(String),
}

impl CallError {
    pub(super) fn of_key(self, key: &str) -> Problem {
        match self {
            Self::Arguments => Problem::EnvironmentCall(key.to_owned()),
            Self::Missing(name) => Problem::NotInEnvironment { name },
        }
    }
}

/// Replaces `env('NAME')` and `env('NAME', 'default')` by what they mean, so that they are constant.
pub(super) fn fold_env(
    text: &str,
    outside: Outside,
    env: &dyn Fn(&str) -> Option<String>,
) -> Result<String, CallError> {
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for begin in words(text, outside) {
        let Some(arguments) = call(&text[begin..], "env").filter(|_| begin >= done) else {
            continue;
        };
        let (value, left) = value_of(arguments, env)?;
        out.push_str(&text[done..begin]);
        out.push_str(&quoted(&value));
        done = text.len() - left.len();
    }
    out.push_str(&text[done..]);
    Ok(out)
}

/// The names of the data sets whose rows a template asks for by a function.
pub(super) fn sets_asked(text: &str, outside: Outside) -> Vec<String> {
    let asked = |begin: usize| {
        let rest = &text[begin..];
        let arguments = call(rest, "row").or_else(|| call(rest, "next_row"))?;
        let (name, length) = literal(arguments.trim_start())?;
        let behind = &arguments.trim_start()[length..];
        behind.trim_start().starts_with(')').then_some(name)
    };
    words(text, outside).into_iter().filter_map(asked).collect()
}

/// Whether what follows a text would stand in an expression or statement.
pub(super) fn ends_in_code(text: &str) -> bool {
    let mut rest = text;
    while let Some(begin) = ["{{", "{%"].iter().filter_map(|mark| rest.find(mark)).min() {
        rest = &rest[begin + 2..];
        loop {
            let mark = ["}}", "%}", "'", "\""]
                .iter()
                .filter_map(|mark| rest.find(mark))
                .min();
            let Some(mark) = mark else {
                return true;
            };
            rest = &rest[mark..];
            if rest.starts_with(['}', '%']) {
                rest = &rest[2..];
                break;
            }
            let Some((_, length)) = literal(rest) else {
                return true;
            };
            rest = &rest[length..];
        }
    }
    false
}

/// Where names begin that are no field of something, in the code of a template.
fn words(text: &str, outside: Outside) -> Vec<usize> {
    let mut words = Vec::new();
    let mut is_code = outside == Outside::Expression;
    let (mut place, mut last) = (0, ' ');
    while let Some(c) = text[place..].chars().next() {
        let rest = &text[place..];
        if !is_code {
            let mark = ["{{", "{%"].iter().filter_map(|mark| rest.find(mark)).min();
            let Some(mark) = mark else { break };
            (place, is_code, last) = (place + mark + 2, true, ' ');
        } else if outside == Outside::Text && (rest.starts_with("}}") || rest.starts_with("%}")) {
            (place, is_code) = (place + 2, false);
        } else if c == '"' || c == '\'' {
            place += literal(rest).map_or(rest.len(), |(_, length)| length);
            last = c;
        } else {
            if is_part(c) && !is_part(last) && last != '.' {
                words.push(place);
            }
            (place, last) = (place + c.len_utf8(), c);
        }
    }
    words
}

fn is_part(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// What follows `name(`, where the text begins with that.
fn call<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    text.strip_prefix(name)?.trim_start().strip_prefix('(')
}

/// The value of a call of `env`, and what follows it.
fn value_of<'a>(
    text: &'a str,
    env: &dyn Fn(&str) -> Option<String>,
) -> Result<(String, &'a str), CallError> {
    let read = |text: &'a str| {
        let text = text.trim_start();
        let (value, length) = literal(text).ok_or(CallError::Arguments)?;
        Ok((value, text[length..].trim_start()))
    };
    let (name, rest) = read(text)?;
    let (default, rest) = match rest.strip_prefix(',') {
        Some(rest) => {
            let (default, rest) = read(rest)?;
            (Some(default), rest)
        }
        None => (None, rest),
    };
    let rest = rest.strip_prefix(')').ok_or(CallError::Arguments)?;
    match env(&name).or(default) {
        Some(value) => Ok((value, rest)),
        None => Err(CallError::Missing(name)),
    }
}

/// The quoted text at the beginning, and its length with the quotes.
fn literal(text: &str) -> Option<(String, usize)> {
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let mut value = String::new();
    let mut letters = text.char_indices().skip(1);
    while let Some((i, c)) = letters.next() {
        match c {
            '\\' => value.push(letters.next()?.1),
            c if c == quote => return Some((value, i + 1)),
            c => value.push(c),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_calls_in_code_are_replaced() {
        let env = |name: &str| (name == "A").then(|| "a\"b".to_owned());
        for (text, expected) in [
            ("env('A')", "env('A')"),
            ("{{ env('A') }} env('A')", "{{ \"a\\\"b\" }} env('A')"),
            (
                "{{ env ( \"A\" , 'x' ) ~ env('B', 'x y') }}",
                "{{ \"a\\\"b\" ~ \"x y\" }}",
            ),
            (
                "{{ x.env('A') }}{{ my_env('A') }}{{ environ }}",
                "{{ x.env('A') }}{{ my_env('A') }}{{ environ }}",
            ),
            ("{{ \"env('A')\" }}", "{{ \"env('A')\" }}"),
            (
                "{% if env('A') %}ä{% endif %}",
                "{% if \"a\\\"b\" %}ä{% endif %}",
            ),
            ("{{ 'open", "{{ 'open"),
        ] {
            assert_eq!(fold_env(text, Outside::Text, &env).unwrap(), expected);
        }
        assert_eq!(
            fold_env("env('A') == x", Outside::Expression, &env).unwrap(),
            "\"a\\\"b\" == x"
        );
        for text in [
            "{{ env() }}",
            "{{ env(A) }}",
            "{{ env('A' 'B') }}",
            "{{ env('A', B) }}",
            "{{ env('A'",
        ] {
            assert!(
                matches!(
                    fold_env(text, Outside::Text, &env),
                    Err(CallError::Arguments)
                ),
                "{text}"
            );
        }
    }

    #[test]
    fn rows_are_asked_for_by_name() {
        let text =
            "row('no') {{ row('a').id ~ next_row( \"b\" ) ~ row(c) ~ x.row('d') ~ arrow('e') }}";
        assert_eq!(sets_asked(text, Outside::Text), ["a", "b"]);
    }
}
