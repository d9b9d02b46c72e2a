//! Streams of which there is little or nothing to tell: each has a sensible report or a one-line error.

use super::{OK, Outputs, RUN, end, everything, sample, stream};

fn outputs(lines: &[String]) -> Outputs {
    let outputs = everything(&stream(lines)).unwrap();
    for (name, text) in &outputs {
        for word in ["NaN", "inf", "Infinity", "-0 ", "18446744073709551615"] {
            let mut words = text.split(|c: char| !c.is_alphanumeric() && c != '-');
            assert!(!words.any(|found| found == word.trim()), "{word} in {name}");
        }
    }
    outputs
}

/// The figures of the last row of Locust's table: requests and failures.
fn totals(outputs: &Outputs) -> (u64, u64) {
    let last = outputs["locust_stats.csv"].lines().last().unwrap();
    let cells: Vec<&str> = last.split(',').collect();
    assert_eq!(cells[1], "Aggregated");
    (cells[2].parse().unwrap(), cells[3].parse().unwrap())
}

#[test]
fn an_empty_stream_is_an_error_of_one_line_that_names_it() {
    let error = format!("{:#}", everything("").unwrap_err());
    assert!(error.contains("run.ndjson: the stream is empty"), "{error}");
    assert_eq!(error.lines().count(), 1);
}

#[test]
fn a_run_without_requests_says_so_everywhere() {
    let outputs = outputs(&[RUN.to_owned(), end(0)]);
    assert_eq!(totals(&outputs), (0, 0));
    assert!(outputs["page.html"].contains("No request was measured"));
    assert!(outputs["report.md"].contains("No request was measured"));
}

#[test]
fn a_stream_of_warm_up_only_says_what_was_left_out() {
    let warmup = format!(r#"{OK},"phase":"warmup""#);
    let outputs = outputs(&[
        RUN.to_owned(),
        sample(0, &warmup),
        sample(9, &warmup),
        end(2),
    ]);
    assert_eq!(totals(&outputs), (0, 0));
    for name in ["page.html", "report.md", "stdout.text"] {
        assert!(outputs[name].contains("warm-up"), "{name}");
    }
}

#[test]
fn failures_only_have_no_times_that_look_like_answers() {
    let refused = r#""method":"GET","name":"/","outcome":"connect_error","error":"connection refused","delay_us":10,"service_us":190"#;
    let outputs = outputs(&[
        RUN.to_owned(),
        sample(0, refused),
        sample(900, refused),
        end(2),
    ]);
    assert_eq!(totals(&outputs), (2, 2));
    for name in [
        "page.html",
        "report.md",
        "stdout.text",
        "locust_failures.csv",
    ] {
        assert!(outputs[name].contains("connection refused"), "{name}");
    }
}

#[test]
fn one_sample_has_a_report() {
    let outputs = outputs(&[RUN.to_owned(), sample(0, OK), end(1)]);
    assert_eq!(totals(&outputs), (1, 0));
}

#[test]
fn a_clock_that_jumps_back_makes_no_negative_time() {
    let outputs = outputs(&[
        RUN.to_owned(),
        sample(5_000, OK),
        sample(1_000, OK),
        sample(-90_000, OK),
        sample(6_000, OK),
        end(4),
    ]);
    assert_eq!(totals(&outputs), (4, 0));
    for (name, text) in outputs.iter().filter(|(name, _)| name.ends_with(".csv")) {
        assert!(!text.contains(",-"), "{name}: {text}");
    }
}

#[test]
fn samples_years_apart_have_a_report_of_reasonable_size() {
    let year = 365 * 86_400_000;
    let outputs = outputs(&[RUN.to_owned(), sample(0, OK), sample(3 * year, OK), end(2)]);
    assert_eq!(totals(&outputs), (2, 0));
    for (name, text) in &outputs {
        assert!(text.len() < 1 << 20, "{name} has {} bytes", text.len());
    }
}

#[test]
fn counts_beyond_all_bounds_are_no_end() {
    let mut lines = vec![RUN.to_owned()];
    for second in 0..40_u64 {
        let at = 1_763_718_000_000_000 + second * 1_000_000;
        for outcome in ["dropped", "cancelled", "connect_error"] {
            let (n, name) = (u64::MAX, second % 2);
            lines.push(format!(r#"{{"type":"frame","run":"k3x9a2bc","at_us":{at},"method":"GET","name":"/{name}","outcome":"{outcome}","n":{n},"first_us":{at},"last_us":{at}}}"#));
        }
    }
    lines.push(end(0));
    let outputs = everything(&stream(&lines)).unwrap();
    assert!(outputs["stdout.text"].contains("every request failed"));
}

#[test]
fn a_run_that_is_there_twice_is_said_aloud() {
    let run = [RUN.to_owned(), sample(0, OK), end(1)];
    let outputs = outputs(&[run.clone(), run].concat());
    for name in ["page.html", "report.md", "stdout.text"] {
        assert!(outputs[name].contains("given twice"), "{name}");
    }
}
