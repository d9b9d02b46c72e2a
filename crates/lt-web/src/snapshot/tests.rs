use std::time::Instant;

use lt_sample::{Micros, Outcome, Record, RunId, Sample};
use lt_stats::Include;

use super::*;

fn summary(lines: &[String]) -> Summary {
    let mut summary = Summary::new(Include::Measured);
    for line in lines {
        summary.add(&Record::parse(line.as_bytes()).unwrap());
    }
    summary
}

const RUN: &str = r#"{"type":"run","format":1,"run":"k3x9a2bc","test":"t","shard":{"index":0,"of":1},"leg":{"index":1,"of":2},"tool":"lt-gen","version":"0.1.0","started_us":1763718000000000,"scenario_file":"shop.yaml","seed":7,"model":"closed","plan":[{"name":"Browse","start_us":0,"length_us":10000000,"users":4,"spawn_rate":2.0},{"name":"Spike","start_us":10000000,"length_us":30000000,"stages":[{"length_us":30000000,"users":50}]}],"labels":{"variant":"rl"},"target":"http://127.0.0.1:8080"}"#;

fn lines() -> Vec<String> {
    let mut lines = vec![RUN.to_owned()];
    for second in 0..12_u64 {
        let at = (1_763_718_000 + second) * 1_000_000;
        for (method, name, ending) in [
            ("GET", "/", r#""status":200,"outcome":"ok","received":500"#),
            ("GET", "/", r#""status":200,"outcome":"ok","received":700"#),
            (
                "POST",
                "/orders",
                r#""status":503,"outcome":"http_error","received":20"#,
            ),
        ] {
            let service = 2000 + second * 100;
            lines.push(format!(r#"{{"type":"sample","run":"k3x9a2bc","at_us":{at},"method":"{method}","name":"{name}",{ending},"delay_us":10,"service_us":{service}}}"#));
        }
        for (name, value) in [
            ("users", 4.0),
            ("in_flight", 2.0),
            ("cpu", 0.25),
            ("delay_p99", 150.0),
        ] {
            lines.push(format!(r#"{{"type":"gauge","run":"k3x9a2bc","at_us":{at},"source":"lt-gen","name":"{name}","value":{value:?}}}"#));
        }
    }
    lines.push(r#"{"type":"event","run":"k3x9a2bc","at_us":1763718010000000,"name":"stage","text":"Spike\u001b[31m begins"}"#.to_owned());
    lines
}

#[test]
fn a_snapshot_says_everything_in_the_units_of_the_page() {
    let summary = summary(&lines());
    let mut late = Late::default();
    for line in lines() {
        late.add(&Record::parse(line.as_bytes()).unwrap());
    }
    let mut snapshot = Snapshot::live(
        &summary,
        &summary.gauges(),
        Stream::Open,
        &late,
        &Told::default(),
    );
    assert_eq!(snapshot.tail.at.len(), 11);
    snapshot.tail.at.truncate(1);
    for list in [
        &mut snapshot.tail.rate,
        &mut snapshot.tail.failures,
        &mut snapshot.tail.p50,
        &mut snapshot.tail.p95,
        &mut snapshot.tail.p99,
        &mut snapshot.tail.users,
        &mut snapshot.tail.in_flight,
        &mut snapshot.tail.cpu,
        &mut snapshot.tail.delay_p99,
    ] {
        assert_eq!(list.len(), 11);
        list.truncate(1);
    }
    insta::assert_snapshot!(serde_json::to_string_pretty(&snapshot).unwrap());
}

#[test]
fn nothing_is_known_of_nothing() {
    let snapshot = Snapshot::of(&summary(&[]));
    let json = serde_json::to_value(&snapshot).unwrap();
    assert_eq!(json["total"]["p50"], serde_json::Value::Null);
    assert_eq!(json["progress"]["left"], serde_json::Value::Null);
    assert_eq!(json["load"]["users"], serde_json::Value::Null);
    assert_eq!(json["generator"]["strain"], serde_json::Value::Null);
    assert_eq!(json["plan"]["users"], serde_json::Value::Null);
}

#[test]
fn after_a_reset_nobody_knows_how_much_of_a_number_is_done() {
    let planned = r#""plan":[{"start_us":0,"requests":48,"users":4}]"#;
    let (before, rest) = RUN.split_once(r#""plan":"#).unwrap();
    let (_, after) = rest.split_once("],\"labels\"").unwrap();
    let run =
        format!("{before}{planned},\"labels\"{after}").replace(r#""leg":{"index":1,"of":2},"#, "");
    let mut lines = lines();
    lines[0] = run;
    let summary = summary(&lines);
    assert_eq!(Snapshot::of(&summary).progress.done, Some(0.75));
    let anew = summary.anew(lt_stats::Since(UnixMicros(7)));
    assert_eq!(Snapshot::of(&anew).progress.done, None);
}

#[test]
fn what_was_asked_for_goes_before_what_was_planned() {
    let summary = summary(&lines());
    let told = Told {
        users: Some(77),
        ..Told::default()
    };
    let planned = Plan::of(&summary, &Told::default());
    assert_eq!((planned.users, planned.spawn_rate), (Some(50), Some(2.0)));
    let asked = Plan::of(&summary, &told);
    assert_eq!((asked.users, asked.spawn_rate), (Some(77), None));
}

#[test]
fn of_many_endpoints_the_busiest_are_shown_in_the_order_of_names() {
    let mut summary = Summary::new(Include::Measured);
    for n in 0..700_u64 {
        for _ in 0..=n {
            let (at, name) = (UnixMicros(1_763_718_000_000_000), format!("/{n:03}"));
            let run = RunId::parse("k3x9a2bc").unwrap();
            summary.add(&Record::Sample(Sample::new(
                run,
                at,
                "GET",
                &name,
                Outcome::Ok,
            )));
        }
    }
    let snapshot = Snapshot::of(&summary);
    let rows = snapshot.rows.iter().chain([&snapshot.total]);
    assert!(
        rows.into_iter()
            .all(|row| row.rate_now.is_none() && row.failures_now.is_none())
    );
    assert_eq!((snapshot.rows.len(), snapshot.rows_left_out), (500, 200));
    assert_eq!(snapshot.rows[0].name, "/200");
    assert_eq!(snapshot.rows[499].name, "/699");
}

#[test]
fn hostile_names_and_errors_are_short_and_harmless() {
    let long = "\\u001b[31m\\u202e".repeat(5000);
    let line = format!(
        r#"{{"type":"sample","run":"k3x9a2bc","at_us":5,"method":"{long}","name":"{long}","outcome":"timeout","error":"{long}","service_us":5}}"#
    );
    let snapshot = Snapshot::of(&summary(&[line]));
    let json = serde_json::to_string(&snapshot).unwrap();
    assert!(json.len() < 8000 && !json.contains("\\u001b") && !json.contains('\u{202e}'));
}

/// 500 endpoints with 10,000 requests each; run by hand, as `cargo test --profile … -- --ignored --nocapture`.
#[test]
#[ignore = "measures, and says how long it takes"]
fn a_snapshot_of_five_million_samples_is_cheap() {
    let mut summary = Summary::new(Include::Measured);
    let mut late = Late::default();
    let mut random = 1_u64;
    let names: Vec<String> = (0..500).map(|n| format!("/api/things/{n}")).collect();
    summary.add(&Record::parse(RUN.as_bytes()).unwrap());
    for n in 0..5_000_000_u64 {
        random = random
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        // Sums of dice lie like answers do: many in the middle, few far out.
        let dice = (0..6).map(|place| (random >> (8 * place + 8)) & 0xff);
        let time = 1000 + dice.map(|die| die * die).sum::<u64>() / 2;
        let at = UnixMicros(1_763_718_000_000_000 + n * 700);
        let run = RunId::parse("k3x9a2bc").unwrap();
        let name = &names[usize::try_from(n % 500).unwrap()];
        let outcome = if n % 50 == 7 {
            Outcome::Timeout
        } else {
            Outcome::Ok
        };
        let mut sample = Sample::new(run, at, "GET", name, outcome);
        (sample.delay_us, sample.service_us) = (Some(Micros(20)), Some(Micros(time)));
        let record = Record::Sample(sample);
        summary.add(&record);
        late.add(&record);
    }
    for second in 0..3500_u64 {
        let at = (1_763_718_000 + second) * 1_000_000;
        for name in [
            "users",
            "in_flight",
            "cpu",
            "rate",
            "delay_p50",
            "delay_p99",
        ] {
            let line = format!(
                r#"{{"type":"gauge","run":"k3x9a2bc","at_us":{at},"source":"lt-gen","name":"{name}","value":4.0}}"#
            );
            summary.add(&Record::parse(line.as_bytes()).unwrap());
        }
    }
    let timed = |what: &str, work: &dyn Fn() -> usize| {
        let begun = Instant::now();
        let n = (0..10).map(|_| work()).sum::<usize>() / 10;
        println!("{what}: {:?}, {n}", begun.elapsed() / 10);
    };
    let told = Told::default();
    let look = || Snapshot::live(&summary, &summary.gauges(), Stream::Open, &late, &told);
    timed("table", &|| Table::of(&summary).endpoints.len());
    timed("gauges", &|| summary.gauges().len());
    timed("snapshot", &|| look().rows.len());
    let snapshot = look();
    timed("json", &|| serde_json::to_vec(&snapshot).unwrap().len());
    timed("series", &|| Series::whole(&summary, Stream::Open).at.len());
    timed("before", &|| {
        summary.endpoints().len() + summary.total().statuses.len()
    });
}
