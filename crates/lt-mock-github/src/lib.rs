//! An imitation of the parts of GitHub's REST API that lt-gate uses: it remembers what was posted, pages as GitHub does,
//! and stumbles on demand. For tests only; it listens on the loopback.
//!
//! It is one repository, which answers to every name, under `/` as on github.com and under `/api/v3/` as on a server of
//! one's own. Two tokens are valid: [`WRITE_TOKEN`] and [`READ_TOKEN`].

mod answer;
mod check_runs;
mod comments;
mod fault;
mod page;
mod pulls;
mod releases;
mod request;
mod route;
mod server;
mod state;

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use tokio::sync::oneshot;

pub use fault::{Fault, What};
pub use route::{READ_TOKEN, WRITE_TOKEN};
pub use state::{Asset, CheckRun, Comment, Pull, Seen, State};

/// A running imitation; ends when dropped, with every request that still hangs.
#[derive(Debug)]
pub struct MockGitHub {
    state: Arc<Mutex<State>>,
    address: SocketAddr,
    end: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl MockGitHub {
    /// Starts it on a free port of the loopback, with a thread of its own.
    ///
    /// # Panics
    /// There is no free port, or no thread.
    pub fn start() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("the loopback is there");
        let address = listener.local_addr().expect("a bound socket has one");
        let state = Arc::<Mutex<State>>::default();
        let (end, ended) = oneshot::channel();
        let shared = Arc::clone(&state);
        let serve = move || server::run(listener, address, &shared, ended);
        let thread = std::thread::Builder::new().name("lt-mock-github".into());
        Self {
            state,
            address,
            end: Some(end),
            thread: Some(thread.spawn(serve).expect("a thread can be started")),
        }
    }

    /// The base of its API as on github.com; with `/api/v3` behind it, that of a server of one's own.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What it remembers, to be looked at and changed. It answers nothing while this is held.
    pub fn state(&self) -> MutexGuard<'_, State> {
        // A test that failed while it looked must not make the others fail.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes it stumble; of the faults that fit a request the one that was planned first is taken.
    pub fn plan(&self, fault: Fault) {
        self.state().faults.push(fault);
    }
}

impl Drop for MockGitHub {
    fn drop(&mut self) {
        drop(self.end.take());
        if let Some(thread) = self.thread.take() {
            // A panic over there has been told there.
            drop(thread.join());
        }
    }
}
