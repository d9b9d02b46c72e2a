//! A walk through steps.

use std::time::Duration;

use minijinja::Value;
use minijinja::value::ValueKind;

use crate::profile::by_weight;
use crate::template::{Failure, check_value};
use crate::{BlockId, Expr, Plan, RenderError, Session, Step, Times, Wait};

/// The most steps of a walk, every turn of every loop counted.
const MOST_STEPS: u64 = 1_000_000;

/// How deep journeys, loops and branches may lie within each other.
const DEEPEST: usize = 256;

/// Where a user is in a journey, or in steps without a name.
#[derive(Clone, Debug)]
pub struct Walk {
    journey: Option<usize>,
    /// The journey that is to be entered before anything else.
    to_enter: Option<usize>,
    stack: Vec<Frame>,
    /// The pause after the request that was sent last.
    think: Wait,
    steps: u64,
    sent: u32,
}

/// What comes next in a walk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// A request: its number in the scenario file.
    Send(usize),
    /// Several requests at once; the walk goes on when all of them are answered. Never empty.
    Together(Vec<usize>),
    /// A pause; above zero.
    Think(Duration),
    /// Nothing: the walk is over.
    Done,
}

/// A block on the way.
#[derive(Clone, Debug)]
struct Frame {
    block: BlockId,
    /// Which of its steps is next.
    step: usize,
    /// What brings the walk back to its first step.
    turns: Turns,
    /// Whether its journey goes on after a failed request.
    goes_on: bool,
}

#[derive(Clone, Debug)]
enum Turns {
    /// So many more.
    More(u64),
    /// One for each value from `next` on.
    Each {
        item: String,
        values: Value,
        next: usize,
    },
    /// As long as the condition holds, but at most so many.
    While { condition: Expr, left: u64 },
}

impl Walk {
    /// The most turns of a loop.
    pub const MOST_TURNS: u64 = 100_000;

    /// Begins steps without a name; a failed request ends them.
    pub fn new(block: BlockId) -> Self {
        let frame = Frame {
            block,
            step: 0,
            turns: Turns::More(0),
            goes_on: false,
        };
        Self::begun(None, vec![frame])
    }

    /// Begins a journey.
    pub fn of_journey(journey: usize) -> Self {
        Self::begun(Some(journey), Vec::new())
    }

    fn begun(journey: Option<usize>, stack: Vec<Frame>) -> Self {
        Self {
            journey,
            to_enter: journey,
            stack,
            think: Wait::None,
            steps: 0,
            sent: 0,
        }
    }

    /// Goes on to what comes next. After an error of a step the walk goes on where [`Walk::failed`] would let it; rows
    /// that are used up end it.
    ///
    /// The think times of requests in `parallel` do not apply.
    pub fn next(&mut self, plan: &Plan, session: &Session) -> Result<Next, RenderError> {
        let next = self.advance(plan, session);
        match &next {
            Err(RenderError::UsedUp(_)) => self.stack.clear(),
            Err(RenderError::Failed(_)) => self.failed(),
            Ok(_) => {}
        }
        next
    }

    /// Tells that the request just sent failed: the walk ends, but for journeys around it that go on after errors.
    pub fn failed(&mut self) {
        while self.stack.last().is_some_and(|frame| !frame.goes_on) {
            self.stack.pop();
        }
        if self.stack.is_empty() {
            self.think = Wait::None;
        }
    }

    /// The number of the request in the walk, from 0; requests that are sent at once have the same.
    pub fn step(&self) -> u32 {
        self.sent.saturating_sub(1)
    }

    /// The outermost journey; `None` for steps without a name.
    pub fn journey(&self) -> Option<usize> {
        self.journey
    }

    fn advance(&mut self, plan: &Plan, session: &Session) -> Result<Next, RenderError> {
        if let Some(journey) = self.to_enter.take() {
            self.enter_journey(plan, journey)?;
        }
        if let Some(pause) = pause(std::mem::take(&mut self.think), session) {
            return Ok(pause);
        }
        loop {
            let Some(frame) = self.stack.last_mut() else {
                return Ok(Next::Done);
            };
            self.steps += 1;
            if self.steps > MOST_STEPS {
                self.stack.clear();
                return Err(failed(format!("a walk of more than {MOST_STEPS} steps")));
            }
            let steps = plan.program.blocks.get(frame.block.0);
            let Some(step) = steps.and_then(|steps| steps.get(frame.step)) else {
                if !frame.begins_again(session)? {
                    self.stack.pop();
                }
                continue;
            };
            frame.step += 1;
            if let Some(next) = self.take(step, plan, session)? {
                return Ok(next);
            }
        }
    }

    /// Takes a step; `None` where nothing is to be done outside of the walk.
    fn take(
        &mut self,
        step: &Step,
        plan: &Plan,
        session: &Session,
    ) -> Result<Option<Next>, RenderError> {
        match step {
            Step::Request(template) => {
                let request = plan.requests.get(plan.on_base(*template, 0, 0).0);
                self.think = request.map_or(Wait::None, |request| request.think);
                self.sent = self.sent.saturating_add(1);
                return Ok(Some(Next::Send(*template)));
            }
            Step::Parallel(templates) if templates.is_empty() => {}
            Step::Parallel(templates) => {
                self.sent = self.sent.saturating_add(1);
                return Ok(Some(Next::Together(templates.clone())));
            }
            Step::Think(wait) => return Ok(pause(*wait, session)),
            Step::Set(values) => {
                for (name, json) in values {
                    let value = json.value(session.scope())?;
                    check_value(&value)?;
                    session.set(name, value);
                }
            }
            Step::If {
                condition,
                then,
                otherwise,
            } => {
                let holds = condition.is_true(session.scope())?;
                self.enter(if holds { *then } else { *otherwise }, Turns::More(0))?;
            }
            Step::Choose(ways) => {
                let total = ways.iter().map(|(weight, _)| weight).sum();
                let drawn = draw(session, total);
                if let Some(way) = by_weight(ways.iter().map(|(weight, _)| *weight), drawn) {
                    self.enter(ways[way].1, Turns::More(0))?;
                }
            }
            Step::Journey(journey) => self.enter_journey(plan, *journey)?,
            Step::Repeat { times, steps } => {
                if let Some(more) = times.now(session)?.checked_sub(1) {
                    self.enter(*steps, Turns::More(more))?;
                }
            }
            Step::While {
                condition,
                most,
                steps,
            } => {
                let turns = Turns::While {
                    condition: condition.clone(),
                    left: (*most).min(Self::MOST_TURNS),
                };
                self.enter_loop(*steps, turns, session)?;
            }
            Step::Foreach { item, list, steps } => {
                let turns = Turns::Each {
                    item: item.clone(),
                    values: values(list, session)?,
                    next: 0,
                };
                self.enter_loop(*steps, turns, session)?;
            }
        }
        Ok(None)
    }

    fn enter_journey(&mut self, plan: &Plan, journey: usize) -> Result<(), RenderError> {
        let Some(journey) = plan.program.journeys.get(journey) else {
            return Ok(());
        };
        self.enter(journey.steps, Turns::More(0))?;
        if let Some(frame) = self.stack.last_mut() {
            frame.goes_on = journey.goes_on_after_errors;
        }
        Ok(())
    }

    /// Enters a loop whose first turn has to be asked for like the others.
    fn enter_loop(
        &mut self,
        block: BlockId,
        turns: Turns,
        session: &Session,
    ) -> Result<(), RenderError> {
        self.enter(block, turns)?;
        let begins = match self.stack.last_mut() {
            Some(frame) => frame.begins_again(session),
            None => Ok(true),
        };
        if !matches!(begins, Ok(true)) {
            self.stack.pop();
        }
        begins.map(|_| ())
    }

    fn enter(&mut self, block: BlockId, turns: Turns) -> Result<(), RenderError> {
        if self.stack.len() >= DEEPEST {
            return Err(failed(format!("steps more than {DEEPEST} deep")));
        }
        let goes_on = self.stack.last().is_some_and(|frame| frame.goes_on);
        self.stack.push(Frame {
            block,
            step: 0,
            turns,
            goes_on,
        });
        Ok(())
    }
}

impl Frame {
    /// Begins another turn if there is one.
    fn begins_again(&mut self, session: &Session) -> Result<bool, RenderError> {
        let begins = match &mut self.turns {
            Turns::More(0) => false,
            Turns::More(left) => {
                *left -= 1;
                true
            }
            Turns::While { left: 0, .. } => false,
            Turns::While { condition, left } => {
                *left -= 1;
                let holds = condition.is_true(session.scope());
                if holds.is_err() {
                    *left = 0;
                    // Where errors are passed over, the walk goes on behind the loop.
                    self.step = usize::MAX;
                }
                holds?
            }
            Turns::Each { item, values, next } => match values.get_item_by_index(*next) {
                Ok(value) if *next < values.len().unwrap_or(0) => {
                    session.set(item, value);
                    *next += 1;
                    true
                }
                _ => false,
            },
        };
        if begins {
            self.step = 0;
        }
        Ok(begins)
    }
}

impl Times {
    /// How many times it is now; at most [`Walk::MOST_TURNS`].
    fn now(&self, session: &Session) -> Result<u64, RenderError> {
        match self {
            Self::Exactly(n) => Ok((*n).min(Walk::MOST_TURNS)),
            Self::Between(least, most) => {
                let width = most.saturating_sub(*least).saturating_add(1);
                Ok((least + draw(session, width)).min(Walk::MOST_TURNS))
            }
            Self::Value(expr) => {
                let value = expr.eval(session.scope())?;
                let number = match value.as_str() {
                    Some(text) => text.trim().parse().ok(),
                    None => u64::try_from(value).ok(),
                };
                number.filter(|n| *n <= Walk::MOST_TURNS).ok_or_else(|| {
                    let most = Walk::MOST_TURNS;
                    failed(format!(
                        "`{}` is no whole number up to {most}",
                        expr.shown()
                    ))
                })
            }
        }
    }
}

/// The values of a list, of bounded length.
fn values(list: &Expr, session: &Session) -> Result<Value, RenderError> {
    let no_list = || failed(format!("`{}` is no list", list.shown()));
    let most = usize::try_from(Walk::MOST_TURNS).unwrap_or(usize::MAX);
    let mut values = list.eval(session.scope())?;
    if values.kind() != ValueKind::Seq {
        let iterator = values.try_iter().ok().ok_or_else(no_list)?;
        values = Value::from(iterator.take(most + 1).collect::<Vec<_>>());
    }
    match values.len() {
        Some(len) if len <= most => Ok(values),
        Some(_) => Err(failed(format!(
            "`{}` has more than {most} values",
            list.shown()
        ))),
        None => Err(no_list()),
    }
}

fn pause(wait: Wait, session: &Session) -> Option<Next> {
    if wait.is_none() {
        return None;
    }
    let (draws, iteration, n) = session.scope().walk_draw();
    let pause = wait.draw_nth(draws, iteration, n);
    (!pause.is_zero()).then_some(Next::Think(pause))
}

fn draw(session: &Session, bound: u64) -> u64 {
    let (draws, iteration, n) = session.scope().walk_draw();
    draws.below(iteration, n, bound)
}

fn failed(cause: String) -> RenderError {
    Failure::new("a walk cannot go on", &cause).into()
}

#[cfg(test)]
mod tests;
