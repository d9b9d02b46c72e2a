//! What a column of a table is about, told by the words over it.

use lt_stats::Percentile;

use super::cell::unit_of;

/// What a column is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Heading {
    /// Whose row it is: an endpoint's.
    Endpoint,
    /// The method of that endpoint.
    Method,
    /// Whose row it is: a load level's.
    Level,
    /// The users of that level.
    Users,
    /// Which figure the row is about.
    Figure,
    /// What that figure must keep.
    Target,
    /// What the row's owner promises.
    Promise(Promised),
    /// How many there were: the table tells of a run, and promises nothing.
    Measured,
    /// Something else.
    Other,
}

/// A figure that can be promised, and the unit of bare numbers below the heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Promised {
    pub(super) figure: Figure,
    pub(super) unit: Option<&'static str>,
}

/// A figure that can be promised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Figure {
    /// A figure of the response times, by its key in a row: `p95`, `avg`, `max`.
    Time(String),
    /// Requests per second, at least.
    Throughput,
    /// The share of errors, at most.
    ErrorRate,
    /// The share of what is no error, at least.
    SuccessRate,
}

/// Words that do not tell one figure from another.
const FILLERS: [&str; 14] = [
    "response",
    "time",
    "times",
    "latency",
    "duration",
    "percentile",
    "pctl",
    "allowed",
    "acceptable",
    "value",
    "the",
    "of",
    "is",
    "http",
];

/// Nor do these, which stand over what must be kept.
const TARGETS: [&str; 11] = [
    "target",
    "targets",
    "sla",
    "slo",
    "limit",
    "goal",
    "threshold",
    "objective",
    "requirement",
    "expected",
    "required",
];

impl Heading {
    /// Reads the words over a column.
    pub(super) fn read(text: &str) -> Self {
        let (words, unit) = words(text);
        let rest: Vec<&str> = words
            .iter()
            .map(String::as_str)
            .filter(|word| !FILLERS.contains(word) && !TARGETS.contains(word))
            .collect();
        if rest.is_empty() {
            return match words.iter().any(|word| TARGETS.contains(&word.as_str())) {
                true => Self::Target,
                false => Self::Other,
            };
        }
        if let Some(figure) = figure(&rest) {
            return Self::Promise(Promised { figure, unit });
        }
        match rest.join(" ").as_str() {
            "endpoint" | "endpoints" | "path" | "url" | "uri" | "route" | "api"
            | "api endpoint" | "endpoint path" | "endpoint name" => Self::Endpoint,
            "method" | "verb" => Self::Method,
            "level" | "load level" | "load" | "load profile" | "scenario" | "test scenario"
            | "stage" => Self::Level,
            "users" | "vus" | "virtual users" | "concurrent users" | "concurrency"
            | "user count" => Self::Users,
            "metric" | "metrics" | "measure" | "kpi" | "indicator" | "figure" => Self::Figure,
            "reqs" | "requests" | "# reqs" | "# requests" | "#reqs" | "#requests"
            | "request count" | "total requests" | "# fails" | "fails" | "failures" | "samples"
            | "count" => Self::Measured,
            _ => Self::Other,
        }
    }
}

/// A figure by its words, without fillers.
fn figure(words: &[&str]) -> Option<Figure> {
    if let [word] = words
        && let Some(key) = percentile(word)
    {
        return Some(Figure::Time(key));
    }
    let time = |key: &str| Some(Figure::Time(key.to_owned()));
    match words.join(" ").as_str() {
        "median" | "med" => time("p50"),
        "avg" | "average" | "mean" => time("avg"),
        "min" | "minimum" | "fastest" => time("min"),
        "max" | "maximum" | "slowest" | "worst" => time("max"),
        "rps"
        | "min rps"
        | "minimum rps"
        | "throughput"
        | "min throughput"
        | "minimum throughput"
        | "req/s"
        | "min req/s"
        | "reqs/s"
        | "requests/s"
        | "min requests/s"
        | "req/sec"
        | "requests/sec"
        | "requests per second"
        | "min requests per second"
        | "tps"
        | "min tps"
        | "qps" => Some(Figure::Throughput),
        "error rate" | "max error rate" | "maximum error rate" | "errors" | "max errors"
        | "error" | "error %" | "errors %" | "error ratio" | "failure rate"
        | "max failure rate" => Some(Figure::ErrorRate),
        "success rate" | "min success rate" | "minimum success rate" | "availability" => {
            Some(Figure::SuccessRate)
        }
        _ => None,
    }
}

/// The key of a percentile as people write it: `p95`, `95%`, `95%ile`, `95th`, `100%`.
fn percentile(word: &str) -> Option<String> {
    let endings = ["%ile", "th", "st", "nd", "rd", "%"];
    let number = match word.strip_prefix('p') {
        Some(number) => number,
        None => endings
            .iter()
            .find_map(|ending| word.strip_suffix(ending))?,
    };
    Percentile::parse(number)?;
    match number {
        "100" => Some("max".to_owned()),
        number => Some(format!("p{number}")),
    }
}

/// The words of a heading, and the unit that stands in brackets.
fn words(text: &str) -> (Vec<String>, Option<&'static str>) {
    const LONGEST: usize = 200;
    let text: String = text.to_lowercase().chars().take(LONGEST).collect();
    let text = text.replace("p(", "p").replace(['[', '{'], "(");
    let mut unit = None;
    let mut words = Vec::new();
    for part in text.split(['(', ')', ']', '}']) {
        match unit_of(part.trim()) {
            Some(found) if !words.is_empty() && !part.trim().is_empty() => unit = Some(found),
            _ => {
                let is_between = |c: char| c.is_whitespace() || "_-:,*`".contains(c);
                let parts = part.split(is_between).filter(|word| !word.is_empty());
                words.extend(parts.map(str::to_owned));
            }
        }
    }
    (words, unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_known_by_the_words_over_them() {
        let check =
            |text: &str, expected: Heading| assert_eq!(Heading::read(text), expected, "{text}");
        let promise = |figure, unit| Heading::Promise(Promised { figure, unit });
        let time = |key: &str| promise(Figure::Time(key.to_owned()), None);
        check("Endpoint", Heading::Endpoint);
        check("URL", Heading::Endpoint);
        check("HTTP Method", Heading::Method);
        check("Load Level", Heading::Level);
        check("Users", Heading::Users);
        check("P50", time("p50"));
        check("Median", time("p50"));
        check("95%", time("p95"));
        check("p(99.9)", time("p99.9"));
        check("99th percentile", time("p99"));
        check("100%", time("max"));
        check("Max Response Time", time("max"));
        check("Response Time (p95)", time("p95"));
        check(
            "P95 (ms)",
            promise(Figure::Time("p95".to_owned()), Some("ms")),
        );
        check("Min RPS", promise(Figure::Throughput, None));
        check(
            "Throughput [req/s]",
            promise(Figure::Throughput, Some("/s")),
        );
        check("Max Error Rate", promise(Figure::ErrorRate, None));
        check("Error rate (%)", promise(Figure::ErrorRate, Some("%")));
        check("Success Rate", promise(Figure::SuccessRate, None));
        check("Metric", Heading::Figure);
        check("Target", Heading::Target);
        check("# reqs", Heading::Measured);
        check("Response Time", Heading::Other);
        check("Notes", Heading::Other);
        check("", Heading::Other);
        check("p", Heading::Other);
    }
}
