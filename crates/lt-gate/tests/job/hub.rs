//! A hub that serves git over HTTP, to those who know its password.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;

/// A hub; its thread ends with the process.
pub(crate) struct Hub {
    address: SocketAddr,
    /// The credentials that were sent with each request.
    pub(crate) seen: Arc<Mutex<Vec<Option<String>>>>,
}

/// A request, as far as git needs it.
struct Request {
    method: String,
    target: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Hub {
    /// Serves the repositories in a folder to those who send this `Authorization`.
    pub(crate) fn start(root: &Path, authorization: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let hub = Self {
            address: listener.local_addr().unwrap(),
            seen: Arc::default(),
        };
        let (root, authorization) = (root.to_owned(), authorization.to_owned());
        let seen = Arc::clone(&hub.seen);
        thread::spawn(move || {
            for stream in listener.incoming() {
                serve(stream.unwrap(), &root, &authorization, &seen);
            }
        });
        hub
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

fn serve(
    mut stream: TcpStream,
    root: &PathBuf,
    authorization: &str,
    seen: &Mutex<Vec<Option<String>>>,
) {
    let Some(request) = Request::read(&stream) else {
        return;
    };
    let sent = request.header("authorization");
    seen.lock().unwrap().push(sent.map(str::to_owned));
    let answer = match sent == Some(authorization) {
        true => request.answer(root),
        false => {
            b"Status: 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"hub\"\r\n\r\n".to_vec()
        }
    };
    let text = String::from_utf8_lossy(&answer);
    let status = text.lines().find_map(|line| line.strip_prefix("Status: "));
    let head = format!(
        "HTTP/1.1 {}\r\nConnection: close\r\n",
        status.unwrap_or("200 OK")
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(&answer).ok();
}

impl Request {
    fn read(stream: &TcpStream) -> Option<Self> {
        let mut reader = BufReader::new(stream);
        let mut first = String::new();
        reader.read_line(&mut first).ok()?;
        let mut words = first.split(' ');
        let (method, target) = (words.next()?.to_owned(), words.next()?.to_owned());
        let mut headers = Vec::new();
        loop {
            let mut line = String::new();
            reader.read_line(&mut line).ok()?;
            let Some((name, value)) = line.trim_end().split_once(": ") else {
                break;
            };
            headers.push((name.to_lowercase(), value.to_owned()));
        }
        let mut request = Self {
            method,
            target,
            headers,
            body: Vec::new(),
        };
        let length = request
            .header("content-length")
            .unwrap_or("0")
            .parse()
            .unwrap();
        reader.take(length).read_to_end(&mut request.body).ok()?;
        Some(request)
    }

    fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        let (_, value) = headers.find(|(header, _)| header == name)?;
        Some(value)
    }

    /// What git's own server says.
    fn answer(&self, root: &PathBuf) -> Vec<u8> {
        let (path, query) = self.target.split_once('?').unwrap_or((&self.target, ""));
        let mut child = Command::new("git")
            .arg("http-backend")
            .env("GIT_PROJECT_ROOT", root)
            .env("GIT_HTTP_EXPORT_ALL", "1")
            .env("REMOTE_USER", "somebody")
            .env("PATH_INFO", path)
            .env("QUERY_STRING", query)
            .env("REQUEST_METHOD", &self.method)
            .env("CONTENT_TYPE", self.header("content-type").unwrap_or(""))
            .env(
                "HTTP_CONTENT_ENCODING",
                self.header("content-encoding").unwrap_or(""),
            )
            .env("GIT_PROTOCOL", self.header("git-protocol").unwrap_or(""))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(&self.body).ok();
        child.wait_with_output().unwrap().stdout
    }
}
