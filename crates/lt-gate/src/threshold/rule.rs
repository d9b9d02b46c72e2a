//! Aggregate, comparison and limit.

use std::fmt;

use super::cursor::Cursor;
use super::metric::Dialect;
use super::{
    Aggregate, Comparison, Limit, Metric, NamedSelector, ParseError, Problem, aggregate,
    comparison, limit,
};

/// What must hold, as in `p(95)<200ms`. Its limit is of the quantity that the aggregate of its metric is.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// What is made of the values.
    pub aggregate: Aggregate,
    /// How it must stand to the limit.
    pub comparison: Comparison,
    /// What it is compared with.
    pub limit: Limit,
}

/// Reads the rest of a text as a rule for what a selector names.
pub(super) fn read(cursor: &mut Cursor<'_>, named: &NamedSelector) -> Result<Rule, ParseError> {
    let metric = named.selector.metric;
    cursor.skip_spaces();
    let start = cursor.clone();
    if start.rest().is_empty() {
        return Err(start.error(Problem::NoRule(metric.example())));
    }
    if start.rest().starts_with(['<', '>', '=', '!']) {
        return Err(start.error(Problem::NoAggregate { metric }));
    }
    let aggregate = aggregate::read(cursor)?;
    let Some(quantity) = named.selector.quantity(aggregate) else {
        return Err(start.error(Problem::Lacks { metric, aggregate }));
    };
    if (metric, aggregate, named.dialect) == (Metric::Dropped, Aggregate::Rate, Dialect::K6) {
        return Err(start.error(Problem::DroppedRate));
    }
    cursor.skip_spaces();
    let comparison = comparison::read(cursor)?;
    cursor.skip_spaces();
    let wanted = limit::Wanted {
        metric,
        aggregate,
        quantity,
        dialect: named.dialect,
        no_base: named.selector.no_base(aggregate),
    };
    Ok(Rule {
        aggregate,
        comparison,
        limit: limit::read(cursor, &wanted)?,
    })
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            aggregate,
            comparison,
            limit,
        } = self;
        match limit.is_relative() {
            true => write!(f, "{aggregate} {comparison} {limit}"),
            false => write!(f, "{aggregate}{comparison}{limit}"),
        }
    }
}
