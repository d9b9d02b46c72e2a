use std::sync::Arc;

use minijinja::Value;

use super::*;
use crate::testing::{self, chi_square, json, template};
use crate::{
    Action, Body, DataSet, Endpoint, Fault, FaultKind, Hook, HookAction, Hooks, Journey, Pick,
    Program, RequestTemplate, Session, Step, Task, Times, Variant,
};

fn action(what: Task, weight: u64) -> Action {
    Action {
        what,
        weight,
        tags: Vec::new(),
    }
}

fn journey(name: &str, steps: usize) -> Journey {
    Journey {
        name: name.to_owned(),
        steps: crate::BlockId(steps),
        goes_on_after_errors: false,
        tags: Vec::new(),
    }
}

/// Three profiles by 70, 20 and 10, of one request each, and a journey of request 3 twice.
fn three_profiles(scenario: &str) -> Plan {
    let text = format!(
        "base_url: http://h\nseed: 7\n\
         requests: {{a: {{get: /0}}, b: {{get: /1}}, c: {{get: /2}}, d: {{get: /3}}}}\n\
         user_profiles:\n  x: {{weight: 70, actions: [{{name: a, weight: 3}}, {{name: b}}]}}\n  \
         y: {{weight: 20, actions: [{{name: b}}]}}\n  z: {{weight: 10, actions: [{{name: c}}]}}\n\
         scenarios: [{scenario}]\n"
    );
    let scenario = load(&text, "f.yaml").unwrap();
    let mut plan = from_scenario(scenario, &Overrides::default()).unwrap();
    let twice = Step::Repeat {
        times: Times::Exactly(2),
        steps: crate::BlockId(1),
    };
    plan.program = Program {
        blocks: vec![vec![twice], vec![Step::Request(3)]],
        journeys: vec![journey("twice", 0)],
    };
    plan
}

fn planned(plan: &Plan) -> [f64; 4] {
    let mut counts = [0.0; 4];
    for k in 0..plan.arrivals_in(0) {
        let profile = plan.loads[0].profile_of_user(plan, k);
        match plan.task_of(0, profile, k, 0) {
            Task::Request(request) => counts[request] += 1.0,
            Task::Journey(0) => counts[3] += 1.0,
            other => panic!("{other:?}"),
        }
    }
    assert!((counts.iter().sum::<f64>() - 100_000.0).abs() < 0.5);
    counts
}

#[test]
fn planned_actions_have_the_shares_of_profiles_and_weights() {
    let plan = three_profiles("{rate: 1000/s, duration: 100s}");
    let counts = planned(&plan);
    // Two degrees of freedom; profiles take turns, so that chance is in the actions only.
    assert!(
        chi_square(&counts[..3], &[0.525, 0.375, 0.1]) < 18.4,
        "{counts:?}"
    );
    assert_eq!(planned(&plan).map(f64::to_bits), counts.map(f64::to_bits));
    let mut other = plan.clone();
    other.seed = 8;
    assert_ne!(planned(&other).map(f64::to_bits), counts.map(f64::to_bits));
}

#[test]
fn a_mix_is_drawn_instead_of_the_profiles_actions() {
    let mut plan = three_profiles("{rate: 1000/s, duration: 100s}");
    plan.loads[0].mix = Some(vec![
        action(Task::Journey(0), 800_000),
        action(Task::Request(0), 150_000),
        action(Task::Request(1), 50_000),
        action(Task::Request(2), 0),
    ]);
    let counts = planned(&plan);
    assert!(
        chi_square(&[counts[3], counts[0], counts[1]], &[0.8, 0.15, 0.05]) < 18.4,
        "{counts:?}"
    );
    assert_eq!(counts[2].to_bits(), 0.0f64.to_bits());
    // Journeys send two requests each: 1.6 of 1.8.
    let row = &table(&plan)[0];
    let shares: Vec<(usize, i64)> = row
        .shares
        .iter()
        .map(|(request, share)| (request.0, format!("{share:.0}").parse().unwrap()))
        .collect();
    assert_eq!(shares, [(0, 8), (1, 3), (3, 89)]);
    assert!(row.has_walks && !row.shares_are_guessed);
    plan.loads[0].mix = Some(vec![action(Task::Request(0), 1)]);
    assert!(!table(&plan)[0].has_walks);
}

#[test]
fn an_operation_of_a_journey_names_it() {
    let mut plan = three_profiles("{rate: 1/s, duration: 2s}");
    plan.loads[0].mix = Some(vec![action(Task::Journey(0), 1)]);
    let mut line = Vec::new();
    plan.operations(&Share::whole())
        .next()
        .unwrap()
        .write_line(&plan, &mut line);
    assert_eq!(
        String::from_utf8(line).unwrap(),
        "{\"type\":\"planned\",\"due_us\":500000,\"id\":0,\"user\":0,\"journey\":\"twice\"}\n"
    );
}

#[test]
fn profiles_with_a_count_come_first_and_the_rest_share_by_weight() {
    let mut plan = three_profiles("{users: 100, duration: 1m}");
    plan.profiles[1].count = Some(2);
    plan.profiles[2].count = Some(3);
    let profiles: Vec<usize> = (0..7)
        .map(|g| plan.loads[0].profile_of_user(&plan, g))
        .collect();
    assert_eq!(profiles, [1, 1, 2, 2, 2, 0, 0]);
    let share = |plan: &Plan, id: usize| {
        let shares = &table(plan)[0].shares;
        shares
            .iter()
            .find(|(request, _)| request.0 == id)
            .map(|(_, share)| *share)
    };
    assert!((share(&plan, 2).unwrap() - 3.0).abs() < 1e-9);
    let mut many = three_profiles("{users: 20000, duration: 1m}");
    many.profiles[2].count = Some(5_000);
    assert!((share(&many, 2).unwrap() - 25.0).abs() < 1e-9);
    // Nobody else is there: those with a count share what is left.
    plan.profiles[0].count = Some(1);
    let all: Vec<usize> = (0..12)
        .map(|g| plan.loads[0].profile_of_user(&plan, g))
        .collect();
    assert_eq!(all[..6], [0, 1, 1, 2, 2, 2]);
    assert!((6..12).all(|g| all[g] < 3) && all[6..].contains(&2));
    // Arrivals are no users.
    let mut open = three_profiles("{rate: 10/s, duration: 10s}");
    open.profiles[1].count = Some(5);
    assert_eq!(open.loads[0].profile_of_user(&open, 0), 0);
}

#[test]
fn participants_are_all_users_and_arrivals() {
    assert_eq!(
        three_profiles("{users: 5, duration: 1m}, {rate: 10/s, duration: 3s}").participants,
        35
    );
}

#[test]
fn faults_hit_their_share_of_the_requests_they_may_hit() {
    let mut plan = three_profiles("{users: 5, duration: 1m}");
    assert_eq!(plan.fault_of(0, 0, 0, 0), None);
    let fault = |kind, share, only| Fault { kind, share, only };
    plan.faults = vec![
        fault(FaultKind::Abort, 0.1, Vec::new()),
        fault(FaultKind::WrongAuth, 0.2, vec![1]),
    ];
    let counts = |template| {
        let mut counts = [0.0; 3];
        for i in 0..100_000 {
            match plan.fault_of(template, i % 100, i / 100, 3) {
                Some(FaultKind::Abort) => counts[0] += 1.0,
                Some(FaultKind::WrongAuth) => counts[1] += 1.0,
                Some(other) => panic!("{other:?}"),
                None => counts[2] += 1.0,
            }
        }
        counts
    };
    assert!(chi_square(&counts(1), &[0.1, 0.2, 0.7]) < 18.4);
    let others = counts(0);
    assert!(
        chi_square(&[others[0], others[2]], &[0.1, 0.9]) < 15.1,
        "{others:?}"
    );
    assert!(others[1] < 0.5);
    let names: Vec<&str> = FaultKind::ALL.into_iter().map(FaultKind::as_str).collect();
    assert_eq!(
        names,
        [
            "abort",
            "slow_body",
            "malformed_body",
            "wrong_auth",
            "duplicate"
        ]
    );
}

#[test]
fn a_leg_goes_to_its_variants_address_with_its_variables() {
    let text = "base_url: [http://a/shop, 'http://b:81']\n\
         requests: {x: {get: /x?y}, y: {get: 'http://other/y'}}\nscenarios: [{users: 4, duration: 1m}]\n";
    let mut plan = from_scenario(load(text, "f.yaml").unwrap(), &Overrides::default()).unwrap();
    plan.requests[1].template = Some(Arc::new(template("/{{ algorithm }}")));
    plan.requests[1].url = url("http://b:81/");
    plan.variables = vec![
        ("algorithm".to_owned(), json("\"rr\"")),
        ("n".to_owned(), json("1")),
    ];
    let hook = Hook {
        name: "reset".to_owned(),
        what: HookAction::Send(Box::new(get("http://a/shop/reset"))),
        save_as: None,
    };
    let variant = |base_url: Option<&str>| Variant {
        name: "rl".to_owned(),
        before: Vec::new(),
        after: Vec::new(),
        base_url: base_url.map(url),
        variables: vec![("algorithm".to_owned(), json("\"rl\""))],
        labels: Vec::new(),
    };
    plan.hooks = Hooks {
        before: vec![hook.clone()],
        timeline: vec![(Duration::ZERO, hook)],
        variants: vec![variant(Some("https://c/v2")), variant(None)],
        ..Hooks::default()
    };
    let leg = plan.for_variant(0);
    let urls: Vec<String> = leg
        .requests
        .iter()
        .map(|request| request.url.to_string())
        .collect();
    assert_eq!(
        urls,
        ["https://c/v2/x?y", "https://c/v2/", "http://other/y"]
    );
    let own = Endpoint {
        host: None,
        ..plan.requests[0].endpoint.clone()
    };
    assert_eq!(leg.requests[0].endpoint, own);
    assert_eq!(
        (leg.on_base(0, 0, 1), plan.on_base(0, 0, 1)),
        (RequestId(0), RequestId(1))
    );
    assert_eq!(leg.base_urls, [url("https://c/v2")]);
    assert_eq!(leg.own_base_urls(), plan.base_urls);
    assert_eq!(plan.own_base_urls(), plan.base_urls);
    assert_eq!(
        leg.variables,
        [
            ("algorithm".to_owned(), json("\"rl\"")),
            ("n".to_owned(), json("1"))
        ]
    );
    let HookAction::Send(sent) = &leg.hooks.timeline[0].1.what else {
        panic!("{:?}", leg.hooks)
    };
    assert_eq!(sent.url, url("https://c/v2/reset"));
    assert_eq!(
        leg.hooks.before, plan.hooks.before,
        "done once around all legs"
    );
    assert_eq!(plan.for_variant(1).requests, plan.requests);
    assert_eq!(plan.for_variant(9), plan);
    assert_eq!((leg.seed, &leg.loads), (plan.seed, &plan.loads));
}

/// A request that draws, counts and takes rows.
fn busy_plan(seed: u64) -> Plan {
    let mut plan = testing::plan();
    plan.seed = seed;
    let rows = |n: u64| (0..n).map(Value::from).collect();
    plan.data = vec![
        DataSet::from_rows("items", "item", Pick::Random, rows(50)).unwrap(),
        DataSet::from_rows("cards", "card", Pick::Shuffled, rows(7)).unwrap(),
    ];
    plan.variables = vec![("token".to_owned(), json(r#""{{ uuid() }}""#))];
    let body =
        r#"{"a": "{{ random_string(5) }}", "b": ["{{ random_choice(items) }}", "{{ card }}"]}"#;
    plan.requests[2].template = Some(Arc::new(RequestTemplate {
        body: Body::Json(json(body)),
        headers: vec![("x-token".to_owned(), testing::text("{{ token }}"))],
        ..template(
            "/{{ item }}/{{ random_int(1, 1000000) }}/{{ next_row('items') }}/{{ counter('n') }}",
        )
    }));
    plan
}

fn rendered(plan: &Arc<Plan>, user: u64) -> Vec<String> {
    let mut session = Session::begin(plan, 0, user).unwrap();
    (0..10)
        .map(|iteration| {
            session.begin_iteration(iteration);
            format!("{:?}", plan.requests[2].render(&session).unwrap())
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]
    #[test]
    fn the_same_seed_renders_the_same_bytes_on_any_thread_and_another_seed_others(seed: u64, threads in 1u64..5) {
        const USERS: u64 = 12;
        let plan = Arc::new(busy_plan(seed));
        let alone: Vec<_> = (0..USERS).map(|user| rendered(&plan, user)).collect();
        let own: Vec<_> = (0..threads)
            .map(|thread| {
                // Each thread makes the plan by itself, as shards do.
                std::thread::spawn(move || {
                    let plan = Arc::new(busy_plan(seed));
                    let owned = Share::whole().split(threads)[usize::try_from(thread).unwrap()].clone();
                    owned.owned(0..USERS).map(|user| (user, rendered(&plan, user))).collect::<Vec<_>>()
                })
            })
            .collect();
        let mut together: Vec<_> = own.into_iter().flat_map(|thread| thread.join().unwrap()).collect();
        together.sort();
        prop_assert_eq!(together.into_iter().map(|(_, lines)| lines).collect::<Vec<_>>(), alone.clone());
        let other = Arc::new(busy_plan(seed.wrapping_add(1)));
        prop_assert_ne!(rendered(&other, 0), alone[0].clone());
        prop_assert_ne!(alone[0].clone(), alone[1].clone());
    }
}

#[test]
fn a_row_is_kept_for_its_iteration() {
    let plan = Arc::new(busy_plan(1));
    let mut session = Session::begin(&plan, 0, 0).unwrap();
    let mut render = |iteration: Option<u64>, source: &str| {
        if let Some(iteration) = iteration {
            session.begin_iteration(iteration);
        }
        let mut out = String::new();
        testing::text(source)
            .render(session.scope(), &mut out)
            .unwrap();
        out
    };
    let first = render(Some(0), "{{ card }}");
    assert_eq!(render(None, "{{ row('cards') }}"), first);
    let next = render(None, "{{ next_row('cards') }}");
    assert_ne!(next, first);
    assert_eq!(render(None, "{{ card }}"), next);
    assert_ne!(render(Some(1), "{{ card }}"), next);
    assert_eq!(render(None, "{{ cards | length }}"), "7");
}
