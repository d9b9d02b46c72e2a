//! Control of a run while it makes load: commands that somebody else writes to stdin, and what each of them was answered.
//!
//! It lives on the conductor's thread. The engine's threads hear of a change as they hear of orders; nothing is shared
//! with them on the way of a request.

mod answer;
mod command;
mod courses;
mod lines;

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use lt_sample::{Record, UnixMicros};
use lt_scenario::RunTime;
use tokio::sync::{Notify, mpsc, watch};
use tokio::task::AbortHandle;

use crate::clock::{Clock, wall_clock};
use crate::resolve::Job;
use crate::stop::{Stop, Urgency};
use answer::Answer;
use command::Command;
pub(crate) use courses::Courses;
use courses::Ramp;
pub(crate) use lines::Line;

/// From hearing of a change to the moment at which it holds: time for every thread to hear of it.
const LEAD: RunTime = RunTime(10_000_000);
/// Between two commands: each change holds before the next is heard. Courses forget what is long over, and a flood of
/// changes would make them forget what is still to come.
const REST: Duration = Duration::from_millis(10);
/// So many answers wait while none can be written; who asks for more then hears nothing of it.
const MOST_WAITING: usize = 1_000;

/// Hears commands, and keeps their answers until they are written.
#[derive(Default)]
pub(crate) struct Control {
    load: RefCell<Option<Load>>,
    answers: RefCell<Vec<Answer>>,
    answered: Notify,
    /// By load: who tells when its ramp has reached its level.
    tellers: RefCell<HashMap<usize, AbortHandle>>,
}

/// Load that is made now.
struct Load {
    job: Arc<Job>,
    clock: Clock,
    told: watch::Sender<Arc<Courses>>,
}

impl Control {
    /// Hears what comes on stdin, on the current runtime and until it ends; the run does not end with it.
    ///
    /// # Errors
    /// The thread that reads cannot be made.
    pub(crate) fn listen_to_stdin(self: &Rc<Self>, stop: &Arc<Stop>) -> std::io::Result<()> {
        self.listen(lines::of_stdin()?, stop);
        Ok(())
    }

    /// Hears lines one after another, on the current runtime and until they end.
    pub(crate) fn listen(self: &Rc<Self>, mut lines: mpsc::Receiver<Line>, stop: &Arc<Stop>) {
        let (control, stop) = (Rc::clone(self), Arc::clone(stop));
        tokio::task::spawn_local(async move {
            while let Some(line) = lines.recv().await {
                control.hear(&line, &stop);
                tokio::time::sleep(REST).await;
            }
        });
    }

    /// From now on load is made, and can be changed: what the engine's threads are to listen to.
    pub(crate) fn begin_load(&self, job: &Arc<Job>, clock: Clock) -> watch::Receiver<Arc<Courses>> {
        let (told, news) = watch::channel(Arc::new(Courses::planned(&job.plan)));
        let job = Arc::clone(job);
        self.load.replace(Some(Load { job, clock, told }));
        news
    }

    /// No load is made any more.
    pub(crate) fn end_load(&self) {
        self.load.replace(None);
        self.tellers.take().values().for_each(AbortHandle::abort);
    }

    /// Waits until there are answers to write.
    pub(crate) async fn answered(&self) {
        while self.answers.borrow().is_empty() {
            self.answered.notified().await;
        }
    }

    /// The answers that were not written yet, as events of the run that is written now.
    pub(crate) fn take_answers(&self, job: &Job) -> Vec<Record<'static>> {
        let answers = self.answers.take().into_iter();
        answers
            .map(|answer| Record::Event(answer.into_event(job.run)))
            .collect()
    }

    /// Does what a line asks for, and answers.
    fn hear(self: &Rc<Self>, line: &Line, stop: &Stop) {
        let asked = command::read(line);
        let mut answer = Answer::to(&asked, wall_clock());
        match asked.command.and_then(|command| self.obey(&command, stop)) {
            Ok(Outcome { holds, ramp }) => {
                answer.at = holds.unwrap_or(answer.at);
                if let Some(ramp) = ramp {
                    self.tell_when_reached(&answer, ramp);
                }
            }
            Err(why) => answer.refuse(why),
        }
        self.answer(answer);
    }

    /// What comes of a command: when it holds, and when a ramp that it begins is over; or why it is not done.
    fn obey(&self, command: &Command, stop: &Stop) -> Result<Outcome, String> {
        if *command == Command::Stop {
            stop.ask();
            return Ok(Outcome::default());
        }
        if stop.urgency() != Urgency::None {
            return Err("the test is stopping; begin another one".to_owned());
        }
        let load = self.load.borrow();
        let Some(Load { job, clock, told }) = &*load else {
            let why = "no load is made now; wait until it begins, or give `stop`";
            return Err(why.to_owned());
        };
        let before = Arc::clone(&told.borrow());
        // Changes stand in their order, however fast they come.
        let at = (clock.now() + LEAD).max(before.at + RunTime(1));
        let mut outcome = Outcome {
            holds: Some(clock.unix(at)),
            ramp: None,
        };
        if *command != Command::Reset {
            let (courses, ramp) = before.changed(&job.plan, command, at)?;
            outcome.ramp = ramp;
            told.send_replace(Arc::new(courses));
        }
        Ok(outcome)
    }

    /// Tells in another answer when a ramp has reached its level, unless another one of its load is asked for by then.
    fn tell_when_reached(self: &Rc<Self>, answer: &Answer, ramp: Ramp) {
        let Some(clock) = self.load.borrow().as_ref().map(|load| load.clock) else {
            return;
        };
        let left = ramp.reached.elapsed().saturating_sub(clock.now().elapsed());
        let (control, mut answer) = (Rc::clone(self), answer.clone());
        let teller = tokio::task::spawn_local(async move {
            tokio::time::sleep(left).await;
            answer.reach(clock.unix(ramp.reached));
            control.answer(answer);
        });
        let before = self
            .tellers
            .borrow_mut()
            .insert(ramp.load, teller.abort_handle());
        before.iter().for_each(AbortHandle::abort);
    }

    fn answer(&self, answer: Answer) {
        let mut answers = self.answers.borrow_mut();
        if answers.len() < MOST_WAITING {
            answers.push(answer);
        }
        self.answered.notify_one();
    }
}

/// What comes of a command that is done.
#[derive(Default)]
struct Outcome {
    /// When it holds; `None` for at once.
    holds: Option<UnixMicros>,
    /// What it begins.
    ramp: Option<Ramp>,
}
