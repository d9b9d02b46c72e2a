//! A folder with runs, and tools that stand in for ours.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::archive::{Archive, Id};
use crate::tools::Tools;

/// When the first request of each stream was due.
pub(super) const FIRST_US: u64 = 1_795_330_776_000_000;

pub(super) struct Folder(TempDir);

impl Folder {
    pub(super) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(super) fn path(&self) -> &Path {
        self.0.path()
    }

    /// A new archive, which remembers nothing but what is on the disk.
    pub(super) fn archive(&self) -> Archive {
        Archive::open(self.path().to_owned()).unwrap()
    }

    pub(super) fn write(&self, name: &str, stream: &str) -> PathBuf {
        self.write_bytes(name, &zstd::encode_all(stream.as_bytes(), 1).unwrap())
    }

    pub(super) fn write_bytes(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.path().join(name);
        fs::write(&path, bytes).unwrap();
        path
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.path().join(name).exists()
    }

    /// How often `lt-report` was called.
    pub(super) fn calls(&self) -> usize {
        let calls = fs::read_to_string(self.path().join("calls"));
        calls.unwrap_or_default().lines().count()
    }
}

pub(super) fn id(text: &str) -> Id {
    Id::parse(text).unwrap()
}

pub(super) fn tools() -> Tools {
    let tool = |name: &str| {
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("src/archive/tests")
            .join(name)
    };
    Tools {
        lt_gen: PathBuf::from("/nonexistent/lt-gen"),
        lt_report: tool("lt-report.sh"),
        lt_gate: tool("lt-gate.sh"),
    }
}

pub(super) fn no_tools() -> Tools {
    let nowhere = PathBuf::from("/nonexistent/tool");
    Tools {
        lt_gen: nowhere.clone(),
        lt_report: nowhere.clone(),
        lt_gate: nowhere,
    }
}

/// `n` requests, one a second, and the end.
pub(super) fn whole(n: u64) -> String {
    let end = format!(
        "{{\"type\":\"end\",\"run\":\"2vwyapq0\",\"at_us\":{},\"test\":\"shop\",\"shard\":{{\"index\":0,\"of\":1}},\"reason\":\"completed\",\"samples\":{n}}}\n",
        FIRST_US + 60_000_000
    );
    cut_off(n) + &end
}

/// `n` requests, one a second, and no end.
pub(super) fn cut_off(n: u64) -> String {
    let run = format!(
        "{{\"type\":\"run\",\"format\":1,\"run\":\"2vwyapq0\",\"test\":\"shop\",\"shard\":{{\"index\":0,\"of\":1}},\"tool\":\"lt-gen\",\"version\":\"0.1.0\",\"started_us\":{FIRST_US},\"model\":\"open\",\"target\":\"http://127.0.0.1:8080/\"}}\n"
    );
    let samples = (0..n).map(|i| {
        format!(
            "{{\"type\":\"sample\",\"run\":\"2vwyapq0\",\"at_us\":{},\"method\":\"GET\",\"name\":\"/hello\",\"status\":200,\"outcome\":\"ok\",\"service_us\":2000}}\n",
            FIRST_US + i * 1_000_000
        )
    });
    run + &samples.collect::<String>()
}

/// The figures were reset so many seconds after the first request.
pub(super) fn reset_after(seconds: f64) -> String {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a few seconds"
    )]
    let at = FIRST_US + (seconds * 1e6) as u64;
    format!(
        "{{\"type\":\"event\",\"at_us\":{at},\"run\":\"2vwyapq0\",\"name\":\"control\",\"text\":\"figures begin anew\",\"labels\":{{\"command\":\"reset\"}}}}\n"
    )
}
