//! What was due before a moment is in no output, and those with remarks say so.

use std::collections::BTreeSet;

use super::{OK, Outputs, RUN, end, everything, everything_with, sample, stream};

fn event(ms: i64, labels: &str) -> String {
    let at = 1_763_718_000_000_000 + ms * 1000;
    format!(
        r#"{{"type":"event","run":"k3x9a2bc","at_us":{at},"name":"control","labels":{{{labels}}}}}"#
    )
}

fn gauge(ms: i64, users: u32) -> String {
    let at = 1_763_718_000_000_000 + ms * 1000;
    format!(
        r#"{{"type":"gauge","run":"k3x9a2bc","at_us":{at},"source":"lt-gen","name":"users","value":{users}}}"#
    )
}

/// Six seconds of a run whose figures were reset twice, the last time after three and a half.
fn whole() -> Vec<String> {
    let mut lines = vec![RUN.to_owned()];
    for ms in (0..6000).step_by(100) {
        if ms % 1000 == 500 {
            lines.push(gauge(ms, 10));
        }
        match ms {
            1200 | 3500 => lines.push(event(ms, r#""command":"reset""#)),
            4000 => lines.push(event(ms, r#""command":"users","users":"50""#)),
            5000 => lines.push(event(ms, r#""command":"reset","refused":"not now""#)),
            _ => {}
        }
        let rest = match ms {
            3499.. => OK.to_owned(),
            _ => OK.replace(r#""name":"/""#, r#""name":"/early""#),
        };
        lines.push(sample(ms, &rest));
    }
    lines.push(end(60));
    lines
}

/// The same stream without what was due before the last reset.
fn late() -> String {
    let is_early = |line: &String| {
        let of_time = line.contains(r#""type":"sample""#) || line.contains(r#""type":"gauge""#);
        let (_, at) = line.split_once(r#""at_us":"#).unwrap_or_default();
        let at: String = at.chars().take_while(char::is_ascii_digit).collect();
        of_time && at.as_str() < "1763718003500000"
    };
    let mut lines = whole();
    lines.retain(|line| !is_early(line));
    lines.pop();
    lines.push(end(25));
    stream(&lines)
}

const REMARK: &str = "what was due before 2025-11-21 09:40:03.5 UTC is left out: 35 requests";

/// Without what the forms put around a value and into it.
fn bare(text: &str) -> String {
    let text = ["<code>", "</code>", "<bdi>", "</bdi>", "`"]
        .iter()
        .fold(text.to_owned(), |text, mark| text.replace(mark, ""));
    text.replace("&#58;", ":")
}

/// What tells no remarks is, byte by byte, what it is of a stream without the rest; the others tell one more.
fn check(found: &Outputs) {
    let expected = everything(&late()).unwrap();
    let names = |outputs: &Outputs| outputs.keys().cloned().collect::<BTreeSet<_>>();
    assert_eq!(names(found), names(&expected));
    for (name, text) in found {
        assert!(!text.contains("/early"), "{name}");
        let tells = ["stdout.text", "stdout.json", "stdout.markdown", "page.html"];
        match tells.contains(&name.as_str()) || ["report.json", "report.md"].contains(&&**name) {
            true => assert!(bare(text).contains(REMARK), "{name}"),
            // Of the second in which counting began, pictures know half.
            false if name.ends_with(".svg") => {}
            false => assert_eq!(text, &expected[name], "{name}"),
        }
    }
}

#[test]
fn a_moment_divides_what_counts_from_what_does_not() {
    let text = stream(&whole());
    check(&everything_with(&text, &["--since=1763718003.5"]).unwrap());
    check(&everything_with(&text, &["--since", "2025-11-21T10:40:03.5+01:00"]).unwrap());
}

#[test]
fn the_last_reset_that_was_not_refused_decides() {
    check(&everything_with(&stream(&whole()), &["--since=reset"]).unwrap());
}

#[test]
fn where_figures_were_never_reset_everything_counts() {
    let mut lines = whole();
    lines.retain(|line| !line.contains("reset"));
    let text = stream(&lines);
    let found = everything_with(&text, &["--since=reset"]).unwrap();
    assert_eq!(found, everything(&text).unwrap());
}

#[test]
fn where_nothing_is_left_it_is_said_why() {
    let found = everything_with(&stream(&whole()), &["--since=1763718099"]).unwrap();
    let text = bare(&found["stdout.text"]);
    assert!(text.contains("no request was measured: all were due before the moment of --since"));
    assert!(text.contains("what was due before 2025-11-21 09:41:39 UTC is left out: 60 requests"));
}
