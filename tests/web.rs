//! The page of lt-web in a real browser, used as a person uses it; pictures of every tab are in `target/browser/web`.
//!
//! Needs what `browser.rs` needs; `LT_WITHOUT=browser` leaves it out.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panic, too")]

use std::env;
use std::fs;
use std::path::Path;

use lt_tests::{Target, Web, browser_folder, browser_script, is_left_out, stderr};

#[test]
fn a_person_starts_changes_and_stops_a_run_and_takes_its_files_home() {
    walk("web-run.mjs");
}

#[test]
fn every_tab_is_fit_to_be_looked_at_on_a_desk_and_on_a_phone_by_day_and_by_night() {
    walk("web-look.mjs");
}

#[test]
fn what_goes_wrong_is_said_and_heals() {
    walk("web-trouble.mjs");
}

/// # Panics
/// The script finds something wrong.
fn walk(script: &str) {
    if is_left_out("browser") {
        return;
    }
    let target = Target::start(&["--profile", "shop", "--error-rate", "2%"]);
    let folder = tempfile::tempdir().unwrap();
    fs::copy(
        browser_folder().join("shop.yaml"),
        folder.path().join("shop.yaml"),
    )
    .unwrap();
    let web = Web::start(folder.path(), &["shop.yaml"]);
    let pictures = Path::new(env!("CARGO_TARGET_TMPDIR")).join("../browser/web");
    fs::create_dir_all(&pictures).unwrap();
    let mut command = browser_script(script, &[]);
    command
        .args([web.url(), &target.url(""), &web.pid().to_string()])
        .arg(pictures);
    if let Some(folder) = env::var_os("LT_SCREENSHOTS") {
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        command.env("LT_SCREENSHOTS", workspace.join(folder));
    }
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
}
