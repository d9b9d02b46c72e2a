//! What a request is to the service.

use std::time::Duration;

use http::HeaderMap;
use tokio::time::Instant;

use super::Via;
use super::balancer::{Administer, Balancer};
use crate::answer::Answer;
use crate::draw::{Draw, LogNormal, key};
use crate::stats::Stats;

/// How a request is counted, how long its answer takes, who gives it, and how it comes about.
pub(crate) struct Route<'a> {
    /// The path under which it is counted: the endpoint's template, or the path itself where there is none.
    pub(crate) path: &'a str,
    pub(crate) pace: Pace,
    pub(crate) via: Via<'a>,
    pub(crate) reply: Reply<'a>,
}

/// How long the work for an answer takes.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Pace {
    AtOnce,
    Usual(LogNormal),
    /// It depends on what the body asks for.
    ByBody(fn(&[u8]) -> LogNormal),
}

impl Pace {
    /// The time that this request takes.
    pub(crate) fn draw(self, body: &[u8], draw: &mut Draw) -> Duration {
        match self {
            Self::AtOnce => Duration::ZERO,
            Self::Usual(usual) => draw.log_normal(usual),
            Self::ByBody(usual) => draw.log_normal(usual(body)),
        }
    }
}

/// How the answer comes about.
pub(crate) enum Reply<'a> {
    /// By a function of the request's head.
    Make(fn(&Asked<'_>) -> Answer),
    /// By a function of head and body.
    Read(fn(&Asked<'_>, &[u8]) -> Answer),
    /// The balancer is asked about itself.
    Administer(&'a Balancer, Administer),
    /// It is known already: the service has nothing under this path and method.
    Refuse(Answer),
}

impl Reply<'_> {
    /// What of the body it takes to answer.
    pub(crate) fn keeps(&self) -> Keep {
        match self {
            Self::Read(_) | Self::Administer(..) => Keep::All,
            Self::Make(_) | Self::Refuse(_) => Keep::Nothing,
        }
    }

    /// The answer. `body` is empty where nobody reads it.
    pub(crate) fn answer(self, asked: &Asked<'_>, body: &[u8]) -> Answer {
        match self {
            Self::Make(make) => make(asked),
            Self::Read(make) => make(asked, body),
            Self::Administer(balancer, administer) => administer(balancer, asked, body),
            Self::Refuse(answer) => answer,
        }
    }
}

/// What to keep of a body that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Keep {
    Nothing,
    All,
}

/// What an answer can depend on besides the body.
pub(crate) struct Asked<'a> {
    pub(crate) path: &'a str,
    /// What follows the `?`, still encoded; empty where nothing does.
    pub(crate) query: &'a str,
    pub(crate) headers: &'a HeaderMap,
    /// When the head was read.
    pub(crate) arrived: Instant,
    /// How long the work took.
    pub(crate) took: Duration,
    /// How many requests the endpoint had received before.
    pub(crate) n: u64,
    /// What stands for the endpoint in random draws.
    pub(crate) key: u64,
    pub(crate) seed: u64,
    pub(crate) stats: &'a Stats,
}

impl Asked<'_> {
    /// Numbers for what the answer says, apart from those that decided when it comes.
    pub(crate) fn draw(&self) -> Draw {
        Draw::new(self.seed, self.key ^ key("answer"), self.n)
    }

    /// The last segment of the path, which an endpoint's `{id}` stands for.
    pub(crate) fn last_segment(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }
}
