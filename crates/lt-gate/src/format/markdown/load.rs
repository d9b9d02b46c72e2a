//! Under which load it was measured, and by which machine, in a line or two.

use super::escape::{WIDEST, code};
use crate::format::counted;
use crate::format::document::Document;
use crate::format::figure::{Style, grouped};
use crate::verdict::{Machine, MeasuredRun};

/// Loads beyond these are in the JSON.
const MOST: usize = 6;

/// A line for each load and each machine; runs that are alike share one.
pub(super) fn lines(document: &Document) -> Vec<String> {
    let runs = &document.runs;
    let loads = alike(runs.iter().map(load));
    let n_loads = loads.len();
    let several = runs.len() > 1;
    let mut lines: Vec<String> = loads
        .into_iter()
        .filter(|(load, _)| !load.is_empty())
        .take(MOST)
        .map(|(load, n)| match several {
            true => format!("{}: {load}", counted(n, "run")),
            false => load,
        })
        .collect();
    if n_loads > MOST {
        lines.push(format!("{} more loads", n_loads - MOST));
    }
    let machines = runs.iter().filter_map(|run| run.machine.as_ref());
    let machines = alike(machines.map(machine)).into_iter();
    let machines = machines.filter(|(machine, _)| !machine.is_empty());
    let machines = machines.map(|(machine, _)| format!("Load made by {machine}"));
    lines.extend(machines.take(MOST));
    lines
}

/// Texts in their order, each once, and how often.
fn alike(texts: impl Iterator<Item = String>) -> Vec<(String, u64)> {
    let mut found: Vec<(String, u64)> = Vec::new();
    for text in texts {
        match found.iter_mut().find(|(known, _)| *known == text) {
            Some((_, n)) => *n += 1,
            None => found.push((text, 1)),
        }
    }
    found
}

fn load(run: &MeasuredRun) -> String {
    let named = |what: &str, name: &Option<String>| {
        let name = name.as_ref()?;
        Some(format!("{what} {}", code(name, WIDEST)))
    };
    let most = if run.varies { "up to " } else { "" };
    let users = run
        .users
        .map(|users| format!("{most}{}", counted(users, "user")));
    let rate = run.rate.map(|rate| {
        let rate = Style::Prose.near(rate, &[], "per_second");
        format!("{most}{rate}")
    });
    let model = run.model.as_ref();
    let model = model.map(|model| match model.as_str() {
        "open" | "closed" | "mixed" => format!("{model} model"),
        other => format!("{} model", code(other, WIDEST)),
    });
    let warmup = run.warmup.filter(|warmup| *warmup > 0);
    let time = match (run.length.map(length), warmup.map(length)) {
        (Some(length), Some(warmup)) => Some(format!("{length} after a warm-up of {warmup}")),
        (Some(length), None) => Some(length),
        (None, warmup) => warmup.map(|warmup| format!("warm-up of {warmup}")),
    };
    let parts = [
        named("level", &run.level),
        named("variant", &run.variant),
        users,
        rate,
        model,
        time,
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    parts.join(", ")
}

fn machine(machine: &Machine) -> String {
    let memory = machine
        .memory
        .map(|bytes| format!("{} GiB", grouped(bytes >> 30)));
    let text = |text: &Option<String>| text.as_ref().map(|text| code(text, WIDEST));
    let cores = machine.cores.map(|cores| counted(cores.into(), "core"));
    let parts = [text(&machine.cpu), cores, memory, text(&machine.os)];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    parts.join(", ")
}

/// `5 min`, `1 h 30 min`, `10 s`.
fn length(micros: u64) -> String {
    let (minutes, rest) = (micros / 60_000_000, micros % 60_000_000);
    let seconds = Style::Prose.near(rest as f64, &[], "us");
    match (minutes / 60, minutes % 60) {
        (0, 0) => seconds,
        (0, minutes) if rest == 0 => format!("{minutes} min"),
        (0, minutes) => format!("{minutes} min {seconds}"),
        (hours, 0) => format!("{} h", grouped(hours)),
        (hours, minutes) => format!("{} h {minutes} min", grouped(hours)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_said_as_people_say_them() {
        let check =
            |seconds: u64, expected: &str| assert_eq!(length(seconds * 1_000_000), expected);
        check(10, "10 s");
        check(300, "5 min");
        check(90, "1 min 30 s");
        check(5400, "1 h 30 min");
        check(36_000_000, "10,000 h");
        assert_eq!(length(1500), "1.5 ms");
    }
}
