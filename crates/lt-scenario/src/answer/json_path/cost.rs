//! What it costs to follow a path, whatever a server answers.

use jsonpath_rust::parser::model::{
    Comparable, Filter, FilterAtom, FnArg, JpQuery, Segment, Selector, Test, TestFunction,
};
use serde_json::Value;

/// The most choices of all lists of choices, multiplied: each may find what the others found.
const MOST_CHOICES: usize = 64;

/// The most bytes of all ways to the values of an answer: whoever searches it writes them all down.
const MOST_WAYS: usize = 32 << 20;

/// Why following a path could take longer than the answer is long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Costly {
    /// More than one `..`.
    #[error("has more than one `..`, which a deep answer would make endless; keep one of them")]
    Descents,
    /// `$` in a filter, leading to many values.
    #[error(
        "looks through the whole answer in a filter; let `$` be followed by names and numbers there"
    )]
    Root,
    /// A pattern that the answer brings.
    #[error("takes the pattern of `match` or `search` from the answer; write it in quotes")]
    Pattern,
    /// Lists such as `['a', 'b']`, one after another.
    #[error("has too many lists of choices; keep a few of them")]
    Choices,
}

/// What was found in a path so far.
struct Tally {
    descents: usize,
    choices: usize,
}

/// Refuses what could take longer than an answer is long.
pub(super) fn check(query: &JpQuery) -> Result<(), Costly> {
    let mut tally = Tally {
        descents: 0,
        choices: 1,
    };
    tally.segments(&query.segments)
}

impl Tally {
    fn segments(&mut self, segments: &[Segment]) -> Result<(), Costly> {
        segments
            .iter()
            .try_for_each(|segment| self.segment(segment))
    }

    fn segment(&mut self, segment: &Segment) -> Result<(), Costly> {
        match segment {
            Segment::Descendant(inner) => {
                self.descents += 1;
                if self.descents > 1 {
                    return Err(Costly::Descents);
                }
                self.segment(inner)
            }
            Segment::Selector(selector) => self.selector(selector),
            Segment::Selectors(selectors) => {
                self.choices = self.choices.saturating_mul(selectors.len().max(1));
                if self.choices > MOST_CHOICES {
                    return Err(Costly::Choices);
                }
                selectors.iter().try_for_each(|one| self.selector(one))
            }
        }
    }

    fn selector(&mut self, selector: &Selector) -> Result<(), Costly> {
        match selector {
            Selector::Filter(filter) => self.filter(filter),
            _ => Ok(()),
        }
    }

    fn filter(&mut self, filter: &Filter) -> Result<(), Costly> {
        match filter {
            Filter::Or(parts) | Filter::And(parts) => {
                parts.iter().try_for_each(|part| self.filter(part))
            }
            Filter::Atom(FilterAtom::Filter { expr, .. }) => self.filter(expr),
            Filter::Atom(FilterAtom::Test { expr, .. }) => self.test(expr),
            Filter::Atom(FilterAtom::Comparison(comparison)) => {
                let (left, right) = comparison.vals();
                self.comparable(left)?;
                self.comparable(right)
            }
        }
    }

    fn comparable(&mut self, comparable: &Comparable) -> Result<(), Costly> {
        match comparable {
            Comparable::Function(function) => self.function(function),
            Comparable::Literal(_) | Comparable::SingularQuery(_) => Ok(()),
        }
    }

    fn test(&mut self, test: &Test) -> Result<(), Costly> {
        match test {
            Test::RelQuery(segments) => self.segments(segments),
            Test::AbsQuery(query) if query.segments.iter().all(is_plain) => Ok(()),
            Test::AbsQuery(_) => Err(Costly::Root),
            Test::Function(function) => self.function(function),
        }
    }

    fn function(&mut self, function: &TestFunction) -> Result<(), Costly> {
        match function {
            TestFunction::Custom(_, arguments) => {
                arguments.iter().try_for_each(|one| self.argument(one))
            }
            TestFunction::Length(argument) => self.argument(argument),
            TestFunction::Value(argument) | TestFunction::Count(argument) => {
                self.argument(argument)
            }
            TestFunction::Search(text, pattern) | TestFunction::Match(text, pattern) => {
                if !pattern.is_lit() {
                    return Err(Costly::Pattern);
                }
                self.argument(text)
            }
        }
    }

    fn argument(&mut self, argument: &FnArg) -> Result<(), Costly> {
        match argument {
            FnArg::Literal(_) => Ok(()),
            // A long text would be looked through again for each value.
            FnArg::Test(test) if matches!(**test, Test::AbsQuery(_)) => Err(Costly::Root),
            FnArg::Test(test) => self.test(test),
            FnArg::Filter(filter) => self.filter(filter),
        }
    }
}

fn is_plain(segment: &Segment) -> bool {
    matches!(
        segment,
        Segment::Selector(Selector::Name(_) | Selector::Index(_))
    )
}

/// Whether the ways to all values fit in memory: a long key stands in each of those below it.
pub(super) fn is_bearable(json: &Value) -> bool {
    let mut left = MOST_WAYS;
    is_below(json, 1, &mut left)
}

fn is_below(json: &Value, way: usize, left: &mut usize) -> bool {
    match left.checked_sub(way) {
        Some(rest) => *left = rest,
        None => return false,
    }
    // A place in a list takes some ten characters, and so do the quotes around a key.
    const BESIDE: usize = 10;
    match json {
        Value::Array(items) => items.iter().all(|item| is_below(item, way + BESIDE, left)),
        Value::Object(entries) => {
            let mut entries = entries.iter();
            entries.all(|(key, item)| is_below(item, way + key.len() + BESIDE, left))
        }
        _ => true,
    }
}
