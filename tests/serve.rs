//! `lt-gate serve` as its clients see it.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panic, too")]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use lt_tests::{PythonPackage, Target, is_left_out, say_aloud, stderr, stdout, tool};
use serde_json::{Value, json};

const TOKEN: &str = "a-token-of-this-test";
const SCHEMATHESIS: PythonPackage = PythonPackage {
    name: "schemathesis",
    requirement: "schemathesis==4.32.5",
    check: "import importlib.metadata as metadata; \
        exit(metadata.version('schemathesis').split('.')[0] != '4')",
};

/// Whether lines are a stream of one run, and whether a baseline has the checksum that its id is, is more than a schema
/// can say: what fits the schema may be refused with 422 here, and only here.
const FUZZING: &str = r#"
[[operations]]
include-operation-id = "saveBaseline"

[operations.checks]
positive_data_acceptance.expected-statuses = ["2xx", "401", "404", "409", "422"]
"#;

/// A running service; ends when dropped.
struct Service {
    child: Child,
    address: String,
    folder: tempfile::TempDir,
}

impl Service {
    /// Starts it on a free port, with a store and a folder of results of its own.
    fn start(args: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("results")).unwrap();
        let token = folder.path().join("token");
        fs::write(&token, TOKEN).unwrap();
        let mut command = tool("lt-gate");
        command
            .args([
                "serve",
                "--listen",
                "127.0.0.1:0",
                "--store",
                "dir:store",
                "--results-dir",
                "results",
            ])
            .args(args)
            .current_dir(&folder);
        let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        let mut words = BufReader::new(child.stderr.take().unwrap());
        words.read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("lt-gate: listening on http://");
        let address = address
            .unwrap_or_else(|| panic!("lt-gate said: {line}"))
            .to_owned();
        // A full pipe would make it wait.
        std::thread::spawn(move || std::io::copy(&mut words, &mut std::io::sink()));
        Self {
            child,
            address,
            folder,
        }
    }

    /// Puts a run of a few hundred requests into the folder of results.
    fn make_run(&self, name: &str) {
        let target = Target::start(&["--profile", "shop"]);
        let file = self.folder.path().join("results").join(name);
        let made = tool("lt-gen")
            .args([
                &target.url("/health"),
                "-n",
                "300",
                "-u",
                "3",
                "-o",
                file.to_str().unwrap(),
            ])
            .status();
        assert!(made.unwrap().success());
    }

    fn ask(&self, method: &str, path: &str, headers: &str, body: &str) -> Answer {
        let address = &self.address;
        let mut stream = TcpStream::connect(address).unwrap();
        let host = match headers.contains("Host:") {
            true => String::new(),
            false => format!("Host: {address}\r\n"),
        };
        let request = format!(
            "{method} {path} HTTP/1.1\r\n{host}{headers}Content-Length: {}\r\nConnection: close\r\n\r\n",
            body.len()
        );
        stream.write_all(request.as_bytes()).unwrap();
        // A body that is refused is not read to its end.
        let (Ok(()) | Err(_)) = stream.write_all(body.as_bytes());
        let mut answer = Vec::new();
        let (Ok(_) | Err(_)) = stream.read_to_end(&mut answer);
        Answer::of(&String::from_utf8(answer).unwrap())
    }

    fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, "", "")
    }

    fn post(&self, path: &str, body: &Value) -> Answer {
        self.ask(
            "POST",
            path,
            "Content-Type: application/json\r\n",
            &body.to_string(),
        )
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        // It may have ended already.
        self.child.kill().ok();
        self.child.wait().unwrap();
    }
}

struct Answer {
    status: u16,
    head: String,
    body: String,
}

impl Answer {
    fn of(text: &str) -> Self {
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        Self {
            status: head.split(' ').nth(1).unwrap().parse().unwrap(),
            head: head.to_lowercase(),
            body: body.to_owned(),
        }
    }

    fn header(&self, name: &str) -> &str {
        let mut lines = self.head.lines();
        let line = lines.find_map(|line| line.strip_prefix(&format!("{name}: ")));
        line.unwrap_or_default()
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    /// That it is a problem of a status, whose words hold `expected`.
    fn is_problem(&self, status: u16, expected: &str) {
        assert_eq!(
            (self.status, self.header("content-type")),
            (status, "application/problem+json"),
            "{}",
            self.body
        );
        let problem = self.json();
        assert_eq!(problem["status"], status);
        let detail = problem["detail"].as_str().unwrap();
        assert!(detail.contains(expected), "{detail}");
    }
}

#[test]
fn a_run_is_kept_listed_and_read_back() {
    let service = Service::start(&[]);
    service.make_run("performance_report.ndjson.zst");
    let wish = json!({"test_results_file": "performance_report.ndjson.zst", "baseline_name": "production_baseline_v1"});
    let kept = service.post("/api/load-test/baseline", &wish);
    assert_eq!(kept.status, 201, "{}", kept.body);
    let id = kept.json()["id"].as_str().unwrap().to_owned();
    assert_eq!(
        kept.header("location"),
        format!("/api/load-test/baselines/{id}")
    );
    service
        .post("/api/load-test/baseline", &wish)
        .is_problem(409, "is kept as `production_baseline_v1` already");

    let list = service
        .get("/api/load-test/baselines?name=production_baseline_v1")
        .json();
    assert_eq!(
        (list["baselines"].as_array().unwrap().len(), &list["next"]),
        (1, &Value::Null)
    );
    assert_eq!(list["baselines"][0]["id"], *id);
    let whole = service.get("/api/load-test/baselines/production_baseline_v1");
    assert_eq!(whole.json()["schema"], "lt.baseline/1");
    let text = service.get(&format!("/api/load-test/baselines/{id}?format=text"));
    assert!(text.body.contains("Total Requests: 300"), "{}", text.body);
    let known = format!("If-None-Match: {}\r\n", whole.header("etag"));
    let same = service.ask("GET", &format!("/api/load-test/baselines/{id}"), &known, "");
    assert_eq!((same.status, same.body.as_str()), (304, ""));
    let info = service.get("/api/load-test/info").json();
    assert_eq!((&info["baselines"], &info["names"]), (&json!(1), &json!(1)));

    let again = json!({"baseline": whole.json(), "baseline_name": "copy"});
    assert_eq!(service.post("/api/load-test/baseline", &again).status, 201);
    service
        .ask("DELETE", &format!("/api/load-test/baselines/{id}"), "", "")
        .is_problem(403, "--token-file");
}

#[test]
fn results_can_be_sent_and_nonsense_is_told_as_such() {
    let service = Service::start(&[]);
    service.make_run("run.ndjson");
    let lines = fs::read_to_string(service.folder.path().join("results/run.ndjson")).unwrap();
    let sent = service.post(
        "/api/load-test/baseline",
        &json!({"results": lines, "baseline_name": "sent"}),
    );
    assert_eq!(sent.status, 201, "{}", sent.body);

    let check = |body: Value, status: u16, expected: &str| {
        service
            .post("/api/load-test/baseline", &body)
            .is_problem(status, expected);
    };
    let one_of = "give one of `test_results_file`, `results` and `baseline`";
    check(json!({"baseline_name": "x"}), 400, one_of);
    check(
        json!({"baseline_name": "x", "results": "", "baseline": {}}),
        400,
        one_of,
    );
    check(
        json!({"baseline_name": "x", "results": 1}),
        422,
        "a text of lines",
    );
    check(
        json!({"baseline_name": "x", "results": "no line of a stream"}),
        422,
        "results",
    );
    check(
        json!({"baseline_name": "x", "baseline": {"schema": "lt.baseline/2"}}),
        422,
        "lt.baseline/2",
    );
    check(
        json!({"baseline_name": "../x", "results": lines}),
        422,
        "../x",
    );
    check(json!({"name": "x"}), 422, "name");
    service
        .get("/api/load-test/baselines?limit=0")
        .is_problem(400, "from 1 to 200");
    service
        .get("/api/load-test/baselines?after=x")
        .is_problem(400, "`after`");
    service
        .get("/api/load-test/baselines/x")
        .is_problem(404, "no baseline `x`");
    service.get("/").is_problem(404, "/api/load-test/info");
    service
        .ask("PUT", "/api/load-test/info", "", "")
        .is_problem(405, "openapi");
    service
        .ask("POST", "/api/load-test/baseline", "", "{}")
        .is_problem(415, "application/json");
    let large = "x".repeat(17 * 1024 * 1024);
    let large = service.post(
        "/api/load-test/baseline",
        &json!({"results": large, "baseline_name": "x"}),
    );
    assert_eq!(large.status, 413);
}

#[test]
fn files_outside_the_folder_of_results_cannot_be_named() {
    let service = Service::start(&[]);
    fs::write(service.folder.path().join("secret"), "{}").unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink("../secret", service.folder.path().join("results/link")).unwrap();
    let absolute = service.folder.path().join("secret");
    for name in [
        "../secret",
        "link",
        "a/../../secret",
        absolute.to_str().unwrap(),
        "",
        ".",
        "/etc/passwd",
        "\0",
    ] {
        let wish = json!({"test_results_file": name, "baseline_name": "x"});
        service
            .post("/api/load-test/baseline", &wish)
            .is_problem(404, "there is no file");
    }
    for name in ["..%2f..%2fsecret", "%2e%2e", "..%5csecret"] {
        let answer = service.get(&format!("/api/load-test/baselines/{name}"));
        answer.is_problem(404, "");
    }
}

#[test]
fn a_token_is_asked_for_and_a_foreign_name_refused() {
    let open = Service::start(&[]);
    open.ask("GET", "/api/load-test/info", "Host: evil.example\r\n", "")
        .is_problem(403, "--token-file");
    let closed = Service::start(&["--token-file", "token"]);
    closed.make_run("run.ndjson");
    closed
        .get("/api/load-test/info")
        .is_problem(401, "Authorization: Bearer");
    let token = format!("Authorization: Bearer {TOKEN}\r\n");
    closed
        .ask(
            "GET",
            "/api/load-test/info",
            &token.replace("test", "tesT"),
            "",
        )
        .is_problem(401, "Bearer");
    assert_eq!(
        closed.ask("GET", "/api/load-test/info", &token, "").status,
        200
    );
    let headers = format!("{token}Content-Type: application/json\r\n");
    let wish = json!({"test_results_file": "run.ndjson", "baseline_name": "x"}).to_string();
    let kept = closed.ask("POST", "/api/load-test/baseline", &headers, &wish);
    let place = kept.header("location").to_owned();
    assert_eq!(closed.ask("DELETE", &place, &token, "").status, 204);
    closed
        .ask("DELETE", &place, &token, "")
        .is_problem(404, "no baseline");
}

/// `lt-gate` beside a service, with a token or without.
fn gate(service: &Service, token: Option<&str>, args: &[&str]) -> std::process::Output {
    let mut gate = tool("lt-gate");
    gate.args(args)
        .current_dir(service.folder.path())
        .env("LT_STORE", format!("http://{}", service.address))
        .env_remove("LT_STORE_TOKEN")
        .env_remove("GITHUB_EVENT_NAME");
    if let Some(token) = token {
        gate.env("LT_STORE_TOKEN", token);
    }
    gate.output().unwrap()
}

#[test]
fn the_tool_keeps_its_baselines_in_a_service() {
    for token in [None, Some(TOKEN)] {
        let service = match token {
            Some(_) => Service::start(&["--token-file", "token"]),
            None => Service::start(&[]),
        };
        service.make_run("run.ndjson");
        let done = |args: &[&str]| {
            let output = gate(&service, token, args);
            assert!(output.status.success(), "{args:?}: {}", stderr(&output));
            stdout(&output)
        };
        let save = [
            "baseline",
            "save",
            "main",
            "results/run.ndjson",
            "--sha",
            "4f1c0a2b",
        ];
        let kept = done(&save);
        assert_eq!(done(&save), kept, "keeping a run again changes nothing");
        let listed: Value =
            serde_json::from_str(&done(&["baseline", "list", "--format", "json"])).unwrap();
        assert_eq!(listed["baselines"].as_array().unwrap().len(), 1);
        assert_eq!(listed["baselines"][0]["sha"], "4f1c0a2b");
        let id = listed["baselines"][0]["id"].as_str().unwrap();
        assert!(done(&["baseline", "show", id]).contains("Total Requests: 300"));
        assert!(kept.contains(id), "{kept}");

        service.make_run("another.ndjson");
        let check = |name: &str| done(&["check", "--baseline", name, "results/another.ndjson"]);
        let (compared, missing) = (check("main"), check("other"));
        assert!(
            !compared.contains("no baseline to compare with"),
            "{compared}"
        );
        assert!(
            missing.contains("there is no baseline `other`"),
            "{missing}"
        );

        assert!(
            done(&["baseline", "promote", "main", "production_v1"])
                .ends_with(" as production_v1\n")
        );
        let list = done(&["baseline", "list"]);
        assert_eq!(list.lines().count(), 3, "{list}");
        let removed = gate(&service, token, &["baseline", "remove", id]);
        match token {
            Some(_) => {
                assert!(removed.status.success(), "{}", stderr(&removed));
                assert_eq!(done(&["baseline", "list"]).lines().count(), 2);
                let refused = gate(&service, None, &["baseline", "list"]);
                assert_eq!(refused.status.code(), Some(1));
                assert!(
                    stderr(&refused).contains("set LT_STORE_TOKEN"),
                    "{}",
                    stderr(&refused)
                );
            }
            None => {
                assert_eq!(removed.status.code(), Some(1));
                assert!(
                    stderr(&removed).contains("--token-file removes nothing"),
                    "{}",
                    stderr(&removed)
                );
            }
        }
    }
}

#[test]
fn sums_of_more_than_64_bits_arrive_as_they_were_sent() {
    let service = Service::start(&[]);
    let mut stream = String::from(
        r#"{"type":"run","format":1,"run":"k3x9a2bc","test":"t","shard":{"index":0,"of":1},"tool":"lt-gen","version":"1","started_us":1763718000000000}"#,
    );
    stream.push('\n');
    for n in 0..3 {
        stream.push_str(&format!(
            r#"{{"type":"sample","run":"k3x9a2bc","at_us":{},"method":"GET","name":"/slow","status":200,"outcome":"ok","delay_us":0,"service_us":{}}}"#,
            1_763_718_000_000_000_u64 + n,
            9_000_000_001_u64 + n
        ));
        stream.push('\n');
    }
    fs::write(service.folder.path().join("results/slow.ndjson"), &stream).unwrap();
    let wish = json!({"test_results_file": "slow.ndjson", "baseline_name": "slow"});
    let kept = service.post("/api/load-test/baseline", &wish);
    assert_eq!(kept.status, 201, "{}", kept.body);
    let whole = service.get("/api/load-test/baselines/slow").body;
    assert!(whole.contains(r#""sum_sq":243"#), "{whole}");
    let wish = format!(
        r#"{{"baseline":{},"baseline_name":"copy"}}"#,
        whole.trim_end()
    );
    let json = "Content-Type: application/json\r\n";
    let copied = service.ask("POST", "/api/load-test/baseline", json, &wish);
    assert_eq!(copied.status, 201, "{}", copied.body);
    let records = stream.trim_end().replace('\n', ",\n");
    let wish = format!(r#"{{"results":[{records}],"baseline_name":"slow","overwrite":true}}"#);
    let again = service.ask("POST", "/api/load-test/baseline", json, &wish);
    assert_eq!(
        (again.status, again.json()["id"].clone()),
        (200, kept.json()["id"].clone())
    );
}

#[test]
fn the_next_page_is_there_though_the_last_row_of_the_one_before_was_removed() {
    let service = Service::start(&["--token-file", "token"]);
    service.make_run("run.ndjson");
    let token = format!("Authorization: Bearer {TOKEN}\r\nContent-Type: application/json\r\n");
    for name in ["a", "b", "c"] {
        let wish = json!({"test_results_file": "run.ndjson", "baseline_name": name}).to_string();
        let kept = service.ask("POST", "/api/load-test/baseline", &token, &wish);
        assert_eq!(kept.status, 201, "{}", kept.body);
    }
    let page = |query: &str| {
        let path = format!("/api/load-test/baselines?limit=2{query}");
        service.ask("GET", &path, &token, "").json()
    };
    let first = page("");
    let last = first["baselines"][1]["id"].as_str().unwrap();
    let gone = service.ask(
        "DELETE",
        &format!("/api/load-test/baselines/{last}"),
        &token,
        "",
    );
    assert_eq!(gone.status, 204);
    let second = page(&format!("&after={}", first["next"].as_str().unwrap()));
    assert_eq!(second["baselines"].as_array().unwrap().len(), 1);
    assert_eq!(second["next"], Value::Null);
}

#[test]
fn a_run_that_ended_in_no_year_is_refused_and_so_is_a_service_before_another() {
    let service = Service::start(&[]);
    let stream = r#"{"type":"sample","run":"k3x9a2bc","at_us":18000000000000000000,"method":"GET","name":"/x","status":200,"outcome":"ok","delay_us":0,"service_us":9}"#;
    let wish = json!({"results": stream, "baseline_name": "x"});
    let answer = service.post("/api/load-test/baseline", &wish);
    assert_eq!(answer.status, 422, "{}", answer.body);
    let loops = gate(&service, None, &["serve", "--listen", "127.0.0.1:0"]);
    assert_eq!(loops.status.code(), Some(2));
    assert!(
        stderr(&loops).contains("is a service already"),
        "{}",
        stderr(&loops)
    );
}

#[cfg(unix)]
#[test]
fn ctrl_c_and_sigterm_end_it_in_good_order() {
    for signal in ["-INT", "-TERM"] {
        let mut service = Service::start(&[]);
        // A client that is connected and says nothing holds nobody up.
        let silent = TcpStream::connect(&service.address).unwrap();
        assert_eq!(service.get("/api/load-test/info").status, 200);
        let id = service.child.id().to_string();
        let told = Command::new("kill").args([signal, &id]).status();
        assert!(told.unwrap().success());
        assert_eq!(service.child.wait().unwrap().code(), Some(0), "{signal}");
        drop(silent);
    }
}

#[test]
fn a_fuzzer_that_knows_the_description_finds_nothing() {
    if is_left_out("schemathesis") {
        return;
    }
    let python = match SCHEMATHESIS.python(Path::new(env!("CARGO_TARGET_TMPDIR"))) {
        Ok(python) => python,
        Err(why) => return say_aloud("serve", &format!("left out: {why}")),
    };
    let service = Service::start(&["--token-file", "token"]);
    service.make_run("run.ndjson");
    let config = service.folder.path().join("schemathesis.toml");
    fs::write(&config, FUZZING).unwrap();
    let mut fuzzer = Command::new(python);
    fuzzer
        .args(["-m", "schemathesis.cli", "--config-file"])
        .arg(&config)
        .args(["run", &format!("http://{}/openapi.json", service.address)])
        .args(["--header", &format!("Authorization: Bearer {TOKEN}")])
        .args([
            "--checks",
            "all",
            "--max-examples",
            "40",
            "--seed",
            "1",
            "--no-color",
        ])
        .current_dir(&service.folder);
    let output = fuzzer.output().unwrap();
    assert!(
        output.status.success(),
        "{}{}",
        stdout(&output),
        stderr(&output)
    );
}
