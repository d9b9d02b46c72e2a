//! `${NAME}` in values: what the environment says instead.

use super::{Node, Replaced, Value};
use crate::scenario::calls;
use crate::scenario::problem::{Fault, Problem, at};

/// Replaces every `${NAME}` below a node, and tells all of it which file it stands in.
pub(in crate::scenario) fn settle(
    node: &mut Node,
    file: usize,
    env: &dyn Fn(&str) -> Option<String>,
) -> Result<(), Fault> {
    node.span.file = file;
    match &mut node.value {
        Value::List(items) => items
            .iter_mut()
            .try_for_each(|item| settle(item, file, env)),
        Value::Map(entries) => entries.iter_mut().try_for_each(|(key, item)| {
            key.span.file = file;
            settle(item, file, env)
        }),
        Value::Text(text) if text.contains("${") => {
            let replaced = match replace(text, env) {
                Ok(replaced) => replaced,
                Err(problem) => return at(node.span, problem),
            };
            let written = std::mem::replace(text, replaced.text.clone());
            if replaced.is_all {
                node.value = typed(&replaced.text);
            }
            let Outcome { text, template, .. } = replaced;
            node.replaced = Some(Box::new(Replaced {
                written,
                text,
                template,
            }));
            Ok(())
        }
        _ => Ok(()),
    }
}

/// A text with everything replaced.
struct Outcome {
    text: String,
    /// The same as a template, in which values of the environment are no code unless they stand in code.
    template: String,
    /// Whether the text was one `${…}` and nothing else.
    is_all: bool,
}

fn replace(written: &str, env: &dyn Fn(&str) -> Option<String>) -> Result<Outcome, Problem> {
    let mut text = String::with_capacity(written.len());
    let mut template = String::with_capacity(written.len());
    let mut rest = written;
    let mut is_all = false;
    while let Some(place) = rest.find("${") {
        let (before, found) = rest.split_at(place);
        if let Some(before) = before.strip_suffix('$') {
            for out in [&mut text, &mut template] {
                out.push_str(before);
                out.push_str("${");
            }
            rest = &found[2..];
            continue;
        }
        text.push_str(before);
        template.push_str(before);
        let Some((inner, after)) = found[2..].split_once('}') else {
            return Err(Problem::Environment(found.to_owned()));
        };
        let (name, default) = match inner.split_once(":-") {
            Some((name, default)) => (name, Some(default)),
            None => (inner, None),
        };
        if !is_name(name) {
            return Err(Problem::Environment(format!("${{{inner}}}")));
        }
        match env(name).or_else(|| default.map(str::to_owned)) {
            Some(value) => {
                text.push_str(&value);
                match calls::ends_in_code(&template) {
                    true => template.push_str(&value),
                    false => push_plain(&value, &mut template),
                }
            }
            None => {
                return Err(Problem::NotInEnvironment {
                    name: name.to_owned(),
                });
            }
        }
        is_all = rest.len() == written.len() && before.is_empty() && after.is_empty();
        rest = after;
    }
    text.push_str(rest);
    template.push_str(rest);
    Ok(Outcome {
        text,
        template,
        is_all,
    })
}

/// Appends a text to a template so that it stands for itself.
fn push_plain(text: &str, template: &mut String) {
    // A brace at the end may meet another one that follows.
    match text.contains(['{', '}']) {
        true => template.push_str(&format!("{{{{ {} }}}}", serde_json::Value::from(text))),
        false => template.push_str(text),
    }
}

fn is_name(name: &str) -> bool {
    let starts_well = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    starts_well && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// What a text would be without quotes.
fn typed(text: &str) -> Value {
    match text {
        "true" => Value::Bool(true),
        "false" => Value::Bool(false),
        _ => match serde_json::from_str(text) {
            Ok(serde_json::Value::Number(number)) => Value::Number(number),
            _ => Value::Text(text.to_owned()),
        },
    }
}
