use std::borrow::Cow;

use super::{MetricValues, Sample, SampleLine};
use crate::{Folder, Micros, Outcome, Record, RunId, UnixMicros};

fn sample<'a>() -> Sample<'a> {
    let run = RunId::parse("k3x9a2bc").unwrap();
    let at = UnixMicros(1_763_718_000_123_456);
    Sample::new(run, at, "GET", "/health", Outcome::Ok)
}

fn line(sample: &Sample<'_>) -> String {
    let mut line = Vec::new();
    sample.write(&mut line);
    String::from_utf8(line).unwrap()
}

#[test]
fn every_key_stands_in_its_place() {
    let text = |text| Some(Cow::Borrowed(text));
    let full = Sample {
        method: "POST".into(),
        name: "/api/agents/{id}/query".into(),
        status: Some(200),
        delay_us: Some(Micros(12)),
        ttfb_us: Some(Micros(812)),
        service_us: Some(Micros(900)),
        sent: 120,
        received: 512,
        user: Some(17),
        iter: Some(4),
        step: Some(2),
        scenario: text("Read-Heavy Traffic"),
        journey: text("checkout"),
        stage: Some(1),
        phase: text("warmup"),
        host: text("other:8080"),
        http: text("2"),
        dns_us: Some(Micros(90)),
        connect_us: Some(Micros(310)),
        tls_us: Some(Micros(800)),
        hops: 1,
        retries: 1,
        failed: vec!["status == 201".into()],
        error: text("connection reset"),
        fault: text("abort"),
        tags: vec![("backend".into(), "pod-3".into())],
        metrics: vec![
            ("gap_us".into(), MetricValues::Many(vec![12_000, 9_000])),
            ("ttft_us".into(), MetricValues::One(91_000)),
        ],
        ..sample()
    };
    let expected = concat!(
        r#"{"type":"sample","run":"k3x9a2bc","at_us":1763718000123456,"method":"POST","name":"/api/agents/{id}/query","#,
        r#""status":200,"outcome":"ok","delay_us":12,"ttfb_us":812,"service_us":900,"sent":120,"received":512,"user":17,"iter":4,"#,
        r#""step":2,"scenario":"Read-Heavy Traffic","journey":"checkout","stage":1,"phase":"warmup","host":"other:8080","http":"2","#,
        r#""dns_us":90,"connect_us":310,"tls_us":800,"hops":1,"retries":1,"failed":["status == 201"],"error":"connection reset","#,
        r#""fault":"abort","tags":{"backend":"pod-3"},"metrics":{"gap_us":[12000,9000],"ttft_us":91000}}"#,
        "\n",
    );
    assert_eq!(line(&full), expected);
}

#[test]
fn what_says_nothing_is_left_out() {
    let expected = r#"{"type":"sample","run":"k3x9a2bc","at_us":1763718000123456,"method":"GET","name":"/health","outcome":"ok"}"#;
    assert_eq!(line(&sample()), format!("{expected}\n"));
}

#[test]
fn one_prepared_line_serves_all_samples_of_an_endpoint() {
    let prepared = SampleLine::of(&sample());
    for (status, outcome) in [(Some(200), Outcome::Ok), (None, Outcome::Timeout)] {
        let sample = Sample {
            status,
            outcome,
            ..sample()
        };
        let mut written = Vec::new();
        prepared.write(&sample, &mut written);
        assert_eq!(String::from_utf8(written).unwrap(), line(&sample));
    }
}

#[test]
fn every_number_and_outcome_is_written_as_the_general_way_does() {
    let mut numbers: Vec<u64> = (0..1100).collect();
    for power in (3..20).map(|power| 10_u64.pow(power)) {
        numbers.extend([power - 1, power, power + 1, power + 70, power + power / 2]);
    }
    // The last two have leading digits that fit a byte and are no digit.
    let words = [u64::from(u32::MAX), u64::from(u32::MAX) + 1, u64::MAX];
    numbers.extend(
        words
            .into_iter()
            .chain([10 * 10_u64.pow(15), 250 * 10_u64.pow(15)]),
    );
    let outcomes = Outcome::ALL
        .into_iter()
        .chain([Outcome::Other("odd".into())]);
    let samples = outcomes.flat_map(|outcome| {
        numbers.iter().map(move |&number| Sample {
            status: u16::try_from(number).ok(),
            outcome: outcome.clone(),
            delay_us: Some(Micros(number)),
            ttfb_us: Some(Micros(number)),
            service_us: Some(Micros(number)),
            sent: number,
            received: number,
            user: Some(number),
            iter: Some(number),
            step: u32::try_from(number).ok(),
            ..sample()
        })
    });
    let at = numbers.iter().map(|&number| Sample {
        at_us: UnixMicros(number),
        ..sample()
    });
    let prepared = SampleLine::of(&sample());
    for sample in samples.chain(at) {
        let mut written = Vec::new();
        prepared.write(&sample, &mut written);
        assert_eq!(String::from_utf8(written).unwrap(), line(&sample));
    }
}

#[test]
fn hostile_text_stays_inside_its_line_and_comes_back() {
    for text in [
        "a\"b\\c",
        "two\nlines\r",
        "\u{0}\u{1b}[31m\u{7f}",
        "\u{2028}ü😀",
    ] {
        let hostile = Sample {
            name: text.into(),
            error: Some(text.into()),
            tags: vec![(text.into(), text.into())],
            ..sample()
        };
        let line = line(&hostile);
        assert_eq!(line.find('\n'), Some(line.len() - 1));
        let read = Record::parse(line.trim_end_matches('\n').as_bytes()).unwrap();
        assert_eq!(read, Record::Sample(hostile));
    }
}

#[test]
fn response_time_is_our_delay_and_their_service_together() {
    let check = |delay: Option<u64>, service: Option<u64>, response: Option<u64>, end: u64| {
        let sample = Sample {
            at_us: UnixMicros(1000),
            delay_us: delay.map(Micros),
            service_us: service.map(Micros),
            ..sample()
        };
        assert_eq!(sample.response_time(), response.map(Micros));
        assert_eq!(sample.end(), UnixMicros(end));
    };
    check(Some(12), Some(900), Some(912), 1912);
    check(Some(12), None, None, 1012);
    check(None, Some(900), Some(900), 1900);
    check(None, None, None, 1000);
    check(Some(u64::MAX), Some(1), Some(u64::MAX), u64::MAX);
}

#[test]
fn only_the_phase_warmup_is_the_warm_up() {
    let check = |phase: Option<&'static str>, expected: bool| {
        let phase = phase.map(Cow::Borrowed);
        assert_eq!(Sample { phase, ..sample() }.is_warmup(), expected);
    };
    check(None, false);
    check(Some("warmup"), true);
    check(Some("rampdown"), false);
}

#[test]
fn a_fault_is_injected_only_into_what_was_sent() {
    let check = |fault: Option<&'static str>, outcome: Outcome<'static>, expected: bool| {
        let mut sample = Sample::new(RunId::from_bits(1), UnixMicros(5), "GET", "/", outcome);
        sample.fault = fault.map(Into::into);
        assert_eq!(sample.is_fault(), expected, "{sample:?}");
        let mut folder = Folder::default();
        folder.add_sample(&sample);
        assert_eq!(folder.take_all()[0].is_fault(), expected);
    };
    check(None, Outcome::Ok, false);
    check(None, Outcome::FaultInjected, true);
    for outcome in Outcome::ALL {
        let sent = outcome.is_request();
        check(Some("abort"), outcome, sent);
    }
}
