use std::fs;

use lt_sample::OnBadLine;
use lt_stats::{Include, Summary};

use super::history::{self, Rows};
use super::{failures, json, requests_csv};
use crate::LocustCsv;
use crate::tests::{OK, RUN, SMALL, end, sample, stream, summary};

/// The history of a stream, without its header.
fn rows(stream: &str, rows: Rows) -> String {
    let mut summary = Summary::new(Include::Measured).with_history();
    summary
        .read(stream.as_bytes(), "test", OnBadLine::Stop)
        .unwrap();
    let mut out = Vec::new();
    history::write(&summary, rows, &mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    text.split_once("\r\n").unwrap().1.replace("\r\n", "\n")
}

/// The first cells of each row.
fn cells(rows: &str, n: usize) -> Vec<String> {
    let first = |row: &str| row.split(',').take(n).collect::<Vec<_>>().join(",");
    rows.lines().map(first).collect()
}

fn gauge(tenth: u64, source: &str, name: &str, value: f64) -> String {
    let at = 1_763_718_000_000_000 + tenth * 100_000;
    format!(
        r#"{{"type":"gauge","run":"k3x9a2bc","at_us":{at},"source":"{source}","name":"{name}","value":{value}}}"#
    )
}

#[test]
fn without_requests_there_is_the_row_that_locust_has() {
    let expected =
        ",Aggregated,0,0,0,0.0,0,0,0,0.0,0.0,N/A,N/A,N/A,N/A,N/A,N/A,N/A,N/A,N/A,N/A,N/A\r\n";
    let dropped = sample(3, r#""method":"GET","name":"/","outcome":"dropped""#);
    for stream in [RUN.to_owned(), stream(&[RUN.to_owned(), dropped.clone()])] {
        let text = requests_csv(&summary(&stream));
        assert_eq!(text.split_once("\r\n").unwrap().1, expected);
        assert_eq!(json(&summary(&stream)).unwrap(), "[]\n");
    }
    assert_eq!(rows(RUN, Rows::Endpoints), "");
    let empty = "1763718000,0,,Aggregated,0.000000,0.000000,N/A,N/A,N/A,N/A,N/A,N/A,N/A,N/A,N/A,N/A,N/A,0,0,0,0.0,0,0,0\n";
    assert_eq!(
        rows(&stream(&[RUN.to_owned(), dropped]), Rows::Endpoints),
        empty
    );
}

#[test]
fn users_of_several_tests_are_never_infinite() {
    let many = |source| gauge(0, source, "users", 1.7e308);
    let lines = [RUN.to_owned(), sample(0, OK), many("a"), many("b")];
    let users = cells(&rows(&stream(&lines), Rows::Total), 2);
    assert_eq!(users, ["1763718000,1000000000000000"]);
}

#[test]
fn requests_of_unknown_time_have_no_percentiles() {
    let unknown = r#""method":"GET","name":"/","outcome":"timeout""#;
    let text = requests_csv(&summary(&stream(&[RUN.to_owned(), sample(0, unknown)])));
    let row = "GET,/,1,1,0,0.0,0,0,0.0,0.0,0.0,N/A,N/A,N/A,N/A,N/A,N/A,N/A,N/A,N/A,N/A,N/A\r\n";
    assert_eq!(text.split_inclusive('\n').nth(1).unwrap(), row);
}

#[test]
fn rows_stand_by_name_then_method_and_other_last() {
    let of = |n: u64, method: &str, name: &str| {
        sample(
            n,
            &format!(r#""method":"{method}","name":"{name}","outcome":"ok","service_us":5000"#),
        )
    };
    let lines = [
        of(0, "POST", "/b"),
        of(1, "GET", "/b"),
        of(2, "", "other"),
        of(3, "PUT", "/a"),
        of(4, "GET", "zzz"),
    ];
    let text = requests_csv(&summary(&stream(&lines)));
    let rows = text
        .lines()
        .skip(1)
        .map(|row| row.split(',').take(2).collect::<Vec<_>>().join(" "));
    let rows: Vec<String> = rows.collect();
    assert_eq!(
        rows,
        [
            "PUT /a",
            "GET /b",
            "POST /b",
            "GET zzz",
            " other",
            " Aggregated"
        ]
    );
}

#[test]
fn rates_are_those_of_the_ten_seconds_that_are_sure_to_be_over() {
    // Two requests in each of the first 14 seconds.
    let requests = (0..28).map(|n| sample(n * 5, OK));
    let text = rows(&stream(&requests.collect::<Vec<_>>()), Rows::Total);
    let rates: Vec<&str> = text
        .lines()
        .map(|row| row.split(',').nth(4).unwrap())
        .collect();
    let mut expected = vec!["0.000000"; 3];
    expected.extend(["2.000000"; 11]);
    assert_eq!(rates, expected);
}

#[test]
fn an_idle_second_has_a_row_and_a_long_pause_as_many_as_rates_need_to_be_zero() {
    let text = rows(
        &stream(&[sample(0, OK), sample(20, OK), sample(9000, OK)]),
        Rows::Endpoints,
    );
    let total: Vec<&str> = text
        .lines()
        .filter(|row| row.contains("Aggregated"))
        .collect();
    let seconds: Vec<u64> = total
        .iter()
        .map(|row| row[7..10].parse().unwrap())
        .collect();
    assert_eq!(seconds, (0..=15).chain([900]).collect::<Vec<_>>());
    assert!(total[15].contains(",Aggregated,0.000000,0.000000,N/A,"));
    assert_eq!(text.lines().count(), 2 * total.len());
}

#[test]
fn users_are_those_of_the_generators_else_what_is_in_flight_else_none() {
    let requests = [sample(0, OK), sample(10, OK)];
    let foreign = gauge(1, "k6", "users", 9.0);
    for (gauges, expected) in [
        (
            vec![
                gauge(1, "lt-gen", "users", 3.0),
                foreign.clone(),
                gauge(12, "lt-gen", "users", 4.0),
            ],
            ["3", "4"],
        ),
        (
            vec![foreign, gauge(1, "lt-gen", "in_flight", 7.0)],
            ["9", "9"],
        ),
        (vec![gauge(1, "lt-gen", "in_flight", 7.0)], ["7", "7"]),
        (vec![], ["0", "0"]),
    ] {
        let lines: Vec<String> = requests.iter().cloned().chain(gauges).collect();
        let text = rows(&stream(&lines), Rows::Total);
        let users: Vec<&str> = text
            .lines()
            .map(|row| row.split(',').nth(1).unwrap())
            .collect();
        assert_eq!(users, expected);
    }
}

#[test]
fn the_history_adds_up() {
    let text = rows(SMALL, Rows::Endpoints);
    assert_eq!(
        cells(&text, 4),
        [
            "1763718001,2,GET,/items",
            "1763718001,2,POST,/orders",
            "1763718001,2,,Aggregated",
            "1763718002,2,GET,/items",
            "1763718002,2,POST,/orders",
            "1763718002,2,,Aggregated",
        ]
    );
    let last = text.lines().last().unwrap();
    assert!(last.ends_with(",4,2,2,24.25,1.0,90.0,255.0"), "{last}");
}

#[test]
fn what_the_scenario_could_not_send_is_an_exception() {
    let broken =
        r#""method":"GET","name":"/x","outcome":"template_error","error":"`a` is\nundefined""#;
    let lines = [
        sample(0, broken),
        sample(1, broken),
        sample(2, OK),
        end(3, r#""reason":"completed""#),
    ];
    let summary = summary(&stream(&lines));
    let message = "`a` is\u{fffd}undefined (template_error)";
    assert_eq!(
        failures::exceptions_csv(&summary),
        format!("Count,Message,Traceback,Nodes\r\n2,{message},in GET /x,\r\n")
    );
    assert_eq!(
        failures::failures_csv(&summary, LocustCsv::Legacy),
        format!("Method,Name,Error,Occurrences\r\nGET,/x,{message},2\r\n")
    );
}

#[test]
fn a_time_beyond_every_calendar_is_left_empty() {
    let far = r#"{"type":"sample","run":"k3x9a2bc","at_us":18446744073709551615,"method":"GET","name":"/","outcome":"timeout","service_us":5}"#;
    let summary = summary(&stream(&[RUN.to_owned(), far.to_owned()]));
    let text = failures::failures_csv(&summary, LocustCsv::Current);
    assert!(text.ends_with("GET,/,timeout,1,,\r\n"), "{text}");
    let mut out = Vec::new();
    history::write(&summary, Rows::Endpoints, &mut out).unwrap();
    assert_eq!(String::from_utf8(out).unwrap().lines().count(), 2);
}

#[test]
fn files_that_are_not_written_leave_their_old_ones_in_place() {
    let folder = tempfile::tempdir().unwrap();
    let old = folder.path().join("run_stats.csv");
    fs::write(&old, "old").unwrap();
    drop(super::Files::create(&folder.path().join("run")).unwrap());
    assert_eq!(fs::read_to_string(old).unwrap(), "old");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}
