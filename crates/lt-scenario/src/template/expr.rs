//! An expression: what stands in a hole, and what conditions and checks are.

use std::cmp::Ordering;
use std::fmt::{self, Debug, Formatter};
use std::sync::Arc;

use minijinja::value::ValueKind;
use minijinja::{Expression, Value};

use super::environment::{self, ENVIRONMENT};
use super::{Failure, RenderError, TemplateError, calls};
use crate::Scope;

/// An expression, compiled; clones share the code. Two are equal where their sources are.
#[derive(Clone)]
pub struct Expr(Arc<Compiled>);

struct Compiled {
    source: String,
    shown: String,
    names: Vec<String>,
    quick: Option<Quick>,
    code: Expression<'static, 'static>,
}

/// What needs no virtual machine. Wherever this way finds nothing, the machine is asked after all: it knows why.
enum Quick {
    /// `order.id`
    Path(Vec<String>),
    /// `status == 200`
    Compare(Vec<String>, Relation, Value),
    /// `json.id is defined`
    Defined(Vec<String>),
}

#[derive(Clone, Copy)]
enum Relation {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Expr {
    /// Compiles an expression, without braces around it.
    pub fn parse(source: &str) -> Result<Self, TemplateError> {
        Self::parse_written(source, source)
    }

    /// As [`Expr::parse`], where the scenario file holds `written` and values of the environment took its place:
    /// messages show the former.
    pub(crate) fn parse_written(source: &str, written: &str) -> Result<Self, TemplateError> {
        let source = source.trim();
        if source.is_empty() {
            return Err(TemplateError::Empty);
        }
        let code = ENVIRONMENT
            .compile_expression_owned(environment::compiled(source).into_owned())
            .map_err(TemplateError::Syntax)?;
        environment::check_calls(source)?;
        Ok(Self(Arc::new(Compiled {
            source: source.to_owned(),
            shown: environment::shown_source(written),
            names: environment::names(code.undeclared_variables(false)),
            quick: Quick::of(source),
            code,
        })))
    }

    /// The expression as written, without spaces around it.
    pub fn source(&self) -> &str {
        &self.0.source
    }

    /// What messages show of it: what the scenario file holds, on one line of at most some 80 characters.
    pub(crate) fn shown(&self) -> &str {
        &self.0.shown
    }

    /// The names it asks for, of variables and functions; sorted, each once, without what follows a dot.
    pub fn names(&self) -> &[String] {
        &self.0.names
    }

    /// Its value now; a name without value is an error.
    pub fn eval(&self, scope: &Scope) -> Result<Value, RenderError> {
        if let Some(value) = self.0.quick.as_ref().and_then(|quick| quick.eval(scope)) {
            return Ok(value);
        }
        match self.0.code.eval(scope.root()) {
            Ok(value) if !is_value(&value) => {
                let phrase = format!("`{}` has no value", self.shown());
                Err(scope.failure_of(Failure::new(phrase.clone(), &phrase)))
            }
            Ok(value) => Ok(value),
            Err(cause) => Err(scope.failure(self.shown(), &cause)),
        }
    }

    /// The value, where it is the same always; `None` where it is not.
    pub(crate) fn settled(&self) -> Result<Option<Value>, RenderError> {
        let is_fixed = |name: &String| calls::FIXED.contains(&name.as_str());
        match self.names().iter().all(is_fixed) {
            true => self.eval(&Scope::of_nobody()).map(Some),
            false => Ok(None),
        }
    }

    /// Whether its value now counts as true: neither false nor none, 0 or empty.
    pub fn is_true(&self, scope: &Scope) -> Result<bool, RenderError> {
        self.eval(scope).map(|value| value.is_true())
    }

    /// What names show instead of the hole: `{order.id}` for a path, `{random_int}` for a call, else `{…}`.
    pub(super) fn placeholder(&self) -> String {
        match &self.0.quick {
            Some(Quick::Path(path)) => format!("{{{}}}", path.join(".")),
            _ => match called(self.source()) {
                Some(name) => format!("{{{name}}}"),
                None => "{…}".to_owned(),
            },
        }
    }
}

impl Quick {
    fn of(source: &str) -> Option<Self> {
        if let Some(path) = path(source) {
            return Some(Self::Path(path));
        }
        if let Some(tested) = source.strip_suffix(" is defined") {
            return path(tested.trim_end()).map(Self::Defined);
        }
        let mut words = source.split_ascii_whitespace();
        let left = path(words.next()?)?;
        let relation = Relation::of(words.next()?)?;
        let right = number(words.next()?)?;
        words
            .next()
            .is_none()
            .then_some(Self::Compare(left, relation, right))
    }

    fn eval(&self, scope: &Scope) -> Option<Value> {
        match self {
            Self::Path(path) => follow(path, scope),
            Self::Defined(path) => follow(path, scope).map(|_| Value::from(true)),
            Self::Compare(path, relation, right) => {
                let left = follow(path, scope).filter(Value::is_number)?;
                Some(Value::from(relation.holds(left.cmp(right))))
            }
        }
    }
}

impl Relation {
    fn of(sign: &str) -> Option<Self> {
        match sign {
            "==" => Some(Self::Equal),
            "!=" => Some(Self::NotEqual),
            "<" => Some(Self::Less),
            "<=" => Some(Self::LessOrEqual),
            ">" => Some(Self::Greater),
            ">=" => Some(Self::GreaterOrEqual),
            _ => None,
        }
    }

    fn holds(self, order: Ordering) -> bool {
        match self {
            Self::Equal => order.is_eq(),
            Self::NotEqual => order.is_ne(),
            Self::Less => order.is_lt(),
            Self::LessOrEqual => order.is_le(),
            Self::Greater => order.is_gt(),
            Self::GreaterOrEqual => order.is_ge(),
        }
    }
}

/// The value at a path; `None` where there is none, or where it is an error.
fn follow(path: &[String], scope: &Scope) -> Option<Value> {
    let (first, rest) = path.split_first()?;
    let mut value = scope.lookup(first)?;
    for name in rest {
        value = value.get_attr(name).ok()?;
    }
    is_value(&value).then_some(value)
}

/// Whether there is a value, and not an error in place of one.
fn is_value(value: &Value) -> bool {
    !matches!(value.kind(), ValueKind::Undefined | ValueKind::Invalid)
}

/// Whether an expression is a name, or a way through fields: `a.b.c`.
pub(crate) fn is_path(source: &str) -> bool {
    path(source).is_some()
}

/// The parts of `a.b.c`; `None` for anything else.
fn path(source: &str) -> Option<Vec<String>> {
    const WORDS: [&str; 12] = [
        "true", "false", "none", "True", "False", "None", "not", "and", "or", "in", "is", "if",
    ];
    let is_name = |part: &str| {
        let mut chars = part.chars();
        chars
            .next()
            .is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
            && chars.all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    let parts: Vec<String> = source.split('.').map(str::to_owned).collect();
    let fits = parts
        .iter()
        .all(|part| is_name(part) && !WORDS.contains(&part.as_str()));
    fits.then_some(parts)
}

fn number(text: &str) -> Option<Value> {
    let is_plain = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    match text.split_once('.') {
        None if is_plain(text) => text.parse::<u32>().ok().map(Value::from),
        Some((whole, part)) if is_plain(whole) && is_plain(part) => {
            text.parse::<f64>().ok().map(Value::from)
        }
        _ => None,
    }
}

/// The function of an expression that is one call and nothing else.
fn called(source: &str) -> Option<&str> {
    let (name, rest) = source.split_once('(')?;
    path(name).filter(|parts| parts.len() == 1)?;
    let arguments = rest.strip_suffix(')')?;
    let is_one_call = environment::is_balanced(arguments);
    is_one_call.then_some(name)
}

impl PartialEq for Expr {
    fn eq(&self, other: &Self) -> bool {
        self.source() == other.source()
    }
}

impl Eq for Expr {}

impl Debug for Expr {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Expr").field(&self.source()).finish()
    }
}
