//! HTTP/1.1 over plain TCP, by hyper's connection-level client.

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use tokio::task::JoinHandle;

use super::connect::Connector;
use super::{Doing, Exchange, Failure, Origin, Prepared, Transport, phrase};
use crate::clock::Clock;

/// Sends requests over HTTP/1.1.
#[derive(Debug)]
pub(crate) struct Http1 {
    clock: Clock,
    connector: Connector,
}

/// One connection and the task that moves its bytes.
#[derive(Debug)]
pub(crate) struct Connection {
    origin: usize,
    sender: SendRequest<Full<Bytes>>,
    driver: JoinHandle<()>,
}

impl Drop for Connection {
    /// Closes the socket at once: an answer that nobody waits for must not go on.
    fn drop(&mut self) {
        self.driver.abort();
    }
}

impl Http1 {
    pub(crate) fn new(clock: Clock, origins: Vec<Origin>) -> Self {
        Self {
            clock,
            connector: Connector::new(clock, origins),
        }
    }

    async fn connect(&self, origin: usize, exchange: &mut Exchange) -> Result<Connection, Failure> {
        let stream = self.connector.connect(origin, exchange).await?;
        let (sender, connection) = handshake(TokioIo::new(stream))
            .await
            .map_err(|error| phrase::of_exchange(&error))?;
        // What breaks the connection is told to the request that is on it.
        let driver = tokio::task::spawn_local(async move { drop(connection.await) });
        Ok(Connection {
            origin,
            sender,
            driver,
        })
    }

    /// Sends the request and reads the head of the answer; on a kept connection that turned out to be closed before
    /// anything was sent, once more on a fresh one.
    async fn head(
        &self,
        kept: Option<Connection>,
        request: &Prepared,
        exchange: &mut Exchange,
    ) -> Result<(Connection, hyper::Response<hyper::body::Incoming>), Failure> {
        let is_kept = kept.is_some();
        let mut connection = match kept {
            Some(connection) => connection,
            None => self.connect(request.origin, exchange).await?,
        };
        exchange.doing = Doing::Waiting;
        match connection
            .sender
            .try_send_request(request.message.clone())
            .await
        {
            Ok(response) => Ok((connection, response)),
            Err(refused) if is_kept && refused.message().is_some() => {
                exchange.retries += 1;
                exchange.doing = Doing::Connecting;
                let mut fresh = self.connect(request.origin, exchange).await?;
                exchange.doing = Doing::Waiting;
                let sent = fresh.sender.send_request(request.message.clone()).await;
                sent.map(|response| (fresh, response))
                    .map_err(|error| phrase::of_exchange(&error))
            }
            Err(refused) => Err(phrase::of_exchange(refused.error())),
        }
    }
}

impl Transport for Http1 {
    type Connection = Connection;

    async fn exchange(
        &self,
        slot: &mut Option<Connection>,
        request: &Prepared,
        exchange: &mut Exchange,
    ) -> Result<(), Failure> {
        let kept = slot
            .take()
            .filter(|kept| kept.origin == request.origin && kept.sender.is_ready());
        let (mut connection, response) = self.head(kept, request, exchange).await?;
        exchange.first_byte = Some(self.clock.now());
        exchange.status = Some(response.status().as_u16());
        exchange.doing = Doing::Reading;
        let mut body = response.into_body();
        while let Some(frame) = body.frame().await {
            let frame = frame.map_err(|error| phrase::of_exchange(&error))?;
            exchange.received += frame.data_ref().map_or(0, |data| data.len() as u64);
        }
        exchange.end = Some(self.clock.now());
        // Let the connection notice the end, and whether it may be used again.
        if std::future::poll_fn(|context| connection.sender.poll_ready(context))
            .await
            .is_ok()
        {
            *slot = Some(connection);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
