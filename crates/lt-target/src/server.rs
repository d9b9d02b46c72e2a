//! Sockets: listening, accepting, and handing each connection to hyper.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use lt_cli::message;
use rustix::process::{Resource, getrlimit, setrlimit};
use tokio::net::{TcpListener, TcpSocket, TcpStream};

use crate::Target;

/// How long to leave the listener alone after it failed: without file descriptors it would fail again at once.
const ACCEPT_PAUSE: Duration = Duration::from_millis(10);
/// Connections that may wait to be accepted; the kernel lowers it to its own bound. A shorter queue drops the
/// connection attempts of a sudden load, and each would try again a second later.
const BACKLOG: u32 = 4096;

/// Opens the listening socket; port 0 takes a free one. Must be called inside a runtime.
pub fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = match address {
        SocketAddr::V4(_) => TcpSocket::new_v4()?,
        SocketAddr::V6(_) => TcpSocket::new_v6()?,
    };
    // A restarted target takes its port back, though old connections still linger.
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

/// Serves until `shutdown` is ready. Connections that are open then end with the runtime, answered or not.
pub async fn serve(listener: TcpListener, target: Target, shutdown: impl Future<Output = ()>) {
    tokio::select! {
        () = shutdown => {}
        () = accept(&listener, Arc::new(target)) => {}
    }
}

async fn accept(listener: &TcpListener, target: Arc<Target>) {
    let mut warned = false;
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                tokio::spawn(converse(stream, target.clone()));
            }
            Err(error) => {
                if !warned {
                    message::warn(
                        "lt-target",
                        format_args!(
                            "some connections must wait, `ulimit -n` may be too low: {error}"
                        ),
                    );
                    warned = true;
                }
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

async fn converse(stream: TcpStream, target: Arc<Target>) {
    // Without it an answer may wait for the client's delayed acknowledgement; where it fails the connection is gone.
    drop(stream.set_nodelay(true));
    // No timer is given to hyper: a connection may rest as long as its client likes.
    let connection = http1::Builder::new().serve_connection(
        TokioIo::new(stream),
        service_fn(|request| target.answer(request)),
    );
    // An error here is the client's: it went away or spoke no HTTP. What it did get is in the stats.
    drop(connection.await);
}

/// Lets this process open as many files as it may, for thousands of connections; where it may not, it goes on as it is.
pub(crate) fn raise_open_file_limit() {
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    setrlimit(Resource::Nofile, limit).ok();
}
