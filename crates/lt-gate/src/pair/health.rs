//! Whether a service answers.

use std::io;
use std::time::Duration;

use anyhow::{Context, bail};
use http_body_util::Empty;
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper::{Request, StatusCode, Uri};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::runtime::Runtime;

/// A single question takes no longer.
const PATIENCE: Duration = Duration::from_secs(2);

/// Where a service says that it is ready.
#[derive(Debug)]
pub(super) struct Health {
    uri: Uri,
    authority: String,
    runtime: Runtime,
}

impl Health {
    /// Reads an `http://` URL.
    pub(super) fn of(url: &str) -> anyhow::Result<Self> {
        let uri: Uri = url.parse().with_context(|| format!("`{url}` is no URL"))?;
        let (Some("http"), Some(host)) = (uri.scheme_str(), uri.host()) else {
            bail!("`{url}` is no URL of the form `http://localhost:8080/health`");
        };
        let authority = format!("{host}:{}", uri.port_u16().unwrap_or(80));
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        Ok(Self {
            uri,
            authority,
            runtime,
        })
    }

    /// Asks once: whether somebody answers, and with a status below 400.
    pub(super) fn is_good(&self) -> bool {
        let answer = async { tokio::time::timeout(PATIENCE, self.ask()).await };
        let status = self.runtime.block_on(answer);
        matches!(status, Ok(Ok(status)) if status.as_u16() < 400)
    }

    /// Whether anything listens there at all.
    pub(super) fn is_taken(&self) -> bool {
        let connect =
            async { tokio::time::timeout(PATIENCE, TcpStream::connect(&self.authority)).await };
        matches!(self.runtime.block_on(connect), Ok(Ok(_)))
    }

    async fn ask(&self) -> io::Result<StatusCode> {
        let stream = TcpStream::connect(&self.authority).await?;
        let handshake = http1::handshake(TokioIo::new(stream)).await;
        let (mut sender, connection) = handshake.map_err(io::Error::other)?;
        let path = self.uri.path_and_query().map_or("/", |path| path.as_str());
        let request = Request::get(path)
            .header("host", &self.authority)
            .header("connection", "close")
            .body(Empty::<Bytes>::new())
            .map_err(io::Error::other)?;
        // Beside the question, not in a race with it: the connection may end with the answer already handed over.
        let connection = tokio::spawn(connection);
        let answer = sender.send_request(request).await;
        connection.abort();
        answer
            .map(|answer| answer.status())
            .map_err(io::Error::other)
    }
}

impl std::fmt::Display for Health {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.uri)
    }
}
