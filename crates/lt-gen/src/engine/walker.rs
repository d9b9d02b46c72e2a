//! Tasks that are more than a plain request: walks through steps, and requests that change or are looked at.

use std::cell::{Cell, RefCell};
use std::future::{pending, poll_fn};
use std::pin::Pin;
use std::rc::Rc;
use std::task::Poll;
use std::time::Duration;

use lt_sample::Outcome;
use lt_scenario::draw::{Draws, Stream};
use lt_scenario::{Next, RenderError, RunTime, Task, Wait, Walk};

use super::Engine;
use super::connections::Connections;
use super::journal::Journal;
use super::memory::Memory;
use super::term::Term;
use super::users::{in_steps, rest_until};
use crate::timer::Bell;
use crate::transport::{Jar, Transport};

/// Who performs a task: a user in one of its iterations, or before or after all of them; or an arrival.
pub(super) struct Walker<'a, T: Transport> {
    pub(super) engine: &'a Rc<Engine<T>>,
    pub(super) load: usize,
    pub(super) profile: usize,
    pub(super) user: u64,
    /// The iteration that samples tell; an arrival has none.
    pub(super) iter: Option<u64>,
    pub(super) memory: &'a Memory,
    /// `None` where cookies are not kept.
    pub(super) jar: Option<&'a Jar>,
    pub(super) connections: Connections<'a, T>,
    pub(super) bells: &'a [Bell; 2],
    /// Since when there is nothing else to do.
    pub(super) free_since: RunTime,
    /// How long it goes on; `None` where it goes on also when the run is told to end: what users do at their end.
    pub(super) term: Option<&'a Term<'a, T>>,
    /// Of an arrival, whether its first request is still to come.
    pub(super) arrival: Option<Cell<bool>>,
}

/// Why a task ends before its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cut {
    /// The run ends.
    Closed,
    /// The user's time is over.
    TimeIsOver,
    /// Nothing more can be made for this user.
    UsedUp,
}

/// When a task was over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Over {
    /// When the last request had ended, and what was to be thought of it was thought.
    pub(super) end: RunTime,
    /// The next task does not begin before this, whatever the plan says.
    pub(super) rest_until: RunTime,
}

/// What became of a request, or of several at once.
#[derive(Clone, Debug)]
pub(super) struct Sent {
    pub(super) end: RunTime,
    /// How it ended, unless all was well.
    pub(super) failure: Option<Outcome<'static>>,
}

/// A request's place in its walk.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Place {
    pub(super) journey: Option<usize>,
    pub(super) step: Option<u32>,
    /// Its number among requests that are sent at once.
    pub(super) nth: u32,
    /// Whether there are more of them than connections, so that it has to wait.
    pub(super) waited: bool,
}

/// A task that sends nothing takes so long: without waits, it would be repeated for ever at one moment.
const SHORTEST: Duration = Duration::from_millis(1);

impl<T: Transport> Walker<'_, T> {
    /// Performs a task that is due; tells when it was over.
    pub(super) async fn perform(&self, task: Task, due: RunTime) -> Result<Over, Cut> {
        match task {
            Task::Request(template) => self.send_alone(template, due).await,
            Task::Journey(journey) => self.walk(Walk::of_journey(journey), due).await,
            Task::Steps(block) => self.walk(Walk::new(block), due).await,
        }
    }

    async fn send_alone(&self, template: usize, due: RunTime) -> Result<Over, Cut> {
        let due = self.wait(self.free_since, due).await?;
        let sent = self
            .send(template, due, Place::default(), &self.bells[1])
            .await?;
        let plan = &self.engine.job.plan;
        let id = plan.on_base(template, self.profile, self.user);
        let draws = Draws::new(plan.seed, Stream::Walk, self.user);
        let think = match plan.requests[id.0].think {
            Wait::None => Duration::ZERO,
            think => think.draw(draws, self.iteration()),
        };
        Ok(Over {
            end: sent.end + RunTime::after(think),
            rest_until: rest_until(sent.failure.as_ref(), sent.end),
        })
    }

    async fn walk(&self, mut walk: Walk, due: RunTime) -> Result<Over, Cut> {
        let engine = self.engine;
        let plan = &engine.job.plan;
        let due = self.wait(self.free_since, due).await?;
        let journey = walk.journey();
        let mut journal = Journal::begin(engine, journey, self.user, self.iter, due);
        let (mut at, mut free_since) = (due, due);
        let mut rest = RunTime(0);
        loop {
            let next = match walk.next(plan, &self.memory.session) {
                Ok(next) => next,
                Err(RenderError::UsedUp(set)) => return Err(self.used_up(set)),
                Err(RenderError::Failed(cause)) => {
                    let name = journey.and_then(|journey| plan.program.journeys.get(journey));
                    let name = name.map(|journey| journey.name.as_str());
                    engine.notes.borrow_mut().broken_step(name, &cause);
                    journal.fail(Some(Outcome::TemplateError));
                    // Over, or in a journey around it that goes on after errors.
                    continue;
                }
            };
            let step = || Place {
                journey,
                step: Some(walk.step()),
                nth: 0,
                waited: false,
            };
            let sent = match next {
                Next::Done => break,
                Next::Think(pause) => {
                    at = at + RunTime::after(pause);
                    journal.think(RunTime::after(pause));
                    if self.term.is_none_or(|term| at < term.last()) {
                        at = self.wait_within(&mut journal, free_since, at).await?;
                        free_since = at;
                    } else {
                        // Nothing may come after it; then the walk is whole.
                        rest = at;
                    }
                    continue;
                }
                Next::Send(template) => {
                    at = self.wait_within(&mut journal, free_since, at).await?;
                    vec![self.send(template, at, step(), &self.bells[1]).await?]
                }
                Next::Together(templates) => {
                    at = self.wait_within(&mut journal, free_since, at).await?;
                    self.send_together(&templates, at, step()).await?
                }
            };
            let (due, mut failure) = (at, None);
            for Sent { end, failure: this } in sent {
                journal.request(due, end, this.clone());
                rest = rest.max(rest_until(this.as_ref(), end));
                at = at.max(end).max(rest);
                failure = failure.or(this);
            }
            free_since = at;
            if failure.is_some() {
                walk.failed();
            }
        }
        if journal.requests() == 0 {
            rest = rest.max(engine.clock.now() + RunTime::after(SHORTEST));
            at = at.max(rest);
        }
        journal.end();
        Ok(Over {
            end: at,
            rest_until: rest,
        })
    }

    /// Waits until a request is due that becomes possible at `free_since`; tells when it is due, which a pause of the
    /// load moves.
    async fn wait(&self, free_since: RunTime, due: RunTime) -> Result<RunTime, Cut> {
        if self.arrival.as_ref().is_some_and(Cell::get) && due <= self.engine.clock.now() {
            // It has arrived: it is sent whatever the run is told meanwhile.
            return Ok(due);
        }
        let [sleep, _] = self.bells;
        if let Some(term) = self.term {
            return term.wait(sleep, free_since, due).await;
        }
        let wake = in_steps(free_since, due.max(free_since));
        if wake > self.engine.clock.now() {
            // Limits hold also when sleeping has ended.
            let _: Option<()> = sleep.limit(wake, pending()).await;
        }
        Ok(due)
    }

    /// Waits within a walk: a pause of the load counts as thinking.
    async fn wait_within(
        &self,
        journal: &mut Journal<T>,
        free_since: RunTime,
        due: RunTime,
    ) -> Result<RunTime, Cut> {
        let moved = self.wait(free_since, due).await?;
        journal.think(RunTime(moved.0 - due.0));
        Ok(moved)
    }

    /// Sends requests that are due at the same moment, so many at once as a user has connections.
    async fn send_together(
        &self,
        templates: &[usize],
        due: RunTime,
        place: Place,
    ) -> Result<Vec<Sent>, Cut> {
        let most = self.engine.job.plan.http.connections_per_user;
        let lanes = usize::try_from(most)
            .unwrap_or(usize::MAX)
            .min(templates.len());
        let queue = RefCell::new((0..).zip(templates));
        let next = || queue.borrow_mut().next();
        let results = RefCell::new(Vec::new());
        let lane = || async {
            let bell = self.engine.timer.bell();
            while let Some((nth, template)) = next() {
                let waited = usize::try_from(nth).is_ok_and(|nth| nth >= lanes);
                let place = Place {
                    nth,
                    waited,
                    ..place
                };
                let sent = self.send(*template, due, place, &bell).await;
                results.borrow_mut().push(sent);
            }
        };
        all((0..lanes.max(1)).map(|_| Box::pin(lane())).collect()).await;
        results.into_inner().into_iter().collect()
    }

    /// The number that draws know the iteration by.
    pub(super) fn iteration(&self) -> u64 {
        let of_other = if self.arrival.is_some() { 0 } else { u64::MAX };
        self.iter.unwrap_or(of_other)
    }

    /// Notes that no row is left.
    pub(super) fn used_up(&self, set: String) -> Cut {
        self.engine.note_used_up(set, self.arrival.is_some());
        Cut::UsedUp
    }
}

/// Waits for all of them, on one task.
async fn all<F: Future<Output = ()>>(mut parts: Vec<Pin<Box<F>>>) {
    poll_fn(|context| {
        parts.retain_mut(|part| part.as_mut().poll(context).is_pending());
        if parts.is_empty() {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    })
    .await;
}
