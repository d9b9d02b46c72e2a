//! What a user or an arrival remembers beyond one request.

use std::cell::Cell;
use std::sync::Arc;

use lt_sample::UnixMicros;
use lt_scenario::{Plan, RenderError, Session};

use crate::transport::Jar;

/// A session, and how much of the jar it knows.
#[derive(Debug)]
pub(super) struct Memory {
    pub(super) session: Session,
    /// The changes of the jar by which the session last saw it.
    seen: Cell<u64>,
}

impl Memory {
    /// Begins a user or an arrival: the start values of its variables are worked out.
    pub(super) fn begin(plan: &Arc<Plan>, profile: usize, user: u64) -> Result<Self, RenderError> {
        Ok(Self {
            session: Session::begin(plan, profile, user)?,
            seen: Cell::new(0),
        })
    }

    /// Shows templates the cookies that there are now.
    pub(super) fn see(&self, jar: Option<&Jar>, now: impl FnOnce() -> UnixMicros) {
        if let Some(jar) = jar
            && self.seen.replace(jar.changes()) != jar.changes()
        {
            self.session.set_cookies(jar.pairs(now()));
        }
    }
}
