//! The practice target: a real HTTP/1.1 server whose answers, delays and faults are known beforehand.
//!
//! What a load test reports about it can be checked against what it was told to do, and against its own count
//! (`GET /__lt/stats`), and its own clock (`GET /__lt/times`). It is no shop and keeps no state but those and the queues
//! of its load balancer; it speaks no TLS.

use std::io::{self, Write};
use std::net::SocketAddr;

use anyhow::Context;
use lt_cli::{Exit, usage};
use tokio::signal::unix::{SignalKind, signal};

mod answer;
mod args;
mod draw;
mod fault;
mod memory;
mod profile;
mod server;
mod share;
mod stats;
mod target;
mod times;

pub use args::Args;
pub use fault::{Faults, Stall};
pub use profile::Profile;
pub use server::{listen, serve};
pub use share::Share;
pub use target::Target;

/// Serves until Ctrl-C or SIGTERM, which both are a normal end.
///
/// Nothing is written to `_out`: the address goes to stderr, and the answers to whoever asks.
pub fn run(args: Args, _out: &mut dyn Write) -> anyhow::Result<Exit> {
    let target = Target::new(args.profile, args.faults(), args.seed).recording(args.record);
    server::raise_open_file_limit();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("cannot start the runtime")?;
    runtime.block_on(async {
        let listener = listen(args.listen)
            .with_context(|| {
                format!(
                    "cannot listen on `{}`; choose another --listen, port 0 takes a free one",
                    args.listen
                )
            })
            .map_err(usage)?;
        // Before the address is told: whoever reads it may send a signal at once.
        let end = asked_to_end().context("cannot listen for signals")?;
        announce(listener.local_addr()?);
        serve(listener, target, end).await;
        Ok(Exit::Done)
    })
}

fn asked_to_end() -> io::Result<impl Future<Output = ()>> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Tells scripts the port: this line is a protocol, so it does not begin with the tool's name.
fn announce(address: SocketAddr) {
    // A closed stderr leaves nobody to tell.
    drop(io::stderr().write_all(format!("listening on http://{address}\n").as_bytes()));
}
