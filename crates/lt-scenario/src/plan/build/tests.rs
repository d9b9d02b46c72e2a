use crate::{HookAction, Overrides, Plan, PlanError, Request, Step, Task, load, plan};

const SHOP: &str = "base_url: http://shop.example
http: {headers: {x-all: a, x-own: all}, cookies: false, connections_per_user: 2}
variables: {id: 1}
requests:
  home: {get: '/?a=b', tags: read}
  item: {get: '/items/{{ id }}', headers: {x-own: '{{ id }}'}, tags: [read, slow]}
  order: {post: /orders, json: {a: 1}, tags: write}
  form: {post: /form, query: {q: a b}, form: {c: d e}, auth: {basic: {user: u, password: p}}}
  away: {get: 'http://away.example/{{ id }}'}
journeys:
  browse: {steps: [home, item], tags: walk}
  buy: [item, {parallel: [home, order]}, {if: id > 0, then: [order]}]
user_profiles:
  visitor: {weight: 3, actions: [{name: home, tags: first}, {name: browse}, {name: away}]}
  buyer: {weight: 1, actions: [buy, {steps: [order]}], base_url: [http://b1.example, http://b2.example]}
scenarios:
  - {name: one, users: 1, duration: 1s}
  - {name: two, users: 1, duration: 1s, tags: [whole], profiles: [buyer]}
  - {name: mixed, users: 1, duration: 1s, traffic_mix: {home: 0.25, buy: 0.75}}
";

fn planned(overrides: &Overrides) -> Result<Plan, PlanError> {
    plan::from_scenario(load(SHOP, "shop.yaml").unwrap(), overrides)
}

fn chosen(include: &[&str], exclude: &[&str], profiles: &[&str]) -> Result<Plan, PlanError> {
    let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    planned(&Overrides {
        include_tags: owned(include),
        exclude_tags: owned(exclude),
        profiles: owned(profiles),
        ..Overrides::default()
    })
}

/// By load: its name, its profiles with their tasks, and its mix.
fn shown(plan: &Plan) -> Vec<String> {
    let task = |task: Task| match task {
        Task::Request(i) => plan.requests[plan.on_base(i, 0, 0).0].endpoint.name.clone(),
        Task::Journey(i) => plan.program.journeys[i].name.clone(),
        Task::Steps(_) => "steps".to_owned(),
    };
    let load = |load: &crate::Load| {
        let profile = |i: &usize| {
            let profile = &plan.profiles[*i];
            let tasks: Vec<String> = profile.actions.iter().map(|a| task(a.what)).collect();
            format!("{}({})", profile.name, tasks.join(" "))
        };
        let profiles: Vec<String> = load.profiles.iter().map(profile).collect();
        let mix: Vec<String> = load.mix.iter().flatten().map(|a| task(a.what)).collect();
        let name = load.name.as_deref().unwrap();
        match load.mix {
            Some(_) => format!("{name}: {}", mix.join(" ")),
            None => format!("{name}: {}", profiles.join(", ")),
        }
    };
    plan.loads.iter().map(load).collect()
}

#[test]
fn tags_choose_actions_and_leave_steps_out() {
    let check = |include: &[&str], exclude: &[&str], profiles: &[&str], expected: &[&str]| {
        let plan = chosen(include, exclude, profiles).unwrap();
        assert_eq!(
            shown(&plan),
            expected,
            "{include:?} {exclude:?} {profiles:?}"
        );
        plan
    };
    let all = [
        "one: visitor(/ browse /{id}), buyer(buy steps)",
        "two: buyer(buy steps)",
        "mixed: / buy",
    ];
    check(&[], &[], &[], &all);
    check(&["first"], &[], &[], &["one: visitor(/)"]);
    check(
        &["write"],
        &[],
        &[],
        &[
            "one: buyer(buy steps)",
            "two: buyer(buy steps)",
            "mixed: buy",
        ],
    );
    check(&["walk"], &[], &[], &["one: visitor(browse)"]);
    // A scenario with the tag keeps all its actions.
    check(
        &["whole", "walk"],
        &[],
        &[],
        &["one: visitor(browse)", "two: buyer(buy steps)"],
    );
    check(
        &["read"],
        &["slow"],
        &["visitor"],
        &["one: visitor(/ browse)", "mixed: / buy"],
    );
    let plan = check(
        &[],
        &["write", "whole"],
        &[],
        &["one: visitor(/ browse /{id}), buyer(buy)", "mixed: / buy"],
    );
    let buy = &plan.program.blocks[plan.program.journeys[1].steps.0];
    assert_eq!(buy[..2], [Step::Request(1), Step::Parallel(vec![0])]);
    let Step::If { then, .. } = &buy[2] else {
        panic!("if");
    };
    assert!(plan.program.blocks[then.0].is_empty());
    check(
        &[],
        &["read"],
        &[],
        &[
            "one: visitor(/{id}), buyer(buy steps)",
            "two: buyer(buy steps)",
            "mixed: buy",
        ],
    );
    check(
        &[],
        &[],
        &["buyer"],
        &[
            "one: buyer(buy steps)",
            "two: buyer(buy steps)",
            "mixed: / buy",
        ],
    );
}

#[test]
fn a_choice_that_leaves_nothing_names_what_there_is() {
    let refusal = |include: &[&str], exclude: &[&str], profiles: &[&str]| {
        chosen(include, exclude, profiles).unwrap_err().to_string()
    };
    assert_eq!(
        refusal(&["nothing"], &[], &[]),
        "nothing is left to do after `--profile`, `--tags` and `--exclude-tags`; tags that are known: `first`, `read`, `slow`, `walk`, `whole`, `write`"
    );
    assert_eq!(
        refusal(&["first"], &["read"], &[]),
        refusal(&["nothing"], &[], &[])
    );
    assert_eq!(
        refusal(&[], &[], &["buyers"]),
        "no user profile `buyers` in shop.yaml; did you mean `buyer`?"
    );
    let request = || Request::new("GET", crate::Url::parse("http://x").unwrap()).unwrap();
    let overrides = Overrides {
        include_tags: vec!["a".to_owned()],
        ..Overrides::default()
    };
    assert_eq!(
        plan::quick(request(), &overrides).unwrap_err().to_string(),
        "`--tags` chooses from a scenario file; give one instead of a URL, or leave it out"
    );
}

#[test]
fn only_requests_that_change_have_templates() {
    let plan = planned(&Overrides::default()).unwrap();
    let of = |template: usize| &plan.requests[plan.on_base(template, 0, 0).0];
    let home = of(0);
    assert!(home.template.is_none());
    assert_eq!(home.url.to_string(), "http://shop.example/?a=b");
    let headers = |request: &Request| -> Vec<String> {
        request
            .headers
            .iter()
            .map(|(name, value)| format!("{name}: {value}"))
            .collect()
    };
    assert_eq!(headers(home), ["x-all: a", "x-own: all"]);
    let item = of(1);
    let template = item.template.as_ref().unwrap();
    let names: Vec<&str> = template
        .headers
        .iter()
        .map(|(name, _)| name.as_str())
        .collect();
    assert_eq!(names, ["x-own", "x-all"]);
    assert_eq!(item.url.to_string(), "http://shop.example/");
    assert_eq!(
        headers(of(2)),
        ["content-type: application/json", "x-all: a", "x-own: all"]
    );
    assert_eq!(of(2).body, br#"{"a":1}"#);
    let form = of(3);
    assert!(form.template.is_none());
    assert_eq!(form.url.to_string(), "http://shop.example/form?q=a%20b");
    assert_eq!(form.body, b"c=d+e");
    assert!(headers(form).contains(&"authorization: Basic dTpw".to_owned()));
    assert!(!plan.http.cookies);
    assert_eq!(plan.http.connections_per_user, 2);
}

#[test]
fn headers_of_the_command_line_win_over_templates() {
    let overrides = Overrides {
        headers: vec![("X-Own".to_owned(), "typed".to_owned())],
        ..Overrides::default()
    };
    let plan = planned(&overrides).unwrap();
    let item = &plan.requests[plan.on_base(1, 0, 0).0];
    assert_eq!(item.headers, [("X-Own".to_owned(), "typed".to_owned())]);
    let template = item.template.as_ref().unwrap();
    assert_eq!(template.headers.len(), 1);
}

#[test]
fn profiles_may_have_base_urls_of_their_own() {
    let host = |plan: &Plan, template, profile, user| {
        let request = &plan.requests[plan.on_base(template, profile, user).0];
        (request.url.host().to_owned(), request.endpoint.host.clone())
    };
    let plan = planned(&Overrides::default()).unwrap();
    assert_eq!(host(&plan, 0, 0, 5), ("shop.example".to_owned(), None));
    for (user, expected) in [(4, "b1.example"), (5, "b2.example")] {
        assert_eq!(
            host(&plan, 0, 1, user),
            (expected.to_owned(), Some(expected.to_owned()))
        );
    }
    // An address of its own is the same for everybody.
    for profile in [0, 1] {
        assert_eq!(host(&plan, 4, profile, 1).0, "away.example");
    }
    let overrides = Overrides {
        hosts: vec![crate::Url::parse("http://typed.example").unwrap()],
        ..Overrides::default()
    };
    let typed = planned(&overrides).unwrap();
    assert_eq!(host(&typed, 0, 1, 5), ("typed.example".to_owned(), None));
}

#[test]
fn hooks_go_to_the_first_base_url() {
    let text = "base_url: [http://a.example/x, http://b.example]
variables: {v: 1}
requests: {home: {get: /home}}
ready: {get: /health}
before: [home, {post: '/{{ v }}'}]
scenarios:
  - {users: 1, duration: 1s}
  - {users: 1, duration: 1s, before: [{run: date}], after: [home]}
variants: [{name: a, base_url: 'http://c.example', after: [home]}]
";
    let plan = plan::from_scenario(load(text, "f").unwrap(), &Overrides::default()).unwrap();
    let hooks = &plan.hooks;
    assert_eq!(
        hooks.ready.as_ref().unwrap().request.url.to_string(),
        "http://a.example/x/health"
    );
    let HookAction::Send(request) = &hooks.before[1].what else {
        panic!("a request");
    };
    assert_eq!(request.url.to_string(), "http://a.example/x");
    assert_eq!(request.template.as_ref().unwrap().path.source(), "/{{ v }}");
    let counts: Vec<(usize, usize)> = (hooks.loads.iter())
        .map(|(before, after)| (before.len(), after.len()))
        .collect();
    assert_eq!(counts, [(0, 0), (1, 1)]);
    assert_eq!(hooks.variants[0].after.len(), 1);
}

#[test]
fn a_typed_host_wins_over_the_variants_addresses() {
    let text = "base_url: http://a.example
requests: {home: {get: /home}}
scenarios: [{users: 1, duration: 1s}]
variants: [{name: near}, {name: far, base_url: 'http://far.example', before: [{post: /reset}]}]
";
    let far = |hosts: &[&str]| {
        let overrides = Overrides {
            hosts: hosts
                .iter()
                .map(|host| crate::Url::parse(host).unwrap())
                .collect(),
            ..Overrides::default()
        };
        let plan = plan::from_scenario(load(text, "f").unwrap(), &overrides).unwrap();
        let leg = plan.for_variant(1);
        let HookAction::Send(reset) = &leg.hooks.variants[1].before[0].what else {
            panic!("a request");
        };
        let urls = leg.requests.iter().map(|request| request.url.to_string());
        urls.chain([reset.url.to_string()]).collect::<Vec<_>>()
    };
    assert_eq!(
        far(&[]),
        ["http://far.example/home", "http://far.example/reset"]
    );
    assert_eq!(
        far(&["http://staging.example"]),
        [
            "http://staging.example/home",
            "http://staging.example/reset"
        ]
    );
    assert_eq!(
        far(&["http://s1.example", "http://s2.example"]),
        [
            "http://s1.example/home",
            "http://s2.example/home",
            "http://s1.example/reset"
        ]
    );
}

#[test]
fn what_the_timeline_has_from_the_planned_end_on_is_never_done() {
    let never = |scenarios: &str| {
        let text = format!(
            "base_url: http://a.example
requests: {{home: {{get: /home}}}}
warmup: 2s
scenarios: [{scenarios}]
timeline: [{{at: 6s, request: home}}, {{at: 2s, run: a}}, {{at: 3s, run: b}}]
"
        );
        let plan = plan::from_scenario(load(&text, "f").unwrap(), &Overrides::default()).unwrap();
        let never = plan.never_done().iter();
        never
            .map(|(at, hook)| format!("{} {}", at.as_secs(), hook.name))
            .collect::<Vec<_>>()
    };
    assert_eq!(never("{users: 1, duration: 3s}"), ["3 b", "6 home"]);
    assert_eq!(
        never("{users: 1, duration: 1s}, {users: 1, duration: 4s}"),
        ["6 home"]
    );
    assert_eq!(never("{users: 1, duration: 10s}"), [""; 0]);
    assert_eq!(never("{users: 1, requests: 5}"), [""; 0]);
}
