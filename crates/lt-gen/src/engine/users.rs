//! The closed model: virtual users that wait for their answers.

use std::rc::Rc;
use std::time::Duration;

use lt_sample::Outcome;
use lt_scenario::{RunTime, VirtualUsers};

use super::Engine;
use super::attempt::Attempt;
use crate::counters::{OneMore, count};
use crate::timer::Closed;
use crate::transport::Transport;

/// How long a user waits after a connection that could not be made: a target that is down is not to be hammered, and
/// the samples of a loop without waits would drown everything else.
const AFTER_FAILED_CONNECT: Duration = Duration::from_millis(100);

impl<T: Transport> Engine<T> {
    /// Begins all users of a load; each sleeps until it is its turn.
    pub(super) fn begin_users(self: &Rc<Self>, load: usize, users: VirtualUsers, begin: RunTime) {
        for g in 0..users.users {
            let spawned = begin + users.spawn_time(g);
            let engine = Rc::clone(self);
            self.spawn(async move {
                // A closed timer ends a user between two requests.
                let _: Result<(), Closed> = engine.user(load, g, spawned).await;
            });
        }
    }

    async fn user(self: &Rc<Self>, load: usize, g: u64, spawned: RunTime) -> Result<(), Closed> {
        let number = self.plan.user_base(load) + g;
        let profile = &self.plan.profiles[self.plan.loads[load].profile_of_user(&self.plan, g)];
        let last = self.plan.load_end(load).unwrap_or(RunTime(u64::MAX));
        self.timer.sleep_until(spawned.min(last)).await?;
        let users = OneMore::of(&self.counters.users);
        let mut connections = self.no_connections();
        let (mut due, mut iter, mut measured) = (spawned, 0, 0);
        loop {
            let is_warmup = self.is_warmup(due);
            if due >= last || !(is_warmup || self.plan.iteration_allowed(load, g, measured)) {
                break;
            }
            self.timer.sleep_until(due).await?;
            if !is_warmup {
                count(&self.counters.due);
            }
            let request = profile.action(self.plan.seed, number, iter);
            let slot = &mut connections[self.requests[request.0].origin];
            let attempt = Attempt::new(self, load, request, due, number, Some(iter));
            let (outcome, end) = attempt.make(slot).await;
            let mut wait = profile.wait(self.plan.seed, number, iter);
            if matches!(outcome, Outcome::ConnectError | Outcome::DnsError) {
                wait = wait.max(AFTER_FAILED_CONNECT);
            }
            due = end + RunTime::after(wait);
            iter += 1;
            measured += u64::from(!is_warmup);
        }
        drop(users);
        Ok(())
    }

    fn no_connections(&self) -> Vec<Option<T::Connection>> {
        let origins = self.requests.iter().map(|request| request.origin + 1).max();
        (0..origins.unwrap_or(0)).map(|_| None).collect()
    }
}
