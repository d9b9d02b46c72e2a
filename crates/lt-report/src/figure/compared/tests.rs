use lt_sample::OnBadLine;
use lt_stats::{By, Include, Summary};

use super::{REQUESTS, RESPONSE_TIME, Strand, figures, over_legs};
use crate::chart::Tone;
use crate::tests::{LEGS, OK, RUN, sample, stream, summary, summary_by};

fn strand(name: &str, legs: Vec<Vec<(f64, f64)>>) -> Strand {
    Strand {
        tone: Tone::Blue,
        name: name.to_owned(),
        requests: legs.clone(),
        p95: legs,
    }
}

#[test]
fn each_leg_is_a_line_and_the_table_tells_how_far_they_are_apart() {
    let legs = vec![
        vec![(0.5, 10.0), (1.5, 30.0)],
        vec![(0.5, 20.0), (1.5, 30.0)],
    ];
    let strands = [strand("rl <b>", legs), strand("least", Vec::new())];
    let figure = over_legs(&strands, &RESPONSE_TIME).unwrap();
    let svg = figure.svg.unwrap();
    assert!(
        svg.contains("d=\"M") && svg.contains("rl &lt;b&gt; 30.0</text>"),
        "{svg}"
    );
    assert_eq!(
        figure.table.head,
        ["Second of the leg", "rl <b> (ms)", "least (ms)"]
    );
    assert_eq!(
        figure.table.rows,
        [["0", "10.0\u{2013}20.0", ""], ["1", "30.0", ""]]
    );
    let hover = figure.hover.unwrap();
    assert_eq!(hover.lines[0].1, ["10.0\u{2013}20.0 ms", "30.0 ms"]);
    assert!(over_legs(&[], &REQUESTS).unwrap().svg.is_none());
}

#[test]
fn groups_have_percentile_curves_and_those_beyond_six_are_counted() {
    assert!(figures(&summary(LEGS)).unwrap().is_empty());
    let compared = figures(&summary_by("variant", LEGS)).unwrap();
    let curves = &compared[2];
    assert!(curves.svg.is_some());
    assert_eq!(curves.legend.len(), curves.table.head.len() - 1);
    assert_eq!(curves.table.head[0], "Percentile");
    let lines = (0..9).map(|n| sample(n, &OK.replace("\"/\"", &format!("\"/{n}\""))));
    let lines: Vec<String> = [RUN.to_owned()].into_iter().chain(lines).collect();
    let many = figures(&summary_by("endpoint", &stream(&lines))).unwrap();
    assert_eq!(many[2].legend.len(), 6);
    assert!(many[2].caption.contains("3 more groups not shown"));
}

#[test]
fn a_picture_calls_streams_what_the_table_calls_them() {
    let mut summary = Summary::new(Include::Measured).comparing(By::Stream);
    for (run, name) in [
        ("k3x9a2bc", "secret/before.ndjson"),
        ("k3x9a2bd", "after.ndjson.zst"),
    ] {
        let lines = [RUN.to_owned(), sample(0, OK)].join("\n") + "\n";
        let lines = lines.replace("k3x9a2bc", run);
        summary
            .read(lines.as_bytes(), name, OnBadLine::Stop)
            .unwrap();
    }
    for figure in figures(&summary).unwrap() {
        let names: Vec<String> = figure.legend.into_iter().map(|key| key.text).collect();
        assert_eq!(names, ["before", "after"], "{}", figure.name);
    }
}
