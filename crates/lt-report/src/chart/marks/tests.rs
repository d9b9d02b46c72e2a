use super::{Band, Mark, marks};
use crate::tests::{RUN, stream, summary};
use lt_sample::UnixMicros;

fn marked(lines: &[String], seconds: f64) -> Vec<(f64, Option<String>)> {
    in_legs(lines, seconds, &[])
}

fn in_legs(lines: &[String], seconds: f64, legs: &[Band]) -> Vec<(f64, Option<String>)> {
    let start = UnixMicros(1_763_718_000_000_000);
    let found = marks(&summary(&stream(lines)), start, seconds, legs);
    let pair = |mark: Mark| (mark.second, mark.label);
    found.into_iter().map(pair).collect()
}

fn event(second: u64, name: &str, text: &str) -> String {
    let at = 1_763_718_000_000_000 + second * 1_000_000;
    format!(r#"{{"type":"event","run":"k3x9a2bc","at_us":{at},"name":"{name}","text":"{text}"}}"#)
}

#[test]
fn stages_begin_after_the_warmup_and_say_what_they_reach() {
    let plan = r#""warmup_us":5000000,"plan":[{"start_us":0,"stages":[{"length_us":15000000,"users":10},{"length_us":28000000,"users":80},{"length_us":5000000,"rate":12.5}]}],"tool""#;
    let run = RUN.replace(r#""tool""#, plan);
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(
        marked(&[run], 60.0),
        [
            (5.0, some("10 users")),
            (20.0, some("80 users")),
            (48.0, some("12.5/s"))
        ]
    );
}

#[test]
fn the_gravest_are_kept_and_labels_do_not_overlap() {
    let mut lines = vec![RUN.to_owned()];
    lines.extend((1..50).map(|second| event(second, "before", "reset")));
    lines.push(event(30, "deployed", "version 7 of the shop & <b>"));
    let marks = marked(&lines, 50.0);
    assert_eq!(marks.len(), 12);
    let deployed = marks.iter().find(|(second, _)| *second > 29.5);
    let label = deployed.and_then(|(_, label)| label.as_deref());
    assert_eq!(label, Some("version 7 of the shop &\u{2026}"));
    let x = |second: f64| super::LEFT + second / 50.0 * (super::RIGHT - super::LEFT);
    let mut end = 0.0;
    for (second, label) in marks {
        if let Some(label) = label {
            assert!(x(second) >= end);
            end = x(second) + super::width_of(&label);
        }
    }
}

#[test]
fn a_label_ends_before_the_next_leg_begins() {
    let lines = [RUN.to_owned(), event(40, "scenario", "order-heavy traffic")];
    let legs = |second: f64| {
        [0.0, second].map(|from| Band {
            from,
            name: String::new(),
        })
    };
    let label = |second: f64| in_legs(&lines, 100.0, &legs(second))[0].1.clone();
    assert_eq!(label(90.0).as_deref(), Some("order-heavy traffic"));
    assert_eq!(label(50.0).as_deref(), Some("order-heav\u{2026}"));
    assert_eq!(label(43.0), None);
}

#[test]
fn what_belongs_to_every_run_is_not_told_at_its_ends() {
    let at = |second| marked(&[RUN.to_owned(), event(second, "after", "")], 50.0).len();
    assert_eq!([1, 25, 49].map(at), [0, 1, 0]);
}

#[test]
fn what_happened_before_the_start_or_after_the_end_is_no_mark() {
    let before = event(0, "deployed", "").replace("1763718", "1763717");
    assert_eq!(
        marked(&[RUN.to_owned(), before, event(99, "x", "")], 50.0),
        []
    );
}
