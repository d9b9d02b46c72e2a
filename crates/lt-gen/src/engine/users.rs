//! The closed model: virtual users that wait for their answers.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use lt_sample::Outcome;
use lt_scenario::{LoadModel, RenderError, RequestId, RunTime, Task};

use super::Engine;
use super::attempt::Attempt;
use super::connections::{Connections, Own};
use super::memory::Memory;
use super::walker::{Cut, Over, Walker};
use crate::counters::{OneMore, count};
use crate::timer::{Bell, Closed, in_step};
use crate::transport::{Jar, Transport};

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

/// How far a user has come, and what it has.
struct Progress<T: Transport> {
    iter: u64,
    measured: u64,
    /// Whether nothing more can be made for it.
    is_over: bool,
    connections: Own<T>,
    jar: Jar,
    /// Made when it is first needed: plain requests need none.
    memory: Option<Box<Memory>>,
}

/// A part of a user's turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Start,
    Iterations,
    Stop,
}

impl<T: Transport> User<T> {
    /// Every turn that the plan gives the user, one after another.
    async fn live(self) -> Result<(), Closed> {
        let plan = &self.engine.job.plan;
        let profile = plan.loads[self.load].profile_of_user(plan, self.g);
        let bells = [self.engine.timer.bell(), self.engine.timer.bell()];
        let mut progress = self.progress();
        let mut after = self.engine.joined;
        while let Some(turn) = plan.user_turn(self.load, self.g, after) {
            let begin = turn.begin.max(self.engine.joined);
            bells[0].sleep_until(begin).await?;
            let end = turn.end.unwrap_or(RunTime(u64::MAX));
            let acted = self.act(&mut progress, &bells, profile, begin, end).await;
            if let Some(block) = plan.profiles[profile].on_stop {
                let stop = (Task::Steps(block), Part::Stop);
                let now = self.engine.clock.now();
                let last = RunTime(u64::MAX);
                let times = (now, now);
                // However it ends, it is over.
                let (Ok(_) | Err(_)) =
                    Box::pin(self.perform(&mut progress, &bells, stop, times, last)).await;
            }
            progress.connections.close();
            acted?;
            if turn.end.is_none() || progress.is_over {
                break;
            }
            after = end;
        }
        Ok(())
    }

    /// One task after another, until the turn ends or the plan allows no more.
    async fn act(
        &self,
        progress: &mut Progress<T>,
        bells: &[Bell; 2],
        profile: usize,
        begin: RunTime,
        last: RunTime,
    ) -> Result<(), Closed> {
        let engine = &self.engine;
        let plan = &engine.job.plan;
        let _one_more_user = OneMore::of(&engine.counters.users);
        let [sleep, _] = bells;
        let (mut due, mut ended) = (begin, begin);
        if let Some(block) = plan.profiles[profile].on_start {
            let start = (Task::Steps(block), Part::Start);
            let times = (begin, begin);
            let started = Box::pin(self.perform(progress, bells, start, times, last)).await;
            match started {
                Ok(Over { end, rest_until }) => {
                    due = end.max(rest_until);
                    ended = end;
                }
                Err(cut) => return self.end_of(cut, progress, sleep, last).await,
            }
        }
        loop {
            let is_warmup = engine.is_warmup(due);
            if !(is_warmup || plan.iteration_allowed(self.load, self.g, progress.measured)) {
                return Ok(());
            }
            if due >= last {
                // Nothing more is due in this turn; until it ends, the user stays connected as a real one would.
                return sleep.sleep_until(last).await;
            }
            let task = plan.task_of(self.load, profile, self.number, progress.iter);
            let times = (ended, due);
            let over = match engine.plain_request(task, profile, self.number) {
                Some(request) => self.send_plain(progress, bells, request, times).await?,
                None => {
                    let part = (task, Part::Iterations);
                    // Boxed: a user who waits holds no more than it does for plain requests.
                    match Box::pin(self.perform(progress, bells, part, times, last)).await {
                        Ok(over) => over,
                        Err(cut) => return self.end_of(cut, progress, sleep, last).await,
                    }
                }
            };
            let (seed, profile) = (plan.seed, &plan.profiles[profile]);
            due = profile.next_due(seed, self.number, progress.iter, due, over.end);
            due = due.max(over.rest_until);
            ended = over.end;
            progress.iter += 1;
            progress.measured += u64::from(!is_warmup);
        }
    }

    /// Sends a request as it was planned.
    async fn send_plain(
        &self,
        progress: &mut Progress<T>,
        [sleep, limit]: &[Bell; 2],
        request: RequestId,
        (free_since, due): (RunTime, RunTime),
    ) -> Result<Over, Closed> {
        let engine = &self.engine;
        if due > free_since {
            sleep.sleep_until(in_steps(free_since, due)).await?;
        } else if engine.timer.is_closed() {
            return Err(Closed);
        }
        if !engine.is_warmup(due) {
            count(&engine.counters.due);
        }
        let prepared = &engine.job.requests[request.0];
        let slot = &mut progress.connections.first[prepared.origin];
        let iter = Some(progress.iter);
        let jar = engine.keeps_cookies.then_some(&progress.jar);
        let (outcome, end) = Attempt::new(engine, self.load, request, due, self.number, iter)
            .make(prepared, slot, jar, limit, |_, _, _| {})
            .await;
        Ok(Over {
            end,
            rest_until: rest_until(Some(&outcome), end),
        })
    }

    /// Performs a task that is more than a plain request.
    async fn perform(
        &self,
        progress: &mut Progress<T>,
        bells: &[Bell; 2],
        (task, part): (Task, Part),
        (free_since, due): (RunTime, RunTime),
        last: RunTime,
    ) -> Result<Over, Cut> {
        let engine = &self.engine;
        let plan = &engine.job.plan;
        let profile = plan.loads[self.load].profile_of_user(plan, self.g);
        let memory = match &mut progress.memory {
            Some(memory) => memory,
            none => match Memory::begin(plan, profile, self.number) {
                Ok(memory) => none.insert(Box::new(memory)),
                Err(why) => {
                    engine.note_failed_begin(why, false);
                    return Err(Cut::UsedUp);
                }
            },
        };
        if part == Part::Iterations {
            memory.session.begin_iteration(progress.iter);
        }
        let walker = Walker {
            engine,
            load: self.load,
            profile,
            user: self.number,
            iter: (part == Part::Iterations).then_some(progress.iter),
            memory,
            jar: engine.keeps_cookies.then_some(&progress.jar),
            connections: Connections::Own(RefCell::new(&mut progress.connections)),
            bells,
            free_since,
            last,
            outlasts_run: part == Part::Stop,
            arrival: None,
        };
        walker.perform(task, due).await
    }

    /// What follows for the turn from a task that was cut short.
    async fn end_of(
        &self,
        cut: Cut,
        progress: &mut Progress<T>,
        sleep: &Bell,
        last: RunTime,
    ) -> Result<(), Closed> {
        match cut {
            Cut::Closed => Err(Closed),
            Cut::TimeIsOver => sleep.sleep_until(last).await,
            Cut::UsedUp => {
                progress.is_over = true;
                Ok(())
            }
        }
    }

    fn progress(&self) -> Progress<T> {
        let job = &self.engine.job;
        let most = usize::try_from(job.plan.http.connections_per_user).unwrap_or(usize::MAX);
        Progress {
            iter: 0,
            measured: 0,
            is_over: false,
            connections: Own::none(job.origins.len(), most),
            jar: Jar::default(),
            memory: None,
        }
    }
}

impl<T: Transport> Engine<T> {
    /// Notes why a user or an arrival could not begin.
    pub(super) fn note_failed_begin(&self, why: RenderError, is_arrival: bool) {
        match why {
            RenderError::UsedUp(set) => self.note_used_up(set, is_arrival),
            RenderError::Failed(cause) => self.notes.borrow_mut().unbegun(&cause),
        }
    }

    /// Notes that a user ends, or an arrival is not made, because no row is left.
    pub(super) fn note_used_up(&self, set: String, is_arrival: bool) {
        let now = self.clock.unix(self.clock.now());
        self.notes.borrow_mut().used_up(set, is_arrival, now);
    }
}

/// Until when a user rests after a request that ended so, because it could not connect.
pub(super) fn rest_until(outcome: Option<&Outcome<'_>>, end: RunTime) -> RunTime {
    match outcome {
        Some(Outcome::ConnectError | Outcome::DnsError) => {
            end + RunTime::after(AFTER_FAILED_CONNECT)
        }
        _ => RunTime(0),
    }
}

/// When to wake a user that is due at `due`.
pub(super) fn in_steps(now: RunTime, due: RunTime) -> RunTime {
    if due.0 - now.0 > LONG_WAIT.0 {
        in_step(due, STEP)
    } else {
        due
    }
}
