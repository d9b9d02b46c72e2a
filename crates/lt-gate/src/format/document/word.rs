//! Closed sets as the words of `lt.result/1`.

use lt_stats::compare::Ruling;
use serde::{Deserialize, Deserializer, Serializer, de};

use crate::judge::Status;
use crate::threshold::Severity;
use crate::verdict::Answer;

/// A closed set, each of its members a word.
pub(super) trait Word: Copy + 'static {
    const ALL: &'static [Self];

    fn word(self) -> &'static str;
}

pub(super) fn serialize<T: Word, S: Serializer>(
    value: &T,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(value.word())
}

pub(super) fn deserialize<'de, T: Word, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    let word = String::deserialize(deserializer)?;
    let known = T::ALL.iter().find(|value| value.word() == word);
    known.copied().ok_or_else(|| {
        let known: Vec<&str> = T::ALL.iter().map(|value| value.word()).collect();
        let found = crate::format::cut(&word, 40);
        de::Error::custom(format!("`{found}` is none of {}", known.join(", ")))
    })
}

impl Word for Answer {
    const ALL: &'static [Self] = &[
        Self::Invalid,
        Self::Fail,
        Self::Regression,
        Self::Inconclusive,
        Self::NoBaseline,
        Self::Pass,
    ];

    fn word(self) -> &'static str {
        self.as_str()
    }
}

impl Word for Severity {
    const ALL: &'static [Self] = &[Self::Fail, Self::Warn];

    fn word(self) -> &'static str {
        self.as_str()
    }
}

impl Word for Status {
    const ALL: &'static [Self] = &[
        Self::Pass,
        Self::Fail,
        Self::Warn,
        Self::Missing,
        Self::Insufficient,
        Self::Skipped,
        Self::Accepted,
    ];

    fn word(self) -> &'static str {
        self.as_str()
    }
}

impl Word for Ruling {
    const ALL: &'static [Self] = &[
        Self::Pass,
        Self::SlightlyWorse,
        Self::Improved,
        Self::Regression,
        Self::Inconclusive,
        Self::Insufficient,
        Self::Missing,
        Self::New,
        Self::NotJudged,
    ];

    fn word(self) -> &'static str {
        self.as_str()
    }
}
