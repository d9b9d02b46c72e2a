use std::fs;
use std::path::PathBuf;

use super::*;

const RUN: &str = r#"{"type":"run","format":1,"run":"k3x9a2bc","test":"t","shard":{"index":0,"of":1},"tool":"lt-gen","version":"0.1.0","started_us":1763718000000000,"model":"closed","plan":[{"start_us":0,"users":2}]}"#;
const END: &str = r#"{"type":"end","run":"k3x9a2bc","at_us":1763718009000000,"test":"t","shard":{"index":0,"of":1},"reason":"completed","samples":0}"#;

/// A page whose `lt-gen` is a shell.
struct Stage {
    current: Arc<Current>,
    folder: tempfile::TempDir,
}

fn stage(lt_gen: &str) -> Stage {
    let folder = tempfile::tempdir().unwrap();
    let archive = Archive::open(folder.path().to_owned()).unwrap();
    let tools = Tools {
        lt_gen: PathBuf::from(lt_gen),
        ..Tools::find()
    };
    let current = Current::new(archive, Offer::default(), tools);
    Stage { current, folder }
}

impl Stage {
    /// Runs a script in the place of `lt-gen`.
    fn plays(script: &str) -> Self {
        let stage = stage("/bin/sh");
        let arguments = ["-c".into(), script.into()];
        let run = stage.current.launch("a", &arguments).unwrap();
        stage.current.lock().run = Some(run);
        stage
    }

    /// What is shown once the state is one of these.
    fn once(&self, states: &[State]) -> Arc<Snapshot> {
        let begun = Instant::now();
        loop {
            self.current.show();
            let update = self.current.updates().borrow().clone();
            if states.contains(&update.snapshot.state) {
                return update.snapshot;
            }
            assert!(begun.elapsed() < Duration::from_secs(60), "{update:?}");
            std::thread::yield_now();
        }
    }

    fn files(&self) -> Vec<String> {
        let files = fs::read_dir(self.folder.path()).unwrap();
        let files = files.map(|file| file.unwrap().file_name().into_string().unwrap());
        let mut files: Vec<String> = files.collect();
        files.sort();
        files
    }
}

#[test]
fn a_run_that_ends_well_is_stopped_and_kept() {
    let stage = Stage::plays(&format!("echo '{RUN}'; echo '{END}'"));
    let seen = stage.once(&[State::Stopped, State::Failed]);
    assert_eq!(
        (seen.state, seen.id.as_deref()),
        (State::Stopped, Some("a"))
    );
    assert_eq!(seen.can, [""; 0]);
    assert_eq!(stage.files(), ["a.json", "a.ndjson.zst"]);
}

#[test]
fn a_child_that_is_killed_is_shown_and_what_it_had_written_is_kept() {
    let stage = Stage::plays(&format!(
        "echo 'lt-gen: 5 users' >&2; echo '{RUN}'; kill -9 $$"
    ));
    let seen = stage.once(&[State::Stopped, State::Failed]);
    assert_eq!(seen.state, State::Failed);
    let remark = &seen.remarks[0];
    assert_eq!(remark.level, "error");
    assert_eq!(
        remark.text,
        "lt-gen was killed by signal 9 (KILL) after 0 s; what it had written is kept; when nobody killed it, look for lack of memory"
    );
    assert_eq!(stage.files(), ["a.json", "a.ndjson.zst"]);
    assert!(
        stage
            .current
            .log(0)
            .iter()
            .any(|line| line.level == LogLevel::Error)
    );
}

#[test]
fn a_child_that_cannot_begin_says_why_and_leaves_no_file() {
    let stage = Stage::plays(
        "echo 'lt-gen: warning: it is late' >&2; echo 'lt-gen: 5 users' >&2; echo 'lt-gen: shop.yaml:3: unknown key `x`; write `y`' >&2; exit 2",
    );
    let seen = stage.once(&[State::Stopped, State::Failed]);
    assert_eq!(
        seen.remarks[0].text,
        "lt-gen ended with exit code 2 before it made any load: shop.yaml:3: unknown key `x`; write `y`"
    );
    assert_eq!(stage.files(), [""; 0]);
    let log = stage.current.log(0);
    assert_eq!((log[0].source, log[0].level), ("lt-gen", LogLevel::Warning));
    assert_eq!(log[0].text, "it is late");
    let levels: Vec<LogLevel> = log.iter().map(|line| line.level).collect();
    let [warning, note, error] = [LogLevel::Warning, LogLevel::Note, LogLevel::Error];
    assert_eq!(levels, [warning, note, error, error]);
}

#[test]
fn a_child_that_shows_the_place_in_its_file_is_told_of_in_one_line() {
    let stage = Stage::plays(
        "printf 'lt-gen: error: unknown key `target`\n --> shop.yaml:1:1\n  |\n1 | target: x\n  | ^^^^^^ known: `base_url`\n' >&2; exit 2",
    );
    let seen = stage.once(&[State::Failed]);
    assert_eq!(
        seen.remarks[0].text,
        "lt-gen ended with exit code 2 before it made any load: shop.yaml:1:1: unknown key `target`; known: `base_url`"
    );
    let log = stage.current.log(0);
    assert!(log.iter().all(|line| line.level == LogLevel::Error));
}

#[test]
fn how_a_run_ended_is_told_and_remembered_even_where_the_next_follows_at_once() {
    let stage = Stage::plays(&format!("echo '{RUN}'; echo '{END}'; exit 3"));
    let wish = Wish {
        url: Some("http://127.0.0.1:9/".to_owned()),
        ..Wish::default()
    };
    while stage.current.start(&wish).is_err() {
        std::thread::yield_now();
    }
    let log = stage.current.log(0);
    assert!(log[0].text.starts_with("lt-gen ended with exit code 3"));
    assert!(stage.files().contains(&"a.json".to_owned()));
}

#[test]
fn a_child_that_does_not_exist_is_refused_with_the_way_out() {
    let stage = stage("/nowhere/lt-gen");
    let wish = Wish {
        url: Some("http://127.0.0.1:9/".to_owned()),
        ..Wish::default()
    };
    let refusal = stage.current.start(&wish).unwrap_err();
    let begin = "cannot start `/nowhere/lt-gen`: No such file or directory";
    assert!(refusal.message.starts_with(begin), "{}", refusal.message);
    assert_eq!(stage.files(), [""; 0]);
    assert_eq!(stage.once(&[State::Ready]).log, 1);
}

/// Answers each command as `lt-gen --control -` would, the second time with a refusal.
const LISTENER: &str = r#"
n=0
while read -r line; do
  id=${line##*\"id\":\"}; id=${id%%\"*}; n=$((n+1))
  case $line in *'"stop"'*) break;; esac
  if [ $n = 2 ]; then refused=',"refused":"no"'; else refused=; fi
  echo '{"type":"event","run":"k3x9a2bc","at_us":1763718001000000,"name":"control","text":"answer '$n'","labels":{"command":"users","users":"50","spawn_rate":"5","id":"'$id'"'$refused'}}'
done
"#;

#[tokio::test]
async fn commands_are_answered_or_refused_in_the_words_of_the_run() {
    let stage = Stage::plays(&format!("echo '{RUN}'; {LISTENER} echo '{END}'"));
    let seen = stage.once(&[State::Running]);
    assert_eq!(seen.can, ["users", "pause", "stop", "reset"]);
    let users = Command::Users {
        users: 50,
        spawn_rate: Some(5.0),
        scenario: None,
    };
    let current = &stage.current;
    assert_eq!(current.ask(&users).await.unwrap(), "answer 1");
    let seen = stage.once(&[State::Spawning]);
    assert_eq!(
        (seen.plan.users, seen.plan.spawn_rate),
        (Some(50), Some(5.0))
    );
    let refusal = current.ask(&Command::Pause {}).await.unwrap_err();
    assert_eq!(
        (refusal.kind, &*refusal.message),
        (RefusalKind::Conflict, "answer 2")
    );
    let busy = current.start(&Wish::default()).unwrap_err();
    assert_eq!(busy, Refusal::busy());
    current.end(Duration::from_secs(60)).await;
    assert_eq!(stage.files(), ["a.json", "a.ndjson.zst"]);
    assert_eq!(current.control(&users).unwrap_err(), Refusal::idle());
}

#[tokio::test]
async fn a_run_that_is_told_to_stop_and_is_interrupted_did_as_it_was_told() {
    let stage = Stage::plays(&format!("echo '{RUN}'; read -r line; kill -INT $$"));
    stage.once(&[State::Running]);
    let said = stage.current.ask(&Command::Stop {}).await.unwrap();
    assert_eq!(said, "the run is over");
    let seen = stage.once(&[State::Stopped, State::Failed]);
    assert_eq!(
        (seen.state, seen.remarks[0].level),
        (State::Stopped, "doubt")
    );
}

#[tokio::test]
async fn a_child_that_does_not_listen_is_killed_and_its_recording_is_whole() {
    // `exec`: what is killed is what holds the pipe.
    let stage = Stage::plays(&format!("trap '' TERM; echo '{RUN}'; exec sleep 600"));
    stage.once(&[State::Running]);
    stage.current.end(Duration::from_millis(1)).await;
    assert_eq!(stage.files(), ["a.json", "a.ndjson.zst"]);
}

#[test]
fn commands_to_a_child_that_never_reads_are_refused_in_the_end() {
    let stage = Stage::plays(&format!("echo '{RUN}'; exec sleep 600"));
    let rate = Command::Rate {
        rate: "1".repeat(200),
        scenario: Some("s".repeat(200)),
    };
    let told = (0..1000).take_while(|_| stage.current.control(&rate).is_ok());
    assert_eq!(told.count(), 100);
}

#[test]
fn a_stream_that_is_watched_is_recorded_and_cannot_be_changed() {
    let stage = stage("lt-gen");
    let (reader, mut writer) = std::io::pipe().unwrap();
    stage.current.watch(reader).unwrap();
    std::io::Write::write_all(&mut writer, format!("{RUN}\n").as_bytes()).unwrap();
    assert_eq!(stage.once(&[State::Watching]).can, [""; 0]);
    assert_eq!(
        stage.current.control(&Command::Stop {}).unwrap_err(),
        Refusal::watched()
    );
    drop(writer);
    let seen = stage.once(&[State::Stopped, State::Failed]);
    assert_eq!(seen.state, State::Stopped);
    assert_eq!(seen.remarks[0].level, "doubt");
    assert_eq!(stage.files().len(), 2);
}

#[test]
fn what_does_not_change_is_not_shown_again() {
    let stage = Stage::plays(&format!("echo '{RUN}'; echo '{END}'"));
    stage.once(&[State::Stopped]);
    let mut updates = stage.current.updates();
    updates.mark_unchanged();
    stage.current.show();
    assert!(!updates.has_changed().unwrap());
}
