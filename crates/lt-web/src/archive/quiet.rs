//! Work in a thread of its own that gives way to the load, and ends when nobody waits for it.

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use tokio::sync::oneshot;

use super::Trouble;

/// How much others are preferred: 0 is not at all, 19 the most.
pub(super) const NICE: i32 = 10;

/// Whether nobody waits any more.
#[derive(Clone, Debug, Default)]
pub(super) struct Gone(Arc<AtomicBool>);

/// Does work in a thread that gives way to others. A thread of tokio's pool would stay slow for those who come after.
pub(super) async fn quietly<T: Send + 'static>(
    work: impl FnOnce(&Gone) -> T + Send + 'static,
) -> Result<T, Trouble> {
    let gone = Gone::default();
    let leave = Leave(gone.clone());
    let (tell, told) = oneshot::channel();
    let thread = thread::Builder::new().name("archive".to_owned());
    let begun = thread.spawn(move || {
        give_way();
        // Nobody hears it who is gone.
        drop(tell.send(work(&gone)));
    });
    begun.map_err(|error| Trouble::failed("cannot start a thread", error))?;
    let done = told.await;
    drop(leave);
    match done {
        Ok(done) => Ok(done),
        Err(_) => Err(Trouble::Failed(
            "reading the recording broke off".to_owned(),
        )),
    }
}

/// On Linux a thread has a priority of its own; elsewhere this one would speak for the whole process.
fn give_way() {
    #[cfg(target_os = "linux")]
    rustix::process::setpriority_process(None, NICE).ok();
}

/// Says so when it is dropped.
struct Leave(Gone);

impl Drop for Leave {
    fn drop(&mut self) {
        self.0.0.store(true, Ordering::Relaxed);
    }
}

impl Gone {
    /// A source that fails when nobody waits any more.
    pub(super) fn watch<R>(&self, source: R) -> Watched<R> {
        Watched {
            source,
            gone: self.clone(),
        }
    }

    pub(super) fn is_gone(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// A source that fails when nobody waits any more.
pub(super) struct Watched<R> {
    source: R,
    gone: Gone,
}

impl<R: Read> Read for Watched<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.gone.is_gone() {
            true => Err(io::Error::other(Trouble::Gone)),
            false => self.source.read(buffer),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_fails_when_nobody_waits_any_more() {
        let gone = Gone::default();
        let mut source = gone.watch(&b"ab"[..]);
        let mut byte = [0];
        assert_eq!(source.read(&mut byte).unwrap(), 1);
        drop(Leave(gone));
        assert!(source.read(&mut byte).is_err());
    }
}
