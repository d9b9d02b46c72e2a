//! Requests that have something in common.

use std::collections::BTreeMap;

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
    /// What they amount to. Its span has no pauses: it is the sum over the legs.
    pub slice: Slice,
    /// The same of each leg in which there are any, in order of time.
    pub legs: Vec<Slice>,
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
}

impl Group {
    pub(crate) fn gather(
        value: Option<&Value>,
        parts: BTreeMap<Leg<'_>, Content>,
        gathering: &Gathering<'_>,
    ) -> Self {
        let mut whole: Option<Slice> = None;
        let mut endpoints: BTreeMap<Endpoint, Figures> = BTreeMap::new();
        let mut stretches = Vec::new();
        let mut legs: Vec<(Slice, Option<Timeline>)> = Vec::new();
        for (leg, mut content) in parts {
            let time = (gathering.time)(&leg, &content.slice);
            match &mut whole {
                Some(whole) => whole.merge(&content.slice),
                None => whole = Some(content.slice.clone()),
            }
            content.slice.set_span(length(&time));
            for (endpoint, figures) in content.endpoints.iter() {
                endpoints.entry(endpoint.clone()).or_default().add(figures);
            }
            let course = gathering.width.map(|width| match time.first() {
                Some(leg) => content.course.timeline(width, *leg),
                None => Timeline::default(),
            });
            stretches.extend(time);
            legs.push((content.slice, course));
        }
        let mut whole = whole.unwrap_or_default();
        whole.set_span(length(&joined(stretches)));
        legs.sort_by_key(|(leg, _)| leg.tally.first);
        let (legs, timelines): (Vec<_>, Vec<_>) = legs.into_iter().unzip();
        Self {
            value: value.map(|value| value.show(gathering.windows)),
            slice: whole,
            legs,
            timelines: timelines.into_iter().flatten().collect(),
            endpoints,
        }
    }
}
