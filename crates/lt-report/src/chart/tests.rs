use super::{Band, Chart, Line, Tone};

fn chart(pieces: Vec<Vec<(f64, f64)>>) -> String {
    chart_of(pieces, Vec::new())
}

fn chart_of(pieces: Vec<Vec<(f64, f64)>>, legs: Vec<Band>) -> String {
    let tone = Tone::Blue;
    let chart = Chart {
        title: "Requests per second".to_owned(),
        description: "At most 250.".to_owned(),
        unit: "req/s",
        least_step: 0.0,
        height: 250,
        seconds: 60.0,
        warmup: vec![(0.0, 6.0)],
        legs,
        lines: vec![Line { tone, pieces }],
    };
    chart.draw().unwrap()
}

#[test]
fn a_line_is_cut_at_gaps_and_a_single_point_is_marked() {
    let svg = chart(vec![
        vec![(0.0, 0.0), (30.0, 250.0)],
        vec![(45.0, 125.0)],
        vec![(54.0, 250.0), (60.0, 0.0)],
    ]);
    assert!(svg.contains(r#"points="64,208 564,26 ""#), "{svg}");
    assert!(svg.contains(r#"points="964,26 1064,208 ""#), "{svg}");
    assert_eq!(svg.matches("stroke:var(--blue)").count(), 2);
    assert_eq!(svg.matches("<circle").count(), 1);
}

#[test]
fn legs_have_boundaries_and_as_many_names_as_there_is_room_for() {
    let legs = |n: u32, name: &str| {
        let legs = (0..n).map(|place| Band {
            from: f64::from(place) * 60.0 / f64::from(n),
            name: name.to_owned(),
        });
        chart_of(Vec::new(), legs.collect())
    };
    let svg = legs(2, "<rl> & \"x\"");
    assert_eq!(
        svg.matches(r#"points="564,8 564,208 ""#).count(),
        1,
        "{svg}"
    );
    assert_eq!(svg.matches("\n&lt;rl&gt; &amp; &quot;x&quot;\n").count(), 2);
    assert_eq!(
        legs(12, "least-connections")
            .matches("\nleast-con\u{2026}\n")
            .count(),
        12
    );
    assert_eq!(legs(24, "new").matches("\nnew\n").count(), 12);
    assert!(legs(1000, "new").matches("\nnew\n").count() <= 12);
}

#[test]
fn colours_are_names_of_the_style_sheet() {
    let svg = chart(vec![vec![(0.0, 1.0), (60.0, 2.0)]]);
    let css = include_str!("../html/report.css");
    assert!(!svg.contains('#'), "{svg}");
    for (place, _) in svg.match_indices("var(") {
        let name = svg[place + 4..].split(')').next().unwrap();
        assert!(css.contains(&format!("{name}: ")), "{name}");
    }
}

#[test]
fn a_picture_has_a_name_and_a_description_for_those_who_cannot_see_it() {
    let svg = chart(Vec::new());
    let head = "<svg viewBox=\"0 0 1080 250\" role=\"img\">\n<title>Requests per second</title>\n<desc>At most 250.</desc>\n";
    assert!(svg.starts_with(head), "{svg}");
    assert!(svg.trim_end().ends_with("</svg>"));
}
