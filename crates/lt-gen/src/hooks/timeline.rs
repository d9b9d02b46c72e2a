//! What is done while load is made: each entry at its moment, whatever the others take.

use std::rc::Rc;

use lt_scenario::{Hook, Plan, RunTime};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;

use super::{Hooks, Told, When};
use crate::clock::Clock;

/// The entries of one leg, waiting for their moments or underway.
pub(crate) struct Timeline {
    entries: JoinSet<()>,
    told: mpsc::Receiver<Told>,
    is_over: watch::Sender<bool>,
}

/// How many entries may wait to be heard.
const WAITING: usize = 64;

impl Timeline {
    /// Begins to wait for the moment of every entry; called on a local runtime.
    pub(crate) fn begin(hooks: &Rc<Hooks>, clock: Clock) -> Self {
        let (teller, told) = mpsc::channel(WAITING);
        let (is_over, over) = watch::channel(false);
        let mut entries = JoinSet::new();
        let due = if hooks.are_ours() {
            entries_of(&hooks.job.plan)
        } else {
            Vec::new()
        };
        for (at, when, hook) in due {
            let (hooks, teller, mut over) = (Rc::clone(hooks), teller.clone(), over.clone());
            entries.spawn_local(async move {
                let left = at.elapsed().saturating_sub(clock.now().elapsed());
                tokio::select! {
                    () = tokio::time::sleep(left + clock.until_begin()) => {}
                    _ = over.wait_for(|is_over| *is_over) => return,
                }
                let mut told = Told::new();
                hooks
                    .each(when, std::slice::from_ref(&hook), &mut told)
                    .await;
                // Who is told nothing any more has ended.
                drop(teller.send(told).await);
            });
        }
        Self {
            entries,
            told,
            is_over,
        }
    }

    /// What the next entry left that is done; waits for ever where there is none any more.
    pub(crate) async fn told(&mut self) -> Told {
        match self.told.recv().await {
            Some(told) => told,
            None => std::future::pending().await,
        }
    }

    /// Begins nothing more, and waits for what is underway.
    pub(crate) async fn end(mut self) -> Told {
        self.is_over.send_replace(true);
        let mut all = Told::new();
        while let Some(told) = self.told.recv().await {
            all.extend(told);
        }
        while self.entries.join_next().await.is_some() {}
        all
    }
}

/// Every entry and its moment: those of the timeline count from the measured part; a scenario's own are done when it
/// begins and ends. Those of the begin of the run were done before it, those of its end are done after it.
fn entries_of(plan: &Plan) -> Vec<(RunTime, When, Hook)> {
    let measured = RunTime::after(plan.warmup);
    let timeline = plan.hooks.timeline.iter();
    let mut entries: Vec<_> = timeline
        .map(|(at, hook)| (measured + RunTime::after(*at), When::Timeline, hook.clone()))
        .collect();
    let starts = plan.load_starts();
    for (load, (before, after)) in plan.hooks.loads.iter().enumerate() {
        if let Some(start) = starts.get(load).filter(|start| **start > RunTime(0)) {
            entries.extend(
                before
                    .iter()
                    .map(|hook| (*start, When::Before, hook.clone())),
            );
        }
        let end = plan.load_end(load);
        if let Some(end) = end.filter(|end| Some(*end) < plan.end()) {
            entries.extend(after.iter().map(|hook| (end, When::After, hook.clone())));
        }
    }
    entries
}
