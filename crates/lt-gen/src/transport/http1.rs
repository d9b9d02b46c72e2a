//! HTTP/1.1 by hyper's connection-level client: a second opinion beside our own.

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::{self, SendRequest};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};

use super::prepared::Message;
use super::stream::Stream;
use super::{Answered, Broken, Doing, Exchange, Failure, phrase, redirect};
use crate::clock::Clock;

/// One connection, which moves its bytes while a request is polled: a task of its own would be woken several times a
/// request, which costs a tenth of all instructions.
#[derive(Debug)]
pub(super) struct Connection<S: AsyncRead + AsyncWrite + Unpin + 'static = Stream> {
    sender: SendRequest<Full<Bytes>>,
    /// `None` once it is closed.
    driver: Option<Pin<Box<Driver<S>>>>,
}

type Driver<S> = http1::Connection<TokioIo<S>, Full<Bytes>>;

impl<S: AsyncRead + AsyncWrite + Unpin + 'static> Connection<S> {
    pub(super) async fn new(stream: S) -> Result<Self, Failure> {
        let (sender, connection) = http1::Builder::new()
            .writev(false)
            .handshake(TokioIo::new(stream))
            .await
            .map_err(|error| phrase::of_hyper(&error))?;
        Ok(Self {
            sender,
            driver: Some(Box::pin(connection)),
        })
    }

    /// Sends the request and reads its answer to the end.
    pub(super) async fn exchange(
        &mut self,
        clock: &Clock,
        message: &Message,
        follows: bool,
        exchange: &mut Exchange,
    ) -> Result<Answered, Broken> {
        let http1 = message.http1.clone().expect("made for this client");
        let Self { sender, driver } = self;
        let ready = driven(driver, sender.ready()).await;
        ready.map_err(|_closed| Broken::Unsent(phrase::INCOMPLETE))?;
        exchange.doing = Doing::Waiting;
        let sent = driven(driver, sender.try_send_request(http1)).await;
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
        let location = redirect::location(&response, follows);
        let mut body = response.into_body();
        while let Some(frame) = driven(driver, body.frame()).await {
            let frame = frame.map_err(|error| Broken::Failed(phrase::of_hyper(&error)))?;
            exchange.received += frame.data_ref().map_or(0, |data| data.len() as u64);
        }
        exchange.end = Some(clock.now());
        // Let the connection notice the end, and whether it may be used again.
        let ready = driven(driver, poll_fn(|context| sender.poll_ready(context))).await;
        Ok(Answered {
            reusable: ready.is_ok(),
            location,
        })
    }
}

/// Waits for a part of the exchange, moving the connection's bytes meanwhile.
async fn driven<S, F>(driver: &mut Option<Pin<Box<Driver<S>>>>, part: F) -> F::Output
where
    S: AsyncRead + AsyncWrite + Unpin + 'static,
    F: Future,
{
    let mut part = pin!(part);
    // Whatever the part waits for comes through the connection, which is polled right before it and wakes the task.
    let mut quiet = Context::from_waker(Waker::noop());
    poll_fn(|context| {
        if let Poll::Ready(output) = part.as_mut().poll(&mut quiet) {
            return Poll::Ready(output);
        }
        if let Some(connection) = driver
            && connection.as_mut().poll(context).is_ready()
        {
            // What broke it is told to the part.
            *driver = None;
        }
        part.as_mut().poll(&mut quiet)
    })
    .await
}
