//! Reports and comments in a real browser: what they look like is in `target/browser/*.png`.
//!
//! Needs Node.js, Chromium and what `npm ci` puts into `tests/browser`; `LT_WITHOUT=browser` leaves it out. With
//! `LT_SCREENSHOTS=docs/images` the run is longer, and the pictures of the documentation are made anew.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panic, too")]

use std::env;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use lt_tests::{Target, browser_folder, browser_script, is_left_out, stderr, tool};

#[test]
fn reports_are_right_in_a_browser_with_and_without_javascript() {
    if is_left_out("browser") {
        return;
    }
    let pictures = Path::new(env!("CARGO_TARGET_TMPDIR")).join("../browser");
    let pages = pictures.join("pages");
    fs::create_dir_all(&pages).unwrap();
    let pages = [
        report(&pages, "shop", &shop(), &[]),
        report(&pages, "variants", &variants(), &["--by", "variant"]),
        report(&pages, "hostile", &hostile(), &["--by", "label.evil"]),
        report(&pages, "empty", &format!("{RUN}}}\n"), &[]),
    ];
    look("check.mjs", &pictures, &pages);
}

#[test]
fn a_comment_is_right_in_a_browser_and_its_chart_is_drawn() {
    if is_left_out("browser") {
        return;
    }
    let pictures = Path::new(env!("CARGO_TARGET_TMPDIR")).join("../browser");
    let pages = pictures.join("pages");
    fs::create_dir_all(&pages).unwrap();
    let pages = [
        as_github_shows(&pages, "comment", &comment()),
        as_github_shows(&pages, "summary", &summary(&pages)),
    ];
    look("comment.mjs", &pictures, &pages);
}

/// # Panics
/// The script finds something wrong with a page.
fn look(script: &str, pictures: &Path, pages: &[PathBuf]) {
    let modules = ["@mermaid-js/tiny", "@infolektuell/noto-color-emoji"];
    let mut command = browser_script(script, &modules);
    command.arg(pictures).args(pages);
    if let Some(folder) = env::var_os("LT_SCREENSHOTS") {
        command.env("LT_SCREENSHOTS", workspace().join(folder));
    }
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
}

/// The comment that lt-gate keeps as it writes it.
fn comment() -> String {
    let folder = workspace().join("crates/lt-gate/src/format/comment");
    fs::read_to_string(folder.join("regression.md")).unwrap()
}

/// The summary of a step that judged a minute of requests, with its course in charts.
fn summary(pages: &Path) -> String {
    let mut stream = format!("{RUN}}}\n");
    for n in 0..240_u64 {
        let at = 1_763_718_000_000_000 + n * 250_000;
        let service = 20_000 + n * 100;
        writeln!(
            stream,
            r#"{{"type":"sample","run":"k3x9a2bc","at_us":{at},"method":"GET","name":"/orders","delay_us":5,"service_us":{service},"status":200,"outcome":"ok"}}"#
        )
        .unwrap();
    }
    let (lines, page) = (pages.join("minute.ndjson"), pages.join("minute.md"));
    fs::write(&lines, stream).unwrap();
    let mut command = tool("lt-gate");
    command
        .args(["check", "--threshold", "max<1s", "--markdown"])
        .arg(&page)
        .arg(&lines);
    // That the run has no end is said in the summary, too.
    command.output().unwrap();
    fs::read_to_string(page).unwrap()
}

/// A page of Markdown as GitHub would show it. How many rows its tables have stands in it, to be counted again.
fn as_github_shows(pages: &Path, name: &str, markdown: &str) -> PathBuf {
    let css = fs::read_to_string(browser_folder().join("comment.css")).unwrap();
    let lines = markdown.lines().filter(|line| line.starts_with("| "));
    let rows = lines.filter(|line| !line.contains(" --")).count();
    let charts = markdown.matches("```mermaid").count();
    let mut options = comrak::Options::default();
    options.extension.table = true;
    options.extension.alerts = true;
    options.extension.autolink = true;
    options.extension.strikethrough = true;
    options.render.r#unsafe = true;
    let body = comrak::markdown_to_html(markdown, &options);
    let page = pages.join(format!("{name}.html"));
    let html = format!(
        "<!doctype html><html lang=en><meta charset=utf-8><title>{name}</title><style>{css}</style>\
         <article><header><strong>github-actions</strong> <span>bot</span> commented</header>\
         <main data-rows={rows} data-charts={charts}>{body}</main></article></html>"
    );
    fs::write(&page, html).unwrap();
    page
}

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The page of a stream.
fn report(pages: &Path, name: &str, stream: &str, args: &[&str]) -> PathBuf {
    let (lines, page) = (
        pages.join(format!("{name}.ndjson")),
        pages.join(format!("{name}.html")),
    );
    fs::write(&lines, stream).unwrap();
    let mut command = tool("lt-report");
    let output = command
        .arg(&lines)
        .arg("--html")
        .arg(&page)
        .args(args)
        .output();
    let output = output.unwrap();
    assert!(output.status.success(), "{name}: {}", stderr(&output));
    page
}

/// A run on the shop with stages, errors and a moment in which it answers nothing.
fn shop() -> String {
    let is_long = env::var_os("LT_SCREENSHOTS").is_some();
    let seconds = |n: u32| format!("{}s", if is_long { n * 6 } else { n });
    let target = Target::start(&[
        "--profile=shop",
        "--error-rate=1%",
        "--seed=7",
        &format!("--stall-at={}", seconds(5)),
        "--stall-for=600ms",
    ]);
    let scenario = SHOP
        .replace("LONG", &seconds(3))
        .replace("SHORT", &seconds(1));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("shop.yaml");
    fs::write(&file, scenario).unwrap();
    let mut command = tool("lt-gen");
    let command = command.arg("shop.yaml").current_dir(&folder);
    let output = command
        .args(["--seed", "7", "-H", &target.url("")])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    String::from_utf8(output.stdout).unwrap()
}

const SHOP: &str = r#"
base_url: http://127.0.0.1
warmup: SHORT
request_timeout: 5s
requests:
  browse: {get: "/api/products?page={{ random_int(1, 20) }}"}
  search: {get: "/api/products/search?q=lamp"}
  product: {get: "/api/products/{{ random_int(1, 1000) }}", name: "/api/products/{id}"}
  add_to_cart: {post: /api/cart, json: {product: 17, quantity: 1}}
  order: {post: /api/orders, json: {items: [{product: 17, quantity: 1}]}}
user_profiles:
  visitor:
    wait: 0.05s..0.15s
    actions:
      - {name: browse, weight: 40}
      - {name: search, weight: 25}
      - {name: product, weight: 25}
      - {name: add_to_cart, weight: 6}
      - {name: order, weight: 4}
scenarios:
  - name: Evening in the shop
    stages: [{users: 20, for: LONG}, {users: 60, over: SHORT, for: LONG}, {users: 10, over: SHORT, for: SHORT}]
"#;

/// Twelve legs of three variants in four rounds.
fn variants() -> String {
    let file = workspace().join("crates/lt-report/tests/fixtures/legs.ndjson");
    fs::read_to_string(file).unwrap()
}

const RUN: &str = r#"{"type":"run","format":1,"run":"k3x9a2bc","test":"t-1","shard":{"index":0,"of":1},"tool":"lt-gen","version":"0.1.0","started_us":1763718000000000"#;

/// Names, errors and labels that would like to be more than text.
fn hostile() -> String {
    let evil = r#"<script>window.injected = true; alert(1)</script>\"'`|&]]>--></style></svg></title>\u202eevil\u2066\u001b[31m\u0000"#;
    let image = "<img src=x onerror=alert(1)>{{ css }}${alert(1)}";
    let long = "/x".repeat(5_000);
    let mut stream = format!(
        r#"{RUN},"target":"javascript:alert(1)//{evil}","scenario_file":"{evil}","model":"{evil}","labels":{{"evil":"{evil}"}},"plan":[{{"name":"{evil}","start_us":0,"users":3}}],"machine":{{"cpu":"{evil}"}}}}"#
    );
    stream.push('\n');
    let mut add = |n: u64, name: &str, rest: &str| {
        let at = 1_763_718_000_000_000 + n * 10_000;
        let service = 1_000 + n * 7;
        writeln!(
            stream,
            r#"{{"type":"sample","run":"k3x9a2bc","at_us":{at},"method":"GET","name":"{name}","delay_us":5,"service_us":{service},{rest}}}"#
        )
        .unwrap();
    };
    let failed = format!(r#""outcome":"{evil}","error":"{evil}{image}""#);
    for n in 0..600 {
        add(
            n,
            &format!("/endpoint-{n}"),
            r#""status":200,"outcome":"ok""#,
        );
    }
    for n in 600..620 {
        add(n, &format!("/{evil}{image}"), &failed);
        add(
            n,
            &format!("/{evil}{image}"),
            r#""status":599,"outcome":"http_error""#,
        );
        add(n, &long, r#""status":200,"outcome":"ok""#);
    }
    let at = 1_763_718_001_000_000_u64;
    writeln!(stream, r#"{{"type":"event","run":"k3x9a2bc","at_us":{at},"name":"{evil}","text":"{evil}{image}","labels":{{"{evil}":"{evil}"}}}}"#).unwrap();
    writeln!(stream, r#"{{"type":"gauge","run":"k3x9a2bc","at_us":{at},"source":"{evil}","name":"{evil}","unit":"{evil}","value":1e300,"labels":{{"{evil}":"{evil}"}}}}"#).unwrap();
    writeln!(stream, r#"{{"type":"end","run":"k3x9a2bc","at_us":{at},"test":"t-1","shard":{{"index":0,"of":1}},"reason":"completed","samples":660,"health":{{"cpu_busy":0.5,"delay_p50_us":1,"delay_p99_us":2,"delay_max_us":3,"achieved":1,"offered":1,"saturated":true,"why":["{evil}"]}}}}"#).unwrap();
    stream
}
