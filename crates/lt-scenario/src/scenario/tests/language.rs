//! What the keys of a file mean.

use std::collections::HashMap;
use std::io;
use std::path::Path;
use std::time::Duration;

use sha2::{Digest, Sha256};

use crate::scenario::{Doing, Scenario, Sources, load_from};
use crate::template::hex;
use crate::{BlockId, FaultKind, Step, Task, Times, Wait};

/// Files and an environment of their own.
#[derive(Default)]
struct Memory {
    files: HashMap<&'static str, &'static str>,
    env: HashMap<&'static str, &'static str>,
}

impl Sources for Memory {
    fn read(&self, path: &Path) -> io::Result<String> {
        let name = path.to_str().unwrap().replace('\\', "/");
        let name = name.replace("sub/../", "").replace("dir/../", "");
        match self.files.get(name.as_str()) {
            Some(text) => Ok((*text).to_owned()),
            None => Err(io::ErrorKind::NotFound.into()),
        }
    }

    fn env(&self, name: &str) -> Option<String> {
        self.env.get(name).map(|value| (*value).to_owned())
    }
}

fn read(text: &str) -> Scenario {
    with(text, &Memory::default())
}

fn with(text: &str, memory: &Memory) -> Scenario {
    load_from(text, "dir/shop.yaml", memory).unwrap_or_else(|error| panic!("{error}"))
}

fn refusal(text: &str, memory: &Memory) -> String {
    load_from(text, "dir/shop.yaml", memory)
        .unwrap_err()
        .one_line()
}

#[test]
fn later_files_win_and_the_file_itself_wins_over_all() {
    let files = HashMap::from([
        (
            "dir/a.yaml",
            "seed: 1\nwarmup: 1s\nrequests: {x: {get: /a}, y: {get: /a}}\nhttp: {redirects: 1, insecure: true}",
        ),
        (
            "dir/sub/b.json",
            r#"{"include": ["../c.toml"], "seed": 2, "requests": {"y": {"get": "/b"}}}"#,
        ),
        ("dir/c.toml", "warmup = 3\n[requests.z]\nget = '/c'\n"),
    ]);
    let in_order = ["dir/a.yaml", "dir/sub/b.json", "dir/c.toml"].map(|name| files[name]);
    let memory = Memory {
        files,
        ..Memory::default()
    };
    let text = "include: [a.yaml, sub/b.json]\nrequests: {x: {get: /own}}\nhttp: {redirects: 7}";
    let scenario = with(text, &memory);
    let requests: Vec<(&str, &str)> = (scenario.requests.iter())
        .map(|request| (request.key.as_str(), request.path.source()))
        .collect();
    assert_eq!(requests, [("x", "/own"), ("y", "/b"), ("z", "/c")]);
    assert_eq!(scenario.seed, Some(2));
    assert_eq!(scenario.warmup, Some(Duration::from_secs(3)));
    assert_eq!(scenario.http.redirects, Some(7));
    assert_eq!(scenario.http.insecure, Some(true));
    assert_eq!(scenario.requests[1].place.to_string(), "dir/sub/b.json:1");
    assert_eq!(scenario.files.len(), 4);
    assert_eq!(scenario.files[0], "dir/shop.yaml");
    let digest = Sha256::digest(text.to_owned() + &in_order.concat());
    assert_eq!(scenario.sha256, hex(&digest));
}

#[test]
fn includes_are_bounded() {
    let chain = [
        ("dir/0.yaml", "include: 1.yaml"),
        ("dir/1.yaml", "include: 2.yaml"),
        ("dir/2.yaml", "include: ./3.yaml"),
        ("dir/3.yaml", "include: 4.yaml"),
        ("dir/4.yaml", "include: 5.yaml"),
        ("dir/5.yaml", "include: 6.yaml"),
        ("dir/6.yaml", "include: 7.yaml"),
        ("dir/7.yaml", "include: 8.yaml"),
        ("dir/8.yaml", "requests: {a: {get: /}}"),
        ("dir/circle.yaml", "include: [../dir/x/../circle.yaml]"),
        ("dir/list.yaml", "[1]"),
    ];
    let memory = Memory {
        files: HashMap::from(chain),
        ..Memory::default()
    };
    assert_eq!(with("include: 1.yaml", &memory).requests.len(), 1);
    let many = format!("include: [{}]", vec!["8.yaml"; 64].join(", "));
    for (text, message) in [
        (
            "include: 0.yaml",
            "dir/7.yaml:1: files include each other more than 8 deep; include them from fewer files",
        ),
        (
            "include: circle.yaml",
            "dir/circle.yaml:1: `../dir/x/../circle.yaml` includes itself, maybe through others; leave one `include` out",
        ),
        (
            &many,
            "dir/shop.yaml:1: more than 64 files are included; put some of them together",
        ),
        (
            "include: list.yaml",
            "dir/list.yaml:1: an included file must be a map, not a list",
        ),
        (
            "include: ''",
            "dir/shop.yaml:1: `include` must be the name of a file, not ``",
        ),
    ] {
        assert_eq!(refusal(text, &memory), message);
    }
    let large = " ".repeat((16 << 20) + 1);
    assert_eq!(
        refusal(&large, &memory),
        "dir/shop.yaml:1: the file is larger than 16 MiB, too large for a scenario; move its data to `data` files"
    );
}

#[test]
fn the_environment_takes_its_place_in_values_and_not_in_names() {
    let memory = Memory {
        env: HashMap::from([
            ("USERS", "20"),
            ("NUMBER", "7"),
            ("ON", "true"),
            ("KEY", "se\"cret"),
        ]),
        ..Memory::default()
    };
    let scenario = with(
        "base_url: http://${HOST:-shop.example}:80${NUMBER}
http: {insecure: '${ON}', headers: {x-number: '${NUMBER}', x-text: 'a$${b}c'}}
requests:
  a: {get: '/${NUMBER}/x', headers: {x-key: \"{{ env('KEY') }}-{{ env('NONE', 'it') }}\"}, checks: [\"json.key == env('KEY')\"]}
scenarios: [{name: '${NUMBER}', users: '${USERS}', duration: 1m}]",
        &memory,
    );
    assert_eq!(
        scenario.base_urls[0].to_string(),
        "http://shop.example:807/"
    );
    assert_eq!(scenario.http.insecure, Some(true));
    let headers: Vec<_> = (scenario.headers.iter())
        .map(|(name, value)| (name.as_str(), value.constant()))
        .collect();
    assert_eq!(
        headers,
        [("x-number", Some("7")), ("x-text", Some("a${b}c"))]
    );
    let request = &scenario.requests[0];
    assert_eq!(request.name, "/${NUMBER}/x");
    assert_eq!(request.path.constant(), Some("/7/x"));
    assert_eq!(
        request.headers[0].1.source(),
        r#"{{ "se\"cret" }}-{{ "it" }}"#
    );
    let check = &request.expects.as_ref().unwrap().checks[0];
    assert_eq!(check.source, "json.key == env('KEY')");
    assert_eq!(scenario.scenarios[0].users, Some(20));
    assert_eq!(scenario.scenarios[0].name.as_deref(), Some("7"));
    for (text, message) in [
        (
            "'a ${NONE}'",
            "`NONE` is not in the environment; set it, or give a default as in `${NONE:-default}`",
        ),
        (
            "'${'",
            "`${` is no environment value; write `${NAME}` or `${NAME:-default}`, or `$${` for the text `${`",
        ),
        (
            "\"{{ env('NONE') }}\"",
            "`NONE` is not in the environment; set it, or give a default as in `${NONE:-default}`",
        ),
        (
            "\"{{ env(user) }}\"",
            "`body`: `env` takes a name and maybe a default; write both in quotes, as in `env('NAME', 'default')`",
        ),
    ] {
        let text = format!("requests: {{a: {{post: /, body: {text}}}}}");
        assert_eq!(
            refusal(&text, &memory),
            format!("dir/shop.yaml:1: {message}")
        );
    }
}

#[test]
fn requests_are_named_by_their_paths_with_placeholders() {
    let name = |target: &str| {
        let text =
            format!("variables: {{id: 1, item: {{}}}}\nrequests:\n  a: {{get: \"{target}\"}}");
        read(&text).requests[0].name.clone()
    };
    for (target, expected) in [
        ("/a/b?c=d", "/a/b"),
        ("/a/{{ item.id }}/x?y={{ id }}", "/a/{item.id}/x"),
        ("/{{ random_int(1, 5) }}", "/{random_int}"),
        ("/{{ id + 1 }}/{{id}}", "/{…}/{id}"),
        ("http://other:1/a/{{ id }}?b", "/a/{id}"),
        ("http://other?b={{ id }}", "/"),
        ("http://other", "/"),
    ] {
        assert_eq!(name(target), expected, "{target}");
    }
}

#[test]
fn steps_become_blocks() {
    let scenario = read(
        "requests: {a: {get: /a}, b: {get: /b}}
journeys:
  inner: {steps: [b], on_error: continue, tags: deep}
  outer:
    - a
    - {request: b}
    - {get: /c, think: 1s}
    - inner
    - {journey: inner}
    - {think: 1s..3s}
    - {set: {n: 0, list: [1, '{{ n }}']}}
    - {if: n > 0, then: [a], else: [b]}
    - {repeat: 3, steps: [a]}
    - {repeat: 2..5, steps: [a]}
    - {repeat: '{{ n }}', steps: [a]}
    - {while: '{{ n < 3 }}', most: 10, steps: [a]}
    - {foreach: item, in: list, steps: [{get: '/{{ item }}'}]}
    - {choose: [{weight: 3, steps: [a]}, {steps: [b]}]}
    - {parallel: [a, {get: /d}]}",
    );
    let program = &scenario.program;
    let [inner, outer] = program.journeys.as_slice() else {
        panic!("two journeys");
    };
    assert!(inner.goes_on_after_errors && !outer.goes_on_after_errors);
    assert_eq!(inner.tags, ["deep"]);
    let block = |id: BlockId| &program.blocks[id.0];
    assert_eq!(block(inner.steps), &[Step::Request(1)]);
    let steps = block(outer.steps);
    assert_eq!(
        steps[..5],
        [0, 1, 2]
            .map(Step::Request)
            .into_iter()
            .chain([Step::Journey(0), Step::Journey(0)])
            .collect::<Vec<_>>()
    );
    assert_eq!(
        steps[5],
        Step::Think(Wait::Range(Duration::from_secs(1), Duration::from_secs(3)))
    );
    let Step::Set(values) = &steps[6] else {
        panic!("set")
    };
    assert_eq!(
        (values[0].0.as_str(), values[0].1.constant()),
        ("n", Some("0"))
    );
    assert_eq!(values[1].1.names(), ["n"]);
    let Step::If {
        condition,
        then,
        otherwise,
    } = &steps[7]
    else {
        panic!("if")
    };
    assert_eq!(
        (condition.source(), block(*then), block(*otherwise)),
        ("n > 0", &vec![Step::Request(0)], &vec![Step::Request(1)])
    );
    let times: Vec<String> = steps[8..11]
        .iter()
        .map(|step| match step {
            Step::Repeat {
                times: Times::Exactly(n),
                ..
            } => n.to_string(),
            Step::Repeat {
                times: Times::Between(least, most),
                ..
            } => format!("{least}..{most}"),
            Step::Repeat {
                times: Times::Value(value),
                ..
            } => value.source().to_owned(),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(times, ["3", "2..5", "n"]);
    let Step::While {
        condition,
        most: 10,
        ..
    } = &steps[11]
    else {
        panic!("while")
    };
    assert_eq!(condition.source(), "n < 3");
    let Step::Foreach { item, list, .. } = &steps[12] else {
        panic!("foreach")
    };
    assert_eq!((item.as_str(), list.source()), ("item", "list"));
    let Step::Choose(ways) = &steps[13] else {
        panic!("choose")
    };
    assert_eq!(ways.iter().map(|way| way.0).collect::<Vec<_>>(), [3, 1]);
    assert_eq!(steps[14], Step::Parallel(vec![0, 4]));
    assert_eq!(
        scenario.requests[2].think,
        Wait::Constant(Duration::from_secs(1))
    );
    // Nobody said what users do: every journey.
    let tasks: Vec<Task> = scenario.profiles[0]
        .actions
        .iter()
        .map(|action| action.what)
        .collect();
    assert_eq!(tasks, [Task::Journey(0), Task::Journey(1)]);
}

#[test]
fn what_stands_beside_a_rule_is_read_in_our_words_and_in_those_of_k6() {
    let thresholds = |rule: &str| {
        let text = format!("requests: {{a: {{get: /a}}}}\nthresholds: {{response_time: {rule}}}");
        read(&text).thresholds.unwrap().to_string()
    };
    let expected =
        r#"{"response_time":[{"abort_on_fail":true,"allow":3,"delay":"1m30s","expr":"max<1s"}]}"#;
    let ours = "{expr: max<1s, allow: 3, abort_on_fail: true, delay: 1m30s}";
    let k6 = "{threshold: max<1s, allow: 3, abortOnFail: true, delayAbortEval: 1m30s}";
    assert_eq!(thresholds(ours), expected);
    assert_eq!(thresholds(k6), expected);
    assert_eq!(
        thresholds("[{expr: max<1s, delay: 90}]"),
        r#"{"response_time":[{"delay":"90s","expr":"max<1s"}]}"#
    );
}

#[test]
fn hooks_faults_and_thresholds_are_read() {
    let scenario = read(
        "requests: {a: {get: /a}}
ready: {get: /health, within: 5, status: 503}
before: [a, {request: a, save_as: x}, {run: 'echo ${X:-1}'}, {post: '/p/{{ user }}', checks: [status == 200]}]
timeline: [{at: 2m, run: b}, {at: 1s, request: {get: /x, name: y}}, {at: 90, request: a, name: n}]
variants: [{name: rr, labels: {a: 1, b: true}, variables: {v: '{{ user }}'}}]
faults: [{kind: abort, share: 0.5%}, {kind: wrong_auth, share: 0.9, only: []}]
thresholds: {errors: 'rate<1%', 'response_time{a}': [{expr: 'p(95)<1s', severity: warn}]}",
    );
    let ready = scenario.ready.unwrap();
    assert_eq!(
        (ready.within, ready.every),
        (Duration::from_secs(5), Duration::from_secs(1))
    );
    assert_eq!(ready.request.allow_status, [503]);
    assert_eq!(
        ready.request.expects.unwrap().checks[0].source,
        "status == 503"
    );
    let names: Vec<&str> = scenario
        .before
        .iter()
        .map(|hook| hook.name.as_str())
        .collect();
    assert_eq!(names, ["a", "a", "echo ${X:-1}", "POST /p/{user}"]);
    assert_eq!(scenario.before[1].save_as.as_deref(), Some("x"));
    assert_eq!(scenario.before[2].what, Doing::Run("echo 1".to_owned()));
    let times: Vec<(u64, &str)> = (scenario.timeline.iter())
        .map(|(at, hook)| (at.as_secs(), hook.name.as_str()))
        .collect();
    assert_eq!(times, [(1, "GET y"), (90, "n"), (120, "b")]);
    assert_eq!(
        scenario.variants[0].labels,
        [("a", "1"), ("b", "true")].map(|(k, v)| (k.to_owned(), v.to_owned()))
    );
    assert_eq!(scenario.faults[0].kind, FaultKind::Abort);
    assert!((scenario.faults[0].share - 0.005).abs() < 1e-12);
    assert_eq!(
        scenario.thresholds.unwrap().to_string(),
        r#"{"errors":["rate<1%"],"response_time{a}":[{"expr":"p(95)<1s","severity":"warn"}]}"#
    );
}
