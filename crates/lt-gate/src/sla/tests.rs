use std::fmt::Write;

use super::*;
use crate::config;

const OF_004: &str = include_str!("../../tests/fixtures/sla-004.md");
const OF_003: &str = include_str!("../../tests/fixtures/sla-003.md");

fn document(text: &str) -> Document {
    Document {
        name: "sla".to_owned(),
        text: text.to_owned(),
    }
}

fn imported(text: &str, form: Form) -> Imported {
    let document = document(text);
    let imported = import(&document, form).unwrap_or_else(|wrong| {
        panic!(
            "{}",
            document.picture(&wrong.span, &wrong.problem.to_string())
        )
    });
    imported.expect("a table")
}

/// What a document becomes: the thresholds of what was written.
fn thresholds(text: &str, form: Form) -> Vec<String> {
    let toml = document(&imported(text, form).toml);
    let config = parse(&toml, Path::new("")).unwrap();
    config.thresholds.iter().map(ToString::to_string).collect()
}

fn complaint(text: &str, form: Form) -> String {
    let document = document(text);
    let wrong = import(&document, form).unwrap_err();
    let place = document.place(wrong.span.start);
    format!("{}:{}: {}", place.line, place.column, wrong.problem)
}

#[test]
fn the_tables_of_a_guide_become_twenty_promises_of_endpoints_and_eight_of_levels() {
    let found = thresholds(OF_004, Form::Markdown);
    let mut expected = Vec::new();
    let endpoints = [
        ("/health/", ["10ms", "20ms", "50ms", "100ms"]),
        ("/system/metrics", ["100ms", "200ms", "500ms", "1000ms"]),
        ("/analysis/", ["500ms", "1000ms", "2000ms", "3000ms"]),
        ("/lmcache/status", ["50ms", "100ms", "200ms", "500ms"]),
        ("/optimize/run", ["1000ms", "2000ms", "3000ms", "5000ms"]),
    ];
    for (endpoint, limits) in endpoints {
        for (aggregate, limit) in ["p(50)", "p(95)", "p(99)", "max"].iter().zip(limits) {
            expected.push(format!(
                "response_time{{endpoint:{endpoint}}} {aggregate}<{limit}"
            ));
        }
    }
    let levels = [
        ("Light", 10, "0.1"),
        ("Medium", 40, "0.5"),
        ("Heavy", 80, "1"),
        ("Stress", 100, "5"),
    ];
    for (level, rate, errors) in levels {
        expected.push(format!("requests{{level:{level}}} rate>={rate}/s"));
        expected.push(format!("errors{{level:{level}}} rate<={errors}%"));
    }
    assert_eq!(found, expected);
}

#[test]
fn the_configurations_of_both_guides_say_what_their_tables_say() {
    let configs = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../configs"));
    for (folder, guide) in [("resource-agent", OF_004), ("aurax", OF_003)] {
        let own = config::read(&configs.join(folder).join("lt-gate.toml")).unwrap();
        let own: Vec<String> = own.thresholds.iter().map(ToString::to_string).collect();
        assert_eq!(own, thresholds(guide, Form::Markdown), "{folder}");
    }
}

#[test]
fn targets_of_the_whole_become_rules() {
    assert_eq!(
        thresholds(OF_003, Form::Markdown),
        [
            "response_time p(95)<2s",
            "response_time p(99)<5s",
            "requests rate>10/s",
            "errors rate<1%",
            "errors rate<5%",
        ]
    );
}

#[test]
fn columns_may_stand_in_any_order_and_say_things_in_other_words() {
    let found = thresholds(
        "| Notes | 99.9% | Median (ms) | Verb | URL | Avg | Success Rate | Throughput |
|---|---|---|---|---|---|---|---|
| hot | ≤ 1,000 ms | 10 | GET | **`/a`** | - | > 99.9 % | 600/min |
| | &lt; 2 s | - | - | /c | 5ms | n/a | > 10 req/s |
| idle | - | - | - | /d | - | - | - |
",
        Form::Markdown,
    );
    assert_eq!(
        found,
        [
            "response_time{endpoint:/a,method:GET} p(99.9)<=1000ms",
            "response_time{endpoint:/a,method:GET} p(50)<10ms",
            "errors{endpoint:/a,method:GET} rate<0.1%",
            "requests{endpoint:/a,method:GET} rate>=600/m",
            "response_time{endpoint:/c} p(99.9)<2s",
            "response_time{endpoint:/c} avg<5ms",
            "requests{endpoint:/c} rate>10/s",
        ]
    );
}

#[test]
fn csv_is_read_with_commas_or_semicolons() {
    let expected = [
        "response_time{endpoint:/a} p(95)<20ms",
        "response_time{endpoint:/b} p(95)<1000ms",
    ];
    let commas = "\u{feff}Path,P95\r\n/a,< 20ms\r\n\r\n/b,\"1,000 ms\"\r\n";
    assert_eq!(thresholds(commas, Form::Csv), expected);
    assert_eq!(
        thresholds("Path;P95\n/a;20ms\n/b;1,000ms\n", Form::Csv),
        expected
    );
    assert!(imported(commas, Form::Csv).toml.contains("# sla:4\n"));
    assert_eq!(
        complaint("Path,P95\n/a,20\n", Form::Csv),
        "2:4: `20` is not a limit of a time; write one such as `< 200ms`, or `-` for no promise"
    );
}

#[test]
fn a_promise_that_cannot_be_read_is_named() {
    let check = |table: &str, expected: &str| {
        assert_eq!(complaint(table, Form::Markdown), expected, "{table}");
    };
    check(
        "text\n\n| Endpoint | P95 |\n|---|---|\n| /a | fast |\n",
        "5:8: `fast` is not a limit of a time; write one such as `< 200ms`, or `-` for no promise",
    );
    check(
        "| Endpoint | P95 |\n|---|---|\n| /a | > 20ms |\n",
        "3:8: `> 20ms` is not a limit of a time; write one such as `< 200ms`, or `-` for no promise",
    );
    check(
        "| Endpoint | P95 |\n|---|---|\n| | 20ms |\n",
        "3:1: `endpoint` is missing; say whose row it is",
    );
    check(
        "| Level | Users | Errors |\n|---|---|---|\n| a | many | 1% |\n",
        "3:7: `many` is not a number of users; write one such as `10`, or `-` where it is not said",
    );
    check(
        "| Level | Errors |\n|---|---|\n| a | 0,1% |\n",
        "3:7: `0,1%` is not a largest share; write one such as `0.1%`, or `-` for no promise",
    );
    check(
        "| Level | Errors |\n|---|---|\n| a | 200% |\n",
        "3:1: a share is at most 100%, not `200%`",
    );
    check(
        "| Endpoint | P95 | 95% |\n|---|---|---|\n| /a | 1s | 2s |\n",
        "1:20: two columns promise the same figure; take one out",
    );
    check(
        "| Endpoint | Level | P95 |\n|---|---|---|\n| /a | low | 1s |\n",
        "1:14: a row of an endpoint and of a level at once has no place in `[sla]`; write a table for each level, or rules in `[thresholds]`",
    );
    check(
        "| Endpoint | P95 |\n|---|---|\n| /a | 20ms |\n| /a | 20ms |\n",
        "4:1: `response_time{endpoint:/a} p(95)<20ms` stands in line 3 already; give it once",
    );
}

#[test]
fn tables_of_results_and_of_other_things_are_passed_over() {
    let none = |text: &str| import(&document(text), Form::Markdown).unwrap().is_none();
    assert!(none("no table at all"));
    assert!(none(
        "| Name | Endpoint | # reqs | Avg |\n|---|---|---|---|\n| a | /a | 10 | 12 |\n"
    ));
    assert!(none(
        "| Variable | Default |\n|---|---|\n| `USERS` | `10` |\n"
    ));
    assert!(none(
        "```\n| Endpoint | P95 |\n|---|---|\n| /a | 20ms |\n```\n"
    ));
    assert!(none("| Load Level | Users |\n|---|---|\n| a | 10 |\n"));
}

#[test]
fn a_target_that_is_no_figure_of_a_run_is_told_and_left_out() {
    let text =
        "| Metric | Target |\n|---|---|\n| CPU usage | < 80% |\n| p95 | < 2s |\n| Uptime | - |\n";
    let found = imported(text, Form::Markdown);
    assert_eq!(found.left_out, [(3, "CPU usage < 80%".to_owned())]);
    assert!(
        found
            .toml
            .contains("\n# sla:3 is left out: CPU usage < 80%\n"),
        "{}",
        found.toml
    );
}

#[test]
fn hostile_documents_are_survived() {
    let mut text = "| Endpoint | P95 |\n|---|---|\n| /\u{1b}[31m | 20ms |\n".to_owned();
    assert!(complaint(&text, Form::Markdown).contains("on one line"));
    text = "|Endpoint".to_owned() + &"|P95".repeat(3_000) + "|\n|" + &"-|".repeat(3_001) + "\n";
    text += &"|\n".repeat(100_000);
    assert!(complaint(&text, Form::Markdown).contains("two columns"));
    text = "| Endpoint | P95 |\n|---|---|\n".to_owned();
    for i in 0..5_000 {
        writeln!(text, "| /\"'\\{i}*`` | {i}.5ms |").unwrap();
    }
    assert_eq!(thresholds(&text, Form::Markdown).len(), 5_000);
    drop(import(&document("\u{feff}\"a,b\nc;\"\",\r\r\n"), Form::Csv));
}

proptest::proptest! {
    #[test]
    fn whatever_a_document_holds_it_is_read_or_refused(text in ".{0,200}", cell in ".{0,40}", heading in "[a-zA-Z0-9 %()./#]{0,30}") {
        for form in [Form::Markdown, Form::Csv] {
            drop(import(&document(&text), form));
            let table = format!("| Endpoint | P95 | {heading} |\n|---|---|---|\n| /a | {cell} | {cell} |\n");
            drop(import(&document(&table), form));
            drop(import(&document(&format!("Endpoint,P95,{heading}\n/a,{cell},{cell}\n")), form));
        }
    }
}
