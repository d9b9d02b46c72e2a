//! Loads that change over time, as a scenario writes them.

use std::time::Duration;

use super::Course;
use super::fields::{self, Fields};
use super::node::Node;
use super::pieces::MODELS;
use super::problem::{Fault, Problem, at};
use crate::{Shape, Sine, Stage, VirtualUsers, duration, rate};

/// The keys of the shapes.
pub(super) const KEYS: [&str; 4] = ["stages", "spike", "sine", "steps"];

pub(super) const STAGE_KEYS: &[&str] = &["users", "rate", "over", "for"];
pub(super) const SPIKE_KEYS: &[&str] = &["users", "rate", "peak", "at", "over", "for"];
pub(super) const SINE_KEYS: &[&str] = &["users", "rate", "amplitude", "period"];
pub(super) const STEPS_KEYS: &[&str] = &["users", "rate", "step", "every", "to"];

const MOST_STAGES: usize = 1000;

/// What levels count: users, or arrivals in time.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Unit {
    Users,
    Rate,
}

/// Reads the shape of a scenario, of which there is one at most.
pub(super) fn read(scenario: &mut Fields) -> Result<Option<Course>, Fault> {
    for key in KEYS {
        let Some(node) = scenario.take(key) else {
            continue;
        };
        let span = node.span;
        let (unit, shape) = match key {
            "stages" => stages(node)?,
            "spike" => spike(node)?,
            "sine" => sine(node)?,
            _ => steps(node)?,
        };
        if shape.peak() == 0 {
            return at(span, Problem::NoLevel(key));
        }
        if shape.stages().len() > MOST_STAGES {
            return at(span, Problem::TooManyStages(key));
        }
        let length = shape.stages().iter().map(|stage| stage.over + stage.hold);
        if length.sum::<Duration>() > duration::LONGEST {
            return at(span, Problem::TooLong(key));
        }
        return Ok(Some(match unit {
            Unit::Users => Course::Users(shape),
            Unit::Rate => Course::Arrivals(shape),
        }));
    }
    Ok(None)
}

fn stages(node: Node) -> Result<(Unit, Shape), Fault> {
    let span = node.span;
    let mut unit = None;
    let mut stages = Vec::new();
    for item in fields::items(node, "`stages`")? {
        let mut fields = Fields::of(item, "a stage", STAGE_KEYS)?;
        let (own_unit, level) = first_level(&mut fields)?;
        if *unit.get_or_insert(own_unit) != own_unit {
            let (one, other) = ("users", "rate");
            return at(
                fields.span,
                Problem::Both {
                    one,
                    other,
                    why: MODELS,
                },
            );
        }
        let over = fields.optional("over", Node::duration)?.unwrap_or_default();
        let hold = fields.optional("for", Node::duration)?.unwrap_or_default();
        if over.is_zero() && hold.is_zero() {
            return at(fields.span, Problem::NoTime);
        }
        stages.push(Stage { over, level, hold });
    }
    match unit {
        Some(unit) => Ok((unit, Shape::Stages(stages))),
        None => {
            let (what, key) = ("`stages`", "{users: 50, for: 1m}");
            at(span, Problem::Missing { what, key })
        }
    }
}

fn spike(node: Node) -> Result<(Unit, Shape), Fault> {
    let mut fields = Fields::of(node, "`spike`", SPIKE_KEYS)?;
    let (unit, base) = first_level(&mut fields)?;
    let peak = level(&fields.required("peak")?, "peak", unit)?;
    let begin = fields.required("at")?.duration("at")?;
    let over = fields.optional("over", Node::duration)?.unwrap_or_default();
    let hold = fields.optional("for", Node::duration)?.unwrap_or_default();
    if over.is_zero() && hold.is_zero() {
        return at(fields.span, Problem::NoTime);
    }
    let stage = |over, level, hold| Stage { over, level, hold };
    let stages = [
        stage(Duration::ZERO, base, begin),
        stage(over, peak, hold),
        stage(over, base, Duration::ZERO),
    ];
    Ok((unit, Shape::Spike(stages)))
}

fn sine(node: Node) -> Result<(Unit, Shape), Fault> {
    let mut fields = Fields::of(node, "`sine`", SINE_KEYS)?;
    let (unit, mean) = first_level(&mut fields)?;
    let node = fields.required("amplitude")?;
    let amplitude = level(&node, "amplitude", unit)?;
    if amplitude > mean {
        return at(node.span, Problem::Amplitude);
    }
    let period = fields.required("period")?.length("period")?;
    let sine = Sine {
        mean,
        amplitude,
        period,
    };
    Ok((unit, Shape::Sine(sine)))
}

fn steps(node: Node) -> Result<(Unit, Shape), Fault> {
    let mut fields = Fields::of(node, "`steps`", STEPS_KEYS)?;
    let (unit, first) = first_level(&mut fields)?;
    let node = fields.required("step")?;
    let step = level(&node, "step", unit)?;
    if step == 0 {
        return node.refuse("step", "above 0");
    }
    let every = fields.required("every")?.length("every")?;
    let node = fields.required("to")?;
    let last = level(&node, "to", unit)?;
    if last <= first {
        return at(node.span, Problem::StepsFall);
    }
    // One more than is allowed is enough to be refused.
    let levels = (0..).map_while(|n: u64| first.checked_add(n.checked_mul(step)?));
    let below = levels.take_while(|level| *level < last).take(MOST_STAGES);
    let stages = below.chain([last]).map(|level| Stage {
        over: Duration::ZERO,
        level,
        hold: every,
    });
    Ok((unit, Shape::Steps(stages.collect())))
}

/// The level under the key `users` or `rate`, which tells what all other levels count.
fn first_level(fields: &mut Fields) -> Result<(Unit, u64), Fault> {
    fields.exclude("users", "rate", MODELS)?;
    if let Some(node) = fields.take("rate") {
        return Ok((Unit::Rate, level(&node, "rate", Unit::Rate)?));
    }
    let node = fields.required("users")?;
    Ok((Unit::Users, level(&node, "users", Unit::Users)?))
}

fn level(node: &Node, key: &str, unit: Unit) -> Result<u64, Fault> {
    match unit {
        Unit::Users => node.whole(key, 0, VirtualUsers::MOST),
        Unit::Rate => {
            let text = node.text_or_number(key, "a rate, such as `500/s` or `30/m`")?;
            rate::level(&text).or_else(|cause| {
                let key = key.to_owned();
                at(node.span, Problem::Rate { key, cause })
            })
        }
    }
}
