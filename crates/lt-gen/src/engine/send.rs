//! One request of a walker: made from its templates, sent, and its answer judged.

use bytes::Bytes;
use http::HeaderMap;
use lt_sample::Outcome;
use lt_scenario::{Answer, Failure, FaultKind, Judged, RenderError, RequestId, RunTime};

use super::attempt::{Attempt, More};
use super::fault;
use super::walker::{Cut, Place, Sent, Walker};
use crate::counters::{count, take_back};
use crate::timer::Bell;
use crate::transport::{Ending, Prepared, Transport};

/// A request that can be sent now: as it was planned, or made for this time.
struct Made {
    own: Option<Prepared>,
    fault: Option<FaultKind>,
}

impl<T: Transport> Walker<'_, T> {
    /// Sends a request that is due, and writes its sample.
    pub(super) async fn send(
        &self,
        template: usize,
        due: RunTime,
        place: Place,
        bell: &Bell,
    ) -> Result<Sent, Cut> {
        let engine = self.engine;
        let id = engine.job.plan.on_base(template, self.profile, self.user);
        let is_measured = !engine.is_warmup(due);
        // Of an arrival that was counted when it arrived.
        let is_counted = self.arrival.as_ref().is_some_and(|arrival| arrival.get());
        if is_measured && !is_counted {
            count(&engine.counters.due);
        }
        self.memory
            .see(self.jar, || engine.clock.unix(engine.clock.now()));
        let made = match self.make(template, id, place) {
            Err(RenderError::UsedUp(set)) => {
                if is_measured && !is_counted {
                    take_back(&engine.counters.due);
                }
                return Err(self.used_up(set));
            }
            Err(RenderError::Failed(why)) => Err(why),
            Ok(made) => Ok(made),
        };
        self.note_begin(is_measured);
        let Made { own, fault } = match made {
            Ok(made) => made,
            Err(why) => return Ok(self.refuse(id, due, place, &why)),
        };
        let prepared = own.as_ref().unwrap_or(&engine.job.requests[id.0]);
        let copy = async {
            if fault == Some(FaultKind::Duplicate) {
                self.send_copy(id, prepared, due, place).await;
            }
        };
        let fault = fault.filter(|fault| *fault != FaultKind::Duplicate);
        let original = self.send_and_judge(id, prepared, due, place, fault, bell);
        let (sent, ()) = tokio::join!(biased; original, copy);
        Ok(sent)
    }

    async fn send_and_judge(
        &self,
        id: RequestId,
        prepared: &Prepared,
        due: RunTime,
        place: Place,
        fault: Option<FaultKind>,
        bell: &Bell,
    ) -> Sent {
        let engine = self.engine;
        let attempt = self.attempt(id, due, place, fault);
        let mut slot = self.connections.take(prepared.origin);
        let mut failure = None;
        let judge = |attempt: &mut Attempt<T>, ending: &mut Ending, end| {
            let judged = self.judge(id, attempt, due, end);
            let more = attempt.more();
            more.tags = judged.tags;
            engine.bound_tags(&mut more.tags);
            if !judged.failed.is_empty() && ending.outcome == Outcome::Ok {
                *ending = Outcome::CheckFailed.into();
            }
            failure = (ending.outcome != Outcome::Ok).then(|| ending.outcome.clone());
            if fault.is_some() {
                // Kept apart from the target's own failures, whatever came of it.
                ending.outcome = Outcome::FaultInjected;
                failure = failure.take().map(|_| Outcome::FaultInjected);
            } else {
                more.failed = judged.failed;
            }
        };
        let making = attempt.make(prepared, &mut slot, self.jar, bell, judge);
        let (_, end) = making.await;
        self.connections.give(prepared.origin, slot);
        Sent { end, failure }
    }

    /// Sends a request a second time, on a connection of its own; nobody looks at the answer.
    async fn send_copy(&self, id: RequestId, prepared: &Prepared, due: RunTime, place: Place) {
        let copy = self.attempt(id, due, place, Some(FaultKind::Duplicate));
        let bell = self.engine.timer.bell();
        let mut slot = self.connections.take(prepared.origin);
        if !self.engine.is_warmup(due) {
            count(&self.engine.counters.due);
        }
        let judge = |_: &mut Attempt<T>, ending: &mut Ending, _| {
            ending.outcome = Outcome::FaultInjected;
        };
        copy.make(prepared, &mut slot, self.jar, &bell, judge).await;
        self.connections.give(prepared.origin, slot);
    }

    fn attempt(
        &self,
        id: RequestId,
        due: RunTime,
        place: Place,
        fault: Option<FaultKind>,
    ) -> Attempt<T> {
        let more = More {
            journey: place.journey,
            step: place.step,
            waited: place.waited,
            fault,
            ..More::default()
        };
        let wants = self.engine.wants[id.0];
        let attempt = Attempt::new(self.engine, self.load, id, due, self.user, self.iter);
        attempt.with(more, wants)
    }

    /// Makes what is to be sent; a fault that cannot be done to it is none.
    fn make(&self, template: usize, id: RequestId, place: Place) -> Result<Made, RenderError> {
        let engine = self.engine;
        let plan = &engine.job.plan;
        let iteration = self.iteration();
        // Requests that are sent at once have one step, and each its own luck.
        let step = place.step.unwrap_or(0) | (place.nth << 20);
        let drawn = plan.fault_of(template, self.user, iteration, step);
        let request = &plan.requests[id.0];
        let is_as_planned = matches!(drawn, None | Some(FaultKind::Duplicate));
        if request.template.is_none() && is_as_planned {
            let (own, fault) = (None, drawn);
            return Ok(Made { own, fault });
        }
        let mut rendered = request.render(&self.memory.session)?;
        let cookies = drawn
            .filter(|fault| *fault == FaultKind::WrongAuth)
            .and_then(|_| {
                let now = engine.clock.unix(engine.clock.now());
                self.jar?.line(&rendered.url, now)
            });
        let fault = drawn.filter(|fault| fault::inject(*fault, &mut rendered, cookies.as_deref()));
        let disturbance = fault.and_then(fault::disturbance);
        let planned = &engine.job.requests[id.0];
        let own = planned.with(rendered, disturbance, &engine.job.settings);
        let own =
            own.map_err(|error| Failure::new("the request cannot be sent", &error.to_string()))?;
        Ok(Made {
            own: Some(own),
            fault,
        })
    }

    /// Writes the sample of a request that could not be made.
    fn refuse(&self, id: RequestId, due: RunTime, place: Place, why: &Failure) -> Sent {
        let engine = self.engine;
        let endpoint = &engine.job.plan.requests[id.0].endpoint;
        let request = format!("{} {}", endpoint.method, endpoint.name);
        engine.notes.borrow_mut().unmade(request, why);
        self.give_up(id);
        let attempt = self.attempt(id, due, place, None);
        attempt.refuse(format!("template: {}", why.phrase()));
        Sent {
            end: engine.clock.now(),
            failure: Some(Outcome::TemplateError),
        }
    }

    /// Keeps what stands in for an answer that does not come.
    fn give_up(&self, id: RequestId) {
        if let Some(expects) = &self.engine.job.plan.requests[id.0].expects {
            expects.give_up(&self.memory.session);
        }
    }

    /// Counts an arrival whose first request is begun.
    fn note_begin(&self, is_measured: bool) {
        if let Some(arrival) = &self.arrival
            && arrival.replace(false)
            && is_measured
        {
            count(&self.engine.counters.arrivals_started);
        }
    }

    /// Looks at an answer that is complete, and remembers it; of any other there is nothing to say.
    fn judge(&self, id: RequestId, attempt: &mut Attempt<T>, due: RunTime, end: RunTime) -> Judged {
        let engine = self.engine;
        self.memory
            .see(self.jar, || engine.clock.unix(engine.clock.now()));
        let exchange = attempt.exchange();
        let (Some(status), Some(_)) = (exchange.status, exchange.end) else {
            self.give_up(id);
            return Judged::default();
        };
        let kept = exchange.kept.take().map(|kept| kept.into_parts());
        let (headers, body) = kept.unwrap_or_else(|| (HeaderMap::new(), Ok(Bytes::new())));
        let missing = body.as_ref().err().copied();
        let answer = Answer {
            status,
            headers,
            body: body.unwrap_or_default(),
            response_ms: (end.0.saturating_sub(due.0)) as f64 / 1e6,
        };
        let session = &self.memory.session;
        let expects = &engine.job.plan.requests[id.0].expects;
        let mut judged = match expects {
            Some(expects) => expects.judge(session, &answer),
            None => {
                session.remember(&answer);
                Judged::default()
            }
        };
        judged.failed.extend(missing.map(str::to_owned));
        judged.tags.sort();
        judged.tags.dedup_by(|later, earlier| later.0 == earlier.0);
        judged
    }
}
