//! HTTP/1.1 by hyper's connection-level client: a second opinion beside our own.

mod muted;

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::Body;
use hyper::client::conn::http1::{self, SendRequest};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};

use self::muted::Muted;
use super::lean::Asked;
use super::prepared::Message;
use super::stream::Stream;
use super::{Answered, Broken, Doing, Exchange, Failure, Kept, phrase, redirect};
use crate::clock::Clock;

/// One connection.
#[derive(Debug)]
pub(super) struct Connection<S: AsyncRead + AsyncWrite + Unpin + 'static = Stream> {
    sender: SendRequest<Full<Bytes>>,
    line: Line<S>,
}

/// The end of hyper's connection that moves its bytes, while a request waits for it: in a task of its own it would be
/// woken several times a request.
#[derive(Debug)]
struct Line<S: AsyncRead + AsyncWrite + Unpin + 'static> {
    /// `None` once it is closed.
    connection: Option<Pin<Box<Driver<S>>>>,
    muted: Option<Arc<Muted>>,
}

type Driver<S> = http1::Connection<TokioIo<S>, Full<Bytes>>;

impl<S: AsyncRead + AsyncWrite + Unpin + 'static> Connection<S> {
    pub(super) async fn new(stream: S) -> Result<Self, Failure> {
        let (sender, connection) = http1::Builder::new()
            .writev(false)
            .handshake(TokioIo::new(stream))
            .await
            .map_err(|error| phrase::of_hyper(&error))?;
        let line = Line {
            connection: Some(Box::pin(connection)),
            muted: None,
        };
        Ok(Self { sender, line })
    }

    /// Sends the request and reads its answer to the end.
    pub(super) async fn exchange(
        &mut self,
        clock: &Clock,
        message: &Message,
        asked: Asked,
        exchange: &mut Exchange,
    ) -> Result<Answered, Broken> {
        let http1 = message
            .http1
            .as_ref()
            .expect("made for this client")
            .clone();
        let Self { sender, line } = self;
        let ready = line.move_for(sender.ready()).await;
        ready.map_err(|_closed| Broken::Unsent(phrase::INCOMPLETE))?;
        exchange.doing = Doing::Waiting;
        exchange.sent += message.body_len();
        let sent = line.move_for(sender.try_send_request(http1)).await;
        let response = sent.map_err(|refused| {
            let failure = phrase::of_hyper(refused.error());
            match refused.message() {
                Some(_) => Broken::Unsent(failure),
                None => Broken::Failed(failure),
            }
        })?;
        exchange.first_byte = Some(clock.now());
        if response.status() == http::StatusCode::SWITCHING_PROTOCOLS {
            return Err(Broken::Failed(phrase::SWITCHED));
        }
        exchange.status = Some(response.status().as_u16());
        exchange.doing = Doing::Reading;
        let location = redirect::location(&response, asked.follows);
        let mut kept = Kept::of_response(&response, asked.wants, location.is_some());
        let mut body = response.into_body();
        // A body of known length says so itself when it is over; asking for what follows costs a round.
        while !body.is_end_stream() {
            let Some(frame) = line.move_for(body.frame()).await else {
                break;
            };
            let frame = frame.map_err(|error| Broken::Failed(phrase::of_hyper(&error)))?;
            let data = frame.data_ref().map_or(&[][..], |data| data);
            exchange.received += data.len() as u64;
            if let Some(kept) = &mut kept {
                kept.add_body(data);
            }
        }
        exchange.end = Some(clock.now());
        // Let the connection notice the end, and whether it may be used again.
        let ready = line
            .move_for(poll_fn(|context| sender.poll_ready(context)))
            .await;
        Ok(Answered {
            reusable: ready.is_ok(),
            location,
            kept,
        })
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin + 'static> Line<S> {
    /// Waits for a part of the exchange, moving the connection's bytes meanwhile.
    async fn move_for<F: Future>(&mut self, part: F) -> F::Output {
        let mut part = pin!(part);
        // Whatever the part waits for comes through the connection, which is polled right before it.
        let mut quiet = Context::from_waker(Waker::noop());
        poll_fn(|context| {
            if let Poll::Ready(output) = part.as_mut().poll(&mut quiet) {
                return Poll::Ready(output);
            }
            let muted = self.muted(context.waker());
            loop {
                muted.mute();
                self.move_bytes(&muted);
                if let Poll::Ready(output) = part.as_mut().poll(&mut quiet) {
                    return Poll::Ready(output);
                }
                if !muted.was_called() {
                    muted.unmute();
                    return Poll::Pending;
                }
            }
        })
        .await
    }

    fn move_bytes(&mut self, muted: &Arc<Muted>) {
        let waker = Waker::from(Arc::clone(muted));
        if let Some(connection) = &mut self.connection
            && connection
                .as_mut()
                .poll(&mut Context::from_waker(&waker))
                .is_ready()
        {
            // What broke it is told to the part.
            self.connection = None;
        }
    }

    fn muted(&mut self, task: &Waker) -> Arc<Muted> {
        match &self.muted {
            Some(muted) if muted.is_of(task) => Arc::clone(muted),
            _ => Arc::clone(self.muted.insert(Muted::new(task))),
        }
    }
}
