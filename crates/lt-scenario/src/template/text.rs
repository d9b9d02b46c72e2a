//! A text with holes.

use std::fmt::{self, Debug, Formatter};
use std::sync::Arc;

use minijinja::{Template, Value};

use super::environment::{self, ENVIRONMENT};
use super::pieces::{self, Piece};
use super::{Expr, RenderError, TemplateError, calls};
use crate::Scope;

/// A text with holes, compiled; clones share the code. Two are equal where their sources are.
///
/// Values show as texts do, numbers as minijinja prints them (a whole float keeps its `.0`), and everything else as
/// JSON.
#[derive(Clone)]
pub struct Text(Arc<Compiled>);

struct Compiled {
    source: String,
    /// What of it messages show.
    shown: String,
    names: Vec<String>,
    parts: Parts,
}

enum Parts {
    /// Literals and holes in turn; a constant has no hole.
    Pieces(Vec<Piece>),
    /// A text with statements.
    Whole(Template<'static, 'static>),
}

impl Text {
    /// Compiles a text. One with statements (`{% %}`) stays in memory until the process ends: a compiled template
    /// borrows its source, and plans are made a few times only.
    pub fn parse(source: &str) -> Result<Self, TemplateError> {
        Self::parse_written(source, source)
    }

    /// As [`Text::parse`], where the scenario file holds `written` and values of the environment took its place:
    /// messages show the former.
    pub(crate) fn parse_written(source: &str, written: &str) -> Result<Self, TemplateError> {
        let parts = match pieces::split(source, written)? {
            Some(pieces) => Parts::Pieces(pieces),
            None => Parts::Whole(whole(source)?),
        };
        let names = match &parts {
            Parts::Pieces(pieces) => {
                let holes = pieces.iter().filter_map(Piece::hole);
                environment::names(holes.flat_map(|hole| hole.names().iter().cloned()))
            }
            Parts::Whole(template) => environment::names(template.undeclared_variables(false)),
        };
        Ok(Self(Arc::new(Compiled {
            source: source.to_owned(),
            shown: environment::shown_source(written),
            names,
            parts,
        })))
    }

    /// The text as written.
    pub fn source(&self) -> &str {
        &self.0.source
    }

    /// The text itself, where it has no holes.
    pub fn constant(&self) -> Option<&str> {
        match &self.0.parts {
            Parts::Pieces(pieces) => match pieces.as_slice() {
                [] => Some(""),
                [Piece::Literal(text)] => Some(text),
                _ => None,
            },
            Parts::Whole(_) => None,
        }
    }

    /// The names it asks for, of variables and functions; sorted, each once, without what follows a dot.
    pub fn names(&self) -> &[String] {
        &self.0.names
    }

    /// Appends the text as it is now; at most [`LONGEST_TEXT`](super::LONGEST_TEXT) bytes in all.
    pub fn render(&self, scope: &Scope, out: &mut String) -> Result<(), RenderError> {
        self.render_pieces(scope, out, |text, out| out.push_str(text))
    }

    /// Its value now: that of the expression where the text is nothing but one, else the text.
    pub fn value(&self, scope: &Scope) -> Result<Value, RenderError> {
        if let Some(hole) = self.only_hole() {
            return hole.eval(scope);
        }
        let mut out = String::new();
        self.render(scope, &mut out)?;
        Ok(Value::from(out))
    }

    /// The text with placeholders in its holes, as names of requests show it: `/products/{product.id}`.
    pub fn placeholder(&self) -> String {
        match &self.0.parts {
            Parts::Pieces(pieces) => pieces.iter().map(Piece::placeholder).collect(),
            Parts::Whole(_) => {
                let head = self.source().split('{').next().unwrap_or_default();
                format!("{head}{{…}}")
            }
        }
    }

    /// Whether it is the same for everybody and always: it asks for nothing but functions that neither draw nor count.
    pub(crate) fn is_fixed(&self) -> bool {
        self.names()
            .iter()
            .all(|name| calls::FIXED.contains(&name.as_str()))
    }

    /// The text, where it is fixed; `None` where it is not.
    pub(crate) fn settled(&self) -> Result<Option<String>, RenderError> {
        if !self.is_fixed() {
            return Ok(None);
        }
        let mut out = String::new();
        self.render(&Scope::of_nobody(), &mut out)?;
        Ok(Some(out))
    }

    /// The expression that the text is, where it is nothing else.
    pub(super) fn only_hole(&self) -> Option<&Expr> {
        match &self.0.parts {
            Parts::Pieces(pieces) => match pieces.as_slice() {
                [Piece::Hole(hole)] => Some(hole),
                _ => None,
            },
            Parts::Whole(_) => None,
        }
    }

    /// Like [`Text::render`], with every filled-in text going through `escape`.
    pub(crate) fn render_pieces(
        &self,
        scope: &Scope,
        out: &mut String,
        escape: impl Fn(&str, &mut String),
    ) -> Result<(), RenderError> {
        match &self.0.parts {
            Parts::Pieces(pieces) => {
                for piece in pieces {
                    match piece {
                        Piece::Literal(text) => out.push_str(text),
                        Piece::Hole(hole) => escape(&environment::shown(&hole.eval(scope)?), out),
                    }
                    environment::check_length(out.len())?;
                }
            }
            Parts::Whole(template) => {
                let mut bounded = environment::Bounded::default();
                let rendered = template.render_captured_to(scope.root(), &mut bounded);
                rendered.map_err(|cause| scope.failure(&self.0.shown, &cause))?;
                escape(&bounded.into_text(), out);
                environment::check_length(out.len())?;
            }
        }
        Ok(())
    }
}

fn whole(source: &str) -> Result<Template<'static, 'static>, TemplateError> {
    let source = pieces::map_code(source, |code| {
        environment::check_calls(code)?;
        Ok(environment::compiled(code))
    })?;
    ENVIRONMENT
        .template_from_str(Box::leak(source.into_boxed_str()))
        .map_err(TemplateError::Syntax)
}

impl Piece {
    fn hole(&self) -> Option<&Expr> {
        match self {
            Self::Literal(_) => None,
            Self::Hole(hole) => Some(hole),
        }
    }

    fn placeholder(&self) -> String {
        match self {
            Self::Literal(text) => text.clone(),
            Self::Hole(hole) => hole.placeholder(),
        }
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        self.source() == other.source()
    }
}

impl Eq for Text {}

impl Debug for Text {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Text").field(&self.source()).finish()
    }
}
