//! Updates, pushed to every browser (WHATWG HTML, server-sent events). A slow one misses some; nobody waits for it.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures_util::stream::{self, Stream, StreamExt};
use tokio::sync::{OwnedSemaphorePermit, watch};
use tokio::time::timeout;

use super::{Problem, Shared};
use crate::current::Update;

/// So many browsers watch at a time.
pub(super) const MOST: usize = 64;

/// A browser that watches.
struct Watcher {
    updates: watch::Receiver<Update>,
    ending: watch::Receiver<bool>,
    keep_alive: Duration,
    _place: OwnedSemaphorePermit,
}

pub(super) async fn events(State(server): State<Shared>) -> Result<Response, Problem> {
    let place = Arc::clone(&server.watchers).try_acquire_owned();
    let place = place.map_err(|_none_left| {
        let detail = format!("{MOST} browsers watch already; close one of them");
        Problem::new(StatusCode::SERVICE_UNAVAILABLE, detail)
    })?;
    let mut updates = server.current.updates();
    // In the first moment there is nothing to see yet; it comes at once.
    if !updates.borrow().json.is_empty() {
        updates.mark_changed();
    }
    let watcher = Watcher {
        updates,
        ending: server.ending.subscribe(),
        keep_alive: server.limits.keep_alive,
        _place: place,
    };
    let body = Body::from_stream(frames(watcher).map(Ok::<_, Infallible>));
    Ok(([(CONTENT_TYPE, "text/event-stream")], body).into_response())
}

/// The bytes of the stream. The next update is waited for only when the last was taken, so that one is all that a
/// slow browser can hold; its bytes are the same for all.
fn frames(watcher: Watcher) -> impl Stream<Item = Bytes> {
    let frames = stream::unfold(watcher, |mut watcher| async move {
        let frame = watcher.next().await?;
        Some((stream::iter(frame), watcher))
    });
    frames.flatten()
}

impl Watcher {
    /// The parts of the next frame; none when the server ends.
    async fn next(&mut self) -> Option<[Bytes; 3]> {
        let changed = timeout(self.keep_alive, self.updates.changed());
        let changed = tokio::select! {
            _ = self.ending.wait_for(|ends| *ends) => return None,
            changed = changed => changed,
        };
        let Ok(changed) = changed else {
            return Some(frame(b": nothing new", Bytes::new()));
        };
        changed.ok()?;
        let json = self.updates.borrow_and_update().json.clone();
        Some(frame(b"event: snapshot\ndata: ", json))
    }
}

fn frame(begin: &'static [u8], data: Bytes) -> [Bytes; 3] {
    [Bytes::from_static(begin), data, Bytes::from_static(b"\n\n")]
}

#[cfg(test)]
mod tests {
    use tokio::sync::Semaphore;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_slow_browser_holds_one_update_and_misses_the_others() {
        let (updates, seen) = watch::channel(Update::default());
        let ending = watch::Sender::new(false);
        let places = Arc::new(Semaphore::new(1));
        let watcher = Watcher {
            updates: seen,
            ending: ending.subscribe(),
            keep_alive: Duration::from_secs(15),
            _place: Arc::clone(&places).try_acquire_owned().unwrap(),
        };
        let mut frames = Box::pin(frames(watcher));
        for n in 0..1000 {
            updates.send_modify(|update| update.json = n.to_string().into());
        }
        let mut text = Vec::new();
        for _ in 0..6 {
            text.extend(frames.next().await.unwrap());
        }
        let text = String::from_utf8(text).unwrap();
        assert_eq!(text, "event: snapshot\ndata: 999\n\n: nothing new\n\n");
        ending.send_replace(true);
        assert_eq!(frames.next().await, None);
        drop(frames);
        assert_eq!(places.available_permits(), 1);
    }
}
