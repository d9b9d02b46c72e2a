//! What the figures show, in words, and what usually causes it.
//!
//! Nothing is judged here, and nothing said that could be chance: every bound is a named constant with its reason, and
//! what a bound is compared with must rest on enough requests.

mod course;
mod failing;
mod lateness;
mod level;
mod limit;
mod spread;
mod trend;

use lt_sample::Run;
use lt_stats::{Slice, Summary};

pub(crate) use course::{Course, Stretch};
pub(crate) use lateness::Lateness;

/// Something that stands out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Observation {
    /// What it is, in a word that stays the same: small letters and hyphens.
    pub(crate) kind: &'static str,
    /// A sentence or two with the figures that prompted it. Harmless text without line breaks; names stand in backticks.
    pub(crate) text: String,
    /// What usually causes it and what to look at, the likeliest first.
    pub(crate) causes: Vec<&'static str>,
}

/// More would be read by nobody.
const MOST: usize = 6;

/// What stands out, the gravest first: what was not answered, what failed, what gets worse, what is slow.
pub(crate) fn observations(summary: &Summary) -> Vec<Observation> {
    let total = summary.total();
    if total.requests() == 0 {
        return Vec::new();
    }
    let course = Course::of(summary, Course::FINEST);
    let is_one_leg = is_one_leg(summary);
    let worse = match is_one_leg && is_one_load(summary) {
        true => [
            trend::failures(&course, &total),
            limit::reached(summary, &course),
            trend::response_time(&course),
        ],
        false => [None, None, None],
    };
    let mut found = failing::unanswered(summary, &total);
    found.extend(worse.into_iter().flatten());
    let lateness = Lateness::of(&total).filter(|_| total.requests() >= level::FEWEST_REQUESTS);
    found.extend(lateness.map(|lateness| lateness.observation()));
    found.extend(failing::refused(summary, &total));
    found.extend(failing::one_endpoint(summary, &total));
    // Of legs one may be slower than another as a whole.
    found.extend(is_one_leg.then(|| spread::gap(summary, &course)).flatten());
    found.truncate(MOST);
    found
}

/// Whether all runs have the same labels. Of legs in turn, the later ones are not the earlier ones grown worse.
fn is_one_leg(summary: &Summary) -> bool {
    let mut labels = run_lines(summary).map(|run| &run.labels);
    let first = labels.next();
    labels.all(|labels| Some(labels) == first)
}

/// Whether the same kind of load lasted all the time: no scenario began after another.
fn is_one_load(summary: &Summary) -> bool {
    let mut plans = run_lines(summary).flat_map(|run| &run.plan);
    plans.all(|scenario| scenario.start_us.0 == 0)
}

fn run_lines(summary: &Summary) -> impl Iterator<Item = &Run> {
    let runs = summary.ledger().runs();
    runs.filter_map(|(_, account)| account.run.as_ref())
}

/// Whether so many of the requests are worth a word.
fn is_notable(n: u64, total: &Slice) -> bool {
    n as f64 >= NOTABLE_SHARE * total.requests() as f64 && n > 0
}

/// One in a thousand: what is rarer no service promises to avoid.
const NOTABLE_SHARE: f64 = 0.001;

#[cfg(test)]
mod tests;
