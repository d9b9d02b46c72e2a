//! Signals that end the tool.

use std::io;

use tokio::sync::watch;

/// How often the tool was told to end, from now on; none of these signals ends it by itself any more.
#[cfg(unix)]
pub(super) fn told_to_end() -> io::Result<watch::Receiver<u32>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let mut hangup = signal(SignalKind::hangup())?;
    let (sender, told) = watch::channel(0);
    tokio::spawn(async move {
        loop {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
                _ = hangup.recv() => {}
            }
            sender.send_modify(|told| *told += 1);
        }
    });
    Ok(told)
}

/// As above: there is Ctrl-C alone.
#[cfg(not(unix))]
pub(super) fn told_to_end() -> io::Result<watch::Receiver<u32>> {
    let mut interrupt = tokio::signal::windows::ctrl_c()?;
    let (sender, told) = watch::channel(0);
    tokio::spawn(async move {
        while interrupt.recv().await.is_some() {
            sender.send_modify(|told| *told += 1);
        }
    });
    Ok(told)
}
