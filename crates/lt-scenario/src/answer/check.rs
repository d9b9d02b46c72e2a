//! A condition that an answer must fulfill.

use crate::template::TemplateError;
use crate::{Expr, Scope};

/// An expression that must be true after an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// The condition as written; failed checks are called so.
    pub source: String,
    expr: Expr,
}

impl Check {
    /// Compiles a condition, such as `status == 200`.
    pub fn parse(source: &str) -> Result<Self, TemplateError> {
        let expr = Expr::parse(source)?;
        Ok(Self {
            source: expr.source().to_owned(),
            expr,
        })
    }

    /// The names it asks for, of variables and functions.
    pub fn names(&self) -> &[String] {
        self.expr.names()
    }

    pub(super) fn reads(&self, name: &str) -> bool {
        self.expr.names().iter().any(|own| own == name)
    }

    /// Whether it is fulfilled; a condition that cannot be worked out is not.
    pub(super) fn holds(&self, scope: &Scope) -> bool {
        self.expr.is_true(scope).unwrap_or(false)
    }
}
