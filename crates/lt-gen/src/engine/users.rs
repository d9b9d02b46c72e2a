//! The closed model: virtual users that wait for their answers.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use lt_sample::Outcome;
use lt_scenario::{RenderError, RequestId, RunTime, Task};

use super::attempt::Attempt;
use super::connections::{Connections, Own};
use super::memory::Memory;
use super::term::Term;
use super::walker::{Cut, Over, Walker};
use super::{Engine, NEVER};
use crate::counters::{OneMore, count};
use crate::timer::{Bell, Closed, Woken, in_step};
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
            loop {
                match bell.sleep_until(begin).await {
                    Ok(()) => break,
                    Err(Woken::Called) => {}
                    Err(Woken::Closed) => return,
                }
            }
            let begun = engine.begin_users_from(load, 0);
            if !engine.job.is_controlled {
                return;
            }
            let limit = engine.job.plan.loads[load].limit;
            let growing = Rc::clone(&engine).begin_users_beyond(load, begun);
            if limit.requests.is_some() || limit.per_user.is_some() {
                // Its users end it by what they have done.
                tokio::task::spawn_local(growing);
            } else {
                growing.await;
            }
        });
    }

    /// Begins users as more of them are asked for, until the load ends.
    async fn begin_users_beyond(self: Rc<Self>, load: usize, begun: u64) {
        let (bell, mut begun) = (self.timer.bell(), begun);
        loop {
            let end = self.course(load).end().unwrap_or(NEVER);
            match bell.sleep_until(end).await {
                Err(Woken::Called) => begun = self.begin_users_from(load, begun),
                Ok(()) | Err(Woken::Closed) => return,
            }
        }
    }

    /// Begins this thread's users from a place in the load on; tells before which place all are begun now.
    fn begin_users_from(self: &Rc<Self>, load: usize, from: u64) -> u64 {
        let course = self.course(load).clone();
        for g in course.owned_users(&self.share, from) {
            let user = User {
                engine: Rc::clone(self),
                load,
                g,
                number: course.number(g),
            };
            self.spawn(async move {
                // A closed timer ends a user between two requests.
                let _: Result<(), Closed> = user.live().await;
            });
        }
        course.users()
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
        let engine = &self.engine;
        let plan = &engine.job.plan;
        let profile = plan.loads[self.load].profile_of_user(plan, self.g);
        let bells = [engine.timer.bell(), engine.timer.bell()];
        let mut progress = self.progress();
        let (mut after, mut free) = (engine.joined, engine.joined);
        loop {
            let turn = engine.course(self.load).turn(self.g, after);
            let Some(turn) = turn else {
                if !engine.job.is_controlled {
                    return Ok(());
                }
                engine.stand_by(&bells[0]).await?;
                continue;
            };
            let begin = turn.begin.max(free);
            match bells[0].sleep_until(begin).await {
                Ok(()) => {}
                Err(Woken::Called) => continue,
                Err(Woken::Closed) => return Err(Closed),
            }
            let term = Term::of_user(engine, self.load, self.g, turn.end.unwrap_or(NEVER));
            let acted = self.act(&mut progress, &bells, profile, begin, &term).await;
            let end = term.last();
            if let Some(block) = plan.profiles[profile].on_stop {
                let stop = (Task::Steps(block), Part::Stop);
                let now = engine.clock.now();
                // However it ends, it is over.
                let (Ok(_) | Err(_)) =
                    Box::pin(self.perform(&mut progress, &bells, stop, (now, now), None)).await;
            }
            progress.connections.close();
            acted?;
            if end == NEVER || progress.is_over {
                return Ok(());
            }
            after = end;
            if engine.job.is_controlled {
                // Who is called back was not ready before.
                free = engine.clock.now();
            }
        }
    }

    /// One task after another, until the turn ends or the plan allows no more.
    async fn act(
        &self,
        progress: &mut Progress<T>,
        bells: &[Bell; 2],
        profile: usize,
        begin: RunTime,
        term: &Term<'_, T>,
    ) -> Result<(), Closed> {
        let engine = &self.engine;
        let plan = &engine.job.plan;
        let _one_more_user = OneMore::of(&engine.counters.users);
        let [sleep, _] = bells;
        let (mut due, mut ended) = (begin, begin);
        if let Some(block) = plan.profiles[profile].on_start {
            let start = (Task::Steps(block), Part::Start);
            let times = (begin, begin);
            let started = Box::pin(self.perform(progress, bells, start, times, Some(term))).await;
            match started {
                Ok(Over { end, rest_until }) => {
                    due = end.max(rest_until);
                    ended = end;
                }
                Err(cut) if self.is_to_end(cut, progress, sleep, term).await? => return Ok(()),
                Err(_) => (due, ended) = (engine.clock.now(), engine.clock.now()),
            }
        }
        loop {
            let is_warmup = engine.is_warmup(due);
            if !(is_warmup || plan.iteration_allowed(self.load, self.g, progress.measured)) {
                return Ok(());
            }
            if due > ended || term.is_outdated() || due >= term.last() {
                match term.wait(sleep, ended, due).await {
                    Ok(ready) => {
                        let is_moved = ready > due;
                        (due, ended) = (ready, ready);
                        if is_moved {
                            continue;
                        }
                    }
                    Err(cut) if self.is_to_end(cut, progress, sleep, term).await? => return Ok(()),
                    Err(_) => continue,
                }
            }
            let task = plan.task_of(self.load, profile, self.number, progress.iter);
            let over = match engine.plain_request(task, profile, self.number) {
                Some(request) => self.send_plain(progress, bells, request, due).await,
                None => {
                    let (part, times) = ((task, Part::Iterations), (due, due));
                    // Boxed: a user who waits holds no more than it does for plain requests.
                    match Box::pin(self.perform(progress, bells, part, times, Some(term))).await {
                        Ok(over) => over,
                        Err(cut) if self.is_to_end(cut, progress, sleep, term).await? => {
                            return Ok(());
                        }
                        Err(_) => {
                            // Its time was over in the midst of a walk, and then was not: it begins another one.
                            (due, ended) = (engine.clock.now(), engine.clock.now());
                            progress.iter += 1;
                            continue;
                        }
                    }
                }
            };
            let (seed, profile) = (plan.seed, &plan.profiles[profile]);
            due = profile.next_due(seed, self.number, progress.iter, due, over.end);
            due = due.max(over.rest_until);
            if due < term.resumed() {
                // Slots that fell into a pause are none.
                due = over.end.max(term.resumed());
            }
            ended = over.end;
            progress.iter += 1;
            progress.measured += u64::from(!is_warmup);
        }
    }

    /// Sends a request as it was planned, which is due now.
    async fn send_plain(
        &self,
        progress: &mut Progress<T>,
        [_, limit]: &[Bell; 2],
        request: RequestId,
        due: RunTime,
    ) -> Over {
        let engine = &self.engine;
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
        Over {
            end,
            rest_until: rest_until(Some(&outcome), end),
        }
    }

    /// Performs a task that is more than a plain request.
    async fn perform(
        &self,
        progress: &mut Progress<T>,
        bells: &[Bell; 2],
        (task, part): (Task, Part),
        (free_since, due): (RunTime, RunTime),
        term: Option<&Term<'_, T>>,
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
            term,
            arrival: None,
        };
        walker.perform(task, due).await
    }

    /// Whether a task that was cut short, or not begun, is the last one of its turn. Where time is over, the user first
    /// stays connected until the turn ends, as a real one would.
    async fn is_to_end(
        &self,
        cut: Cut,
        progress: &mut Progress<T>,
        sleep: &Bell,
        term: &Term<'_, T>,
    ) -> Result<bool, Closed> {
        match cut {
            Cut::Closed => Err(Closed),
            Cut::TimeIsOver => term.rest(sleep).await.map(|has_more| !has_more),
            Cut::UsedUp => {
                progress.is_over = true;
                Ok(true)
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
    /// Waits, as one who makes no load now, until there may be a reason to make some.
    async fn stand_by(&self, sleep: &Bell) -> Result<(), Closed> {
        self.one_work_less();
        let woken = sleep.sleep_until(NEVER).await;
        count(&self.counters.work);
        match woken {
            Ok(()) | Err(Woken::Called) => Ok(()),
            Err(Woken::Closed) => Err(Closed),
        }
    }

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
