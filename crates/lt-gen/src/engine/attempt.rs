//! One request, from its intended start to its sample.

use std::rc::Rc;

use lt_sample::{Micros, Outcome, Sample};
use lt_scenario::{RequestId, RunTime};

use super::Engine;
use crate::clock::between;
use crate::counters::{OneMore, add, count};
use crate::timer::Bell;
use crate::transport::{Ending, Exchange, NO_FILES, NO_PORTS, Transport};

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
        limit: &Bell,
    ) -> (Outcome<'static>, RunTime) {
        let engine = Rc::clone(&self.engine);
        let in_flight = OneMore::of(&engine.counters.in_flight);
        // A connection slot is ours and dialling comes next: waiting for the slot was our delay, dialling is the server's time.
        let start = engine.clock.now();
        self.start = Some(start);
        if !engine.is_warmup(self.due) {
            count(&engine.counters.started);
            if self.iter.is_none() {
                count(&engine.counters.arrivals_started);
            }
        }
        let request = &engine.job.requests[self.request.0];
        let exchange = engine.transport.exchange(slot, request, &mut self.exchange);
        let result = limit
            .limit(start + RunTime::after(request.timeout), exchange)
            .await;
        let ending = Ending::of(request, &self.exchange, result);
        let end = self.exchange.end.unwrap_or_else(|| engine.clock.now());
        drop(in_flight);
        self.write(&ending, Some(end));
        (ending.outcome, end)
    }

    /// Gives the request up unsent, because too many are in flight.
    pub(super) fn drop_it(mut self) {
        self.write(&Outcome::Dropped.into(), None);
    }

    fn write(&mut self, ending: &Ending, end: Option<RunTime>) {
        self.sampled = true;
        let engine = &self.engine;
        let plan = &engine.job.plan;
        let endpoint = &plan.requests[self.request.0].endpoint;
        let load = &plan.loads[self.load];
        let since_start = |at: Option<RunTime>| Some(between(self.start?, at?));
        let is_warmup = engine.is_warmup(self.due);
        let (method, name) = (&endpoint.method, &endpoint.name);
        let at = engine.clock.unix(self.due);
        let mut sample = Sample::new(engine.job.run, at, method, name, ending.outcome.clone());
        sample.status = self.exchange.status;
        sample.delay_us = self.start.map(|start| between(self.due, start));
        sample.ttfb_us = since_start(self.exchange.first_byte);
        sample.service_us = since_start(end);
        sample.sent = self.exchange.sent;
        sample.received = self.exchange.received;
        sample.user = Some(self.user);
        sample.iter = self.iter;
        sample.scenario = load.name.as_deref().map(Into::into);
        sample.stage = plan.stage_of(self.load, self.due);
        sample.host = endpoint.host.as_deref().map(Into::into);
        sample.phase = is_warmup.then_some("warmup".into());
        sample.http = self.exchange.http.map(Into::into);
        sample.dns_us = self.exchange.dns;
        sample.connect_us = self.exchange.connect;
        sample.tls_us = self.exchange.tls;
        sample.hops = self.exchange.hops;
        sample.retries = self.exchange.retries;
        sample.error = ending.error.map(Into::into);
        engine
            .outbox
            .borrow_mut()
            .sample(&engine.lines[self.load][self.request.0], &sample);
        engine.take_note(ending, &self.exchange, sample.delay_us, is_warmup);
    }
}

impl<T: Transport> Drop for Attempt<T> {
    fn drop(&mut self) {
        if !self.sampled {
            self.write(&Outcome::Cancelled.into(), None);
        }
    }
}

impl<T: Transport> Engine<T> {
    fn take_note(
        &self,
        ending: &Ending,
        exchange: &Exchange,
        delay: Option<Micros>,
        is_warmup: bool,
    ) {
        let counters = &self.counters;
        count(&counters.ended);
        if ending.outcome.is_error() {
            count(&counters.errors);
        }
        match ending.error {
            Some(NO_FILES) => count(&counters.no_files),
            Some(NO_PORTS) => count(&counters.no_ports),
            _ => {}
        }
        add(&counters.retries, exchange.retries.into());
        if let Some(Micros(delay)) = delay.filter(|_| !is_warmup) {
            self.delays.borrow_mut().record(delay);
        }
    }
}
