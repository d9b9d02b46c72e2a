//! The tool as scripts meet it: what it says, and how it ends.

#![cfg(unix)]
#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on shall say where"
)]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, ChildStderr, Command, Stdio};

use rustix::process::{Pid, Signal, kill_process, test_kill_process};
use tempfile::TempDir;

fn lt_web(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lt-web"));
    command
        .args(args)
        .current_dir(folder)
        .env_remove("LT_WEB_TOKEN")
        .stderr(Stdio::piped());
    command
}

/// What it says on stderr, from the address on.
fn address(child: &mut Child) -> (String, BufReader<ChildStderr>) {
    let mut stderr = BufReader::new(child.stderr.take().unwrap());
    let mut line = String::new();
    stderr.read_line(&mut line).unwrap();
    let address = line.strip_prefix("listening on http://").expect(&line);
    (address.trim_end().to_owned(), stderr)
}

/// A folder with `lt-web`, and beside it a script that is called in place of `lt-gen`.
fn with_generator(script: &str) -> (TempDir, Command) {
    // On the same disk as the program, so that it need not be copied.
    let folder = TempDir::new_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let tool = folder.path().join("lt-web");
    fs::hard_link(env!("CARGO_BIN_EXE_lt-web"), &tool).unwrap();
    executable(&folder.path().join("lt-gen"), script);
    let mut command = Command::new(tool);
    command
        .args(["--listen", "127.0.0.1:0"])
        .current_dir(folder.path())
        .env_remove("LT_WEB_TOKEN")
        .stderr(Stdio::piped());
    (folder, command)
}

/// Begins a run, and waits until it says something.
fn begin(address: &str) {
    let body = r#"{"url":"http://127.0.0.1:1/"}"#;
    let mut stream = TcpStream::connect(address).unwrap();
    write!(
        stream,
        "POST /api/start HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\
         connection: close\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    let mut stream = TcpStream::connect(address).unwrap();
    write!(
        stream,
        "GET /api/events HTTP/1.0\r\nhost: localhost\r\n\r\n"
    )
    .unwrap();
    let mut lines = BufReader::new(stream).lines().map(Result::unwrap);
    let has_begun =
        |line: &String| line.contains("\"text\":\"ready\"") || line.contains("\"log\":2");
    assert!(lines.any(|line| has_begun(&line)));
}

fn executable(path: &Path, text: &str) {
    fs::write(path, text).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn it_tells_its_address_and_signals_end_it_well_though_browsers_watch() {
    for signal in [Signal::INT, Signal::TERM, Signal::HUP] {
        let folder = TempDir::new().unwrap();
        let mut child = lt_web(folder.path(), &["--listen", "127.0.0.1:0"])
            .spawn()
            .unwrap();
        let (address, mut stderr) = address(&mut child);
        let mut browser = TcpStream::connect(&address).unwrap();
        browser
            .write_all(b"GET /api/events HTTP/1.1\r\nhost: localhost\r\n\r\n")
            .unwrap();
        let mut browser = BufReader::new(browser);
        browser.read_line(&mut String::new()).unwrap();
        kill_process(Pid::from_child(&child), signal).unwrap();
        assert_eq!(child.wait().unwrap().code(), Some(0));
        let mut rest = String::new();
        browser.read_to_string(&mut rest).unwrap();
        stderr.read_to_string(&mut rest).unwrap();
        assert!(folder.path().join("runs").is_dir());
    }
}

#[test]
fn a_port_in_use_is_refused_with_a_way_out_and_nothing_is_made() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let folder = TempDir::new().unwrap();
    let said = lt_web(folder.path(), &["--listen", &address])
        .output()
        .unwrap();
    let text = String::from_utf8(said.stderr).unwrap();
    let expected = format!(
        "lt-web: cannot listen on `{address}`; choose another --listen, port 0 takes a free one: "
    );
    assert!(text.starts_with(&expected), "{text}");
    assert_eq!(said.status.code(), Some(2));
    assert!(!folder.path().join("runs").exists());
}

#[test]
fn the_browser_is_opened_where_there_is_one() {
    let folder = TempDir::new().unwrap();
    let told = folder.path().join("told");
    assert!(
        Command::new("mkfifo")
            .arg(&told)
            .status()
            .unwrap()
            .success()
    );
    for opener in ["xdg-open", "open"] {
        let script = "#!/bin/sh\necho \"$1 ${LT_WEB_TOKEN-unset}\" > told\n";
        executable(&folder.path().join(opener), script);
    }
    let mut child = lt_web(folder.path(), &["--listen", "127.0.0.1:0", "--open"])
        .env("PATH", format!("{}:/usr/bin:/bin", folder.path().display()))
        .env("LT_WEB_TOKEN", "correct-horse-battery-staple")
        .spawn()
        .unwrap();
    let (address, _stderr) = address(&mut child);
    // A pipe is read when it is written: nothing has to be waited for.
    assert_eq!(
        fs::read_to_string(&told).unwrap(),
        format!("http://{address}/ unset\n")
    );
    kill_process(Pid::from_child(&child), Signal::TERM).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn without_a_browser_it_says_what_to_open_and_goes_on() {
    let folder = TempDir::new().unwrap();
    let mut child = lt_web(folder.path(), &["--listen", "127.0.0.1:0", "--open"])
        .env("PATH", folder.path())
        .spawn()
        .unwrap();
    let (address, mut stderr) = address(&mut child);
    let mut note = String::new();
    stderr.read_line(&mut note).unwrap();
    assert!(
        note.starts_with("lt-web: cannot open a browser, "),
        "{note}"
    );
    assert!(
        note.ends_with(&format!("; open http://{address}/ in one\n")),
        "{note}"
    );
    assert!(TcpStream::connect(&address).is_ok());
    kill_process(Pid::from_child(&child), Signal::TERM).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

/// Tells its process number, says something on stderr, then obeys or does not.
fn generator(then: &str) -> String {
    format!(
        "#!/bin/sh\necho $$ > pid\necho ready >&2\nwhile read -r line; do\n{then}\ndone\nexec sleep 3600\n"
    )
}

fn is_alive(folder: &Path) -> bool {
    let pid = fs::read_to_string(folder.join("pid")).unwrap();
    let pid = Pid::from_raw(pid.trim().parse().unwrap()).unwrap();
    test_kill_process(pid).is_ok()
}

#[test]
fn a_run_that_goes_on_is_stopped_first() {
    let obey = "case \"$line\" in *'\"stop\"'*) echo \"$line\" > stopped; exit 0;; esac";
    let (folder, mut command) = with_generator(&generator(obey));
    let mut child = command.spawn().unwrap();
    let (address, _stderr) = address(&mut child);
    begin(&address);
    kill_process(Pid::from_child(&child), Signal::TERM).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0));
    let told = fs::read_to_string(folder.path().join("stopped")).unwrap();
    assert!(told.starts_with("{\"command\":\"stop\""), "{told}");
    assert!(!is_alive(folder.path()));
}

#[test]
fn a_generator_that_does_not_listen_is_killed_in_the_end() {
    let (folder, mut command) = with_generator(&generator(":"));
    let mut child = command.args(["--stop-timeout", "10ms"]).spawn().unwrap();
    let (address, _stderr) = address(&mut child);
    begin(&address);
    kill_process(Pid::from_child(&child), Signal::INT).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert!(!is_alive(folder.path()));
}

#[test]
fn told_twice_it_ends_at_once() {
    let (folder, mut command) = with_generator(&generator(":"));
    let mut child = command.args(["--stop-timeout", "1440m"]).spawn().unwrap();
    let (address, _stderr) = address(&mut child);
    begin(&address);
    for signal in [Signal::INT, Signal::TERM] {
        kill_process(Pid::from_child(&child), signal).unwrap();
    }
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert!(!is_alive(folder.path()));
}
