//! How the view looks, and what its keys do.

use lt_stats::Summary;
use ratatui::Terminal;
use ratatui::backend::TestBackend;

use super::keys::Key;
use super::screen::{Palette, draw};
use super::snapshot::{Snapshot, Stream};
use super::status::status_line;
use super::view::{Pane, View, Wish};
use crate::tests::{stream, summary};

const START: u64 = 1_763_718_000_000_000;

/// A run of so many seconds, planned for a minute, told as far as it went.
pub(super) struct Told {
    lines: Vec<String>,
    samples: u64,
}

impl Told {
    pub(super) fn planned() -> Self {
        let run = r#"{"type":"run","format":1,"run":"k3x9a2bc","test":"t-1","shard":{"index":0,"of":1},"tool":"lt-gen","version":"0.1.0","started_us":1763718000000000,"plan":[{"name":"Shop","start_us":0,"length_us":60000000,"users":50}],"target":"http://127.0.0.1:8080"}"#;
        Self {
            lines: vec![run.to_owned()],
            samples: 0,
        }
    }

    /// A second with `n` requests of four endpoints, every `nth` of which fails, and the generator's gauges.
    pub(super) fn second(mut self, second: u64, n: u64, nth: u64, delay_p99: f64) -> Self {
        let endpoints = [
            "/api/products",
            "/api/products/{id}",
            "/api/cart",
            "/api/orders",
        ];
        for place in 0..n {
            let at = START + second * 1_000_000 + place * 1_000_000 / n;
            let which = (place % 4) as usize;
            let method = if which > 1 { "POST" } else { "GET" };
            let service = 4000 + 9000 * (place % 4) + (second * 997 + place * 7919) % 5000;
            let outcome = match (place + 1) % nth {
                0 => r#""status":503,"outcome":"http_error""#,
                _ => r#""status":200,"outcome":"ok""#,
            };
            self.lines.push(format!(
                r#"{{"type":"sample","run":"k3x9a2bc","at_us":{at},"method":"{method}","name":"{}",{outcome},"delay_us":90,"service_us":{service}}}"#,
                endpoints[which]
            ));
            self.samples += 1;
        }
        let users = 50.0_f64.min(5.0 * (second + 1) as f64);
        self.gauge(second, "users", users, "")
            .gauge(second, "in_flight", users / 4.0, "")
            .gauge(second, "cpu", 0.12, "ratio")
            .gauge(second, "delay_p99", delay_p99, "us")
    }

    fn gauge(mut self, second: u64, name: &str, value: f64, unit: &str) -> Self {
        let at = START + second * 1_000_000 + 990_000;
        self.lines.push(format!(
            r#"{{"type":"gauge","run":"k3x9a2bc","at_us":{at},"source":"lt-gen","name":"{name}","value":{value:?},"unit":"{unit}"}}"#
        ));
        self
    }

    pub(super) fn ended(mut self, how: &str) -> Self {
        let at = START + 60_040_000;
        self.lines.push(format!(
            r#"{{"type":"end","run":"k3x9a2bc","at_us":{at},"test":"t-1","shard":{{"index":0,"of":1}},"reason":"{how}","samples":{}}}"#,
            self.samples
        ));
        self
    }

    pub(super) fn line(mut self, line: &str) -> Self {
        self.lines.push(line.to_owned());
        self
    }

    pub(super) fn summary(&self) -> Summary {
        summary(&stream(&self.lines))
    }

    pub(super) fn snapshot(&self, stream: Stream) -> Snapshot {
        Snapshot::of(&self.summary(), stream)
    }
}

pub(super) fn calm(seconds: u64) -> Told {
    (0..seconds).fold(Told::planned(), |told, second| {
        let n = 200 + 40 * (second % 7) - 9 * (second % 5);
        told.second(second, n * (second + 1).min(10) / 10, 1_000_000, 210.0)
    })
}

fn failing() -> Told {
    (12..24).fold(calm(12), |told, second| told.second(second, 180, 9, 420.0))
}

fn saturated() -> Told {
    (0..14).fold(Told::planned(), |told, second| {
        told.second(second, 150, 60, 23_400.0)
    })
}

fn picture(
    snapshot: &Snapshot,
    stream: Stream,
    view: &mut View,
    (width, height): (u16, u16),
) -> String {
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    terminal
        .draw(|frame| draw(frame, frame.area(), view, snapshot, stream, &Palette::PLAIN))
        .unwrap();
    let picture = terminal.backend().to_string();
    let lines = picture
        .lines()
        .map(|line| line.trim_matches('"').trim_end());
    lines.collect::<Vec<_>>().join("\n")
}

fn open(told: &Told, view: &mut View, size: (u16, u16)) -> String {
    picture(&told.snapshot(Stream::Open), Stream::Open, view, size)
}

#[test]
fn a_calm_run_fills_an_ordinary_terminal() {
    let picture = open(&calm(34), &mut View::default(), (80, 24));
    insta::assert_snapshot!(picture, @r"
    http://127.0.0.1:8080  Shop                                            ● running
    ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━───────────────────────────── 34 s of 1 min
    generator well: sends 0.210 ms late (p99), CPU 12 %       users 50  in flight 12
                  requests     req/s   fail/s   fail %  p50 ms  p95 ms  p99 ms
    last 10 s        3,020     302.0     0.00        0    18.1    35.2    36.0
    overall          8,930     262.4     0.00        0    18.1    35.1    35.9
    ━ req/s 342  • fail/s 0                  response ms  ━ p50 18.1  • p95 35.5
    500│                     ⢀               40│
       │            ⢀⠤⡆     ⢀⠾⡀    ⢀⠔⡇         │•••••••••••••••••••••••••••••••••••
       │      ⢀   ⢀⠔⠁ ⢱   ⣀⠔⠁ ⡇   ⢠⠃ ⢸   ⡠⠔    │
    250│     ⢠⠛⡄ ⡠⠊   ⠸⡀⡔⠉    ⢣⢀⠔⠊⠁  ⠸⡀⢀⠎    20│⣀⣀⣀⣀ ⢀⣀⣀⣀⣀⣀⣀⣀⣀⣀ ⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀
       │    ⡠⠃ ⢣⠔⠁     ⠟      ⠘⠁      ⠗⠁       │    ⠉⠁         ⠉
       │  ⡠⠊                                   │
      0│⠤⠊•••••••••••••••••••••••••••••••••   0│
       └────────────────────────────────────   └────────────────────────────────────
     0 s                                33 s 0 s                                33 s
    users, at most 50 ▁▂▂▃▃▄▄▄▄▅▅▆▆▇▇███████████████████████████████████████████████
     Endpoints 4  Errors  Generator 4  Events  Remarks ─────────────────────────────
    endpoint                      requests   ▼req/s   fail %  p50 ms  p95 ms  p99 ms
    GET  /api/products               2,244     65.9        0    6.58    8.85    9.05
    GET  /api/products/{id}          2,236     65.7        0    15.6    17.8    18.0
    POST /api/cart                   2,228     65.5        0    24.6    26.8    27.0
    POST /api/orders                 2,222     65.3        0    33.6    35.8    36.0
    q quit  ? help  space freeze  tab pane  n r f 5 9 sort  w whole run  ↑↓ scroll
    ");
}

#[test]
fn failures_are_told_in_rates_table_and_causes() {
    let told = failing().line(r#"{"type":"event","at_us":1763718012000000,"run":"k3x9a2bc","name":"fault","text":"backend 2 killed"}"#);
    let mut view = View::default();
    view.press(Key::Tab, &told.snapshot(Stream::Open));
    insta::assert_snapshot!(open(&told, &mut view, (80, 24)), @r"
    http://127.0.0.1:8080  Shop                                            ● running
    ━━━━━━━━━━━━━━━━━━━━━━━━━━──────────────────────────────────────── 24 s of 1 min
    generator well: sends 0.420 ms late (p99), CPU 12 %       users 50  in flight 12
                  requests     req/s   fail/s   fail %  p50 ms  p95 ms  p99 ms
    last 10 s        1,800     180.0     20.0     11.1    18.1    35.2    36.0
    overall          4,375     182.1     9.99     5.49    18.1    35.0    35.9
    ━ req/s 180  • fail/s 20                 response ms  ━ p50 18.1  • p95 35.2
    400│             ⡀                       40│
       │       ⡀   ⢀⠎⢇                         │•••••••••••••••••••••••••••
       │      ⡰⢱  ⢀⠎ ⢸                         │
    200│     ⡜ ⠈⡆⡠⠃  ⠈⣆⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⡀          20│⣀⣀⣀⣀⡀⢀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⡀⢀⣀⣀⡀
       │   ⢀⠎   ⠘⠁                             │    ⠈⠁                ⠈⠁
       │ ⢀⡠⠃                                   │
      0│⠔⠁•••••••••••••••••••••••••           0│
       └────────────────────────────────────   └────────────────────────────────────
     0 s                                30 s 0 s                                30 s
    users, at most 50 ▁▁▂▂▃▃▄▄▄▄▅▅▆▆▇▇████████████████████████████████████
     Endpoints 4  Errors 4  Generator 4  Events 1  Remarks ─────────────────────────
       failed  endpoint and cause
           60  POST /api/cart  status 503 (http_error)
           60  POST /api/orders  status 503 (http_error)
           60  GET /api/products  status 503 (http_error)
           60  GET /api/products/{id}  status 503 (http_error)
    q quit  ? help  space freeze  tab pane  n r f 5 9 sort  w whole run  ↑↓ scroll
    ");
}

#[test]
fn a_saturated_generator_is_the_first_thing_to_be_read() {
    insta::assert_snapshot!(open(&saturated(), &mut View::default(), (60, 20)), @r"
    http://127.0.0.1:8080  Shop                        ● running
    ━━━━━━━━━━━─────────────────────────────────── 14 s of 1 min
    generator SATURATED: sends 23.4 ms late (p99), CPU 12 %; d…
                  req/s   fail %  p50 ms  p95 ms  p99 ms
    last 10 s     150.0     1.33    18.0    34.9    36.0
    overall       149.9     1.33    18.0    35.0    35.9
    ━ req/s 150  • fail/s 2        ms  ━ p50 18.1  • p95 35.2
    160│⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠂                40│•••••••••••
       │                             │⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠄
      0│•••••••••••                 0│
       └──────────────────────────   └──────────────────────────
     0 s                      30 s 0 s                      30 s
    users, at most 50 ▁▂▃▃▄▄▄▅▆▇▇███████████
     Endpoints 4  Errors 1  Generator 4  Events  Remarks ───────
    endpoint                     ▼req/s   fail %  p50 ms  p95 ms
    GET  /api/products             38.0        0    6.60    8.87
    GET  /api/products/{id}        38.0        0    15.7    17.9
    POST /api/cart                 37.0        0    24.6    26.8
    POST /api/orders               37.0     5.41    33.5    35.9
    q quit  ? help  space freeze  tab pane  n r f 5 9 sort
    ");
}

#[test]
fn a_stream_that_has_just_begun_says_what_it_waits_for() {
    insta::assert_snapshot!(open(&Told::planned(), &mut View::default(), (80, 20)), @r"
    http://127.0.0.1:8080  Shop                                            ○ waiting
    ─────────────────────────────────────────────────────────────────── 0 s of 1 min
    generator: not watched
                  requests     req/s   fail/s   fail %  p50 ms  p95 ms  p99 ms
    last 10 s            0      0.00     0.00        0       –       –       –
    overall              0      0.00     0.00        0       –       –       –
    ━ req/s –  • fail/s –                    response ms  ━ p50 –  • p95 –
     1│                                       1│
      │                                        │
     0│                                       0│
      └─────────────────────────────────────   └────────────────────────────────────
    0 s                                 30 s 0 s                                30 s
     Endpoints  Errors  Generator  Events  Remarks ─────────────────────────────────
    endpoint                      requests   ▼req/s   fail %  p50 ms  p95 ms  p99 ms
    no request has ended yet




    q quit  ? help  space freeze  tab pane  n r f 5 9 sort  w whole run  ↑↓ scroll
    ");
}

#[test]
fn a_small_terminal_shows_the_figures_and_a_smaller_one_a_sentence() {
    insta::assert_snapshot!(open(&failing(), &mut View::default(), (40, 10)), @r"
    http://127.0.0.1:8080  Shop    ● running
    ━━━━━━━━━━──────────────── 24 s of 1 min
    generator well: … users 50  in flight 12
                 req/s fail % p50 ms p95 ms
    last 10 s    180.0   11.1   18.1   35.2
    overall      182.1   5.49   18.1   35.0
     Endpoints 4  Errors 4  Generator 4  Eve
    endpoint          fail %  p50 ms  p95 ms
    GET  /api/pro…      5.46    6.64    8.89
    q quit  ? help  space freeze  tab pane
    ");
    insta::assert_snapshot!(open(&failing(), &mut View::default(), (30, 4)), @r"
    24 s  180.0 req/s  240 failed
    p50 18.1 ms  p95 35.2 ms  50
    users
    ");
    // Nothing to see, and no panic.
    open(&failing(), &mut View::default(), (1, 1));
}

#[test]
fn the_whole_run_stays_when_it_has_ended() {
    let told = calm(60).ended("completed");
    let mut view = View::default();
    view.show_whole_run();
    let picture = picture(
        &told.snapshot(Stream::Ended),
        Stream::Ended,
        &mut view,
        (100, 28),
    );
    insta::assert_snapshot!(picture, @r"
    http://127.0.0.1:8080  Shop                                                              ■ completed
    ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━ 1 min of 1 min
    generator well: sends 0.210 ms late (p99), CPU 12 %
                  requests     req/s   fail/s   fail %  p50 ms  p95 ms  p99 ms
    last 10 s        2,780     278.0     0.00        0    18.1    35.2    36.0
    overall         16,644     277.2     0.00        0    18.1    35.1    35.9
    ━ req/s 253  • fail/s 0                            response ms  ━ p50 17.7  • p95 34.7
    500│                                               40│
       │          ⡀    ⣰     ⡀         ⢠     ⡀    ⣰      │•••••••••••••••••••••••••••••••••••••••••••••
       │         ⡰⡇   ⢀⢿   ⢀⠎⡇   ⢠⡇   ⢀⢿    ⡜⡇   ⢀⢿      │
       │       ⢀⠔⠁⢱  ⢀⠜⢸   ⡜ ⡇  ⢠⠃⢱   ⡜ ⡇ ⢀⠜ ⢱  ⢀⠜⢸      │
       │    ⢰  ⡸  ⢸ ⢀⠎ ⠈⡆ ⢠⠃ ⢣ ⡰⠁ ⢸  ⡰⠁ ⡇ ⡸  ⢸ ⢀⠎ ⠈⡆     │
    250│    ⡏⡆ ⡇  ⢸⢠⠊   ⡇⡰⠁  ⢸⢀⠇  ⠘⡄⡜   ⢣⢀⠇  ⢸⢠⠊   ⡇⡰  20│
       │   ⢸ ⡇⡜    ⡟    ⡷⠁   ⢸⡜    ⠟    ⢸⠎    ⡟    ⡷⠁    │⠉⠊⠉⠒⠉⠉⠉⠉⠉⠉⠉⠊⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠑⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠊⠉⠉⠉⠊⠉⠉⠉⠉⠉⠉
       │   ⡇ ⢸⠃    ⠃         ⠈                ⠃          │
       │  ⡜                                              │
       │ ⡜                                               │
      0│⠊••••••••••••••••••••••••••••••••••••••••••••   0│
       └──────────────────────────────────────────────   └──────────────────────────────────────────────
     0 s                                          59 s 0 s                                          59 s
    users, at most 50 ▁▂▃▃▄▄▅▅▆▇▇███████████████████████████████████████████████████████████████████████
     Endpoints 4  Errors  Generator 4  Events  Remarks ─────────────────────────────────────────────────
    endpoint                                  requests   ▼req/s   fail %  p50 ms  p95 ms  p99 ms  max ms
    GET  /api/products                           4,180     69.6        0    6.58    8.84    9.04    9.09
    GET  /api/products/{id}                      4,167     69.4        0    15.6    17.8    18.0    18.1
    POST /api/cart                               4,154     69.2        0    24.6    26.9    27.0    27.1
    POST /api/orders                             4,143     69.0        0    33.6    35.8    36.0    36.1
     the stream has ended: q for the report  ? help  space freeze  tab pane  n r f 5 9 sort
    ");
}

#[test]
fn every_pane_and_the_help_fit_into_every_terminal() {
    let told = failing().ended("interrupted");
    let snapshot = told.snapshot(Stream::Ended);
    for size in [(40, 10), (59, 19), (80, 24), (200, 70), (300, 10)] {
        let mut view = View::default();
        for _ in Pane::ALL {
            view.press(Key::Tab, &snapshot);
            assert!(picture(&snapshot, Stream::Ended, &mut view, size).contains("interrupted"));
        }
        view.press(Key::Char('?'), &snapshot);
        assert!(picture(&snapshot, Stream::Ended, &mut view, size).contains("sort endpoints"));
    }
}

#[test]
fn keys_sort_turn_scroll_freeze_and_leave() {
    let snapshot = calm(20).snapshot(Stream::Open);
    let mut view = View::default();
    let names = |view: &View| {
        let rows = view.sort.order(&snapshot.endpoints).into_iter();
        rows.map(|row| row.name.as_str()).collect::<Vec<_>>()
    };
    view.press(Key::Char('n'), &snapshot);
    assert_eq!(names(&view)[0], "/api/cart");
    view.press(Key::Char('n'), &snapshot);
    assert_eq!(names(&view)[0], "/api/products/{id}");
    view.press(Key::Char('9'), &snapshot);
    assert_eq!(names(&view)[0], "/api/orders");
    view.press(Key::BackTab, &snapshot);
    assert_eq!(view.pane, Pane::Remarks);
    view.press(Key::Char('5'), &snapshot);
    assert_eq!(view.pane, Pane::Endpoints);
    assert_eq!(view.press(Key::Char(' '), &snapshot), Wish::GoOn);
    assert!(view.is_frozen());
    assert_eq!(view.press(Key::Char(' '), &snapshot), Wish::LookAgain);
    assert_eq!(view.press(Key::Char('q'), &snapshot), Wish::Leave);
    assert_eq!(view.press(Key::Interrupt, &snapshot), Wish::Interrupt);
}

#[test]
fn two_thousand_hostile_endpoints_are_harmless_and_can_be_scrolled() {
    let line = |n: u64| {
        let name = format!("/{n:04}\\u001b[31m\\u202e<script>日本語{}", "x".repeat(300));
        format!(
            r#"{{"type":"sample","run":"k3x9a2bc","at_us":{},"method":"GE\u0007T","name":"{name}","outcome":"ok","delay_us":1,"service_us":{}}}"#,
            START + n,
            n + 1
        )
    };
    let told = (0..2_500).fold(Told::planned(), |told, n| told.line(&line(n)));
    let snapshot = told.snapshot(Stream::Open);
    let mut view = View::default();
    view.press(Key::Char('n'), &snapshot);
    picture(&snapshot, Stream::Open, &mut view, (80, 24));
    view.press(Key::End, &snapshot);
    let picture = picture(&snapshot, Stream::Open, &mut view, (80, 24));
    assert!(picture.contains("of 2,001"), "{picture}");
    assert!(picture.contains("other"), "{picture}");
    let is_harmless = |c: char| c == '\n' || !(c.is_control() || c == '\u{202e}');
    assert!(picture.chars().all(is_harmless), "{picture}");
}

#[test]
fn a_line_tells_what_a_glance_is_for() {
    let check = |told: Told, stream, line| assert_eq!(status_line(&told.snapshot(stream)), line);
    check(
        Told::planned(),
        Stream::Open,
        "waiting for the first request",
    );
    let line = "24 s  180.0 req/s  240 failed  p50 18.1 ms  p95 35.2 ms  50 users";
    check(failing(), Stream::Open, line);
    let line = "interrupted after 1 min  182.1 req/s  240 failed  p50 18.1 ms  p95 35.0 ms";
    check(failing().ended("interrupted"), Stream::Ended, line);
    let line = "cut off after 24 s  182.1 req/s  240 failed  p50 18.1 ms  p95 35.0 ms";
    check(failing(), Stream::Ended, line);
}
