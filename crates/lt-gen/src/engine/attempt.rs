//! One request, from its intended start to its sample.

use std::rc::Rc;

use lt_sample::{Micros, Outcome, Sample};
use lt_scenario::{RequestId, RunTime};

use super::Engine;
use crate::clock::between;
use crate::counters::count;
use crate::transport::{Ending, Exchange, Transport, exchange_in_time};

/// A request that was due. It becomes exactly one sample: of its exchange, of its being dropped, or, when it is let go
/// before that, of its being cancelled.
pub(super) struct Attempt<T: Transport> {
    engine: Rc<Engine<T>>,
    load: usize,
    request: RequestId,
    due: RunTime,
    user: u64,
    iter: Option<u64>,
    start: Option<RunTime>,
    exchange: Exchange,
    sampled: bool,
}

impl<T: Transport> Attempt<T> {
    /// A request that is due now or was due before. `iter` counts a user's requests; an arrival has none.
    pub(super) fn new(
        engine: &Rc<Engine<T>>,
        load: usize,
        request: RequestId,
        due: RunTime,
        user: u64,
        iter: Option<u64>,
    ) -> Self {
        Self {
            engine: Rc::clone(engine),
            load,
            request,
            due,
            user,
            iter,
            start: None,
            exchange: Exchange::default(),
            sampled: false,
        }
    }

    /// What is to be sent.
    pub(super) fn request(&self) -> RequestId {
        self.request
    }

    /// Sends the request on the slot's connection or a new one; tells how it ended and when.
    pub(super) async fn make(
        mut self,
        slot: &mut Option<T::Connection>,
    ) -> (Outcome<'static>, RunTime) {
        let engine = Rc::clone(&self.engine);
        let in_flight = crate::counters::OneMore::of(&engine.counters.in_flight);
        // A connection slot is ours and dialling comes next: waiting for the slot was our delay, dialling is the server's time.
        let start = engine.clock.now();
        self.start = Some(start);
        if !engine.is_warmup(self.due) {
            count(&engine.counters.started);
        }
        let request = &engine.requests[self.request.0];
        let ending = exchange_in_time(&engine.transport, slot, request, &mut self.exchange).await;
        let end = self.exchange.end.unwrap_or_else(|| engine.clock.now());
        drop(in_flight);
        self.write(&ending, Some(end));
        (ending.outcome, end)
    }

    /// Gives the request up unsent, because too many are in flight.
    pub(super) fn drop_it(mut self) {
        let ending = Ending {
            outcome: Outcome::Dropped,
            error: None,
        };
        self.write(&ending, None);
    }

    fn write(&mut self, ending: &Ending, end: Option<RunTime>) {
        self.sampled = true;
        let engine = &self.engine;
        let request = &engine.requests[self.request.0];
        let endpoint = &engine.plan.requests[self.request.0].endpoint;
        let load = &engine.plan.loads[self.load];
        let since_start = |at: Option<RunTime>| Some(between(self.start?, at?));
        let delay = self.start.map(|start| between(self.due, start));
        let at = engine.clock.unix(self.due);
        let mut sample = Sample::new(
            engine.run,
            at,
            &endpoint.method,
            &endpoint.name,
            ending.outcome.clone(),
        );
        sample.status = self.exchange.status;
        sample.delay_us = delay;
        sample.ttfb_us = since_start(self.exchange.first_byte);
        sample.service_us = since_start(end);
        sample.sent = if self.start.is_some() {
            request.sent
        } else {
            0
        };
        sample.received = self.exchange.received;
        sample.user = Some(self.user);
        sample.iter = self.iter;
        sample.scenario = load.name.as_deref().map(Into::into);
        sample.host = endpoint.host.as_deref().map(Into::into);
        sample.phase = engine.is_warmup(self.due).then_some("warmup".into());
        sample.dns_us = self.exchange.dns;
        sample.connect_us = self.exchange.connect;
        sample.retries = self.exchange.retries;
        sample.error = ending.error.map(Into::into);
        engine
            .outbox
            .borrow_mut()
            .sample(&engine.lines[self.load][self.request.0], &sample);
        engine.take_note(&ending.outcome, delay, engine.is_warmup(self.due));
    }
}

impl<T: Transport> Drop for Attempt<T> {
    fn drop(&mut self) {
        if !self.sampled {
            let ending = Ending {
                outcome: Outcome::Cancelled,
                error: None,
            };
            self.write(&ending, None);
        }
    }
}

impl<T: Transport> Engine<T> {
    fn take_note(&self, outcome: &Outcome<'_>, delay: Option<Micros>, is_warmup: bool) {
        count(&self.counters.ended);
        if outcome.is_error() {
            count(&self.counters.errors);
        }
        if let Some(delay) = delay.filter(|_| !is_warmup) {
            self.watch.borrow_mut().delay(delay);
        }
    }
}
