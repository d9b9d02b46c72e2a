//! Connections: accepted, bounded, and ended in good order.

use std::future::pending;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use lt_cli::message;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use super::limits::Limits;
use super::patient::Patient;
use crate::TOOL;

/// So many connections at a time; others wait until one ends.
const MOST: usize = 512;
/// How much of a request's head is kept, and of an answer that nobody takes.
const MOST_HEAD: usize = 64 * 1024;
/// How long to leave the listener alone after it failed: without file descriptors it would fail again at once.
const ACCEPT_PAUSE: Duration = Duration::from_millis(10);

/// Answers connections until `ending` says so; then those under way are waited for, but not for long.
pub(super) async fn serve(
    listener: TcpListener,
    router: Router,
    limits: Limits,
    mut ending: watch::Receiver<bool>,
) {
    let mut open = JoinSet::new();
    let conversation = |stream| converse(stream, router.clone(), limits, ending.clone());
    let mut ends = ending.clone();
    tokio::select! {
        () = accept(&listener, &mut open, conversation) => {}
        _ = ends.wait_for(|ends| *ends) => {}
    }
    drop(listener);
    drop(ending.borrow_and_update());
    let all = async { while open.join_next().await.is_some() {} };
    drop(timeout(limits.farewell, all).await);
}

async fn accept<F: Future<Output = ()> + Send + 'static>(
    listener: &TcpListener,
    open: &mut JoinSet<()>,
    conversation: impl Fn(TcpStream) -> F,
) {
    let places = Arc::new(Semaphore::new(MOST));
    let mut warned = false;
    loop {
        while open.try_join_next().is_some() {}
        let Ok(place) = Arc::clone(&places).acquire_owned().await else {
            return pending().await;
        };
        match listener.accept().await {
            Ok((stream, _)) => {
                let conversation = conversation(stream);
                open.spawn(async move {
                    conversation.await;
                    drop(place);
                });
            }
            Err(error) => {
                if !warned {
                    message::warn(TOOL, format_args!("some browsers must wait: {error}"));
                    warned = true;
                }
                sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

async fn converse(
    stream: TcpStream,
    router: Router,
    limits: Limits,
    mut ending: watch::Receiver<bool>,
) {
    // An update shall not wait for the client's delayed acknowledgement; where it fails the connection is gone.
    drop(stream.set_nodelay(true));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.headers)
        .max_header_size(MOST_HEAD)
        .max_buf_size(MOST_HEAD)
        .serve_connection(
            TokioIo::new(Patient::new(stream, limits.reading)),
            TowerToHyperService::new(router),
        );
    let mut connection = pin!(connection);
    // An error here is the client's: it went away, was too slow, or spoke no HTTP.
    tokio::select! {
        served = connection.as_mut() => return drop(served),
        _ = ending.wait_for(|ends| *ends) => connection.as_mut().graceful_shutdown(),
    }
    drop(connection.await);
}
