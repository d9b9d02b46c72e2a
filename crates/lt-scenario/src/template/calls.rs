//! Calls of our functions, checked when a template is compiled: better then than in the middle of a run.

use super::environment::{self, ENVIRONMENT};
use super::pieces::Outside;
use super::{TemplateError, functions};
use crate::Scope;

/// By function: the fewest arguments and the most.
const ARGUMENTS: [(&str, usize, usize); 16] = [
    ("base64", 1, 1),
    ("base64_decode", 1, 1),
    ("counter", 1, 1),
    ("env", 1, 2),
    ("hmac", 2, 3),
    ("json", 1, 1),
    ("next_row", 1, 1),
    ("now", 0, 1),
    ("now_ms", 0, 0),
    ("random_choice", 1, 1),
    ("random_float", 2, 2),
    ("random_int", 2, 2),
    ("random_string", 1, 1),
    ("row", 1, 1),
    ("sha256", 1, 1),
    ("urlencode", 1, 1),
];

/// What is the same always and for everybody, unless its arguments are not.
pub(super) const FIXED: [&str; 7] = [
    "base64",
    "base64_decode",
    "env",
    "hmac",
    "range",
    "sha256",
    "urlencode",
];

/// Refuses calls of our functions with too few or too many arguments, or with constant ones that they cannot take.
pub(super) fn check(source: &str) -> Result<(), TemplateError> {
    for call in calls(source) {
        let (name, arguments) = (call.name, call.arguments);
        if name == "uuid" && !arguments.is_empty() {
            return Err(wrong(name, "takes no arguments; leave the brackets empty"));
        }
        let Some((_, least, most)) = ARGUMENTS.iter().find(|(known, ..)| *known == name) else {
            continue;
        };
        let count = count(arguments);
        if !(*least..=*most).contains(&count) && !arguments.starts_with('*') {
            let takes = match (least, most) {
                (0, 0) => "no arguments".to_owned(),
                (1, 1) => "1 argument".to_owned(),
                (least, most) if least == most => format!("{most} arguments"),
                (least, most) => format!("{least} or {most} arguments"),
            };
            return Err(wrong(
                name,
                &format!("takes {takes}, not {count}; see the list of functions"),
            ));
        }
        check_constant(call)?;
    }
    Ok(())
}

/// Calls a function whose arguments are constant.
fn check_constant(call: Call<'_>) -> Result<(), TemplateError> {
    // Data sets are not known yet, and variables of the environment have their own words.
    if ["row", "next_row", "env"].contains(&call.name) || call.arguments.is_empty() {
        return Ok(());
    }
    let source = environment::compiled(call.source);
    let Ok(code) = ENVIRONMENT.compile_expression(&source) else {
        return Ok(());
    };
    // Alone, `json` is the last answer's.
    let own = if call.name == "json" {
        functions::JSON
    } else {
        call.name
    };
    let mut names = code.undeclared_variables(false).into_iter();
    if !names.all(|name| name == own || FIXED.contains(&name.as_str())) {
        return Ok(());
    }
    match code.eval(Scope::of_nobody().root()) {
        Ok(_) => Ok(()),
        Err(cause) => Err(wrong(call.name, &environment::reason(&cause))),
    }
}

fn wrong(name: &str, what: &str) -> TemplateError {
    TemplateError::Call(format!("`{name}`: {what}"))
}

/// A call: its text, and what stands in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Call<'a> {
    pub(super) source: &'a str,
    pub(super) name: &'a str,
    pub(super) arguments: &'a str,
}

/// The calls of functions in the code of a template, outside of strings; neither methods nor filters.
pub(super) fn calls(source: &str) -> Vec<Call<'_>> {
    let outside: Vec<(usize, char)> = Outside::new(source).collect();
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut found = Vec::new();
    for (i, (open, c)) in outside.iter().enumerate() {
        let before = source[..*open].trim_end();
        let begin = before
            .char_indices()
            .rev()
            .find(|(_, c)| !is_word(*c))
            .map_or(0, |(at, c)| at + c.len_utf8());
        let is_of_something = before[..begin].trim_end().ends_with(['.', '|']);
        if *c != '(' || begin == before.len() || is_of_something {
            continue;
        }
        let mut depth = 0u32;
        let close = outside[i..].iter().find(|(_, c)| {
            match c {
                '(' | '[' | '{' => depth += 1,
                ')' | ']' | '}' => depth = depth.saturating_sub(1),
                _ => {}
            }
            depth == 0
        });
        if let Some((close, _)) = close {
            found.push(Call {
                source: &source[begin..=*close],
                name: &before[begin..],
                arguments: source[open + 1..*close].trim(),
            });
        }
    }
    found
}

/// How many arguments there are; a comma may follow the last one.
fn count(arguments: &str) -> usize {
    let arguments = arguments.trim_end_matches(',').trim_end();
    if arguments.is_empty() {
        return 0;
    }
    let mut depth = 0u32;
    let mut count = 1;
    for (_, c) in Outside::new(arguments) {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => count += 1,
            _ => {}
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_are_found_with_their_brackets() {
        let found: Vec<_> = calls("f(a, (b), 'c)') ~ x.g(1) | h(2) + ü(3)[k( [1,2] )]")
            .into_iter()
            .map(|call| (call.name, call.arguments, count(call.arguments)))
            .collect();
        let expected = [("f", "a, (b), 'c)'", 3), ("ü", "3", 1), ("k", "[1,2]", 1)];
        assert_eq!(found, expected);
        assert_eq!(calls("f(").len(), 0);
    }

    #[test]
    fn calls_that_cannot_succeed_are_refused() {
        for (source, expected) in [
            (
                "random_int(5, 1)",
                "`random_int`: `random_int(5, 1)` is empty; write the smaller number first",
            ),
            (
                "random_int(5)",
                "`random_int`: takes 2 arguments, not 1; see the list of functions",
            ),
            (
                "hmac(a)",
                "`hmac`: takes 2 or 3 arguments, not 1; see the list of functions",
            ),
            (
                "now_ms(1)",
                "`now_ms`: takes no arguments, not 1; see the list of functions",
            ),
            (
                "uuid(4)",
                "`uuid`: takes no arguments; leave the brackets empty",
            ),
            (
                "x ~ now('ISO')",
                "`now`: unknown time format `ISO`; use `now()` or `now('iso')`",
            ),
            (
                "random_choice([])",
                "`random_choice`: `random_choice` needs a list with values",
            ),
            (
                "random_string(9999999)",
                "`random_string`: `random_string` makes at most 1048576 characters, not 9999999",
            ),
        ] {
            assert_eq!(check(source).unwrap_err().to_string(), expected);
        }
        for source in [
            "random_int(b, a)",
            "random_int(1, 5) + random_float(0, 1.5)",
            "random_choice(list) ~ random_choice(['a', 'b',],)",
            "json(x) ~ json([1, 2]) ~ row('no') ~ x.uuid(1)",
            "random_string(random_int(1, 5)) ~ counter('a') ~ now('iso')",
            "my_random_int(1)",
        ] {
            assert!(check(source).is_ok(), "{source}");
        }
    }
}
