//! The name of a run.

use std::fmt;

use serde::de::{self, Deserialize, Deserializer, Visitor};
use serde::{Serialize, Serializer};

/// Eight characters of Crockford's base 32 in lower case, unique per `lt-gen` process and leg.
///
/// Readers accept any eight of `0-9a-z`. See <https://www.crockford.com/base32.html> for the alphabet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RunId([u8; 8]);

impl RunId {
    const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

    /// The name made of the lowest 40 bits of a random number.
    pub fn from_bits(bits: u64) -> Self {
        Self(std::array::from_fn(|place| {
            Self::ALPHABET[usize::from((bits >> (5 * place)).to_le_bytes()[0] & 31)]
        }))
    }

    /// Reads a name; `None` unless it is exactly eight characters of `0-9a-z`.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes: [u8; 8] = text.as_bytes().try_into().ok()?;
        bytes
            .iter()
            .all(|byte| byte.is_ascii_digit() || byte.is_ascii_lowercase())
            .then_some(Self(bytes))
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("parse and from_bits admit ASCII only")
    }
}

impl fmt::Display for RunId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for RunId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for RunId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Name;
        impl Visitor<'_> for Name {
            type Value = RunId;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a run: eight characters of 0-9a-z")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<RunId, E> {
                RunId::parse(text).ok_or_else(|| E::invalid_value(de::Unexpected::Str(text), &self))
            }
        }
        deserializer.deserialize_str(Name)
    }
}
