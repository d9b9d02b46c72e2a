use proptest::prelude::{any, prop_assert, prop_assert_eq, proptest};

use super::{Look, Rows, percentiles, requests};
use crate::tests::{OK, RUN, SMALL, end, sample, stream, summary};
use crate::text;

#[test]
fn a_report_of_everything() {
    insta::assert_snapshot!(text::render(&summary(SMALL), Look::PLAIN), @r#"
    WARNING: the generator of run k3x9a2bc was saturated: schedule delay p99 is 12.4 ms, above 10 ms
    WARNING: run k3x9a2bc was interrupted: its plan was not carried out to the end
    WARNING: arrivals never sent because too many requests were in flight: 1 of 5 (20.0 %)
    note: samples left out because they belong to the warm-up: 1

    Type     Name                                                                          # reqs      # fails |    Avg     Min     Max    Med |   req/s  failures/s
    --------|----------------------------------------------------------------------------|-------|-------------|-------|-------|-------|-------|--------|-----------
    GET      /items                                                                             2     0(0.00%) |      3       2       4      2 |    2.00        0.00
    POST     /orders                                                                            2   2(100.00%) |     45       1      90      1 |    2.00        2.00
    --------|----------------------------------------------------------------------------|-------|-------------|-------|-------|-------|-------|--------|-----------
             Aggregated                                                                         4    2(50.00%) |     24       1      90      2 |    4.00        2.00

    Response time percentiles (approximated)
    Type     Name                                                                                  50%    66%    75%    80%    90%    95%    98%    99%  99.9% 99.99%   100% # reqs
    --------|--------------------------------------------------------------------------------|--------|------|------|------|------|------|------|------|------|------|------|------
    GET      /items                                                                                  2      4      4      4      4      4      4      4      4      4      4      2
    POST     /orders                                                                                 1     90     90     90     90     90     90     90     90     90     90      2
    --------|--------------------------------------------------------------------------------|--------|------|------|------|------|------|------|------|------|------|------|------
             Aggregated                                                                              2      4      4     90     90     90     90     90     90     90     90      4

    Error report
    # occurrences      Error
    ------------------|---------------------------------------------------------------------------------------------------------------------------------------------
    1                  POST /orders: status 500 (http_error)
    1                  POST /orders: connection refused (connect_error)
    ------------------|---------------------------------------------------------------------------------------------------------------------------------------------

    Generator (schedule delay in ms: how late requests were sent)
    Run      Shard   Ended          CPU      p50      p99      max    Achieved     Offered  Dropped Cancelled
    --------|-------|-----------|------|--------|--------|--------|-----------|-----------|--------|---------
    k3x9a2bc 0/1     interrupted    97%    0.100     12.4     31.0           5           6        1         0
             schedule delay p99 is 12.4 ms, above 10 ms

    Events (seconds since the start)
           0.0  stage  2 users
    "#);
}

#[test]
fn what_a_machine_adds_stands_below_its_run_where_it_says_something() {
    let several = r#""shard":{"index":0,"also":[1,2,3],"of":4}"#;
    let run = RUN.replace(r#""shard":{"index":0,"of":1}"#, several);
    let run = run.replace(r#""tool""#, r#""late_us":1200000,"tool""#);
    let generator = |shares: &str, counts: &str| {
        let health = format!(
            r#""reason":"completed",{counts}"health":{{"cpu_busy":0.5,{shares},"delay_p50_us":1,"delay_p99_us":2,"delay_max_us":3,"achieved":1,"offered":1,"saturated":false,"why":["delay p99 is 2 ms"]}}"#
        );
        let report = text::render(
            &summary(&stream(&[run.clone(), sample(0, OK), end(1, &health)])),
            Look::PLAIN,
        );
        report[report.find("Run ").unwrap()..].to_owned()
    };
    let loud = r#""steal":0.01,"foreign":0.052,"no_files":12,"no_ports":1,"retries":3456"#;
    insta::assert_snapshot!(generator(loud, r#""skipped_late":1234,"#), @"
    Run      Shard     Ended          CPU      p50      p99      max    Achieved     Offered  Dropped Cancelled
    --------|---------|-----------|------|--------|--------|--------|-----------|-----------|--------|---------
    k3x9a2bc 0,1,2,3/4 completed      50%    0.001    0.002    0.003           1           1        0         0
             delay p99 is 2 ms
             other processes used 5 % of the CPU time
             the hypervisor took away 1 % of the CPU time
             12 connections failed because this machine had no open files left
             1 connection failed because this machine had no local ports left
             3,456 requests repeated on a fresh connection because the target had closed an idle one
             began 1.20 s later than it was told to
             1,234 planned requests skipped: joined late
    ");
    let quiet = r#""steal":0.0099,"foreign":0.0499,"no_files":0"#;
    insta::assert_snapshot!(generator(quiet, ""), @"
    Run      Shard     Ended          CPU      p50      p99      max    Achieved     Offered  Dropped Cancelled
    --------|---------|-----------|------|--------|--------|--------|-----------|-----------|--------|---------
    k3x9a2bc 0,1,2,3/4 completed      50%    0.001    0.002    0.003           1           1        0         0
             delay p99 is 2 ms
             began 1.20 s later than it was told to
    ");
}

proptest! {
    #[test]
    fn no_name_bends_the_columns(name in any::<String>(), method in any::<String>()) {
        let (name, method) = (serde_json::json!(name), serde_json::json!(method));
        let line = sample(0, &format!(r#""method":{method},"name":{name},"outcome":"ok","delay_us":1,"service_us":2"#));
        let rows = Rows::of(&summary(&stream(&[RUN.to_owned(), line, sample(1, OK)])));
        for write in [requests::write, percentiles::write] {
            let mut table = String::new();
            write(&mut table, &rows, Look::PLAIN);
            let mut widths: Vec<usize> = table.lines().filter(|line| line.len() > 60).map(|line| line.chars().count()).collect();
            prop_assert!(widths.len() >= 5);
            widths.dedup();
            prop_assert_eq!(widths.len(), 1);
        }
    }
}

#[test]
fn nothing_from_outside_reaches_the_terminal_raw() {
    let evil = r#"\u001b[2J\r\n\u202e"#;
    let line = sample(
        0,
        &format!(
            r#""method":"{evil}","name":"{evil}","outcome":"{evil}","error":"{evil}","host":"{evil}""#
        ),
    );
    let health = format!(
        r#""reason":"completed","health":{{"cpu_busy":1e300,"delay_p50_us":1,"delay_p99_us":2,"delay_max_us":18446744073709551615,"achieved":18446744073709551615,"offered":1,"saturated":true,"why":["{evil}"]}}"#
    );
    let run = RUN.replace("t-1", evil);
    let report = text::render(
        &summary(&stream(&[run, line, end(9, &health)])),
        Look::PLAIN,
    );
    let harmless = |c: char| c == '\n' || (!c.is_control() && c != '\u{202e}');
    assert!(report.chars().all(harmless), "{report}");
}
