//! What a stream can be taken apart by.

use std::fmt;

use lt_sample::{Frame, Sample};

/// What the requests of a group have in common.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum By {
    /// A label of the run line: `variant`, `round`, `level` or any other.
    Label(String),
    /// The scenario that made them.
    Scenario,
    /// The journey that made them.
    Journey,
    /// The stage of their scenario.
    Stage,
    /// Method, host and name.
    Endpoint,
    /// A tag of the samples.
    Tag(String),
}

impl By {
    /// Labels that need no `label.` before them.
    pub const BARE: [&str; 3] = ["variant", "round", "level"];

    /// The key of a text such as `variant`, `label.git_sha`, `scenario` or `tag.backend`; `None` where it is none.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "scenario" => Some(Self::Scenario),
            "journey" => Some(Self::Journey),
            "stage" => Some(Self::Stage),
            "endpoint" => Some(Self::Endpoint),
            bare if Self::BARE.contains(&bare) => Some(Self::Label(bare.to_owned())),
            _ => match text.split_once('.')? {
                (_, "") => None,
                ("label", name) => Some(Self::Label(name.to_owned())),
                ("tag", name) => Some(Self::Tag(name.to_owned())),
                _ => None,
            },
        }
    }

    /// The last part of the key: `backend` of `tag.backend`.
    pub fn name(&self) -> &str {
        match self {
            Self::Label(name) | Self::Tag(name) => name,
            Self::Scenario => "scenario",
            Self::Journey => "journey",
            Self::Stage => "stage",
            Self::Endpoint => "endpoint",
        }
    }

    /// Whether its groups follow each other in time, and have rates over their own time.
    pub(crate) fn divides_time(&self) -> bool {
        matches!(self, Self::Label(_) | Self::Scenario | Self::Stage)
    }

    /// What a sample says; nothing of a label, which is the run line's.
    pub(crate) fn of_sample(&self, sample: &Sample<'_>) -> Option<String> {
        let owned = |text: &Option<std::borrow::Cow<'_, str>>| text.as_deref().map(str::to_owned);
        match self {
            Self::Label(_) => None,
            Self::Scenario => owned(&sample.scenario),
            Self::Journey => owned(&sample.journey),
            Self::Stage => stage(sample.scenario.as_deref(), sample.stage),
            Self::Endpoint => Some(endpoint(
                &sample.method,
                sample.host.as_deref(),
                &sample.name,
            )),
            Self::Tag(name) => {
                let tag = sample.tags.iter().find(|(key, _)| key == name);
                tag.map(|(_, value)| value.to_string())
            }
        }
    }

    /// As [`By::of_sample`].
    pub(crate) fn of_frame(&self, frame: &Frame) -> Option<String> {
        let key = &frame.key;
        match self {
            Self::Label(_) => None,
            Self::Scenario => key.scenario.clone(),
            Self::Journey => key.journey.clone(),
            Self::Stage => stage(key.scenario.as_deref(), key.stage),
            Self::Endpoint => Some(endpoint(&key.method, key.host.as_deref(), &key.name)),
            Self::Tag(name) => {
                let tag = key.tags.iter().find(|(key, _)| key == name);
                tag.map(|(_, value)| value.clone())
            }
        }
    }
}

/// The stages of two scenarios have nothing in common.
fn stage(scenario: Option<&str>, stage: Option<u32>) -> Option<String> {
    let stage = stage?;
    Some(match scenario {
        Some(scenario) => format!("{scenario}: {stage}"),
        None => stage.to_string(),
    })
}

fn endpoint(method: &str, host: Option<&str>, name: &str) -> String {
    format!("{method} {}{name}", host.unwrap_or_default())
}

impl fmt::Display for By {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Label(name) if !Self::BARE.contains(&name.as_str()) => write!(f, "label.{name}"),
            Self::Tag(name) => write!(f, "tag.{name}"),
            _ => f.write_str(self.name()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::By;

    #[test]
    fn a_key_reads_and_shows_the_same() {
        for text in [
            "variant",
            "round",
            "level",
            "label.git_sha",
            "scenario",
            "journey",
            "stage",
            "endpoint",
            "tag.backend",
            "tag.a.b",
        ] {
            assert_eq!(By::parse(text).unwrap().to_string(), text);
        }
        for text in ["", "varient", "tag", "tag.", "label.", "x.y", "Variant"] {
            assert_eq!(By::parse(text), None, "{text}");
        }
        assert_eq!(By::parse("label.variant"), By::parse("variant"));
    }
}
