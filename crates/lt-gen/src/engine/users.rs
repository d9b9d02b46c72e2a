//! The closed model: virtual users that wait for their answers.

use std::rc::Rc;
use std::time::Duration;

use lt_sample::Outcome;
use lt_scenario::{LoadModel, RunTime};

use super::Engine;
use super::attempt::Attempt;
use crate::counters::{OneMore, count};
use crate::timer::{Bell, Closed, in_step};
use crate::transport::Transport;

/// How long a user waits after a connection that could not be made: a target that is down is not to be hammered, and
/// the samples of a loop without waits would drown everything else.
const AFTER_FAILED_CONNECT: Duration = Duration::from_millis(100);

/// Think times above this are rounded up to whole [`STEP`]s, so that users who are due at almost the same moment wake
/// with one alarm. It costs them a quarter of a millisecond on average, which their samples say.
const LONG_WAIT: RunTime = RunTime(10_000_000);
const STEP: u64 = 500_000;

impl<T: Transport> Engine<T> {
    /// Begins this thread's users of a load; each sleeps until it is its turn.
    pub(super) fn begin_users(self: &Rc<Self>, load: usize, begin: RunTime) {
        let engine = Rc::clone(self);
        self.spawn(async move {
            let bell = engine.timer.bell();
            if bell.sleep_until(begin).await.is_err() {
                return;
            }
            let LoadModel::Closed(users) = &engine.job.plan.loads[load].model else {
                return;
            };
            let base = engine.job.plan.user_base(load);
            for number in engine.share.owned(base..base + users.users) {
                let user = User {
                    engine: Rc::clone(&engine),
                    load,
                    g: number - base,
                    number,
                };
                engine.spawn(async move {
                    // A closed timer ends a user between two requests.
                    let _: Result<(), Closed> = user.live().await;
                });
            }
        });
    }
}

/// A virtual user: its place in the load, and its number in the whole test.
struct User<T: Transport> {
    engine: Rc<Engine<T>>,
    load: usize,
    g: u64,
    number: u64,
}

/// How far a user has come.
#[derive(Default)]
struct Progress {
    iter: u64,
    measured: u64,
}

impl<T: Transport> User<T> {
    /// Every turn that the plan gives the user, one after another.
    async fn live(self) -> Result<(), Closed> {
        let plan = &self.engine.job.plan;
        let bells = [self.engine.timer.bell(), self.engine.timer.bell()];
        let mut progress = Progress::default();
        let mut after = self.engine.joined;
        while let Some(turn) = plan.user_turn(self.load, self.g, after) {
            let begin = turn.begin.max(self.engine.joined);
            bells[0].sleep_until(begin).await?;
            let end = turn.end.unwrap_or(RunTime(u64::MAX));
            self.act(&mut progress, &bells, begin, end).await?;
            if turn.end.is_none() {
                break;
            }
            after = end;
        }
        Ok(())
    }

    /// One request after another, until the turn ends or the plan allows no more.
    async fn act(
        &self,
        progress: &mut Progress,
        bells: &[Bell; 2],
        begin: RunTime,
        last: RunTime,
    ) -> Result<(), Closed> {
        let engine = &self.engine;
        let plan = &engine.job.plan;
        let profile = plan.loads[self.load].profile_of_user(plan, self.g);
        let _one_more_user = OneMore::of(&engine.counters.users);
        let mut connections = self.no_connections();
        let mut due = begin;
        let mut ended = begin;
        let [sleep, limit] = bells;
        loop {
            let is_warmup = engine.is_warmup(due);
            if !(is_warmup || plan.iteration_allowed(self.load, self.g, progress.measured)) {
                return Ok(());
            }
            if due >= last {
                // Nothing more is due in this turn; until it ends, the user stays connected as a real one would.
                return sleep.sleep_until(last).await;
            }
            if due > ended {
                sleep.sleep_until(in_steps(ended, due)).await?;
            } else if engine.timer.is_closed() {
                return Err(Closed);
            }
            if !is_warmup {
                count(&engine.counters.due);
            }
            let request = plan.request_of(profile, self.number, progress.iter);
            let slot = &mut connections[engine.job.requests[request.0].origin];
            let iter = Some(progress.iter);
            let attempt = Attempt::new(engine, self.load, request, due, self.number, iter);
            let (outcome, end) = attempt.make(slot, limit).await;
            let seed = plan.seed;
            due = plan.profiles[profile].next_due(seed, self.number, progress.iter, due, end);
            if matches!(outcome, Outcome::ConnectError | Outcome::DnsError) {
                due = due.max(end + RunTime::after(AFTER_FAILED_CONNECT));
            }
            ended = end;
            progress.iter += 1;
            progress.measured += u64::from(!is_warmup);
        }
    }

    fn no_connections(&self) -> Vec<Option<T::Connection>> {
        self.engine.job.origins.iter().map(|_| None).collect()
    }
}

/// When to wake a user that is due at `due`.
fn in_steps(now: RunTime, due: RunTime) -> RunTime {
    if due.0 - now.0 > LONG_WAIT.0 {
        in_step(due, STEP)
    } else {
        due
    }
}
