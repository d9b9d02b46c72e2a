//! Whatever a server or a file says is text in every output, and nothing else.

use super::{Outputs, RUN, end, everything, sample, stream};

/// What breaks out of something, somewhere.
const HOSTILE: [&str; 14] = [
    "<script>alert(1)</script>",
    "</script><img src=x onerror=alert(1)>",
    "]]>",
    "--><!--",
    "```\n# heading",
    "a|b|c",
    "\u{1b}[31mred\u{1b}[0m\u{1b}]0;title\u{7}",
    "\u{202e}txt.exe\u{2066}",
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)",
    "{{ 7*7 }}{% raw %}",
    "[x](javascript:alert(1)) @everyone #1",
    "a\r\nb\tc\u{0}d\u{85}\u{2028}",
    "\"quoted\", 'comma' & ampersand &lt;",
];

fn hostile_stream() -> String {
    let mut lines = vec![RUN.replace(
        r#""tool":"lt-gen""#,
        &format!(
            r#""tool":"lt-gen","labels":{{"variant":{}}},"target":{}"#,
            json(HOSTILE[0]),
            json(HOSTILE[1])
        ),
    )];
    let long = "x<".repeat(5_000);
    let texts = HOSTILE.iter().copied().chain([long.as_str()]);
    let mut n = 0;
    for (place, text) in texts.enumerate() {
        let text = json(text);
        let ms = i64::try_from(place).unwrap() * 700;
        let rest = format!(
            r#""method":{text},"name":{text},"outcome":{text},"error":{text},"scenario":{text},"host":{text},"tags":{{{text}:{text}}},"failed":[{text}],"delay_us":1,"service_us":5000"#
        );
        lines.push(sample(ms, &rest));
        lines.push(sample(
            ms,
            &rest.replacen(
                &format!(r#""outcome":{text}"#),
                r#""outcome":"http_error","status":500"#,
                1,
            ),
        ));
        let at = 1_763_718_000_000_000 + ms * 1000;
        lines.push(format!(r#"{{"type":"event","run":"k3x9a2bc","at_us":{at},"name":{text},"text":{text},"labels":{{{text}:{text}}}}}"#));
        lines.push(format!(r#"{{"type":"gauge","run":"k3x9a2bc","at_us":{at},"source":{text},"name":{text},"unit":{text},"value":1.5,"labels":{{{text}:{text}}}}}"#));
        n += 2;
    }
    lines.push(end(n));
    stream(&lines)
}

fn json(text: &str) -> String {
    serde_json::to_string(text).unwrap()
}

fn outputs() -> Outputs {
    everything(&hostile_stream()).unwrap()
}

#[test]
fn no_output_for_eyes_holds_a_control_character_or_a_turn_of_direction() {
    for (name, text) in outputs() {
        let for_machines = name.ends_with("json")
            || matches!(name.as_str(), "stdout.github-benchmark" | "stdout.bencher");
        let allowed = |c: char| match c {
            '\n' => true,
            '\r' => name.ends_with(".csv") || name == "stdout.csv",
            _ => {
                !c.is_control()
                    && !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}')
            }
        };
        if !for_machines {
            let bad = text.chars().find(|c| !allowed(*c));
            assert_eq!(bad, None, "{name}");
        }
    }
}

#[test]
fn no_page_and_no_picture_holds_an_element_from_the_stream() {
    for (name, text) in outputs() {
        if name.ends_with(".html")
            || name.ends_with(".svg")
            || name.ends_with(".md")
            || name == "stdout.markdown"
        {
            for bad in ["<script>alert", "<img src=x", "onerror=alert(1)>", "<x"] {
                assert!(!text.contains(bad), "{bad} in {name}");
            }
        }
    }
}

#[test]
fn no_cell_of_a_table_begins_a_formula() {
    for (name, text) in outputs() {
        if !name.ends_with(".csv") && name != "stdout.csv" {
            continue;
        }
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .from_reader(text.as_bytes());
        let mut columns = None;
        for record in reader.records() {
            let record = record.unwrap();
            assert_eq!(*columns.get_or_insert(record.len()), record.len(), "{name}");
            for cell in &record {
                let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
                assert!(
                    !formula || cell.parse::<f64>().is_ok(),
                    "{cell:?} in {name}"
                );
            }
        }
    }
}

#[test]
fn a_hundred_thousand_names_become_two_thousand_rows_and_another_one() {
    let mut lines = vec![RUN.to_owned()];
    for n in 0..100_000 {
        lines.push(sample(n / 10, &format!(r#""method":"GET","name":"/{n:06}","status":200,"outcome":"ok","delay_us":1,"service_us":2000"#)));
    }
    lines.push(end(100_000));
    let outputs = everything(&stream(&lines)).unwrap();
    let report: serde_json::Value = serde_json::from_str(&outputs["stdout.json"]).unwrap();
    let rows = report["endpoints"].as_array().unwrap();
    assert_eq!(rows.len(), 2001);
    assert_eq!(
        (&rows[2000]["name"], &rows[2000]["requests"]),
        (&"other".into(), &98_000.into())
    );
    assert_eq!(outputs["stdout.csv"].lines().count(), 2003);
    assert!(
        outputs["page.html"].len() < 1 << 20,
        "{}",
        outputs["page.html"].len()
    );
    for name in ["stdout.text", "stdout.csv", "page.html"] {
        assert!(outputs[name].contains("other"), "{name}");
    }
    // A comment has room for a few rows only.
    assert!(outputs["stdout.markdown"].contains("more"));
}
