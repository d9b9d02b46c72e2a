//! How the observed value must stand to the limit.

use std::cmp::Ordering;
use std::fmt;

use super::cursor::Cursor;
use super::{ParseError, Problem};

/// What must be true of the observed value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// It is smaller.
    Less,
    /// It is not larger.
    AtMost,
    /// It is larger.
    More,
    /// It is not smaller.
    AtLeast,
    /// It is the same.
    Equal,
    /// It is another.
    NotEqual,
}

impl Comparison {
    /// Longer signs first: `<` is the beginning of `<=`. `===` is k6's word for `==`.
    const SIGNS: [(&'static str, Self); 7] = [
        ("===", Self::Equal),
        ("==", Self::Equal),
        ("!=", Self::NotEqual),
        ("<=", Self::AtMost),
        (">=", Self::AtLeast),
        ("<", Self::Less),
        (">", Self::More),
    ];

    /// Whether `observed` stands to `limit` as it must.
    pub fn holds(self, observed: f64, limit: f64) -> bool {
        // Zero is one number: -0 is not below 0.
        let order = (observed + 0.0).total_cmp(&(limit + 0.0));
        match self {
            Self::Less => order == Ordering::Less,
            Self::AtMost => order != Ordering::Greater,
            Self::More => order == Ordering::Greater,
            Self::AtLeast => order != Ordering::Less,
            Self::Equal => order == Ordering::Equal,
            Self::NotEqual => order != Ordering::Equal,
        }
    }

    /// Whether there is a side of the limit that keeps it.
    pub(crate) fn is_ordered(self) -> bool {
        !matches!(self, Self::Equal | Self::NotEqual)
    }
}

pub(super) fn read(cursor: &mut Cursor<'_>) -> Result<Comparison, ParseError> {
    let signs = Comparison::SIGNS.into_iter();
    for (sign, comparison) in signs {
        if cursor.take(sign) {
            return Ok(comparison);
        }
    }
    Err(cursor.error(Problem::NoComparison(cursor.next_shown())))
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::More => ">",
            Self::AtLeast => ">=",
            Self::Equal => "==",
            Self::NotEqual => "!=",
        })
    }
}
