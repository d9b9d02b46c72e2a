//! The lines of samples: what those of one kind have in common is rendered once.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use lt_sample::{Outcome, Sample, SampleLine, UnixMicros};
use lt_scenario::{Load, Plan, Request, RequestId};

use super::More;
use crate::resolve::Job;

/// The constant parts of every line that a run can write.
#[derive(Debug)]
pub(in crate::engine) struct Lines {
    /// By load and request.
    plain: Vec<Vec<SampleLine>>,
    /// Of requests in journeys, by load, request and journey: made when there is one.
    of_journeys: RefCell<HashMap<(usize, usize, usize), Rc<SampleLine>>>,
}

impl Lines {
    pub(in crate::engine) fn new(job: &Job) -> Self {
        let line = |load: &Load, request: &Request| {
            let (method, name) = (&request.endpoint.method, &request.endpoint.name);
            let mut sample = Sample::new(job.run, UnixMicros(0), method, name, Outcome::Ok);
            sample.scenario = load.name.as_deref().map(Into::into);
            sample.host = request.endpoint.host.as_deref().map(Into::into);
            SampleLine::of(&sample)
        };
        let requests = &job.plan.requests;
        let lines_of = |load| requests.iter().map(|request| line(load, request)).collect();
        Self {
            plain: job.plan.loads.iter().map(lines_of).collect(),
            of_journeys: RefCell::default(),
        }
    }

    /// The line of a request outside of journeys.
    pub(super) fn plain(&self, load: usize, request: RequestId) -> &SampleLine {
        &self.plain[load][request.0]
    }

    /// The line of a request in a journey, of which this sample is one.
    pub(super) fn of_journey(
        &self,
        load: usize,
        request: RequestId,
        journey: usize,
        sample: &Sample<'_>,
    ) -> Rc<SampleLine> {
        let mut lines = self.of_journeys.borrow_mut();
        let line = lines.entry((load, request.0, journey));
        Rc::clone(line.or_insert_with(|| Rc::new(SampleLine::of(sample))))
    }
}

/// Says what a plain sample does not.
pub(super) fn say_more<'a>(sample: &mut Sample<'a>, more: &'a More, plan: &'a Plan) {
    let journey = more
        .journey
        .and_then(|journey| plan.program.journeys.get(journey));
    sample.journey = journey.map(|journey| journey.name.as_str().into());
    sample.step = more.step;
    if let Some(phrase) = &more.unmade {
        sample.error = Some(phrase.as_str().into());
    }
    sample.fault = more.fault.map(|fault| fault.as_str().into());
    sample.failed = more
        .failed
        .iter()
        .map(|check| check.as_str().into())
        .collect();
    let tags = more.tags.iter();
    sample.tags = tags
        .map(|(name, value)| (name.as_str().into(), value.as_str().into()))
        .collect();
}
