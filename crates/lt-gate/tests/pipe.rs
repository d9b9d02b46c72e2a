//! The binary at the end of a pipe.

use std::io::Write;
use std::process::{Command, Stdio};

#[test]
fn a_stream_on_stdin_is_judged_like_a_file() {
    let steady = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/steady.ndjson");
    let judged = |file: &str, stdin: &[u8]| {
        let mut child = Command::new(env!("CARGO_BIN_EXE_lt-gate"))
            .args(["check", "--threshold", "max<20ms", file])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the binary that Cargo built runs");
        let mut writer = child.stdin.take().expect("it is piped");
        writer.write_all(stdin).expect("it reads to the end");
        drop(writer);
        child.wait_with_output().expect("it ends")
    };
    let (piped, read) = (
        judged("-", &std::fs::read(steady).unwrap()),
        judged(steady, b""),
    );
    assert_eq!(piped.status.code(), Some(3));
    assert_eq!(piped, read);
}
