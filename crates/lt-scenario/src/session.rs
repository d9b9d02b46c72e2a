//! One virtual user's (or arrival's) memory.

mod last_answer;
mod rows;
mod scope;

pub use scope::Scope;
pub(crate) use scope::{Memory, Which};

use std::sync::Arc;

use minijinja::Value;

use crate::template::check_value;
use crate::{Answer, Plan, RenderError};

/// What a user, or an arrival, remembers: variables, rows of data, cookies and its last answer.
#[derive(Clone, Debug)]
pub struct Session {
    scope: Scope,
}

impl Session {
    /// Begins a user: the start values of the plan's variables, and then the profile's, are worked out here.
    pub fn begin(plan: &Arc<Plan>, profile: usize, user_global: u64) -> Result<Self, RenderError> {
        let session = Self {
            scope: Scope::new(plan, user_global),
        };
        let own = plan.profiles.get(profile).map(|profile| &profile.variables);
        for (name, json) in plan.variables.iter().chain(own.into_iter().flatten()) {
            let value = json.value(&session.scope)?;
            check_value(&value)?;
            session.set(name, value);
        }
        Ok(session)
    }

    /// Begins an iteration: rows are picked anew, and draws count from 0. What comes before the first iteration
    /// (`on_start`) draws numbers of its own.
    pub fn begin_iteration(&mut self, iteration: u64) {
        self.scope.begin_iteration(iteration);
    }

    /// What templates see.
    pub fn scope(&self) -> &Scope {
        &self.scope
    }

    /// Sets a variable.
    pub fn set(&self, name: &str, value: Value) {
        self.scope.set(name, value);
    }

    /// Tells which cookies the user has: names and values, as `cookies` shows them.
    pub fn set_cookies(&self, cookies: Vec<(String, String)>) {
        self.scope.set_cookies(cookies);
    }

    /// Remembers an answer, as `status`, `headers`, `body`, `json` and `response_ms` show it.
    /// [`Expects::judge`](crate::Expects::judge) does this too.
    pub fn remember(&self, answer: &Answer) {
        self.scope.remember(answer);
    }
}
