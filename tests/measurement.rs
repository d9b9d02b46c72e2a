//! The one test on the wall clock: does the generator tell the truth about a stall?

use std::fs::File;

use lt_tests::{Target, json, tool};

/// The share by which a figure may differ from arithmetic on a busy machine.
const TOLERANCE: f64 = 0.10;

/// 500 arrivals a second for 6 s, of which the target answers nobody for 1 s: 500 of 3,000 requests wait, evenly spread
/// from 1 s down to 0. The 30th longest wait (p99) is 1 s × (1 − 30/500) = 940 ms, the 300th (p90) is 400 ms.
#[test]
fn a_stall_of_the_target_shows_in_the_percentiles_as_arithmetic_says() {
    let target = Target::start(&[
        "--profile",
        "hello",
        "--stall-at",
        "2s",
        "--stall-for",
        "1s",
    ]);
    let folder = tempfile::tempdir().unwrap();
    let samples = folder.path().join("run.ndjson");
    let made = tool("lt-gen")
        .args([&target.url("/"), "--rate", "500/s", "-t", "6s"])
        .stdout(File::create(&samples).unwrap())
        .status()
        .unwrap();
    assert!(made.success());
    let report = json(
        &tool("lt-report")
            .arg(&samples)
            .args(["--format", "json"])
            .output()
            .unwrap(),
    );
    let total = &report["total"];
    assert_eq!(
        (total["requests"].as_u64(), total["errors"].as_u64()),
        (Some(3000), Some(0))
    );
    assert_eq!(
        (total["dropped"].as_u64(), total["cancelled"].as_u64()),
        (Some(0), Some(0))
    );
    for (percentile, expected_us) in [("p90_us", 400_000.0), ("p99_us", 940_000.0)] {
        let found = total["response_time"][percentile].as_f64().unwrap();
        let off = (found / expected_us - 1.0_f64).abs();
        assert!(
            off < TOLERANCE,
            "{percentile} is {found}, {expected_us} was expected"
        );
    }
    // The plan went on during the stall: something was due in every second of it.
    let windows = report["windows"].as_array().unwrap();
    let quietest = windows
        .iter()
        .filter_map(|window| window["requests"].as_u64())
        .filter(|n| *n > 300)
        .count();
    assert!(quietest >= 5, "{windows:?}");
}
