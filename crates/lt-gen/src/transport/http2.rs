//! HTTP/2 by the h2 crate, one request at a time on a connection. hyper's client is a layer on h2 that costs a task and
//! two channels for each request, and has nothing that we need.

use std::future::poll_fn;

use bytes::Bytes;
use h2::client::{Builder, SendRequest};
use h2::{Reason, RecvStream, SendStream};
use tokio::task::JoinHandle;

use super::disturb::{BETWEEN_PIECES, PIECES};
use super::lean::Asked;
use super::prepared::Message;
use super::stream::Stream;
use super::{Answered, Broken, Doing, Exchange, Failure, Kept, phrase, redirect};
use crate::clock::Clock;

/// What a stream, and what a connection may hold of answers that we have not read yet.
const STREAM_WINDOW: u32 = 2 << 20;
const CONNECTION_WINDOW: u32 = 5 << 20;

/// As many bytes of header fields are taken in one answer.
const MOST_HEADER_BYTES: u32 = 64 << 10;

/// One connection and the task that moves its bytes, also between requests: a server may want to know that we live.
#[derive(Debug)]
pub(super) struct Connection {
    sender: SendRequest<Bytes>,
    driver: JoinHandle<()>,
    /// Whether bodies are sent in drips.
    drips: bool,
}

impl Drop for Connection {
    /// Closes the socket at once: an answer that nobody waits for must not go on.
    fn drop(&mut self) {
        self.driver.abort();
    }
}

impl Connection {
    pub(super) async fn new(stream: Stream) -> Result<Self, Failure> {
        let (sender, connection) = Builder::new()
            .enable_push(false)
            .initial_window_size(STREAM_WINDOW)
            .initial_connection_window_size(CONNECTION_WINDOW)
            .max_header_list_size(MOST_HEADER_BYTES)
            .handshake(stream)
            .await
            .map_err(|error| failure(&error))?;
        // What breaks the connection is told to the request that is on it.
        let driver = tokio::task::spawn_local(async move { drop(connection.await) });
        Ok(Self {
            sender,
            driver,
            drips: false,
        })
    }

    /// From now on bodies are sent in drips; of a request without body, the end of its stream comes late.
    pub(super) fn set_drip(&mut self) {
        self.drips = true;
    }

    /// Breaks off in the middle of the body; or where there is none, when the head of the answer is there. The
    /// connection is of no further use.
    pub(super) async fn break_off<T>(
        mut self,
        clock: &Clock,
        message: &Message,
        exchange: &mut Exchange,
    ) -> Result<T, Broken> {
        exchange.http = Some("2");
        let head = message.http2.clone().expect("made for this client");
        let body = &message.parts.body;
        let half = body.slice(..body.len() / 2);
        let broken = |error: h2::Error| Broken::Failed(failure(&error));
        let ready = poll_fn(|context| self.sender.poll_ready(context)).await;
        ready.map_err(broken)?;
        let sent = self.sender.send_request(head, body.is_empty());
        let (response, stream) = sent.map_err(broken)?;
        exchange.doing = Doing::Waiting;
        if body.is_empty() {
            response.await.map_err(broken)?;
            exchange.first_byte = Some(clock.now());
        } else {
            exchange.sent += half.len() as u64;
            send(stream, half, false).await.map_err(broken)?;
            // The driver writes what it was given before the connection is dropped.
            tokio::task::yield_now().await;
        }
        Err(Broken::Failed(phrase::BROKEN_OFF))
    }

    /// Sends the request and reads its answer to the end.
    pub(super) async fn exchange(
        &mut self,
        clock: &Clock,
        message: &Message,
        asked: Asked,
        exchange: &mut Exchange,
    ) -> Result<Answered, Broken> {
        exchange.http = Some("2");
        let response = self.head(message, exchange).await?;
        exchange.first_byte = Some(clock.now());
        exchange.status = Some(response.status().as_u16());
        exchange.doing = Doing::Reading;
        let location = redirect::location(&response, asked.follows);
        let mut kept = Kept::of_response(&response, asked.wants, location.is_some());
        let read = read(response.into_body(), &mut exchange.received, &mut kept).await;
        read.map_err(|error| Broken::Failed(failure(&error)))?;
        exchange.end = Some(clock.now());
        Ok(Answered {
            reusable: true,
            location,
            kept,
        })
    }

    async fn head(
        &mut self,
        message: &Message,
        exchange: &mut Exchange,
    ) -> Result<http::Response<RecvStream>, Broken> {
        let unsent = |error: h2::Error| Broken::Unsent(failure(&error));
        let head = message.http2.clone().expect("made for this client");
        let body = message.parts.body.clone();
        let ready = poll_fn(|context| self.sender.poll_ready(context)).await;
        ready.map_err(unsent)?;
        let sent = self
            .sender
            .send_request(head, body.is_empty() && !self.drips);
        let (response, stream) = sent.map_err(unsent)?;
        exchange.doing = Doing::Waiting;
        exchange.sent += message.body_len();
        let response = answer_to(response, stream, body, self.drips).await;
        response.map_err(|error| {
            if is_unprocessed(&error) {
                Broken::Unsent(failure(&error))
            } else {
                Broken::Failed(failure(&error))
            }
        })
    }
}

/// Sends the body and waits for the head of the answer, which may come before all of the body is sent and then stands.
async fn answer_to(
    mut response: h2::client::ResponseFuture,
    stream: SendStream<Bytes>,
    body: Bytes,
    drips: bool,
) -> Result<http::Response<RecvStream>, h2::Error> {
    if body.is_empty() && !drips {
        return response.await;
    }
    tokio::select! {
        biased;
        response = &mut response => response,
        // A stream that takes no more of the body may still bring an answer.
        _sent = send_body(stream, body, drips) => response.await,
    }
}

async fn send_body(
    stream: SendStream<Bytes>,
    mut body: Bytes,
    drips: bool,
) -> Result<(), h2::Error> {
    if !drips {
        return send(stream, body, true).await.map(drop);
    }
    let mut stream = stream;
    let piece = body.len().div_ceil(PIECES);
    for _ in 1..PIECES {
        let drop = body.split_to(piece.min(body.len()));
        stream = send(stream, drop, false).await?;
        tokio::time::sleep(BETWEEN_PIECES).await;
    }
    if body.is_empty() {
        return stream.send_data(body, true);
    }
    send(stream, body, true).await.map(drop)
}

/// Sends bytes as the target takes them; the last ones end the stream where that is wanted.
async fn send(
    mut stream: SendStream<Bytes>,
    mut body: Bytes,
    ends: bool,
) -> Result<SendStream<Bytes>, h2::Error> {
    while !body.is_empty() {
        stream.reserve_capacity(body.len());
        let Some(capacity) = poll_fn(|context| stream.poll_capacity(context)).await else {
            break;
        };
        let piece = body.split_to(capacity?.min(body.len()));
        if !piece.is_empty() {
            stream.send_data(piece, ends && body.is_empty())?;
        }
    }
    Ok(stream)
}

/// Reads a body to its end: it is counted, and thrown away unless somebody wants it.
async fn read(
    mut body: RecvStream,
    received: &mut u64,
    kept: &mut Option<Box<Kept>>,
) -> Result<(), h2::Error> {
    while let Some(data) = body.data().await {
        let data = data?;
        *received += data.len() as u64;
        if let Some(kept) = kept {
            kept.add_body(&data);
        }
        body.flow_control().release_capacity(data.len())?;
    }
    Ok(())
}

/// Whether the server says that it did nothing with the request.
fn is_unprocessed(error: &h2::Error) -> bool {
    error.reason() == Some(Reason::REFUSED_STREAM) || (error.is_go_away() && error.is_remote())
}

fn failure(error: &h2::Error) -> Failure {
    if let Some(io) = error.get_io() {
        return phrase::of_http2_io(io);
    }
    phrase::protocol_error(match (error.is_remote(), error.reason()) {
        (true, Some(Reason::REFUSED_STREAM)) => "stream refused by the target",
        (true, _) if error.is_reset() => "stream reset by the target",
        (true, _) if error.is_go_away() => "target ends the connection",
        (true, _) => "exchange failed",
        (false, _) => "answer is not HTTP/2",
    })
}
