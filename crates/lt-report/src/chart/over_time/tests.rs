use super::{OverTime, Population, Tone};
use crate::tests::{OK, RUN, sample, stream, summary};

fn users(second: u64) -> String {
    let at = 1_763_718_000_000_000 + second * 1_000_000;
    format!(
        r#"{{"type":"gauge","run":"k3x9a2bc","at_us":{at},"source":"lt-gen","name":"users","value":3.0}}"#
    )
}

fn over_time(lines: &[String]) -> OverTime {
    OverTime::of(&summary(&stream(lines)))
}

fn requests(over_time: &OverTime) -> Vec<Vec<(f64, f64)>> {
    over_time
        .line(Tone::Blue, "", |moment| moment.requests)
        .pieces
}

#[test]
fn an_idle_second_is_zero_and_an_unknown_one_a_gap() {
    let lines = [
        RUN.to_owned(),
        sample(0, OK),
        sample(10, OK),
        users(2),
        sample(61, OK),
        sample(62, OK),
    ];
    let over_time = over_time(&lines);
    let expected = [vec![(0.5, 1.0), (1.5, 1.0), (2.5, 0.0)], vec![(6.5, 2.0)]];
    assert_eq!(requests(&over_time), expected);
    let p50 = over_time.line(Tone::Blue, "", |moment| moment.p50).pieces;
    assert_eq!(p50.iter().map(Vec::len).collect::<Vec<_>>(), [2, 1]);
    let population = over_time
        .line(Tone::Aqua, "", |moment| moment.population)
        .pieces;
    assert_eq!(population, [vec![(2.5, 3.0)]]);
    assert_eq!(over_time.population, Population::Users);
}

#[test]
fn a_warmup_that_is_left_out_is_unknown_and_not_idle() {
    let run = RUN.replace(r#""tool""#, r#""warmup_us":2000000,"tool""#);
    let warmup = format!(r#"{OK},"phase":"warmup""#);
    let lines = [
        run,
        users(0),
        sample(5, &warmup),
        users(1),
        sample(20, OK),
        users(3),
    ];
    let over_time = over_time(&lines);
    assert_eq!(requests(&over_time), [vec![(2.5, 1.0), (3.5, 0.0)]]);
    assert_eq!(over_time.scene.warmup, [(0.0, 2.0)]);
}

#[test]
fn each_leg_has_its_own_warmup() {
    let run = RUN.replace(r#""tool""#, r#""warmup_us":2000000,"tool""#);
    let warmup = format!(r#"{OK},"phase":"warmup""#);
    let again = |line: &str| line.replace("k3x9a2bc", "second00");
    let lines = [
        run.clone(),
        sample(5, &warmup),
        sample(20, OK),
        users(3),
        again(&run.replace("1763718000000000", "1763718010000000")),
        again(&users(10)),
        again(&sample(105, &warmup)),
        again(&sample(120, OK)),
        again(&users(13)),
    ];
    let over_time = over_time(&lines);
    assert_eq!(over_time.scene.warmup, [(0.0, 2.0), (10.0, 12.0)]);
    let expected = [vec![(2.5, 1.0), (3.5, 0.0)], vec![(12.5, 1.0), (13.5, 0.0)]];
    assert_eq!(requests(&over_time), expected);
}

#[test]
fn legs_are_lines_of_their_own_from_where_they_begin() {
    let round = |n: u64, started: u64| {
        let at = 1_763_718_000_000_000 + started * 100_000;
        let labels = format!(r#""labels":{{"variant":"v{n}","round":"1"}},"tool""#);
        let run = RUN.replace("k3x9a2bc", &format!("leg{n:05}"));
        run.replace("1763718000000000", &at.to_string())
            .replace(r#""tool""#, &labels)
    };
    let ask = |n: u64, tenth| sample(tenth, OK).replace("k3x9a2bc", &format!("leg{n:05}"));
    let mut lines = vec![round(1, 0), ask(1, 2), ask(1, 12)];
    lines.extend([round(2, 23), ask(2, 24), ask(2, 30), ask(2, 45)]);
    let legs = over_time(&lines);
    let expected = [
        vec![(0.5, 1.0), (1.5, 1.0)],
        vec![(2.5, 1.0), (3.5, 1.0), (4.5, 1.0)],
    ];
    assert_eq!(requests(&legs), expected);
    let names: Vec<&str> = legs
        .scene
        .legs
        .iter()
        .map(|leg| leg.name.as_str())
        .collect();
    assert_eq!(names, ["v1", "v2"]);
    let end = r#"{"type":"end","run":"leg00001","at_us":1763718009000000,"test":"t","shard":{"index":0,"of":1},"reason":"completed","samples":2}"#;
    lines.push(end.to_owned());
    assert!(over_time(&lines).scene.legs.is_empty(), "they overlap");
}

#[test]
fn without_users_the_requests_in_flight_are_shown() {
    let in_flight = users(0).replace("users", "in_flight");
    let idle = users(0).replace("3.0", "0.0");
    let over_time = over_time(&[RUN.to_owned(), idle, in_flight]);
    let population = over_time
        .line(Tone::Aqua, "", |moment| moment.population)
        .pieces;
    assert_eq!(population, [vec![(0.5, 3.0)]]);
    assert_eq!(over_time.population, Population::InFlight);
}

#[test]
fn a_stream_without_seconds_has_an_axis_all_the_same() {
    let over_time = over_time(&[RUN.to_owned()]);
    assert!(over_time.moments.is_empty());
    assert_eq!(
        (over_time.scene.seconds, over_time.population),
        (1.0, Population::Nobody)
    );
}
