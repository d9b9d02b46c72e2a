mod stand_in;

use std::fs::{self, File};

use serde_json::{Value, json};

use super::*;
use crate::snapshot::Snapshot;
use stand_in::{Folder, cut_off, id, no_tools, reset_after, tools, whole};

async fn listed(archive: &Archive, running: Option<&Snapshot>) -> Vec<Value> {
    let list = archive.list(running).await.unwrap();
    let list = serde_json::to_value(&list).unwrap();
    list["runs"].as_array().unwrap().clone()
}

fn column(rows: &[Value], name: &str) -> Vec<Value> {
    rows.iter().map(|row| row[name].clone()).collect()
}

async fn text(rendered: &Rendered) -> String {
    use tokio::io::AsyncReadExt;
    let (mut file, length) = rendered.open().await.unwrap();
    let mut text = String::new();
    file.read_to_string(&mut text).await.unwrap();
    assert_eq!(text.len() as u64, length);
    text
}

#[tokio::test]
async fn the_list_tells_what_became_of_each_run() {
    let folder = Folder::new();
    folder.write("a.ndjson.zst", &whole(3));
    folder.write("b.ndjson.zst", &cut_off(2));
    folder.write("c.ndjson.zst.part", &cut_off(1));
    folder.write_bytes("d.ndjson.zst", b"");
    folder.write_bytes("e.ndjson.zst", &[0xff; 100]);
    folder.write("f.ndjson.zst", "{\"type\":\"something\"}\n");
    let torn = zstd::encode_all(whole(3).as_bytes(), 1).unwrap();
    folder.write_bytes("g.ndjson.zst", &torn[..torn.len() - 8]);
    folder.write_bytes("notes.txt", b"mine");
    let mut rows = listed(&folder.archive(), None).await;
    rows.sort_by_key(|row| row["id"].to_string());
    assert_eq!(column(&rows, "id"), ["a", "b", "c", "d", "e", "f", "g"]);
    let states = [
        "whole",
        "cut_off",
        "cut_off",
        "unreadable",
        "unreadable",
        "unreadable",
        "cut_off",
    ];
    assert_eq!(column(&rows, "state"), states);
    assert_eq!(
        column(&rows, "requests")[..4],
        [json!(3), json!(2), json!(1), Value::Null]
    );
    let a = &rows[0];
    assert_eq!(a["name"], "shop");
    assert_eq!(a["duration"], 60.0);
    assert_eq!(a["started"], 1_795_330_776.0);
    assert_eq!(a["target"], "http://127.0.0.1:8080/");
    assert!(a["reason"].is_null());
    let why = |row: usize| rows[row]["reason"].as_str().unwrap();
    assert_eq!(why(1), "run 2vwyapq0 was cut off: it has no end line");
    assert!(
        why(3).starts_with("d.ndjson.zst: the stream is empty"),
        "{}",
        why(3)
    );
    assert!(why(4).starts_with("e.ndjson.zst:1: "), "{}", why(4));
}

#[tokio::test]
async fn a_list_remembers_what_was_read_until_the_recording_changes() {
    let folder = Folder::new();
    let path = folder.write("a.ndjson.zst", &whole(3));
    let before = listed(&folder.archive(), None).await;
    assert!(folder.has("a.json"));
    let data = fs::metadata(&path).unwrap();
    let garbage = vec![0xff; usize::try_from(data.len()).unwrap()];
    fs::write(&path, garbage).unwrap();
    let file = File::options().write(true).open(&path).unwrap();
    file.set_modified(data.modified().unwrap()).unwrap();
    assert_eq!(listed(&folder.archive(), None).await, before);
    folder.write("a.ndjson.zst", &whole(5));
    assert_eq!(
        column(&listed(&folder.archive(), None).await, "requests"),
        [5]
    );
}

#[tokio::test]
async fn a_run_that_ended_just_now_is_remembered_without_being_read() {
    let folder = Folder::new();
    let archive = folder.archive();
    let mut summary = Summary::new(lt_stats::Include::Measured);
    let stream = whole(4);
    summary
        .read(stream.as_bytes(), "a", lt_sample::OnBadLine::Stop)
        .unwrap();
    archive.remember("a", &summary);
    archive.remember("../a", &summary);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    fs::write(archive.place("a"), [0xff; 10]).unwrap();
    archive.remember("a", &summary);
    let rows = listed(&folder.archive(), None).await;
    assert_eq!(column(&rows, "requests"), [4]);
    assert_eq!(column(&rows, "state"), ["whole"]);
}

#[tokio::test]
async fn the_newest_run_comes_first_and_of_very_many_the_oldest_are_only_counted() {
    let folder = Folder::new();
    for n in 0..1100 {
        folder.write_bytes(&format!("r{n}.ndjson.zst"), b"");
    }
    let later = whole(1).replace("1795330776", "1795330999");
    folder.write("older.ndjson.zst", &whole(1));
    folder.write("newer.ndjson.zst", &later);
    let archive = folder.archive();
    archive.run(&id("older")).await.unwrap();
    archive.run(&id("newer")).await.unwrap();
    let list = archive.list(None).await.unwrap();
    let list = serde_json::to_value(&list).unwrap();
    assert_eq!(list["left_out"], 102);
    let ids = column(list["runs"].as_array().unwrap(), "id");
    assert_eq!(ids.len(), 1000);
    let place = |id: &str| ids.iter().position(|found| found == id);
    assert!(place("newer") < place("older"));
}

#[tokio::test]
async fn the_run_that_goes_on_is_told_as_it_is_seen_and_cannot_be_deleted() {
    let folder = Folder::new();
    folder.write("a.ndjson.zst.part", &cut_off(1));
    let archive = folder.archive();
    let mut snapshot = Snapshot {
        id: Some("a".to_owned()),
        ..Snapshot::default()
    };
    snapshot.total.requests = 77;
    let rows = listed(&archive, Some(&snapshot)).await;
    assert_eq!(column(&rows, "state"), ["running"]);
    assert_eq!(column(&rows, "requests"), [77]);
    let running = id("a");
    assert_eq!(
        archive.remove(&running, Some(&running)).await,
        Err(Trouble::Running(running.clone()))
    );
    archive.remove(&running, None).await.unwrap();
    assert!(!folder.has("a.ndjson.zst.part"));
}

#[tokio::test]
async fn deleting_takes_what_is_remembered_and_leaves_files_of_others() {
    let folder = Folder::new();
    folder.write("a.ndjson.zst", &whole(1));
    folder.write("b.ndjson.zst", &whole(1));
    folder.write_bytes("b.json", b"{\"base_url\":\"http://localhost\"}");
    let archive = folder.archive();
    assert_eq!(listed(&archive, None).await.len(), 2);
    archive.remove(&id("a"), None).await.unwrap();
    archive.remove(&id("b"), None).await.unwrap();
    let left = fs::read_dir(folder.path()).unwrap();
    let left: Vec<_> = left.map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["b.json"]);
    assert_eq!(
        archive.remove(&id("a"), None).await,
        Err(Trouble::Unknown("a".to_owned()))
    );
}

#[tokio::test]
async fn a_run_is_opened_with_its_figures_since_the_last_reset() {
    let folder = Folder::new();
    let stream = whole(10).replacen(
        "{\"type\":\"end\"",
        &(reset_after(5.5) + "{\"type\":\"end\""),
        1,
    );
    folder.write("a.ndjson.zst", &stream);
    let archive = folder.archive();
    let opened = archive.run(&id("a")).await.unwrap();
    assert_eq!(opened.snapshot.total.requests, 4);
    assert_eq!(opened.snapshot.since, Some(1_795_330_781.5));
    assert_eq!(opened.snapshot.state, crate::current::State::Stopped);
    // The run ended somewhere in its last second, which would look like a fall.
    assert_eq!(opened.series.at.len(), 3);
    assert!(Arc::ptr_eq(&opened, &archive.run(&id("a")).await.unwrap()));
    let again = folder.archive();
    let rendered = again.render(&tools(), &id("a"), What::Stats).await.unwrap();
    assert_eq!(
        text(&rendered).await,
        "stats a.ndjson.zst --since=1795330781.500000 \n"
    );
}

#[tokio::test]
async fn a_run_that_was_never_reset_is_reported_whole() {
    let folder = Folder::new();
    folder.write("a.ndjson.zst", &whole(2));
    let archive = folder.archive();
    archive.run(&id("a")).await.unwrap();
    let rendered = archive
        .render(&tools(), &id("a"), What::Failures)
        .await
        .unwrap();
    assert_eq!(text(&rendered).await, "failures a.ndjson.zst  \n");
}

#[tokio::test]
async fn what_cannot_be_read_is_refused_in_words_without_paths() {
    let folder = Folder::new();
    folder.write_bytes("a.ndjson.zst", b"garbage\n");
    let archive = folder.archive();
    let trouble = archive.run(&id("a")).await.unwrap_err().to_string();
    assert!(trouble.starts_with("a.ndjson.zst:1: "), "{trouble}");
    folder.write("refused.ndjson.zst", &whole(1));
    let refused = archive.render(&tools(), &id("refused"), What::Html).await;
    assert_eq!(
        refused.unwrap_err(),
        Trouble::Refused("lt-report: refused.ndjson.zst:1: not a line of an lt stream".to_owned())
    );
}

#[tokio::test]
async fn two_downloads_at_once_need_one_report() {
    let folder = Folder::new();
    folder.write("a.ndjson.zst", &whole(1));
    let archive = folder.archive();
    let (tools, run) = (tools(), id("a"));
    let (stats, page) = tokio::join!(
        archive.render(&tools, &run, What::Stats),
        archive.render(&tools, &run, What::Html),
    );
    assert_eq!(text(&page.unwrap()).await, "html\n");
    assert_eq!(folder.calls(), 1);
    let stats = stats.unwrap();
    archive.remove(&run, None).await.unwrap();
    assert_eq!(text(&stats).await, "stats a.ndjson.zst --since=reset \n");
    folder.write("a.ndjson.zst", &whole(2));
    let history = archive.render(&tools, &run, What::History).await.unwrap();
    assert_eq!(
        text(&history).await,
        "stats_history a.ndjson.zst --since=reset full\n"
    );
    assert_eq!(folder.calls(), 2);
}

#[tokio::test]
async fn a_report_that_is_killed_half_way_is_no_report() {
    let folder = Folder::new();
    folder.write("killed.ndjson.zst", &whole(1));
    let killed = folder.archive();
    let killed = killed.render(&tools(), &id("killed"), What::Stats).await;
    let trouble = killed.unwrap_err().to_string();
    assert!(trouble.contains("signal: 9"), "{trouble}");
}

#[tokio::test]
async fn a_run_that_ends_while_its_report_begins_is_reported() {
    let folder = Folder::new();
    folder.write("renamed.ndjson.zst.part", &whole(1));
    let archive = folder.archive();
    let rendered = archive
        .render(&tools(), &id("renamed"), What::Stats)
        .await
        .unwrap();
    assert!(
        text(&rendered)
            .await
            .starts_with("stats renamed.ndjson.zst ")
    );
    folder.write_bytes("b.ndjson.zst.part", b"");
    let early = archive.render(&tools(), &id("b"), What::Stats).await;
    assert_eq!(early.unwrap_err(), Trouble::Early(id("b")));
}

#[cfg(unix)]
#[tokio::test]
async fn a_report_that_nobody_waits_for_is_killed_and_leaves_nothing() {
    let folder = Folder::new();
    folder.write("slow.ndjson.zst", &whole(1));
    folder.write("next.ndjson.zst", &whole(1));
    let begun = folder.path().join("begun");
    let made = std::process::Command::new("mkfifo").arg(&begun).status();
    assert!(made.unwrap().success());
    let archive = folder.archive();
    let waiting = archive.clone();
    let slow = tokio::spawn(async move {
        waiting
            .render(&tools(), &id("slow"), What::Html)
            .await
            .map(drop)
    });
    let begun = tokio::fs::read_to_string(begun).await.unwrap();
    let (pid, temporary) = begun.trim().split_once(' ').unwrap();
    assert!(Path::new(temporary).is_dir());
    slow.abort();
    // Whoever comes next has its turn when the one before is dead.
    archive
        .render(&tools(), &id("next"), What::Html)
        .await
        .unwrap();
    let alive = std::process::Command::new("kill")
        .args(["-0", pid])
        .output();
    assert!(!alive.unwrap().status.success());
    assert!(!Path::new(temporary).exists());
}

#[tokio::test]
async fn a_tool_that_is_missing_is_named_with_the_way_out() {
    let folder = Folder::new();
    folder.write("a.ndjson.zst", &whole(1));
    folder.write("b.ndjson.zst", &whole(1));
    let archive = folder.archive();
    let report = archive
        .render(&no_tools(), &id("a"), What::Html)
        .await
        .unwrap_err();
    assert_eq!(
        report.to_string(),
        "`lt-report` was not found; install it beside lt-web, or in a folder of the PATH, and ask again"
    );
    let compared = archive.compare(&no_tools(), &id("a"), &id("b"), None).await;
    assert_eq!(compared.unwrap_err(), Trouble::ToolMissing("lt-gate"));
    let baselines = archive.baselines(&no_tools(), "dir:x").await.unwrap();
    let baselines = serde_json::to_value(&baselines).unwrap();
    assert!(
        baselines["error"]
            .as_str()
            .unwrap()
            .starts_with("`lt-gate` was not found")
    );
}

#[tokio::test]
async fn a_comparison_has_the_words_of_the_gate_and_both_runs_over_time() {
    let folder = Folder::new();
    folder.write("a.ndjson.zst", &whole(2));
    folder.write("b.ndjson.zst", &whole(3));
    let archive = folder.archive();
    let compared = archive
        .compare(&tools(), &id("a"), &id("b"), None)
        .await
        .unwrap();
    let compared = serde_json::to_value(&compared).unwrap();
    assert_eq!(compared["answer"], "regression");
    assert_eq!(
        compared["words"],
        json!([
            {"answer": "regression", "text": "a reason"},
            {"answer": "regression", "text": "GET / p95: slower"},
        ])
    );
    assert_eq!(
        compared["text"],
        "compared with a: a=a.ndjson.zst b=b.ndjson.zst"
    );
    assert_eq!(compared["base"]["id"], "a");
    assert_eq!(compared["head"]["total"]["requests"], 3);
    assert_eq!(
        compared["head"]["series"]["at"].as_array().unwrap().len(),
        2
    );
}

#[tokio::test]
async fn what_cannot_be_compared_is_refused_in_words() {
    let folder = Folder::new();
    folder.write("a.ndjson.zst", &whole(2));
    folder.write("refused.ndjson.zst", &whole(3));
    let archive = folder.archive();
    let compare = async |base: &str, head: &str, running: Option<&Id>| {
        let compared = archive
            .compare(&tools(), &id(base), &id(head), running)
            .await;
        compared.unwrap_err().to_string()
    };
    assert_eq!(
        compare("a", "a", None).await,
        "a run is the same as itself; choose two different ones"
    );
    assert_eq!(
        compare("a", "refused", Some(&id("refused"))).await,
        "`refused` is still going on; stop it first"
    );
    assert!(
        compare("a", "A", None)
            .await
            .starts_with("there is no run `A`")
    );
    assert_eq!(
        compare("refused", "a", None).await,
        "lt-gate: refused=refused.ndjson.zst: these two cannot be compared"
    );
}

#[tokio::test]
async fn baselines_are_listed_and_kept_and_refused_by_the_gate() {
    let folder = Folder::new();
    folder.write("a.ndjson.zst", &whole(2));
    let archive = folder.archive();
    let baselines = async |place: &str| {
        let baselines = archive.baselines(&tools(), place).await.unwrap();
        serde_json::to_value(&baselines).unwrap()
    };
    let listed = baselines("dir:x").await;
    assert_eq!(listed["place"], "dir:x");
    assert!(listed["error"].is_null());
    assert_eq!(listed["baselines"][0]["id"], "b-1");
    assert_eq!(listed["baselines"][0]["created"], 1.5);
    assert!(listed["baselines"][0]["requests"].is_null());
    assert_eq!(
        baselines("dir:broken").await["error"],
        "lt-gate: dir:broken: no store"
    );
    let wish = |wish: Value| serde_json::from_value::<BaselineWish>(wish).unwrap();
    let run = id("a");
    let refused = wish(json!({"run": "a", "name": "main"}));
    assert_eq!(
        archive
            .keep_baseline(&tools(), "dir:x", &run, &refused)
            .await,
        Err(Trouble::Refused(
            "lt-gate: not kept: the run is in doubt".to_owned()
        ))
    );
    let forced = wish(json!({"run": "a", "name": "--store=y", "force_reason": "--x y"}));
    assert_eq!(
        archive
            .keep_baseline(&tools(), "dir:x", &run, &forced)
            .await
            .unwrap(),
        "kept: baseline save --store=dir:x --force-reason=--x y -- --store=y a.ndjson.zst"
    );
    assert!(
        serde_json::from_value::<BaselineWish>(json!({"run": "a", "name": "b", "x": 1})).is_err()
    );
}
