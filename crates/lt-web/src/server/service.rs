//! The service from its first moment to its last.

use std::future::pending;
use std::io::{self, IsTerminal, Read, Write};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, anyhow};
use axum::Router;
use lt_cli::{open_inputs, usage};
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};

use super::access::{Access, Token};
use super::{Limits, Server, Shared, browser, connections, events, routes, signals};
use crate::Args;
use crate::archive::Archive;
use crate::current::Current;
use crate::offer::Offer;
use crate::tools::Tools;

/// The page, its routes, and what is behind them.
#[derive(Debug)]
pub struct Service {
    server: Shared,
    stop_timeout: Duration,
}

/// Listens and serves until Ctrl-C or SIGTERM.
pub(crate) async fn run(args: &Args) -> anyhow::Result<()> {
    let token = Token::asked(args.token_file.as_deref()).map_err(usage)?;
    if token.is_none() && !args.listen.ip().is_loopback() {
        return Err(usage(anyhow!(
            "`{}` can be reached from elsewhere; give --token-file or LT_WEB_TOKEN, or listen on 127.0.0.1",
            args.listen
        )));
    }
    let listener = listen(args.listen).await?;
    let address = listener.local_addr()?;
    let service = Service::open(args, token, Limits::default(), address)?;
    if args.watches()? {
        service.watch(stdin()?)?;
    }
    // Before the address is told: whoever reads it may send a signal at once.
    let told = signals::told_to_end().context("cannot listen for signals")?;
    announce(address);
    let open = async {
        if args.open {
            browser::open(address).await;
        }
        pending::<()>().await;
    };
    tokio::select! {
        () = service.serve(listener, told) => {}
        () = open => {}
    }
    Ok(())
}

/// What is piped in, compressed or not.
fn stdin() -> anyhow::Result<impl Read + Send + 'static> {
    if io::stdin().is_terminal() {
        return Err(usage(anyhow!(
            "`-` watches what is piped in: `lt-gen shop.yaml | lt-web -`"
        )));
    }
    let mut inputs = open_inputs(&["-".into()])?;
    let input = inputs.pop().context("there is no stdin")?;
    Ok(input.reader)
}

impl Service {
    /// Everything behind the page; nothing runs yet.
    ///
    /// # Errors
    /// The folder of runs cannot be made, or a scenario is not there.
    pub fn open(
        args: &Args,
        token: Option<Token>,
        limits: Limits,
        address: SocketAddr,
    ) -> anyhow::Result<Self> {
        let watching = args.watches()?;
        let archive = Archive::open(args.runs.clone()).map_err(usage)?;
        let named = if watching {
            &[]
        } else {
            args.scenarios.as_slice()
        };
        check(named)?;
        let offer = Offer::of(named);
        let tools = Tools::find();
        let current = Current::new(archive.clone(), offer.clone(), tools.clone());
        let access = Access::new(
            token,
            args.allow_host.clone(),
            address.port(),
            limits.wrong_token,
        );
        let server = Arc::new(Server {
            current,
            archive,
            offer,
            tools,
            baselines: args.baselines.clone(),
            watching,
            access,
            limits,
            watchers: Arc::new(Semaphore::new(events::MOST)),
            ending: watch::Sender::new(false),
        });
        Ok(Self {
            server,
            stop_timeout: args.stop_timeout,
        })
    }

    /// The routes, behind all gates.
    pub fn router(&self) -> Router {
        routes(Arc::clone(&self.server))
    }

    /// Shows a run that somebody else makes, from its stream.
    ///
    /// # Errors
    /// It cannot be recorded.
    pub fn watch(&self, stream: impl Read + Send + 'static) -> anyhow::Result<()> {
        let begun = self.server.current.watch(stream);
        begun.map(drop).map_err(|refusal| anyhow!(refusal.message))
    }

    /// Answers until it is told to end; then a run that goes on ends first, while browsers still see it, and at once
    /// where it is told again.
    pub async fn serve(&self, listener: TcpListener, told: watch::Receiver<u32>) {
        let server = &self.server;
        let answer = connections::serve(
            listener,
            self.router(),
            server.limits,
            server.ending.subscribe(),
        );
        let end = async {
            told_times(&told, 1).await;
            tokio::select! {
                () = server.current.end(self.stop_timeout) => {}
                () = told_times(&told, 2) => server.current.end(Duration::ZERO).await,
            }
            server.ending.send_replace(true);
            pending::<()>().await;
        };
        tokio::select! {
            () = answer => {}
            () = server.current.tick() => {}
            () = end => {}
        }
    }
}

/// Waits until it was told so often; for ever where nobody is left to tell.
async fn told_times(told: &watch::Receiver<u32>, times: u32) {
    if told.clone().wait_for(|told| *told >= times).await.is_err() {
        pending::<()>().await;
    }
}

async fn listen(address: SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address)
        .await
        .with_context(|| {
            format!(
                "cannot listen on `{address}`; choose another --listen, port 0 takes a free one"
            )
        })
        .map_err(usage)
}

/// Refuses names of files that are not there.
fn check(named: &[impl AsRef<Path>]) -> anyhow::Result<()> {
    for path in named {
        let path = path.as_ref();
        std::fs::metadata(path)
            .with_context(|| format!("cannot open `{}`", path.display()))
            .map_err(usage)?;
    }
    Ok(())
}

/// Tells scripts the port: this line is a protocol, so it does not begin with the tool's name.
fn announce(address: SocketAddr) {
    // A closed stderr leaves nobody to tell.
    drop(io::stderr().write_all(format!("listening on http://{address}\n").as_bytes()));
}
