//! What gets worse while a run lasts.

use lt_stats::{Percentile, Slice};

use super::course::{Course, Population, Stretch};
use super::level::Level;
use super::{NOTABLE_SHARE, Observation, failing};
use crate::number;

/// Times that grew by less than half lie within what one machine does from minute to minute.
const DRIFT: f64 = 1.5;
/// In microseconds; what grew by less nobody feels.
const FELT: f64 = 1_000.0;
/// Standard errors that order by chance alone hardly makes: once in 160 runs, of which few meet the bounds above.
const BEYOND_ORDER: f64 = 2.5;
/// A share of failures that did not at least double may be the same one.
const TWICE: f64 = 2.0;
/// Standard errors between two shares that chance does not make: once in 15,000 runs.
const BEYOND_CHANCE: f64 = 4.0;

/// The share of failures is higher at the end than at the beginning. Where most failures are those of connections, it is
/// told of those from when to when there were any.
pub(super) fn failures(course: &Course, total: &Slice) -> Option<Observation> {
    if failing::unconnected(total) >= total.errors.div_ceil(2) {
        return None;
    }
    let thirds = Level::of_all(course).filter(Level::has_enough)?;
    let share = |part: &Stretch| part.errors as f64 / part.requests as f64;
    let (early, late) = (share(&thirds.first), share(&thirds.last));
    let both = |n: fn(&Stretch) -> u64| n(&thirds.first) as f64 + n(&thirds.last) as f64;
    let pooled = both(|part| part.errors) / both(|part| part.requests);
    let weights = 1.0 / thirds.first.requests as f64 + 1.0 / thirds.last.requests as f64;
    let error = (pooled * (1.0 - pooled) * weights).sqrt();
    if late < TWICE * early || late - early < NOTABLE_SHARE || late - early < BEYOND_CHANCE * error
    {
        return None;
    }
    let percent = |part: &Stretch| number::percent(part.errors, part.requests);
    Some(Observation {
        kind: "rising-failures",
        text: format!(
            "The share of failures rose from {} % in the first third of the run to {} % in the last{}.",
            percent(&thirds.first),
            percent(&thirds.last),
            meanwhile(course, &thirds)
        ),
        causes: vec![
            "the target reaches a limit under this load: connections, threads, file descriptors, a rate limit",
            "memory that is not given back: look at the memory and the restarts of its processes",
            "a dependency fails under load, such as a database or another service: look at the target's log for the first failures",
        ],
    })
}

/// Times rise although the load stays the same.
pub(super) fn response_time(course: &Course) -> Option<Observation> {
    let thirds = Level::of(course).filter(Level::has_enough)?;
    if !rose(&thirds) {
        return None;
    }
    let time = |part: &Stretch, p| part.percentile(p).unwrap_or(0.0);
    let ends = |p| {
        let (first, last) = (time(&thirds.first, p), time(&thirds.last, p));
        let text = format!(
            "p{p} from {} ms to {} ms",
            number::ms(first),
            number::ms(last)
        );
        (last > first).then_some(text)
    };
    let risen = [Percentile::P50, Percentile::P95]
        .into_iter()
        .filter_map(ends);
    let risen = risen.collect::<Vec<_>>().join(", ");
    let piled = piled_up(course, &thirds);
    let load = match &piled {
        Some(piled) => piled.clone(),
        None => "at the same load".to_owned(),
    };
    let text = format!("Response times rose from the first to the last third {load}: {risen}.");
    Some(match piled {
        Some(_) => Observation {
            kind: "saturation",
            text,
            causes: vec![
                "more arrives than the target completes, and the rest waits in line: this rate is beyond its limit",
                "too few workers, threads or database connections for this rate",
                "a bottleneck that one request at a time passes: a lock, a single-threaded part, one CPU core",
            ],
        },
        None => Observation {
            kind: "drift",
            text,
            causes: vec![
                "memory that is not given back, and ever more garbage collection: look at the target's memory over time",
                "data, logs or queues that grow while the test runs, such as a table without an index",
                "caches or connection pools that fill up, or CPU credits and burst limits that run out",
            ],
        },
    })
}

/// From third to third, by more than usual and not by chance.
fn rose(thirds: &Level) -> bool {
    let [first, middle, last] = thirds.typical_p95();
    let is_felt = last >= DRIFT * first && last - first >= FELT;
    is_felt && first <= middle && middle <= last && thirds.rise() >= BEYOND_ORDER
}

/// The number of requests in flight grows when more arrives than is completed.
fn piled_up(course: &Course, thirds: &Level) -> Option<String> {
    let (first, last) = (thirds.first.population?, thirds.last.population?);
    let grew = course.population == Population::InFlight && last >= TWICE * first;
    grew.then(|| {
        format!(
            "while {} arrived per second as before, and requests in flight rose from {} to {}",
            number::rate(thirds.last.offered()),
            number::whole(first),
            number::whole(last)
        )
    })
}

/// `, while the users rose from 10 to 80`, where that may be the reason.
fn meanwhile(course: &Course, thirds: &Level) -> String {
    let who = match course.population {
        Population::Users => "the users",
        Population::InFlight => "the requests in flight",
        Population::Unknown => return String::new(),
    };
    match (thirds.first.population, thirds.last.population) {
        (Some(first), Some(last)) if last >= DRIFT * first => format!(
            ", while {who} rose from {} to {}",
            number::whole(first),
            number::whole(last)
        ),
        _ => String::new(),
    }
}
