//! One at a time: what is made of kept runs must not take the machine from the load.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::Trouble;

/// Lets one work, and a few wait.
#[derive(Clone, Debug)]
pub(super) struct Turns {
    one: Arc<Semaphore>,
    places: Arc<Semaphore>,
}

/// It is somebody's turn until all that share this are gone: whoever asked, and keeps what was made for those who come next,
/// and whatever works, which may outlive the asker for a moment.
#[derive(Clone, Debug)]
pub(super) struct Turn {
    _permits: Arc<[OwnedSemaphorePermit; 2]>,
}

impl Turns {
    /// More do not wait, they are sent away.
    const MOST: usize = 32;

    pub(super) fn new() -> Self {
        Self {
            one: Arc::new(Semaphore::new(1)),
            places: Arc::new(Semaphore::new(Self::MOST)),
        }
    }

    /// Waits until it is our turn.
    pub(super) async fn take(&self) -> Result<Turn, Trouble> {
        let place = Arc::clone(&self.places).try_acquire_owned();
        let Ok(place) = place else {
            return Err(Trouble::Busy);
        };
        let one = Arc::clone(&self.one).acquire_owned().await;
        let Ok(one) = one else {
            return Err(Trouble::Gone);
        };
        Ok(Turn {
            _permits: Arc::new([one, place]),
        })
    }
}
