//! The run while it lasts: a view in the terminal, or a line a second where there is none.
//!
//! The reader fills the summary and knows nothing of who looks; the view takes a [`snapshot::Snapshot`] of it now and
//! then and draws that. A view that cannot be shown, is left or breaks costs no report.

mod keys;
mod lines;
mod screen;
mod shared;
mod show;
mod signals;
mod snapshot;
mod status;
mod terminal;
mod view;

use std::env;
use std::io::{self, IsTerminal};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use lt_cli::message;
use lt_stats::Summary;

use self::keys::Key;
pub(crate) use self::shared::Shared;
use self::terminal::Screen;
use crate::Args;

const TOOL: &str = "lt-report";

/// What the view is told while it waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum News {
    /// The first bytes of a stream have come.
    Begun,
    /// A key was pressed.
    Key(Key),
    /// The terminal has another size.
    Resized,
    /// All streams were read.
    Ended,
    /// Reading failed: there is nothing to look at any more.
    Failed,
    /// Somebody asks us to go: the terminal is closed, or the system shuts down.
    Leave,
}

/// Lets `read` fill the summary while somebody watches it.
///
/// # Errors
/// Those of `read`. That nothing can be shown is said on stderr and costs no report.
pub(crate) fn watch(
    summary: Summary,
    args: &Args,
    read: impl FnOnce(&Shared) -> anyhow::Result<()>,
) -> anyhow::Result<Summary> {
    let (sender, news) = sync_channel(64);
    let shared = Shared::new(summary, sender.clone());
    // With --pass somebody waits for the end of stdout, who must not wait for a key.
    let at_end = match args.pass {
        true => show::AtEnd::Leave,
        false => show::AtEnd::Stay,
    };
    let result = thread::scope(|scope| {
        let notice = Notice::to(sender.clone());
        let shared = &shared;
        let watcher = scope.spawn(move || watched(shared, args, sender, &news, at_end));
        let result = read(shared);
        notice.give(match result {
            Ok(()) => News::Ended,
            Err(_) => News::Failed,
        });
        if watcher.join().is_err() {
            message::warn(
                TOOL,
                "the live view broke; the report is not touched by that",
            );
        }
        result
    });
    result?;
    Ok(shared.into_summary())
}

fn watched(
    shared: &Shared,
    args: &Args,
    sender: SyncSender<News>,
    news: &Receiver<News>,
    at_end: show::AtEnd,
) {
    // A generator that cannot begin says why on this terminal: no view may hide that.
    if news.recv() != Ok(News::Begun) {
        return;
    }
    if !can_be_drawn(args) {
        return lines::tell(shared, news);
    }
    match Screen::open(args.reads_stdin(), sender) {
        Ok(screen) => show::show(screen, shared, news, at_end),
        Err(_) => lines::tell(shared, news),
    }
}

/// A view needs a terminal on stderr that can place its cursor, keys that are not the stream, and a screen that no stream
/// is written on.
fn can_be_drawn(args: &Args) -> bool {
    let is_dumb = env::var_os("TERM").is_none_or(|term| term.is_empty() || term == "dumb");
    let stream_is_typed = args.reads_stdin() && io::stdin().is_terminal();
    let stream_is_shown = args.pass && io::stdout().is_terminal();
    let is_drawable = io::stderr().is_terminal() && !is_dumb && is_in_front();
    is_drawable && !stream_is_typed && !stream_is_shown
}

/// Who changes the terminal from the background is stopped by it.
fn is_in_front() -> bool {
    #[cfg(unix)]
    {
        let front = rustix::termios::tcgetpgrp(rustix::stdio::stderr());
        front.is_ok_and(|front| front == rustix::process::getpgrp())
    }
    #[cfg(not(unix))]
    true
}

/// A word to the view that is given in any case: a reader that panics must not leave it waiting.
struct Notice {
    sender: SyncSender<News>,
    word: News,
}

impl Notice {
    fn to(sender: SyncSender<News>) -> Self {
        Self {
            sender,
            word: News::Failed,
        }
    }

    fn give(mut self, word: News) {
        self.word = word;
    }
}

impl Drop for Notice {
    fn drop(&mut self) {
        // A view that is gone needs no word.
        self.sender.send(self.word).unwrap_or_default();
    }
}

#[cfg(test)]
mod tests;
