//! Who is refused: pages of other sites, other names of this machine, and whoever does not know the token.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use crate::site::{Answer, Site};
use lt_web::Limits;

const TOKEN: &str = "correct-horse-battery-staple";
const JSON: (&str, &str) = ("content-type", "application/json");

/// Everything that changes something, and how it is asked for.
const CHANGES: &[&str] = &[
    "POST /api/start",
    "POST /api/control",
    "POST /api/baselines",
    "DELETE /api/runs/some-run",
    "POST /login",
    "POST /logout",
    "POST /swarm",
    "POST /stop",
    "POST /stats/reset",
    "GET /stop",
    "HEAD /stop",
    "GET /stats/reset",
    "HEAD /stats/reset",
    "PUT /",
];

/// Everything that can be looked at and ends.
const LOOKS: &[&str] = &[
    "/",
    "/login",
    "/assets/app.js",
    "/assets/login.css",
    "/assets/nothing",
    "/api/state",
    "/api/series",
    "/api/offer",
    "/api/ratios",
    "/api/log",
    "/api/runs",
    "/api/runs/nothing",
    "/api/runs/nothing/state",
    "/api/runs/nothing/series",
    "/api/runs/nothing/stream",
    "/api/runs/nothing/report.html",
    "/api/compare?base=a&head=b",
    "/api/baselines",
    "/api/start",
    "/stats/requests",
    "/stats/requests/csv",
    "/stats/failures/csv",
    "/stats/requests_full_history/csv",
    "/stats/report",
    "/exceptions",
    "/exceptions/csv",
    "/tasks",
    "/logs",
    "/worker-count",
    "/nothing",
];

/// Routes as they stand in the source.
fn routes(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            routes(&path, found);
            continue;
        }
        let source = fs::read_to_string(&path).unwrap_or_default();
        for route in source.split(".route(").skip(1) {
            let quoted = route.trim_start().strip_prefix('"');
            found.extend(quoted.and_then(|text| Some(text.split_once('"')?.0.to_owned())));
        }
    }
}

#[test]
fn no_route_is_forgotten_here() {
    let mut all = BTreeSet::new();
    routes(
        Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")),
        &mut all,
    );
    assert!(all.len() > 20, "{all:?}");
    let changes = CHANGES.iter().filter_map(|line| line.split_once(' '));
    let looks = LOOKS.iter().map(|path| path.split('?').next().unwrap());
    let walked: Vec<_> = changes.map(|(_, path)| path).chain(looks).collect();
    for route in all.iter().filter(|route| *route != "/api/events") {
        let is_walked = walked.iter().any(|path| {
            let (mut route, mut path) = (route.split('/'), path.split('/'));
            let is_same = |(own, part): (&str, &str)| own == part || own.starts_with('{');
            route.by_ref().zip(path.by_ref()).all(is_same) && route.next().is_none()
        });
        assert!(is_walked, "`{route}` belongs into `LOOKS` or `CHANGES`");
    }
}

fn with_token() -> Site {
    let limits = Limits {
        wrong_token: Duration::from_millis(50),
        ..Limits::default()
    };
    Site::start(&[], Some(TOKEN), limits)
}

fn log_in(site: &Site) -> String {
    let form = ("content-type", "application/x-www-form-urlencoded");
    let origin = site.origin();
    let answer = site.ask(
        "POST /login",
        &[form, ("origin", &origin)],
        &format!("token={TOKEN}"),
    );
    assert_eq!((answer.status, answer.header("location")), (303, Some("/")));
    let cookie = answer.header("set-cookie").unwrap();
    let (cookie, rest) = cookie.split_once(';').unwrap();
    assert_eq!(rest, " Path=/; HttpOnly; SameSite=Strict");
    assert!(!cookie.contains(TOKEN));
    cookie.to_owned()
}

#[test]
fn a_page_of_another_site_changes_nothing() {
    let site = Site::open();
    let other_port = format!("http://localhost:{}", site.address.port() ^ 1);
    let strangers = [
        ("origin", "http://example.com"),
        ("origin", "https://localhost.example.com"),
        ("origin", "null"),
        ("origin", "file://"),
        ("origin", ""),
        ("origin", other_port.as_str()),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
    ];
    for line in CHANGES {
        for stranger in strangers {
            let navigation = ("sec-fetch-mode", "navigate");
            let answer = site.ask(line, &[JSON, stranger, navigation], "{}");
            assert_eq!(answer.status, 403, "{line} {stranger:?}");
            if !line.starts_with("HEAD") {
                assert!(answer.problem().contains("another site"), "{line}");
            }
        }
        let two = [
            JSON,
            ("origin", &site.origin()),
            ("origin", "http://example.com"),
        ];
        assert_eq!(site.ask(line, &two, "{}").status, 403, "{line}");
    }
}

#[test]
fn the_page_itself_and_scripts_may_change_something() {
    let site = Site::open();
    let own = site.origin();
    for line in CHANGES {
        for headers in [
            vec![JSON],
            vec![
                JSON,
                ("origin", own.as_str()),
                ("sec-fetch-site", "same-origin"),
            ],
            vec![JSON, ("sec-fetch-site", "none")],
        ] {
            let answer = site.ask(line, &headers, "[]");
            assert_ne!(answer.status, 403, "{line} {headers:?}");
        }
    }
}

#[test]
fn from_another_site_one_can_follow_a_link_and_nothing_more() {
    let site = Site::open();
    let elsewhere = ("sec-fetch-site", "cross-site");
    let link = site.ask("GET /", &[elsewhere, ("sec-fetch-mode", "navigate")], "");
    assert_eq!(link.status, 200);
    for path in LOOKS {
        let answer = site.ask(
            &format!("GET {path}"),
            &[elsewhere, ("sec-fetch-mode", "no-cors")],
            "",
        );
        assert_eq!(answer.status, 403, "{path}");
    }
}

#[test]
fn a_name_that_anybody_can_give_away_is_refused_on_every_route() {
    let site = Site::open();
    for path in LOOKS.iter().chain(&["/api/events"]) {
        for name in [
            "example.com",
            "localhost.example.com:8089",
            "127.0.0.1.nip.io",
            "0.0.0.0",
            "a@localhost",
        ] {
            let answer = site.ask_as(name, &format!("GET {path}"), &[], "");
            assert_eq!(answer.status, 403, "{path} {name}");
            assert!(answer.problem().contains("--allow-host"), "{path} {name}");
        }
    }
    for name in ["localhost", "127.0.0.1:1", "[::1]:8089"] {
        assert_eq!(site.ask_as(name, "GET /", &[], "").status, 200, "{name}");
    }
}

#[test]
fn a_request_has_one_name() {
    let site = Site::open();
    for request in [
        "GET / HTTP/1.0\r\n\r\n",
        "GET / HTTP/1.1\r\nhost: localhost\r\nhost: example.com\r\nconnection: close\r\n\r\n",
        "GET http://example.com/ HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n",
    ] {
        let status = site.say(request).status;
        assert!(matches!(status, 400 | 403), "{status} {request}");
    }
}

#[test]
fn a_name_can_be_allowed() {
    let site = Site::start(&["--allow-host", "LT.example.com"], None, Limits::default());
    for name in ["lt.example.com", "lt.Example.com:8089", "localhost"] {
        assert_eq!(site.ask_as(name, "GET /", &[], "").status, 200, "{name}");
    }
    assert_eq!(site.ask_as("example.com", "GET /", &[], "").status, 403);
    let behind_a_proxy = [JSON, ("origin", "https://lt.example.com")];
    let answer = site.ask_as("127.0.0.1:8089", "POST /api/control", &behind_a_proxy, "{}");
    assert_ne!(answer.status, 403);
    let answer = site.ask(
        "POST /api/control",
        &[JSON, ("origin", "https://x.lt.example.com")],
        "{}",
    );
    assert_eq!(answer.status, 403);
}

#[test]
fn a_form_of_another_site_cannot_look_like_the_page() {
    let site = Site::open();
    for kind in [
        "",
        "text/plain",
        "application/x-www-form-urlencoded",
        "text/plain; application/json",
    ] {
        let answer = site.ask("POST /api/start", &[("content-type", kind)], "{}");
        assert_eq!(answer.status, 415, "{kind}");
        assert!(answer.problem().contains("application/json"));
    }
    let answer = site.ask(
        "POST /api/control",
        &[("content-type", "application/json; charset=utf-8")],
        "{",
    );
    assert_eq!(answer.status, 400);
    answer.problem();
}

#[test]
fn without_the_token_there_is_the_way_to_log_in_and_nothing_else() {
    let site = with_token();
    for path in LOOKS.iter().chain(&["/api/events", "/stats/requests"]) {
        let line = format!("GET {path}");
        let answer = site.ask(&line, &[], "");
        if *path == "/login" || path.starts_with("/assets/") {
            assert_ne!(answer.status, 401, "{path}");
            continue;
        }
        assert_eq!(answer.status, 401, "{path}");
        assert_eq!(answer.header("www-authenticate"), Some("Bearer"));
        assert!(answer.problem().contains("/login"));
        let page = site.ask(&line, &[("accept", "text/html,*/*;q=0.8")], "");
        assert_eq!(
            (page.status, page.header("location")),
            (303, Some("/login")),
            "{path}"
        );
    }
    for line in CHANGES.iter().filter(|line| **line != "POST /login") {
        assert_eq!(site.ask(line, &[JSON], "{}").status, 401, "{line}");
    }
    for sent in ["", "Bearer", "Basic Og==", TOKEN] {
        let answer = site.ask("GET /api/state", &[("authorization", sent)], "");
        assert_eq!(answer.status, 401, "{sent}");
    }
}

#[test]
fn whoever_brings_the_token_may_ask_by_any_name() {
    let site = with_token();
    let token = format!("bearer {TOKEN}");
    let answer = site.ask_as(
        "lt.example.com",
        "GET /api/state",
        &[("authorization", &token)],
        "",
    );
    assert_eq!(answer.status, 200);
    let stranger = [
        JSON,
        ("authorization", token.as_str()),
        ("origin", "http://example.com"),
    ];
    assert_eq!(site.ask("POST /api/control", &stranger, "{}").status, 403);
}

#[test]
fn a_wrong_token_is_answered_late_and_holds_nobody_else() {
    let site = Site::start(
        &[],
        Some(TOKEN),
        Limits {
            wrong_token: Duration::from_secs(3600),
            ..Limits::default()
        },
    );
    let mut guess = site.connect();
    std::io::Write::write_all(
        &mut guess,
        b"GET / HTTP/1.1\r\nhost: x\r\nauthorization: Bearer correct-horse-battery\r\n\r\n",
    )
    .unwrap();
    let cookie = log_in(&site);
    assert_eq!(site.ask("GET /", &[("cookie", &cookie)], "").status, 200);

    let site = with_token();
    let begin = Instant::now();
    let answer = site.ask("GET /", &[("authorization", "Bearer wrong")], "");
    assert_eq!(
        (answer.status, begin.elapsed() >= Duration::from_millis(50)),
        (401, true)
    );
    assert!(answer.problem().contains("not the token"));
    let form = ("content-type", "application/x-www-form-urlencoded");
    let page = site.ask("POST /login", &[form], "token=%3Cscript%3E");
    assert_eq!(page.status, 403);
    assert!(page.body.contains("This is not the token.") && !page.body.contains("<script>"));
    assert_eq!(page.header("set-cookie"), None);
}

#[test]
fn a_browser_logs_in_and_out() {
    let site = with_token();
    let state = |cookie: &str| site.ask("GET /api/state", &[("cookie", cookie)], "").status;
    let (first, second) = (log_in(&site), log_in(&site));
    assert_ne!(first, second);
    let among_others = format!("a=b; {first}; c=d");
    assert_eq!(
        [&first, &second, &among_others].map(|cookie| state(cookie)),
        [200, 200, 200]
    );
    let (name, word) = first.split_once('=').unwrap();
    let mut wrong = word.to_owned();
    wrong.replace_range(0..1, if wrong.starts_with('0') { "1" } else { "0" });
    for cookie in [
        format!("{name}={wrong}"),
        format!("{name}="),
        format!("other={word}"),
        TOKEN.to_owned(),
    ] {
        assert_eq!(state(&cookie), 401, "{cookie}");
    }

    let out = site.ask("POST /logout", &[("cookie", &first)], "");
    assert_eq!((out.status, out.header("location")), (303, Some("/login")));
    assert!(out.header("set-cookie").unwrap().contains("Max-Age=0"));
    assert_eq!((state(&first), state(&second)), (401, 200));
    let another = with_token();
    assert_eq!(
        another
            .ask("GET /api/state", &[("cookie", &second)], "")
            .status,
        401
    );
}

#[test]
fn a_cookie_of_an_encrypted_page_stays_encrypted() {
    let site = with_token();
    let headers = [
        ("content-type", "application/x-www-form-urlencoded"),
        ("origin", "https://lt.example.com"),
    ];
    let answer = site.ask_as(
        "lt.example.com",
        "POST /login",
        &headers,
        &format!("token={TOKEN}"),
    );
    assert!(answer.header("set-cookie").unwrap().ends_with("; Secure"));
}

#[test]
fn where_there_is_no_token_there_is_nothing_to_log_in_to() {
    let site = Site::open();
    assert_eq!(
        site.ask("GET /login", &[], "").header("location"),
        Some("/")
    );
}

#[test]
fn every_answer_tells_browsers_to_be_careful() {
    let (open, closed) = (Site::open(), with_token());
    let check = |answer: Answer, what: &str| {
        let policy = answer.header("content-security-policy").unwrap();
        assert!(
            policy.starts_with("default-src 'none'; script-src 'self'; "),
            "{what}"
        );
        assert!(
            policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe"),
            "{what}"
        );
        assert_eq!(answer.headers("content-security-policy").len(), 1);
        assert_eq!(
            answer.header("x-content-type-options"),
            Some("nosniff"),
            "{what}"
        );
        assert_eq!(
            answer.header("referrer-policy"),
            Some("no-referrer"),
            "{what}"
        );
        assert_eq!(answer.header("x-frame-options"), Some("DENY"), "{what}");
        assert_eq!(
            answer.header("cross-origin-resource-policy"),
            Some("same-origin"),
            "{what}"
        );
        assert_eq!(answer.header("access-control-allow-origin"), None, "{what}");
        let is_asset = answer.header("etag").is_some();
        let expected = if is_asset { "no-cache" } else { "no-store" };
        assert_eq!(answer.header("cache-control"), Some(expected), "{what}");
    };
    for site in [&open, &closed] {
        for path in LOOKS {
            check(site.ask(&format!("GET {path}"), &[], ""), path);
            check(
                site.ask(
                    &format!("GET {path}"),
                    &[("origin", "http://example.com")],
                    "",
                ),
                path,
            );
            check(
                site.ask_as("example.com", &format!("OPTIONS {path}"), &[], ""),
                path,
            );
        }
        for line in CHANGES {
            check(site.ask(line, &[JSON], "{}"), line);
            check(site.ask(line, &[("content-length", "70000")], ""), line);
        }
    }
}
