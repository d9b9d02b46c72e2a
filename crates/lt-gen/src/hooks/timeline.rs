//! What is done while load is made: each entry at its moment, whatever the others take.

use std::cell::RefCell;
use std::rc::Rc;

use lt_scenario::{Hook, Plan, RunTime};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;

use super::{Hooks, Told, When};
use crate::clock::Clock;
use crate::stop::{Stop, Urgency};

/// The entries of one leg, waiting for their moments or underway.
pub(crate) struct Timeline {
    hooks: Rc<Hooks>,
    entries: JoinSet<()>,
    told: mpsc::Receiver<Told>,
    is_over: watch::Sender<bool>,
    /// The names of those that are underway.
    underway: Rc<RefCell<Vec<String>>>,
}

/// Hooks that are done one after another when their moment comes.
struct Entry {
    at: RunTime,
    when: When,
    hooks: Vec<Hook>,
}

/// How many entries may wait to be heard.
const WAITING: usize = 64;

impl Timeline {
    /// Begins to wait for the moment of every entry; called on a local runtime.
    pub(crate) fn begin(hooks: &Rc<Hooks>, clock: Clock) -> Self {
        let (teller, told) = mpsc::channel(WAITING);
        let (is_over, over) = watch::channel(false);
        let mut timeline = Self {
            hooks: Rc::clone(hooks),
            entries: JoinSet::new(),
            told,
            is_over,
            underway: Rc::default(),
        };
        if !hooks.are_ours() {
            return timeline;
        }
        for entry in entries_of(&hooks.job.plan) {
            let (teller, mut over) = (teller.clone(), over.clone());
            let (hooks, underway) = (Rc::clone(hooks), Rc::clone(&timeline.underway));
            timeline.entries.spawn_local(async move {
                let left = entry.at.elapsed().saturating_sub(clock.now().elapsed());
                tokio::select! {
                    () = tokio::time::sleep(left + clock.until_begin()) => {}
                    _ = over.wait_for(|is_over| *is_over) => return,
                }
                for hook in &entry.hooks {
                    underway.borrow_mut().push(hook.name.clone());
                    let mut told = Told::new();
                    hooks
                        .each(entry.when, std::slice::from_ref(hook), &mut told)
                        .await;
                    // Who is told nothing any more has ended.
                    drop(teller.send(told).await);
                    let mut underway = underway.borrow_mut();
                    if let Some(place) = underway.iter().position(|name| *name == hook.name) {
                        underway.swap_remove(place);
                    }
                }
            });
        }
        timeline
    }

    /// What the next hook left that is done; waits for ever where there is none any more.
    pub(crate) async fn told(&mut self) -> Told {
        match self.told.recv().await {
            Some(told) => told,
            None => std::future::pending().await,
        }
    }

    /// Begins nothing more.
    pub(crate) fn begin_no_more(&self) {
        self.is_over.send_replace(true);
    }

    /// Begins nothing more, and waits for what is underway; where a stop was asked for, it is cut off.
    pub(crate) async fn end(mut self, stop: &Stop, told: &mut Told) {
        self.begin_no_more();
        while stop.urgency() == Urgency::None {
            tokio::select! {
                more = self.told.recv() => match more {
                    Some(more) => told.extend(more),
                    None => return,
                },
                () = stop.heard() => {}
            }
        }
        self.entries.shutdown().await;
        while let Ok(more) = self.told.try_recv() {
            told.extend(more);
        }
        for name in self.underway.take() {
            told.push(self.hooks.cut_off(&name));
        }
    }
}

/// Every entry: those of the timeline count from the measured part; a scenario's own are done when it begins and ends.
/// Those of the begin of the run were done before it, those of its end are done after it.
fn entries_of(plan: &Plan) -> Vec<Entry> {
    let measured = RunTime::after(plan.warmup);
    // They stand in the order of their moments: those that never come are the last.
    let n_done = plan.hooks.timeline.len() - plan.never_done().len();
    let timeline = plan.hooks.timeline.iter().take(n_done);
    let mut entries: Vec<_> = timeline
        .map(|(at, hook)| Entry {
            at: measured + RunTime::after(*at),
            when: When::Timeline,
            hooks: vec![hook.clone()],
        })
        .collect();
    let starts = plan.load_starts();
    for (load, (before, after)) in plan.hooks.loads.iter().enumerate() {
        let entry = |at, when, hooks: &Vec<Hook>| Entry {
            at,
            when,
            hooks: hooks.clone(),
        };
        let start = starts.get(load).filter(|start| **start > RunTime(0));
        entries.extend(start.map(|start| entry(*start, When::Before, before)));
        let end = plan.load_end(load).filter(|end| Some(*end) < plan.end());
        entries.extend(end.map(|end| entry(end, When::After, after)));
    }
    entries
}
