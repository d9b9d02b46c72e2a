//! The line on the terminal while load is made.

use std::io;

use lt_cli::message;
use lt_sample::{Leg, Micros, PlannedScenario, Progress, Underway};
use lt_scenario::{Plan, RunTime};
use terminal_size::{Width, terminal_size_of};

use crate::counters::Counts;
use crate::resolve::Job;

/// Shows how the run is going, once a second, where stderr is a terminal.
pub(crate) struct ProgressLine {
    line: message::Progress,
    plan: Vec<PlannedScenario>,
    warmup: Micros,
    leg: Option<Leg>,
    shown: (RunTime, u64),
}

impl ProgressLine {
    pub(crate) fn begin(job: &Job) -> Self {
        Self {
            line: message::Progress::on_stderr(),
            plan: planned(&job.plan),
            warmup: micros(RunTime::after(job.plan.warmup)),
            leg: (job.nth.of > 1).then_some(job.nth),
            shown: (RunTime(0), 0),
        }
    }

    /// Shows how far the run is, and the test where it has several legs, as the plan has it.
    pub(crate) fn show(&mut self, now: RunTime, counts: &Counts) {
        let seconds = (now.0 - self.shown.0.0) as f64 / 1e9;
        let rate = (counts.ended - self.shown.1) as f64 / seconds.max(1e-9);
        self.shown = (now, counts.ended);
        if self.line.is_visible() {
            let progress = Progress::of(&self.plan, Some(self.warmup), self.leg, micros(now));
            self.line
                .show(fitting(parts(&progress, counts, rate), width()));
        }
    }
}

/// Columns of the terminal; as many as any has where that is not known.
fn width() -> usize {
    const USUAL: usize = 80;
    terminal_size_of(io::stderr()).map_or(USUAL, |(Width(columns), _)| columns.into())
}

fn planned(plan: &Plan) -> Vec<PlannedScenario> {
    let starts = plan.load_starts().into_iter().enumerate();
    let planned = starts.zip(&plan.loads);
    let planned = planned.map(|((place, start), load)| PlannedScenario {
        name: load.name.clone(),
        start_us: micros(start),
        length_us: plan
            .load_end(place)
            .map(|end| Micros((end.0 - start.0) / 1000)),
        ..PlannedScenario::default()
    });
    planned.collect()
}

fn micros(at: RunTime) -> Micros {
    Micros(at.0 / 1000)
}

/// A piece of the line, and how much it would be missed.
struct Part {
    text: String,
    rank: Rank,
}

/// What goes last where there is no room for everything, to what goes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Time,
    Place,
    Trouble,
    Pace,
    Name,
    Rest,
}

/// What there is to say, in the order in which it is shown.
fn parts(progress: &Progress<'_>, counts: &Counts, rate: f64) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut add = |rank: Rank, text: String| parts.push(Part { text, rank });
    if let Some(leg) = progress.leg {
        add(Rank::Place, format!("leg {} of {}", leg.index + 1, leg.of));
    }
    let is_suite = progress.scenario.is_some_and(|one| one.of > 1);
    if let Some(scenario) = progress.scenario.filter(|_| is_suite) {
        let place = format!("scenario {} of {}", scenario.index + 1, scenario.of);
        add(Rank::Place, place);
        if let Some(name) = named(&scenario) {
            add(Rank::Name, name);
        }
        if let Some(left) = scenario.left {
            add(Rank::Place, format!("{} left of it", length(left)));
        }
    }
    if progress.is_warmup {
        add(Rank::Trouble, "warm-up".to_owned());
    }
    let of = progress
        .length
        .map(|length| format!(" of {} s", length.0.div_ceil(SECOND)));
    let elapsed = progress.elapsed.0 / SECOND;
    add(Rank::Time, format!("{elapsed} s{}", of.unwrap_or_default()));
    let is_long = is_suite || progress.leg.is_some();
    if let Some(left) = progress.left_in_all().filter(|_| is_long) {
        add(Rank::Time, format!("{} left in all", length(left)));
    }
    add(Rank::Pace, format!("{} users", counts.users));
    add(Rank::Rest, format!("{} in flight", counts.in_flight));
    add(Rank::Rest, format!("{} requests", counts.ended));
    add(Rank::Pace, format!("{rate:.0}/s"));
    add(Rank::Trouble, format!("{} errors", counts.errors));
    parts
}

/// The name of a scenario, cut short, and how many others go on with it.
fn named(scenario: &Underway<'_>) -> Option<String> {
    const LONGEST: usize = 24;
    let name = message::harmless(scenario.name?);
    let name = cut(&name, LONGEST);
    Some(match scenario.others {
        0 => name,
        n => format!("{name} and {n} more"),
    })
}

/// The parts in a line for a terminal of so many columns; what would be missed least is left out.
fn fitting(mut parts: Vec<Part>, columns: usize) -> String {
    // Some terminals begin a new line once the last column is taken.
    let room = columns.saturating_sub(1);
    loop {
        let texts: Vec<&str> = parts.iter().map(|part| part.text.as_str()).collect();
        let line = texts.join("  ");
        if self::columns(&line) <= room {
            return line;
        }
        let least = parts.iter().enumerate();
        let least = least.max_by_key(|(place, part)| (part.rank, *place));
        match least.map(|(place, _)| place).filter(|_| parts.len() > 1) {
            Some(place) => drop(parts.remove(place)),
            None => return cut(&line, room),
        }
    }
}

/// At most so many columns of a text, `…` at the end of what is longer.
fn cut(text: &str, room: usize) -> String {
    if columns(text) <= room {
        return text.to_owned();
    }
    let mut kept = String::new();
    let mut taken = WIDE;
    for c in text.chars() {
        taken += width_of(c);
        if taken > room {
            break;
        }
        kept.push(c);
    }
    match room < WIDE {
        true => kept,
        false => kept + "…",
    }
}

/// The most columns that a character takes.
const WIDE: usize = 2;

fn columns(text: &str) -> usize {
    text.chars().map(width_of).sum()
}

/// Never less than a character takes.
fn width_of(c: char) -> usize {
    if c.is_ascii() { 1 } else { WIDE }
}

/// The microseconds of one. What is over counts whole seconds down, what is left up, so that both make the whole.
const SECOND: u64 = 1_000_000;

/// `42 s`, `4 min 10 s`, `1 h 5 min`; a second that has begun counts whole.
fn length(time: Micros) -> String {
    let seconds = time.0.div_ceil(SECOND);
    let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    match (hours, minutes) {
        (0, 0) => format!("{rest} s"),
        (0, minutes) => format!("{minutes} min {rest} s"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn suite() -> Vec<PlannedScenario> {
        let scenario = |(place, name): (u64, &str)| PlannedScenario {
            name: Some(name.to_owned()),
            start_us: Micros(place * 60_000_000),
            length_us: Some(Micros(60_000_000)),
            ..PlannedScenario::default()
        };
        let names = [
            "Browse",
            "A flash sale in the middle of the night",
            "注文一覧\u{1b}[31m",
        ];
        (0..).zip(names).map(scenario).collect()
    }

    fn line(plan: &[PlannedScenario], leg: Option<Leg>, second: u64, columns: usize) -> String {
        let at = Micros(second * 1_000_000);
        let progress = Progress::of(plan, Some(Micros(5_000_000)), leg, at);
        let counts = Counts {
            users: 20,
            in_flight: 3,
            ended: 1234,
            errors: 7,
            ..Counts::default()
        };
        fitting(parts(&progress, &counts, 205.4), columns)
    }

    #[test]
    fn a_single_scenario_needs_no_place() {
        assert_eq!(
            line(&suite()[..1], None, 12, 100),
            "12 s of 60 s  20 users  3 in flight  1234 requests  205/s  7 errors"
        );
        let endless = [PlannedScenario::default()];
        assert_eq!(
            line(&endless, None, 3, 100),
            "warm-up  3 s  20 users  3 in flight  1234 requests  205/s  7 errors"
        );
    }

    #[test]
    fn no_second_is_skipped_between_two_looks() {
        let of_half = |second: u64| {
            let at = Micros(second * SECOND + SECOND / 2);
            let plan = suite();
            let progress = Progress::of(&plan[..1], None, None, at);
            fitting(parts(&progress, &Counts::default(), 0.0), 14)
        };
        let shown = [0, 1, 2, 3].map(of_half);
        assert_eq!(
            shown,
            ["0 s of 60 s", "1 s of 60 s", "2 s of 60 s", "3 s of 60 s"]
        );
    }

    #[test]
    fn a_suite_tells_its_place_and_what_is_left() {
        assert_eq!(
            line(&suite(), Some(Leg { index: 1, of: 6 }), 78, 200),
            "leg 2 of 6  scenario 2 of 3  A flash sale in the mi…  42 s left of it  78 s of 180 s  13 min 42 s left in all  20 users  3 in flight  1234 requests  205/s  7 errors"
        );
    }

    #[test]
    fn what_is_missed_least_goes_first() {
        let leg = Some(Leg { index: 1, of: 6 });
        for (columns, expected) in [
            (
                130,
                "leg 2 of 6  scenario 2 of 3  42 s left of it  78 s of 180 s  13 min 42 s left in all  20 users  205/s  7 errors",
            ),
            (
                100,
                "leg 2 of 6  scenario 2 of 3  42 s left of it  78 s of 180 s  13 min 42 s left in all  7 errors",
            ),
            (60, "leg 2 of 6  78 s of 180 s  13 min 42 s left in all"),
            (20, "78 s of 180 s"),
            (8, "78 s …"),
            (0, ""),
        ] {
            assert_eq!(line(&suite(), leg, 78, columns), expected);
        }
    }

    #[test]
    fn no_line_is_wider_than_the_terminal() {
        for second in [0, 59, 130, 179, 200] {
            for room in 0..160 {
                let line = line(&suite(), Some(Leg { index: 0, of: 2 }), second, room);
                assert!(columns(&line) <= room, "{room}: {line}");
                assert_eq!(message::harmless(&line), line);
            }
        }
    }

    #[test]
    fn lengths_are_said_as_people_say_them() {
        let check = |micros: u64, expected: &str| assert_eq!(length(Micros(micros)), expected);
        check(0, "0 s");
        check(41_000_001, "42 s");
        check(250_000_000, "4 min 10 s");
        check(3_900_000_000, "1 h 5 min");
    }
}
