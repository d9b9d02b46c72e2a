use proptest::prelude::*;

use crate::plan::from_scenario;
use crate::{Overrides, Plan, RunTime, Share, load};

fn plan(text: &str) -> Plan {
    from_scenario(load(text, "f.yaml").unwrap(), &Overrides::default()).unwrap()
}

fn lines(plan: &Plan, share: &Share) -> Vec<String> {
    let mut bytes = Vec::new();
    for operation in plan.operations(share) {
        operation.write_line(plan, &mut bytes);
    }
    let text = String::from_utf8(bytes).unwrap();
    text.split_inclusive('\n').map(str::to_owned).collect()
}

#[test]
fn a_plan_is_a_line_for_each_arrival_and_for_each_turn_of_a_user() {
    let plan = plan(
        "base_url: [http://a, 'http://b:81']\n\
         requests: {\"q\": {get: /x?y, name: \"say \\\"hi\\\"\"}}\n\
         scenarios:\n  \
         - {name: up and down, stages: [{users: 2, for: 1s}, {users: 1, for: 1s}, {users: 2, for: 1s}]}\n  \
         - {start: 500ms, rate: 1/s, duration: 2s}\n",
    );
    let expected = [
        r#"{"type":"planned","due_us":0,"id":0,"user":0,"scenario":"up and down"}"#,
        r#"{"type":"planned","due_us":0,"id":1,"user":1,"scenario":"up and down"}"#,
        r#"{"type":"planned","due_us":1000000,"id":2,"user":2,"method":"GET","name":"say \"hi\"","host":"a"}"#,
        r#"{"type":"planned","due_us":2000000,"id":1,"user":1,"scenario":"up and down"}"#,
        r#"{"type":"planned","due_us":2000000,"id":3,"user":3,"method":"GET","name":"say \"hi\"","host":"b:81"}"#,
    ];
    let lines = lines(&plan, &Share::whole());
    assert_eq!(
        lines.concat(),
        expected.map(|line| format!("{line}\n")).concat()
    );
}

fn level() -> impl Strategy<Value = (&'static str, &'static str)> {
    prop_oneof![Just(("users", "")), Just(("rate", "/s"))]
}

/// One scenario of any model, two seconds long.
fn scenario() -> impl Strategy<Value = String> {
    let body = prop_oneof![
        (1u64..30, 0u64..3).prop_map(|(n, ramp)| format!("users: {n}, ramp_up: {ramp}s, duration: 2s")),
        (1u64..60, any::<bool>()).prop_map(|(n, by_chance)| {
            let process = if by_chance { "poisson" } else { "constant" };
            format!("rate: {n}/s, arrivals: {process}, duration: 2s")
        }),
        (level(), prop::collection::vec((0u64..20, 0u64..900, 1u64..900), 1..4)).prop_map(|((key, unit), stages)| {
            let stage = |(n, over, hold)| format!("{{{key}: {n}{unit}, over: {over}ms, for: {hold}ms}}");
            let stages: Vec<_> = stages.into_iter().map(stage).collect();
            format!("stages: [{{{key}: 3{unit}, for: 100ms}}, {}]", stages.join(", "))
        }),
        (level(), 0u64..20, 1u64..40).prop_map(|((key, unit), base, peak)| {
            format!("spike: {{{key}: {base}{unit}, peak: {peak}{unit}, at: 500ms, over: 100ms, for: 300ms}}, duration: 2s")
        }),
        (level(), 1u64..20, 0u64..=100, 1u64..3000).prop_map(|((key, unit), mean, percent, period)| {
            let amplitude = mean * percent / 100;
            format!("sine: {{{key}: {mean}{unit}, amplitude: {amplitude}{unit}, period: {period}ms}}, duration: 2s")
        }),
        (level(), 0u64..10, 1u64..20).prop_map(|((key, unit), first, step)| {
            format!("steps: {{{key}: {first}{unit}, step: {step}{unit}, every: 500ms, to: 20{unit}}}")
        }),
    ];
    (body, prop::option::of(0u64..3000)).prop_map(|(body, start)| match start {
        Some(start) => format!("  - {{{body}, start: {start}ms}}\n"),
        None => format!("  - {{{body}}}\n"),
    })
}

fn text() -> impl Strategy<Value = String> {
    let scenarios = prop::collection::vec(scenario(), 1..4);
    (scenarios, 0u64..2, any::<u64>(), 1usize..4, 1u64..9).prop_map(|(scenarios, warmup, seed, bases, weight)| {
        let bases = ["http://a", "http://b", "http://c"][..bases].join(", ");
        format!(
            "base_url: [{bases}]\nwarmup: {warmup}s\nseed: {seed}\n\
             requests: {{a: {{get: /a}}, b: {{post: /b}}, c: {{get: 'http://other/c'}}}}\n\
             user_profiles:\n  p: {{weight: {weight}, actions: [{{name: a}}, {{name: b, weight: {weight}}}]}}\n  \
             q: {{weight: 2, actions: [{{name: c}}]}}\nscenarios:\n{}",
            scenarios.concat()
        )
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn the_shards_together_plan_what_one_run_plans_byte_for_byte(text in text()) {
        let plan = plan(&text);
        let mut single = lines(&plan, &Share::whole());
        single.sort_unstable();
        for shards in 1..=16 {
            let share = |shard| Share::parse(&format!("{shard}/{shards}")).unwrap();
            let mut union: Vec<String> = (0..shards).flat_map(|shard| lines(&plan, &share(shard))).collect();
            union.sort_unstable();
            prop_assert_eq!(&union, &single, "{} shards of {}", shards, text);
        }
    }

    #[test]
    fn operations_come_in_order_and_are_those_of_the_plan(text in text()) {
        let plan = plan(&text);
        let operations: Vec<_> = plan.operations(&Share::whole()).collect();
        prop_assert!(operations.is_sorted_by_key(|operation| (operation.due, operation.id)));
        for load in 0..plan.loads.len() {
            let of_load: Vec<_> = operations.iter().filter(|operation| operation.load == load).collect();
            let begin = plan.load_starts()[load];
            let end = plan.load_end(load).unwrap_or(RunTime(u64::MAX));
            prop_assert!(of_load.iter().all(|operation| (begin..end).contains(&operation.due)));
            prop_assert_eq!(of_load.iter().filter(|operation| operation.request.is_some()).count() as u64, plan.arrivals_in(load));
        }
    }
}
