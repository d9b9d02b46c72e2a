//! Ten times a second: lines to the writer, figures to the board.

use std::rc::Rc;
use std::time::Duration;

use tokio::time::MissedTickBehavior;

use super::Engine;
use crate::clock::thread_cpu;
use crate::conductor::Reading;
use crate::transport::Transport;

/// How long a line waits at most before it is handed to the writer.
const HAND_OVER: Duration = Duration::from_millis(100);
const TICKS_A_SECOND: u32 = 10;

impl<T: Transport> Engine<T> {
    /// Ticks until it is aborted.
    pub(super) async fn tick(self: Rc<Self>) {
        let mut ticks = tokio::time::interval(HAND_OVER);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut n = 0_u32;
        loop {
            ticks.tick().await;
            n = n.wrapping_add(1);
            let mut outbox = self.outbox.borrow_mut();
            if n.is_multiple_of(TICKS_A_SECOND) {
                outbox.unfold();
            }
            outbox.hand_over();
            self.show();
        }
    }

    /// Shows how the thread is doing.
    pub(super) fn show(&self) {
        self.board.show(Reading {
            counts: self.counters.read(),
            delays: self.delays.take(),
            cpu: thread_cpu() - self.cpu_at_begin,
            lasted: self.clock.now().0.saturating_sub(self.began.0),
            waited_for_places: self.waited_for_places.get(),
        });
    }
}
