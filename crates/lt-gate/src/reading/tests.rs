use std::fs;
use std::path::PathBuf;

use lt_sample::Micros;
use lt_stats::Include;

use super::*;
use crate::threshold::{self, Abort, LevelPattern, Pattern, Threshold};

const SECOND: u64 = 1_000_000;

/// A run of one request every 100 ms, each of so many milliseconds; by turns of the stages 0 and 1.
fn run(id: &str, labels: &str, start: u64, service_ms: &[u64]) -> String {
    let start = start * SECOND;
    let mut lines = format!(
        r#"{{"type":"run","format":1,"run":"{id}","test":"t-{id}","shard":{{"index":0,"of":1}},"tool":"lt-gen","version":"1","started_us":{start},"labels":{{{labels}}}}}"#
    );
    lines.push('\n');
    for (nth, service) in service_ms.iter().enumerate() {
        let at = start + nth as u64 * 100_000;
        let (stage, service) = (nth % 2, service * 1000);
        lines.push_str(&format!(
            r#"{{"type":"sample","run":"{id}","at_us":{at},"method":"GET","name":"/x","status":200,"outcome":"ok","delay_us":0,"service_us":{service},"stage":{stage},"tags":{{"flow":"buy"}}}}"#
        ));
        lines.push('\n');
    }
    let (end, n) = (start + service_ms.len() as u64 * 100_000, service_ms.len());
    lines.push_str(&format!(
        r#"{{"type":"end","run":"{id}","at_us":{end},"test":"t-{id}","shard":{{"index":0,"of":1}},"reason":"completed","samples":{n}}}"#
    ));
    lines + "\n"
}

fn in_file(folder: &tempfile::TempDir, name: &str, text: &str) -> PathBuf {
    let path = folder.path().join(name);
    fs::write(&path, text).unwrap();
    path
}

fn read_text(text: &str, wanted: &Wanted) -> anyhow::Result<Reading> {
    let folder = tempfile::tempdir().unwrap();
    let file = in_file(&folder, "run.ndjson", text);
    read(&[file], wanted, &[], None)
}

fn about(scope: Scope) -> Threshold {
    let mut threshold = threshold::parse("p(95)<1s").unwrap();
    threshold.selector.scope = scope;
    threshold
}

fn of_stage(stage: &str) -> Scope {
    Scope {
        stage: Some(Pattern::parse(stage).unwrap()),
        ..Scope::default()
    }
}

fn of_level(level: &str) -> Scope {
    Scope {
        level: Some(LevelPattern {
            name: Pattern::parse(level).unwrap(),
            users: None,
        }),
        ..Scope::default()
    }
}

fn requests(summary: Option<&Summary>) -> Option<u64> {
    summary.map(|summary| summary.total().requests())
}

#[test]
fn each_scope_has_what_lies_in_it_and_levels_are_known_at_the_end() {
    let heavy = of_level("heavy");
    let both = Scope {
        stage: Some(Pattern::parse("1").unwrap()),
        ..of_level("heavy")
    };
    let scopes = [of_stage("0"), heavy, both, of_level("stress")];
    let wanted = Wanted {
        thresholds: scopes.iter().cloned().map(about).collect(),
        ..Wanted::default()
    };
    let light = run("k3x9a2bc", r#""level":"light""#, 100, &[1; 10]);
    let heavy = run("k3x9a2bd", r#""level":"Heavy""#, 200, &[1; 5]);
    let mut lines: Vec<&str> = heavy.lines().collect();
    lines.rotate_left(1); // its run line comes last
    let backwards = lines.join("\n");
    for text in [light.clone() + &heavy, light + &backwards + "\n"] {
        let reading = read_text(&text, &wanted).unwrap();
        let found = scopes
            .each_ref()
            .map(|scope| requests(reading.scoped(scope)));
        assert_eq!(found, [Some(8), Some(5), Some(2), None]);
        assert_eq!(requests(Some(reading.whole())), Some(15));
        assert_eq!(reading.doubts(), [""; 0]);
    }
}

#[test]
fn the_rate_of_a_tag_is_over_the_time_of_its_level() {
    let level =
        |id, level: &str, start| run(id, &format!(r#""level":"{level}""#), start, &[100; 21]);
    let heavy = level("k3x9a2bd", "heavy", 200);
    // Only the eleventh to the twentieth request has another tag.
    let heavy: Vec<String> = heavy
        .lines()
        .enumerate()
        .map(|(nth, line)| match (11..21).contains(&nth) {
            true => line.replace("buy", "look") + "\n",
            false => line.to_owned() + "\n",
        })
        .collect();
    let text = level("k3x9a2bc", "light", 100) + &heavy.concat();
    let rate = |text_of_rule: &str| {
        let threshold = threshold::parse(text_of_rule).unwrap();
        let wanted = Wanted {
            thresholds: vec![threshold.clone()],
            ..Wanted::default()
        };
        let reading = read_text(&text, &wanted).unwrap();
        crate::judge::judge(&[threshold], &reading, &[])[0].observed
    };
    // A level has 2 s from the first to the last request, and the 0.1 s of that.
    let of_level = rate("requests{tag.flow:look,level:heavy} rate>0/s");
    assert_eq!(of_level, Some(10.0 / 2.1));
    assert_eq!(rate("requests{tag.flow:look} rate>0/s"), Some(10.0 / 4.2));
    assert_eq!(rate("requests{level:heavy} rate>0/s"), Some(21.0 / 2.1));
}

#[test]
fn runs_are_told_apart_by_test_and_labels_in_order_of_time() {
    let wanted = Wanted {
        runs: true,
        ..Wanted::default()
    };
    let late = run("k3x9a2bc", "", 300, &[1; 3]);
    let early = run("k3x9a2bd", "", 100, &[1; 4]);
    let reading = read_text(&(late + &early), &wanted).unwrap();
    let n: Vec<_> = reading
        .runs()
        .iter()
        .map(|run| run.total().requests())
        .collect();
    assert_eq!(n, [4, 3]);
    assert!(reading.runs().iter().all(|run| run.doubts().is_empty()));
}

#[test]
fn more_runs_than_can_be_kept_apart_are_refused_in_words() {
    let wanted = Wanted {
        runs: true,
        ..Wanted::default()
    };
    let ids = (0..=most::TooManyRuns::MOST).map(|nth| format!("k3x9a{nth:03}"));
    let text: String = ids.map(|id| run(&id, "", 1, &[1])).collect();
    let error = read_text(&text, &wanted).map(|reading| reading.runs().len());
    let words = format!("{:#}", error.unwrap_err());
    assert!(words.contains("more than 256 runs"), "{words}");
}

#[test]
fn the_warm_up_of_the_configuration_is_counted_from_the_start_of_each_run() {
    let wanted = Wanted {
        warmup: Some(Micros(300_000)),
        ..Wanted::default()
    };
    let text = run("k3x9a2bc", "", 100, &[1; 10]) + &run("k3x9a2bd", "", 200, &[1; 5]);
    let whole = read_text(&text, &wanted).unwrap();
    assert_eq!(requests(Some(whole.whole())), Some(9));
    assert_eq!(whole.whole().warmup(), 6);
    let text: String = text
        .lines()
        .skip(1)
        .map(|line| format!("{line}\n"))
        .collect();
    let words = format!("{:#}", read_text(&text, &wanted).unwrap_err());
    assert!(
        words.starts_with("a request of run k3x9a2bc stands before its run line"),
        "{words}"
    );
}

fn ending(rule: &str, delay: u64) -> Wanted {
    let mut threshold = threshold::parse(rule).unwrap();
    threshold.abort = Some(Abort {
        delay: Micros(delay * SECOND),
    });
    Wanted {
        thresholds: vec![threshold],
        ..Wanted::default()
    }
}

#[test]
fn a_breach_ends_reading_at_the_next_whole_second_after_its_delay() {
    let text = run("k3x9a2bc", "", 100, &[5; 100]);
    let reading = read_text(&text, &ending("max<2ms", 3)).unwrap();
    assert_eq!(requests(Some(reading.whole())), Some(30));
    assert_eq!(
        reading.stopped(),
        Some(
            "`response_time max<2ms` is broken 3 s after the first measured request was due; reading ended there"
        )
    );
    assert_eq!(
        reading.doubts(),
        [""; 0],
        "that its end is missing follows from that"
    );
    let whole = read_text(&text, &ending("max<20ms", 0)).unwrap();
    assert_eq!(
        (requests(Some(whole.whole())), whole.stopped()),
        (Some(100), None)
    );
}

#[test]
fn what_ends_a_run_may_be_about_a_part_of_it() {
    let mut slow_stage = vec![1; 100];
    slow_stage
        .iter_mut()
        .skip(41)
        .step_by(2)
        .for_each(|ms| *ms = 50);
    let text = run("k3x9a2bc", "", 100, &slow_stage);
    let mut wanted = ending("max<20ms", 0);
    wanted.thresholds[0].selector.scope = of_stage("0");
    assert_eq!(read_text(&text, &wanted).unwrap().stopped(), None);
    wanted.thresholds[0].selector.scope = of_stage("1");
    let reading = read_text(&text, &wanted).unwrap();
    assert_eq!(requests(Some(reading.whole())), Some(50));
}

#[test]
fn thresholds_that_a_run_brings_count_wherever_its_line_stands_in_a_file() {
    let rules =
        r#""thresholds":{"response_time":[{"expr":"max<2ms","abort_on_fail":true}]},"labels""#;
    let brings = run("k3x9a2bc", "", 100, &[5; 50]).replacen(r#""labels""#, rules, 1);
    let before = run("k3x9a2bd", "", 50, &[1; 5]);
    let reading = read_text(&(before + &brings), &Wanted::default()).unwrap();
    assert!(reading.stopped().is_some());
    assert_eq!(requests(Some(reading.whole())), Some(15));
}

#[test]
fn everything_is_read_alike_in_one_way_and_in_the_other() {
    let text = run("k3x9a2bc", "", 100, &[1, 2, 3, 4]);
    let plain = read_text(&text, &Wanted::default()).unwrap();
    let by_line = Wanted {
        thresholds: vec![about(of_stage("0"))],
        ..Wanted::default()
    };
    let by_line = read_text(&text, &by_line).unwrap();
    assert_eq!(plain.whole().total(), by_line.whole().total());
    assert_eq!(plain.whole().endpoints(), by_line.whole().endpoints());
    let all = Wanted {
        include: Include::All,
        ..Wanted::default()
    };
    assert_eq!(
        requests(Some(read_text(&text, &all).unwrap().whole())),
        Some(4)
    );
}
