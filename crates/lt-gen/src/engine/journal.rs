//! The record of a walk through a journey.

use std::rc::Rc;

use lt_sample::{Journey, Micros, Outcome};
use lt_scenario::RunTime;

use super::Engine;
use crate::clock::between;
use crate::transport::Transport;

/// What is written of a journey when it ends; one that is let go before says that it was cancelled.
pub(super) struct Journal<T: Transport> {
    engine: Rc<Engine<T>>,
    /// `None` for steps without a name, of which nothing is written.
    journey: Option<usize>,
    user: u64,
    iter: Option<u64>,
    /// Intended start of the first request.
    begin: RunTime,
    /// End of the last one.
    end: RunTime,
    think: RunTime,
    /// Thought since the last request; it counts once another one follows.
    thinking: RunTime,
    requests: u64,
    /// How the first request ended that failed.
    failure: Option<Outcome<'static>>,
    is_whole: bool,
}

impl<T: Transport> Journal<T> {
    pub(super) fn begin(
        engine: &Rc<Engine<T>>,
        journey: Option<usize>,
        user: u64,
        iter: Option<u64>,
        due: RunTime,
    ) -> Self {
        Self {
            engine: Rc::clone(engine),
            journey,
            user,
            iter,
            begin: due,
            end: due,
            think: RunTime(0),
            thinking: RunTime(0),
            requests: 0,
            failure: None,
            is_whole: false,
        }
    }

    /// Notes a pause.
    pub(super) fn think(&mut self, pause: RunTime) {
        self.thinking = self.thinking + pause;
    }

    /// Notes a request that ended; `failure` is how, unless all was well.
    pub(super) fn request(
        &mut self,
        due: RunTime,
        end: RunTime,
        failure: Option<Outcome<'static>>,
    ) {
        if self.requests == 0 {
            // What comes before the first request is no part of it.
            self.begin = due;
        } else {
            self.think = self.think + self.thinking;
        }
        self.thinking = RunTime(0);
        self.requests += 1;
        self.end = self.end.max(end);
        self.fail(failure);
    }

    /// Notes why the walk is not well.
    pub(super) fn fail(&mut self, failure: Option<Outcome<'static>>) {
        self.failure = self.failure.take().or(failure);
    }

    pub(super) fn requests(&self) -> u64 {
        self.requests
    }

    /// Writes the record of a walk that came to its end, or to the step that failed.
    pub(super) fn end(mut self) {
        self.is_whole = true;
    }
}

impl<T: Transport> Drop for Journal<T> {
    fn drop(&mut self) {
        let engine = &self.engine;
        let journeys = &engine.job.plan.program.journeys;
        let Some(journey) = self.journey.and_then(|journey| journeys.get(journey)) else {
            return;
        };
        let outcome = match (self.failure.take(), self.is_whole) {
            (Some(failure), _) => failure,
            (None, true) => Outcome::Ok,
            (None, false) => Outcome::Cancelled,
        };
        if self.requests == 0 && matches!(outcome, Outcome::Ok | Outcome::Cancelled) {
            return;
        }
        engine.outbox.borrow_mut().journey(Journey {
            run: engine.job.run,
            at_us: engine.clock.unix(self.begin),
            name: journey.name.clone(),
            duration_us: between(self.begin, self.end),
            think_us: Micros(self.think.0 / 1000),
            outcome,
            requests: self.requests,
            user: Some(self.user),
            iter: self.iter,
        });
    }
}
