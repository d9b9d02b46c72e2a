use super::legs::Band;
use super::marks::Mark;
use super::{About, Content, Line, Scene, TimeChart, Tone};

fn chart(pieces: Vec<Vec<(f64, f64)>>) -> String {
    chart_of(pieces, Scene::default())
}

fn chart_of(pieces: Vec<Vec<(f64, f64)>>, scene: Scene) -> String {
    let scene = Scene {
        seconds: 60.0,
        warmup: vec![(0.0, 6.0)],
        ..scene
    };
    let line = Line {
        tone: Tone::Blue,
        name: "requests".to_owned(),
        pieces,
    };
    let chart = TimeChart {
        about: About {
            name: "requests",
            title: "Requests & more".to_owned(),
            description: "At most 250.".to_owned(),
        },
        scene: &scene,
        since: "start",
        unit: "req/s",
        least_step: 0.0,
        height: 250,
        content: Content::Lines(vec![line], |value| format!("{value:.0}")),
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
    assert!(svg.contains(r#" d="M64 208l444-182""#), "{svg}");
    assert!(svg.contains(r#" d="M863.2 26l88.8 182""#), "{svg}");
    assert_eq!(svg.matches("stroke:var(--blue)").count(), 2);
    assert_eq!(svg.matches("<circle").count(), 1);
    assert!(svg.contains(">requests 0</text>"), "{svg}");
}

#[test]
fn legs_have_boundaries_and_as_many_names_as_there_is_room_for() {
    let legs = |n: u32, name: &str| {
        let legs = (0..n).map(|place| Band {
            from: f64::from(place) * 60.0 / f64::from(n),
            name: name.to_owned(),
        });
        let legs = legs.collect();
        chart_of(
            Vec::new(),
            Scene {
                legs,
                ..Scene::default()
            },
        )
    };
    let svg = legs(2, "<rl> & \"x\"");
    assert!(svg.contains("M508 10v198"), "{svg}");
    assert_eq!(
        svg.matches(">&lt;rl&gt; &amp; &quot;x&quot;</text>")
            .count(),
        2
    );
    assert_eq!(
        legs(12, "least-connections")
            .matches("\u{2026}</text>")
            .count(),
        12
    );
    assert_eq!(legs(24, "new").matches(">new</text>").count(), 12);
    assert!(legs(1000, "new").matches(">new</text>").count() <= 12);
}

#[test]
fn a_mark_is_a_line_with_its_label_above_or_without_one() {
    let mark = |second: f64, label: Option<&str>| Mark {
        second,
        label: label.map(ToOwned::to_owned),
    };
    let marks = vec![mark(15.0, Some("80 users")), mark(30.0, None)];
    let svg = chart_of(
        Vec::new(),
        Scene {
            marks,
            ..Scene::default()
        },
    );
    assert!(svg.contains("M286 10v198M508 26v182"), "{svg}");
    assert!(svg.contains(">80 users</text>") && svg.contains(">warm-up</text>"));
}

#[test]
fn a_picture_has_a_name_and_a_description_for_those_who_cannot_see_it() {
    let svg = chart(Vec::new());
    let head = "<svg class=\"chart\" viewBox=\"0 0 1080 250\" role=\"img\" aria-labelledby=\"requests-title requests-desc\">\n<title id=\"requests-title\">Requests &amp; more</title>\n<desc id=\"requests-desc\">At most 250.</desc>\n";
    assert!(svg.starts_with(head), "{svg}");
    assert!(svg.trim_end().ends_with("</svg>"));
    assert!(!svg.contains('#'), "colors are names: {svg}");
}
