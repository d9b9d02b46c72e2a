//! nginx with a configuration of our own: one worker, 100 bytes, endless connections.

use std::fs;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::Stdio;
use std::time::Instant;

use anyhow::{Context, bail};

use super::{Protocol, START};
use crate::bench::cores::Side;
use crate::bench::peers::Peer;
use crate::bench::{Bench, POLL, http};
use crate::shell::{Running, say};

const STATUS: &str = "/__status";
const BODY: &str = "This body is always the same and exactly one hundred bytes long, as short as that of many small APIs";

/// What `/json` answers.
const JSON: &str = r#"{"id":4711,"status":"accepted","items":[{"product":42,"quantity":1,"price":19.99},{"product":7,"quantity":2,"price":4.5}],"total":28.99,"currency":"EUR","customer":{"name":"Jo Doe","city":"Springfield"},"created":"2026-01-01T00:00:00Z"}"#;

/// A running nginx, which ends with this value.
#[derive(Debug)]
pub(crate) struct Nginx {
    _running: Running,
    plain: SocketAddr,
    http2: SocketAddr,
    tls: Option<SocketAddr>,
    asked: u64,
}

impl Nginx {
    /// Starts it on free ports and waits until it answers.
    ///
    /// # Errors
    /// It does not start.
    pub(crate) fn start(bench: &Bench) -> anyhow::Result<Self> {
        let folder = bench.file("nginx");
        fs::create_dir_all(&folder)?;
        let has_tls = certificate(bench, &folder)?;
        let [plain, http2, tls] = free_ports().context("cannot find free ports")?;
        let tls = has_tls.then_some(tls);
        let file = folder.join("nginx.conf");
        fs::write(&file, configuration(&folder, plain, http2, tls))?;
        let mut command = bench.pinned(Side::Server, Peer::Nginx.program());
        command.arg("-p").arg(&folder).arg("-c").arg(&file);
        command.arg("-e").arg(folder.join("error.log"));
        command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let mut nginx = Self {
            _running: bench.shell.start(command)?,
            plain,
            http2,
            tls,
            asked: 0,
        };
        let begin = Instant::now();
        while nginx.requests().is_err() {
            if begin.elapsed() > START {
                let log = fs::read_to_string(folder.join("error.log")).unwrap_or_default();
                bail!(
                    "nginx does not answer: {}",
                    log.lines().last().unwrap_or("it said nothing")
                );
            }
            bench.shell.sleep(POLL)?;
        }
        Ok(nginx)
    }

    pub(super) fn url(&self, protocol: Protocol) -> Option<String> {
        Some(match protocol {
            Protocol::Http1 => format!("http://{}/", self.plain),
            Protocol::Http2 => format!("http://{}/", self.http2),
            Protocol::Http1Tls | Protocol::Http2Tls => format!("https://{}/", self.tls?),
        })
    }

    pub(crate) fn requests(&mut self) -> anyhow::Result<u64> {
        let status = http::get(self.plain, STATUS)?;
        // The page counts itself, this time included.
        self.asked += 1;
        let counted = counted(&status).context("nginx's status page has another form")?;
        Ok(counted.saturating_sub(self.asked))
    }
}

/// Makes a self-signed certificate; `false` where that cannot be done.
fn certificate(bench: &Bench, folder: &Path) -> anyhow::Result<bool> {
    if !bench.peers.has(Peer::Openssl) {
        return Ok(false);
    }
    let mut command = bench.shell.command(
        Peer::Openssl.program(),
        &[
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:prime256v1",
            "-nodes",
        ],
    );
    command.args(["-days", "2", "-subj", "/CN=localhost"]);
    command.args(["-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost"]);
    command.arg("-keyout").arg(folder.join("key.pem"));
    command.arg("-out").arg(folder.join("cert.pem"));
    let output = command.stdin(Stdio::null()).output()?;
    if !output.status.success() {
        say("openssl made no certificate: nothing is measured over TLS");
    }
    Ok(output.status.success())
}

/// Ports that were free just now: nginx cannot be told to choose.
fn free_ports() -> io::Result<[SocketAddr; 3]> {
    let local = SocketAddr::from(([127, 0, 0, 1], 0));
    // All are held until the last is found, or they would be the same.
    let held = [
        TcpListener::bind(local)?,
        TcpListener::bind(local)?,
        TcpListener::bind(local)?,
    ];
    let [one, two, three] = held.map(|listener| listener.local_addr());
    Ok([one?, two?, three?])
}

fn configuration(
    folder: &Path,
    plain: SocketAddr,
    http2: SocketAddr,
    tls: Option<SocketAddr>,
) -> String {
    let folder = folder.display();
    let answer = format!(
        r#"location / {{ default_type text/plain; return 200 "{BODY}"; }} location = /json {{ default_type application/json; return 200 '{JSON}'; }}"#
    );
    let tls = tls.map(|tls| {
        format!(
            "    server {{ listen {tls} ssl http2 backlog=4096; ssl_certificate {folder}/cert.pem; \
             ssl_certificate_key {folder}/key.pem; {answer} }}\n"
        )
    });
    // One process: with a master, ending that by its id could leave its worker behind.
    format!(
        "daemon off;\nmaster_process off;\nworker_processes 1;\npid {folder}/pid;\n\
         events {{ worker_connections 40000; }}\n\
         http {{\n    access_log off;\n    keepalive_requests 1000000000;\n    keepalive_timeout 3600s;\n    \
         client_body_temp_path {folder}/body;\n    proxy_temp_path {folder}/proxy;\n    \
         fastcgi_temp_path {folder}/fastcgi;\n    uwsgi_temp_path {folder}/uwsgi;\n    \
         scgi_temp_path {folder}/scgi;\n    \
         server {{ listen {plain} backlog=4096; {answer} location = {STATUS} {{ stub_status; }} }}\n    \
         server {{ listen {http2} http2 backlog=4096; {answer} }}\n{}}}\n",
        tls.unwrap_or_default()
    )
}

/// The third number of the line below `server accepts handled requests`.
fn counted(status: &str) -> Option<u64> {
    let mut lines = status.lines();
    lines.find(|line| line.starts_with("server accepts"))?;
    lines.next()?.split_whitespace().nth(2)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_counted_from_the_status_page() {
        let status = "Active connections: 2 \nserver accepts handled requests\n 16 16 4711 \nReading: 0 Writing: 1 Waiting: 1 \n";
        assert_eq!(counted(status), Some(4711));
        assert_eq!(counted("<html>"), None);
    }

    #[test]
    fn the_body_keeps_its_word() {
        assert_eq!(BODY.len(), 100);
    }
}
