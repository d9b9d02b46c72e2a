//! What happens, line by line, where no view can be drawn.

use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

use lt_cli::message;

use super::shared::Shared;
use super::snapshot::{Snapshot, Stream};
use super::status::status_line;
use super::{News, TOOL};

/// One line a second of real time, however fast the stream is; silent while nothing new comes.
const TICK: Duration = Duration::from_secs(1);

/// Says one line a second on stderr, and a last one at the end.
pub(super) fn tell(shared: &Shared, news: &Receiver<News>) {
    let mut said = String::new();
    let mut tell = |stream| {
        let Some(snapshot) = shared.look(|summary| Snapshot::of(summary, stream)) else {
            return;
        };
        let line = status_line(&snapshot);
        if line != said {
            message::note(TOOL, &line);
            said = line;
        }
    };
    loop {
        match news.recv_timeout(TICK) {
            Err(RecvTimeoutError::Timeout) => tell(Stream::Open),
            Ok(News::Ended) => return tell(Stream::Ended),
            Ok(News::Failed | News::Leave) | Err(RecvTimeoutError::Disconnected) => return,
            Ok(News::Begun | News::Key(_) | News::Resized) => {}
        }
    }
}
