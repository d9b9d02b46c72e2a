//! Why a text is no threshold.

use super::{Aggregate, Metric, Unit};

/// What is wrong, and where.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{problem}")]
pub struct ParseError {
    /// Where it is wrong, in bytes from the beginning of the text.
    pub offset: usize,
    /// What is wrong, and what to write instead.
    pub problem: Problem,
}

impl ParseError {
    /// Where it is wrong in the text that was parsed, in characters from 1.
    pub fn column(&self, text: &str) -> usize {
        let before = text.char_indices().take_while(|(at, _)| *at < self.offset);
        before.count() + 1
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
    /// A key that says nothing about the metric.
    #[error("`dropped` has no `{0}`: nothing was sent; use endpoint or method")]
    NeverSent(&'static str),
    /// A key twice in one selector.
    #[error("`{0}` stands twice; give it once (`*` stands for any text)")]
    DoubleKey(&'static str),
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
    /// An aggregate that this metric has not.
    #[error("`{metric}` has no `{aggregate}`; use {}{}", metric.aggregates(), elsewhere(*aggregate))]
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
    /// Something else than a comparison.
    #[error("expected a comparison, found {0}; use <, <=, >, >=, == or !=")]
    NoComparison(String),
    /// Something else than a number.
    #[error("expected a number, found {0}; write one such as `{1}`")]
    NoNumber(String, &'static str),
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
        "{aggregate} of `{metric}` is {quantity}, not in `{unit}`; write one such as `{example}`"
    )]
    WrongUnit {
        /// The metric.
        metric: Metric,
        /// The aggregate.
        aggregate: Aggregate,
        /// What it is, in words.
        quantity: &'static str,
        /// The unit that does not fit.
        unit: Unit,
        /// What fits.
        example: &'static str,
    },
    /// A time without unit.
    #[error("a time needs a unit; write `{0}ms`, or ns, us, s or m")]
    BareTime(String),
    /// A rate without unit.
    #[error("a rate of requests needs a unit; write `{0}/s`, or rps or /m")]
    BareRate(String),
    /// A share above all.
    #[error("a share is at most 1 or 100%; did you mean `{0}%`?")]
    LargeShare(String),
    /// A percentage above all.
    #[error("a share is at most 100%, not `{0}%`")]
    LargePercentage(String),
    /// A count with a fraction.
    #[error("a count is a whole number, not `{0}`")]
    BrokenCount(String),
    /// Something after the end.
    #[error("`{0}` does not belong to it; write each rule by itself")]
    Rest(String),
}

/// Where an aggregate is to be had that the metric lacks.
fn elsewhere(aggregate: Aggregate) -> &'static str {
    match aggregate {
        Aggregate::Rate => {
            " (`errors rate` is the share of errors, `requests rate` the throughput)"
        }
        Aggregate::Count => " (`requests count` counts)",
        _ => "",
    }
}
