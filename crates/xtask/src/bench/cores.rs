//! Which core belongs to the client and which to the server.

use std::ffi::OsStr;
use std::process::Command;

/// Two cores of this machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cores {
    client: usize,
    server: usize,
}

/// Whose core a process gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Client,
    Server,
}

impl Cores {
    /// The first two cores that this process may use, the server's first; `None` where there are not two.
    pub(super) fn find() -> Option<Self> {
        match allowed().as_slice() {
            [server, client, ..] => Some(Self {
                client: *client,
                server: *server,
            }),
            _ => None,
        }
    }

    /// A command that will run on that side's core and nowhere else.
    pub(super) fn pin(self, side: Side, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new("taskset");
        command
            .args(["-c", &self.of(side).to_string()])
            .arg(program);
        command
    }

    /// A command that may run on both cores.
    pub(super) fn pin_to_both(self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new("taskset");
        command
            .args(["-c", &format!("{},{}", self.server, self.client)])
            .arg(program);
        command
    }

    /// Keeps the calling thread, and what it starts, on that side's core.
    ///
    /// # Errors
    /// The system does not allow it.
    pub(super) fn pin_this_thread(self, side: Side) -> anyhow::Result<()> {
        pin_this_thread(self.of(side))
    }

    fn of(self, side: Side) -> usize {
        match side {
            Side::Client => self.client,
            Side::Server => self.server,
        }
    }
}

impl std::fmt::Display for Cores {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { client, server } = self;
        write!(f, "client on core {client}, server on core {server}")
    }
}

#[cfg(target_os = "linux")]
fn allowed() -> Vec<usize> {
    use rustix::thread::{CpuSet, sched_getaffinity};
    let set = sched_getaffinity(None).unwrap_or_else(|_unknown| CpuSet::new());
    (0..CpuSet::MAX_CPU)
        .filter(|core| set.is_set(*core))
        .collect()
}

#[cfg(target_os = "linux")]
fn pin_this_thread(core: usize) -> anyhow::Result<()> {
    let mut set = rustix::thread::CpuSet::new();
    set.set(core);
    Ok(rustix::thread::sched_setaffinity(None, &set)?)
}

#[cfg(not(target_os = "linux"))]
fn allowed() -> Vec<usize> {
    Vec::new()
}

#[cfg(not(target_os = "linux"))]
fn pin_this_thread(_core: usize) -> anyhow::Result<()> {
    anyhow::bail!("only Linux binds a thread to a core")
}
