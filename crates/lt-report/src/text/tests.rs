use proptest::prelude::{any, prop_assert, prop_assert_eq, proptest};

use super::{Look, Rows, percentiles, requests};
use crate::tests::{OK, RUN, SMALL, end, sample, stream, summary};
use crate::text;

#[test]
fn a_report_of_everything() {
    insta::assert_snapshot!(text::render(&summary(SMALL), Look::PLAIN), @"");
}

proptest! {
    #[test]
    fn no_name_bends_the_columns(name in any::<String>(), method in any::<String>()) {
        let (name, method) = (serde_json::json!(name), serde_json::json!(method));
        let line = sample(0, &format!(r#""method":{method},"name":{name},"outcome":"ok","delay_us":1,"service_us":2"#));
        let rows = Rows::of(&summary(&stream(&[RUN.to_owned(), line, sample(1, OK)])));
        for write in [requests::write, percentiles::write] {
            let mut table = String::new();
            write(&mut table, &rows, Look::PLAIN);
            let mut widths: Vec<usize> = table.lines().filter(|line| line.len() > 60).map(|line| line.chars().count()).collect();
            prop_assert!(widths.len() >= 5);
            widths.dedup();
            prop_assert_eq!(widths.len(), 1);
        }
    }
}

#[test]
fn nothing_from_outside_reaches_the_terminal_raw() {
    let evil = r#"\u001b[2J\r\n\u202e"#;
    let line = sample(
        0,
        &format!(r#""method":"{evil}","name":"{evil}","outcome":"{evil}","error":"{evil}","host":"{evil}""#),
    );
    let health = format!(
        r#""reason":"completed","health":{{"cpu_busy":1e300,"delay_p50_us":1,"delay_p99_us":2,"delay_max_us":18446744073709551615,"achieved":18446744073709551615,"offered":1,"saturated":true,"why":["{evil}"]}}"#
    );
    let run = RUN.replace("t-1", evil);
    let report = text::render(&summary(&stream(&[run, line, end(9, &health)])), Look::PLAIN);
    let harmless = |c: char| c == '\n' || (!c.is_control() && c != '\u{202e}');
    assert!(report.chars().all(harmless), "{report}");
}
