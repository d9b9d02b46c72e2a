//! The `data` of a scenario file.

use std::collections::HashMap;

use super::fields::{self, Fields};
use super::node::{Key, Node, Value};
use super::problem::{Fault, Problem, at};
use super::reader::Reader;
use crate::{DataSet, Pick};

pub(super) const KEYS: &[&str] = &["file", "rows", "pick", "as"];

/// Reads all data sets, and the files they name.
pub(super) fn read(node: Option<Node>, reader: &mut Reader<'_>) -> Result<Vec<DataSet>, Fault> {
    let Some(node) = node else {
        return Ok(Vec::new());
    };
    let (_, entries) = fields::entries(node, "`data`")?;
    let mut sets = Vec::with_capacity(entries.len());
    let mut taken: HashMap<String, String> = HashMap::new();
    for (key, node) in entries {
        let span = key.span;
        let set = data_set(key, node, reader)?;
        if !set.is_in_memory() && set.name != set.row_name {
            reader.names.define_large(&set.name);
        }
        for name in [&set.name, &set.row_name] {
            match taken.insert(name.clone(), set.name.clone()) {
                Some(other) if other != set.name => {
                    let name = name.clone();
                    return at(span, Problem::SameRow { name, other });
                }
                _ => {}
            }
        }
        sets.push(set);
    }
    Ok(sets)
}

fn data_set(key: Key, node: Node, reader: &mut Reader<'_>) -> Result<DataSet, Fault> {
    reader.names.define_set(&key)?;
    if matches!(node.value, Value::List(_)) {
        let row = own_row(&key, reader)?;
        return rows(&key, &row, Pick::Random, node);
    }
    let mut fields = Fields::of(node, "a data set", KEYS)?;
    fields.exclude("file", "rows", "both say what the rows are")?;
    let pick = fields.optional("pick", pick)?.unwrap_or_default();
    let row = match fields.take("as") {
        Some(node) => {
            let (span, name) = (node.span, node.plain_text("as")?.to_owned());
            let row = Key { span, name };
            reader.names.define(&row)?;
            row.name
        }
        None => own_row(&key, reader)?,
    };
    if let Some(node) = fields.take("rows") {
        return rows(&key, &row, pick, node);
    }
    let node = fields.required_one("file", "file` or `rows")?;
    let written = node.plain_text("file")?;
    let path = reader.files.folder(node.span).join(written);
    if let Err(cause) = std::fs::metadata(&path) {
        let file = written.to_owned();
        return at(node.span, Problem::Unreadable { file, cause });
    }
    DataSet::from_file(&key.name, &row, pick, &path)
        .or_else(|cause| at(node.span, Problem::Data(cause)))
}

/// The name of a row of a set that gives it none.
fn own_row(set: &Key, reader: &mut Reader<'_>) -> Result<String, Fault> {
    let name = DataSet::row_name_of(&set.name);
    let row = Key {
        span: set.span,
        name: name.clone(),
    };
    match reader.names.define(&row) {
        Ok(()) => Ok(name),
        Err(_) => at(set.span, Problem::RowName(name)),
    }
}

fn rows(key: &Key, row_name: &str, pick: Pick, node: Node) -> Result<DataSet, Fault> {
    let span = node.span;
    let items = fields::items(node, "`rows`")?;
    let rows = items.iter().map(Node::to_value).collect();
    DataSet::from_rows(&key.name, row_name, pick, rows)
        .or_else(|cause| at(span, Problem::Data(cause)))
}

fn pick(node: &Node, key: &str) -> Result<Pick, Fault> {
    match node.text(key)? {
        "random" => Ok(Pick::Random),
        "sequential" => Ok(Pick::Sequential),
        "shuffled" => Ok(Pick::Shuffled),
        "unique" | "once" => Ok(Pick::Unique),
        _ => node.refuse(key, "`random`, `sequential`, `shuffled` or `unique`"),
    }
}
