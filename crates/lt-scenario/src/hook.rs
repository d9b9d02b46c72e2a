//! What is done around the load: before it, after it, and at fixed times within it.

use std::time::Duration;

use crate::{Json, Request, Url};

/// All hooks of a plan.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Hooks {
    /// What must succeed before any load begins.
    pub ready: Option<Ready>,
    /// Done once before all load, in order.
    pub before: Vec<Hook>,
    /// Done once after all load, in order.
    pub after: Vec<Hook>,
    /// Of each load: what is done before its load begins, and after it has ended. As long as the plan's loads, or
    /// shorter where the rest has none.
    pub loads: Vec<(Vec<Hook>, Vec<Hook>)>,
    /// What is done at a time of the measured part, by rising time.
    pub timeline: Vec<(Duration, Hook)>,
    /// The variants of the run; empty where there is one way only.
    pub variants: Vec<Variant>,
}

/// One thing that is done.
#[derive(Clone, Debug, PartialEq)]
pub struct Hook {
    /// What its event is called.
    pub name: String,
    /// What is done.
    pub what: HookAction,
    /// Under which name its numbers and text are kept; `None` where they are not.
    pub save_as: Option<String>,
}

/// What a hook does.
#[derive(Clone, Debug, PartialEq)]
pub enum HookAction {
    /// Sends a request to the first base URL.
    Send(Box<Request>),
    /// Runs a command; only where the user allowed commands.
    Run(String),
}

/// A request that is repeated until it succeeds.
#[derive(Clone, Debug, PartialEq)]
pub struct Ready {
    /// What is sent.
    pub request: Request,
    /// How long it may take until it succeeds.
    pub within: Duration,
    /// How long after one attempt the next one comes.
    pub every: Duration,
}

/// One of several ways to run the same plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Variant {
    /// Its name.
    pub name: String,
    /// Done before each of its legs.
    pub before: Vec<Hook>,
    /// Done after each of its legs.
    pub after: Vec<Hook>,
    /// Where its requests go instead of the plan's own addresses; `None` where a typed host wins over it.
    pub base_url: Option<Url>,
    /// Start values of users' variables that replace or join the plan's.
    pub variables: Vec<(String, Json)>,
    /// What its runs are labeled with.
    pub labels: Vec<(String, String)>,
}
