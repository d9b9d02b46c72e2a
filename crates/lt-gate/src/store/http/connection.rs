//! One request, one connection, one answer of bounded size in bounded time.

use std::net::IpAddr;
use std::time::Duration;

use anyhow::{Context, anyhow, bail};
use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HOST, HeaderValue, USER_AGENT};
use hyper::{Method, Request, StatusCode, Uri};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::runtime;
use tokio::time::timeout;

use crate::store::packed::MOST_BYTES;
use crate::tls;

const TO_CONNECT: Duration = Duration::from_secs(10);
const FOR_ALL: Duration = Duration::from_secs(60);

/// Whom we ask.
#[derive(Clone)]
pub(super) struct Server {
    is_encrypted: bool,
    host: String,
    port: u16,
    /// As it stands in the URL.
    authority: String,
    /// What stands before the service's own paths.
    prefix: String,
    token: Option<HeaderValue>,
}

/// What came back.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) body: Bytes,
}

impl Server {
    pub(super) fn of(base: &str, token: Option<String>) -> anyhow::Result<Self> {
        let uri: Uri = base
            .parse()
            .with_context(|| format!("`{base}` is no URL"))?;
        let Some(authority) = uri
            .authority()
            .filter(|authority| !authority.host().is_empty())
        else {
            bail!("`{base}` names no host; write `http://HOST:PORT`");
        };
        if authority.as_str().contains('@') || uri.query().is_some() {
            bail!(
                "the URL of a store has neither a user nor a query; a token belongs into LT_STORE_TOKEN"
            );
        }
        let is_encrypted = uri.scheme_str() == Some("https");
        let host = authority.host();
        let bearer = |token: String| {
            let mut value = HeaderValue::try_from(format!("Bearer {token}"))
                .map_err(|_secret| anyhow!("LT_STORE_TOKEN holds what no header can carry"))?;
            value.set_sensitive(true);
            Ok::<_, anyhow::Error>(value)
        };
        Ok(Self {
            is_encrypted,
            host: host.trim_matches(['[', ']']).to_owned(),
            port: authority
                .port_u16()
                .unwrap_or(if is_encrypted { 443 } else { 80 }),
            authority: authority.as_str().to_owned(),
            prefix: uri.path().trim_end_matches('/').to_owned(),
            token: token.map(bearer).transpose()?,
        })
    }

    /// Whether nobody on the way can listen: it is encrypted, or does not leave this machine.
    pub(super) fn is_private(&self) -> bool {
        let address = self.host.parse::<IpAddr>();
        self.is_encrypted || self.host == "localhost" || address.is_ok_and(|ip| ip.is_loopback())
    }

    /// Asks, and waits for all of the answer.
    pub(super) fn ask(
        &self,
        method: &Method,
        path: &str,
        body: Option<String>,
    ) -> anyhow::Result<Answer> {
        let runtime = runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let asked =
            runtime.block_on(async { timeout(FOR_ALL, self.exchange(method, path, body)).await });
        let place = &self.authority;
        asked
            .map_err(|_late| anyhow!("`{place}` did not answer within {} s", FOR_ALL.as_secs()))?
            .with_context(|| format!("asking `{place}`"))
    }

    async fn exchange(
        &self,
        method: &Method,
        path: &str,
        body: Option<String>,
    ) -> anyhow::Result<Answer> {
        let request = self.request(method, path, body)?;
        let connecting = timeout(
            TO_CONNECT,
            TcpStream::connect((self.host.as_str(), self.port)),
        )
        .await;
        let stream = connecting.map_err(|_late| anyhow!("it does not accept connections"))??;
        match self.is_encrypted {
            true => {
                let stream = tls::wrap(&tls::connector()?, &self.host, stream).await?;
                send(stream, request).await
            }
            false => send(stream, request).await,
        }
    }

    fn request(
        &self,
        method: &Method,
        path: &str,
        body: Option<String>,
    ) -> anyhow::Result<Request<Full<Bytes>>> {
        let mut request = Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.prefix))
            .header(HOST, &self.authority)
            .header(ACCEPT, "application/json")
            .header(USER_AGENT, concat!("lt-gate/", env!("CARGO_PKG_VERSION")));
        if let Some(token) = &self.token {
            request = request.header(AUTHORIZATION, token);
        }
        if body.is_some() {
            request = request.header(CONTENT_TYPE, "application/json");
        }
        Ok(request.body(Full::from(body.unwrap_or_default()))?)
    }
}

impl std::fmt::Debug for Server {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Server")
            .field("authority", &self.authority)
            .finish_non_exhaustive()
    }
}

async fn send<S>(stream: S, request: Request<Full<Bytes>>) -> anyhow::Result<Answer>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let (mut sender, connection) =
        hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
    // It ends with the runtime at the latest; what goes wrong in it the answer tells.
    drop(tokio::spawn(connection));
    let answer = sender.send_request(request).await?;
    let status = answer.status();
    let most = usize::try_from(MOST_BYTES).unwrap_or(usize::MAX);
    let body = Limited::new(answer.into_body(), most).collect().await;
    let body = body.map_err(|error| anyhow!("the answer could not be read: {error}"))?;
    Ok(Answer {
        status,
        body: body.to_bytes(),
    })
}
