//! The plan operation by operation, for `--plan`: a line each, the same bytes on every machine.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;

use serde::Serialize;

use super::arrivals::ArrivalSchedule;
use super::{Course, Plan};
use crate::{RequestId, RunTime, Share, Task};

/// Something that is planned: an arrival, or the begin of a user's turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Operation {
    /// When it is due.
    pub due: RunTime,
    /// The global number of the arrival or user.
    pub id: u64,
    /// Which of [`Plan::loads`] it belongs to.
    pub load: usize,
    /// What an arrival sends; `None` for users, and for arrivals that walk, whose requests depend on their answers.
    pub request: Option<RequestId>,
    /// The journey that an arrival walks, where it is one: its number in [`Program::journeys`](crate::Program).
    pub journey: Option<usize>,
}

#[derive(Serialize)]
struct Line<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    due_us: u64,
    id: u64,
    user: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    scenario: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    method: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    host: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    journey: Option<&'a str>,
}

impl Operation {
    /// Appends it as one line of JSON.
    pub fn write_line(&self, plan: &Plan, out: &mut Vec<u8>) {
        let request = self.request.and_then(|RequestId(id)| plan.requests.get(id));
        let endpoint = request.map(|request| &request.endpoint);
        let line = Line {
            kind: "planned",
            due_us: self.due.0 / 1000,
            id: self.id,
            user: self.id,
            scenario: plan
                .loads
                .get(self.load)
                .and_then(|load| load.name.as_deref()),
            method: endpoint.map(|endpoint| endpoint.method.as_str()),
            name: endpoint.map(|endpoint| endpoint.name.as_str()),
            host: endpoint.and_then(|endpoint| endpoint.host.as_deref()),
            journey: self
                .journey
                .and_then(|journey| plan.program.journeys.get(journey))
                .map(|journey| journey.name.as_str()),
        };
        serde_json::to_writer(&mut *out, &line)
            .expect("text and numbers become JSON, and a Vec takes all of it");
        out.push(b'\n');
    }
}

/// All loads merged by time. It holds one arrival a load, and one turn for each user of a closed load.
pub(super) struct Operations<'a> {
    plan: &'a Plan,
    /// By load: how it goes, and the arrivals that are left.
    courses: Vec<(Course, ArrivalSchedule)>,
    /// The next operation of each arrival schedule and of each user: time, global number, load.
    next: BinaryHeap<Reverse<(RunTime, u64, usize)>>,
}

impl<'a> Operations<'a> {
    pub(super) fn new(plan: &'a Plan, share: &Share) -> Self {
        let mut operations = Self {
            plan,
            courses: Vec::with_capacity(plan.loads.len()),
            next: BinaryHeap::new(),
        };
        let mut first = Vec::new();
        for (i, course) in plan.courses().into_iter().enumerate() {
            let users = course.owned_users(share, 0);
            first.extend(users.filter_map(|g| {
                let turn = course.turn(g, RunTime(0))?;
                Some(Reverse((turn.begin, course.number(g), i)))
            }));
            let arrivals = course.arrivals(share);
            operations.courses.push((course, arrivals));
            if plan.loads[i].is_open() {
                first.extend(operations.next_of(i, plan.user_base(i), RunTime(0)));
            }
        }
        operations.next = first.into();
        operations
    }

    /// What follows an operation: the next arrival of its load, or its user's next turn.
    fn next_of(
        &mut self,
        load: usize,
        id: u64,
        due: RunTime,
    ) -> Option<Reverse<(RunTime, u64, usize)>> {
        let (course, arrivals) = &mut self.courses[load];
        if course.is_open() {
            let arrival = arrivals.next()?;
            return Some(Reverse((arrival.due, arrival.id, load)));
        }
        let g = id - self.plan.user_base(load);
        let this = course.turn(g, due)?;
        let next = course.turn(g, this.end?)?;
        Some(Reverse((next.begin, id, load)))
    }

    /// What an arrival sends or walks; nothing for users.
    fn task(&self, load: usize, id: u64) -> (Option<RequestId>, Option<usize>) {
        let here = &self.plan.loads[load];
        if !here.is_open() {
            return (None, None);
        }
        let profile = here.profile_of_user(self.plan, id - self.plan.user_base(load));
        match self.plan.task_of(load, profile, id, 0) {
            Task::Request(template) => (Some(self.plan.on_base(template, profile, id)), None),
            Task::Journey(journey) => (None, Some(journey)),
            Task::Steps(_) => (None, None),
        }
    }
}

impl Iterator for Operations<'_> {
    type Item = Operation;

    fn next(&mut self) -> Option<Operation> {
        let Reverse((due, id, load)) = *self.next.peek()?;
        let following = self.next_of(load, id, due);
        if let Some(mut place) = self.next.peek_mut() {
            match following {
                Some(following) => *place = following,
                None => drop(PeekMut::pop(place)),
            }
        }
        let (request, journey) = self.task(load, id);
        Some(Operation {
            due,
            id,
            load,
            request,
            journey,
        })
    }
}

#[cfg(test)]
mod tests;
