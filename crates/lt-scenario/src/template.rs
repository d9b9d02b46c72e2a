//! Texts, values and conditions with holes in them, compiled once and filled in again and again.
//!
//! The language is Jinja's (minijinja). What a hole may see is the business of [`Scope`](crate::Scope); what a text
//! is for, and how it must be escaped there, that of [`Request`](crate::Request).

mod bounds;
mod calls;
mod environment;
mod expr;
mod failure;
mod functions;
mod json;
mod names;
mod pieces;
mod text;

pub use expr::Expr;
pub use failure::Failure;
pub use json::Json;
pub use names::BUILT_IN;
pub use text::Text;

pub(crate) use bounds::check_value;
pub(crate) use environment::{reason, shown};
pub(crate) use expr::is_path;
pub(crate) use functions::{RESERVED, hex};

use crate::quoted::Quoted;

/// The longest text that a template may become.
pub const LONGEST_TEXT: usize = 16 << 20;

/// Why a text is no template or expression.
#[derive(Debug, thiserror::Error)]
pub enum TemplateError {
    /// A hole without its end.
    #[error(
        "`{{{{` without `}}}}`; close it, or write `{{{{ '{{{{' }}}}` for the braces themselves"
    )]
    Open,
    /// Nothing where an expression must stand.
    #[error("an empty expression; write a name or a call, such as `{{{{ user }}}}`")]
    Empty,
    /// minijinja does not understand it.
    #[error("{}", environment::reason(.0))]
    Syntax(#[source] minijinja::Error),
    /// An environment variable that is not there, and no default for it.
    #[error("environment variable {} is not set; set it, or give a default, as in `env('NAME', 'x')`", Quoted(.0))]
    NoEnvironment(String),
    /// A call of one of our functions that can never succeed.
    #[error("{0}")]
    Call(String),
}

/// Why a request cannot be made from its templates now; it is that request's outcome.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RenderError {
    /// No row of this data set is left for the user, who ends cleanly.
    #[error("no row of data set `{0}` is left")]
    UsedUp(String),
    /// Anything else: a name without value, a function that refused, a value that cannot be sent.
    #[error(transparent)]
    Failed(#[from] Failure),
}

#[cfg(test)]
mod tests;
