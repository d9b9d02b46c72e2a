//! The two maps of a sample, kept as lists in ascending order of their keys.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Deserialize, Deserializer, SeqAccess, Visitor};
use serde::{Serialize, Serializer};

/// The values of one further metric of a request: one, or several such as the gaps between tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MetricValues {
    /// Exactly one value.
    One(u64),
    /// Any number of values, in the order in which they were measured.
    Many(Vec<u64>),
}

impl MetricValues {
    /// The values, in the order in which they were measured.
    pub fn as_slice(&self) -> &[u64] {
        match self {
            Self::One(value) => std::slice::from_ref(value),
            Self::Many(values) => values,
        }
    }
}

impl Serialize for MetricValues {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::One(value) => serializer.serialize_u64(*value),
            Self::Many(values) => values.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for MetricValues {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Values;
        impl<'de> Visitor<'de> for Values {
            type Value = MetricValues;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a whole number from 0, or a list of them")
            }

            fn visit_u64<E>(self, value: u64) -> Result<MetricValues, E> {
                Ok(MetricValues::One(value))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<MetricValues, A::Error> {
                let mut values = Vec::new();
                while let Some(value) = list.next_element()? {
                    values.push(value);
                }
                Ok(MetricValues::Many(values))
            }
        }
        deserializer.deserialize_any(Values)
    }
}

type Pairs<'a, V> = Vec<(Cow<'a, str>, V)>;

pub(super) fn sorted_tags<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Pairs<'de, Cow<'de, str>>, D::Error> {
    let tags = BTreeMap::<Cow<'de, str>, Cow<'de, str>>::deserialize(deserializer)?;
    Ok(tags.into_iter().collect())
}

pub(super) fn sorted_metrics<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Pairs<'de, MetricValues>, D::Error> {
    let metrics = BTreeMap::<Cow<'de, str>, MetricValues>::deserialize(deserializer)?;
    Ok(metrics.into_iter().collect())
}
