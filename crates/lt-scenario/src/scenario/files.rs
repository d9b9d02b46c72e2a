//! All files of a scenario: the one that was named and those it includes, put together.

use std::collections::HashMap;
use std::path::{Component, Path, PathBuf};

use sha2::{Digest, Sha256};

use super::node::{self, Key, Node, Value, environment};
use super::problem::{Fault, Problem, at};
use super::sources::{LARGEST, Sources};
use super::span::Span;
use crate::template::hex;

const DEEPEST: usize = 8;
const MOST_FILES: usize = 64;

/// The maps that files add to; whatever else a file says replaces what was said before.
const ADDED_TO: [&str; 6] = [
    "requests",
    "journeys",
    "user_profiles",
    "data",
    "variables",
    "http",
];

/// The files that were read so far, in the order of their numbers.
#[derive(Debug, Default)]
pub(super) struct Files {
    all: Vec<File>,
}

/// One file.
#[derive(Debug)]
pub(super) struct File {
    /// What it is called in messages.
    pub(super) name: String,
    pub(super) text: String,
}

impl Files {
    /// Puts a file and those it includes together into one tree.
    pub(super) fn read(
        &mut self,
        text: &str,
        name: &str,
        sources: &dyn Sources,
    ) -> Result<Node, Fault> {
        let path = normal(Path::new(name));
        self.tree(text.to_owned(), name, &mut vec![path], sources)
    }

    /// What the files are called, in the order in which they were read.
    pub(super) fn names(&self) -> impl Iterator<Item = String> {
        self.all.iter().map(|file| file.name.clone())
    }

    /// SHA-256 of the texts of all files, one after another in the order in which they were read.
    pub(super) fn sha256(&self) -> String {
        let mut digest = Sha256::new();
        self.all.iter().for_each(|file| digest.update(&file.text));
        hex(&digest.finalize())
    }

    /// The file of a span.
    pub(super) fn of(&self, span: Span) -> Option<&File> {
        self.all.get(span.file)
    }

    /// The folder of a span's file, which paths in it are relative to.
    pub(super) fn folder(&self, span: Span) -> PathBuf {
        let name = self.of(span).map_or("", |file| file.name.as_str());
        Path::new(name).parent().unwrap_or(Path::new("")).to_owned()
    }

    /// `above`: the files on the way here, this one as the last.
    fn tree(
        &mut self,
        text: String,
        name: &str,
        above: &mut Vec<PathBuf>,
        sources: &dyn Sources,
    ) -> Result<Node, Fault> {
        let number = self.all.len();
        let (parsed, text) = if text.len() as u64 > LARGEST {
            let first = Span {
                line: 1,
                ..Span::default()
            };
            (at(first, Problem::LargeFile), String::new())
        } else {
            (node::parse(&text, name), text)
        };
        let name = name.to_owned();
        self.all.push(File { name, text });
        let mut root = parsed.map_err(|fault| fault.in_file(number))?;
        environment::settle(&mut root, number, &|name| sources.env(name))
            .map_err(|fault| fault.in_file(number))?;
        let Value::Map(entries) = &mut root.value else {
            return Ok(root);
        };
        let Some(place) = entries.iter().position(|(key, _)| key.name == "include") else {
            return Ok(root);
        };
        let (_, include) = entries.remove(place);
        let included = match include.value {
            Value::List(items) => items,
            _ => vec![include],
        };
        let own = std::mem::take(entries);
        for node in included {
            let tree = self.included(&node, above, sources)?;
            add(entries, tree, OnSameName::Merge);
        }
        add(entries, own, OnSameName::Merge);
        Ok(root)
    }

    fn included(
        &mut self,
        node: &Node,
        above: &mut Vec<PathBuf>,
        sources: &dyn Sources,
    ) -> Result<Vec<(Key, Node)>, Fault> {
        let written = node.plain_text("include")?;
        if written.is_empty() {
            return node.refuse("include", "the name of a file");
        }
        // Without `.`, but with `..`, which may lead elsewhere behind a link.
        let path: PathBuf = self.folder(node.span).join(written).components().collect();
        let own = normal(&path);
        if above.contains(&own) {
            return at(node.span, Problem::IncludeCircle(written.to_owned()));
        }
        if above.len() > DEEPEST {
            return at(node.span, Problem::IncludeDepth);
        }
        if self.all.len() >= MOST_FILES {
            return at(node.span, Problem::TooManyFiles);
        }
        let text = sources.read(&path).or_else(|cause| {
            let file = written.to_owned();
            at(node.span, Problem::Unreadable { file, cause })
        })?;
        above.push(own);
        let tree = self.tree(text, &path.to_string_lossy(), above, sources)?;
        above.pop();
        match tree.value {
            Value::Map(entries) => Ok(entries),
            Value::Null => Ok(Vec::new()),
            _ => tree.refuse_as("an included file".to_owned(), "a map"),
        }
    }
}

/// The path without `.` and `x/..`, so that a file has one name.
fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir
                if matches!(normal.components().next_back(), Some(Component::Normal(_))) =>
            {
                normal.pop();
            }
            part => normal.push(part),
        }
    }
    normal
}

/// What becomes of a key that is there already.
#[derive(Clone, Copy, PartialEq, Eq)]
enum OnSameName {
    Replace,
    /// The maps of [`ADDED_TO`] are added to.
    Merge,
}

/// Adds the entries of a later map to those of an earlier one; the later one wins.
fn add(entries: &mut Vec<(Key, Node)>, later: Vec<(Key, Node)>, on_same_name: OnSameName) {
    let names = entries.iter().enumerate();
    let mut places: HashMap<String, usize> =
        names.map(|(i, (key, _))| (key.name.clone(), i)).collect();
    for (key, node) in later {
        let Some(place) = places.get(&key.name) else {
            places.insert(key.name.clone(), entries.len());
            entries.push((key, node));
            continue;
        };
        let known = &mut entries[*place];
        let is_added_to =
            on_same_name == OnSameName::Merge && ADDED_TO.contains(&key.name.as_str());
        match (&mut known.1.value, node.value) {
            (Value::Map(own), Value::Map(added)) if is_added_to => {
                add(own, added, OnSameName::Replace);
            }
            (_, value) => *known = (key, Node { value, ..node }),
        }
    }
}
