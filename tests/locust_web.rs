//! A script that drives Locust's page drives ours: the same one, and the answers are compared key by key.
#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panic, too")]

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use lt_tests::{PythonPackage, Target, Web, is_left_out, say_aloud, stderr};
use serde_json::{Map, Value, json};

/// The version whose answers are the model; it brings `requests`, by which the script asks.
const LOCUST: PythonPackage = PythonPackage {
    name: "locust",
    requirement: "locust==2.47.0",
    check: "import importlib.metadata as metadata, locust.web, requests; \
        version = tuple(map(int, metadata.version('locust').split('.')[:2])); \
        exit(not (2, 47) <= version < (3, 0))",
};

/// In the last run of the script nobody resets anything.
const LAST: &str = "again: GET /stats/requests";

#[test]
fn a_script_that_drives_locust_drives_us() {
    if is_left_out("locust") {
        return;
    }
    let python = match LOCUST.python(Path::new(env!("CARGO_TARGET_TMPDIR"))) {
        Ok(python) => python,
        Err(why) => return say_aloud("locust_web", &format!("left out: {why}")),
    };
    let folder = tempfile::tempdir().unwrap();
    let ours = {
        let scenario = here().join("scenario.yaml");
        let web = Web::start(folder.path(), &[scenario.to_str().unwrap()]);
        drive(&python, web.url(), folder.path())
    };
    let theirs = {
        let locust = Locust::start(&python, folder.path());
        drive(&python, &locust.url, folder.path())
    };
    let differences = compare(&ours, &theirs);
    assert!(differences.is_empty(), "{}", differences.join("\n"));
    check_counts(&ours, 0);
    // Locust breaks off what its users are at.
    check_counts(&theirs, 3);
    let n = theirs.as_object().unwrap().len() - 1;
    say_aloud(
        "locust_web",
        &format!("compared {n} answers with those of a real Locust"),
    );
}

/// A real Locust.
struct Locust {
    child: Child,
    url: String,
}

impl Locust {
    fn start(python: &Path, folder: &Path) -> Self {
        // Locust does not tell which port it took, so it cannot be port 0.
        let free = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = free.local_addr().unwrap();
        drop(free);
        let mut locust = Command::new(python);
        locust.args(["-m", "locust", "--web-host", "127.0.0.1", "--web-port"]);
        locust.arg(address.port().to_string());
        locust.arg("-f").arg(here().join("locustfile.py"));
        // No cache beside the sources.
        locust
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .current_dir(folder);
        let words = fs::File::create(folder.join("locust.log")).unwrap();
        locust
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(words);
        let child = locust.spawn().unwrap();
        let until = Instant::now() + Duration::from_secs(60);
        while TcpStream::connect(address).is_err() {
            let words = || fs::read_to_string(folder.join("locust.log"));
            assert!(
                Instant::now() < until,
                "Locust does not listen: {:?}",
                words()
            );
            std::thread::yield_now();
        }
        let url = format!("http://{address}");
        Self { child, url }
    }
}

impl Drop for Locust {
    fn drop(&mut self) {
        // One that has ended already is no error.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn drive(python: &Path, server: &str, folder: &Path) -> Value {
    let target = Target::start(&["--profile", "shop"]);
    let out = folder.join("answers.json");
    let mut script = Command::new(python);
    script
        .arg(here().join("drive.py"))
        .arg(server)
        .arg(target.url(""))
        .arg(&out);
    let output = script.output().unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    serde_json::from_str(&fs::read_to_string(out).unwrap()).unwrap()
}

/// Every answer whose status, media type, keys or types differ.
fn compare(ours: &Value, theirs: &Value) -> Vec<String> {
    let (ours, theirs) = (ours.as_object().unwrap(), theirs.as_object().unwrap());
    assert!(ours.keys().eq(theirs.keys()));
    let pairs = theirs.iter().filter(|(_, answer)| answer.is_object());
    let differences = pairs.filter_map(|(step, theirs)| {
        let (ours, theirs) = (outline(step, &ours[step]), outline(step, theirs));
        (ours != theirs).then(|| format!("{step}:\n  ours   {ours}\n  theirs {theirs}"))
    });
    differences.collect()
}

/// What must be the same in an answer.
fn outline(step: &str, answer: &Value) -> Value {
    let body = &answer["body"];
    let body = match body.as_str() {
        // An attached report, or a page.
        Some(text) if step.contains("/report") => json!(text.contains("<html")),
        Some(text) if step.ends_with("/csv") => json!(text.lines().next()),
        Some(text) => json!(text),
        None if step.ends_with("/tasks") => shape(&body["per_class"]["Visitor"]["ratio"]),
        // Nobody must have said anything yet.
        None if step.ends_with("/logs") => json!([body["master"].is_array(), body["workers"]]),
        None if step.ends_with("/swarm") => json!([shape(body), message(step, body)]),
        None => shape(body),
    };
    json!([answer["status"], answer["kind"], answer["attachment"], body])
}

/// What is said of wrong forms is the same to the letter.
fn message(step: &str, body: &Value) -> Value {
    let is_wrong = step.starts_with("wrong") || step.starts_with("no form");
    let host = if is_wrong {
        &Value::Null
    } else {
        &body["host"]
    };
    json!([body["message"], body["run_time"], host.is_null()])
}

/// Keys and types, as Python sees them; of a list, those of all that is in it.
fn shape(value: &Value) -> Value {
    match value {
        Value::Null => json!("None"),
        Value::Bool(_) => json!("bool"),
        Value::Number(number) if number.is_f64() => json!("float"),
        Value::Number(_) => json!("int"),
        Value::String(_) => json!("str"),
        Value::Array(items) => {
            let mut shapes: Vec<Value> = items.iter().map(shape).collect();
            shapes.sort_by_key(Value::to_string);
            shapes.dedup();
            Value::Array(shapes)
        }
        Value::Object(fields) => {
            let shape = |(key, value): (&String, &Value)| match key.starts_with("current_") {
                true => (key.clone(), shape_of_late(value)),
                false => (key.clone(), shape(value)),
            };
            Value::Object(fields.iter().map(shape).collect::<Map<_, _>>())
        }
    }
}

/// Figures of the last seconds are a whole number, a broken one or none, by what those seconds held: it is enough that they
/// are figures.
fn shape_of_late(value: &Value) -> Value {
    match value {
        Value::Null | Value::Number(_) => json!("figure"),
        Value::Object(fields) => {
            let shapes = fields.iter();
            let shapes = shapes.map(|(key, value)| (key.clone(), shape_of_late(value)));
            Value::Object(shapes.collect::<Map<_, _>>())
        }
        other => shape(other),
    }
}

/// The totals are what the target counted, but for so many; and the files say the same.
fn check_counts(answers: &Value, allowed: u64) {
    let stats = &answers[LAST]["body"];
    let total = stats["stats"].as_array().unwrap().last().unwrap();
    let counted = total["num_requests"].as_u64().unwrap();
    let received = answers["received"].as_u64().unwrap();
    assert!(
        received.abs_diff(counted) <= allowed,
        "{counted} of {received}"
    );
    let failed = total["num_failures"].as_u64().unwrap();
    assert!(failed > 0 && failed < counted, "{failed} of {counted}");
    let csv = answers["again: GET /stats/requests/csv"]["body"]
        .as_str()
        .unwrap();
    let sums = format!(",Aggregated,{counted},{failed},");
    assert!(csv.contains(&sums), "{sums} is not in {csv}");
    let failures = answers["again: GET /stats/failures/csv"]["body"]
        .as_str()
        .unwrap();
    let line = failures
        .lines()
        .find(|line| line.contains("/nowhere"))
        .unwrap();
    assert!(line.contains(&format!(",{failed},")), "{failures}");
}

fn here() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("locust_web")
}
