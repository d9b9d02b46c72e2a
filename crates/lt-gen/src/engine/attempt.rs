//! One request, from its intended start to its sample.

mod line;

use std::pin::pin;
use std::rc::Rc;

use lt_sample::{Micros, Outcome, Sample};
use lt_scenario::{FaultKind, RequestId, RunTime};

use super::Engine;
use crate::clock::between;
use crate::counters::{OneMore, add, count};
use crate::timer::Bell;
use crate::transport::{Ending, Exchange, Jar, NO_FILES, NO_PORTS, Prepared, Transport, Wants};

pub(super) use line::Lines;

/// A request that was due. It becomes exactly one sample: of its exchange, of its being dropped, or, when it is let go
/// before that, of its being cancelled.
pub(super) struct Attempt<T: Transport> {
    engine: Rc<Engine<T>>,
    pub(super) load: usize,
    request: RequestId,
    pub(super) due: RunTime,
    pub(super) user: u64,
    iter: Option<u64>,
    start: Option<RunTime>,
    exchange: Exchange,
    sampled: bool,
    /// What a plain request has not.
    more: Option<Box<More>>,
}

/// What the sample of a request says that is more than plain.
#[derive(Debug, Default)]
pub(super) struct More {
    /// Its journey: the number in the plan.
    pub(super) journey: Option<usize>,
    /// Its number in its walk.
    pub(super) step: Option<u32>,
    /// Whether it had to wait for one of its user's connections, as the plan wants it.
    pub(super) waited: bool,
    /// What we do to it on purpose.
    pub(super) fault: Option<FaultKind>,
    /// Why it could not be made.
    pub(super) unmade: Option<String>,
    /// Checks that did not hold.
    pub(super) failed: Vec<String>,
    /// Tags from its answer, by ascending names.
    pub(super) tags: Vec<(String, String)>,
}

impl<T: Transport> Attempt<T> {
    /// A request that is due now or was due before. `iter` counts a user's iterations; an arrival has none.
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
            more: None,
        }
    }

    /// The same attempt, saying more, and with an answer of which more is wanted.
    pub(super) fn with(mut self, more: More, wants: Wants) -> Self {
        self.more = Some(Box::new(more));
        self.exchange.wants = wants;
        self
    }

    /// What is to be sent.
    pub(super) fn request(&self) -> RequestId {
        self.request
    }

    /// What became known of the exchange.
    pub(super) fn exchange(&mut self) -> &mut Exchange {
        &mut self.exchange
    }

    /// What the sample will say that is more than plain.
    pub(super) fn more(&mut self) -> &mut More {
        self.more.get_or_insert_default()
    }

    /// Sends a request on the slot's connection or a new one, lets somebody judge how it ended before its sample is
    /// written, and tells how and when that was.
    ///
    /// The judge is a part of this, not what comes after it: a second future around this one costs each request 2 %.
    pub(super) async fn make(
        mut self,
        request: &Prepared,
        slot: &mut Option<T::Connection>,
        jar: Option<&Jar>,
        limit: &Bell,
        judge: impl FnOnce(&mut Self, &mut Ending, RunTime),
    ) -> (Outcome<'static>, RunTime) {
        let engine = Rc::clone(&self.engine);
        let in_flight = OneMore::of(&engine.counters.in_flight);
        // A connection slot is ours and dialling comes next: waiting for the slot was our delay, dialling is the server's time.
        let start = engine.clock.now();
        self.start = Some(start);
        if !engine.is_warmup(self.due) {
            count(&engine.counters.started);
        }
        let deadline = start + RunTime::after(request.timeout);
        let result = {
            // Pinned here: handed over, it would stand in a waiting user twice.
            let exchange = &mut self.exchange;
            let exchanging = pin!(engine.transport.exchange(slot, request, jar, exchange));
            limit.limit(deadline, exchanging).await
        };
        let mut ending = Ending::of(request, &self.exchange, result);
        let end = self.exchange.end.unwrap_or_else(|| engine.clock.now());
        drop(in_flight);
        judge(&mut self, &mut ending, end);
        self.write(&ending, Some(end));
        (ending.outcome, end)
    }

    /// Gives the request up unsent, because too many are in flight.
    pub(super) fn drop_it(mut self) {
        self.write(&Outcome::Dropped.into(), None);
    }

    /// Gives the request up unsent, because it cannot be made; `phrase` says why in words from a bounded set.
    pub(super) fn refuse(mut self, phrase: String) {
        self.more().unmade = Some(phrase);
        self.write(&Outcome::TemplateError.into(), None);
    }

    /// Lets the request go as if it never had been due.
    pub(super) fn forget(mut self) {
        self.sampled = true;
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
        let mut outbox = engine.outbox.borrow_mut();
        let plain = engine.lines.plain(self.load, self.request);
        match &self.more {
            None => outbox.sample(plain, &sample),
            Some(more) => {
                line::say_more(&mut sample, more, plan);
                match more.journey {
                    None => outbox.sample(plain, &sample),
                    Some(journey) => {
                        let lines = &engine.lines;
                        let line = lines.of_journey(self.load, self.request, journey, &sample);
                        outbox.sample(&line, &sample);
                    }
                }
            }
        }
        drop(outbox);
        // Waiting that the plan asks for says nothing of the generator.
        let waited = self.more.as_ref().is_some_and(|more| more.waited);
        let delay = sample.delay_us.filter(|_| !is_warmup && !waited);
        engine.take_note(ending, &self.exchange, delay);
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
    fn take_note(&self, ending: &Ending, exchange: &Exchange, delay: Option<Micros>) {
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
        if let Some(Micros(delay)) = delay {
            self.delays.borrow_mut().record(delay);
        }
    }
}
