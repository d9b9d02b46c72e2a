//! The part of `lt-gate.toml` that says what tables say.

use std::ops::Range;

use super::Table;
use super::cell;
use super::heading::{Heading, Promised};
use super::kind::Kind;
use super::promise::{self, Promise};
use super::table::Row;
use crate::config::document::{Document, visible};
use crate::config::wrong::{Problem, Wrong};

/// A line, and what of the document it says.
type Line = (String, Range<usize>);

/// What was written so far.
pub(super) struct Written {
    file: String,
    endpoints: Vec<Line>,
    levels: Vec<Line>,
    /// Rules by their selector.
    rules: Vec<(&'static str, Vec<Line>)>,
    left_out: Vec<(usize, String)>,
}

impl Written {
    /// Nothing of a file yet.
    pub(super) fn of(file: &str) -> Self {
        Self {
            file: file.to_owned(),
            endpoints: Vec::new(),
            levels: Vec::new(),
            rules: Vec::new(),
            left_out: Vec::new(),
        }
    }

    /// What looks like a promise and is none that lt-gate could judge: line and text.
    pub(super) fn left_out(&self) -> &[(usize, String)] {
        &self.left_out
    }

    /// Writes the rows of a table.
    pub(super) fn add(
        &mut self,
        kind: &Kind,
        table: &Table,
        document: &Document,
    ) -> Result<(), Wrong> {
        for row in &table.rows {
            let place = document.place(row.span.start);
            let from = format!("# {}:{}", self.file, place.line);
            match kind {
                Kind::Endpoints {
                    endpoint,
                    method,
                    promises,
                } => {
                    let mut keys = vec![text_key("endpoint", row, *endpoint)?];
                    let method = method.filter(|method| !cell::is_empty(row.text(*method)));
                    if let Some(method) = method {
                        keys.push(text_key("method", row, method)?);
                    }
                    self.endpoints.extend(sla_row(keys, row, promises, &from)?);
                }
                Kind::Levels {
                    level,
                    users,
                    promises,
                } => {
                    let mut keys = vec![text_key("name", row, *level)?];
                    if let Some(users) = users.filter(|users| !cell::is_empty(row.text(*users))) {
                        keys.push(users_key(row, users)?);
                    }
                    self.levels.extend(sla_row(keys, row, promises, &from)?);
                }
                Kind::Figures { figure, target } => {
                    self.add_figure(row, *figure, *target, &from, place.line)?;
                }
            }
        }
        Ok(())
    }

    fn add_figure(
        &mut self,
        row: &Row,
        figure: usize,
        target: usize,
        from: &str,
        line: usize,
    ) -> Result<(), Wrong> {
        let Heading::Promise(promised) = Heading::read(row.text(figure)) else {
            if !cell::is_empty(row.text(target)) {
                let text = format!("{} {}", row.text(figure), row.text(target));
                let text = text.chars().map(visible).take(100).collect();
                self.left_out.push((line, text));
            }
            return Ok(());
        };
        let Some(promise) = promise::read(row, target, &promised)? else {
            return Ok(());
        };
        let (selector, rule) = promise.as_rule();
        let rule = (format!("  \"{rule}\", {from}"), row.span.clone());
        match self.rules.iter_mut().find(|(known, _)| *known == selector) {
            Some((_, rules)) => rules.push(rule),
            None => self.rules.push((selector, vec![rule])),
        }
        Ok(())
    }

    /// The text, and what of the document each of its lines says.
    pub(super) fn finish(self) -> (String, Vec<Option<Range<usize>>>) {
        let mut text = String::new();
        let mut sources = Vec::new();
        let mut push = |line: &str, source: Option<Range<usize>>| {
            text.push_str(line);
            text.push('\n');
            sources.push(source);
        };
        push("schema = \"lt.gate/1\"", None);
        for (line, left_out) in &self.left_out {
            push(
                &format!("# {}:{line} is left out: {left_out}", self.file),
                None,
            );
        }
        if !self.rules.is_empty() {
            push("", None);
            push("[thresholds]", None);
        }
        for (selector, rules) in self.rules {
            push(&format!("{selector} = ["), None);
            for (line, source) in rules {
                push(&line, Some(source));
            }
            push("]", None);
        }
        let lists = [("endpoints", self.endpoints), ("levels", self.levels)];
        if lists.iter().any(|(_, rows)| !rows.is_empty()) {
            push("", None);
            push("[sla]", None);
        }
        for (name, rows) in lists.into_iter().filter(|(_, rows)| !rows.is_empty()) {
            push(&format!("{name} = ["), None);
            for (line, source) in rows {
                push(&line, Some(source));
            }
            push("]", None);
        }
        (text, sources)
    }
}

/// A row of `[sla]`; `None` where it promises nothing.
fn sla_row(
    mut keys: Vec<String>,
    row: &Row,
    promises: &[(usize, Promised)],
    from: &str,
) -> Result<Option<Line>, Wrong> {
    let begin = keys.len();
    for (column, promised) in promises {
        let promise = promise::read(row, *column, promised)?;
        keys.extend(promise.as_ref().map(Promise::in_row));
    }
    let line = format!("  {{ {} }}, {from}", keys.join(", "));
    Ok((keys.len() > begin).then(|| (line, row.span.clone())))
}

fn text_key(key: &'static str, row: &Row, column: usize) -> Result<String, Wrong> {
    match row.text(column) {
        "" => Err(Wrong::at(
            row.span.clone(),
            Problem::Missing {
                key,
                way_out: "say whose row it is",
            },
        )),
        text => Ok(format!("{key} = {}", toml::Value::from(text))),
    }
}

fn users_key(row: &Row, column: usize) -> Result<String, Wrong> {
    let limit = cell::read(row.text(column));
    let users = limit.filter(|limit| limit.unit.is_none() && limit.comparison.is_none());
    let users = users.and_then(|limit| limit.number.parse::<u32>().ok());
    let problem = Problem::Amount {
        found: row.text(column).chars().take(60).collect(),
        wanted: "a number of users",
        example: "`10`, or `-` where it is not said",
    };
    users
        .map(|users| format!("users = {users}"))
        .ok_or_else(|| Wrong::at(row.span_of(column), problem))
}
