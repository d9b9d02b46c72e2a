//! Loads that change, overlap and go to several places.

use super::*;
use crate::{HttpChoices, Process, Share, Turn, Wait};

fn file(scenarios: &str) -> Scenario {
    let text = format!("base_url: http://x\nrequests:\n  a: {{get: /}}\nscenarios:\n{scenarios}");
    load(&text, "f.yaml").unwrap()
}

fn planned(scenarios: &str) -> Plan {
    from_scenario(file(scenarios), &Overrides::default()).unwrap()
}

fn refusal(scenarios: &str, overrides: &Overrides) -> String {
    from_scenario(file(scenarios), overrides)
        .unwrap_err()
        .to_string()
}

fn seconds(seconds: u64) -> RunTime {
    RunTime(seconds * SECOND)
}

fn turn(begin: u64, end: u64) -> Turn {
    Turn {
        begin: seconds(begin),
        end: Some(seconds(end)),
    }
}

const STAGES: &str =
    "  - {stages: [{users: 5, for: 10s}, {users: 9, over: 4s, for: 6s}, {users: 0, over: 9s}]}\n";

/// The request of a user's first iteration, whose action is a single one.
fn request_of(plan: &Plan, profile: usize, user: u64) -> RequestId {
    let Task::Request(template) = plan.task_of(0, profile, user, 0) else {
        panic!("a walk");
    };
    plan.on_base(template, profile, user)
}

#[test]
fn users_come_and_go_as_the_stages_say() {
    let plan = planned(STAGES);
    assert_eq!(plan.load_end(0), Some(seconds(29)));
    assert_eq!((plan.end(), plan.user_base(1)), (Some(seconds(29)), 9));
    let first = |g| plan.user_turn(0, g, RunTime(0));
    assert_eq!(first(0), Some(turn(0, 29)));
    assert_eq!(first(5), Some(turn(10, 24)));
    assert_eq!(first(8), Some(turn(13, 21)));
    assert_eq!(first(9), None);
    assert_eq!(plan.user_turn(0, 8, seconds(21)), None);
    assert_eq!(plan.user_turn(1, 0, RunTime(0)), None);
}

#[test]
fn a_warm_up_holds_the_first_level_before_the_stages_begin() {
    let text = "  - {stages: [{users: 5, over: 10s}, {users: 2, for: 10s}]}\nwarmup: 5s\n";
    let plan = planned(text);
    assert_eq!(
        (plan.load_starts()[0], plan.end()),
        (RunTime(0), Some(seconds(25)))
    );
    assert_eq!(plan.user_turn(0, 3, RunTime(0)), Some(turn(0, 5)));
    assert_eq!(plan.user_turn(0, 3, seconds(5)), Some(turn(11, 15)));
    let at = |at| plan.stage_of(0, seconds(at));
    assert_eq!(
        [0, 4, 5, 14, 15, 99].map(at),
        [None, None, Some(0), Some(0), Some(1), Some(1)]
    );
    // Users who stay come during the warm-up.
    let ramp = planned("  - {users: 10, ramp_up: 5s, duration: 9s}\nwarmup: 5s\n");
    assert_eq!(ramp.user_turn(0, 8, RunTime(0)), Some(turn(4, 14)));
    assert_eq!(ramp.stage_of(0, seconds(6)), None);
}

#[test]
fn the_stages_of_a_plan_last_as_long_as_the_load() {
    let lengths = |plan: &Plan| -> Vec<(u64, Level)> {
        let stages = plan.stages(0);
        stages
            .iter()
            .map(|stage| (stage.length.as_secs(), stage.level))
            .collect()
    };
    let (five, nine, none) = (Level::Users(5), Level::Users(9), Level::Users(0));
    assert_eq!(
        lengths(&planned(STAGES)),
        [(10, five), (10, nine), (9, none)]
    );
    let run_time = |seconds| Overrides {
        run_time: Some(Duration::from_secs(seconds)),
        ..Overrides::default()
    };
    let cut = from_scenario(file(STAGES), &run_time(12)).unwrap();
    assert_eq!(lengths(&cut), [(10, five), (2, nine)]);
    assert_eq!(cut.user_turn(0, 0, RunTime(0)), Some(turn(0, 12)));
    let held = from_scenario(file(STAGES), &run_time(100)).unwrap();
    assert_eq!(lengths(&held), [(10, five), (10, nine), (80, none)]);
    let spike =
        planned("  - {spike: {rate: 10/s, peak: 100/s, at: 5s, over: 1s, for: 4s}, duration: 20s}");
    let rate = Level::PerSecond;
    assert_eq!(
        lengths(&spike),
        [(5, rate(10.0)), (5, rate(100.0)), (10, rate(10.0))]
    );
    assert_eq!(
        [4, 5, 10, 19].map(|at| spike.stage_of(0, seconds(at))),
        [Some(0), Some(1), Some(2), Some(2)]
    );
    assert_eq!(
        lengths(&planned(
            "  - {sine: {users: 9, amplitude: 3, period: 5s}, duration: 20s}"
        )),
        []
    );
}

#[test]
fn a_load_with_its_own_start_overlaps_the_others() {
    let plan = planned(
        "  - {users: 5, requests: 7}\n  - {start: 10s, rate: 5/s, duration: 20s}\n  - {users: 2, duration: 5s}\n  - {start: 0, users: 1, duration: 1s}\nwarmup: 3s\n",
    );
    assert_eq!(plan.load_starts(), [0, 13, 33, 0].map(seconds));
    assert_eq!(
        [0, 1, 2, 3].map(|load| plan.load_end(load)),
        [None, Some(seconds(33)), Some(seconds(38)), Some(seconds(4))]
    );
    assert_eq!(plan.end(), None);
    assert_eq!(
        [0, 1, 2, 3, 4].map(|load| plan.user_base(load)),
        [0, 5, 105, 107, 108]
    );
    assert_eq!(
        plan.user_turn(0, 4, RunTime(0)),
        Some(Turn {
            begin: RunTime(0),
            end: None
        })
    );
}

#[test]
fn iterations_of_each_user_end_a_load() {
    let plan = planned("  - {users: 3, per_user_iterations: 5}\n");
    assert_eq!(
        (plan.load_end(0), plan.loads[0].limit.per_user),
        (None, Some(5))
    );
    assert!(plan.iteration_allowed(0, 2, 4) && !plan.iteration_allowed(0, 0, 5));
    let both = planned("  - {users: 3, per_user_iterations: 5, requests: 7}\n");
    let made = (0..3).map(|g| (0..9).filter(|j| both.iteration_allowed(0, g, *j)).count());
    assert_eq!(made.collect::<Vec<_>>(), [3, 2, 2]);
    let typed = Overrides {
        per_user_iterations: Some(2),
        ..Overrides::default()
    };
    let quick = quick(get("http://x"), &typed).unwrap();
    assert!(!quick.assumed_run_time && !quick.iteration_allowed(0, 0, 2));
}

#[test]
fn users_take_turns_on_several_base_urls() {
    let text = "base_url: ['http://a', 'http://b/p']\nrequests:\n  x: {get: /x}\n  y: {get: 'http://c/y'}\n  z: {get: /z}\n\
                user_profiles:\n  p: {actions: [{name: x}]}\n  q: {actions: [{name: z}]}\n  r: {actions: [{name: y}]}\nscenarios:\n  - {users: 6, duration: 1s}\n";
    let plan = from_scenario(load(text, "f.yaml").unwrap(), &Overrides::default()).unwrap();
    let urls: Vec<String> = plan.requests.iter().map(|r| r.url.to_string()).collect();
    assert_eq!(
        urls,
        [
            "http://a/x",
            "http://b/p/x",
            "http://c/y",
            "http://a/z",
            "http://b/p/z"
        ]
    );
    assert!(
        plan.requests
            .iter()
            .all(|request| request.endpoint.host.is_some())
    );
    let of = |profile, user| request_of(&plan, profile, user);
    assert_eq!(
        [of(0, 0), of(0, 1), of(1, 2), of(1, 3), of(2, 5)],
        [0, 1, 3, 4, 2].map(RequestId)
    );
    // Users 0, 1, 2 | 3, 4, 5 are p, q, r | p, q, r, on a, b, a | b, a, b.
    let shares = &table(&plan)[0].shares;
    let sixth = 100.0 / 6.0;
    for ((request, share), (expected, times)) in
        shares
            .iter()
            .zip([(0, 1.0), (1, 1.0), (2, 2.0), (3, 1.0), (4, 1.0)])
    {
        assert_eq!(*request, RequestId(expected));
        assert!((share - times * sixth).abs() < 1e-9, "{shares:?}");
    }
    let hosts = Overrides {
        hosts: vec![url("http://y"), url("http://z/q")],
        ..Overrides::default()
    };
    let quick = quick(get("http://x/a?b"), &hosts).unwrap();
    let urls: Vec<String> = quick.requests.iter().map(|r| r.url.to_string()).collect();
    assert_eq!(urls, ["http://y/a?b", "http://z/q/a?b"]);
    assert_eq!(
        (
            request_of(&quick, 0, 7),
            quick.requests[1].endpoint.host.as_deref()
        ),
        (RequestId(1), Some("z"))
    );
}

#[test]
fn headers_for_all_leave_those_of_a_request_alone() {
    let text = "base_url: http://x\nhttp: {headers: {Accept: text/plain, X-Id: all}, redirects: 3, insecure: true}\nrequests:\n  a: {get: /, headers: {accept: text/html}}\n  b: {get: /b}\nscenarios:\n  - {duration: 1s}\n";
    let overrides = Overrides {
        headers: vec![("x-id".to_owned(), "typed".to_owned())],
        http: HttpChoices {
            redirects: Some(0),
            ..HttpChoices::default()
        },
        wait: Some(Wait::Pacing(Duration::from_secs(1))),
        ..Overrides::default()
    };
    let plan = from_scenario(load(text, "f.yaml").unwrap(), &overrides).unwrap();
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    assert_eq!(
        plan.requests[0].headers,
        [pair("accept", "text/html"), pair("x-id", "typed")]
    );
    assert_eq!(
        plan.requests[1].headers,
        [pair("Accept", "text/plain"), pair("x-id", "typed")]
    );
    assert_eq!((plan.http.redirects, plan.http.insecure), (0, true));
    assert_eq!(plan.profiles[0].wait, Wait::Pacing(Duration::from_secs(1)));
}

#[test]
fn an_option_cannot_change_a_shape_and_says_where_it_stands() {
    let users = Overrides {
        users: Some(5),
        ..Overrides::default()
    };
    assert_eq!(
        refusal(STAGES, &users),
        "`--users` cannot change the `stages` in f.yaml:5; change them there, or leave `--users` out"
    );
    let rate = Overrides {
        rate: rate::parse("5").ok(),
        ..Overrides::default()
    };
    assert!(
        refusal(
            "  - {sine: {rate: 5, amplitude: 1, period: 1s}, duration: 1s}",
            &rate
        )
        .starts_with("`--rate` cannot change the `sine`")
    );
    let iterations = Overrides {
        per_user_iterations: Some(5),
        ..Overrides::default()
    };
    assert_eq!(
        refusal("  - {stages: [{rate: 5, for: 1s}]}", &iterations),
        "`--per-user-iterations` and `stages` in f.yaml:5 exclude each other: users wait for answers, arrivals do not; leave one out"
    );
}

#[test]
fn what_has_no_end_or_no_rate_is_refused() {
    for (scenarios, message) in [
        (
            "  - {sine: {users: 5, amplitude: 1, period: 1s}, requests: 5}",
            "f.yaml:5: `sine` has no length of its own; add `duration`, or give `--run-time`",
        ),
        (
            "  - {spike: {users: 5, peak: 9, at: 1s, for: 1s}}",
            "f.yaml:5: the scenario never ends; add `duration` or `requests`, or give `--run-time` or `--requests`",
        ),
        (
            "  - {arrivals: poisson, duration: 1s}",
            "f.yaml:5: `arrivals` says how arrivals follow each other, and the scenario has no rate; add `rate`, or leave it out",
        ),
        (
            "  - {users: 5, per_user_iterations: 5}\n  - {duration: 1s}",
            "f.yaml:5: only the last scenario can end by `requests` or `per_user_iterations` alone, as the next one needs a planned start; add `duration`, or give the next one its own `start`",
        ),
    ] {
        assert_eq!(refusal(scenarios, &Overrides::default()), message);
    }
}

#[test]
fn a_load_says_in_words_what_it_is() {
    for (scenario, words) in [
        ("{users: 10, duration: 1s}", "10 users, all at once"),
        ("{users: 1, duration: 1s}", "1 user, all at once"),
        (
            "{users: 10, ramp_up: 3s, duration: 1s}",
            "10 users, 3.333 started per second",
        ),
        ("{rate: 30/m, duration: 1s}", "0.5 arrivals per second"),
        (
            "{rate: 200, arrivals: poisson, duration: 1s}",
            "Poisson arrivals, 200 per second",
        ),
        (
            "{stages: [{users: 50, for: 1m}, {users: 1000, over: 10s}, {users: 0, over: 1m}]}",
            "0 to 1000 users over 3 stages",
        ),
        (
            "{stages: [{rate: 30/m, for: 1m}]}",
            "0 to 0.5/s arrivals over 1 stage",
        ),
        (
            "{spike: {users: 5, peak: 100, at: 5s, for: 1s}, duration: 9s}",
            "5 users, a spike of 100",
        ),
        (
            "{sine: {rate: 100, amplitude: 50, period: 1m}, arrivals: poisson, duration: 9s}",
            "Poisson arrivals, a sine of 100/s ± 50/s arrivals every 60 s",
        ),
        (
            "{steps: {users: 10, step: 10, every: 1m, to: 35}}",
            "10 to 35 users in 4 steps",
        ),
    ] {
        let plan = planned(&format!("  - {scenario}"));
        assert_eq!(table(&plan)[0].model.describe(), words);
    }
}

#[test]
fn a_typed_process_is_for_every_rate() {
    let poisson = Overrides {
        arrivals: Some(Process::Poisson),
        ..Overrides::default()
    };
    let plan = from_scenario(
        file("  - {rate: 50, duration: 10s}\n  - {users: 1, duration: 1s}"),
        &poisson,
    )
    .unwrap();
    let first = plan.arrivals(0, &Share::whole()).next().unwrap();
    assert_ne!(first.due, RunTime(SECOND / 100));
    assert_eq!(
        plan.arrivals(0, &Share::whole()).count() as u64,
        plan.arrivals_in(0)
    );
}
