//! Which service the target is. A profile is a file with a `route`: how requests are named, paced and answered.
//! Faults, counting and waiting are none of its business.

mod hello;
mod query;
mod shop;

use clap::ValueEnum;
use http::Method;

use crate::answer::Answer;
use crate::draw::LogNormal;

/// A service that the target can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Profile {
    /// Answers everything at once with the same 100 bytes
    Hello,
    /// An online shop as JSON: browse, search, product, cart, order, health, each with its own delays
    Shop,
}

impl Profile {
    /// Finds what a request of this method and path is to this service.
    pub(crate) fn route<'a>(self, method: &Method, path: &'a str) -> Route<'a> {
        match self {
            Self::Hello => hello::route(path),
            Self::Shop => shop::route(method, path),
        }
    }
}

/// What a request is to the service.
pub(crate) struct Route<'a> {
    /// The path under which it is counted: the endpoint's template, or the path itself where there is none.
    pub(crate) path: &'a str,
    /// How long the answer takes; `None`: no time.
    pub(crate) pace: Option<LogNormal>,
    pub(crate) reply: Reply,
}

/// How the answer comes about.
pub(crate) enum Reply {
    /// By a function of the request.
    Make(fn(&Asked<'_>) -> Answer),
    /// It is known already: the service has nothing under this path and method.
    Refuse(Answer),
}

/// What an answer can depend on.
pub(crate) struct Asked<'a> {
    pub(crate) path: &'a str,
    /// What follows the `?`, still encoded; empty where nothing does.
    pub(crate) query: &'a str,
    /// How many requests the endpoint had received before.
    pub(crate) n: u64,
}
