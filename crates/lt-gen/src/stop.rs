//! How a run is asked to end before its time.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};

use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::Notify;

/// Wishes that the run should end, from the outside (signals, the writer) to the engine.
#[derive(Debug, Default)]
pub(crate) struct Stop {
    asked: AtomicU8,
    reader_gone: AtomicBool,
    heard: Notify,
}

impl Stop {
    /// Takes Ctrl-C and SIGTERM as wishes, on the current runtime and for as long as that lives.
    pub(crate) fn listen_to_signals(self: &Arc<Self>) -> io::Result<()> {
        for kind in [SignalKind::interrupt(), SignalKind::terminate()] {
            let mut signals = signal(kind)?;
            let stop = Arc::clone(self);
            tokio::task::spawn_local(async move {
                while signals.recv().await.is_some() {
                    stop.ask();
                }
            });
        }
        Ok(())
    }

    /// Asks to end in good order; asked twice, at once.
    pub(crate) fn ask(&self) {
        self.asked.fetch_add(1, Ordering::Relaxed);
        self.heard.notify_one();
    }

    /// Says that nobody reads the samples any more: the run ends at once.
    pub(crate) fn reader_is_gone(&self) {
        self.reader_gone.store(true, Ordering::Relaxed);
        self.heard.notify_one();
    }

    /// How urgent the wish is by now.
    pub(crate) fn urgency(&self) -> Urgency {
        match self.asked.load(Ordering::Relaxed) {
            _ if self.reader_gone.load(Ordering::Relaxed) => Urgency::AtOnce,
            0 => Urgency::None,
            1 => Urgency::InGoodOrder,
            _ => Urgency::AtOnce,
        }
    }

    /// Whether a stop was asked for twice or more.
    pub(crate) fn asked_twice(&self) -> bool {
        self.asked.load(Ordering::Relaxed) > 1
    }

    /// Waits until a stop was asked for twice.
    pub(crate) async fn heard_twice(&self) {
        while !self.asked_twice() {
            self.heard().await;
        }
    }

    /// Waits until somebody wishes something; wishes of before count.
    pub(crate) async fn heard(&self) {
        self.heard.notified().await;
    }
}

/// How urgent a wish to stop is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Urgency {
    /// Nobody wishes it.
    None,
    /// Start nothing more, let what is in flight end.
    InGoodOrder,
    /// Cut off what is in flight.
    AtOnce,
}
