//! Whether two kept runs may be compared at all.

use lt_sample::Micros;

use super::shown::{cut, rounded, thousands};
use super::{Baseline, Environment, Load};

/// One thing in which two runs differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The field, as it is called in `lt.baseline/1`: `load.users`.
    pub field: &'static str,
    /// What the run that is judged says, in words.
    pub head: String,
    /// What the baseline says, in words.
    pub base: String,
    /// What follows.
    pub weight: Weight,
}

/// What follows from a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// It is told.
    Warns,
    /// The two runs must not be compared.
    Forbids,
}

/// Columns of a text that is told.
const MOST_SHOWN: usize = 100;

/// In which ways two runs differ, in the order of the format; empty where they may be compared without a word.
///
/// Another load is another question: model, users, rate, level, planned length (by more than a fifth), and response times
/// that do not count from intended starts, forbid. So that nothing is forbidden for want of knowledge, what only one
/// side tells warns. So do another scenario file, target, machine or tool, and a warm-up of another length.
pub fn differences(head: &Baseline, base: &Baseline) -> Vec<Difference> {
    let mut all = Vec::new();
    let mut add = |difference: Option<Difference>| all.extend(difference);
    let tool = |run: &Baseline| run.source.tool.as_deref().map(ToOwned::to_owned);
    add(weigh("source.tool", tool(head), tool(base), Weight::Warns));
    for field in HOW_MUCH {
        let (ours, theirs) = ((field.of)(&head.load), (field.of)(&base.load));
        add(weigh(field.name, ours, theirs, field.weight));
    }
    let lengths = (head.load.duration_us, base.load.duration_us);
    add(weigh_lengths("load.duration_us", lengths, Weight::Forbids));
    let warmup = |run: &Baseline| Some(span(run.load.warmup_us.unwrap_or_default()));
    add(weigh(
        "load.warmup_us",
        warmup(head),
        warmup(base),
        Weight::Warns,
    ));
    for field in OF_WHAT {
        let (ours, theirs) = ((field.of)(&head.load), (field.of)(&base.load));
        add(weigh(field.name, ours, theirs, field.weight));
    }
    for field in ENVIRONMENT {
        let (ours, theirs) = ((field.of)(&head.environment), (field.of)(&base.environment));
        add(weigh(field.name, ours, theirs, field.weight));
    }
    // A run whose end was not planned lasts as long as it does; one that was stopped early is no whole one.
    let planned = lengths.0.and(lengths.1);
    let spans = planned.and(Some((Some(head.span_us), Some(base.span_us))));
    add(spans.and_then(|spans| weigh_lengths("span_us", spans, Weight::Warns)));
    all
}

/// A field that is the same on both sides or is not.
struct Field<T> {
    name: &'static str,
    /// What it says, in words; `None` where that was not told.
    of: fn(&T) -> Option<String>,
    weight: Weight,
}

const HOW_MUCH: [Field<Load>; 3] = [
    Field {
        name: "load.model",
        of: |load| load.model.as_deref().map(ToOwned::to_owned),
        weight: Weight::Forbids,
    },
    Field {
        name: "load.users",
        of: |load| load.users.map(thousands),
        weight: Weight::Forbids,
    },
    Field {
        name: "load.rate",
        of: |load| load.rate.map(|rate| format!("{}/s", rounded(rate, 6))),
        weight: Weight::Forbids,
    },
];

const OF_WHAT: [Field<Load>; 5] = [
    Field {
        name: "load.level",
        of: |load| load.level.as_deref().map(ToOwned::to_owned),
        weight: Weight::Forbids,
    },
    Field {
        name: "load.intended_starts",
        of: |load| {
            load.intended_starts.map(|told| match told {
                true => "from intended starts".to_owned(),
                false => "service times, lower bounds".to_owned(),
            })
        },
        weight: Weight::Forbids,
    },
    Field {
        name: "load.scenarios",
        of: |load| (!load.scenarios.is_empty()).then(|| load.scenarios.join(", ")),
        weight: Weight::Warns,
    },
    Field {
        name: "load.scenario_sha256",
        of: |load| load.scenario_sha256.as_deref().map(ToOwned::to_owned),
        weight: Weight::Warns,
    },
    Field {
        name: "load.target",
        of: |load| {
            load.target
                .as_deref()
                .map(|target| machine_of(target).to_owned())
        },
        weight: Weight::Warns,
    },
];

const ENVIRONMENT: [Field<Environment>; 4] = [
    Field {
        name: "environment.cpu",
        of: |environment| environment.cpu.as_deref().map(ToOwned::to_owned),
        weight: Weight::Warns,
    },
    Field {
        name: "environment.cores",
        of: |environment| environment.cores.map(|cores| cores.to_string()),
        weight: Weight::Warns,
    },
    Field {
        name: "environment.memory_bytes",
        // Machines of one kind differ by what their firmware keeps for itself.
        of: |environment| {
            let bytes = environment.memory_bytes?;
            Some(format!(
                "{} GiB",
                rounded(bytes as f64 / (1_u64 << 30) as f64, 0)
            ))
        },
        weight: Weight::Warns,
    },
    Field {
        name: "environment.os",
        of: |environment| environment.os.as_deref().map(ToOwned::to_owned),
        weight: Weight::Warns,
    },
];

/// Nothing where both say the same, or neither anything.
fn weigh(
    field: &'static str,
    head: Option<String>,
    base: Option<String>,
    weight: Weight,
) -> Option<Difference> {
    let weight = match (&head, &base) {
        (head, base) if head == base => return None,
        (Some(_), Some(_)) => weight,
        _ => Weight::Warns,
    };
    let told = |text: Option<String>| match text {
        Some(text) => cut(&text, MOST_SHOWN),
        None => "not told".to_owned(),
    };
    Some(Difference {
        field,
        head: told(head),
        base: told(base),
        weight,
    })
}

/// Lengths may differ by a fifth of the baseline's.
fn weigh_lengths(
    field: &'static str,
    (head, base): (Option<Micros>, Option<Micros>),
    weight: Weight,
) -> Option<Difference> {
    if let (Some(head), Some(base)) = (head, base)
        && head.0.abs_diff(base.0) <= base.0 / 5
    {
        return None;
    }
    weigh(field, head.map(span), base.map(span), weight)
}

fn span(length: Micros) -> String {
    format!("{} s", rounded(length.as_secs_f64(), 3))
}

/// Scheme and host: two builds on one machine have two ports.
fn machine_of(target: &str) -> &str {
    let begin = target.find("://").map_or(0, |place| place + 3);
    let rest = &target[begin..];
    let host = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let host = &rest[..host];
    let port = host
        .rfind(':')
        .filter(|place| !host[*place..].contains(']'));
    &target[..begin + port.unwrap_or(host.len())]
}

#[cfg(test)]
mod tests;
