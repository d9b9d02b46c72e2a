//! Signals that end a tool: the terminal is put right first.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::SyncSender;

use super::News;

/// Who is to be asked before a signal ends the tool.
#[derive(Clone, Debug, Default)]
pub(super) struct Farewell {
    /// The stream was read: to end now would lose its report for nothing.
    report_is_due: Arc<AtomicBool>,
}

impl Farewell {
    /// From now on a signal leaves the view, so that the report is written; the second one ends the tool.
    pub(super) fn report_is_due(&self) {
        self.report_is_due.store(true, Ordering::Release);
    }

    /// Watches for signals as long as the tool lasts: a handler that was once there cannot be taken away.
    ///
    /// Ctrl-C is among them only where no writer of our stdin must be outlived.
    #[cfg(unix)]
    pub(super) fn watch(&self, reads_stdin: bool, sender: SyncSender<News>) -> io::Result<()> {
        use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM};
        use signal_hook::iterator::Signals;
        use signal_hook::low_level::emulate_default_handler;

        let ends = [SIGTERM, SIGHUP, SIGQUIT];
        let interrupt = (!reads_stdin).then_some(SIGINT);
        let mut signals = Signals::new(ends.into_iter().chain(interrupt))?;
        let report_is_due = Arc::clone(&self.report_is_due);
        drop(std::thread::spawn(move || {
            for signal in signals.forever() {
                let was_drawn = super::terminal::restore();
                if was_drawn && report_is_due.load(Ordering::Acquire) {
                    sender.send(News::Leave).unwrap_or_default();
                    continue;
                }
                drop(emulate_default_handler(signal));
            }
        }));
        Ok(())
    }

    /// There are no such signals here.
    #[cfg(not(unix))]
    pub(super) fn watch(&self, _: bool, _: SyncSender<News>) -> io::Result<()> {
        Ok(())
    }
}
