//! Whoever shows the page.

use std::net::{IpAddr, SocketAddr};
use std::process::Stdio;

use lt_cli::message;
use tokio::process::Command;

use crate::{TOOL, tools};

const OPENER: &str = if cfg!(target_os = "macos") {
    "open"
} else {
    "xdg-open"
};

/// Opens the page; where that fails it is said how else.
pub(super) async fn open(address: SocketAddr) {
    let url = format!("http://{}/", reachable(address));
    let shown = Command::new(OPENER)
        .arg(&url)
        .env_remove(tools::SECRET)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .await;
    let why = match shown {
        Ok(status) if status.success() => return,
        Ok(status) => status.to_string(),
        Err(error) => error.to_string(),
    };
    message::note(
        TOOL,
        format_args!("cannot open a browser, `{OPENER}` says {why}; open {url} in one"),
    );
}

/// An address that this machine can ask for.
fn reachable(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::from([127, 0, 0, 1]),
        IpAddr::V6(ip) if ip.is_unspecified() => std::net::Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}
