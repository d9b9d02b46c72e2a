//! `lt-gate serve`: baselines over HTTP.

use std::io::{self, Write};
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, anyhow};
use lt_cli::{Exit, message, usage};
use lt_stats::baseline::Grades;

use crate::config;
use crate::serve::{Service, Token, routes};
use crate::store::{Store, meant_place};

/// So many requests are at the store at a time; each may have a baseline in memory.
const AT_ONCE: usize = 8;
/// For so long a client may finish its request when the service is to end.
const PATIENCE: Duration = Duration::from_secs(5);

/// What `lt-gate serve` was told.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Where to listen; port 0 takes a free one
    #[arg(long, value_name = "IP:PORT", default_value = "127.0.0.1:8787")]
    pub listen: SocketAddr,

    /// Where baselines are kept: `dir:PATH`, `git:BRANCH` or `git:BRANCH@REMOTE` [default: $LT_STORE, else
    /// dir:.lt/baselines]
    #[arg(long, value_name = "PLACE")]
    pub store: Option<String>,

    /// Folder in which `test_results_file` may name files; without it none can be named
    #[arg(long, value_name = "FOLDER")]
    pub results_dir: Option<PathBuf>,

    /// File with the token that every request must bring as `Authorization: Bearer TOKEN`
    #[arg(long, value_name = "FILE")]
    pub token_file: Option<PathBuf>,

    /// Configuration whose `[grades]` rate figures in reports
    #[arg(short, long, value_name = "FILE")]
    pub config: Option<PathBuf>,
}

/// Serves until Ctrl-C or SIGTERM.
pub(crate) fn run(args: &Args, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let token = args
        .token_file
        .as_deref()
        .map(token)
        .transpose()
        .map_err(usage)?;
    if token.is_none() && !args.listen.ip().is_loopback() {
        return Err(usage(anyhow!(
            "`{}` can be reached from elsewhere; give --token-file, or listen on 127.0.0.1",
            args.listen
        )));
    }
    let store = Store::open(&meant_place(args.store.as_deref()))?;
    if store.is_service() {
        // It may be this very one, which would ask itself for ever.
        return Err(usage(anyhow!(
            "`{}` is a service already; give the folder or the branch that it keeps by `--store`",
            store.place()
        )));
    }
    let listener = TcpListener::bind(args.listen)
        .with_context(|| format!("cannot listen on `{}`", args.listen))
        .map_err(usage)?;
    listener.set_nonblocking(true)?;
    let address = listener.local_addr()?;
    let service = Service {
        store,
        results: args.results_dir.clone(),
        token,
        grades: match &args.config {
            Some(file) => config::read(file).map_err(usage)?.grades,
            None => Grades::default(),
        },
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .max_blocking_threads(AT_ONCE)
        .build()?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::from_std(listener)?;
        let (stop, stopped) = (signal_to_stop()?, signal_to_stop()?);
        message::note("lt-gate", format_args!("listening on http://{address}"));
        let served = axum::serve(listener, routes(service)).with_graceful_shutdown(stop);
        let patience = async {
            stopped.await;
            tokio::time::sleep(PATIENCE).await;
        };
        tokio::select! {
            served = served.into_future() => served,
            () = patience => Ok(()),
        }
    })?;
    out.flush()?;
    Ok(Exit::Done)
}

fn token(file: &Path) -> anyhow::Result<Token> {
    let name = file.display();
    let text = std::fs::read_to_string(file).with_context(|| format!("cannot read `{name}`"))?;
    Token::of(&text).with_context(|| {
        format!("`{name}`: a token has at least 16 letters, digits or signs, and nothing else")
    })
}

/// Ends at Ctrl-C and SIGTERM, of which neither ends the tool from now on.
#[cfg(unix)]
fn signal_to_stop() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Ends at Ctrl-C, which does not end the tool from now on.
#[cfg(not(unix))]
fn signal_to_stop() -> io::Result<impl Future<Output = ()>> {
    let mut interrupt = tokio::signal::windows::ctrl_c()?;
    Ok(async move {
        interrupt.recv().await;
    })
}
