//! lt-web as a child process.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Stdio};
use std::thread;

use crate::tool;

/// A running lt-web on a free port; ends when dropped.
#[derive(Debug)]
pub struct Web {
    child: Child,
    url: String,
}

impl Web {
    /// Starts it in a folder and waits until it says where it listens.
    ///
    /// # Panics
    /// It does not.
    pub fn start(folder: &Path, args: &[&str]) -> Self {
        // What it calls lies beside it, and must be as new.
        for name in ["lt-gen", "lt-report", "lt-gate"] {
            assert!(Path::new(tool(name).get_program()).exists(), "{name}");
        }
        let mut command = tool("lt-web");
        command.args(["--listen", "127.0.0.1:0"]).args(args);
        let mut child = command
            .current_dir(folder)
            .stdin(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let mut said = Vec::new();
        let url = loop {
            let line = lines.next().unwrap_or_else(|| panic!("it said: {said:?}"));
            let line = line.unwrap();
            if let Some((_, url)) = line.split_once("listening on ") {
                break url.to_owned();
            }
            said.push(line);
        };
        // What it says later is read on, or it would block on a full pipe.
        thread::spawn(move || lines.for_each(drop));
        Self { child, url }
    }

    /// Where it is; no `/` at its end.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Its process.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Web {
    fn drop(&mut self) {
        // One that has ended already is no error.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
