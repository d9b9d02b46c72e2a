//! A waker that keeps quiet while its task is at work anyway.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Wake, Waker};

/// Wakes a task unless that is at work; then it only notes that somebody called.
///
/// hyper's connection wakes its own task several times a request, each time it is handed something: a whole round
/// through the scheduler that finds nothing to do. It costs a tenth of a request's instructions.
#[derive(Debug)]
pub(super) struct Muted {
    task: Waker,
    at_work: AtomicBool,
    called: AtomicBool,
}

impl Muted {
    /// Keeps quiet from now on.
    pub(super) fn new(task: &Waker) -> Arc<Self> {
        Arc::new(Self {
            task: task.clone(),
            at_work: AtomicBool::new(true),
            called: AtomicBool::new(false),
        })
    }

    /// Whether it would wake this task.
    pub(super) fn is_of(&self, task: &Waker) -> bool {
        self.task.will_wake(task)
    }

    /// The task is at work: no calls, please.
    pub(super) fn mute(&self) {
        self.at_work.store(true, Ordering::Relaxed);
        self.called.store(false, Ordering::Relaxed);
    }

    /// Whether somebody called since it was last asked.
    pub(super) fn was_called(&self) -> bool {
        self.called.swap(false, Ordering::Relaxed)
    }

    /// The task goes to rest: from now on calls go through.
    pub(super) fn unmute(&self) {
        self.at_work.store(false, Ordering::Relaxed);
    }
}

impl Wake for Muted {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        if self.at_work.load(Ordering::Relaxed) {
            self.called.store(true, Ordering::Relaxed);
        } else {
            self.task.wake_by_ref();
        }
    }
}
