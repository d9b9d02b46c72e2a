//! What a stream can be taken apart by.

use std::fmt;

use crate::WindowLength;

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
    /// The HTTP method.
    Method,
    /// The status of the last answer.
    Status,
    /// The window of this length, aligned to Unix time, in which they were due.
    Window(WindowLength),
    /// The input in which they stand.
    Stream,
    /// A tag of the samples.
    Tag(String),
}

impl By {
    /// Labels that need no `label.` before them.
    pub const BARE: [&str; 3] = ["variant", "round", "level"];

    /// The key of a text such as `variant`, `label.git_sha`, `scenario`, `window=1m` or `tag.backend`; `None` where it
    /// is none. The streams are no key that is typed.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "scenario" => Some(Self::Scenario),
            "journey" => Some(Self::Journey),
            "stage" => Some(Self::Stage),
            "endpoint" => Some(Self::Endpoint),
            "method" => Some(Self::Method),
            "status" => Some(Self::Status),
            bare if Self::BARE.contains(&bare) => Some(Self::Label(bare.to_owned())),
            _ => Self::parse_with_name(text),
        }
    }

    fn parse_with_name(text: &str) -> Option<Self> {
        if let Some(length) = text.strip_prefix("window=") {
            return WindowLength::parse(length).map(Self::Window);
        }
        match text.split_once('.')? {
            (_, "") => None,
            ("label", name) => Some(Self::Label(name.to_owned())),
            ("tag", name) => Some(Self::Tag(name.to_owned())),
            _ => None,
        }
    }

    /// The last part of the key without its value: `backend` of `tag.backend`, `window` of `window=1m`.
    pub fn name(&self) -> &str {
        match self {
            Self::Label(name) | Self::Tag(name) => name,
            Self::Scenario => "scenario",
            Self::Journey => "journey",
            Self::Stage => "stage",
            Self::Endpoint => "endpoint",
            Self::Method => "method",
            Self::Status => "status",
            Self::Window(_) => "window",
            Self::Stream => "stream",
        }
    }

    /// Whether its groups have rates over their own time: they follow each other, or have nothing to do with each other.
    pub(crate) fn divides_time(&self) -> bool {
        matches!(
            self,
            Self::Label(_) | Self::Scenario | Self::Stage | Self::Stream
        )
    }

    /// Whether its groups have rates over all legs, those too in which there is nothing of them: their rates add up to
    /// that of the whole, and are those of the tables of endpoints and errors.
    pub(crate) fn counts_all_time(&self) -> bool {
        matches!(self, Self::Endpoint | Self::Method | Self::Status)
    }
}

impl fmt::Display for By {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Label(name) if !Self::BARE.contains(&name.as_str()) => write!(f, "label.{name}"),
            Self::Tag(name) => write!(f, "tag.{name}"),
            Self::Window(length) => write!(f, "window={length}"),
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
            "method",
            "status",
            "window=90s",
            "window=1m",
            "tag.backend",
            "tag.a.b",
        ] {
            assert_eq!(By::parse(text).unwrap().to_string(), text);
        }
        for text in [
            "", "varient", "tag", "tag.", "label.", "x.y", "Variant", "window", "window=", "stream",
        ] {
            assert_eq!(By::parse(text), None, "{text}");
        }
        assert_eq!(By::parse("label.variant"), By::parse("variant"));
    }
}
