//! What journeys are made of.
//!
//! Steps lie in numbered blocks, so that a walk through them is a stack of numbers. Nothing here sends or waits:
//! [`Walk`] only says what comes next.

pub(crate) mod average;
mod walk;

pub use walk::{Next, Walk};

use crate::{Expr, Json, Wait};

/// The number of a block of steps in [`Program::blocks`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct BlockId(pub usize);

/// All steps and journeys of a plan.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Program {
    /// Steps that follow each other; [`BlockId`] counts here.
    pub blocks: Vec<Vec<Step>>,
    /// The named walks; [`Step::Journey`] counts here. They never call each other in a circle.
    pub journeys: Vec<Journey>,
}

/// A named ordered walk.
#[derive(Clone, Debug, PartialEq)]
pub struct Journey {
    /// Its name in the scenario file.
    pub name: String,
    /// Its steps.
    pub steps: BlockId,
    /// Whether a failed request leaves the walk going on.
    pub goes_on_after_errors: bool,
    /// Its tags, by which it can be chosen.
    pub tags: Vec<String>,
}

/// One thing in a walk.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// Sends a request: its number in the scenario file, from 0.
    Request(usize),
    /// Waits.
    Think(Wait),
    /// Sets variables of the user, one after another: later values see earlier ones.
    Set(Vec<(String, Json)>),
    /// Takes one of two ways.
    If {
        /// Which one.
        condition: Expr,
        /// Where it holds.
        then: BlockId,
        /// Where it does not; an empty block for nothing.
        otherwise: BlockId,
    },
    /// Takes steps several times.
    Repeat {
        /// How many times.
        times: Times,
        /// The steps.
        steps: BlockId,
    },
    /// Takes steps as long as a condition holds.
    While {
        /// The condition, looked at before each turn.
        condition: Expr,
        /// The most turns.
        most: u64,
        /// The steps.
        steps: BlockId,
    },
    /// Takes steps once for each value of a list.
    Foreach {
        /// The variable that holds the value.
        item: String,
        /// The list.
        list: Expr,
        /// The steps.
        steps: BlockId,
    },
    /// Takes one of several ways, drawn by weight; not all weights are 0.
    Choose(Vec<(u64, BlockId)>),
    /// Sends several requests at once and waits for all of them.
    Parallel(Vec<usize>),
    /// Walks another journey and comes back: its number in [`Program::journeys`].
    Journey(usize),
}

/// How many times.
#[derive(Clone, Debug, PartialEq)]
pub enum Times {
    /// So many.
    Exactly(u64),
    /// A draw between the two, both included; the first is the smaller one.
    Between(u64, u64),
    /// What an expression says, a number of at most [`Walk::MOST_TURNS`].
    Value(Expr),
}
