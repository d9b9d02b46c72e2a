//! What stands before the colon in a selector's braces.

use std::fmt;

use super::Metric;

/// What requests, gauges or runs are selected by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Key {
    Endpoint,
    Method,
    Status,
    Outcome,
    Check,
    Name,
    Source,
    Unit,
    Level,
    Stage,
    Scenario,
    Journey,
    Tag(String),
    Label(String),
}

const OF_REQUESTS: [&str; 10] = [
    "endpoint",
    "method",
    "status",
    "outcome",
    "level",
    "stage",
    "scenario",
    "journey",
    "tag.NAME",
    "label.NAME",
];
const OF_GAUGES: [&str; 5] = ["name", "source", "unit", "label.NAME", "level"];
const OF_GENERATOR: [&str; 2] = ["level", "label.NAME"];

impl Key {
    /// The key of a word; `None` of what is none.
    pub(super) fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "endpoint" => Self::Endpoint,
            "method" => Self::Method,
            "status" => Self::Status,
            "outcome" => Self::Outcome,
            "check" => Self::Check,
            "name" => Self::Name,
            "source" => Self::Source,
            "unit" => Self::Unit,
            "level" => Self::Level,
            "stage" => Self::Stage,
            "scenario" => Self::Scenario,
            "journey" => Self::Journey,
            word => match word.split_once('.') {
                Some(("tag", name)) if !name.is_empty() => Self::Tag(name.to_owned()),
                Some(("label", name)) if !name.is_empty() => Self::Label(name.to_owned()),
                _ => return None,
            },
        })
    }

    /// The keys that a metric has, as messages show them.
    pub(super) fn of(metric: Metric) -> impl Iterator<Item = &'static str> + Clone {
        let (first, keys): (Option<&str>, &[&str]) = match metric {
            Metric::Checks => (Some("check"), &OF_REQUESTS),
            Metric::Custom => (Some("name"), &OF_REQUESTS),
            Metric::Gauge => (None, &OF_GAUGES),
            metric if metric.is_of_generator() => (None, &OF_GENERATOR),
            _ => (None, &OF_REQUESTS),
        };
        // What was never sent has no answer.
        let has =
            move |key: &&str| metric != Metric::Dropped || !matches!(*key, "status" | "outcome");
        first.into_iter().chain(keys.iter().copied().filter(has))
    }

    /// The same in one text.
    pub(super) fn all_of(metric: Metric) -> String {
        Self::of(metric).collect::<Vec<_>>().join(", ")
    }

    /// Whether a metric has it.
    pub(super) fn is_of(&self, metric: Metric) -> bool {
        let word = match self {
            Self::Tag(_) => "tag.NAME".to_owned(),
            Self::Label(_) => "label.NAME".to_owned(),
            key => key.to_string(),
        };
        Self::of(metric).any(|known| known == word)
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Endpoint => "endpoint",
            Self::Method => "method",
            Self::Status => "status",
            Self::Outcome => "outcome",
            Self::Check => "check",
            Self::Name => "name",
            Self::Source => "source",
            Self::Unit => "unit",
            Self::Level => "level",
            Self::Stage => "stage",
            Self::Scenario => "scenario",
            Self::Journey => "journey",
            Self::Tag(name) => return write!(f, "tag.{name}"),
            Self::Label(name) => return write!(f, "label.{name}"),
        })
    }
}
