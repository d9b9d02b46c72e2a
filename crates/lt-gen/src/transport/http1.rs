//! HTTP/1.1 by hyper's connection-level client: a second opinion beside our own.

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::task::JoinHandle;

use super::prepared::Message;
use super::{Answered, Broken, Doing, Exchange, Failure, phrase, redirect};
use crate::clock::Clock;

/// One connection and the task that moves its bytes.
#[derive(Debug)]
pub(super) struct Connection {
    sender: SendRequest<Full<Bytes>>,
    driver: JoinHandle<()>,
}

impl Drop for Connection {
    /// Closes the socket at once: an answer that nobody waits for must not go on.
    fn drop(&mut self) {
        self.driver.abort();
    }
}

impl Connection {
    pub(super) async fn new<S>(stream: S) -> Result<Self, Failure>
    where
        S: AsyncRead + AsyncWrite + Unpin + 'static,
    {
        let (sender, connection) = handshake(TokioIo::new(stream))
            .await
            .map_err(|error| phrase::of_hyper(&error))?;
        // What breaks the connection is told to the request that is on it.
        let driver = tokio::task::spawn_local(async move { drop(connection.await) });
        Ok(Self { sender, driver })
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
        let ready = self.sender.ready().await;
        ready.map_err(|_closed| Broken::Unsent(phrase::INCOMPLETE))?;
        exchange.doing = Doing::Waiting;
        let sent = self.sender.try_send_request(http1).await;
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
        while let Some(frame) = body.frame().await {
            let frame = frame.map_err(|error| Broken::Failed(phrase::of_hyper(&error)))?;
            exchange.received += frame.data_ref().map_or(0, |data| data.len() as u64);
        }
        exchange.end = Some(clock.now());
        // Let the connection notice the end, and whether it may be used again.
        let ready = std::future::poll_fn(|context| self.sender.poll_ready(context)).await;
        Ok(Answered {
            reusable: ready.is_ok(),
            location,
        })
    }
}
