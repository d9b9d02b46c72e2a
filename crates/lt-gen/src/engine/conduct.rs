//! Begins everything, and decides when it is over.

use std::rc::Rc;
use std::sync::Arc;

use lt_sample::EndReason;
use lt_scenario::{LoadModel, RunTime};

use super::{Engine, ticker};
use crate::counters::count;
use crate::stop::{Stop, Urgency};
use crate::transport::Transport;

/// Runs the plan to its end, or until a stop is wished. Returns with requests in flight only when they took too long
/// or must be cut off.
pub(super) async fn conduct<T: Transport>(engine: Rc<Engine<T>>, stop: &Arc<Stop>) -> EndReason {
    let ticker = tokio::task::spawn_local(ticker::tick(Rc::clone(&engine)));
    for (load, begin) in engine.plan.load_starts().into_iter().enumerate() {
        match engine.plan.loads[load].model {
            LoadModel::Closed(users) => engine.begin_users(load, users, begin),
            LoadModel::Open(arrivals) => engine.begin_arrivals(load, arrivals, begin),
        }
    }
    let mut reason = EndReason::Completed;
    let planned_end = engine.plan.load_end(engine.plan.loads.len() - 1);
    let mut deadline = planned_end.map(|end| end + RunTime::after(engine.limits.stop_timeout));
    loop {
        tokio::select! {
            () = engine.idle() => break,
            () = engine.reached(deadline) => break,
            () = stop.heard() => {
                reason = EndReason::Interrupted;
                engine.timer.close();
                let latest = engine.clock.now() + RunTime::after(engine.limits.stop_timeout);
                deadline = Some(deadline.map_or(latest, |deadline| deadline.min(latest)));
                if stop.urgency() == Urgency::AtOnce {
                    break;
                }
            }
        }
    }
    ticker.abort();
    reason
}

impl<T: Transport> Engine<T> {
    /// Begins a task that makes load.
    pub(super) fn spawn(self: &Rc<Self>, task: impl Future<Output = ()> + 'static) {
        let engine = Rc::clone(self);
        // Counted before it first runs: the task that begins it may end first.
        count(&engine.counters.tasks);
        tokio::task::spawn_local(async move {
            task.await;
            let left = engine.counters.tasks.get() - 1;
            engine.counters.tasks.set(left);
            if left == 0 {
                engine.idle.notify_one();
            }
        });
    }

    /// Waits until no task makes load any more.
    async fn idle(&self) {
        self.idle.notified().await;
    }

    /// Waits until a moment of the run, if there is one, and not by the timer, which may be closed.
    async fn reached(&self, moment: Option<RunTime>) {
        match moment {
            None => std::future::pending().await,
            Some(moment) => {
                let left = moment.elapsed().saturating_sub(self.clock.now().elapsed());
                tokio::time::sleep(left).await;
            }
        }
    }
}
