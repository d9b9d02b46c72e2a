//! What templates see of a session.

use std::fmt::{self, Debug, Formatter};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use minijinja::value::{DynObject, Object};
use minijinja::{ErrorKind, State, Value};

use super::last_answer::LastAnswer;
use super::rows::Rows;
use crate::draw::{Draws, Stream};
use crate::template::{Failure, is_path, reason};
use crate::{Answer, Plan, RenderError};

/// The name under which functions find the scope; no expression can write it.
const ITSELF: &str = "(scope)";

/// The numbers that draws of what comes before the first iteration have instead of an iteration's.
const BEFORE_ITERATIONS: u64 = u64::MAX;

/// Names and their values as templates see them; clones are the same scope.
#[derive(Clone)]
pub struct Scope {
    memory: Arc<Memory>,
    root: Value,
}

/// What minijinja holds of a scope. A session belongs to one thread at a time: the lock is never waited for.
pub(crate) struct Memory {
    /// What is run; nobody runs nothing.
    plan: Option<Arc<Plan>>,
    user: u64,
    cells: Mutex<Cells>,
}

struct Cells {
    variables: Vec<(Box<str>, Value)>,
    iteration: u64,
    rows: Rows,
    answer: Option<LastAnswer>,
    cookies: Vec<(String, String)>,
    counters: Vec<(Box<str>, u64)>,
    chance: Chance,
    /// The data set without rows left that a template has asked for.
    used_up: Option<String>,
}

/// How far the draws of an iteration have come.
#[derive(Clone, Copy)]
pub(super) struct Chance {
    template: Draws,
    walk: Draws,
    iteration: u64,
    drawn: u64,
    walked: u64,
}

impl Chance {
    fn new(seed: u64, user: u64) -> Self {
        Self {
            template: Draws::new(seed, Stream::Template, user),
            walk: Draws::new(seed, Stream::Walk, user),
            iteration: BEFORE_ITERATIONS,
            drawn: 0,
            walked: 0,
        }
    }

    /// Returns the draws of templates, the iteration and the number of the next draw.
    pub(super) fn next(&mut self) -> (Draws, u64, u64) {
        self.drawn += 1;
        (self.template, self.iteration, self.drawn - 1)
    }
}

impl Scope {
    pub(super) fn new(plan: &Arc<Plan>, user: u64) -> Self {
        Self::of(Some(Arc::clone(plan)), user)
    }

    /// A scope without variables and data, for what is the same for everybody.
    pub(crate) fn of_nobody() -> Self {
        Self::of(None, 0)
    }

    fn of(plan: Option<Arc<Plan>>, user: u64) -> Self {
        let (sets, seed) = match &plan {
            Some(plan) => (plan.data.len(), plan.seed),
            None => (0, 0),
        };
        let memory = Arc::new(Memory {
            plan,
            user,
            cells: Mutex::new(Cells {
                variables: Vec::new(),
                iteration: 0,
                rows: Rows::new(sets),
                answer: None,
                cookies: Vec::new(),
                counters: Vec::new(),
                chance: Chance::new(seed, user),
                used_up: None,
            }),
        });
        let root = Value::from_dyn_object(DynObject::new(Arc::clone(&memory)));
        Self { memory, root }
    }

    pub(super) fn begin_iteration(&self, iteration: u64) {
        let mut cells = self.memory.cells();
        cells.iteration = iteration;
        cells.used_up = None;
        cells.rows.begin_iteration();
        cells.chance = Chance {
            iteration,
            drawn: 0,
            walked: 0,
            ..cells.chance
        };
    }

    pub(super) fn set(&self, name: &str, value: Value) {
        let mut cells = self.memory.cells();
        match cells.variables.iter_mut().find(|(own, _)| **own == *name) {
            Some((_, place)) => *place = value,
            None => cells.variables.push((name.into(), value)),
        }
    }

    pub(super) fn set_cookies(&self, cookies: Vec<(String, String)>) {
        self.memory.cells().cookies = cookies;
    }

    pub(super) fn remember(&self, answer: &Answer) {
        self.memory.cells().answer = Some(LastAnswer::new(answer.clone()));
    }

    /// The value of a name; `None` where it has none.
    pub(crate) fn lookup(&self, name: &str) -> Option<Value> {
        self.memory.lookup(name)
    }

    /// The JSON of the last answer, read at its first use; `None` where it is none.
    pub(crate) fn json(&self) -> Option<Value> {
        self.memory.cells().answer.as_mut()?.json()
    }

    /// The text of the last answer's body, made at its first use.
    pub(crate) fn body(&self) -> Option<Value> {
        Some(self.memory.cells().answer.as_mut()?.body())
    }

    pub(crate) fn cookie(&self, name: &str) -> Option<String> {
        let cells = self.memory.cells();
        let found = cells.cookies.iter().find(|(own, _)| own == name)?;
        Some(found.1.clone())
    }

    /// The next draw of the iteration: 64 even bits.
    pub(crate) fn bits(&self) -> u64 {
        self.memory.bits()
    }

    /// The draws of walks, the iteration and the number of the next draw.
    pub(crate) fn walk_draw(&self) -> (Draws, u64, u64) {
        let chance = &mut self.memory.cells().chance;
        chance.walked += 1;
        (chance.walk, chance.iteration, chance.walked - 1)
    }

    pub(crate) fn root(&self) -> Value {
        self.root.clone()
    }

    /// Why minijinja gave up on what the file calls `shown`; rows that are used up say so themselves.
    pub(crate) fn failure(&self, shown: &str, cause: &minijinja::Error) -> RenderError {
        let phrase = match cause.kind() {
            ErrorKind::UndefinedError if is_path(shown) => format!("`{shown}` has no value"),
            kind => format!("`{shown}`: {kind}"),
        };
        self.failure_of(Failure::new(
            phrase,
            &format!("`{shown}`: {}", reason(cause)),
        ))
    }

    pub(crate) fn failure_of(&self, failure: Failure) -> RenderError {
        match self.memory.cells().used_up.take() {
            Some(set) => RenderError::UsedUp(set),
            None => failure.into(),
        }
    }
}

impl Debug for Scope {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        Debug::fmt(&self.memory, f)
    }
}

impl Memory {
    /// The memory behind the template that calls a function; `None` where an expression is evaluated without one.
    pub(crate) fn of<R>(state: &State<'_, '_>, use_it: impl FnOnce(&Self) -> R) -> Option<R> {
        let value = state.lookup(ITSELF)?;
        value.downcast_object_ref::<Self>().map(use_it)
    }

    /// The next draw of the iteration: 64 even bits.
    pub(crate) fn bits(&self) -> u64 {
        let (draws, iteration, n) = self.cells().chance.next();
        draws.bits(iteration, n)
    }

    /// The next draw of the iteration as a whole number below `bound`; 0 where `bound` is 0.
    pub(crate) fn below(&self, bound: u64) -> u64 {
        let (draws, iteration, n) = self.cells().chance.next();
        draws.below(iteration, n, bound)
    }

    /// The next draw of the iteration as a number in `[0, 1)`.
    pub(crate) fn unit(&self) -> f64 {
        let (draws, iteration, n) = self.cells().chance.next();
        draws.unit(iteration, n)
    }

    /// How often the user has asked for this counter before.
    pub(crate) fn count(&self, name: &str) -> u64 {
        let counters = &mut self.cells().counters;
        match counters.iter_mut().find(|(own, _)| **own == *name) {
            Some((_, n)) => {
                *n += 1;
                *n - 1
            }
            None => {
                counters.push((name.into(), 1));
                0
            }
        }
    }

    /// The iteration's row of a data set, or another one; `None` where there is no such set.
    pub(crate) fn row(&self, set: &str, which: Which) -> Option<Value> {
        let plan = self.plan.as_deref()?;
        let number = plan.data.iter().position(|data| data.name == set)?;
        Some(self.cells().row(plan, self.user, number, which))
    }

    fn lookup(&self, name: &str) -> Option<Value> {
        let mut cells = self.cells();
        if let Some((_, value)) = cells.variables.iter().find(|(own, _)| **own == *name) {
            return Some(value.clone());
        }
        match name {
            "user" => return Some(Value::from(self.user)),
            "iteration" => return Some(Value::from(cells.iteration)),
            "cookies" => return Some(Value::from_pairs(cells.cookies.iter().cloned())),
            "status" => return Some(Value::from(cells.answer.as_ref()?.status())),
            "response_ms" => return Some(Value::from(cells.answer.as_ref()?.response_ms())),
            "headers" => return Some(cells.answer.as_mut()?.headers()),
            "body" => return Some(cells.answer.as_mut()?.body()),
            // Before the first answer `json` is the function of that name, and always where it is called.
            "json" => return cells.answer.as_mut()?.json(),
            _ => {}
        }
        let plan = self.plan.as_deref()?;
        for (number, data) in plan.data.iter().enumerate() {
            if data.row_name == name {
                return Some(cells.row(plan, self.user, number, Which::OfIteration));
            }
            if data.name == name {
                return data.list();
            }
        }
        None
    }

    fn cells(&self) -> MutexGuard<'_, Cells> {
        self.cells.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Which row of a data set.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Which {
    /// The row picked at the first use in the iteration.
    OfIteration,
    /// The one after it.
    Next,
}

impl Cells {
    fn row(&mut self, plan: &Plan, user: u64, number: usize, which: Which) -> Value {
        let picked = self
            .rows
            .row(plan, user, number, which == Which::Next, &mut self.chance);
        picked.unwrap_or_else(|error| {
            if let RenderError::UsedUp(set) = &error {
                self.used_up = Some(set.clone());
            }
            let kind = ErrorKind::InvalidOperation;
            Value::from(minijinja::Error::new(kind, error.to_string()))
        })
    }
}

impl Object for Memory {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        match key.as_str()? {
            ITSELF => Some(Value::from_dyn_object(DynObject::new(Arc::clone(self)))),
            name => self.lookup(name),
        }
    }
}

impl Debug for Memory {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let cells = self.cells();
        f.debug_struct("Memory")
            .field("user", &self.user)
            .field("iteration", &cells.iteration)
            .field("variables", &cells.variables)
            .finish_non_exhaustive()
    }
}
