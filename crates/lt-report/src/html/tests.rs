mod look;
mod size;
mod template;

use std::collections::BTreeSet;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use proptest::prelude::{ProptestConfig, prop_assert_eq, proptest};
use sha2::{Digest, Sha256};

use super::render;
use crate::tests::{LEGS, OK, ONLY_FAULTS, RUN, SMALL, end, sample, stream, summary, summary_by};

fn page(lines: &[String]) -> String {
    render(&summary(&stream(lines))).unwrap()
}

/// A page in which everything that a stream may call something is called this.
fn page_of(name: &str) -> String {
    let text = serde_json::to_string(name).unwrap();
    let run = RUN.replace(
        r#""tool":"lt-gen""#,
        &format!(
            r#""tool":{text},"target":{text},"labels":{{"variant":{text}}},"scenario_file":{text}"#
        ),
    );
    let failed = format!(
        r#""method":"GET","name":{text},"host":{text},"status":500,"outcome":"http_error","error":{text},"delay_us":1,"service_us":9"#
    );
    let event = format!(
        r#"{{"type":"event","run":"k3x9a2bc","at_us":1763718000000000,"name":{text},"text":{text}}}"#
    );
    page(&[
        run,
        sample(0, &failed),
        event,
        end(1, r#""reason":"completed""#),
    ])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn no_name_adds_an_element_or_an_attribute(name in r#"n([<>&"'/=! ]|<script>|\]\]>|-->|[^`]){0,30}"#) {
        let (plain, hostile) = (page_of("n"), page_of(&name));
        for mark in ['<', '>', '"', '\''] {
            prop_assert_eq!(plain.matches(mark).count(), hostile.matches(mark).count(), "{}", mark);
        }
    }
}

#[test]
fn a_page_says_what_the_text_says() {
    let page = render(&summary(SMALL)).unwrap();
    for told in [
        "<h1>4 requests at 4.00&#x2f;s, p95 90.0 ms, 50.0 % failed</h1>",
        "<b>These figures are in doubt:</b> <bdi>the generator of run k3x9a2bc was saturated: schedule delay p99 is 12.4 ms, above 10 ms</bdi>",
        "run k3x9a2bc was interrupted",
        "samples left out because they belong to the warm-up: 1",
        "<dt>Target</dt><dd><bdi>http:&#x2f;&#x2f;127.0.0.1:8080</bdi></dd>",
        "<dt>Started</dt><dd><bdi>2025-11-21 09:40:00 UTC</bdi></dd>",
        "<dt>Load</dt><dd><bdi>Shop: 2 users, for 2 s</bdi></dd>",
        "connection refused (connect_error)",
        ">Response time</h3>",
        "warm-up, left out",
    ] {
        assert!(page.contains(told), "{told}\n{page}");
    }
}

#[test]
fn a_page_says_what_the_machine_adds_and_every_kind_of_load() {
    let run = RUN.replace(
        r#""tool""#,
        r#""target":"http://a","targets":["http://a","http://b"],"plan":[{"start_us":0,"rate":200.0,"process":"poisson"},{"start_us":0,"users":3,"per_user_iterations":7},{"name":"Spike","start_us":0,"users":80,"stages":[{"length_us":10000000,"users":80}]},{"start_us":0,"sine":{"mean":100,"amplitude":50.5,"period_us":60000000}}],"tool""#,
    );
    let health = r#""reason":"completed","skipped_late":1234,"health":{"cpu_busy":0.5,"foreign":0.5,"delay_p50_us":1,"delay_p99_us":2,"delay_max_us":3,"achieved":1,"offered":1,"saturated":false}"#;
    let page = page(&[run, sample(0, OK), end(1, health)]);
    for told in [
        "<bdi>http:&#x2f;&#x2f;a</bdi>",
        "<bdi>http:&#x2f;&#x2f;b</bdi>",
        "200.0 arrivals per second (poisson)",
        "3 users, 7 iterations a user",
        "Spike: up to 80 users, to 80 users in 10 s",
        "a wave of 100.0 \u{b1} 50.5 every 1 min",
        "<bdi>1,234 planned requests skipped: joined late</bdi>",
        "<bdi>other processes used 50 % of the CPU time</bdi>",
        "completed <b class=\"failed\">incomplete</b>",
        "run k3x9a2bc joined late: 1234 planned requests were skipped",
    ] {
        assert!(page.contains(told), "{told}\n{page}");
    }
}

#[test]
fn a_page_needs_nothing_but_itself() {
    let page = render(&summary(SMALL)).unwrap();
    for outside in [
        "<link",
        "<img",
        "src=",
        "@import",
        "url(",
        "http-equiv=\"refresh",
    ] {
        assert!(!page.contains(outside), "{outside}");
    }
    let links = page
        .match_indices("href=\"")
        .map(|(at, _)| &page[at..at + 7]);
    links.for_each(|link| assert_eq!(link, "href=\"#"));
}

#[test]
fn a_browser_runs_the_script_of_the_page_and_no_other() {
    let page = render(&summary(SMALL)).unwrap();
    assert_eq!(page.matches("<script").count(), 1);
    let (_, script) = page.split_once("<script>").unwrap();
    let (script, _) = script.split_once("</script>").unwrap();
    let digest = BASE64_STANDARD.encode(Sha256::digest(script));
    let policy = format!(
        "content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; "
    );
    assert!(page.contains(&policy), "{policy}");
}

#[test]
fn every_link_leads_somewhere_and_every_place_has_one_name() {
    for stream in [SMALL, LEGS, ONLY_FAULTS, RUN] {
        let page = render(&summary_by("variant", stream)).unwrap();
        let all = |mark: &str| {
            let rest = page.split(mark).skip(1);
            let names: Vec<String> = rest
                .map(|rest| rest.split('"').next().unwrap().to_owned())
                .collect();
            names
        };
        let places = all(" id=\"");
        let distinct: BTreeSet<&String> = places.iter().collect();
        assert_eq!(places.len(), distinct.len());
        for link in all("href=\"#") {
            assert!(places.contains(&link), "{link}");
        }
    }
}

#[test]
fn what_comes_from_outside_is_only_ever_text() {
    let evil = r#"<script>alert(1)</script>\"'&]]>\u202e--></style></svg>\u0000"#;
    let long = "/x".repeat(5000);
    let run = RUN.replace("t-1", evil).replace(
        r#""tool""#,
        &format!(
            r#""target":"{evil}","scenario_file":"{evil}","labels":{{"{evil}":"{evil}"}},"model":"{evil}","plan":[{{"name":"{evil}","start_us":0,"rate":1e300}}],"machine":{{"cpu":"{evil}"}},"tool""#
        ),
    );
    let failed = format!(
        r#""method":"{evil}","name":"{evil}","host":"{evil}","outcome":"{evil}","error":"{evil}","delay_us":1,"service_us":18446744073709551615"#
    );
    let gauge = r#"{"type":"gauge","run":"k3x9a2bc","at_us":1763718000000000,"source":"lt-gen","name":"users","value":1e300}"#;
    let health = format!(
        r#""reason":"completed","health":{{"cpu_busy":1e300,"delay_p50_us":1,"delay_p99_us":2,"delay_max_us":3,"achieved":1,"offered":1,"saturated":true,"why":["{evil}"]}}"#
    );
    let page = page(&[
        run,
        sample(0, &failed),
        sample(1, &OK.replace("\"/\"", &format!("\"{long}\""))),
        gauge.to_owned(),
        end(2, &health),
    ]);
    assert!(page.contains("&lt;script&gt;alert(1)&lt;"));
    for raw in ["<script>alert", "]]>", "\u{202e}", "\0", "-->"] {
        assert!(!page.contains(raw), "{raw:?}");
    }
    assert_eq!(page.matches("<script").count(), 1);
    assert_eq!(page.matches("</style>").count(), 1);
    assert_eq!(page.matches("<svg").count(), page.matches("</svg>").count());
    assert!(!page.contains(&"/x".repeat(200)) && page.len() < 80_000);
}

#[test]
fn empty_places_hold_a_sentence() {
    let empty = page(&[RUN.to_owned(), end(0, r#""reason":"completed""#)]);
    for told in [
        "<h1>No request was measured</h1>",
        "there is no rate to show",
        "No response time was measured",
        "The stream tells no number of users",
        "No endpoint was measured",
        "there is no distribution",
        "No request failed.",
        "<span class=\"term\">Rate</span><span class=\"figure\"><b>\u{2013}</b></span>",
        "<span class=\"term\">Failed</span><span class=\"figure\"><b>\u{2013}</b></span>",
    ] {
        assert!(empty.contains(told), "{told}");
    }
    let gauge = r#"{"type":"event","run":"k3x9a2bc","at_us":1,"name":"x"}"#;
    assert!(page(&[gauge.to_owned()]).contains("The stream holds no run"));
}

#[test]
fn a_single_sample_is_a_marker() {
    let page = page(&[
        RUN.to_owned(),
        sample(0, OK),
        end(1, r#""reason":"completed""#),
    ]);
    assert!(page.matches("<circle").count() >= 3);
}
