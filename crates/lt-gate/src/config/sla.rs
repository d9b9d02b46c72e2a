//! The section `[sla]`: tables of promises, row by row as teams write them.

use toml::de::DeValue;

use super::collected::Collected;
use super::column::{COLUMNS, Column};
use super::document::Document;
use super::terms::Terms;
use super::thresholds::set;
use super::value::{Fields, Key, Value, expect, flag, in_order, list, text, whole};
use super::wrong::{Problem, Wrong};
use crate::threshold::{Comparison, Origin, Threshold, parse_selector};

pub(super) const KEYS: &[&str] = &["endpoints", "levels", "require_levels"];

/// What says of whom a row of `endpoints` is.
pub(super) const ENDPOINT_KEYS: &[&str] = &["endpoint", "method"];

/// What says of whom a row of `levels` is.
pub(super) const LEVEL_KEYS: &[&str] = &["name", "users"];

/// What a promise says that is more than a text.
pub(super) const CELL_KEYS: &[&str] = &["lt", "le", "gt", "ge", "severity", "allow"];

/// Reads the section; the answer is whether a level that did not run fails.
pub(super) fn read(section: &Value<'_>, thresholds: &mut Collected<'_>) -> Result<bool, Wrong> {
    let fields = Fields::of(section, "a table", KEYS)?;
    let rows = |name, expected| fields.read(name, |value| list(value, expected));
    for row in rows("endpoints", "a list of rows")?.unwrap_or_default() {
        Row::of_endpoint(row)?.read(thresholds)?;
    }
    let mut levels: Vec<Row<'_, '_>> = Vec::new();
    for row in rows("levels", "a list of rows")?.unwrap_or_default() {
        let row = Row::of_level(row)?;
        for other in &levels {
            row.refuse_same(other, thresholds.document)?;
        }
        row.read(thresholds)?;
        levels.push(row);
    }
    Ok(fields.read("require_levels", flag)?.unwrap_or(false))
}

/// A row, and of whom it is.
struct Row<'v, 't> {
    table: &'v Value<'t>,
    /// What people call it.
    label: String,
    /// The selector without its metric.
    braces: String,
    /// Users by which a run of this level is recognized.
    users: Option<u64>,
    /// The keys that promise nothing.
    keys: &'static [&'static str],
}

impl<'v, 't> Row<'v, 't> {
    fn of_endpoint(row: &'v Value<'t>) -> Result<Self, Wrong> {
        let (endpoint, method) = (get(row, "endpoint")?, get(row, "method")?);
        let way_out = "say whose row it is, as in `endpoint = \"/health/\"`";
        let label = name(endpoint.ok_or_else(|| missing(row, "endpoint", way_out))?)?;
        let mut braces = format!("{{endpoint:{}", quoted(label));
        if let Some(method) = method {
            braces += &format!(",method:{}", quoted(name(method)?));
        }
        Ok(Self {
            table: row,
            label: label.to_owned(),
            braces: braces + "}",
            users: None,
            keys: ENDPOINT_KEYS,
        })
    }

    fn of_level(row: &'v Value<'t>) -> Result<Self, Wrong> {
        let way_out = "say whose row it is, as in `name = \"Light\"`";
        let label = name(get(row, "name")?.ok_or_else(|| missing(row, "name", way_out))?)?;
        let users = get(row, "users")?;
        Ok(Self {
            table: row,
            label: label.to_owned(),
            braces: format!("{{level:{}}}", quoted(label)),
            users: users
                .map(|users| whole(users, "a number of users"))
                .transpose()?,
            keys: LEVEL_KEYS,
        })
    }

    /// Two levels that one run could be of.
    fn refuse_same(&self, other: &Self, document: &Document) -> Result<(), Wrong> {
        let line = document.place(other.table.span().start).line;
        let what = if self.label.to_lowercase() == other.label.to_lowercase() {
            self.label.clone()
        } else if self.users.is_some() && self.users == other.users {
            format!("users = {}", self.users.unwrap_or_default())
        } else {
            return Ok(());
        };
        Err(Wrong::at(self.table.span(), Problem::Twice { what, line }))
    }

    fn read(&self, thresholds: &mut Collected<'_>) -> Result<(), Wrong> {
        let mut promises = 0;
        for (key, cell) in entries(self.table)? {
            if self.keys.contains(&key.get_ref().as_ref()) {
                continue;
            }
            let column = self.column(key, cell)?;
            let threshold = self.threshold(&column, cell, thresholds.document)?;
            thresholds.push(threshold, cell.span())?;
            promises += 1;
        }
        match promises {
            0 => Err(Wrong::sentence(
                self.table.span(),
                "the row promises nothing; add what it does as in `p95 = \"200ms\"`",
            )),
            _ => Ok(()),
        }
    }

    fn column(&self, key: &Key<'_>, cell: &Value<'_>) -> Result<Column, Wrong> {
        let word = key.get_ref().as_ref();
        let column = Column::of(word).ok_or_else(|| {
            let known = self.keys.iter().chain(COLUMNS).copied();
            Wrong::unknown(key.span(), "key", word, known.chain(["p50", "p95", "p99"]))
        })?;
        let is_dotted = |table: &toml::de::DeTable<'_>| {
            let mut keys = table.iter();
            keys.any(|(key, _)| key.get_ref().starts_with(|c: char| c.is_ascii_digit()))
        };
        match cell.get_ref().as_table().is_some_and(is_dotted) {
            true => Err(Wrong::sentence(
                key.span(),
                "a point in a bare key begins a table; write the key in quotes, as in `\"p99.9\" = \"60ms\"`",
            )),
            false => Ok(column),
        }
    }

    fn threshold(
        &self,
        column: &Column,
        cell: &Value<'_>,
        document: &Document,
    ) -> Result<Threshold, Wrong> {
        let (limit, comparison, terms) = read_cell(cell)?;
        let mut named = parse_selector(&format!("{}{}", column.metric, self.braces))
            .map_err(|error| Wrong::at(self.table.span(), Problem::Threshold(error)))?;
        if let Some(level) = &mut named.selector.scope.level {
            level.users = self.users;
        }
        let rule = column.rule(&named, limit, comparison, document)?;
        let threshold = Threshold {
            origin: Origin {
                row: Some(self.label.clone()),
                ..Origin::default()
            },
            ..Threshold::new(named.selector, rule)
        };
        terms
            .apply(threshold)
            .map_err(|error| Wrong::at(cell.span(), Problem::Term(error)))
    }
}

/// A limit as it stands in a cell, how the observed value must stand to it where that is said, and what stands beside.
fn read_cell<'v, 't>(
    cell: &'v Value<'t>,
) -> Result<(&'v Value<'t>, Option<Comparison>, Terms), Wrong> {
    let mut terms = Terms::default();
    if cell.get_ref().as_table().is_none() {
        return Ok((cell, None, terms));
    }
    let fields = Fields::of(cell, "a limit as in `\"200ms\"`", CELL_KEYS)?;
    for name in ["severity", "allow"] {
        if let Some(value) = fields.get(name) {
            set(&mut terms, name, value)?;
        }
    }
    let limits = [
        ("lt", Comparison::Less),
        ("le", Comparison::AtMost),
        ("gt", Comparison::More),
        ("ge", Comparison::AtLeast),
    ];
    let mut limits = limits
        .into_iter()
        .filter_map(|(name, comparison)| Some((fields.get(name)?, comparison)));
    match (limits.next(), limits.next()) {
        (Some((limit, comparison)), None) => Ok((limit, Some(comparison), terms)),
        _ => Err(Wrong::sentence(
            cell.span(),
            "one limit is needed; write it as in `{ lt = \"100ms\", severity = \"warn\" }`",
        )),
    }
}

fn entries<'v, 't>(row: &'v Value<'t>) -> Result<Vec<(&'v Key<'t>, &'v Value<'t>)>, Wrong> {
    let expected = "a row as in `{ endpoint = \"/health/\", p95 = \"20ms\" }`";
    Ok(in_order(expect(row, expected, DeValue::as_table)?))
}

fn get<'v, 't>(row: &'v Value<'t>, name: &str) -> Result<Option<&'v Value<'t>>, Wrong> {
    let entries = entries(row)?.into_iter();
    let mut found = entries.filter(|(key, _)| key.get_ref() == name);
    Ok(found.next().map(|(_, value)| value))
}

fn missing(row: &Value<'_>, key: &'static str, way_out: &'static str) -> Wrong {
    Wrong::at(row.span(), Problem::Missing { key, way_out })
}

/// A name that can be shown.
fn name<'v>(value: &'v Value<'_>) -> Result<&'v str, Wrong> {
    let name = text(value, "a name in quotes")?;
    match name.trim().is_empty() || name.chars().any(char::is_control) {
        true => Err(Wrong::sentence(
            value.span(),
            "a name is needed here; write it on one line",
        )),
        false => Ok(name),
    }
}

/// A text as it stands in a selector.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
