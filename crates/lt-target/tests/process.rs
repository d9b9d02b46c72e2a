//! The target as scripts meet it: what it says, and how it ends.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on shall say where"
)]

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};

use rustix::process::{Pid, Signal, kill_process};

fn lt_target(listen: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lt-target"));
    command.args(["--listen", listen]).stderr(Stdio::piped());
    command
}

fn first_line_of_stderr(child: &mut Child) -> String {
    let mut line = String::new();
    let mut stderr = BufReader::new(child.stderr.as_mut().unwrap());
    stderr.read_line(&mut line).unwrap();
    line
}

#[test]
fn it_tells_its_address_and_both_signals_end_it_well() {
    for signal in [Signal::INT, Signal::TERM] {
        let mut child = lt_target("127.0.0.1:0").spawn().unwrap();
        let line = first_line_of_stderr(&mut child);
        let port = line.strip_prefix("listening on http://127.0.0.1:").unwrap();
        assert_ne!(port.strip_suffix('\n').unwrap().parse::<u16>().unwrap(), 0);
        kill_process(Pid::from_child(&child), signal).unwrap();
        assert_eq!(child.wait().unwrap().code(), Some(0));
    }
}

#[test]
fn a_port_in_use_is_refused_with_a_way_out() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    let mut child = lt_target(&address.to_string()).spawn().unwrap();
    let line = first_line_of_stderr(&mut child);
    let expected = format!(
        "lt-target: cannot listen on `{address}`; choose another --listen, port 0 takes a free one: "
    );
    assert!(line.starts_with(&expected), "{line}");
    assert_eq!(child.wait().unwrap().code(), Some(2));
}
