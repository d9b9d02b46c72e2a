use super::Comparison;
use crate::tests::{LEGS, OK, RUN, sample, stream, summary_by};
use crate::text::{self, Look};
use crate::{html, json};

mod streams;

/// What a variant did in one round: response times in ms of requests a tenth of a second apart, the first ones failed.
struct Leg<'a> {
    variant: &'a str,
    round: usize,
    failed: usize,
    times: &'a [u64],
}

fn legs(legs: &[Leg<'_>]) -> String {
    let mut lines = Vec::new();
    for (place, leg) in legs.iter().enumerate() {
        let (run, start) = (
            format!("leg{place:05}"),
            1_763_718_000_000_000 + place as u64 * 60_000_000,
        );
        let variant = serde_json::json!(leg.variant);
        let of = |at: u64| format!(r#""run":"{run}","at_us":{at}"#);
        lines.push(format!(
            r#"{{"type":"run","format":1,"run":"{run}","test":"t","shard":{{"index":0,"of":1}},"tool":"lt-gen","version":"1","started_us":{start},"labels":{{"variant":{variant},"round":"{}"}}}}"#,
            leg.round
        ));
        for (n, ms) in leg.times.iter().enumerate() {
            let (status, outcome) = match n < leg.failed {
                true => (503, "http_error"),
                false => (200, "ok"),
            };
            lines.push(format!(
                r#"{{"type":"sample",{},"method":"GET","name":"/","status":{status},"outcome":"{outcome}","delay_us":0,"service_us":{}}}"#,
                of(start + n as u64 * 100_000),
                ms * 1000
            ));
        }
        lines.push(format!(
            r#"{{"type":"end",{},"test":"t","shard":{{"index":0,"of":1}},"reason":"completed","samples":{}}}"#,
            of(start + 50_000_000),
            leg.times.len()
        ));
    }
    stream(&lines)
}

fn leg<'a>(variant: &'a str, failed: usize, times: &'a [u64]) -> Leg<'a> {
    Leg {
        variant,
        round: 0,
        failed,
        times,
    }
}

fn compare(stream: &str) -> Comparison {
    Comparison::of(&summary_by("variant", stream)).unwrap()
}

/// The names of the rows that are the best of each column, from the second one on.
fn best(comparison: &Comparison) -> Vec<Vec<&str>> {
    let columns = 0..comparison.rows[0].cells.len();
    let best = columns.map(|place| {
        let rows = comparison.rows.iter().filter(|row| row.cells[place].best);
        rows.map(|row| row.name.as_str()).collect()
    });
    best.collect()
}

#[track_caller]
fn check(variants: &[Leg<'_>], sentences: &[&str], notes: &[&str]) {
    let comparison = compare(&legs(variants));
    assert_eq!(comparison.sentences, sentences);
    assert_eq!(comparison.notes, notes);
}

const ONE_ROUND: &str = "One round each: repeat with --rounds to see how much of this is chance.";

#[test]
fn one_that_leads_in_everything_is_said_to() {
    // Two hundred requests in 19.9 s and the last answer: 20.0 s against 20.4 s.
    check(
        &[leg("rr", 1, &[500; 200]), leg("rl", 0, &[100; 200])],
        &[
            "`rl` leads in everything: throughput (+2.0 % over `rr`), average (\u{2212}80.0 %), P95 (\u{2212}80.0 %) and errors (0 % against 0.50 %).",
        ],
        &[ONE_ROUND],
    );
}

#[test]
fn each_aspect_is_told_once_whoever_leads_in_it() {
    check(
        &[
            leg("a", 1, &[100; 200]),
            leg("b", 1, &[100; 200]),
            leg("c", 0, &[104; 200]),
        ],
        &[
            "All are level in throughput (less than 1 % apart).",
            "`a` and `b` are level in average and P95 (less than 1 % apart), ahead of the others.",
            "`c` has the fewest errors (0 % against 0.50 % of `a`).",
        ],
        &[ONE_ROUND],
    );
    check(
        &[leg("a", 0, &[100; 10]), leg("b", 0, &[100; 10])],
        &[
            "Both are level in everything (less than 1 % apart, errors less than 0.1 percentage points).",
        ],
        &[ONE_ROUND],
    );
}

#[test]
fn the_runner_up_is_named_where_it_is_another_one() {
    let mut slow_end = [150; 10];
    slow_end[9] = 400;
    check(
        &[
            leg("a", 0, &[100; 10]),
            leg("b", 0, &slow_end),
            leg("c", 0, &[300; 10]),
        ],
        &[
            "`a` leads in throughput (+20.0 % over `c`), average (\u{2212}42.9 % against `b`) and P95 (\u{2212}66.7 % against `c`).",
            "All are level in errors (less than 0.1 percentage points apart).",
        ],
        &[ONE_ROUND],
    );
}

#[test]
fn those_ahead_are_marked_and_what_is_level_is_not() {
    let comparison = compare(&legs(&[
        leg("a", 1, &[100; 200]),
        leg("b", 1, &[100; 200]),
        leg("c", 0, &[104; 200]),
    ]));
    let none: Vec<&str> = Vec::new();
    let (faster, fewer) = (vec!["a", "b"], vec!["c"]);
    assert_eq!(
        best(&comparison),
        [
            none.clone(),
            none,
            faster.clone(),
            faster,
            fewer.clone(),
            fewer
        ]
    );
    let equal = compare(&legs(&[leg("a", 0, &[100; 10]), leg("b", 0, &[100; 10])]));
    assert!(best(&equal).iter().all(Vec::is_empty));
}

#[test]
fn a_refusal_is_quick_and_leads_in_nothing() {
    let variants = [
        leg("a", 0, &[100; 50]),
        leg("b", 43, &[1; 50]),
        leg("c", 0, &[200; 50]),
    ];
    check(
        &variants,
        &[
            "`b` fails 86.0 % of its requests: its times and throughput are not compared.",
            "`a` leads in throughput (+2.0 % over `c`), average (\u{2212}50.0 %) and P95 (\u{2212}50.0 %).",
            "`a` and `c` are level in errors (less than 0.1 percentage points apart), ahead of the others.",
        ],
        &[ONE_ROUND],
    );
    let comparison = compare(&legs(&variants));
    let marked = best(&comparison);
    let (one, both, none) = (vec!["a"], vec!["a", "c"], Vec::new());
    let times = [none, one.clone(), one.clone(), one];
    assert_eq!(marked[..4], times);
    assert_eq!(marked[4..], [both.clone(), both]);
    check(
        &variants[..2],
        &[
            "`b` fails 86.0 % of its requests: its times and throughput are not compared.",
            "`a` has the fewest errors (0 % against 86.0 % of `b`).",
        ],
        &[ONE_ROUND],
    );
    check(
        &[
            leg("a", 0, &[100; 50]),
            leg("b", 43, &[1; 50]),
            leg("c", 1, &[9; 50]),
            leg("d", 0, &[100; 50]),
        ],
        &[
            "`b` (86.0 %) and `c` (2.00 %) fail many more requests than others: their times and throughput are not compared.",
            "`a` and `d` are level in throughput, average and P95 (less than 1 % apart).",
            "`a` and `d` are level in errors (less than 0.1 percentage points apart), ahead of the others.",
        ],
        &[ONE_ROUND],
    );
}

#[test]
fn what_was_not_measured_or_never_sent_is_said() {
    let first = legs(&[leg("a", 0, &[100; 10]), leg("dead", 0, &[])]);
    let dropped = r#"{"type":"sample","run":"leg00000","at_us":1763718000000000,"method":"GET","name":"/","outcome":"dropped"}"#;
    let comparison = compare(&format!("{first}{dropped}\n{dropped}\n"));
    assert_eq!(
        comparison.sentences,
        ["Fewer than two values of `variant` were measured: nothing to compare."]
    );
    assert_eq!(
        comparison.notes,
        [
            "No request of `dead` was measured.",
            "Arrivals were never sent, and are in no figure: 2 of `a`.",
            ONE_ROUND
        ]
    );
    assert!(best(&comparison).iter().all(Vec::is_empty));
    let cells: Vec<&str> = comparison.rows[1]
        .cells
        .iter()
        .map(|cell| cell.text.as_str())
        .collect();
    assert_eq!(
        cells,
        [
            "0", "\u{2013}", "\u{2013}", "\u{2013}", "\u{2013}", "\u{2013}"
        ]
    );
}

#[test]
fn several_rounds_show_how_far_they_lie_apart() {
    let again = |round: usize, leg: Leg<'static>| Leg { round, ..leg };
    let several = compare(&legs(&[
        leg("a", 0, &[100; 10]),
        leg("b", 0, &[200; 10]),
        again(1, leg("a", 1, &[110; 10])),
    ]));
    assert_eq!(
        several.notes,
        ["Only one round of `b`: repeat with --rounds to see how much of this is chance."]
    );
    let [a, b] = several.spread.as_slice() else {
        panic!("{:?}", several.spread)
    };
    assert_eq!((a.name.as_str(), a.rounds.as_str()), ("a", "2"));
    assert_eq!(
        a.cells,
        ["9.90 to 10.0", "100 to 110", "100 to 110", "0 % to 10.0 %"]
    );
    assert_eq!((b.rounds.as_str(), b.cells[1].as_str()), ("1", "200"));
    // Two legs with a minute between them: twenty requests in 1.00 s and 1.01 s.
    assert_eq!(several.rows[0].group.slice.span().0, 2_010_000);
    let uneven = compare(&legs(&[
        leg("a", 0, &[1]),
        leg("b", 0, &[1]),
        again(1, leg("a", 0, &[1])),
        again(1, leg("b", 0, &[1])),
        again(2, leg("b", 0, &[1])),
    ]));
    assert_eq!(uneven.notes, ["Not all have the same number of rounds."]);
}

#[test]
fn a_lead_that_single_rounds_do_not_bear_out_is_said_to_be_perhaps_chance() {
    let again = |leg: Leg<'static>| Leg { round: 1, ..leg };
    let comparison = compare(&legs(&[
        leg("a", 0, &[100; 200]),
        leg("b", 1, &[1500; 200]),
        again(leg("a", 1, &[2000; 200])),
        again(leg("b", 1, &[3000; 200])),
    ]));
    assert_eq!(
        comparison.notes,
        [
            "Single rounds of the first and the next overlap in throughput, average, P95 and errors: that lead may be chance."
        ]
    );
    let clear = compare(&legs(&[
        leg("a", 0, &[100; 10]),
        leg("b", 0, &[200; 10]),
        again(leg("a", 0, &[120; 10])),
        again(leg("b", 0, &[220; 10])),
    ]));
    assert_eq!(clear.notes, [""; 0]);
}

#[test]
fn what_does_different_work_is_not_said_to_lead() {
    for by in ["scenario", "endpoint"] {
        let comparison = Comparison::of(&summary_by(by, LEGS)).unwrap();
        assert_eq!((comparison.sentences.len(), comparison.notes.len()), (0, 0));
        assert!(comparison.spread.is_empty());
        assert!(best(&comparison).iter().all(Vec::is_empty));
    }
}

#[test]
fn requests_without_the_tag_have_a_row_and_compete_with_nobody() {
    let untagged = r#"{"type":"sample","run":"leg0x000","at_us":1763718000000000,"method":"GET","name":"/","status":200,"outcome":"ok","delay_us":0,"service_us":1}"#;
    let stream = format!("{LEGS}{untagged}\n");
    let comparison = Comparison::of(&summary_by("tag.backend", &stream)).unwrap();
    let names: Vec<&str> = comparison
        .rows
        .iter()
        .map(|row| row.name.as_str())
        .collect();
    assert_eq!(names, ["pod-0", "pod-1", "pod-2", "(none)"]);
    assert!(comparison.rows[3].cells.iter().all(|cell| !cell.best));
    assert_eq!(comparison.title, "Backend");
}

#[test]
fn a_hostile_variant_reaches_nobody_raw() {
    let evil = "<script>\u{1b}[2J\r\n\u{202e}`&\"".repeat(30);
    let stream = legs(&[leg(&evil, 0, &[100; 10]), leg("b", 0, &[200; 10])]);
    let summary = summary_by("variant", &stream);
    let text = text::render(&summary, Look::PLAIN);
    let harmless = |c: char| c == '\n' || (!c.is_control() && c != '\u{202e}');
    assert!(text.chars().all(harmless), "{text}");
    let page = html::render(&summary).unwrap();
    for raw in ["\u{1b}", "\u{202e}"] {
        assert!(!page.contains(raw), "{raw:?}");
    }
    assert_eq!(page.matches("<script").count(), 1, "the page's own");
    let widths = text.lines().filter(|line| line.starts_with('|'));
    let mut widths: Vec<usize> = widths.map(|line| line.chars().count()).collect();
    assert_eq!(widths.len(), 6);
    widths.dedup();
    assert_eq!(widths.len(), 1);
}

#[test]
fn a_hundred_rows_are_enough() {
    let names: Vec<String> = (0..130).map(|n| format!("v{n:03}")).collect();
    let variants: Vec<Leg<'_>> = names.iter().map(|name| leg(name, 0, &[1])).collect();
    let comparison = compare(&legs(&variants));
    assert_eq!((comparison.rows.len(), comparison.left_out), (100, 30));
}

#[test]
fn page_and_json_say_what_the_table_says() {
    let summary = summary_by("variant", LEGS);
    let page = html::render(&summary).unwrap();
    for told in [
        "<h2>Comparison by <bdi>variant</bdi></h2>",
        "<td class=\"best\">0 %</td>",
        "<code><bdi>rl</bdi></code> has the fewest errors (0 % against 11.1 % of",
        "* best of the column.",
        "<dt>Legs</dt><dd><bdi>round=0, variant=rl</bdi><br>",
        "<td class=\"left\">12 runs</td>",
        "<bdi>switched to rl</bdi>",
        "<bdi>mean_ms</bdi>",
    ] {
        assert!(page.contains(told), "{told}\n{page}");
    }
    let report: serde_json::Value = serde_json::from_str(&json::render(&summary).unwrap()).unwrap();
    let by = &report["by"];
    assert_eq!(by["key"], "variant");
    let rl = &by["groups"][0];
    assert_eq!((&rl["value"], &rl["requests"]), (&"rl".into(), &36.into()));
    assert_eq!(rl["best"], serde_json::json!(["error_rate"]));
    let spans = rl["legs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|leg| leg["span_us"].as_u64().unwrap());
    assert_eq!(Some(spans.sum::<u64>()), rl["span_us"].as_u64());
    let sentences: Vec<&str> = by["sentences"]
        .as_array()
        .unwrap()
        .iter()
        .map(|text| text.as_str().unwrap())
        .collect();
    let text = text::render(&summary, Look::PLAIN);
    assert!(!sentences.is_empty() && sentences.iter().all(|sentence| text.contains(sentence)));
}

#[test]
fn a_stage_tells_its_level_where_the_plan_does() {
    let plan = r#""plan":[{"name":"Spike","start_us":0,"stages":[{"length_us":1000000,"users":1},{"length_us":1000000,"users":1000}]},{"start_us":0,"stages":[{"length_us":1,"rate":50.5}]}],"tool""#;
    let staged = |tenth, rest: &str| sample(tenth, &format!("{OK},{rest}"));
    let lines = [
        RUN.replace(r#""tool""#, plan),
        staged(0, r#""scenario":"Spike","stage":0"#),
        staged(1, r#""scenario":"Spike","stage":1"#),
        staged(2, r#""scenario":"Spike","stage":2"#),
        staged(3, r#""stage":0"#),
        staged(4, r#""scenario":"Other: x","stage":0"#),
        sample(5, OK),
    ];
    let comparison = Comparison::of(&summary_by("stage", &stream(&lines))).unwrap();
    let names: Vec<&str> = comparison.rows.iter().map(|row| &*row.name).collect();
    assert_eq!(
        names,
        [
            "Spike: 0 (1 user)",
            "Spike: 1 (1,000 users)",
            "Spike: 2",
            "0 (50.5/s)",
            "Other: x: 0",
            "(none)"
        ]
    );
    let long = stream(&lines).replace("Spike", &"S".repeat(10_000));
    let comparison = Comparison::of(&summary_by("stage", &long)).unwrap();
    let name = &comparison.rows[1].name;
    assert!(
        name.ends_with("…: 1 (1,000 users)") && name.chars().count() == 40,
        "{name}"
    );
}

#[test]
fn windows_are_named_by_second_and_instant_and_none_of_them_leads() {
    let lines: Vec<String> = (0..1300).map(|n| sample(n * 10, OK)).collect();
    let comparison = Comparison::of(&summary_by("window=1m", &stream(&lines))).unwrap();
    assert_eq!(comparison.rows.len(), 22);
    assert_eq!(comparison.rows[1].name, "   60 s, 2025-11-21 09:41:00 UTC");
    assert_eq!(comparison.rows[1].cells[1].text, "1.00");
    assert!(best(&comparison).iter().all(Vec::is_empty) && comparison.notes.is_empty());
    let comparison = Comparison::of(&summary_by("window=1s", &stream(&lines))).unwrap();
    assert_eq!(
        comparison.notes,
        [
            "`window=1s` would make too many windows: its length was doubled until they fit, to 16 s."
        ]
    );
}
