//! Whole streams against each other.

use lt_sample::OnBadLine;
use lt_stats::{By, Include, Summary};

use super::{Comparison, Leg, leg, legs};
use crate::comparison::Difference;
use crate::text::{self, Look};
use crate::{html, json};

/// Two streams or more, each a leg.
fn streams(inputs: &[(&str, Leg<'_>)]) -> Summary {
    let mut summary = Summary::new(Include::Measured).comparing(By::Stream);
    for (place, (name, leg)) in inputs.iter().enumerate() {
        let lines = legs(std::slice::from_ref(leg)).replace("leg00000", &format!("run0000{place}"));
        summary
            .read(lines.as_bytes(), name, OnBadLine::Stop)
            .unwrap();
    }
    summary
}

const NOT_JUDGED: &str = "Whether a difference is more than chance is not judged here.";

#[track_caller]
fn check_streams(before: Leg<'_>, after: Leg<'_>, sentences: &[&str]) -> Comparison {
    let summary = streams(&[("x/before.ndjson.zst", before), ("y/after.ndjson", after)]);
    let comparison = Comparison::of(&summary).unwrap();
    assert_eq!(comparison.sentences, sentences);
    assert_eq!(comparison.notes, [NOT_JUDGED]);
    comparison
}

#[test]
fn the_second_of_two_streams_is_told_against_the_first() {
    let comparison = check_streams(
        leg("a", 0, &[100; 200]),
        leg("a", 1, &[112; 200]),
        &[
            "`after` against `before`: 12.0 % slower on average, 12.0 % slower at P95, 0.50 percentage points more errors; level in throughput.",
        ],
    );
    let Some(Difference { cells }) = &comparison.difference else {
        panic!("two streams have a difference")
    };
    let told = cells
        .iter()
        .map(|change| format!("{} {}", change.absolute, change.relative));
    assert_eq!(
        told.collect::<Vec<_>>(),
        [
            "0 0.0 %",
            "\u{2212}0.01 \u{2212}0.1 %",
            "+12.0 +12.0 %",
            "+12.0 +12.0 %",
            "\u{2212}0.50 pp \u{2013}",
            "+0.50 pp \u{2013}"
        ]
    );
    check_streams(
        leg("a", 2, &[100; 100]),
        leg("a", 0, &[50; 200]),
        &[
            "`before` fails 2.00 % of its requests: its times and throughput are not compared.",
            "`after` against `before`: 2.00 percentage points fewer errors.",
        ],
    );
    check_streams(
        leg("a", 0, &[100; 10]),
        leg("a", 0, &[100; 10]),
        &[
            "Both are level in everything (less than 1 % apart, errors less than 0.1 percentage points).",
        ],
    );
}

#[test]
fn a_stream_of_which_nothing_was_measured_is_no_comparison() {
    let summary = streams(&[("a", leg("a", 0, &[100; 10])), ("b", leg("a", 0, &[]))]);
    let comparison = Comparison::of(&summary).unwrap();
    assert_eq!(
        comparison.sentences,
        ["Fewer than two streams hold measured requests: nothing to compare."]
    );
    assert_eq!(
        comparison.notes,
        ["No request of `b` was measured.", NOT_JUDGED]
    );
    assert_eq!(comparison.rows.len(), 2);
}

#[test]
fn of_three_streams_it_is_said_who_leads_and_there_is_no_difference() {
    let summary = streams(&[
        ("a", leg("a", 0, &[100; 100])),
        ("b", leg("a", 0, &[120; 100])),
        ("c", leg("a", 0, &[300; 100])),
    ]);
    let comparison = Comparison::of(&summary).unwrap();
    assert_eq!(comparison.difference, None);
    assert!(comparison.sentences[1].starts_with("`a` leads in average"));
    let blocks = comparison.endpoints.unwrap().blocks;
    assert_eq!((blocks[0].streams.len(), &blocks[0].difference), (3, &None));
}

#[test]
fn an_endpoint_that_a_stream_does_not_have_is_said_so() {
    let mut summary = streams(&[("one", leg("a", 0, &[100; 10]))]);
    let other = legs(&[leg("a", 0, &[200; 10])]).replace("leg00000", "other000");
    let lines = other.replacen(r#""name":"/""#, r#""name":"/new""#, 4);
    summary
        .read(lines.as_bytes(), "two", OnBadLine::Stop)
        .unwrap();
    let text = text::render(&summary, Look::PLAIN);
    let table: Vec<&str> = text
        .lines()
        .skip_while(|line| *line != "Endpoint by endpoint")
        .take_while(|line| !line.is_empty())
        .collect();
    assert_eq!(
        table,
        [
            "Endpoint by endpoint",
            "| Endpoint | Stream     | Requests | Error Rate | P50 (ms) | P95 (ms) | P99 (ms) |",
            "|----------|------------|----------|------------|----------|----------|----------|",
            "| GET /    | one        |       10 |        0 % |      100 |      100 |      100 |",
            "|          | two        |        6 |        0 % |      200 |      200 |      200 |",
            "|          | difference |  \u{2212}40.0 % |    0.00 pp |   +100 % |   +100 % |   +100 % |",
            "| GET /new | one        |        \u{2013} |          \u{2013} |        \u{2013} |        \u{2013} |        \u{2013} |",
            "|          | two        |        4 |        0 % |      200 |      200 |      200 |",
            "Not in `one`: `GET /new`.",
        ]
    );
    let page = html::render(&summary).unwrap();
    for told in [
        "<h3>Endpoint by endpoint</h3>",
        "<td class=\"name\"><bdi>GET &#x2f;</bdi></td><th scope=\"row\" class=\"name\"><bdi>one</bdi></th><td>10</td>",
        "Not in <code><bdi>one</bdi></code>: <code><bdi>GET &#x2f;new</bdi></code>.",
        "<th scope=\"row\" class=\"name\">Difference (%)</th>",
    ] {
        assert!(page.contains(told), "{told}\n{page}");
    }
    let report: serde_json::Value = serde_json::from_str(&json::render(&summary).unwrap()).unwrap();
    let new = &report["by"]["endpoints"][1];
    assert_eq!(new["name"], "/new");
    assert_eq!(new["streams"][0]["requests"], 0);
    assert_eq!(new["streams"][1]["response_time"]["p95_us"], 200_000);
    assert_eq!(report["by"]["difference"]["mean_us"]["relative"], 1.0);
}

#[test]
fn runs_of_different_days_are_compared_over_the_time_of_each() {
    let day = |lines: &str| lines.replace("17637180", "17638044");
    let mut summary = streams(&[("mon", leg("a", 0, &[100; 200]))]);
    let lines = day(&legs(&[leg("a", 0, &[100; 200])])).replace("leg00000", "other000");
    summary
        .read(lines.as_bytes(), "tue", OnBadLine::Stop)
        .unwrap();
    let comparison = Comparison::of(&summary).unwrap();
    let spans = comparison.rows.iter().map(|row| row.group.slice.span().0);
    assert_eq!(spans.collect::<Vec<_>>(), [20_000_000; 2]);
    // Both begin at second 0, so they can be laid over each other.
    let names: Vec<&str> = comparison.rows.iter().map(|row| &*row.name).collect();
    assert_eq!(names, ["mon", "tue"]);
    let timelines: Vec<_> = summary.groups().map(|group| group.timelines).collect();
    assert_eq!(timelines[0], timelines[1]);
    let begins = timelines[0][0]
        .intervals
        .iter()
        .map(|interval| interval.begin.0);
    assert!(begins.eq((0..20).map(|second| second * 1_000_000)));
}

#[test]
fn a_hostile_file_name_reaches_nobody_raw() {
    let evil = "<script>\u{1b}[2J\r\n\u{202e}`|&\"".repeat(30);
    let summary = streams(&[
        (&evil, leg("a", 0, &[100; 10])),
        ("b", leg("a", 0, &[200; 10])),
    ]);
    let text = text::render(&summary, Look::PLAIN);
    let harmless = |c: char| c == '\n' || (!c.is_control() && c != '\u{202e}');
    assert!(text.chars().all(harmless), "{text}");
    let page = html::render(&summary).unwrap();
    for raw in ["\u{1b}", "\u{202e}"] {
        assert!(!page.contains(raw), "{raw:?}");
    }
    assert_eq!(page.matches("<script").count(), 1, "the page's own");
}
