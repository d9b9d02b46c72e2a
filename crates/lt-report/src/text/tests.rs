use proptest::prelude::{any, prop_assert, prop_assert_eq, proptest};

use super::{Look, Rows, percentiles, requests};
use crate::tests::{LEGS, OK, ONLY_FAULTS, RUN, SMALL, end, sample, stream, summary, summary_by};
use crate::{text, words};

#[test]
fn a_report_of_everything() {
    insta::assert_snapshot!(text::render(&summary(SMALL), Look::PLAIN), @"
    WARNING: the generator of run k3x9a2bc was saturated: schedule delay p99 is 12.4 ms, above 10 ms
    WARNING: run k3x9a2bc was interrupted: its plan was not carried out to the end
    WARNING: arrivals never sent because too many requests were in flight: 1 of 5 (20.0 %)
    note: samples left out because they belong to the warm-up: 1

    Summary:
      Total requests: 4 in 1.00 s
      Successful: 2 (50.0%)
      Failed: 2 (50.0%)
      Average response time: 24.2ms
      Requests per second: 4.00
      Requests per minute: 240
      Successful per second: 2.00
      Median response time: 2.00ms
      P95 response time: 90.0ms
      P99 response time: 90.0ms
      Bytes sent: 120 B
      Bytes received: 1.0 kB

    Findings
      * 1 of 4 requests (25.0 %) got no connection (`connect_error`), 2.0 s after the start.
          - the target does not run, has crashed, or listens on another address or port: ask it by hand
          - a firewall or the network in between drops connections
          - the target's limit of open connections, or its queue of those to be accepted, is full
      * 1 of 4 requests (25.0 %) got a server error (500), 1.5 s after the start.
          - an error in the target that this load brings out: look at its log
          - it has run out of something: memory, threads, database connections
          - a proxy or load balancer found no back end that was well: look at health checks and restarts

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

    Status codes and outcomes
    Type     Name                                     Status codes            Outcomes
    --------|----------------------------------------|-----------------------|--------------------------------------------------
    POST     /orders                                  500: 1, none: 1         connect_error: 1, dropped: 1, http_error: 1
    --------|----------------------------------------|-----------------------|--------------------------------------------------
             Aggregated                               200: 2, 500: 1, none: 1 connect_error: 1, dropped: 1, http_error: 1, ok: 2
    1 other endpoint answered every request with 200

    Error report (first and last in seconds since the start; share of all requests)
    # occurrences          Share    First      UTC     Last      UTC  Error
    ------------------|---------|--------|--------|--------|--------|---------------------------------------------------------------------------------------------------------------------------------------------
    1                     25.0 %      1.5 09:40:01      1.6 09:40:01  POST /orders: status 500 (http_error)
    1                     25.0 %      2.0 09:40:02      2.0 09:40:02  POST /orders: connection refused (connect_error)

    Generator (schedule delay in ms: how late requests were sent)
    Run      Shard   Ended          CPU      p50      p99      max    Achieved     Offered  Dropped Cancelled
    --------|-------|-----------|------|--------|--------|--------|-----------|-----------|--------|---------
    k3x9a2bc 0/1     interrupted    97%    0.100     12.4     31.0           5           6        1         0
             schedule delay p99 is 12.4 ms, above 10 ms

    Events (seconds since the start)
           0.0  stage  2 users

    Legend
      Times             response times in milliseconds, from when a request was due until its last byte: its schedule delay
                        and its service time. Failed requests count, too.
      Avg, Min, Max     average, shortest and longest, cut off after the point.
      Med, 50% to 100%  the time within which so many of the requests were answered, to the nearest millisecond: half of
                        them within 50% (the median), all but one in a hundred within 99%, all within 100%.
      # reqs            requests that were sent; arrivals that were dropped and requests cut short by the end are none.
      # fails           requests without an answer, with a status of 400 or above that was not allowed, or whose checks did
                        not hold.
      req/s             requests per second, from the first that was due to the last answer, without pauses between legs.
      Outcomes          ok, or how a request failed; the status codes are those of the last answers, `none` where there was
                        none.
    ");
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
        let from = report.find("Run ").unwrap();
        let to = report.find("\nLegend").unwrap();
        report[from..to].to_owned()
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
            let lines = table.lines().filter(|line| line.len() > 60);
            let mut widths: Vec<usize> = lines.map(words::width).collect();
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

#[test]
fn on_a_terminal_of_eighty_columns_every_table_fits() {
    let text = text::render(&summary(SMALL), Look::terminal(80));
    insta::assert_snapshot!(text, @"
    WARNING: the generator of run k3x9a2bc was saturated: schedule delay p99 is
             12.4 ms, above 10 ms
    WARNING: run k3x9a2bc was interrupted: its plan was not carried out to the end
    WARNING: arrivals never sent because too many requests were in flight: 1 of 5
             (20.0 %)
    note: samples left out because they belong to the warm-up: 1

    Summary:
      Total requests: 4 in 1.00 s
      Successful: 2 (50.0%)
      Failed: 2 (50.0%)
      Average response time: 24.2ms
      Requests per second: 4.00
      Requests per minute: 240
      Successful per second: 2.00
      Median response time: 2.00ms
      P95 response time: 90.0ms
      P99 response time: 90.0ms
      Bytes sent: 120 B
      Bytes received: 1.0 kB

    Findings
      * 1 of 4 requests (25.0 %) got no connection (`connect_error`), 2.0 s after
        the start.
          - the target does not run, has crashed, or listens on another address or
            port: ask it by hand
          - a firewall or the network in between drops connections
          - the target's limit of open connections, or its queue of those to be
            accepted, is full
      * 1 of 4 requests (25.0 %) got a server error (500), 1.5 s after the start.
          - an error in the target that this load brings out: look at its log
          - it has run out of something: memory, threads, database connections
          - a proxy or load balancer found no back end that was well: look at health
            checks and restarts

    Type Name       # reqs    # fails |Avg Min Max Med | req/s failures/s
    ----|----------|------|----------|----|---|---|---|-------|----------
    GET  /items          2   0(0.00%) |  3   2   4   2 |  2.00       0.00
    POST /orders         2 2(100.00%) | 45   1  90   1 |  2.00       2.00
    ----|----------|------|----------|----|---|---|---|-------|----------
         Aggregated      4  2(50.00%) | 24   1  90   2 |  4.00       2.00

    Response time percentiles (approximated)
    Type Name       50% 66% 75% 80% 90% 95% 98% 99% 99.9% 99.99% 100% # reqs
    ----|----------|---|---|---|---|---|---|---|---|-----|------|----|------
    GET  /items       2   4   4   4   4   4   4   4     4      4    4      2
    POST /orders      1  90  90  90  90  90  90  90    90     90   90      2
    ----|----------|---|---|---|---|---|---|---|---|-----|------|----|------
         Aggregated   2   4   4  90  90  90  90  90    90     90   90      4

    Status codes and outcomes
    Type     Name                     Status codes
    --------|------------------------|-----------------------
    POST     /orders                  500: 1, none: 1
    --------|------------------------|-----------------------
             Aggregated               200: 2, 500: 1, none: 1

    Type Name       Outcomes
    ----|----------|--------------------------------------------------
    POST /orders    connect_error: 1, dropped: 1, http_error: 1
    ----|----------|--------------------------------------------------
         Aggregated connect_error: 1, dropped: 1, http_error: 1, ok: 2
    1 other endpoint answered every request with 200

    Error report (first and last in seconds since the start; share of all requests)
    # occurrences  Share First Last  Error
    -------------|------|-----|----|------------------------------------------------
    1             25.0 %   1.5  1.6  POST /orders: status 500 (http_error)
    1             25.0 %   2.0  2.0  POST /orders: connection refused (connect_erro…

    Generator (schedule delay in ms: how late requests were sent)
    Run      Ended       CPU   p50  p99  max Achieved Offered Dropped Cancelled
    --------|-----------|---|-----|----|----|--------|-------|-------|---------
    k3x9a2bc interrupted 97% 0.100 12.4 31.0        5       6       1         0
             schedule delay p99 is 12.4 ms, above 10 ms

    Events (seconds since the start)
           0.0  stage  2 users

    Legend
      Times             response times in milliseconds, from when a request was due
                        until its last byte: its schedule delay and its service
                        time. Failed requests count, too.
      Avg, Min, Max     average, shortest and longest, cut off after the point.
      Med, 50% to 100%  the time within which so many of the requests were answered,
                        to the nearest millisecond: half of them within 50% (the
                        median), all but one in a hundred within 99%, all within
                        100%.
      # reqs            requests that were sent; arrivals that were dropped and
                        requests cut short by the end are none.
      # fails           requests without an answer, with a status of 400 or above
                        that was not allowed, or whose checks did not hold.
      req/s             requests per second, from the first that was due to the last
                        answer, without pauses between legs.
      Outcomes          ok, or how a request failed; the status codes are those of
                        the last answers, `none` where there was none.
    ");
}

#[test]
fn what_is_drawn_on_a_terminal_stays_within_it() {
    for columns in [80, 100, 120, 200] {
        for summary in [
            summary(SMALL),
            summary(ONLY_FAULTS),
            summary_by("variant", LEGS),
        ] {
            let report = text::render(&summary, Look::terminal(columns));
            for line in report.lines() {
                assert!(words::width(line) <= columns, "{columns}: {line}");
            }
        }
    }
}

#[test]
fn what_failed_is_red_and_nothing_else() {
    let report = text::render(&summary(SMALL), Look::terminal(120).colored());
    let red = report.split("\x1b[31m").skip(1);
    let red: Vec<&str> = red
        .filter_map(|rest| rest.split_once("\x1b[0m"))
        .map(|(red, _)| red.trim())
        .collect();
    assert_eq!(
        red[..3]
            .iter()
            .filter(|text| text.starts_with("WARNING: "))
            .count(),
        3
    );
    assert_eq!(red[3..5], ["2(100.00%)", "2(50.00%)"]);
    assert_eq!(red.len(), 8, "{red:?}");
}

#[test]
fn where_blocks_cannot_be_shown_there_are_none() {
    let lines: Vec<String> = (0..60).map(|tenth| sample(tenth, OK)).collect();
    let summary = summary(&stream(&lines));
    let blocks = |look| text::render(&summary, look).contains(['\u{2581}', '\u{2588}']);
    assert!(blocks(Look::PLAIN) && blocks(Look::terminal(80)));
    assert!(!blocks(Look::terminal(80).without_blocks()));
    assert!(text::render(&summary, Look::terminal(80).without_blocks()).is_ascii());
}

#[test]
fn times_that_differ_stand_below_each_other() {
    let late = OK.replace(r#""delay_us":10"#, r#""delay_us":40000"#);
    let report = text::render(
        &summary(&stream(&[RUN.to_owned(), sample(0, OK), sample(1, &late)])),
        Look::PLAIN,
    );
    let from = report.find("Response time against").unwrap();
    let to = report.find("Status codes and").unwrap();
    insta::assert_snapshot!(report[from..to], @"
    Response time against service time
    Milliseconds        p50       p95       p99       max
    -------------|---------|---------|---------|---------
    Response time      2.50      42.5      42.5      42.5
    Service time       2.49      2.49      2.49      2.49
    Response time counts from when a request was due, service time from when it was sent. The difference was spent waiting
    to be sent: a user would have felt it, the target did not cause it by this request alone.
    ");
}

#[test]
fn a_run_of_nothing_says_so_and_leaves_out_what_it_cannot_tell() {
    let warmup = format!(r#"{OK},"phase":"warmup""#);
    let completed = end(1, r#""reason":"completed""#);
    for lines in [
        vec![RUN.to_owned()],
        vec![RUN.to_owned(), sample(0, &warmup), completed],
    ] {
        let report = text::render(&summary(&stream(&lines)), Look::PLAIN);
        assert!(report.contains("no request was measured"), "{report}");
        for left_out in [
            "Summary:",
            "Findings",
            "Over time",
            "Status codes and",
            "Error report",
            "NaN",
            "inf",
        ] {
            assert!(!report.contains(left_out), "{left_out} in {report}");
        }
        assert!(report.contains("Aggregated") && report.contains("Legend"));
    }
}

#[test]
fn one_request_has_no_course_and_tells_little() {
    let report = text::render(
        &summary(&stream(&[RUN.to_owned(), sample(0, OK)])),
        Look::PLAIN,
    );
    assert!(
        report.contains("  Total requests: 1 in 2.50 ms\n"),
        "{report}"
    );
    assert!(report.contains("Findings: none, but so few requests tell little\n"));
    assert!(!report.contains("Over time"));
}

proptest! {
    #[test]
    fn no_name_leaves_a_terminal(name in "\\PC{0,300}", columns in 80..200_usize, times in 1..40_usize) {
        let name = serde_json::json!(name.repeat(times));
        let line = sample(0, &format!(r#""method":{name},"name":{name},"outcome":"timeout","error":{name},"service_us":2"#));
        let report = text::render(&summary(&stream(&[RUN.to_owned(), line])), Look::terminal(columns));
        let tables = report.lines().skip_while(|line| !line.starts_with("Type"));
        for line in tables {
            prop_assert!(words::width(line) <= columns, "{columns}: {line}");
        }
    }
}

#[test]
fn a_comparison_fits_eighty_columns() {
    let report = text::render(&summary_by("variant", LEGS), Look::terminal(80));
    let rows = report.lines().skip_while(|line| !line.starts_with('|'));
    let rows: Vec<&str> = rows.take_while(|line| line.starts_with('|')).collect();
    insta::assert_snapshot!(rows.join("\n"), @"
    | Variant           |    Total | Throughput |    Avg |    P95 |    Error |
    |                   | Requests |    (req/s) |   (ms) |   (ms) |     Rate |
    |-------------------|----------|------------|--------|--------|----------|
    | rl                |     36   |     9.35   | 21.4   | 27.6   |    0 % * |
    | round-robin       |     36   |     9.37   | 25.2   | 33.0   | 22.2 %   |
    | least-connections |     36   |     9.38   | 23.1   | 30.3   | 11.1 %   |
    ");
}

#[test]
fn a_comparison_stands_before_the_tables() {
    let report = text::render(&summary_by("variant", LEGS), Look::PLAIN);
    let place = |text: &str| report.find(text).unwrap();
    assert!(place("Comparison by variant") < place("Summary:"));
    assert!(place("Comparison by variant") < place("Type  "));
}
