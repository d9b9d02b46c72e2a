//! Which rows of the data sets a user holds.

use minijinja::Value;

use super::scope::Chance;
use crate::template::Failure;
use crate::{Plan, RenderError, data};

/// By data set: how often the user has picked, and its row of the iteration.
pub(super) struct Rows {
    slots: Vec<Slot>,
}

#[derive(Clone, Default)]
struct Slot {
    picks: u64,
    row: Option<Value>,
}

impl Rows {
    pub(super) fn new(sets: usize) -> Self {
        Self {
            slots: vec![Slot::default(); sets],
        }
    }

    pub(super) fn begin_iteration(&mut self) {
        for slot in &mut self.slots {
            slot.row = None;
        }
    }

    /// The user's row of a data set, picked if it has none in this iteration or wants `another`.
    pub(super) fn row(
        &mut self,
        plan: &Plan,
        user: u64,
        number: usize,
        another: bool,
        chance: &mut Chance,
    ) -> Result<Value, RenderError> {
        let (Some(slot), Some(data)) = (self.slots.get_mut(number), plan.data.get(number)) else {
            let cause = format!("no data set {number}");
            return Err(Failure::new("no such data set", &cause).into());
        };
        if let Some(row) = slot.row.as_ref().filter(|_| !another) {
            return Ok(row.clone());
        }
        let turn = data::Turn {
            seed: plan.seed,
            set: number as u64,
            // Users take every T-th pick: no two of them, in whatever shard, have the same.
            number: slot
                .picks
                .saturating_mul(plan.participants.max(1))
                .saturating_add(user),
        };
        let row = data.pick(turn, |len| {
            let (draws, iteration, n) = chance.next();
            draws.below(iteration, n, len)
        })?;
        slot.picks += 1;
        slot.row = Some(row.clone());
        Ok(row)
    }
}
