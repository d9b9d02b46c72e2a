//! The `journeys` of a scenario file.

use super::fields::{self, Fields};
use super::node::{Key, Node, Value};
use super::problem::{Fault, Problem, at};
use super::reader::Reader;
use super::span::Span;
use super::{requests, steps};
use crate::{BlockId, Journey, Program, Task};

pub(super) const KEYS: &[&str] = &["steps", "tags", "on_error"];

/// How deep journeys may call each other.
const DEEPEST: usize = 64;

/// Which journey calls which, and where; `None` for steps outside of journeys.
pub(super) type Call = (Option<usize>, usize, Span);

/// The journeys whose names are known and whose steps are not read yet.
pub(super) struct Unread(Vec<(Key, Node)>);

/// Gives all journeys their names, so that they may call each other.
pub(super) fn names(node: Option<Node>, reader: &mut Reader<'_>) -> Result<Unread, Fault> {
    let Some(node) = node else {
        return Ok(Unread(Vec::new()));
    };
    let (span, entries) = fields::entries(node, "`journeys`")?;
    if entries.is_empty() {
        let (what, key) = ("`journeys`", "NAME: [REQUEST, …]");
        return at(span, Problem::Missing { what, key });
    }
    for (i, (key, _)) in entries.iter().enumerate() {
        reader.define(key, Task::Journey(i))?;
    }
    Ok(Unread(entries))
}

/// Reads the steps of all journeys.
pub(super) fn read(journeys: Unread, reader: &mut Reader<'_>) -> Result<(), Fault> {
    for (i, (key, node)) in journeys.0.into_iter().enumerate() {
        reader.current = Some(i);
        let journey = journey(key, node, reader)?;
        reader.program.journeys.push(journey);
    }
    reader.current = None;
    Ok(())
}

fn journey(key: Key, node: Node, reader: &mut Reader<'_>) -> Result<Journey, Fault> {
    if matches!(node.value, Value::List(_)) {
        return Ok(Journey {
            name: key.name,
            steps: steps::read(node, "a journey", reader)?,
            goes_on_after_errors: false,
            tags: Vec::new(),
        });
    }
    if !matches!(node.value, Value::Map(_)) {
        return node.refuse_as(
            "a journey".to_owned(),
            "a list of steps, or a map with `steps`",
        );
    }
    let mut fields = Fields::of(node, "a journey", KEYS)?;
    let on_error = fields.optional("on_error", |node, key| match node.text(key)? {
        "stop" => Ok(false),
        "continue" => Ok(true),
        _ => node.refuse(key, "`stop` or `continue`"),
    })?;
    Ok(Journey {
        name: key.name,
        tags: requests::tags(fields.take("tags"))?,
        goes_on_after_errors: on_error.unwrap_or_default(),
        steps: steps::read(fields.required("steps")?, "`steps`", reader)?,
    })
}

/// Refuses journeys that call each other in a circle, or too deep.
pub(super) fn check_calls(program: &Program, all: &[Call]) -> Result<(), Fault> {
    let journeys = &program.journeys;
    let mut calls: Vec<Vec<usize>> = vec![Vec::new(); journeys.len()];
    let mut callers = vec![0usize; journeys.len()];
    for (caller, called, _) in all {
        if let Some(caller) = caller {
            calls[*caller].push(*called);
            callers[*called] += 1;
        }
    }
    // Take away what nobody calls, over and over; what stays is a circle, or called by one.
    let mut depth = vec![1usize; journeys.len()];
    let mut free: Vec<usize> = (0..journeys.len()).filter(|i| callers[*i] == 0).collect();
    while let Some(caller) = free.pop() {
        for called in &calls[caller] {
            depth[*called] = depth[*called].max(depth[caller] + 1);
            callers[*called] -= 1;
            if callers[*called] == 0 {
                free.push(*called);
            }
        }
    }
    for (caller, called, span) in all {
        let Some(caller) = caller else { continue };
        if callers[*caller] > 0
            && let Some(circle) = circle(*called, *caller, &calls)
        {
            let names = circle.iter().map(|i| journeys[*i].name.clone());
            return at(*span, Problem::JourneyCircle(names.collect()));
        }
        if depth[*called] > DEEPEST {
            return at(*span, Problem::JourneyDepth);
        }
    }
    Ok(())
}

/// The shortest circle from `to` over `from` back to `to`, if there is one.
fn circle(from: usize, to: usize, calls: &[Vec<usize>]) -> Option<Vec<usize>> {
    let mut before: Vec<Option<usize>> = vec![None; calls.len()];
    let mut queue = std::collections::VecDeque::from([from]);
    let mut seen = vec![false; calls.len()];
    seen[from] = true;
    while let Some(here) = queue.pop_front() {
        if here == to {
            let mut way = vec![to];
            while let Some(previous) = before[way[way.len() - 1]] {
                way.push(previous);
            }
            // As it reads: who calls whom, beginning and ending with the one that calls.
            way.push(to);
            way.reverse();
            return Some(way);
        }
        for called in &calls[here] {
            if !seen[*called] {
                seen[*called] = true;
                before[*called] = Some(here);
                queue.push_back(*called);
            }
        }
    }
    None
}

/// Reads steps that belong to no journey.
pub(super) fn anonymous(
    node: Option<Node>,
    what: &'static str,
    reader: &mut Reader<'_>,
) -> Result<Option<BlockId>, Fault> {
    node.map(|node| steps::read(node, what, reader)).transpose()
}
