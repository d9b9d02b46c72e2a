//! Why a text is no threshold.

use std::ops::Range;

use super::key::Key;
use super::{Aggregate, Metric, Quantity, Unit};

/// What is wrong, and where.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{problem}")]
pub struct ParseError {
    /// Where it is wrong, in bytes from the beginning of the text.
    pub offset: usize,
    /// How many bytes long the word is that stands there; 0 at the end.
    pub length: usize,
    /// What is wrong, and what to write instead.
    pub problem: Problem,
}

impl ParseError {
    /// Where it is wrong in the text that was parsed, in characters from 1.
    pub fn column(&self, text: &str) -> usize {
        let before = text.char_indices().take_while(|(at, _)| *at < self.offset);
        before.count() + 1
    }

    /// The bytes of the text that are wrong.
    pub fn span(&self) -> Range<usize> {
        self.offset..self.offset + self.length
    }
}

/// What is wrong with the text of a threshold, with the way out.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Problem {
    /// Nothing is there.
    #[error("nothing is written here; write a rule such as `response_time p(95)<200ms`")]
    Nothing,
    /// A metric that does not exist.
    #[error("unknown metric `{name}`; {hint}")]
    UnknownMetric {
        /// What was written.
        name: String,
        /// What may have been meant.
        hint: String,
    },
    /// A key in braces that does not exist.
    #[error("unknown key `{name}`; {hint}")]
    UnknownKey {
        /// What was written.
        name: String,
        /// What may have been meant.
        hint: String,
    },
    /// A metric of k6 that lt has not.
    #[error("`{name}` has no counterpart: {instead}")]
    NoCounterpart {
        /// What k6 calls it.
        name: String,
        /// What to do instead.
        instead: &'static str,
    },
    /// A key that says nothing about the metric.
    #[error("`{metric}` has no `{key}`{why}; use {}", Key::all_of(*metric))]
    NoKey {
        /// The metric.
        metric: Metric,
        /// The key.
        key: String,
        /// Why, where that is not plain.
        why: &'static str,
    },
    /// A metric that must be told which one.
    #[error("say which `{0}` is meant: `{0}{{name:…}}`")]
    NoName(Metric),
    /// A key twice in one selector.
    #[error("`{0}` stands twice; give it once (`*` stands for any text)")]
    DoubleKey(String),
    /// A group of k6 that is no journey.
    #[error(
        "`{0}` is no group that could be a journey; write `group:::NAME`, or use journey or scenario"
    )]
    Group(String),
    /// What k6 knows of an answer, and only whether.
    #[error("`expected_response` is `true` or `false`, not `{0}`")]
    ExpectedResponse(String),
    /// A regular expression that is none.
    #[error(
        "`{text}` is no regular expression: {why}; a text between two slashes is one where it has any of `^$[]()|+?\\` or `.*` in it"
    )]
    Regex {
        /// What was written.
        text: String,
        /// What is wrong with it.
        why: String,
    },
    /// A stage that no scenario has.
    #[error("no stage looks like `{0}`; write its index, counted from 0")]
    NoStage(String),
    /// Something else than `:` after a key.
    #[error("expected `:` and a value, found {0}")]
    NoColon(String),
    /// A key without value, or braces without key.
    #[error("a value is missing; write `*` for any text")]
    EmptyValue,
    /// A quote that does not end.
    #[error("the quote is not closed; end it with `\"`")]
    OpenQuote,
    /// Braces that do not end.
    #[error("expected `,` or `}}` after the value, found {0}")]
    OpenBrace(String),
    /// A character that needs quotes.
    #[error("`{0}` in a value needs quotes; write `\"…\"` around the value")]
    NeedsQuotes(char),
    /// A status that no answer can have.
    #[error("no status looks like `{0}`; write `404`, or `5*` for all from 500 to 599")]
    NoStatus(String),
    /// A way of ending that does not exist.
    #[error("no outcome looks like `{name}`; {hint}")]
    NoOutcome {
        /// What was written.
        name: String,
        /// What may have been meant.
        hint: String,
    },
    /// A way of ending that is no request.
    #[error("{0}")]
    NoRequest(&'static str),
    /// A selector without rule.
    #[error("no rule follows; write one such as `{0}`")]
    NoRule(&'static str),
    /// A metric is compared as such.
    #[error("say what of `{metric}` is compared: {}", metric.aggregates())]
    NoAggregate {
        /// The metric.
        metric: Metric,
    },
    /// An aggregate that does not exist.
    #[error("unknown aggregate `{name}`; {hint}")]
    UnknownAggregate {
        /// What was written.
        name: String,
        /// What may have been meant.
        hint: String,
    },
    /// A rate of k6's that would be another figure here.
    #[error(
        "k6's rate of `dropped_iterations` is per second; write `dropped rate<1%` for the share of arrivals that were dropped"
    )]
    DroppedRate,
    /// An aggregate that this metric has not.
    #[error("`{metric}` has no `{aggregate}`; use {}{}", metric.aggregates(), elsewhere(*metric, *aggregate))]
    Lacks {
        /// The metric.
        metric: Metric,
        /// The aggregate.
        aggregate: Aggregate,
    },
    /// A percentile outside 0 to 100.
    #[error(
        "unknown percentile `{0}`; use a number above 0 and up to 100 with at most four digits after the point, as in `p(99.9)`"
    )]
    Percentile(String),
    /// An Apdex of no patience.
    #[error("say how quick an answer must be to satisfy, as in `apdex(500ms)`; found {0}")]
    NoPatience(String),
    /// An Apdex of something else than a time.
    #[error("what satisfies is a time, not in `{0}`; write one as in `apdex(500ms)`")]
    PatienceOf(Unit),
    /// A bracket that does not end.
    #[error("expected `)`, found {0}")]
    OpenBracket(String),
    /// Something else than a comparison.
    #[error("expected a comparison, found {0}; use <, <=, >, >=, == or !=")]
    NoComparison(String),
    /// Something else than a number.
    #[error("expected a number, found {0}; write one such as `{1}`")]
    NoNumber(String, String),
    /// A number that cannot be kept exactly.
    #[error("`{0}` has too many digits; 15 are exact")]
    LongNumber(String),
    /// A unit that does not exist.
    #[error("unknown unit `{name}`; {hint}")]
    UnknownUnit {
        /// What was written.
        name: String,
        /// What may have been meant.
        hint: String,
    },
    /// A unit of something else.
    #[error(
        "{aggregate} of `{metric}` is {}, not in `{unit}`; write one such as `{}`",
        quantity.in_words(),
        quantity.example()
    )]
    WrongUnit {
        /// The metric.
        metric: Metric,
        /// The aggregate.
        aggregate: Aggregate,
        /// What it is.
        quantity: Quantity,
        /// The unit that does not fit.
        unit: Unit,
    },
    /// A time without unit.
    #[error("a time needs a unit; write `{0}ms`, or ns, us, s or m")]
    BareTime(String),
    /// A rate without unit.
    #[error("a rate of requests needs a unit; write `{0}/s`, or rps or /m")]
    BareRate(String),
    /// A number of bytes without unit.
    #[error("{}", bare_bytes(.0, *.1))]
    BareBytes(String, Quantity),
    /// A base where there can be none.
    #[error("there is no `base` here: {0}")]
    NoBase(String),
    /// A factor behind a sum.
    #[error("`*` stands right behind `base`, before any `+` or `-`")]
    LateFactor,
    /// A factor that is no plain number.
    #[error("a factor is a plain number, without `{0}`; write one such as `1.2`")]
    FactorWithUnit(Unit),
    /// Too many terms.
    #[error("more than {0} steps from `base`; add them up")]
    ManySteps(usize),
    /// A share above all.
    #[error("a share is at most 1 or 100%; did you mean `{0}%`?")]
    LargeShare(String),
    /// A percentage above all.
    #[error("a share is at most 100%, not `{0}%`")]
    LargePercentage(String),
    /// An Apdex above 1.
    #[error("an Apdex is at most 1, not `{0}`")]
    LargeApdex(String),
    /// A count with a fraction.
    #[error("a count is a whole number, not `{0}`")]
    BrokenCount(String),
    /// Something after the end.
    #[error("`{0}` does not belong to it; write each rule by itself")]
    Rest(String),
}

/// Where an aggregate is to be had that the metric lacks.
fn elsewhere(metric: Metric, aggregate: Aggregate) -> &'static str {
    match aggregate {
        _ if metric.is_of_generator() => "",
        Aggregate::Rate => {
            " (`errors rate` is the share of errors, `requests rate` the throughput)"
        }
        Aggregate::Count => " (`requests count` counts)",
        Aggregate::Value => " (`gauge{name:…} value` is the last reading)",
        _ => "",
    }
}

fn bare_bytes(number: &str, quantity: Quantity) -> String {
    let what = quantity.in_words();
    match quantity {
        Quantity::BytesPerSecond => {
            format!("{what} needs a unit; write `{number}B/s`, or kB/s, MB/s, KiB/s or MiB/s")
        }
        _ => format!("{what} needs a unit; write `{number}B`, or kB, MB, GB, KiB, MiB or GiB"),
    }
}
