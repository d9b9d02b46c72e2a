//! Load that is changed while it is made.

use super::*;

/// Runs what the arguments say, and tells it commands at their milliseconds.
fn steer(arguments: &str, script: Script, commands: &[(u64, &str)]) -> Ran {
    let head = "lt-gen http://target.test/x --seed 1 --threads 1 --control -";
    let arguments: Vec<&str> = head
        .split(' ')
        .chain(arguments.split_whitespace())
        .collect();
    run_told(&arguments, script, (&[], commands), RunTime(0), |_| {})
}

/// The same with a scenario file.
fn steer_file(file: &str, script: Script, commands: &[(u64, &str)]) -> Ran {
    let head = "base_url: http://target.test\nrequests: {x: {get: /x}, bye: {get: /bye}}\n";
    let mut written = tempfile::NamedTempFile::new().unwrap();
    write!(written, "{head}{file}").unwrap();
    let name = written.path().display().to_string();
    let arguments = [
        "lt-gen",
        &name,
        "--seed",
        "1",
        "--threads",
        "1",
        "--control",
        "-",
    ];
    run_told(&arguments, script, (&[], commands), RunTime(0), |_| {})
}

/// What was answered: the label `refused`, or the text.
fn answers(ran: &Ran) -> Vec<&str> {
    let answers = ran.events.iter().filter(|event| event.name == "control");
    let answers = answers.map(|event| event.labels.get("refused").unwrap_or(&event.text));
    answers.map(String::as_str).collect()
}

/// By user, in order of their numbers: when its first and its last request were due, in milliseconds, and how many it
/// made.
fn users(ran: &Ran) -> Vec<(u64, u64, u64, usize)> {
    let mut users: Vec<(u64, u64, u64, usize)> = Vec::new();
    let mut samples: Vec<_> = ran.samples.iter().collect();
    samples.sort_by_key(|sample| (sample.user, sample.at_us));
    for sample in samples {
        let (user, at) = (sample.user.unwrap(), due_ms(sample));
        match users.last_mut() {
            Some(known) if known.0 == user => (known.2, known.3) = (at, known.3 + 1),
            _ => users.push((user, at, at, 1)),
        }
    }
    users
}

fn due_ms(sample: &Sample<'_>) -> u64 {
    (sample.at_us.0 - 1_763_718_000_000_000) / 1000
}

const STOP: &str = r#"{"command":"stop"}"#;

#[test]
fn more_users_come_and_the_last_of_them_go_first() {
    let ran = steer(
        "-u 2",
        after_10_ms,
        &[
            (85, r#"{"command":"users","users":4,"spawn_rate":20}"#),
            (287, r#"{"command":"users","users":1}"#),
            (395, STOP),
        ],
    );
    // Changes hold 10 ms after they were heard.
    assert_eq!(
        users(&ran),
        [
            (0, 0, 390, 40),
            (1, 0, 290, 30),
            (2, 95, 295, 21),
            (3, 145, 295, 16)
        ]
    );
    assert_eq!(
        answers(&ran),
        [
            "4 users, 20 a second",
            "4 users reached",
            "1 users",
            "1 users reached",
            "stopping"
        ]
    );
    assert_eq!(ran.end.reason, EndReason::Interrupted);
}

#[test]
fn users_who_are_called_back_go_on_counting_and_none_is_there_in_between() {
    let ran = steer(
        "-u 2 -t 1s",
        after_10_ms,
        &[
            (44, r#"{"command":"users","users":0}"#),
            (490, r#"{"command":"users","users":1}"#),
        ],
    );
    assert_eq!(users(&ran), [(0, 0, 990, 56), (1, 0, 50, 6)]);
    let iterations: Vec<u64> = ran
        .samples
        .iter()
        .filter(|s| s.user == Some(0))
        .filter_map(|s| s.iter)
        .collect();
    assert_eq!(iterations, (0..56).collect::<Vec<_>>());
    assert_eq!(ran.end.reason, EndReason::Completed);
}

#[test]
fn a_sleeper_who_must_go_is_woken_at_once_and_does_its_last_steps() {
    let ran = steer_file(
        "user_profiles: {p: {wait: 10s, actions: [x], on_stop: [bye]}}\nscenarios: [{users: 2}]\n",
        after_10_ms,
        &[(990, r#"{"command":"users","users":1}"#), (2000, STOP)],
    );
    let byes: Vec<(u64, Option<u64>)> = ran
        .samples
        .iter()
        .filter(|sample| sample.name == "/bye")
        .map(|sample| (due_ms(sample), sample.user))
        .collect();
    assert_eq!(byes, [(1000, Some(1)), (2000, Some(0))]);
}

#[test]
fn a_user_who_must_go_ends_after_the_step_it_is_in() {
    let ran = steer_file(
        "journeys: {j: [x, {think: 50ms}, x, {think: 50ms}, x]}\nuser_profiles: {p: {actions: [j]}}\nscenarios: [{users: 2}]\n",
        after_10_ms,
        &[(55, r#"{"command":"users","users":1}"#), (70, STOP)],
    );
    // Both send at 0 and 60 ms; the change holds at 65 ms, in the midst of the second request.
    assert_eq!(users(&ran), [(0, 0, 60, 2), (1, 0, 60, 2)]);
    assert_eq!(ran.outcomes(&Outcome::Ok), 4);
}

#[test]
fn a_rate_changes_and_what_was_due_before_is_unchanged() {
    let ran = steer(
        "--rate 10/s -t 2s",
        after_10_ms,
        &[(990, r#"{"command":"rate","rate":20}"#)],
    );
    let due: Vec<u64> = ran.samples.iter().map(due_ms).collect();
    let before = (0..10).map(|k| 50 + 100 * k);
    let after = (0..20).map(|k| 1025 + 50 * k);
    assert_eq!(due, before.chain(after).collect::<Vec<_>>());
    let ids: Vec<u64> = ran
        .samples
        .iter()
        .filter_map(|sample| sample.user)
        .collect();
    assert_eq!(ids, (0..30).collect::<Vec<_>>());
    assert_eq!(answers(&ran), ["arrivals at 20/s"]);
    assert_eq!((ran.health().offered, ran.health().saturated), (30, false));
}

#[test]
fn a_rate_without_end_goes_on_until_it_is_stopped() {
    let ran = steer(
        "--rate 10/s --arrivals poisson",
        after_10_ms,
        &[(50_000, STOP)],
    );
    assert!(
        (450..550).contains(&ran.samples.len()),
        "{}",
        ran.samples.len()
    );
    let planned = run("--rate 10/s --arrivals poisson -t 50s", after_10_ms, &[]);
    let due = |ran: &Ran| ran.samples.iter().map(due_ms).collect::<Vec<_>>();
    assert_eq!(due(&ran), due(&planned));
}

#[test]
fn arrivals_that_fall_into_a_pause_are_not_made_and_not_due() {
    let pause = [
        (290, r#"{"command":"pause"}"#),
        (590, r#"{"command":"resume"}"#),
    ];
    let ran = steer("--rate 10/s -t 1s", after_10_ms, &pause);
    let due: Vec<u64> = ran.samples.iter().map(due_ms).collect();
    assert_eq!(due, [50, 150, 250, 650, 750, 850, 950]);
    assert_eq!((ran.health().offered, ran.health().achieved), (7, 7));
    assert_eq!(answers(&ran), ["paused", "resumed"]);
}

#[test]
fn users_hold_in_a_pause_and_are_charged_nothing_for_it() {
    let pause = [
        (85, r#"{"command":"pause"}"#),
        (590, r#"{"command":"resume"}"#),
    ];
    let ran = steer("-u 2 -t 1s", after_10_ms, &pause);
    // The pause holds at 95 ms: the requests of 90 ms end.
    assert_eq!(users(&ran), [(0, 0, 990, 50), (1, 0, 990, 50)]);
    assert!(
        ran.samples
            .iter()
            .all(|sample| !(91..600).contains(&due_ms(sample)))
    );
    assert!(ran.responses_ms().iter().all(|ms| *ms == 10));
    assert!(ran.samples.iter().any(|sample| due_ms(sample) == 600));
}

#[test]
fn a_walk_holds_before_its_next_request_and_paced_users_are_not_late_for_a_pause() {
    let file = "journeys: {j: [x, {think: 50ms}, x]}\nuser_profiles: {p: {wait: pacing 100ms, actions: [j]}}\nscenarios: [{users: 1, duration: 2s}]\n";
    let pause = [
        (25, r#"{"command":"pause"}"#),
        (990, r#"{"command":"resume"}"#),
    ];
    let ran = steer_file(file, after_10_ms, &pause);
    let due: Vec<u64> = ran.samples.iter().take(5).map(due_ms).collect();
    assert_eq!(due, [0, 1000, 1010, 1070, 1110]);
    assert!(
        ran.responses_ms().iter().all(|ms| *ms <= 11),
        "{:?}",
        ran.responses_ms()
    );
    let journey = &ran.journeys[0];
    assert_eq!(
        (journey.duration_us, journey.think_us),
        (Micros(1_010_000), Micros(990_000))
    );
}

#[test]
fn a_pause_that_outlasts_the_run_ends_with_it() {
    let pause = [(87, r#"{"command":"pause"}"#)];
    for load in ["-u 2 -t 1s", "--rate 10/s -t 1s"] {
        let ran = steer(load, after_10_ms, &pause);
        assert!(ran.samples.iter().all(|sample| due_ms(sample) <= 100));
        assert_eq!(ran.end.reason, EndReason::Completed);
    }
    let stopped = steer("-u 2", after_10_ms, &[pause[0], (500, STOP)]);
    assert_eq!((stopped.samples.len(), stopped.end.cancelled), (20, 0));
}

#[test]
fn users_who_were_asked_for_in_a_pause_come_after_it() {
    let commands = [
        (87, r#"{"command":"pause"}"#),
        (200, r#"{"command":"users","users":3}"#),
        (490, r#"{"command":"resume"}"#),
    ];
    let ran = steer("-u 1 -t 1s", after_10_ms, &commands);
    assert_eq!(
        users(&ran),
        [(0, 0, 990, 60), (1, 500, 990, 50), (2, 500, 990, 50)]
    );
}

#[test]
fn one_of_several_scenarios_is_changed_by_its_name_and_nobody_has_the_number_of_another() {
    let file = "user_profiles: {p: {actions: [x]}}\nscenarios:\n  - {name: A, users: 2, duration: 1s}\n  - {name: B, users: 2, duration: 1s, start: 0s}\n  - {name: C, rate: 1/s, duration: 1s}\n";
    let ran = steer_file(
        file,
        after_10_ms,
        &[
            (90, r#"{"command":"users","users":3}"#),
            (100, r#"{"command":"users","users":3,"scenario":"B"}"#),
            (130, r#"{"command":"users","users":4,"scenario":"A"}"#),
            (150, r#"{"command":"rate","rate":9,"scenario":"A"}"#),
            (170, r#"{"command":"rate","rate":9,"scenario":"C"}"#),
            (190, r#"{"command":"users","users":1,"scenario":"D"}"#),
        ],
    );
    let of = |name: &str| {
        let own = ran
            .samples
            .iter()
            .filter(|sample| sample.scenario.as_deref() == Some(name));
        let mut users: Vec<u64> = own.filter_map(|sample| sample.user).collect();
        users.sort_unstable();
        users.dedup();
        users
    };
    let all = [of("A"), of("B"), of("C")];
    assert_eq!(all.each_ref().map(Vec::len), [4, 3, 1]);
    let mut together = all.concat();
    together.sort_unstable();
    together.dedup();
    assert_eq!(together.len(), 8);
    assert_eq!(
        answers(&ran),
        [
            "several scenarios run now; name one as `scenario`: `A`, `B`",
            "3 users",
            "3 users reached",
            "4 users",
            "4 users reached",
            "this load has users, not a rate; give `users`",
            "scenario `C` begins 1 s into the run; wait until then",
            "no scenario `D`; known: `A`, `B`, `C`",
        ]
    );
}

#[test]
fn a_ramp_that_was_overtaken_is_not_told_to_have_reached_its_level() {
    let commands = [
        (
            90,
            r#"{"command":"users","users":11,"spawn_rate":10,"id":"first"}"#,
        ),
        (
            240,
            r#"{"command":"users","users":2,"spawn_rate":10,"id":"second"}"#,
        ),
    ];
    let ran = steer("-u 1 -t 2s", after_10_ms, &commands);
    let reached = ran
        .events
        .iter()
        .filter_map(|event| Some((event.labels.get("reached")?, event.labels.get("id")?)));
    let reached: Vec<(&str, &str)> = reached
        .map(|(level, id)| (level.as_str(), id.as_str()))
        .collect();
    assert_eq!(reached, [("2", "second")]);
    assert_eq!(users(&ran)[2..], [(2, 200, 340, 15)]);
}

#[test]
fn a_ramp_that_the_end_or_a_stop_cuts_short_has_not_reached_its_level() {
    let file = "user_profiles: {p: {actions: [x]}}\nscenarios:\n  - {name: A, users: 1, duration: 200ms}\n  - {name: B, users: 1, duration: 2s, start: 0s}\n";
    let slow = r#"{"command":"users","users":5,"spawn_rate":10,"scenario":"A"}"#;
    let ran = steer_file(file, after_10_ms, &[(90, slow)]);
    assert_eq!(answers(&ran), ["5 users, 10 a second"]);
    let slow = r#"{"command":"users","users":3,"spawn_rate":10}"#;
    let answer_in_1_s: Script = |_, _| Scripted::Answer(200, Duration::from_secs(1));
    let ran = steer("-u 1", answer_in_1_s, &[(90, slow), (150, STOP)]);
    assert_eq!(answers(&ran), ["3 users, 10 a second", "stopping"]);
}

#[test]
fn a_flood_of_commands_changes_nothing_but_what_it_says() {
    let file = "user_profiles: {p: {actions: [x], on_stop: [bye]}}\nscenarios: [{users: 2}]\n";
    let flood = (0..200).map(|n| match n % 2 {
        0 => (
            85 + n / 10,
            r#"{"command":"users","users":3,"spawn_rate":1000000}"#,
        ),
        _ => (
            85 + n / 10,
            r#"{"command":"users","users":2,"spawn_rate":1000000}"#,
        ),
    });
    let commands: Vec<_> = flood.chain([(2_995, STOP)]).collect();
    let ran = steer_file(file, after_10_ms, &commands);
    let byes = ran.samples.iter().filter(|sample| sample.name == "/bye");
    let of_the_planned = byes.filter(|sample| sample.user < Some(2));
    assert_eq!(
        of_the_planned.map(due_ms).collect::<Vec<_>>(),
        [3_000, 3_000]
    );
    let heard = answers(&ran).into_iter();
    let heard = heard.filter(|answer| answer.ends_with("a second"));
    assert_eq!(heard.count(), 200);
}

#[test]
fn a_number_of_requests_cannot_be_dealt_out_again() {
    let ran = steer(
        "-u 1 -n 50",
        after_10_ms,
        &[(50, r#"{"command":"users","users":2}"#)],
    );
    assert_eq!(ran.samples.len(), 50);
    assert!(answers(&ran)[0].starts_with("its number of requests is dealt out"));
}

#[test]
fn the_second_stop_cuts_off_what_is_in_flight() {
    let ran = steer(
        "-u 2 --request-timeout 1h",
        never,
        &[(100, STOP), (150, r#"{"command":"pause"}"#), (200, STOP)],
    );
    assert_eq!(
        (ran.outcomes(&Outcome::Cancelled), ran.samples.len()),
        (2, 2)
    );
    assert_eq!(
        answers(&ran)[..2],
        ["stopping", "the test is stopping; begin another one"]
    );
}

#[test]
fn shards_that_are_told_the_same_make_the_load_of_the_one_run() {
    let commands = [
        (90, r#"{"command":"users","users":9,"spawn_rate":100}"#),
        (290, r#"{"command":"users","users":2,"spawn_rate":50}"#),
    ];
    let made = |arguments: &str| users(&steer(arguments, after_10_ms, &commands));
    let mut union: Vec<_> = (0..3)
        .flat_map(|i| made(&format!("-u 4 -t 1s --shard {i}/3")))
        .collect();
    union.sort_unstable();
    assert_eq!(union, made("-u 4 -t 1s"));
    let rate = [
        (90, r#"{"command":"rate","rate":"3000/m"}"#),
        (490, r#"{"command":"pause"}"#),
        (590, r#"{"command":"resume"}"#),
    ];
    let made = |arguments: &str| users(&steer(arguments, after_10_ms, &rate));
    let mut union: Vec<_> = (0..3)
        .flat_map(|i| made(&format!("--rate 10 --arrivals poisson -t 1s --shard {i}/3")))
        .collect();
    union.sort_unstable();
    assert_eq!(union, made("--rate 10 --arrivals poisson -t 1s"));
    assert!(union.len() > 30, "{}", union.len());
}
