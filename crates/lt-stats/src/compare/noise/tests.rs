use proptest::prelude::*;

use super::*;

fn example() -> LearnedNoise {
    let spread = Spread {
        run: 0.02,
        run_df: 9.0,
        session: 0.035,
        session_df: 1.8,
        median_change: 0.031,
        runs: 12,
    };
    let key = |endpoint: &str| NoiseKey {
        endpoint: endpoint.to_owned(),
        measure: "p95".to_owned(),
    };
    LearnedNoise {
        origin: Origin {
            sha: "1a2b3c4d".to_owned(),
            runs: 12,
            sessions: 3,
            machines: vec!["AMD EPYC 7763, 4 cores, 15.6 GiB, Linux 6.8".to_owned()],
            baselines: vec!["b-20261120-0011223344556677".to_owned()],
        },
        noise: Noise {
            spreads: [(key("GET /products/{id}"), spread), (key(""), spread)].into(),
        },
    }
}

#[test]
fn the_form_is_a_line_for_each_spread() {
    let text = example().to_json();
    let expected = r#"{"schema":"lt.noise/1","sha":"1a2b3c4d","runs":12,"sessions":3,"machines":["AMD EPYC 7763, 4 cores, 15.6 GiB, Linux 6.8"],"baselines":["b-20261120-0011223344556677"],
"spreads":[
{"endpoint":"","measure":"p95","run_sd":0.02,"run_df":9.0,"session_sd":0.035,"session_df":1.8,"median_change":0.031,"runs":12},
{"endpoint":"GET /products/{id}","measure":"p95","run_sd":0.02,"run_df":9.0,"session_sd":0.035,"session_df":1.8,"median_change":0.031,"runs":12}
]}
"#;
    assert_eq!(text, expected);
    assert_eq!(LearnedNoise::read(text.as_bytes()).unwrap(), example());
}

#[test]
fn what_is_no_noise_is_refused_in_a_sentence() {
    let text = example().to_json();
    for (wrong, expected) in [
        (String::new(), "is no noise file: EOF while parsing"),
        ("[]".to_owned(), "is no noise file: invalid length"),
        (text[..300].to_owned(), "is no noise file: EOF"),
        (
            text.replace("noise/1", "noise/2"),
            "has the format `lt.noise/2`; this version",
        ),
        (
            text.replace("0.035", "-1.0"),
            "says of `p95` that `session_sd` is -1; it must be",
        ),
        (
            text.replace("0.035", "1e999"),
            "is no noise file: number out of range",
        ),
        (
            text.replace("GET /products/{id}", ""),
            "tells the spread of `p95` twice",
        ),
        (
            text.replace("\"p95\"", "\"p0\""),
            "tells the spread of the measure `p0`",
        ),
        ("[".repeat(100_000), "is no noise file: "),
        (" ".repeat(17 << 20), "is larger than 16 MiB"),
    ] {
        let error = LearnedNoise::read(wrong.as_bytes()).unwrap_err();
        let told = error.to_string();
        assert!(told.starts_with(expected), "{told}");
    }
}

#[test]
fn endless_bytes_are_not_read_to_the_end() {
    let error = LearnedNoise::read(std::io::repeat(b' ')).unwrap_err();
    assert!(matches!(error, NoiseError::TooLarge(16)));
}

#[test]
fn unknown_fields_are_passed_over_and_unknown_figures_stay_unknown() {
    let text = example()
        .to_json()
        .replacen('{', "{\"made_by\":{\"x\":[1]},", 1);
    let read = LearnedNoise::read(text.as_bytes()).unwrap();
    assert_eq!(read, example());
    let p95 = Measure::Percentile(crate::Percentile::P95);
    assert!(read.noise.spread(None, p95).is_some());
    assert_eq!(read.noise.spread(Some(&Endpoint::other()), p95), None);
}

#[test]
fn endpoints_of_two_hosts_have_two_keys() {
    let mut endpoint = Endpoint {
        name: "/a".to_owned(),
        method: "GET".to_owned(),
        host: None,
    };
    let here = NoiseKey::of(Some(&endpoint), Measure::Mean);
    endpoint.host = Some("b.example".to_owned());
    let there = NoiseKey::of(Some(&endpoint), Measure::Mean);
    assert_eq!(
        (&*here.endpoint, &*there.endpoint),
        ("GET /a", "GET /a @b.example")
    );
    assert_eq!(
        NoiseKey::of(Some(&Endpoint::other()), Measure::Mean).endpoint,
        "other"
    );
}

fn spreads() -> impl Strategy<Value = Noise> {
    let measure = prop::sample::select(vec!["p50", "p99.9", "mean", "error_rate", "throughput"]);
    let number = || 0.0..1e6_f64;
    let spread = (
        number(),
        number(),
        number(),
        number(),
        number(),
        any::<u32>(),
    );
    let row = ((".{0,20}", measure), spread);
    prop::collection::vec(row, 0..20).prop_map(|rows| Noise {
        spreads: rows
            .into_iter()
            .map(
                |((endpoint, measure), (run, run_df, session, session_df, median_change, runs))| {
                    let measure = measure.to_owned();
                    let spread = Spread {
                        run,
                        run_df,
                        session,
                        session_df,
                        median_change,
                        runs,
                    };
                    (NoiseKey { endpoint, measure }, spread)
                },
            )
            .collect(),
    })
}

proptest! {
    #[test]
    fn what_is_written_is_read_back_to_the_last_bit(noise in spreads(), sha in ".{0,40}", ids in prop::collection::vec(".{0,20}", 0..5)) {
        let origin = Origin { sha, baselines: ids, ..Origin::default() };
        let learned = LearnedNoise { origin, noise };
        let text = learned.to_json();
        let read = LearnedNoise::read(text.as_bytes()).unwrap();
        prop_assert_eq!(&read, &learned);
        prop_assert_eq!(read.to_json(), text);
    }

    #[test]
    fn no_bytes_make_it_panic(place in 0..400_usize, byte in any::<u8>()) {
        let mut bytes = example().to_json().into_bytes();
        let place = place % bytes.len();
        bytes[place] = byte;
        drop(LearnedNoise::read(&*bytes));
        drop(LearnedNoise::read(&bytes[..place]));
    }
}
