//! From which load on more load brought no more throughput.

use lt_stats::{Summary, mean};

use super::Observation;
use super::course::{Course, Population, Stretch};
use super::level::FEWEST_REQUESTS;
use crate::{number, runs};

/// How many levels of load are told apart.
const LEVELS: u32 = 10;
/// A level of one window may be a moment's accident.
const FEWEST_WINDOWS: usize = 2;
/// Throughput that still grows by a tenth is not at its limit.
const GROWS: f64 = 1.1;
/// With half as many users again, throughput ought to have grown.
const MORE: f64 = 1.5;
/// At its limit the target makes users wait: the average grows about as much as the load beyond it, at least by this.
const SLOWER: f64 = 1.25;

/// Throughput stays while users and response times grow; `None` where the generator itself was at its limit.
pub(super) fn reached(summary: &Summary, course: &Course) -> Option<Observation> {
    let at_limit = |health: &lt_sample::Health| health.saturated || health.cpu_bound;
    let mut runs = summary.ledger().runs();
    if course.population != Population::Users
        || runs.any(|(_, account)| runs::health(account).is_some_and(at_limit))
    {
        return None;
    }
    let levels = levels(course);
    let top = levels.last()?;
    let knee = levels
        .iter()
        .find(|level| top.rate() <= GROWS * level.rate())?;
    let users = |level: &Stretch| level.population.unwrap_or(0.0);
    let average = |level: &Stretch| mean(&level.response).unwrap_or(0.0);
    if users(top) < MORE * users(knee) || average(top) < SLOWER * average(knee) {
        return None;
    }
    Some(Observation {
        kind: "saturation",
        text: format!(
            "From about {} users on, more users brought no more throughput: {} requests per second with {} users, {} with {}, while the average response time rose from {} ms to {} ms.",
            number::whole(users(knee)),
            number::rate(knee.rate()),
            number::whole(users(knee)),
            number::rate(top.rate()),
            number::whole(users(top)),
            number::ms(average(knee)),
            number::ms(average(top))
        ),
        causes: vec![
            "the target's limit is reached: look at which of its CPU, memory, disk or network is full",
            "too few workers or threads, or an exhausted pool of database connections",
            "a bottleneck that one request at a time passes: a lock, a single-threaded part, a slow query",
        ],
    })
}

/// The stretches by their number of users, in tenths of the highest, from below.
fn levels(course: &Course) -> Vec<Stretch> {
    let known = course.stretches.iter();
    let users: Vec<f64> = known.filter_map(|stretch| stretch.population).collect();
    let most = users.iter().copied().fold(0.0, f64::max);
    let levels = (1..=LEVELS).filter_map(|level| {
        let (from, to) = (f64::from(level - 1), f64::from(level));
        let inside = |stretch: &&Stretch| {
            let share = stretch
                .population
                .map(|users| users / most * f64::from(LEVELS));
            share.is_some_and(|share| from < share && share <= to)
        };
        let stretches: Vec<Stretch> = course.stretches.iter().filter(inside).cloned().collect();
        let sum = Stretch::sum(&stretches);
        (stretches.len() >= FEWEST_WINDOWS && sum.requests >= FEWEST_REQUESTS).then_some(sum)
    });
    levels.collect()
}
