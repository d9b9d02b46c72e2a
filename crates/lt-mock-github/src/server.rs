//! Sockets: requests come in, answers go out, and connections break where they shall.

use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request as Http, Response};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::sync::oneshot;

use crate::answer::Answer;
use crate::fault::Course;
use crate::request::Request;
use crate::route;
use crate::state::{Seen, State};

/// More than GitHub takes of anything that is posted here.
const LONGEST_BODY: usize = 1 << 20;

type Shared = Arc<Mutex<State>>;

/// Serves until `ended`, on this thread; what is under way then ends, too.
pub(crate) fn run(
    listener: TcpListener,
    address: SocketAddr,
    state: &Shared,
    ended: oneshot::Receiver<()>,
) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime can be started");
    runtime.block_on(async {
        tokio::select! {
            _ = ended => {}
            () = accept(listener, address, state) => {}
        }
    });
}

async fn accept(listener: TcpListener, address: SocketAddr, state: &Shared) {
    listener.set_nonblocking(true).expect("a socket can be");
    let listener = tokio::net::TcpListener::from_std(listener).expect("the runtime runs");
    loop {
        if let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(converse(stream, address, Arc::clone(state)));
        }
    }
}

async fn converse(stream: TcpStream, address: SocketAddr, state: Shared) {
    let service = service_fn(|http| handle(http, address, Arc::clone(&state)));
    let mut connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
    if (&mut connection).await.is_err() {
        // A reset, not an end: the client shall not be able to take it for an empty answer.
        drop(connection.into_parts().io.into_inner().set_zero_linger());
    }
}

/// Why a connection ends without an answer.
#[derive(Debug)]
struct Broken;

impl std::fmt::Display for Broken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the connection shall break")
    }
}

impl std::error::Error for Broken {}

async fn handle(
    http: Http<Incoming>,
    address: SocketAddr,
    state: Shared,
) -> Result<Response<Full<Bytes>>, Broken> {
    let (head, body) = http.into_parts();
    let body = Limited::new(body, LONGEST_BODY).collect().await;
    let Ok(body) = body.map(http_body_util::Collected::to_bytes) else {
        return Ok(Answer::message(413, "Payload Too Large").into());
    };
    let origin = format!("http://{address}");
    let request = Request::new(origin, head.method.as_str(), &head.uri, &head.headers, body);
    let (place, course) = arrive(&mut lock(&state), &request);
    let answer = match course {
        Course::Straight => route::answer(&mut lock(&state), &request),
        Course::Instead(answer) => answer,
        Course::Nothing => std::future::pending().await,
        Course::Unanswered => {
            route::answer(&mut lock(&state), &request);
            return Err(Broken);
        }
        Course::After(time) => {
            // A task of its own goes on where the client hangs up.
            let work = tokio::spawn(async move {
                tokio::time::sleep(time).await;
                let answer = route::answer(&mut lock(&state), &request);
                answered(&mut lock(&state), place, &request, &answer);
                answer
            });
            return work.await.map(Into::into).map_err(|_panicked| Broken);
        }
    };
    answered(&mut lock(&state), place, &request, &answer);
    Ok(answer.into())
}

/// Writes down that the request came, and decides what becomes of it.
fn arrive(state: &mut State, request: &Request) -> (usize, Course) {
    state.seen.push(Seen {
        method: request.method.clone(),
        path: request.target.clone(),
        status: None,
    });
    (state.seen.len() - 1, state.stumble(request))
}

/// Writes down what was answered, unless the test has forgotten the request meanwhile.
fn answered(state: &mut State, place: usize, request: &Request, answer: &Answer) {
    let seen = state.seen.get_mut(place);
    let same = seen.filter(|seen| seen.path == request.target && seen.status.is_none());
    if let Some(seen) = same {
        seen.status = Some(answer.status);
    }
}

fn lock(state: &Shared) -> MutexGuard<'_, State> {
    // A test that failed while it looked must not make the others fail.
    state.lock().unwrap_or_else(PoisonError::into_inner)
}
