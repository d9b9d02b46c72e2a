//! The names in templates: which are used, and which exist.

use std::collections::{BTreeSet, HashSet};

use super::node::Key;
use super::problem::{Fault, Problem, at};
use super::span::Span;
use crate::{BUILT_IN, suggest};

/// Names as they are met; whether they fit together is known at the end of the file.
#[derive(Debug, Default)]
pub(super) struct Names {
    used: Vec<(String, Span)>,
    sets_used: Vec<(String, Span)>,
    sets: BTreeSet<String>,
    /// Data sets that are read row by row.
    large: BTreeSet<String>,
    defined: BTreeSet<String>,
}

impl Names {
    /// Notes names that a template uses.
    pub(super) fn use_all(&mut self, names: &[String], span: Span) {
        self.used
            .extend(names.iter().map(|name| (name.clone(), span)));
    }

    /// Notes a data set whose rows a template asks for by a function.
    pub(super) fn use_set(&mut self, name: String, span: Span) {
        self.sets_used.push((name, span));
    }

    /// Notes the name of a data set, which templates may use.
    pub(super) fn define_set(&mut self, key: &Key) -> Result<(), Fault> {
        self.sets.insert(key.name.clone());
        self.define(key)
    }

    /// Notes that there is no list of a data set.
    pub(super) fn define_large(&mut self, set: &str) {
        self.large.insert(set.to_owned());
    }

    /// Notes a name that templates may use.
    pub(super) fn define(&mut self, key: &Key) -> Result<(), Fault> {
        let name = &key.name;
        let starts_well = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
        if !starts_well || !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
            return at(key.span, Problem::NoVariableName(name.clone()));
        }
        if BUILT_IN.contains(&name.as_str()) || RESERVED.contains(&name.as_str()) {
            return at(key.span, Problem::BuiltIn(name.clone()));
        }
        self.defined.insert(name.clone());
        Ok(())
    }

    /// Refuses the first name that nothing defines.
    pub(super) fn check(&self) -> Result<(), Fault> {
        let is_unknown = |(name, _): &&(String, Span)| !self.sets.contains(name);
        if let Some((name, span)) = self.sets_used.iter().find(is_unknown) {
            let hint = suggest::hint(name, self.sets.iter().map(String::as_str));
            let name = name.clone();
            return at(*span, Problem::NoSuchSet { name, hint });
        }
        let is_large = |(name, _): &&(String, Span)| self.large.contains(name);
        if let Some((name, span)) = self.used.iter().find(is_large) {
            return at(*span, Problem::NoListOf(name.clone()));
        }
        let known: HashSet<&str> = self
            .defined
            .iter()
            .map(String::as_str)
            .chain(BUILT_IN.iter().copied())
            .collect();
        let unknown = |(name, _): &&(String, Span)| !known.contains(name.as_str());
        let Some((name, span)) = self.used.iter().find(unknown) else {
            return Ok(());
        };
        // Before the functions: a file's own names are few, and more likely to be meant.
        let own = self.defined.iter().map(String::as_str);
        let hint = match suggest::closest(name, own.chain(BUILT_IN.iter().copied())) {
            Some(_) => suggest::hint(
                name,
                (self.defined.iter().map(String::as_str))
                    .chain(BUILT_IN.iter().copied())
                    .collect::<Vec<_>>(),
            ),
            None => "nothing sets, extracts or defines it; add it to `variables`".to_owned(),
        };
        let name = name.clone();
        at(*span, Problem::UnknownName { name, hint })
    }
}

/// Refuses a name that an option which takes names as `a,b` could not choose.
pub(super) fn check_list(name: &str, option: &'static str, span: Span) -> Result<(), Fault> {
    if name.contains(',') {
        let name = name.to_owned();
        return at(span, Problem::Comma { name, option });
    }
    Ok(())
}

/// Words of the template language, which cannot be names.
const RESERVED: &[&str] = &[
    "and", "or", "not", "in", "is", "if", "else", "true", "false", "none", "True", "False", "None",
    "loop", "self",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_no_list_of_a_data_set_that_is_read_row_by_row() {
        let mut names = Names::default();
        let span = Span::default();
        for name in ["users_of_all", "user_of_all"] {
            let name = name.to_owned();
            names.define_set(&Key { span, name }).unwrap();
        }
        names.define_large("users_of_all");
        names.use_all(&["user_of_all".to_owned()], span);
        assert!(names.check().is_ok());
        names.use_all(&["users_of_all".to_owned()], span);
        assert_eq!(
            names.check().unwrap_err().problem.to_string(),
            "the file of data set `users_of_all` is larger than 64 MiB and read row by row, so that there is no list of it; use single rows, or a smaller file"
        );
    }
}
