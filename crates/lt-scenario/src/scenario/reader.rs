//! What is known while a file is read: its names, and the steps and requests found so far.

use std::collections::HashMap;

use super::Template;
use super::calls::{self, Outside};
use super::fields;
use super::files::Files;
use super::journeys::Call;
use super::names::Names;
use super::node::{Key, Node, Value};
use super::problem::{Fault, Problem, at};
use super::sources::Sources;
use super::span::Span;
use crate::{Check, Expr, Json, Place, Program, RenderError, Task, TemplateError, Text, suggest};

/// Gathers what the parts of a file have in common.
pub(super) struct Reader<'a> {
    pub(super) files: &'a Files,
    pub(super) sources: &'a dyn Sources,
    /// The requests with names, in the file's order, and then those that stand in steps.
    pub(super) requests: Vec<Template>,
    /// Blocks of steps, and the journeys in the file's order.
    pub(super) program: Program,
    /// The names that templates use, and those that they may.
    pub(super) names: Names,
    /// The calls of journeys so far.
    pub(super) calls: Vec<Call>,
    /// The journey whose steps are read.
    pub(super) current: Option<usize>,
    /// What has a name that steps and actions can use.
    tasks: HashMap<String, Task>,
    /// Those names in the file's order.
    task_names: Vec<String>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(files: &'a Files, sources: &'a dyn Sources) -> Self {
        Self {
            files,
            sources,
            requests: Vec::new(),
            program: Program::default(),
            names: Names::default(),
            calls: Vec::new(),
            current: None,
            tasks: HashMap::new(),
            task_names: Vec::new(),
        }
    }

    pub(super) fn place(&self, span: Span) -> Place {
        let file = self.files.of(span).map_or("", |file| file.name.as_str());
        Place {
            file: file.to_owned(),
            line: span.line.max(1),
        }
    }

    /// Gives a request or journey its name, which nothing else may have.
    pub(super) fn define(&mut self, key: &Key, task: Task) -> Result<(), Fault> {
        if key.name.is_empty() {
            return at(key.span, Problem::NoName);
        }
        if key.name.contains(char::is_control) {
            return at(key.span, Problem::ControlInName(key.name.clone()));
        }
        if self.tasks.insert(key.name.clone(), task).is_some() {
            let (what, way_out) = ("both a request and a journey", "rename one");
            let name = key.name.clone();
            return at(
                key.span,
                Problem::TwoThings {
                    what,
                    name,
                    way_out,
                },
            );
        }
        self.task_names.push(key.name.clone());
        Ok(())
    }

    /// The request or journey of a name.
    pub(super) fn task(&self, node: &Node, key: &str) -> Result<Task, Fault> {
        let name = node.plain_text(key)?;
        self.task_named(name, node.span)
    }

    pub(super) fn task_named(&self, name: &str, span: Span) -> Result<Task, Fault> {
        match self.tasks.get(name) {
            Some(task) => Ok(*task),
            None => at(
                span,
                Problem::NoSuchTask {
                    name: name.to_owned(),
                    hint: match self.task_names.is_empty() {
                        true => "write it below `requests` or `journeys`, or `include` the file that has it"
                            .to_owned(),
                        false => suggest::hint(name, self.task_names.iter().map(String::as_str)),
                    },
                },
            ),
        }
    }

    /// Whether a name is that of a journey.
    pub(super) fn is_journey(&self, name: &str) -> bool {
        matches!(self.tasks.get(name), Some(Task::Journey(_)))
    }

    /// The number of the request of a name.
    pub(super) fn request_named(&self, node: &Node, key: &str) -> Result<usize, Fault> {
        let name = node.plain_text(key)?;
        let is_request = |name: &&String| matches!(self.tasks.get(*name), Some(Task::Request(_)));
        match self.tasks.get(name) {
            Some(Task::Request(template)) => Ok(*template),
            _ => {
                let requests: Vec<&str> = (self.task_names.iter().filter(is_request))
                    .map(String::as_str)
                    .collect();
                let hint = suggest::hint(name, requests);
                let name = name.to_owned();
                at(node.span, Problem::NoSuchRequest { name, hint })
            }
        }
    }

    /// The number of the journey of a name.
    pub(super) fn journey_named(&self, node: &Node, key: &str) -> Result<usize, Fault> {
        let name = node.plain_text(key)?;
        let is_journey = |name: &&String| matches!(self.tasks.get(*name), Some(Task::Journey(_)));
        match self.tasks.get(name) {
            Some(Task::Journey(journey)) => Ok(*journey),
            _ => {
                let journeys: Vec<&str> = (self.task_names.iter().filter(is_journey))
                    .map(String::as_str)
                    .collect();
                let hint = suggest::hint(name, journeys);
                let name = name.to_owned();
                at(node.span, Problem::NoSuchJourney { name, hint })
            }
        }
    }

    /// A text that may be a template; numbers, true and false need no quotes.
    pub(super) fn text(&mut self, node: &Node, key: &str) -> Result<Text, Fault> {
        let source = match &node.value {
            _ if node.replaced.is_some() => node.template(key)?.to_owned(),
            Value::Number(_) | Value::Bool(_) => node.word(key)?,
            _ => node.text(key)?.to_owned(),
        };
        match &node.replaced {
            Some(replaced) => self.text_from(&source, &replaced.written, key, node.span),
            None => self.text_from(&source, &source, key, node.span),
        }
    }

    /// A text for which the file holds `written`.
    pub(super) fn text_from(
        &mut self,
        text: &str,
        written: &str,
        key: &str,
        span: Span,
    ) -> Result<Text, Fault> {
        let text = self.with_calls(text, Outside::Text, key, span)?;
        let text = template(Text::parse_written(&text, written), key, span)?;
        self.names.use_all(text.names(), span);
        settled(text.settled(), key, span)?;
        Ok(text)
    }

    /// An expression; braces around all of it are left out.
    pub(super) fn expression(&mut self, node: &Node, key: &str) -> Result<Expr, Fault> {
        let source = match &node.value {
            _ if node.replaced.is_some() => node.text(key)?.to_owned(),
            Value::Number(_) | Value::Bool(_) => node.word(key)?,
            Value::List(_) => return at(node.span, Problem::ListAsExpression(key.to_owned())),
            _ => node.text(key)?.to_owned(),
        };
        let written = match &node.replaced {
            Some(replaced) => without_braces(&replaced.written).to_owned(),
            None => without_braces(&source).to_owned(),
        };
        let source = without_braces(&source);
        let folded = self.with_calls(source, Outside::Expression, key, node.span)?;
        let expression = template(Expr::parse_written(&folded, &written), key, node.span)?;
        self.names.use_all(expression.names(), node.span);
        settled(expression.settled(), key, node.span)?;
        Ok(expression)
    }

    /// A condition on an answer.
    pub(super) fn check(&mut self, node: &Node, key: &str) -> Result<Check, Fault> {
        let written = without_braces(node.text(key)?);
        let folded = self.with_calls(written, Outside::Expression, key, node.span)?;
        let mut check = template(Check::parse(&folded), key, node.span)?;
        // A value of the environment may be a secret, and sources of checks are shown.
        check.source = without_braces(node.written(key)?).to_owned();
        self.names.use_all(check.names(), node.span);
        Ok(check)
    }

    /// A value of any kind, with templates in its texts.
    pub(super) fn json(&mut self, node: &Node, key: &str) -> Result<Json, Fault> {
        let mut json = Json::default();
        self.write_json(node, key, &mut json)?;
        Ok(json)
    }

    fn write_json(&mut self, node: &Node, key: &str, out: &mut Json) -> Result<(), Fault> {
        match &node.value {
            Value::Null => out.literal("null"),
            Value::Bool(value) => out.literal(if *value { "true" } else { "false" }),
            Value::Number(number) => out.literal(&number.to_string()),
            Value::Text(_) => {
                let text = self.text(node, key)?;
                match text.constant() {
                    Some(constant) => out.literal(&quoted(constant)),
                    None => out.hole(text),
                }
            }
            Value::List(items) => {
                out.literal("[");
                for (i, item) in items.iter().enumerate() {
                    out.literal(if i > 0 { "," } else { "" });
                    self.write_json(item, key, out)?;
                }
                out.literal("]");
            }
            Value::Map(entries) => {
                out.literal("{");
                for (i, (name, item)) in entries.iter().enumerate() {
                    out.literal(if i > 0 { "," } else { "" });
                    out.literal(&quoted(&name.name));
                    out.literal(":");
                    self.write_json(item, key, out)?;
                }
                out.literal("}");
            }
        }
        Ok(())
    }

    /// Variables and their values, whose names templates may use from now on.
    pub(super) fn variables(
        &mut self,
        node: Node,
        what: &'static str,
    ) -> Result<Vec<(String, Json)>, Fault> {
        let (_, entries) = fields::entries(node, what)?;
        let mut variables = Vec::with_capacity(entries.len());
        for (key, node) in entries {
            self.names.define(&key)?;
            let value = self.json(&node, &key.name)?;
            variables.push((key.name, value));
        }
        Ok(variables)
    }

    /// A template with everything in it that is known when the file is loaded.
    fn with_calls(
        &mut self,
        text: &str,
        outside: Outside,
        key: &str,
        span: Span,
    ) -> Result<String, Fault> {
        for set in calls::sets_asked(text, outside) {
            self.names.use_set(set, span);
        }
        calls::fold_env(text, outside, &|name| self.sources.env(name))
            .or_else(|error| at(span, error.of_key(key)))
    }
}

/// `{{ a }}` means `a` where an expression stands.
fn without_braces(text: &str) -> &str {
    let text = text.trim();
    let inner = text
        .strip_prefix("{{")
        .and_then(|rest| rest.strip_suffix("}}"));
    match inner {
        Some(inner) if !inner.contains("}}") => inner.trim(),
        _ => text,
    }
}

fn template<T>(parsed: Result<T, TemplateError>, key: &str, span: Span) -> Result<T, Fault> {
    parsed.or_else(|cause| {
        let key = key.to_owned();
        at(span, Problem::Template { key, cause })
    })
}

/// Refuses what is the same always, and fails.
fn settled<T>(result: Result<T, RenderError>, key: &str, span: Span) -> Result<T, Fault> {
    result.or_else(|cause| {
        let key = key.to_owned();
        at(span, Problem::Constant { key, cause })
    })
}

/// A text as JSON writes it.
pub(super) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
