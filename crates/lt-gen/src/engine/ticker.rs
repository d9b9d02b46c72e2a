//! Once a second: gauges into the stream and a line for people. Ten times a second: lines to the writer.

use std::rc::Rc;
use std::time::Duration;

use lt_sample::{Gauge, Record};
use tokio::time::MissedTickBehavior;

use super::Engine;
use crate::progress::ProgressLine;
use crate::transport::Transport;

/// How long a line waits at most before it is handed to the writer.
const HAND_OVER: Duration = Duration::from_millis(100);
const TICKS_A_SECOND: u32 = 10;

/// Ticks until it is aborted.
pub(super) async fn tick<T: Transport>(engine: Rc<Engine<T>>) {
    let mut progress = ProgressLine::begin();
    let mut ticks = tokio::time::interval(HAND_OVER);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut n = 0_u32;
    loop {
        ticks.tick().await;
        n = n.wrapping_add(1);
        // The first reading comes half a second in, so that a late tick still falls into its own second.
        if n % TICKS_A_SECOND == TICKS_A_SECOND / 2 {
            engine.write_gauges();
            progress.show(engine.clock.now(), &engine.counters);
        }
        engine.outbox.borrow_mut().hand_over();
    }
}

impl<T: Transport> Engine<T> {
    fn write_gauges(&self) {
        let cpu = self.watch.borrow_mut().cpu_since_last();
        let at_us = self.clock.unix(self.clock.now());
        let mut outbox = self.outbox.borrow_mut();
        for (name, value, unit) in [
            ("users", self.counters.users.get() as f64, ""),
            ("in_flight", self.counters.in_flight.get() as f64, ""),
            ("cpu", cpu, "ratio"),
        ] {
            outbox.record(&Record::Gauge(Gauge {
                run: self.run,
                at_us,
                source: "lt-gen".to_owned(),
                name: name.to_owned(),
                value,
                unit: unit.to_owned(),
                labels: Default::default(),
            }));
        }
    }
}
