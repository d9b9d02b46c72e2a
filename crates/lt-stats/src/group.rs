//! Requests that have something in common.

use std::collections::BTreeMap;
use std::sync::Arc;

use lt_sample::Micros;

use crate::content::Content;
use crate::legs::{Leg, Stretch, joined, length};
use crate::value::Value;
use crate::{Endpoint, Figures, Slice, Timeline, WindowLength};

/// Requests that have something in common.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// What they have in common; absent in the group of those that have no such thing. Of a window it is the instant at
    /// which it begins, such as `2025-11-21T09:40:00Z`; of requests without answer taken apart by status, `no answer`.
    pub value: Option<String>,
    /// What they amount to, shared with the leg where there is only one. Its span has no pauses: it is the sum over the
    /// legs.
    pub slice: Arc<Slice>,
    /// The same of each leg in which there are any, in order of time.
    pub legs: Vec<Arc<Slice>>,
    /// The course of each of those legs. Empty of windows, and where there are more than 100 values or 1,000 runs, of
    /// which no picture could be read.
    pub timelines: Vec<Timeline>,
    /// The same endpoint by endpoint; known only of streams. Endpoints beyond the first 200 share the row `other`.
    pub endpoints: BTreeMap<Endpoint, Figures>,
}

/// How the parts of a group become one.
pub(crate) struct Gathering<'g> {
    /// Width of the timelines in seconds, where there are any.
    pub(crate) width: Option<u64>,
    /// Length of the windows where windows are what is compared.
    pub(crate) windows: Option<WindowLength>,
    /// The time over which a leg of the group has rates.
    pub(crate) time: &'g dyn Fn(&Leg<'_>, &Slice) -> Vec<Stretch>,
    /// The time over which the group has rates, where that is not the sum over its legs.
    pub(crate) span: Option<Micros>,
}

impl Group {
    pub(crate) fn gather(
        value: Option<&Value>,
        parts: BTreeMap<Leg<'_>, Vec<&Content>>,
        gathering: &Gathering<'_>,
    ) -> Self {
        let mut endpoints: BTreeMap<Endpoint, Figures> = BTreeMap::new();
        let mut stretches = Vec::new();
        let mut legs: Vec<(Slice, Option<Timeline>)> = Vec::new();
        for (leg, parts) in parts {
            let mut content = Content::together(&parts);
            let time = (gathering.time)(&leg, &content.slice);
            content.slice.set_span(length(&time));
            for (endpoint, figures) in content.endpoints.into_iter() {
                endpoints.entry(endpoint).or_default().add(&figures);
            }
            let course = gathering.width.map(|width| match time.first() {
                Some(leg) => content.course.timeline(width, *leg),
                None => Timeline::default(),
            });
            stretches.extend(time);
            legs.push((content.slice, course));
        }
        legs.sort_by_key(|(leg, _)| leg.tally.first);
        let legs = legs
            .into_iter()
            .map(|(leg, course)| (Arc::new(leg), course));
        let (legs, timelines): (Vec<_>, Vec<_>) = legs.unzip();
        let span = || length(&joined(stretches));
        Self {
            value: value.map(|value| value.show(gathering.windows)),
            slice: sum(&legs, gathering.span.unwrap_or_else(span)),
            legs,
            timelines: timelines.into_iter().flatten().collect(),
            endpoints,
        }
    }
}

fn sum(legs: &[Arc<Slice>], span: Micros) -> Arc<Slice> {
    if let [only] = legs
        && only.span() == span
    {
        return Arc::clone(only);
    }
    let mut sum = Slice::default();
    legs.iter().for_each(|leg| sum.merge(leg));
    sum.set_span(span);
    Arc::new(sum)
}
