use super::{Figure, Figures};
use crate::tests::{OK, RUN, SMALL, end, sample, stream, summary};

fn figures(lines: &[String]) -> Vec<Figure> {
    let figures = Figures::of(&summary(&stream(lines))).unwrap();
    figures.into_all().collect()
}

/// What must hold of every figure of every stream.
fn check(figures: &[Figure]) {
    for figure in figures {
        let name = figure.name;
        let Some(svg) = &figure.svg else {
            assert!(
                figure.table.rows.is_empty() && figure.hover.is_none(),
                "{name}"
            );
            assert!(figure.empty.contains('`'), "{name} tells no way out");
            continue;
        };
        assert!(
            !svg.contains("NaN") && !svg.contains("inf"),
            "{name}: {svg}"
        );
        assert_eq!(svg.matches("<svg").count(), 1, "{name}");
        assert!(
            svg.contains(&format!("<title id=\"{name}-title\">")),
            "{name}"
        );
        assert!((1..=120).contains(&figure.table.rows.len()), "{name}");
        for row in &figure.table.rows {
            assert_eq!(row.len(), figure.table.head.len(), "{name}");
        }
        let Some(hover) = &figure.hover else { continue };
        assert!(
            hover.at.len() <= 540 && hover.at.len() == hover.names.len(),
            "{name}"
        );
        assert!(
            hover.at.windows(2).all(|pair| pair[0] < pair[1]),
            "{name} {:?}",
            hover.at
        );
        for (line, values) in &hover.lines {
            assert_eq!(values.len(), hover.at.len(), "{name} {line}");
        }
    }
}

fn named<'a>(figures: &'a [Figure], name: &str) -> &'a Figure {
    figures.iter().find(|figure| figure.name == name).unwrap()
}

#[test]
fn a_small_run_has_every_figure_but_a_plan() {
    let figures: Vec<Figure> = Figures::of(&summary(SMALL)).unwrap().into_all().collect();
    check(&figures);
    let drawn = figures.iter().filter(|figure| figure.svg.is_some());
    let names: Vec<&str> = drawn.map(|figure| figure.name).collect();
    assert_eq!(
        names[..4],
        ["requests", "response-time", "users", "status-codes"]
    );
    assert_eq!(names[4..7], ["heat-map", "distribution", "percentiles"]);
    let requests = named(&figures, "requests");
    assert_eq!(
        requests.table.head,
        ["Second", "Time (UTC)", "Requests/s", "Failures/s"]
    );
    assert_eq!(requests.table.rows[1], ["1", "09:40:01", "3.00", "1.00"]);
    let codes = named(&figures, "status-codes");
    let legend: Vec<&str> = codes.legend.iter().map(|key| key.text.as_str()).collect();
    assert_eq!(
        legend,
        ["2xx 2", "5xx 1", "no answer 1", "warm-up, left out"]
    );
}

#[test]
fn nothing_and_one_sample_and_only_failures_without_times_are_told() {
    let completed = end(1, r#""reason":"completed""#);
    let nothing = figures(&[RUN.to_owned(), completed]);
    check(&nothing);
    assert!(nothing.iter().all(|figure| figure.svg.is_none()));
    let one = figures(&[RUN.to_owned(), sample(0, OK)]);
    check(&one);
    let marker = named(&one, "response-time").svg.as_ref().unwrap();
    assert_eq!(marker.matches("<circle").count(), 3);
    let refused = r#""method":"GET","name":"/","outcome":"connect_error""#;
    let failed = figures(&[RUN.to_owned(), sample(0, refused), sample(9, refused)]);
    check(&failed);
    let drawn = failed.iter().filter(|figure| figure.svg.is_some());
    let names: Vec<&str> = drawn.map(|figure| figure.name).collect();
    assert_eq!(names, ["requests", "status-codes"]);
}

#[test]
fn clocks_that_jump_and_years_between_runs_and_absurd_values_are_survived() {
    let back = |tenth: u64| sample(tenth, OK).replace("17637180", "17637179");
    check(&figures(&[RUN.to_owned(), sample(0, OK), back(0), back(5)]));
    let later = |tenth: u64| sample(tenth, OK).replace("17637180", "17952540");
    let years = figures(&[RUN.to_owned(), sample(0, OK), later(0), later(10)]);
    check(&years);
    assert_eq!(named(&years, "requests").table.rows.len(), 3);
    let long = OK.replace("2490", "18446744073709551615");
    let none = OK.replace(
        "\"delay_us\":10,\"service_us\":2490",
        "\"delay_us\":0,\"service_us\":0",
    );
    let users = r#"{"type":"gauge","run":"k3x9a2bc","at_us":1763718000000000,"source":"lt-gen","name":"users","value":1e18}"#;
    check(&figures(&[
        RUN.to_owned(),
        sample(0, &long),
        sample(10, &none),
        users.to_owned(),
    ]));
}

#[test]
fn an_hour_is_thinned_and_says_so() {
    let mut lines = vec![RUN.to_owned()];
    for second in (0..3600_u64).filter(|second| !(1500..1560).contains(second)) {
        let time = 1000 + second % 97 * 1000 + u64::from(second == 1234) * 5_000_000;
        lines.push(sample(second * 10, &OK.replace("2490", &time.to_string())));
        lines.push(sample(second * 10 + 5, OK));
    }
    let figures = figures(&lines);
    check(&figures);
    let times = named(&figures, "response-time");
    assert_eq!(
        times.caption,
        "Each step shows the lowest and the highest of 10 s."
    );
    assert!(
        times.legend[2].text.ends_with("highest 5,070 ms"),
        "{}",
        times.legend[2].text
    );
    let svg = times.svg.as_ref().unwrap();
    let blue = svg
        .lines()
        .find(|line| line.contains("stroke:var(--blue)"))
        .unwrap();
    assert_eq!(blue.matches('M').count(), 2, "the gap stays");
    let size: usize = figures
        .iter()
        .filter_map(|figure| figure.svg.as_ref())
        .map(String::len)
        .sum();
    assert!(size < 200_000, "{size}");
    let requests = named(&figures, "requests");
    assert_eq!(requests.table.head[0], "From second, 30 s each");
    let seconds: Vec<&str> = requests
        .table
        .rows
        .iter()
        .map(|row| row[0].as_str())
        .collect();
    assert!(
        seconds.contains(&"1,470") && !seconds.contains(&"1,500"),
        "nothing is known"
    );
}

#[test]
fn the_style_sheet_has_every_color_of_the_pictures() {
    let (light, _) = crate::chart::Tone::sheets();
    let figures: Vec<Figure> = Figures::of(&summary(SMALL)).unwrap().into_all().collect();
    for svg in figures.iter().filter_map(|figure| figure.svg.as_ref()) {
        for (place, _) in svg.match_indices("var(") {
            let name = svg[place + 4..].split(')').next().unwrap();
            assert!(light.contains(&format!("{name}:")), "{name}");
        }
    }
}

#[test]
fn a_service_time_that_differs_is_drawn_and_any_is_told() {
    let waited = OK.replace(r#""delay_us":10"#, r#""delay_us":90000"#);
    for (rest, lines) in [(OK, 1), (waited.as_str(), 2)] {
        let figures = figures(&[RUN.to_owned(), sample(0, rest), sample(1, rest)]);
        let percentiles = named(&figures, "percentiles");
        assert_eq!(percentiles.legend.len(), lines, "{}", percentiles.caption);
        assert_eq!(percentiles.table.head.len(), 3);
    }
}
