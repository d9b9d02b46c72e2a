use std::fs;

use clap::CommandFactory;

use super::*;
use crate::Args;

/// What files and variables say about one option, and where; the folder is also the home.
fn check(files: &[(&str, &str)], variables: &[(&str, &str)], option: &str, expected: &str) {
    assert_eq!(found(files, variables, option), expected, "{files:?}");
}

fn found(files: &[(&str, &str)], variables: &[(&str, &str)], option: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("home");
    fs::create_dir(&home).unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name.replace('~', "home")), text).unwrap();
    }
    let variable = |(name, value): &(&str, &str)| {
        let value = value.replace("HERE", &folder.path().display().to_string());
        (name.into(), value.into())
    };
    let around = Surroundings {
        variables: variables.iter().map(variable).collect(),
        folder: folder.path().to_owned(),
        home: Some(home),
    };
    let command = Args::command();
    match gather(&command, Vec::new(), &around) {
        Err(error) => format!("{error:#}"),
        Ok(settings) => {
            let mut settings = settings.iter().filter(|setting| setting.id() == option);
            let shown = settings.next().map(|setting| {
                let words: Vec<String> = setting
                    .words()
                    .iter()
                    .map(|word| word.to_string_lossy().into_owned())
                    .collect();
                format!("{} from {}", words.join(" "), setting.origin)
            });
            assert_eq!(settings.count(), 0, "{option} must be set once");
            let shown = shown.unwrap_or_default();
            shown.replace(&folder.path().display().to_string(), "HERE")
        }
    }
}

const PYPROJECT: (&str, &str) = (
    "pyproject.toml",
    "[project]\nname = \"x\"\n[tool.locust]\nusers = 1_0\nheadless = true\ntags = [\"a\", \"b\"]\n",
);
const HOME: (&str, &str) = ("~/.locust.conf", "users = 20");
const HERE: (&str, &str) = ("locust.conf", "# mine\nusers = 30\nusers: 31");
const NAMED: (&str, &str) = ("other.conf", "\n\nusers 40");
const CONFIG: (&str, &str) = ("LT_CONFIG", "HERE/other.conf");
const LOCUST: (&str, &str) = ("LOCUST_USERS", "50");
const OURS: (&str, &str) = ("LT_USERS", "60");

#[test]
fn what_comes_later_wins() {
    let users = "users";
    check(&[PYPROJECT], &[], users, "--users=10 from pyproject.toml:4");
    check(
        &[PYPROJECT, HOME],
        &[],
        users,
        "--users=20 from ~/.locust.conf:1",
    );
    check(&[HOME, HERE], &[], users, "--users=31 from locust.conf:3");
    let files = [PYPROJECT, HOME, HERE, NAMED];
    check(&files, &[], users, "--users=31 from locust.conf:3");
    check(
        &files,
        &[CONFIG],
        users,
        "--users=40 from HERE/other.conf:3",
    );
    check(
        &files,
        &[CONFIG, LOCUST],
        users,
        "--users=50 from LOCUST_USERS",
    );
    check(&files, &[LOCUST, OURS], users, "--users=60 from LT_USERS");
    check(
        &files,
        &[("LT_USERS", "")],
        users,
        "--users=31 from locust.conf:3",
    );
}

#[test]
fn lists_are_replaced_and_never_added_to() {
    let conf = ("locust.conf", "tags = [c, d]");
    check(
        &[PYPROJECT],
        &[],
        "tags",
        "--tags=a --tags=b from pyproject.toml:6",
    );
    check(
        &[PYPROJECT, conf],
        &[],
        "tags",
        "--tags=c --tags=d from locust.conf:1",
    );
    let variable = ("LOCUST_TAGS", "e f,g");
    check(
        &[conf],
        &[variable],
        "tags",
        "--tags=e --tags=f --tags=g from LOCUST_TAGS",
    );
    let classes = ("LOCUST_USER_CLASSES", "Reader Buyer");
    check(
        &[],
        &[classes],
        "profiles",
        "--profile=Reader --profile=Buyer from LOCUST_USER_CLASSES",
    );
}

#[test]
fn switches_are_on_or_off() {
    check(
        &[PYPROJECT],
        &[],
        "headless",
        "--headless from pyproject.toml:5",
    );
    let off = ("locust.conf", "headless = False\ninsecure");
    check(&[PYPROJECT, off], &[], "headless", " from locust.conf:1");
    check(&[off], &[], "insecure", "--insecure from locust.conf:2");
    check(
        &[("locust.conf", "headless = maybe")],
        &[],
        "",
        "locust.conf:1: `headless` is on or off; write true or false, not `maybe`",
    );
    check(
        &[],
        &[("LT_HTTP1_1", "1")],
        "http1",
        "--http1.1 from LT_HTTP1_1",
    );
    check(
        &[],
        &[("LOCUST_MODE_WORKER", "true")],
        "worker",
        "--worker from LOCUST_MODE_WORKER",
    );
}

#[test]
fn hosts_and_headers_stand_beside_each_other() {
    let command = Args::command();
    let around = Surroundings {
        variables: vec![
            ("LOCUST_HOST".into(), "http://a".into()),
            ("LT_HEADER".into(), "x-a: 1, 2".into()),
            ("LT_HOST".into(), "http://b".into()),
        ],
        ..Surroundings::default()
    };
    let settings = gather(&command, Vec::new(), &around).unwrap();
    let words: Vec<OsString> = settings.iter().flat_map(Setting::words).collect();
    assert_eq!(words, ["--header=x-a: 1, 2", "--header=http://b"]);
    check(
        &[],
        &[("LOCUST_HOST", "localhost:80")],
        "",
        "LOCUST_HOST: `host` must begin with http:// or https://",
    );
}

#[test]
fn users_of_a_file_do_not_stand_in_the_way_of_a_rate() {
    check(&[HERE], &[("LT_RATE", "500/s")], "users", "");
    check(&[("locust.conf", "rate = 5")], &[LOCUST], "rate", "");
}

#[test]
fn a_file_that_contradicts_itself_is_not_mended() {
    let both = [("locust.conf", "rate = 5\nusers = 5")];
    check(&both, &[], "rate", "--rate=5 from locust.conf:1");
    check(&both, &[], "users", "--users=5 from locust.conf:2");
}

#[test]
fn wrong_lines_are_named() {
    for (name, text, message) in [
        (
            "locust.conf",
            "\nspawn_rate = 5",
            "locust.conf:2: unknown key `spawn_rate`; did you mean `spawn-rate`?",
        ),
        (
            "locust.conf",
            "zzzzzzzzzz = 5",
            "locust.conf:1: unknown key `zzzzzzzzzz`; see `lt-gen --help` for the long options",
        ),
        (
            "locust.conf",
            "= 5",
            "locust.conf:1: `= 5` is no option; write `key = value`",
        ),
        (
            "locust.conf",
            "users = [1, 2]",
            "locust.conf:1: `users` takes one value, not 2",
        ),
        (
            "locust.conf",
            "allow-commands",
            "locust.conf:1: `allow-commands` is for people to decide; type it instead",
        ),
        (
            "locust.conf",
            "config = a",
            "locust.conf:1: `config` names another file; type it instead",
        ),
        (
            "pyproject.toml",
            "[tool.locust]\nuser = 5",
            "pyproject.toml:2: unknown key `user`; did you mean `users`?",
        ),
        (
            "pyproject.toml",
            "[tool.locust.users]\na = 1",
            "pyproject.toml:1: `users` is no text, number, true, false or list of them",
        ),
    ] {
        check(&[(name, text)], &[], "", message);
    }
    let unreadable = found(&[("pyproject.toml", "[tool.locust]\nusers = ")], &[], "");
    assert!(unreadable.starts_with("pyproject.toml:2: "), "{unreadable}");
    let missing = found(&[], &[("LT_CONFIG", "HERE/none")], "");
    assert!(
        missing.starts_with("cannot read the options in"),
        "{missing}"
    );
    let nothing = found(
        &[("a.toml", "users = 5")],
        &[("LT_CONFIG", "HERE/a.toml")],
        "",
    );
    assert!(nothing.contains("below `[tool.locust]`"), "{nothing}");
    let large = "#".repeat(2_000_000);
    check(
        &[("locust.conf", &large)],
        &[],
        "",
        "`locust.conf` is larger than 1 MiB; a file of options is not",
    );
}

#[test]
fn a_pyproject_of_other_tools_says_nothing() {
    check(
        &[("pyproject.toml", "[tool.black]\nusers = = 5")],
        &[],
        "users",
        "",
    );
    check(
        &[("pyproject.toml", "dependencies = [\"locust\"]")],
        &[],
        "users",
        "",
    );
}
