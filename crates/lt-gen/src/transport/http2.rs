//! HTTP/2 by hyper's connection-level client: one request at a time on a connection.

use std::cell::RefCell;
use std::error::Error;
use std::rc::Rc;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::client::conn::http2::{Builder, SendRequest};
use hyper::rt::Executor;
use hyper_util::rt::TokioIo;
use tokio::task::JoinSet;

use super::prepared::Message;
use super::stream::Stream;
use super::{Answered, Broken, Doing, Exchange, Failure, phrase, redirect};
use crate::clock::Clock;

/// What a stream, and what a connection may hold of answers that we have not read yet: hyper's own values, written down
/// so that a measurement does not change with hyper.
const STREAM_WINDOW: u32 = 2 << 20;
const CONNECTION_WINDOW: u32 = 5 << 20;

/// One connection and the tasks that move its bytes.
#[derive(Debug)]
pub(super) struct Connection {
    sender: SendRequest<Full<Bytes>>,
    tasks: Tasks,
}

impl Drop for Connection {
    /// Closes the socket at once: an answer that nobody waits for must not go on.
    fn drop(&mut self) {
        self.tasks.0.borrow_mut().abort_all();
    }
}

/// hyper's tasks for one connection, on the current thread.
#[derive(Clone, Debug, Default)]
struct Tasks(Rc<RefCell<JoinSet<()>>>);

impl<F> Executor<F> for Tasks
where
    F: Future<Output = ()> + 'static,
{
    fn execute(&self, task: F) {
        let mut tasks = self.0.borrow_mut();
        // Each request has a task of its own; those that ended are let go.
        while tasks.try_join_next().is_some() {}
        tasks.spawn_local(task);
    }
}

impl Connection {
    pub(super) async fn new(stream: Stream) -> Result<Self, Failure> {
        let tasks = Tasks::default();
        let (sender, connection) = Builder::new(tasks.clone())
            .adaptive_window(false)
            .initial_stream_window_size(STREAM_WINDOW)
            .initial_connection_window_size(CONNECTION_WINDOW)
            .handshake(TokioIo::new(stream))
            .await
            .map_err(|error| failure(&error))?;
        // What breaks the connection is told to the request that is on it.
        tasks.execute(async move { drop(connection.await) });
        Ok(Self { sender, tasks })
    }

    /// Sends the request and reads its answer to the end.
    pub(super) async fn exchange(
        &mut self,
        clock: &Clock,
        message: &Message,
        follows: bool,
        exchange: &mut Exchange,
    ) -> Result<Answered, Broken> {
        exchange.http = Some("2");
        let response = self.head(message, exchange).await?;
        exchange.first_byte = Some(clock.now());
        exchange.status = Some(response.status().as_u16());
        exchange.doing = Doing::Reading;
        let location = redirect::location(&response, follows);
        let mut body = response.into_body();
        while let Some(frame) = body.frame().await {
            let frame = frame.map_err(|error| Broken::Failed(failure(&error)))?;
            exchange.received += frame.data_ref().map_or(0, |data| data.len() as u64);
        }
        exchange.end = Some(clock.now());
        Ok(Answered {
            reusable: self.sender.is_ready(),
            location,
        })
    }

    async fn head(
        &mut self,
        message: &Message,
        exchange: &mut Exchange,
    ) -> Result<http::Response<Incoming>, Broken> {
        let http2 = message.http2.clone().expect("made for this client");
        if !self.sender.is_ready() {
            return Err(Broken::Unsent(phrase::INCOMPLETE));
        }
        exchange.doing = Doing::Waiting;
        self.sender
            .try_send_request(http2)
            .await
            .map_err(|refused| {
                let failure = failure(refused.error());
                if refused.message().is_some() || is_unprocessed(refused.error()) {
                    Broken::Unsent(failure)
                } else {
                    Broken::Failed(failure)
                }
            })
    }
}

/// Whether the server says that it did nothing with the request.
fn is_unprocessed(error: &hyper::Error) -> bool {
    h2_cause(error).is_some_and(|cause| {
        cause.reason() == Some(h2::Reason::REFUSED_STREAM)
            || (cause.is_go_away() && cause.is_remote())
    })
}

fn failure(error: &hyper::Error) -> Failure {
    let Some(cause) = h2_cause(error) else {
        return phrase::of_http2_io(error);
    };
    phrase::protocol_error(match (cause.is_remote(), cause.reason()) {
        (true, Some(h2::Reason::REFUSED_STREAM)) => "stream refused by the target",
        (true, _) if cause.is_reset() => "stream reset by the target",
        (true, _) if cause.is_go_away() => "target ends the connection",
        (true, _) => "exchange failed",
        (false, _) => "answer is not HTTP/2",
    })
}

fn h2_cause(error: &hyper::Error) -> Option<&h2::Error> {
    let mut cause = error.source();
    while let Some(inner) = cause {
        if let Some(h2) = inner.downcast_ref::<h2::Error>() {
            return Some(h2);
        }
        cause = inner.source();
    }
    None
}
