//! Damaged files never make the loader panic: good and wrong ones with bytes flipped, lines moved and tokens replaced.
//!
//! The normal test damages a few thousand times, always the same way; `FUZZ_SECONDS=60` goes on for that long, each
//! time another way.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail by panic, too")]

use std::hash::{BuildHasher, Hasher, RandomState};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use lt_scenario::draw::{Draws, Stream};
use lt_scenario::scenario::{Sources, System, load_from};
use lt_scenario::{Next, Overrides, Plan, Session, Share, Task, Walk, plan, table};

const NORMAL_ROUNDS: u64 = 2000;

/// Files of the tree only, and an environment that is the same everywhere.
struct Fixed;

impl Sources for Fixed {
    fn read(&self, path: &Path) -> io::Result<String> {
        System.read(path)
    }

    fn env(&self, name: &str) -> Option<String> {
        name.len().is_multiple_of(2).then(|| "7".to_owned())
    }
}

/// Files by their names, and the tokens that they are made of.
struct Corpus {
    files: Vec<(String, String)>,
    tokens: Vec<String>,
}

impl Corpus {
    fn new() -> Self {
        let mut files = Vec::new();
        for folder in [
            "tests/fixtures",
            "tests/wrong",
            "../../configs",
            "../lt-gen/tests/scenarios",
        ] {
            gather(Path::new(folder), &mut files);
        }
        files.sort();
        let mut tokens: Vec<String> = [
            "-1",
            "1e999",
            "99999999999999999999",
            "{{",
            "}}",
            "${",
            "$${X}",
            "{% for a in b %}",
            "&a",
            "*a",
            "<<:",
            "|",
            ">",
            "!!binary",
            "\u{feff}",
            "\u{202e}",
            "\\u0000",
            "'",
            "\"",
            "[",
            "]",
            "{",
            "}",
            ":",
            ",",
            "#",
            "-",
            "0%",
            "101%",
            "1h",
            "-5s",
            "..",
            "null",
            "true",
            "env('A')",
            "row('x')",
            "{{ counter('a') }}",
        ]
        .map(str::to_owned)
        .to_vec();
        for (_, text) in &files {
            let words =
                text.split(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '$' | '/' | '.')));
            tokens.extend(words.filter(|word| word.len() > 1).map(str::to_owned));
        }
        tokens.sort();
        tokens.dedup();
        Self { files, tokens }
    }
}

fn gather(folder: &Path, files: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten() {
        let path: PathBuf = entry.unwrap().path();
        if path.is_dir() {
            gather(&path, files);
            continue;
        }
        let ending = path.extension().unwrap_or_default().to_str().unwrap();
        if ["yaml", "json", "json5", "toml"].contains(&ending)
            && path.metadata().unwrap().len() < 30_000
            && let Ok(text) = std::fs::read_to_string(&path)
        {
            files.push((path.to_str().unwrap().to_owned(), text));
        }
    }
}

/// Numbers by chance, one after another.
struct Chance {
    draws: Draws,
    next: u64,
}

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.next += 1;
        usize::try_from(self.draws.below(self.next, 0, bound.max(1) as u64)).unwrap()
    }

    fn place(&mut self, text: &str) -> usize {
        text.floor_char_boundary(self.below(text.len() + 1))
    }
}

fn damage(text: &mut String, corpus: &Corpus, chance: &mut Chance) {
    match chance.below(7) {
        0 => {
            let place = chance.below(text.len());
            let mut bytes = std::mem::take(text).into_bytes();
            if let Some(byte) = bytes.get_mut(place) {
                *byte ^= 1 << chance.below(8);
            }
            *text = String::from_utf8_lossy(&bytes).into_owned();
        }
        1 => {
            let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
            let (one, other) = (chance.below(lines.len()), chance.below(lines.len()));
            if !lines.is_empty() {
                lines.swap(one, other);
            }
            *text = lines.concat();
        }
        2 => {
            let (begin, length) = (chance.place(text), chance.below(40));
            let end = text.floor_char_boundary(begin + length).max(begin);
            text.replace_range(begin..end, "");
        }
        3 => {
            let lines: Vec<&str> = text.split_inclusive('\n').collect();
            let line = lines
                .get(chance.below(lines.len()))
                .copied()
                .unwrap_or_default()
                .to_owned();
            let place = chance.place(text);
            text.insert_str(place, &line);
        }
        _ => {
            let token = &corpus.tokens[chance.below(corpus.tokens.len())];
            let begin = chance.place(text);
            let rest = &text[begin..];
            let is_word = |c: char| c.is_alphanumeric() || c == '_';
            let begin = begin + rest.find(is_word).unwrap_or(rest.len());
            let rest = &text[begin..];
            let length = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
            text.replace_range(begin..begin + length, token);
        }
    }
}

fn load_and_plan(name: &str, text: &str) {
    let scenario = match load_from(text, name, &Fixed) {
        Ok(scenario) => scenario,
        Err(error) => {
            let message = error.to_string();
            assert!(message.starts_with("error: "), "{message}");
            assert!(
                message
                    .lines()
                    .all(|line| !line.chars().any(char::is_control)),
                "{message:?}"
            );
            return;
        }
    };
    let overrides = Overrides {
        run_time: Some(Duration::from_secs(1)),
        ..Overrides::default()
    };
    if let Ok(plan) = plan::from_scenario(scenario, &overrides) {
        assert!(plan.operations(&Share::whole()).take(100).count() <= 100);
        assert_eq!(table(&plan).len(), plan.loads.len());
        let plan = Arc::new(plan);
        for user in 0..3 {
            walk(&plan, user);
        }
    }
}

/// Goes the first steps of a user, whose answers never come.
fn walk(plan: &Arc<Plan>, user: u64) {
    const STEPS: usize = 20;
    let profile = plan.loads[0].profile_of_user(plan, user);
    let Ok(mut session) = Session::begin(plan, profile, user) else {
        return;
    };
    session.begin_iteration(0);
    let render = |template| {
        let request = &plan.requests[plan.on_base(template, profile, user).0];
        // A value that is not there yet is no panic.
        drop(request.render(&session));
    };
    let mut walk = match plan.task_of(0, profile, user, 0) {
        Task::Request(template) => return render(template),
        Task::Journey(journey) => Walk::of_journey(journey),
        Task::Steps(block) => Walk::new(block),
    };
    for _ in 0..STEPS {
        match walk.next(plan, &session) {
            Ok(Next::Send(template)) => render(template),
            Ok(Next::Together(templates)) => templates.into_iter().for_each(render),
            Ok(Next::Think(_)) => {}
            Ok(Next::Done) | Err(_) => return,
        }
    }
}

#[test]
fn no_damage_to_a_file_makes_the_loader_panic() {
    let seconds: Option<u64> = std::env::var("FUZZ_SECONDS")
        .ok()
        .map(|text| text.parse().unwrap());
    let begin = Instant::now();
    let seed = seconds.map_or(1, |_| RandomState::new().build_hasher().finish());
    let corpus = Corpus::new();
    assert!(corpus.files.len() > 30);
    let mut chance = Chance {
        draws: Draws::new(seed, Stream::Action, 0),
        next: 0,
    };
    for round in 0.. {
        let is_over = match seconds {
            Some(seconds) => begin.elapsed() > Duration::from_secs(seconds),
            None => round >= NORMAL_ROUNDS,
        };
        if is_over {
            println!("{round} damaged files");
            break;
        }
        let (name, text) = &corpus.files[chance.below(corpus.files.len())];
        let mut text = text.clone();
        for _ in 0..=chance.below(4) {
            damage(&mut text, &corpus, &mut chance);
        }
        // The text that makes it panic is worth more than the round.
        let outcome = std::panic::catch_unwind(|| load_and_plan(name, &text));
        assert!(
            outcome.is_ok(),
            "seed {seed}, round {round}, {name}:\n{text}"
        );
    }
}
