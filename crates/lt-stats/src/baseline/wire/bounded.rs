//! Lists and maps that do not grow beyond what an honest baseline holds, whatever the bytes say.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::baseline::limits::{MOST_ENTRIES, MOST_NAME};

/// A text no longer than a name may be.
#[derive(PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) struct Text(pub(super) String);

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        match text.len() {
            0..=MOST_NAME => Ok(Self(text)),
            _ => Err(D::Error::custom(format_args!(
                "a text has more than {MOST_NAME} bytes"
            ))),
        }
    }
}

/// A list of texts.
pub(in crate::baseline) fn texts<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<String>, D::Error> {
    list(deserializer, MOST_ENTRIES, |_: &Text| 0, usize::MAX)
        .map(|texts| texts.into_iter().map(|text| text.0).collect())
}

/// A list of at most `most` items that take at most `memory` bytes together, as `weigh` tells of each.
pub(super) fn list<'de, D, T>(
    deserializer: D,
    most: usize,
    weigh: impl Fn(&T) -> usize,
    memory: usize,
) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    deserializer.deserialize_seq(List {
        most,
        weigh,
        memory,
        item: PhantomData,
    })
}

struct List<T, W> {
    most: usize,
    weigh: W,
    memory: usize,
    item: PhantomData<T>,
}

impl<'de, T: Deserialize<'de>, W: Fn(&T) -> usize> Visitor<'de> for List<T, W> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a list of at most {} items", self.most)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Vec<T>, A::Error> {
        let mut list = Vec::new();
        let mut left = self.memory;
        while let Some(item) = items.next_element()? {
            if list.len() == self.most {
                return Err(A::Error::custom(format_args!(
                    "a list has more than {} items",
                    self.most
                )));
            }
            left = left
                .checked_sub((self.weigh)(&item))
                .ok_or_else(|| A::Error::custom("its distributions take too much memory"))?;
            list.push(item);
        }
        Ok(list)
    }
}

/// A map with at most as many entries as an honest one has.
pub(super) struct Entries<K, V>(pub(super) BTreeMap<K, V>);

impl<K, V> Default for Entries<K, V> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<'de, K: Deserialize<'de> + Ord, V: Deserialize<'de>> Deserialize<'de> for Entries<K, V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Map(PhantomData))
    }
}

struct Map<K, V>(PhantomData<(K, V)>);

impl<'de, K: Deserialize<'de> + Ord, V: Deserialize<'de>> Visitor<'de> for Map<K, V> {
    type Value = Entries<K, V>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a map of at most {MOST_ENTRIES} entries")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
        let mut map = BTreeMap::new();
        while let Some((key, value)) = entries.next_entry()? {
            if map.insert(key, value).is_some() {
                return Err(A::Error::custom("a map has one key twice"));
            }
            if map.len() > MOST_ENTRIES {
                return Err(A::Error::custom(format_args!(
                    "a map has more than {MOST_ENTRIES} entries"
                )));
            }
        }
        Ok(Entries(map))
    }
}
