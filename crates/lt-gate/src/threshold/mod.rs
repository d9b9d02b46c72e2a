#![doc = include_str!("../../../../docs/thresholds.md")]

mod abort;
mod aggregate;
mod amount;
mod comparison;
mod cursor;
mod k6;
mod key;
mod limit;
mod metric;
mod origin;
mod parse_error;
mod pattern;
mod patterns;
mod quantity;
mod relative;
mod rule;
mod scope;
mod selector;
mod severity;
mod suggest;
mod unit;

use std::fmt;

pub use abort::Abort;
pub use aggregate::Aggregate;
pub use amount::Amount;
pub use comparison::Comparison;
pub use limit::Limit;
pub use metric::Metric;
pub use origin::{Origin, Place};
pub use parse_error::{ParseError, Problem};
pub use pattern::Pattern;
pub use quantity::Quantity;
pub use relative::Relative;
pub use rule::Rule;
pub use scope::{LevelPattern, Scope};
pub use selector::{GaugePattern, NamedSelector, Selector};
pub use severity::Severity;
pub use unit::Unit;

pub(crate) use suggest::hint;

use cursor::Cursor;

/// A condition on what some requests of a run amount to, and what a breach of it means.
#[derive(Clone, Debug, PartialEq)]
pub struct Threshold {
    /// What is looked at.
    pub selector: Selector,
    /// What must hold for it.
    pub rule: Rule,
    /// What a breach means.
    pub severity: Severity,
    /// How many values may be beyond the limit without a breach; only of times, and only of `max`.
    pub allow: u64,
    /// Whether a breach ends the run, where it is judged while it goes on.
    pub abort: Option<Abort>,
    /// Where it was written.
    pub origin: Origin,
}

/// Reads a threshold in one line: `SELECTOR RULE`, or a rule on the response time of everything.
///
/// # Errors
/// The text is no threshold; the error tells where and what to write instead.
pub fn parse(text: &str) -> Result<Threshold, ParseError> {
    let mut cursor = Cursor::new(text);
    cursor.skip_spaces();
    let named = match begins_with_rule(cursor.clone()) {
        true => NamedSelector::response_time(),
        false => selector::read(&mut cursor)?,
    };
    let rule = rule::read(&mut cursor, &named)?;
    Ok(Threshold::new(named.selector, rule))
}

/// Reads the selector of a table of rules, as in `response_time{method:GET}`.
///
/// # Errors
/// The text is no selector.
pub fn parse_selector(text: &str) -> Result<NamedSelector, ParseError> {
    let mut cursor = Cursor::new(text);
    cursor.skip_spaces();
    let named = selector::read(&mut cursor)?;
    cursor.skip_spaces();
    match cursor.rest() {
        "" => Ok(named),
        _ => Err(cursor.error(Problem::Rest(cursor.rest_shown()))),
    }
}

/// Reads a rule such as `p(95)<200ms` for what a selector names.
///
/// # Errors
/// The text is no rule, or none for that metric.
pub fn parse_rule(text: &str, named: &NamedSelector) -> Result<Rule, ParseError> {
    rule::read(&mut Cursor::new(text), named)
}

/// A word and then a bracket or a comparison, which no selector can have, unless the word is a metric's name.
fn begins_with_rule(mut cursor: Cursor<'_>) -> bool {
    let word = cursor.word();
    cursor.skip_spaces();
    Metric::parse(word).is_none() && cursor.rest().starts_with(['(', '<', '>', '=', '!'])
}

impl Threshold {
    /// A threshold whose breach fails the run.
    pub fn new(selector: Selector, rule: Rule) -> Self {
        Self {
            selector,
            rule,
            severity: Severity::Fail,
            allow: 0,
            abort: None,
            origin: Origin::default(),
        }
    }

    /// Whether both demand the same of the same, however it is written and whatever a breach means.
    pub fn demands_the_same_as(&self, other: &Self) -> bool {
        self.selector == other.selector
            && self.rule.aggregate == other.rule.aggregate
            && self.rule.comparison == other.rule.comparison
            && self.rule.limit.is(&other.rule.limit)
    }
}

impl fmt::Display for Threshold {
    /// Selector and rule, as [`parse`] reads them; the severity is not part of that language.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.selector, self.rule)
    }
}

#[cfg(test)]
mod tests;
