//! Folders.

use std::fs::{self, File};
use std::process::Stdio;
use std::thread;
use std::time::Duration;

use lt_gate::store::Store;

use crate::support::{Desk, at_once, fail, files_below, succeed, text};

#[test]
fn fifty_writers_at_once_lose_nothing() {
    let desk = Desk::new();
    at_once((0..50).map(|n| desk.save("", "kept", n)));
    assert_eq!(desk.list("", "kept"), ["main"; 50]);
    assert_eq!(files_below(&desk.path("kept")).len(), 50);
}

#[test]
fn a_writer_that_is_killed_leaves_a_store_that_can_be_read() {
    let desk = Desk::new();
    let runs: Vec<String> = (0..24)
        .map(|n| desk.run(n).to_str().unwrap().to_owned())
        .collect();
    for enough in 0..20 {
        let store = format!("kept-{enough}");
        let mut args = vec!["save", "main", "--store", &store, "--sha", "4f1c"];
        args.extend(runs.iter().map(String::as_str));
        let mut child = desk.gate("", &args).stdout(Stdio::null()).spawn().unwrap();
        while files_below(&desk.path(&store)).len() < enough && child.try_wait().unwrap().is_none()
        {
            thread::yield_now();
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let whole = files_below(&desk.path(&store));
        let whole = whole
            .iter()
            .filter(|path| path.extension().is_some_and(|ending| ending == "zst"));
        assert_eq!(desk.list("", &store).len(), whole.count());
        succeed(&mut desk.save("", &store, 99));
    }
}

#[test]
fn what_a_killed_writer_left_is_swept_when_it_is_an_hour_old() {
    let desk = Desk::new();
    succeed(&mut desk.save("", "kept", 1));
    let (old, young) = (
        desk.path("kept/v1/main/.1-0.part"),
        desk.path("kept/v1/main/.1-1.part"),
    );
    File::create(&young).unwrap();
    let file = File::create(&old).unwrap();
    let now = file.metadata().unwrap().modified().unwrap();
    file.set_modified(now - Duration::from_secs(7200)).unwrap();
    assert_eq!(desk.list("", "kept"), ["main"]);
    succeed(&mut desk.gate("", &["prune", "--store", "kept"]));
    assert!(!old.exists() && young.exists());
}

#[test]
fn keeping_promoting_pruning_and_removing_leave_what_they_should() {
    let desk = Desk::new();
    for n in 0..4 {
        succeed(&mut desk.save("", "kept", n));
    }
    succeed(&mut desk.save("", "kept", 3));
    assert_eq!(desk.list("", "kept"), ["main"; 4]);
    succeed(&mut desk.gate("", &["promote", "main", "v1.0", "--store", "kept"]));
    succeed(&mut desk.gate("", &["promote", "main", "main", "--store", "kept"]));
    assert_eq!(desk.list("", "kept").len(), 5);
    succeed(&mut desk.gate(
        "",
        &["prune", "--keep", "1", "--dry-run", "--store", "kept"],
    ));
    assert_eq!(desk.list("", "kept").len(), 5);
    succeed(&mut desk.gate("", &["prune", "--keep", "1", "--store", "kept"]));
    let mut left = desk.list("", "kept");
    left.sort();
    assert_eq!(left, ["main", "main*", "v1.0*"]);
    let shown =
        succeed(&mut desk.gate("", &["show", "v1.0", "--format", "json", "--store", "kept"]));
    let shown: serde_json::Value = serde_json::from_slice(&shown.stdout).unwrap();
    let id = shown["id"].as_str().unwrap();
    succeed(&mut desk.gate("", &["remove", id, "--store", "kept"]));
    fail(
        &mut desk.gate("", &["remove", id, "--store", "kept"]),
        6,
        "there is no baseline",
    );
    assert_eq!(desk.list("", "kept").len(), 2);
}

#[test]
fn what_is_exported_is_imported_again_byte_for_byte() {
    let desk = Desk::new();
    succeed(&mut desk.save("", "kept", 1));
    let plain = succeed(&mut desk.gate("", &["export", "main", "--store", "kept"])).stdout;
    for file in ["a.json", "a.json.zst", "a.json.gz"] {
        succeed(&mut desk.gate("", &["export", "main", "-o", file, "--store", "kept"]));
        succeed(&mut desk.gate(
            "",
            &["import", file, "--store", file.trim_start_matches("a.")],
        ));
        let again = desk
            .gate(
                "",
                &["export", "main", "--store", file.trim_start_matches("a.")],
            )
            .output()
            .unwrap();
        assert_eq!(text(&again.stdout), text(&plain));
    }
}

#[test]
fn strange_and_damaged_files_are_named_and_everything_else_works() {
    let desk = Desk::new();
    succeed(&mut desk.save("", "kept", 1));
    succeed(&mut desk.save("", "kept", 2));
    let kept = files_below(&desk.path("kept"));
    let folder = kept[0].parent().unwrap();
    let place = |digits: &str| folder.join(format!("20991231T000000Z-{digits}.json.zst"));
    let whole = fs::read(&kept[0]).unwrap();
    fs::write(folder.join("notes.txt"), "hello").unwrap();
    fs::write(desk.path("kept/README"), "hello").unwrap();
    fs::create_dir(folder.join("more")).unwrap();
    fs::write(place("000000000001"), b"").unwrap();
    fs::write(place("000000000002"), &whole[..whole.len() / 2]).unwrap();
    fs::write(place("000000000003"), &whole).unwrap();
    let listed = succeed(&mut desk.gate("", &["list", "--format", "json", "--store", "kept"]));
    let listed: serde_json::Value = serde_json::from_slice(&listed.stdout).unwrap();
    let n = |key: &str| listed[key].as_array().unwrap().len();
    assert_eq!(
        (n("baselines"), n("damaged"), n("skipped")),
        (2, 3, 3),
        "{listed:#}"
    );
    assert!(
        listed["damaged"][2]["reason"]
            .as_str()
            .unwrap()
            .contains("named after")
    );
    let shown = desk
        .gate("", &["show", "main", "--store", "kept"])
        .output()
        .unwrap();
    assert!(shown.status.success());
    assert_eq!(
        text(&shown.stderr).lines().count(),
        3,
        "{}",
        text(&shown.stderr)
    );
    let damaged = listed["damaged"][0]["path"].as_str().unwrap();
    succeed(&mut desk.gate("", &["remove", damaged, "--store", "kept"]));
}

#[test]
fn a_window_holds_the_newest_ones_oldest_first_or_the_pinned_one_alone() {
    let desk = Desk::new();
    for n in 0..4 {
        succeed(&mut desk.save("", "kept", n));
    }
    let store = Store::open(desk.path("kept").to_str().unwrap()).unwrap();
    let ends = |most| {
        let window = store.window("main", most).unwrap().into_iter();
        window
            .map(|baseline| baseline.created_us.second() - 1_763_718_060)
            .collect::<Vec<_>>()
    };
    assert_eq!(ends(20), [0, 1000, 2000, 3000]);
    assert_eq!(ends(2), [2000, 3000]);
    assert!(store.window("other", 2).unwrap().is_empty());
    let oldest = store.list().unwrap().pop().unwrap();
    let pinned = store.promote(&oldest.id, "main").unwrap().unwrap();
    assert_eq!(pinned.id, oldest.id);
    assert_eq!(ends(20), [0]);
    assert!(store.remove(&pinned.id).unwrap() && !store.remove(&pinned.id).unwrap());
    assert_eq!(ends(20), [1000, 2000, 3000]);
}

#[cfg(unix)]
#[test]
fn links_are_neither_read_nor_written_through() {
    use std::os::unix::fs::symlink;
    let desk = Desk::new();
    succeed(&mut desk.save("", "kept", 1));
    succeed(&mut desk.save("", "elsewhere", 2));
    let foreign = files_below(&desk.path("elsewhere")).remove(0);
    let inside = desk.path("kept/v1/main").join(foreign.file_name().unwrap());
    symlink(&foreign, inside).unwrap();
    symlink(desk.path("elsewhere/v1/main"), desk.path("kept/v1/other")).unwrap();
    assert_eq!(desk.list("", "kept"), ["main"]);
    let run = desk.run(3);
    let save = [
        "save",
        "other",
        run.to_str().unwrap(),
        "--store",
        "kept",
        "--sha",
        "4f1c",
    ];
    fail(&mut desk.gate("", &save), 1, "is no folder; move it away");
    assert_eq!(files_below(&desk.path("elsewhere")).len(), 1);
}

#[test]
fn a_damaged_file_is_mended_by_keeping_its_run_again() {
    let desk = Desk::new();
    succeed(&mut desk.save("", "kept", 1));
    let file = files_below(&desk.path("kept")).remove(0);
    let whole = fs::read(&file).unwrap();
    fs::write(&file, &whole[..whole.len() / 2]).unwrap();
    succeed(&mut desk.save("", "kept", 1));
    assert_eq!(fs::read(&file).unwrap(), whole);
}
