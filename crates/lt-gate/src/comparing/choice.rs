//! Which of the baselines may be compared with the runs that are judged.

use lt_sample::{Micros, UnixMicros};
use lt_stats::baseline::{Baseline, Difference, Weight, differences};

use super::{Candidates, in_order};

/// The baselines to compare with, or why there is none.
#[derive(Clone, Debug, Default)]
pub(crate) struct Choice {
    /// What they are called together.
    pub(crate) name: String,
    /// Those that fit, oldest first.
    pub(crate) runs: Vec<Baseline>,
    /// In what they differ from the runs that are judged, or why they were left out.
    pub(crate) differences: Vec<Difference>,
    /// Why there is none.
    pub(crate) missing: Option<String>,
    /// What is to be known, in sentences.
    pub(crate) notes: Vec<String>,
}

/// Leaves out the baselines that are too old, and those that measured something else.
pub(crate) fn choose(head: &[Baseline], candidates: Candidates, max_age: Option<Micros>) -> Choice {
    let Candidates {
        name,
        runs,
        absent,
        is_window,
    } = candidates;
    let mut choice = Choice {
        name,
        ..Choice::default()
    };
    if runs.is_empty() {
        choice.missing = Some(absent);
        return choice;
    }
    if let Some(why) = differ_among_themselves(head) {
        choice.missing = Some(why);
        return choice;
    }
    let today = head
        .iter()
        .map(|run| run.created_us)
        .max()
        .unwrap_or_default();
    let mut runs = in_order(&runs);
    // A run that is given twice is no repetition of itself.
    runs.dedup_by(|one, two| is_same_run(one, two));
    let n = runs.len();
    if let Some(max_age) = max_age.filter(|_| is_window) {
        runs.retain(|run| !is_older(run, today, max_age));
        choice.note_old(n - runs.len(), max_age, runs.is_empty());
    }
    let mut others = Vec::new();
    for run in runs {
        others.extend(choice.weigh(head, run));
    }
    choice.note_others(&others);
    if choice.runs.is_empty() && choice.missing.is_none() {
        choice.missing = Some(match not_comparable(&choice.differences) {
            Some(why) => why,
            None => "the baseline is the run itself; compare with another run".to_owned(),
        });
    }
    choice
}

/// A baseline that measured something else.
struct Other {
    id: String,
    differences: Vec<Difference>,
}

impl Choice {
    /// None of some candidates, for a reason that lies elsewhere.
    pub(crate) fn none(candidates: Candidates, why: &str) -> Self {
        Self {
            name: candidates.name,
            missing: Some(why.to_owned()),
            ..Self::default()
        }
    }

    fn note_old(&mut self, n: usize, max_age: Micros, are_all: bool) {
        let which = match n {
            0 => return,
            1 => "1 baseline is".to_owned(),
            n => format!("{n} baselines are"),
        };
        let age = days(max_age);
        match are_all {
            true => {
                self.missing = Some(format!(
                    "{which} older than {age}, and there is no other; save one of a newer run, or raise `max_age`"
                ));
            }
            false => self
                .notes
                .push(format!("{which} older than {age} and left out")),
        }
    }

    /// Takes the run where nothing forbids it, and notes in what it differs; tells what forbids it.
    fn weigh(&mut self, head: &[Baseline], run: Baseline) -> Option<Other> {
        if head.iter().any(|head| is_same_run(head, &run)) {
            self.notes.push(format!(
                "the baseline {} was left out: it is one of the runs that are judged",
                run.id
            ));
            return None;
        }
        let found: Vec<Difference> = head
            .iter()
            .flat_map(|head| differences(head, &run))
            .collect();
        if found.iter().any(|found| found.weight == Weight::Forbids) {
            return Some(Other {
                id: run.id,
                differences: found,
            });
        }
        self.runs.push(run);
        self.note_differences(found);
        None
    }

    /// One sentence for all that measured something else. Where nothing else is left, the differences themselves are the reason
    /// why there is no comparison.
    fn note_others(&mut self, others: &[Other]) {
        let forbids = |found: &&Difference| found.weight == Weight::Forbids;
        let Some((first, why)) = others.iter().find_map(|other| {
            let why = other.differences.iter().find(forbids)?;
            Some((other, why))
        }) else {
            return;
        };
        let (id, field) = (&first.id, &why.field);
        let which = match others.len() {
            1 => format!("the baseline {id} was left out: its {field}"),
            n => format!("{n} baselines were left out: the {field} of {id}"),
        };
        self.notes.push(format!(
            "{which} is {}, that of the run {}",
            why.base, why.head
        ));
        if self.runs.is_empty() {
            for other in others {
                self.note_differences(other.differences.clone());
            }
        }
    }

    fn note_differences(&mut self, found: Vec<Difference>) {
        for difference in found {
            if !self.differences.contains(&difference) {
                self.differences.push(difference);
            }
        }
    }
}

/// Runs that measured different things are no repetitions of each other.
fn differ_among_themselves(head: &[Baseline]) -> Option<String> {
    let (first, others) = head.split_first()?;
    let found = others.iter().flat_map(|run| differences(first, run));
    let found: Vec<Difference> = found
        .filter(|found| found.weight == Weight::Forbids)
        .collect();
    let why = found.first()?;
    Some(format!(
        "the runs that are judged differ in {} ({} and {}), so that they are no repetitions of each other; give those of one load at a time",
        why.field, why.head, why.base
    ))
}

/// Whether both tell of the same requests, whatever people call them.
fn is_same_run(one: &Baseline, two: &Baseline) -> bool {
    one.created_us == two.created_us && one.span_us == two.span_us && one.series == two.series
}

fn not_comparable(differences: &[Difference]) -> Option<String> {
    let forbids = differences
        .iter()
        .filter(|found| found.weight == Weight::Forbids);
    let mut fields: Vec<String> = forbids
        .map(|found| {
            format!(
                "{} ({} before, {} now)",
                found.field, found.base, found.head
            )
        })
        .collect();
    fields.dedup();
    fields.truncate(3);
    (!fields.is_empty()).then(|| {
        format!(
            "no baseline may be compared with this run: they differ in {}",
            fields.join(", ")
        )
    })
}

/// Whether a run ended longer ago than is allowed.
pub(super) fn is_older(run: &Baseline, today: UnixMicros, max_age: Micros) -> bool {
    today.since(run.created_us) > max_age
}

/// A length in days as people say it.
pub(super) fn days(length: Micros) -> String {
    match length.0 / 86_400_000_000 {
        0 => "a day".to_owned(),
        1 => "1 day".to_owned(),
        n => format!("{n} days"),
    }
}
