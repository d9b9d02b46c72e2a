//! One request over one connection, always to the machine of the base.
//!
//! A connection that was idle may be broken without our knowing, and then nobody could say whether a request arrived. So each
//! has its own, of which we know when the first byte was sent.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use anyhow::anyhow;
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper::header::{HOST, HeaderValue};
use hyper::http::uri::PathAndQuery;
use hyper::{Request, Response, Uri};
use hyper_util::rt::TokioIo;
use octocrab::OctoBody;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tower_service::Service;

use super::base::Base;
use crate::tls;

/// The way to the API.
#[derive(Clone)]
pub(super) struct Wire {
    pub(super) base: Arc<Base>,
    /// For a base that is encrypted.
    pub(super) tls: Option<TlsConnector>,
    /// For the connection, and the handshake on it.
    pub(super) to_connect: Duration,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub(super) enum Broken {
    /// Nothing was asked: it can be tried again.
    #[error("{0:#}")]
    NotSent(anyhow::Error),
    /// It may have been done.
    #[error("{0:#}")]
    Sent(anyhow::Error),
    /// The answer is longer than any that the API gives.
    #[error("the answer has no end")]
    Endless,
}

trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}

impl<S: AsyncRead + AsyncWrite + Unpin + Send> Stream for S {}

impl Service<Request<OctoBody>> for Wire {
    type Response = Response<Incoming>;
    type Error = Broken;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Broken>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Broken>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<OctoBody>) -> Self::Future {
        let wire = self.clone();
        Box::pin(async move { wire.exchange(request).await })
    }
}

impl Wire {
    async fn exchange(&self, request: Request<OctoBody>) -> Result<Response<Incoming>, Broken> {
        let request = self.addressed(request).map_err(Broken::NotSent)?;
        let stream = timeout(self.to_connect, self.connect()).await;
        let stream = stream
            .map_err(|_late| Broken::NotSent(anyhow!("it does not accept connections")))?
            .map_err(Broken::NotSent)?;
        let shaken = http1::handshake(TokioIo::new(stream)).await;
        let (mut sender, connection) = shaken.map_err(|error| Broken::NotSent(error.into()))?;
        // It ends with the runtime at the latest; what goes wrong in it the answer tells.
        drop(tokio::spawn(connection));
        sender.try_send_request(request).await.map_err(|mut error| {
            let is_ours_still = error.take_message().is_some();
            match is_ours_still {
                true => Broken::NotSent(error.into_error().into()),
                false => Broken::Sent(error.into_error().into()),
            }
        })
    }

    async fn connect(&self) -> anyhow::Result<Box<dyn Stream>> {
        let host = self.base.host();
        let stream = TcpStream::connect((host, self.base.port())).await?;
        match &self.tls {
            Some(tls) => Ok(Box::new(tls::wrap(tls, host, stream).await?)),
            None => Ok(Box::new(stream)),
        }
    }

    /// Whatever host a request names, it goes to ours.
    fn addressed(&self, mut request: Request<OctoBody>) -> anyhow::Result<Request<OctoBody>> {
        let path = request.uri().path_and_query().cloned();
        *request.uri_mut() = Uri::from(path.unwrap_or(PathAndQuery::from_static("/")));
        let host = HeaderValue::try_from(self.base.authority())?;
        request.headers_mut().insert(HOST, host);
        Ok(request)
    }
}
