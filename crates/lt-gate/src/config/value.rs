//! Values of a TOML file that know where they stand.

use std::borrow::Cow;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::wrong::{Problem, Wrong};

/// A key, and where it stands.
pub(super) type Key<'t> = Spanned<Cow<'t, str>>;

/// A value, and where it stands.
pub(super) type Value<'t> = Spanned<DeValue<'t>>;

/// The entries of a table with known keys.
pub(super) struct Fields<'v, 't> {
    /// The table itself.
    pub(super) table: &'v Value<'t>,
    entries: Vec<(&'v Key<'t>, &'v Value<'t>)>,
}

impl<'v, 't> Fields<'v, 't> {
    /// Opens a table and refuses keys that are not `known`.
    pub(super) fn of(
        table: &'v Value<'t>,
        expected: &'static str,
        known: &[&str],
    ) -> Result<Self, Wrong> {
        let entries = in_order(expect(table, expected, DeValue::as_table)?);
        for (key, _) in &entries {
            let word = key.get_ref();
            if !known.contains(&word.as_ref()) {
                return Err(Wrong::unknown(
                    key.span(),
                    "key",
                    word,
                    known.iter().copied(),
                ));
            }
        }
        Ok(Self { table, entries })
    }

    /// Keys and values, as they stand in the file.
    pub(super) fn in_order(&self) -> impl Iterator<Item = (&'v str, &'v Value<'t>)> {
        let entries = self.entries.iter();
        entries.map(|(key, value)| (key.get_ref().as_ref(), *value))
    }

    /// The value of a key, if it is there.
    pub(super) fn get(&self, name: &str) -> Option<&'v Value<'t>> {
        let mut entries = self.entries.iter();
        entries
            .find(|(key, _)| key.get_ref() == name)
            .map(|(_, value)| *value)
    }

    /// The value of a key that must be there.
    pub(super) fn required(
        &self,
        key: &'static str,
        way_out: &'static str,
    ) -> Result<&'v Value<'t>, Wrong> {
        let missing = || Wrong::at(self.table.span(), Problem::Missing { key, way_out });
        self.get(key).ok_or_else(missing)
    }

    /// What is read of the value of a key, if it is there.
    pub(super) fn read<T>(
        &self,
        key: &str,
        read: impl FnOnce(&'v Value<'t>) -> Result<T, Wrong>,
    ) -> Result<Option<T>, Wrong> {
        self.get(key).map(read).transpose()
    }
}

/// A table's entries as they stand in the file; the map sorts them by name.
pub(super) fn in_order<'v, 't>(table: &'v DeTable<'t>) -> Vec<(&'v Key<'t>, &'v Value<'t>)> {
    let mut rows: Vec<_> = table.iter().collect();
    rows.sort_by_key(|(key, _)| key.span().start);
    rows
}

/// A value as something, or what was expected instead.
pub(super) fn expect<'v, 't, T: ?Sized>(
    value: &'v Value<'t>,
    expected: &'static str,
    view: impl Fn(&'v DeValue<'t>) -> Option<&'v T>,
) -> Result<&'v T, Wrong> {
    let found = value.get_ref().type_str();
    let problem = Problem::Type { expected, found };
    view(value.get_ref()).ok_or_else(|| Wrong::at(value.span(), problem))
}

/// A text.
pub(super) fn text<'v>(value: &'v Value<'_>, expected: &'static str) -> Result<&'v str, Wrong> {
    expect(value, expected, DeValue::as_str)
}

/// The values of a list.
pub(super) fn list<'v, 't>(
    value: &'v Value<'t>,
    expected: &'static str,
) -> Result<Vec<&'v Value<'t>>, Wrong> {
    let list = expect(value, expected, DeValue::as_array)?;
    Ok(list.iter().collect())
}

/// `true` or `false`.
pub(super) fn flag(value: &Value<'_>) -> Result<bool, Wrong> {
    let found = value.get_ref().type_str();
    let expected = "`true` or `false`";
    let problem = Problem::Type { expected, found };
    let flag = value.get_ref().as_bool();
    flag.ok_or_else(|| Wrong::at(value.span(), problem))
}

/// A whole number that is not negative.
pub(super) fn whole(value: &Value<'_>, expected: &'static str) -> Result<u64, Wrong> {
    let found = value.get_ref().type_str();
    let number = value.get_ref().as_integer();
    let number =
        number.and_then(|number| u64::from_str_radix(number.as_str(), number.radix()).ok());
    number.ok_or_else(|| Wrong::at(value.span(), Problem::Type { expected, found }))
}

/// The digits of a number with or without point, as they were written.
pub(super) fn digits(value: &Value<'_>) -> Option<String> {
    match value.get_ref() {
        DeValue::Integer(number) if number.radix() == 10 => Some(number.as_str().to_owned()),
        DeValue::Float(number) => Some(number.as_str().to_owned()),
        _ => None,
    }
}

/// One of some words.
pub(super) fn word<T: Copy>(
    value: &Value<'_>,
    what: &'static str,
    words: &[(&'static str, T)],
) -> Result<T, Wrong> {
    let written = text(value, "a word in quotes")?;
    let mut all = words.iter();
    let found = all.find(|(word, _)| *word == written);
    let known = words.iter().map(|(word, _)| *word);
    found
        .map(|(_, meaning)| *meaning)
        .ok_or_else(|| Wrong::unknown(value.span(), what, written, known))
}
