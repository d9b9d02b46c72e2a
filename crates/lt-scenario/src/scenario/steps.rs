//! Steps: what journeys, and actions without a name, are made of.

use super::fields::{self, Fields};
use super::node::{Node, Value};
use super::problem::{Fault, Problem, at};
use super::reader::Reader;
use super::{profiles, requests};
use crate::{BlockId, Step, Task, Times, suggest};

/// The keys by which a step tells what it is, and those that stand beside each.
pub(super) const STEPS: [(&str, &[&str]); 10] = [
    ("request", &["request"]),
    ("journey", &["journey"]),
    ("think", &["think"]),
    ("set", &["set"]),
    ("if", &["if", "then", "else"]),
    ("repeat", &["repeat", "steps"]),
    ("while", &["while", "most", "steps"]),
    ("foreach", &["foreach", "in", "steps"]),
    ("choose", &["choose"]),
    ("parallel", &["parallel"]),
];

pub(super) const CHOICE_KEYS: &[&str] = &["weight", "steps"];

/// The most turns of a loop.
const MOST_TURNS: u64 = 100_000;

/// Reads a list of steps, and gives it a number.
pub(super) fn read(
    node: Node,
    what: &'static str,
    reader: &mut Reader<'_>,
) -> Result<BlockId, Fault> {
    let span = node.span;
    let items = fields::items(node, what)?;
    if items.is_empty() {
        let key = "REQUEST";
        return at(span, Problem::Missing { what, key });
    }
    let steps = items
        .into_iter()
        .map(|item| step(item, reader))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(add(steps, reader))
}

fn add(steps: Vec<Step>, reader: &mut Reader<'_>) -> BlockId {
    reader.program.blocks.push(steps);
    BlockId(reader.program.blocks.len() - 1)
}

fn step(node: Node, reader: &mut Reader<'_>) -> Result<Step, Fault> {
    check_is_one(&node)?;
    if requests::is_request(&node) {
        let fields = Fields::of(node, "a request", requests::KEYS)?;
        return Ok(Step::Request(requests::inline(fields, reader)?));
    }
    let Value::Map(entries) = &node.value else {
        return Ok(match reader.task(&node, "steps")? {
            Task::Journey(journey) => called(journey, &node, reader),
            Task::Request(template) => Step::Request(template),
            Task::Steps(_) => return node.refuse("steps", "a request or a journey"),
        });
    };
    let is_there = |key: &str| entries.iter().any(|(own, _)| own.name == key);
    let Some((key, keys)) = STEPS.into_iter().find(|(key, _)| is_there(key)) else {
        return at(
            node.span,
            no_step(entries.first().map(|(key, _)| key.name.as_str())),
        );
    };
    let mut fields = Fields::of(node, "a step", keys)?;
    let main = fields.required(key)?;
    match key {
        "request" => Ok(Step::Request(reader.request_named(&main, key)?)),
        "journey" => {
            let journey = reader.journey_named(&main, key)?;
            Ok(called(journey, &main, reader))
        }
        "think" => Ok(Step::Think(requests::think(main)?)),
        "set" => Ok(Step::Set(reader.variables(main, "`set`")?)),
        "if" => condition(&main, fields, reader),
        "repeat" => Ok(Step::Repeat {
            times: times(&main, reader)?,
            steps: read(fields.required("steps")?, "`steps`", reader)?,
        }),
        "while" => repeat_while(&main, fields, reader),
        "foreach" => foreach(&main, fields, reader),
        "choose" => choose(main, reader),
        _ => parallel(main, reader),
    }
}

/// Refuses two steps in one map; all but the keys of one of them would be unknown.
fn check_is_one(node: &Node) -> Result<(), Fault> {
    let Value::Map(entries) = &node.value else {
        return Ok(());
    };
    let method = |name: &str| {
        let mut methods = requests::METHODS.into_iter().map(|(method, _)| method);
        methods.find(|method| *method == name)
    };
    let known = |key: &str| STEPS.into_iter().find(|(own, _)| *own == key);
    let mut first: Option<(&'static str, &[&str])> = None;
    let request = entries.iter().find_map(|(key, _)| method(&key.name));
    if let Some(method) = request {
        first = Some((method, requests::KEYS));
    }
    for (key, _) in entries {
        match (first, known(&key.name)) {
            (Some((one, keys)), Some((other, _))) if !keys.contains(&other) => {
                return at(key.span, Problem::TwoSteps { one, other });
            }
            (None, found) => first = found,
            _ => {}
        }
    }
    Ok(())
}

fn no_step(key: Option<&str>) -> Problem {
    let names = STEPS.map(|(key, _)| key);
    let known = names
        .into_iter()
        .chain(requests::METHODS.map(|(method, _)| method));
    Problem::NoStep {
        hint: suggest::hint(key.unwrap_or_default(), known),
    }
}

fn called(journey: usize, node: &Node, reader: &mut Reader<'_>) -> Step {
    reader.calls.push((reader.current, journey, node.span));
    Step::Journey(journey)
}

fn condition(condition: &Node, mut fields: Fields, reader: &mut Reader<'_>) -> Result<Step, Fault> {
    let condition = reader.expression(condition, "if")?;
    let then = read(fields.required("then")?, "`then`", reader)?;
    let otherwise = match fields.take("else") {
        Some(node) => read(node, "`else`", reader)?,
        None => add(Vec::new(), reader),
    };
    Ok(Step::If {
        condition,
        then,
        otherwise,
    })
}

/// A number, a range as text, or an expression.
fn times(node: &Node, reader: &mut Reader<'_>) -> Result<Times, Fault> {
    const KEY: &str = "repeat";
    let Value::Text(text) = &node.value else {
        return Ok(Times::Exactly(node.whole(KEY, 0, MOST_TURNS)?));
    };
    let Some((least, most)) = text.split_once("..").filter(|_| !text.contains("{{")) else {
        return Ok(Times::Value(reader.expression(node, KEY)?));
    };
    let number = |text: &str| text.trim().parse().ok().filter(|n| *n <= MOST_TURNS);
    match (number(least), number(most)) {
        (Some(least), Some(most)) if least <= most => Ok(Times::Between(least, most)),
        _ => node.refuse(
            KEY,
            "a number, a range such as `2..5`, or an expression, and at most 100000",
        ),
    }
}

fn repeat_while(
    condition: &Node,
    mut fields: Fields,
    reader: &mut Reader<'_>,
) -> Result<Step, Fault> {
    let condition = reader.expression(condition, "while")?;
    let most = fields.required("most")?.whole("most", 1, MOST_TURNS)?;
    let steps = read(fields.required("steps")?, "`steps`", reader)?;
    Ok(Step::While {
        condition,
        most,
        steps,
    })
}

fn foreach(item: &Node, mut fields: Fields, reader: &mut Reader<'_>) -> Result<Step, Fault> {
    let name = item.plain_text("foreach")?.to_owned();
    let key = super::node::Key {
        span: item.span,
        name,
    };
    reader.names.define(&key)?;
    let list = fields.required("in")?;
    Ok(Step::Foreach {
        item: key.name,
        list: reader.expression(&list, "in")?,
        steps: read(fields.required("steps")?, "`steps`", reader)?,
    })
}

fn choose(node: Node, reader: &mut Reader<'_>) -> Result<Step, Fault> {
    let span = node.span;
    let mut choices = Vec::new();
    for item in fields::items(node, "`choose`")? {
        let mut fields = Fields::of(item, "a choice", CHOICE_KEYS)?;
        let weight = fields.optional("weight", profiles::weight)?.unwrap_or(1);
        let steps = read(fields.required("steps")?, "`steps`", reader)?;
        choices.push((u64::from(weight), steps));
    }
    if choices.is_empty() {
        let (what, key) = ("`choose`", "{weight: 1, steps: […]}");
        return at(span, Problem::Missing { what, key });
    }
    if choices.iter().all(|(weight, _)| *weight == 0) {
        return at(span, Problem::NoChoiceWeight);
    }
    Ok(Step::Choose(choices))
}

fn parallel(node: Node, reader: &mut Reader<'_>) -> Result<Step, Fault> {
    let span = node.span;
    let mut together = Vec::new();
    for item in fields::items(node, "`parallel`")? {
        together.push(match requests::is_request(&item) {
            true => {
                let fields = Fields::of(item, "a request", requests::KEYS)?;
                requests::inline(fields, reader)?
            }
            false if matches!(item.value, Value::Map(_)) => {
                return at(item.span, Problem::NotParallel);
            }
            false if reader.is_journey(item.plain_text("parallel")?) => {
                return at(item.span, Problem::NotParallel);
            }
            false => reader.request_named(&item, "parallel")?,
        });
    }
    if together.is_empty() {
        let (what, key) = ("`parallel`", "REQUEST");
        return at(span, Problem::Missing { what, key });
    }
    Ok(Step::Parallel(together))
}
