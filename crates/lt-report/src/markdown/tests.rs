#[path = "../../../lt-cli/src/markdown/tests/gfm.rs"]
mod gfm;

use std::sync::LazyLock;

use proptest::prelude::{ProptestConfig, prop, prop_assert, proptest};

use super::render;
use crate::tests::{LEGS, OK, ONLY_FAULTS, RUN, SMALL, end, sample, stream, summary, summary_by};
use gfm::{Page, hostile};

const PLENTY: u64 = 60_000;

#[test]
fn a_report_of_everything() {
    insta::assert_snapshot!(render(&summary(SMALL), PLENTY), @"
    ## 4 requests at 4.00/s, p95 90.0 ms, 50.0 % failed

    > [!WARNING]
    > - the generator of run k3x9a2bc was saturated: schedule delay p99 is 12.4 ms, above 10 ms
    > - run k3x9a2bc was interrupted: its plan was not carried out to the end
    > - arrivals never sent because too many requests were in flight: 1 of 5 (20.0 %)

    > [!NOTE]
    > - samples left out because they belong to the warm-up: 1

    | Requests | Failed | Per second | Per minute | Average | p50 | p95 | p99 | Max |
    |--:|--:|--:|--:|--:|--:|--:|--:|--:|
    | 4 | 2 (50.0 %) | 4.00 | 240 | 24.2 ms | 2.00 ms | 90.0 ms | 90.0 ms | 90.0 ms |

    ### Findings

    - 1 of 4 requests (25.0 %) got no connection (<code>connect&#95;error</code>), 2.0 s after the start.
      - the target does not run, has crashed, or listens on another address or port: ask it by hand
      - a firewall or the network in between drops connections
      - the target's limit of open connections, or its queue of those to be accepted, is full
    - 1 of 4 requests (25.0 %) got a server error (500), 1.5 s after the start.
      - an error in the target that this load brings out: look at its log
      - it has run out of something: memory, threads, database connections
      - a proxy or load balancer found no back end that was well: look at health checks and restarts

    ### Endpoints

    | Endpoint | Requests | Failed | req/s | Average (ms) | p50 (ms) | p95 (ms) | p99 (ms) | Max (ms) |
    |---|--:|--:|--:|--:|--:|--:|--:|--:|
    | <code>GET /items</code> | 2 | 0 | 2.00 | 3.00 | 2.00 | 4.00 | 4.00 | 4.00 |
    | <code>POST /orders</code> | 2 | 2 (100 %) | 2.00 | 45.5 | 1.00 | 90.0 | 90.0 | 90.0 |
    | **All** | **4** | **2 (50.0 %)** | **4.00** | **24.2** | **2.00** | **90.0** | **90.0** | **90.0** |

    ### Failures

    | Failures | Share | Endpoint | What went wrong | First (s) | Last (s) |
    |--:|--:|---|---|--:|--:|
    | 1 | 25.0 % | <code>POST /orders</code> | <code>status 500 (http&#95;error)</code> | 1.5 | 1.6 |
    | 1 | 25.0 % | <code>POST /orders</code> | <code>connection refused (connect&#95;error)</code> | 2.0 | 2.0 |

    <details><summary>Response time percentiles (ms)</summary>

    | Endpoint | 50 % | 66 % | 75 % | 80 % | 90 % | 95 % | 98 % | 99 % | 99.9 % | 99.99 % | 100 % |
    |---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|
    | <code>GET /items</code> | 2.00 | 4.00 | 4.00 | 4.00 | 4.00 | 4.00 | 4.00 | 4.00 | 4.00 | 4.00 | 4.00 |
    | <code>POST /orders</code> | 1.00 | 90.0 | 90.0 | 90.0 | 90.0 | 90.0 | 90.0 | 90.0 | 90.0 | 90.0 | 90.0 |

    </details>

    <details><summary>Status codes and outcomes</summary>

    | Endpoint | Status codes | Outcomes |
    |---|---|---|
    | <code>GET /items</code> | <code>200&#58; 2</code> | <code>ok&#58; 2</code> |
    | <code>POST /orders</code> | <code>500&#58; 1, none&#58; 1</code> | <code>connect&#95;error&#58; 1, dropped&#58; 1, http&#95;error&#58; 1</code> |

    </details>

    <details><summary>Generators</summary>

    | Run | Ended | CPU | Delay p99 (ms) | Achieved | Offered | Dropped |
    |---|---|--:|--:|--:|--:|--:|
    | <code>k3x9a2bc</code> | interrupted | 97 % | 12.4 | 5 | 6 | 1 |

    - <code>k3x9a2bc</code>: schedule delay p99 is 12.4 ms, above 10 ms

    </details>

    <details><summary>Events and gauges</summary>

    | Second | Leg | Event |  |
    |--:|---|---|---|
    | 0.0 |  | <code>stage</code> | <code>2 users</code> |

    </details>

    <sub>Run <code>k3x9a2bc</code> · 1.00 s from 2025-11-21 09:40:01 UTC · target <code>http&#58;<wbr>//127.0.0.1&#58;8080</code> · seed 42 · <code>lt-gen 0.1.0</code> · <code>lt-report 0.1.0</code></sub>
    ");
}

#[test]
fn a_comparison_stands_before_the_endpoints() {
    let report = render(&summary_by("variant", LEGS), PLENTY);
    let from = report.find("### Comparison").unwrap();
    let to = report.find("### Endpoints").unwrap();
    insta::assert_snapshot!(report[from..to], @"
    ### Comparison by <code>variant</code>

    | Variant | Total Requests | Throughput (req/s) | Avg (ms) | P95 (ms) | Success Rate | Error Rate |
    |---|--:|--:|--:|--:|--:|--:|
    | <code>rl</code> | 36 | 9.35 | 21.4 | 27.6 | **100 %** | **0 %** |
    | <code>round-robin</code> | 36 | 9.37 | 25.2 | 33.0 | 77.8 % | 22.2 % |
    | <code>least-connections</code> | 36 | 9.38 | 23.1 | 30.3 | 88.9 % | 11.1 % |

    - <code>round-robin</code> (22.2 %) and <code>least-connections</code> (11.1 %) fail many more requests than others: their times and throughput are not compared.
    - <code>rl</code> has the fewest errors (0 % against 11.1 % of <code>least-connections</code>).
    ");
}

#[test]
fn a_run_of_nothing_is_said_in_the_headline() {
    let nothing = render(&summary(&stream(&[RUN.to_owned()])), PLENTY);
    assert!(
        nothing.starts_with("## No request was measured\n\n> [!WARNING]\n"),
        "{nothing}"
    );
    assert!(!nothing.contains("### "), "{nothing}");
    let faults = render(&summary(ONLY_FAULTS), PLENTY);
    assert!(
        faults.starts_with("## No request was measured but 3 with injected faults\n"),
        "{faults}"
    );
}

/// A run of many endpoints that fail in several ways, over a minute.
fn large() -> String {
    let mut lines = vec![RUN.to_owned()];
    for tenth in 0..600 {
        let name = format!("/{}/{}", "x".repeat(60), tenth % 300);
        let ended = match tenth % 3 {
            0 => {
                r#""outcome":"timeout","error":"no answer within the time-out","delay_us":10,"service_us":9000000"#
            }
            _ => r#""status":200,"outcome":"ok","delay_us":10,"service_us":2490"#,
        };
        lines.push(sample(
            tenth,
            &format!(r#""method":"GET","name":"{name}",{ended}"#),
        ));
    }
    lines.push(end(600, r#""reason":"completed""#));
    stream(&lines)
}

#[test]
fn what_does_not_fit_goes_in_order_of_importance() {
    let summary = summary(&large());
    let mut before = usize::MAX;
    for (budget, kept, gone) in [
        (200_000, "<details>", "nothing of it"),
        (20_000, "```mermaid", "<details>"),
        (12_500, "and 250 more, which fail less", "```mermaid"),
        (8_000, "### Failures", "and 250 more"),
        (2_000, "### Findings", "### Failures"),
        (500, "| 600 |", "### Findings"),
    ] {
        let report = render(&summary, budget);
        assert!(
            report.len() as u64 <= budget && report.len() <= before,
            "{budget}: {}",
            report.len()
        );
        assert!(report.starts_with("## 600 requests at "), "{budget}");
        assert!(report.contains(kept), "{budget}: no {kept} in {report}");
        assert!(!report.contains(gone), "{budget}: {gone} in {report}");
        before = report.len();
    }
    let headline = render(&summary, 10);
    assert_eq!(headline.lines().count(), 1, "{headline}");
}

#[test]
fn the_rows_that_are_kept_are_the_worst_in_the_usual_order() {
    let report = render(&summary(&large()), PLENTY);
    let (_, table) = report.split_once("### Endpoints\n\n").unwrap();
    let rows = table
        .lines()
        .skip(2)
        .take_while(|line| line.starts_with("| <code>"));
    let rows: Vec<&str> = rows.collect();
    assert_eq!(rows.len(), 50);
    assert!(rows.iter().all(|row| row.contains("(100 %)")), "{rows:?}");
    let names = rows.iter().filter_map(|row| row.split("</code>").next());
    assert!(names.is_sorted());
}

#[test]
fn charts_have_few_plain_categories() {
    let report = render(&summary(&large()), PLENTY);
    let axes: Vec<&str> = report
        .lines()
        .filter(|line| line.contains("x-axis ["))
        .collect();
    assert_eq!(axes.len(), 2);
    for axis in axes {
        let categories = axis.matches('"').count() / 2;
        assert!((12..=24).contains(&categories), "{axis}");
        assert!(
            axis.chars()
                .all(|c| c.is_ascii_digit() || " x-ais[],\"".contains(c)),
            "{axis}"
        );
    }
}

#[test]
fn a_run_that_begins_within_a_second_has_no_category_twice() {
    let mut lines = vec![RUN.replace("1763718000000000", "1763718000700000")];
    lines.extend((7..60).map(|tenth| sample(tenth, OK)));
    let report = render(&summary(&stream(&lines)), PLENTY);
    let (_, axis) = report.rsplit_once("x-axis [").unwrap();
    let (axis, _) = axis.split_once(']').unwrap();
    assert_eq!(axis, r#""0", "1", "2", "3", "4", "5""#);
}

/// Every element that we write, beside those of code.
const TAGS: [&str; 3] = ["details", "summary", "sub"];

/// A stream of two variants with a text wherever one may come from outside, each place with its own.
fn told(texts: &[String; 8]) -> String {
    let text = |place: usize| serde_json::json!(texts[place]).to_string();
    let mut lines = Vec::new();
    for (place, run) in ["k3x9a2bc", "k3x9a2bd"].iter().enumerate() {
        let head = RUN.replace(r#""t-1""#, &text(0));
        let about = format!(
            r#""tool":{},"target":{},"labels":{{"variant":{}}}"#,
            text(1),
            text(2),
            text(3 + place)
        );
        let head = head.replace(r#""tool":"lt-gen""#, &about);
        let names = format!(r#""method":{},"name":{}"#, text(5), text(6));
        let failed = format!(
            r#"{names},"outcome":"timeout","error":{},"delay_us":1,"service_us":2"#,
            text(7)
        );
        let faulty = format!(
            r#"{names},"outcome":"http_error","status":500,"fault":{},"failed":[{}],"delay_us":1,"service_us":9"#,
            text(7),
            text(6)
        );
        let event = format!(
            r#"{{"type":"event","run":"k3x9a2bc","at_us":1763718000000000,"name":{},"text":{}}}"#,
            text(5),
            text(7)
        );
        let gauge = format!(
            r#"{{"type":"gauge","run":"k3x9a2bc","at_us":1763718000000000,"source":{},"name":{},"unit":{},"value":1.5}}"#,
            text(5),
            text(6),
            text(7)
        );
        let why = format!(
            r#""reason":"completed","health":{{"cpu_busy":0.1,"delay_p50_us":1,"delay_p99_us":2,"delay_max_us":3,"achieved":1,"offered":1,"saturated":true,"why":[{}]}}"#,
            text(7)
        );
        let mut of_run = vec![head, event, gauge];
        of_run.extend((0..40).map(|tenth| sample(tenth, &failed)));
        of_run.extend([sample(40, OK), sample(41, &faulty), end(42, &why)]);
        lines.extend(of_run.iter().map(|line| line.replace("k3x9a2bc", run)));
    }
    stream(&lines)
}

fn compared(texts: &[String; 8], budget: u64) -> String {
    render(&summary_by("label.variant", &told(texts)), budget)
}

fn harmless() -> &'static Page {
    static HARMLESS: LazyLock<Page> = LazyLock::new(|| {
        let words = ["a", "b", "c", "d", "e", "f", "g", "h"];
        Page::of(&compared(&words.map(str::to_owned), PLENTY))
    });
    &HARMLESS
}

#[test]
fn the_page_that_is_held_against_hostile_ones_has_everything() {
    let page = harmless();
    let columns: Vec<usize> = page.cells.iter().map(|rows| rows[0]).collect();
    assert_eq!(columns, [9, 7, 9, 6, 12, 3, 4, 7, 4, 4]);
    assert_eq!(page.charts.len(), 2);
}

proptest! {
    // A page is long.
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_text_from_outside_is_more_than_text(texts in prop::collection::vec(hostile(), 8)) {
        let texts: Vec<String> = texts.into_iter().zip('s'..).map(|(text, own)| text + &own.to_string()).collect();
        let texts: [String; 8] = texts.try_into().unwrap();
        let page = compared(&texts, 1_000_000);
        Page::check(&page, harmless(), &TAGS);
        let charts = Page::of(&page).charts;
        prop_assert!(charts == harmless().charts, "{charts:?}");
    }

    #[test]
    fn every_budget_is_kept_and_holds_whole_tables(text in hostile(), budget in 1_000..60_000_u64) {
        let page = compared(&std::array::from_fn(|_| text.clone()), budget);
        prop_assert!(page.len() as u64 <= budget || page.lines().count() == 1);
        let read = Page::of(&page);
        let foreign = read.foreign_tags(&TAGS);
        prop_assert!(foreign.is_empty(), "{foreign:?}");
        for rows in &read.cells {
            prop_assert!(rows.iter().all(|cells| *cells == rows[0]), "{rows:?}");
        }
    }
}
