//! Small files that claim to be large.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::support::{Desk, files_below, succeed, text};

const BOMB: usize = 512;

fn blow_up(mut into: impl Write) {
    let spaces = vec![b' '; 1 << 20];
    into.write_all(b"{\"schema\":\"lt.baseline/1\",").unwrap();
    for _ in 0..BOMB {
        into.write_all(&spaces).unwrap();
    }
}

fn zstd_bomb(path: &Path, window_log: u32) {
    let mut encoder = zstd::Encoder::new(File::create(path).unwrap(), 1).unwrap();
    encoder.window_log(window_log).unwrap();
    blow_up(&mut encoder);
    encoder.finish().unwrap();
}

/// Runs with no more memory than a hostile file may make us take: 100 MiB.
fn within_100_mib(desk: &Desk, args: &[&str]) -> std::process::Output {
    let mut command = Command::new("sh");
    command
        .args([
            "-c",
            "ulimit -d 102400; exec \"$0\" baseline \"$@\"",
            env!("CARGO_BIN_EXE_lt-gate"),
        ])
        .args(args)
        .current_dir(desk.path(""));
    command.output().unwrap()
}

#[cfg(target_os = "linux")]
#[test]
fn bombs_are_refused_soon_and_take_no_memory() {
    let desk = Desk::new();
    let (zstd, wide, gzip) = (
        desk.path("a.json.zst"),
        desk.path("b.json.zst"),
        desk.path("c.json.gz"),
    );
    zstd_bomb(&zstd, 19);
    zstd_bomb(&wide, 27);
    let mut encoder = GzEncoder::new(File::create(&gzip).unwrap(), Compression::fast());
    blow_up(&mut encoder);
    encoder.finish().unwrap();
    for file in [&zstd, &wide, &gzip] {
        assert!(fs::metadata(file).unwrap().len() < 8 << 20);
        let begin = Instant::now();
        let refused = within_100_mib(&desk, &["show", file.to_str().unwrap()]);
        let took = begin.elapsed();
        let said = text(&refused.stderr);
        assert_eq!(refused.status.code(), Some(2), "{said}");
        assert_eq!(said.lines().count(), 1, "{said}");
        // A second where it is built for release; unoptimized code on a busy machine is given ten.
        assert!(took.as_secs() < 10, "{took:?}");
    }
    succeed(&mut desk.save("", "kept", 1));
    let kept = files_below(&desk.path("kept")).remove(0);
    let beside = |digits: &str| kept.with_file_name(format!("20991231T000000Z-{digits}.json.zst"));
    fs::copy(&zstd, beside("000000000001")).unwrap();
    fs::copy(&wide, beside("000000000002")).unwrap();
    let listed = within_100_mib(&desk, &["list", "--store", "kept"]);
    let told = text(&listed.stdout);
    assert!(listed.status.success(), "{}", text(&listed.stderr));
    assert_eq!(
        told.lines()
            .filter(|line| line.starts_with("damaged "))
            .count(),
        2,
        "{told}"
    );
    assert_eq!(
        told.lines()
            .filter(|line| line.contains("  main  "))
            .count(),
        1,
        "{told}"
    );
}
