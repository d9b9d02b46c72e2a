//! Requests that failed, by what went wrong.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use lt_sample::Outcome;
use lt_stats::{Endpoint, Failure, Slice, Summary};

use super::{Observation, is_notable};
use crate::events::second;
use crate::{number, runs, words};

/// What was not answered, or with an error of the target, the most frequent first.
pub(super) fn unanswered(summary: &Summary, total: &Slice) -> Vec<Observation> {
    by_number(vec![
        connections(summary, total),
        broken(summary, total),
        timeouts(summary, total),
        server_errors(summary, total),
    ])
}

/// What was answered, but not as wished, the most frequent first.
pub(super) fn refused(summary: &Summary, total: &Slice) -> Vec<Observation> {
    by_number(vec![
        refused_for_rate(summary, total),
        client_errors(summary, total),
        checks(total),
    ])
}

/// How many requests, and what there is to say of them.
type Found = (u64, Observation);

fn by_number(found: Vec<Option<Found>>) -> Vec<Observation> {
    let mut found: Vec<Found> = found.into_iter().flatten().collect();
    found.sort_by_key(|(n, _)| Reverse(*n));
    found
        .into_iter()
        .map(|(_, observation)| observation)
        .collect()
}

/// No connection was made.
fn connections(summary: &Summary, total: &Slice) -> Option<Found> {
    let failed = Failed::of(summary, total, |failure| {
        CONNECTION.contains(&failure.outcome)
    })?;
    let has = |outcome: &Outcome<'_>| failed.ways.contains_key(&way(outcome));
    let mut causes = Vec::new();
    if has(&Outcome::ConnectError) {
        causes.extend([
            "the target does not run, has crashed, or listens on another address or port: ask it by hand",
            "a firewall or the network in between drops connections",
            "the target's limit of open connections, or its queue of those to be accepted, is full",
        ]);
    }
    if has(&Outcome::DnsError) {
        causes.push("the host's name is wrong, or its name server does not answer under load");
    }
    if has(&Outcome::TlsError) {
        causes.push("the certificate is not trusted, has expired, or is for another name");
    }
    let observation = Observation {
        kind: "connection-errors",
        text: failed.sentence("got no connection"),
        causes,
    };
    Some((failed.n, observation))
}

/// The connection broke in the middle.
fn broken(summary: &Summary, total: &Slice) -> Option<Found> {
    let failed = Failed::of(summary, total, |failure| {
        failure.outcome == Outcome::ProtocolError
    })?;
    let observation = Observation {
        kind: "broken-connections",
        text: failed.sentence("lost the connection or got no proper HTTP answer"),
        causes: vec![
            "the target crashed or was restarted: look at its log and its restarts at that time",
            "it, or a proxy before it, closes connections that are in use: compare their idle time-outs",
            "another protocol is spoken on that port, such as TLS",
        ],
    };
    Some((failed.n, observation))
}

/// No answer in time.
fn timeouts(summary: &Summary, total: &Slice) -> Option<Found> {
    let failed = Failed::of(summary, total, |failure| {
        failure.outcome == Outcome::Timeout
    })?;
    let observation = Observation {
        kind: "timeouts",
        text: failed.sentence("got no answer within the time-out"),
        causes: vec![
            "the target is overloaded: look at its CPU, its memory and the length of its queues",
            "a pool is exhausted or a lock is held: database connections, workers, threads",
            "a dependency answers slowly or not at all: a database, another service, an external API",
            "the time-out is shorter than this work takes",
        ],
    };
    Some((failed.n, observation))
}

/// Answered with 5xx.
fn server_errors(summary: &Summary, total: &Slice) -> Option<Found> {
    let failed = Failed::of(summary, total, |failure| has_status(failure, 500..600))?;
    let observation = Observation {
        kind: "server-errors",
        text: failed.sentence("got a server error"),
        causes: vec![
            "an error in the target that this load brings out: look at its log",
            "it has run out of something: memory, threads, database connections",
            "a proxy or load balancer found no back end that was well: look at health checks and restarts",
        ],
    };
    Some((failed.n, observation))
}

/// Answered with 429.
fn refused_for_rate(summary: &Summary, total: &Slice) -> Option<Found> {
    let failed = Failed::of(summary, total, |failure| has_status(failure, 429..430))?;
    let observation = Observation {
        kind: "rate-limited",
        text: failed.sentence("met a rate limit"),
        causes: vec![
            "a rate limit of the target or of a gateway before it: raise it for the test, or stay below it",
            "all users come from one address or with one key, to which the limit applies",
        ],
    };
    Some((failed.n, observation))
}

/// Answered with another 4xx.
fn client_errors(summary: &Summary, total: &Slice) -> Option<Found> {
    let failed = Failed::of(summary, total, |failure| {
        has_status(failure, 400..500) && failure.status != Some(429)
    })?;
    let observation = Observation {
        kind: "client-errors",
        text: failed.sentence("got a client error"),
        causes: vec![
            "the scenario asks for what is not there, or not allowed: try these requests one at a time",
            "test data or a login that has expired, or that other users have used up",
        ],
    };
    Some((failed.n, observation))
}

/// Answered, but not as wished.
fn checks(total: &Slice) -> Option<Found> {
    let failed = &total.tally.failed;
    let n = total.outcomes.get(Outcome::CheckFailed.as_str()).copied();
    let n = n.filter(|n| is_notable(*n, total))?;
    let most = failed.iter().max_by_key(|(name, n)| (**n, Reverse(*name)));
    let which = most.map_or_else(String::new, |(name, n)| {
        let name = words::cut(name, LONGEST_CHECK).replace('`', "'");
        format!(", most often `{name}` ({})", number::count(*n))
    });
    let observation = Observation {
        kind: "failed-checks",
        text: format!("{} did not pass the checks{which}.", of_all(n, total)),
        causes: vec![
            "the target answers, but wrongly under load: look at such an answer",
            "the check expects more than the target promises",
        ],
    };
    Some((n, observation))
}

/// How many requests got no connection or lost it: what tells enough of when it happened.
pub(super) fn unconnected(total: &Slice) -> u64 {
    let outcomes = CONNECTION.iter().chain([&Outcome::ProtocolError]);
    let counts = outcomes.filter_map(|outcome| total.outcomes.get(outcome.as_str()));
    counts.fold(0, |sum, n| sum.saturating_add(*n))
}

/// Most failures come from one of several endpoints.
pub(super) fn one_endpoint(summary: &Summary, total: &Slice) -> Option<Observation> {
    let endpoints = summary.endpoints();
    if endpoints.len() < 2 || total.errors < FEWEST_FAILURES || !is_notable(total.errors, total) {
        return None;
    }
    let (endpoint, slice) = endpoints.iter().max_by_key(|(_, slice)| slice.errors)?;
    let of_failures = slice.errors as f64 / total.errors as f64;
    let of_requests = slice.requests() as f64 / total.requests() as f64;
    let dominates = *endpoint != Endpoint::other()
        && of_failures >= DOMINATES
        && of_requests <= DOMINATES / 2.0;
    let which = match slice.errors == total.errors {
        true => format!("All {}", number::count(total.errors)),
        false => format!(
            "{} of the {}",
            number::count(slice.errors),
            number::count(total.errors)
        ),
    };
    dominates.then(|| Observation {
        kind: "one-endpoint",
        text: format!(
            "{which} failures are those of {}, which makes up {} % of the requests.",
            words::quoted(endpoint),
            number::percent(slice.requests(), total.requests())
        ),
        causes: vec![
            "something that only this endpoint needs: its data, its dependency, its rights",
            "what is sent to it is wrong: try that request by hand",
        ],
    })
}

const CONNECTION: [Outcome<'static>; 3] =
    [Outcome::ConnectError, Outcome::DnsError, Outcome::TlsError];
const LONGEST_CHECK: usize = 80;
/// So many failures that their being at one endpoint is no chance.
const FEWEST_FAILURES: u64 = 10;
/// The share of the failures that one endpoint must have, of at most half that share of the requests.
const DOMINATES: f64 = 0.8;
/// Ways of failing that a sentence tells apart.
const MOST_WAYS: usize = 4;

/// Failures of one kind.
struct Failed {
    n: u64,
    /// How many requests there were, in words.
    of_all: String,
    /// By status or outcome.
    ways: BTreeMap<String, u64>,
    /// Seconds since the start.
    first: String,
    last: String,
}

impl Failed {
    /// `None` where there are too few to be worth a word.
    fn of(summary: &Summary, total: &Slice, is_one: impl Fn(&Failure) -> bool) -> Option<Self> {
        let failures = summary.failures();
        let failures: Vec<&Failure> = failures.iter().filter(|failure| is_one(failure)).collect();
        let mut ways: BTreeMap<String, u64> = BTreeMap::new();
        for failure in &failures {
            let way = match failure.status {
                Some(status) => status.to_string(),
                None => way(&failure.outcome),
            };
            let n = ways.entry(way).or_default();
            *n = n.saturating_add(failure.n);
        }
        let n = ways.values().fold(0_u64, |sum, n| sum.saturating_add(*n));
        if !is_notable(n, total) {
            return None;
        }
        let start = runs::start(summary);
        let first = failures.iter().map(|failure| failure.first).min()?;
        let last = failures.iter().map(|failure| failure.last).max()?;
        Some(Self {
            n,
            of_all: of_all(n, total),
            ways,
            first: second(first, start),
            last: second(last, start),
        })
    }

    /// `12 of 477 requests (2.52 %) got no connection, between 1.2 s and 4.0 s after the start (connect_error).`
    fn sentence(&self, what: &str) -> String {
        let mut ways: Vec<(&String, &u64)> = self.ways.iter().collect();
        ways.sort_by_key(|(_, n)| Reverse(**n));
        let shown = ways
            .iter()
            .take(MOST_WAYS)
            .map(|(way, n)| match ways.len() {
                1 => (*way).clone(),
                _ => format!("{way}: {}", number::count(**n)),
            });
        let ways = shown.collect::<Vec<_>>().join(", ");
        let when = match self.n == 1 || self.first == self.last {
            true => format!("{} s after the start", self.first),
            false => format!(
                "between {} s and {} s after the start",
                self.first, self.last
            ),
        };
        format!("{} {what} ({ways}), {when}.", self.of_all)
    }
}

/// An outcome as it is called in the stream.
fn way(outcome: &Outcome<'_>) -> String {
    format!("`{}`", outcome.as_str())
}

fn of_all(n: u64, total: &Slice) -> String {
    let requests = total.requests();
    if n == requests {
        return match n {
            1 => "The only request".to_owned(),
            n => format!("All {} requests", number::count(n)),
        };
    }
    format!(
        "{} of {} ({} %)",
        number::count(n),
        number::counted(requests, "request"),
        number::percent(n, requests)
    )
}

fn has_status(failure: &Failure, range: std::ops::Range<u16>) -> bool {
    failure.status.is_some_and(|status| range.contains(&status))
}
