//! Everything that can be wrong with a scenario file, and what to write instead.

use crate::quoted::Quoted;
use crate::{duration, http, process, rate, request, url, wait};

/// What is wrong at some line of a scenario file, and the way out.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    /// The text is not YAML.
    #[error("not valid YAML: {0}; check indentation, quotes and brackets")]
    Syntax(String),
    /// Deeper, larger or more entangled than any scenario.
    #[error("too deep, too large or too many aliases for a scenario file; write it plainly")]
    TooMuch,
    /// A number that is none, or infinite.
    #[error("not a finite number; write a plain one, such as `10` or `0.5`")]
    NotFinite,
    /// The same key twice in a map.
    #[error("key {} stands twice in the same map; keep one", Quoted(.0))]
    Twice(String),
    /// A key that this version does not know.
    #[error("unknown key {}; {hint}", Quoted(key))]
    UnknownKey {
        /// The key as typed.
        key: String,
        /// The nearest known key, or all of them.
        hint: String,
    },
    /// Something necessary is not there.
    #[error("{what} has no `{key}`; add it")]
    Missing {
        /// The map that should hold it.
        what: &'static str,
        /// The key.
        key: &'static str,
    },
    /// A value of the wrong kind or out of range.
    #[error("{what} must be {expected}, not {found}")]
    Kind {
        /// The key, or the part of the file.
        what: String,
        /// What it takes.
        expected: String,
        /// What stands there.
        found: String,
    },
    /// Two keys that say the same or exclude each other.
    #[error("`{one}` and `{other}` {why}; leave one out")]
    Both {
        /// The first key.
        one: &'static str,
        /// The second key.
        other: &'static str,
        /// Why they cannot stand together.
        why: &'static str,
    },
    /// A wrong duration.
    #[error("{}: {cause}", Quoted(key))]
    Duration {
        /// The key.
        key: String,
        /// What is wrong with its value.
        cause: duration::ParseError,
    },
    /// A wrong waiting time.
    #[error("`wait`: {0}")]
    Wait(wait::ParseError),
    /// A wrong rate.
    #[error("{}: {cause}", Quoted(key))]
    Rate {
        /// The key.
        key: String,
        /// What is wrong with its value.
        cause: rate::ParseError,
    },
    /// A wrong process of arrivals.
    #[error("`arrivals`: {0}")]
    Process(process::ParseError),
    /// A wrong choice about HTTP.
    #[error("{}: {cause}", Quoted(key))]
    Choice {
        /// The key.
        key: String,
        /// What is wrong with its value.
        cause: http::ChoiceError,
    },
    /// A wrong address for a host.
    #[error("`resolve`: {0}")]
    Resolve(http::ResolveError),
    /// A certificate without key, or a key without certificate.
    #[error(transparent)]
    Http(http::HttpError),
    /// A stage that takes no time.
    #[error("a stage needs time; add `over` (the way to its level) or `for` (the stay there)")]
    NoTime,
    /// A load that changes over time, and is nothing all the time.
    #[error("`{0}` never rises above 0; give it a level above 0")]
    NoLevel(&'static str),
    /// More stages or steps than a person wrote.
    #[error("`{0}` has more than 1000 stages; use fewer")]
    TooManyStages(&'static str),
    /// Stages that last longer than any run.
    #[error("`{0}` lasts too long; use at most 87600h (ten years)")]
    TooLong(&'static str),
    /// A sine below zero.
    #[error(
        "`amplitude` must not be larger than the mean, as there is no load below 0; use a smaller one"
    )]
    Amplitude,
    /// Steps that do not lead to their end.
    #[error("`to` must be above the first level; steps rise")]
    StepsFall,
    /// A wrong address or path.
    #[error("{}: {cause}", Quoted(key))]
    Url {
        /// The key.
        key: String,
        /// What is wrong with its value.
        cause: url::ParseError,
    },
    /// A base URL with a query, which no path could be joined to.
    #[error("`base_url` must not have a query; leave out what follows `?`")]
    BaseQuery,
    /// A header that cannot be sent.
    #[error(transparent)]
    Request(request::RequestError),
    /// A request without method.
    #[error("request {} has no method; add one of `get`, `post`, `put`, `patch`, `delete`, `head`, `options` with its path", Quoted(.0))]
    NoMethod(String),
    /// An action that names a request which is not there.
    #[error("action {} names no request; {hint}", Quoted(name))]
    NoSuchRequest {
        /// The name as typed.
        name: String,
        /// The nearest request, or all of them.
        hint: String,
    },
    /// A scenario that names a profile which is not there.
    #[error("{} names no user profile; {hint}", Quoted(name))]
    NoSuchProfile {
        /// The name as typed.
        name: String,
        /// The nearest profile, or all of them.
        hint: String,
    },
    /// A name that stands for two things.
    #[error("{what} {} is given twice; {way_out}", Quoted(name))]
    SameName {
        /// What is named.
        what: &'static str,
        /// The name.
        name: String,
        /// What to do.
        way_out: &'static str,
    },
    /// Actions of weight 0 only.
    #[error("all actions of profile {} have weight 0; give one a weight above 0", Quoted(.0))]
    NoActionWeight(String),
    /// Profiles of weight 0 only.
    #[error("all user profiles here have weight 0; give one a weight above 0")]
    NoProfileWeight,
    /// `traffic_mix`, which draws journeys.
    #[error(
        "`traffic_mix` draws journeys, which this version does not understand; give `user_profiles` weighted `actions` instead"
    )]
    Journeys,
    /// A template expression.
    #[error("{} holds a template (`{{{{`), which this version does not understand; write the value itself", Quoted(.0))]
    Template(String),
    /// An environment value.
    #[error("{} holds an environment value (`${{`), which this version does not understand; write the value itself", Quoted(.0))]
    Environment(String),
}

/// A problem with its line; the name of the file is added at the end.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) line: u64,
    pub(super) problem: Problem,
}

/// Refuses something at a line.
pub(super) fn at<T>(line: u64, problem: Problem) -> Result<T, Fault> {
    Err(Fault { line, problem })
}
