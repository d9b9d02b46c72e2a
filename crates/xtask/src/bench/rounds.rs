//! Taking turns, so that a machine's good and bad minutes fall on everybody.

use super::Bench;
use super::client::unless_stopped;
use super::figures::Spread;
use super::tool::Tool;
use crate::shell::say;

/// What a generator gave in each round; `None` where it did not take part.
#[derive(Debug)]
pub(super) struct Column<T> {
    pub(super) tool: Tool,
    pub(super) turns: Vec<Option<T>>,
}

impl<T> Column<T> {
    /// How many turns it had.
    pub(super) fn n_turns(&self) -> usize {
        self.turns.iter().flatten().count()
    }

    /// A figure of every round.
    pub(super) fn figures(&self, figure: impl Fn(&T) -> Option<f64>) -> Vec<Option<f64>> {
        let of_turn = |turn: &Option<T>| turn.as_ref().and_then(&figure);
        self.turns.iter().map(of_turn).collect()
    }

    /// The spread of a figure.
    pub(super) fn spread(&self, figure: impl Fn(&T) -> Option<f64>) -> Option<Spread> {
        Spread::of(self.figures(figure).into_iter().flatten())
    }

    /// The spread of its ratios to another's figure of the same round.
    pub(super) fn ratio(
        &self,
        columns: &[Self],
        to: Tool,
        figure: impl Fn(&T) -> Option<f64>,
    ) -> Option<Spread> {
        let other = columns.iter().find(|column| column.tool == to)?;
        Spread::of_ratios(&self.figures(&figure), &other.figures(&figure))
    }
}

/// Gives every generator one turn a round; each round begins with another one. `once` is told the generator and the
/// round, from 0. Who fails once takes no further turn; who never had one has no column.
///
/// # Errors
/// Ctrl-C came.
pub(super) fn take_turns<T>(
    bench: &Bench,
    n_rounds: u32,
    tools: &[Tool],
    mut once: impl FnMut(Tool, u32) -> anyhow::Result<Option<T>>,
) -> anyhow::Result<Vec<Column<T>>> {
    let here = tools.iter().filter(|tool| tool.is_here(bench));
    let column = |tool: &Tool| Column {
        tool: *tool,
        turns: Vec::new(),
    };
    let mut columns: Vec<Column<T>> = here.map(column).collect();
    let mut failed = Vec::new();
    for round in 0..n_rounds {
        if round > 0 {
            say(format_args!("round {} of {n_rounds}", round + 1));
        }
        for n in order(columns.len(), round) {
            let Column { tool, turns } = &mut columns[n];
            let turn = match failed.contains(tool) {
                true => None,
                false => {
                    let turn = unless_stopped(bench, tool.name(), once(*tool, round))?;
                    failed.extend(turn.is_none().then_some(*tool));
                    turn.flatten()
                }
            };
            turns.push(turn);
        }
    }
    columns.retain(|column| column.n_turns() > 0);
    Ok(columns)
}

/// All places, beginning with another one each round.
fn order(n: usize, round: u32) -> impl Iterator<Item = usize> {
    let first = usize::try_from(round).unwrap_or(0);
    (0..n).map(move |place| (place + first) % n)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_round_begins_with_another_one() {
        let orders: Vec<Vec<usize>> = (0..4).map(|round| order(3, round).collect()).collect();
        assert_eq!(orders, [[0, 1, 2], [1, 2, 0], [2, 0, 1], [0, 1, 2]]);
        assert_eq!(order(0, 1).count(), 0);
    }

    #[test]
    fn ratios_are_of_the_same_round() {
        let column = |tool, turns: &[Option<f64>]| Column {
            tool,
            turns: turns.to_vec(),
        };
        let columns = [
            column(Tool::LtGen, &[Some(8.0), None, Some(9.0)]),
            column(Tool::Wrk, &[Some(10.0), Some(10.0), Some(10.0)]),
        ];
        let figure = |figure: &f64| Some(*figure);
        let ratio = columns[0].ratio(&columns, Tool::Wrk, figure).unwrap();
        assert_eq!(format!("{ratio:.2}"), "0.85 (0.80–0.90)");
        assert_eq!(columns[0].ratio(&columns, Tool::Oha, figure), None);
        assert_eq!(columns[0].n_turns(), 2);
    }
}
