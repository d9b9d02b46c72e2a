use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::testing::{self, json, plan, session, text};
use crate::{Answer, DataSet, Journey, Json, Pick, Program};

fn expr(source: &str) -> Expr {
    Expr::parse(source).unwrap()
}

fn journey(name: &str, steps: usize, goes_on_after_errors: bool) -> Journey {
    Journey {
        name: name.to_owned(),
        steps: BlockId(steps),
        goes_on_after_errors,
        tags: Vec::new(),
    }
}

fn program(blocks: Vec<Vec<Step>>, journeys: Vec<Journey>) -> Plan {
    let mut plan = plan();
    plan.program = Program { blocks, journeys };
    plan
}

/// What comes of a walk in short: the numbers of requests, `t` and seconds of a pause, `[…]` for several at once.
fn walk(plan: &Plan, mut walk: Walk, session: &Session) -> Vec<String> {
    let mut all = Vec::new();
    loop {
        all.push(match walk.next(plan, session) {
            Ok(Next::Send(request)) => request.to_string(),
            Ok(Next::Together(requests)) => format!("{requests:?}"),
            Ok(Next::Think(pause)) => format!("t{}", pause.as_secs()),
            Ok(Next::Done) => return all,
            Err(error) => error.to_string(),
        });
    }
}

fn check(blocks: Vec<Vec<Step>>, expected: &str) {
    let plan = program(blocks, vec![journey("inner", 1, false)]);
    let session = session(plan.clone());
    let came = walk(&plan, Walk::new(BlockId(0)), &session);
    assert_eq!(came.join(" "), expected);
}

fn think(seconds: u64) -> Step {
    Step::Think(Wait::Constant(Duration::from_secs(seconds)))
}

fn set(name: &str, value: &str) -> Step {
    let value: Json = json(value);
    Step::Set(vec![(name.to_owned(), value)])
}

fn branch(condition: &str) -> Step {
    Step::If {
        condition: expr(condition),
        then: BlockId(1),
        otherwise: BlockId(2),
    }
}

fn repeat(times: Times) -> Step {
    Step::Repeat {
        times,
        steps: BlockId(1),
    }
}

#[test]
fn every_kind_of_step_leads_on() {
    let one = vec![Step::Request(1)];
    let two = vec![Step::Request(2)];
    for (step, expected) in [
        (Step::Request(3), "3"),
        (think(2), "t2"),
        (Step::Think(Wait::None), ""),
        (Step::Parallel(vec![3, 0, 3]), "[3, 0, 3]"),
        (Step::Parallel(Vec::new()), ""),
        (branch("1 < 2"), "1"),
        (branch("1 > 2"), "2"),
        (repeat(Times::Exactly(3)), "1 1 1"),
        (repeat(Times::Exactly(0)), ""),
        (repeat(Times::Value(expr("1 + 1"))), "1 1"),
        (repeat(Times::Value(expr("'2'"))), "1 1"),
        (repeat(Times::Between(2, 2)), "1 1"),
        (Step::Choose(vec![(0, BlockId(1)), (9, BlockId(2))]), "2"),
        (Step::Journey(0), "1"),
        (Step::Journey(9), ""),
    ] {
        let blocks = vec![vec![step, Step::Request(0)], one.clone(), two.clone()];
        check(blocks, format!("{expected} 0").trim_start());
    }
}

#[test]
fn loops_lie_within_each_other_and_see_their_variables() {
    let blocks = vec![
        vec![
            set("n", "0"),
            Step::While {
                condition: expr("n < 2"),
                most: 5,
                steps: BlockId(1),
            },
            Step::Request(0),
        ],
        vec![
            set("n", r#""{{ n + 1 }}""#),
            Step::Foreach {
                item: "item".to_owned(),
                list: expr("[1, n, 3]"),
                steps: BlockId(2),
            },
        ],
        vec![Step::If {
            condition: expr("item == 2"),
            then: BlockId(3),
            otherwise: BlockId(4),
        }],
        vec![Step::Request(2), think(1)],
        vec![Step::Request(1)],
    ];
    check(blocks, "1 1 1 1 2 t1 1 0");
}

#[test]
fn loops_end_at_their_bounds() {
    let forever = |most| Step::While {
        condition: expr("true"),
        most,
        steps: BlockId(1),
    };
    check(vec![vec![forever(3)], vec![Step::Request(1)]], "1 1 1");
    let nested = vec![
        vec![forever(100_000)],
        vec![repeat(Times::Exactly(100_000))],
        vec![],
    ];
    let mut nested = nested;
    nested[1] = vec![Step::Repeat {
        times: Times::Exactly(100_000),
        steps: BlockId(2),
    }];
    check(nested, "a walk of more than 1000000 steps");
    let circle = vec![vec![Step::Journey(0)], vec![Step::Journey(0)]];
    check(circle, "steps more than 256 deep");
}

#[test]
fn a_variable_cannot_grow_without_bounds() {
    for (begin, more) in [
        ("[]", "{{ [x] }}"),
        ("[]", "{{ [x, x] }}"),
        ("[1]", "{{ x + x }}"),
        ("\"x\"", "{{ x ~ x }}"),
    ] {
        let repeat = repeat(Times::Exactly(1_000));
        let blocks = vec![
            vec![set("x", begin), repeat],
            vec![set("x", &format!("\"{more}\""))],
        ];
        check(
            blocks,
            "a value of more than 16777216 bytes, or more than 128 deep",
        );
    }
}

#[test]
fn what_is_no_number_or_list_fails_the_walk() {
    for (step, message) in [
        (
            repeat(Times::Value(expr("-1"))),
            "`-1` is no whole number up to 100000",
        ),
        (
            repeat(Times::Value(expr("100001"))),
            "`100001` is no whole number up to 100000",
        ),
        (
            repeat(Times::Value(expr("'x'"))),
            "`'x'` is no whole number up to 100000",
        ),
        (branch("nobody"), "`nobody` has no value"),
        (
            Step::Foreach {
                item: "i".to_owned(),
                list: expr("1"),
                steps: BlockId(1),
            },
            "`1` is no list",
        ),
        (
            Step::While {
                condition: expr("nobody > 1"),
                most: 2,
                steps: BlockId(1),
            },
            "`nobody > 1`: undefined value",
        ),
    ] {
        check(vec![vec![step, Step::Request(0)], vec![], vec![]], message);
    }
}

#[test]
fn a_failed_request_ends_the_journeys_that_do_not_go_on() {
    let blocks = vec![
        vec![Step::Request(0), Step::Journey(1), Step::Request(1)],
        vec![repeat(Times::Exactly(2)), Step::Request(3)],
        vec![Step::Request(2), Step::Request(2)],
    ];
    let mut blocks = blocks;
    blocks[1][0] = Step::Repeat {
        times: Times::Exactly(2),
        steps: BlockId(2),
    };
    for (outer, inner, expected) in [
        (false, false, "0 2"),
        (true, false, "0 2 1"),
        (false, true, "0 2 2 2 2 3 1"),
        (true, true, "0 2 2 2 2 3 1"),
    ] {
        let journeys = vec![journey("outer", 0, outer), journey("inner", 1, inner)];
        let plan = program(blocks.clone(), journeys);
        let session = session(plan.clone());
        let mut walk = Walk::of_journey(0);
        assert_eq!((walk.journey(), walk.step()), (Some(0), 0));
        let mut came = Vec::new();
        while let Next::Send(request) = walk.next(&plan, &session).unwrap() {
            came.push(request.to_string());
            assert_eq!(usize::try_from(walk.step()).unwrap() + 1, came.len());
            if request == 2 {
                walk.failed();
            }
        }
        assert_eq!(came.join(" "), expected, "{outer} {inner}");
    }
}

#[test]
fn the_think_time_of_a_request_follows_it() {
    let mut plan = program(vec![vec![Step::Request(1), Step::Request(0)]], Vec::new());
    plan.requests[1].think = Wait::Constant(Duration::from_secs(3));
    let session = session(plan.clone());
    assert_eq!(
        walk(&plan, Walk::new(BlockId(0)), &session),
        ["1", "t3", "0"]
    );
}

#[test]
fn a_user_without_rows_left_is_done() {
    let rows = vec![Value::from(1), Value::from(2)];
    let data = DataSet::from_rows("ids", "id", Pick::Unique, rows).unwrap();
    let blocks = vec![vec![set("x", r#""{{ id }}""#), Step::Request(0)]];
    let mut plan = program(blocks, Vec::new());
    plan.data = vec![data];
    let mut session = session(plan.clone());
    for source in [
        "{{ row('ids') }}",
        "{{ id.x }}",
        "{{ [id] }}",
        "{% if id %}{% endif %}",
        "{{ id }}",
    ] {
        let mut other = Session::begin(&Arc::new(plan.clone()), 0, 5).unwrap();
        other.begin_iteration(0);
        let rendered = text(source).render(other.scope(), &mut String::new());
        assert_eq!(
            rendered,
            Err(RenderError::UsedUp("ids".to_owned())),
            "{source}"
        );
    }
    let mut next = |iteration| {
        session.begin_iteration(iteration);
        let mut walk = Walk::new(BlockId(0));
        (walk.next(&plan, &session), walk.next(&plan, &session))
    };
    assert_eq!(next(0), (Ok(Next::Send(0)), Ok(Next::Done)));
    let used_up = RenderError::UsedUp("ids".to_owned());
    assert_eq!(next(1), (Err(used_up), Ok(Next::Done)));
}

#[test]
fn a_conversation_is_kept_over_its_turns() {
    let blocks = vec![
        vec![
            set("history", "[]"),
            Step::Repeat {
                times: Times::Exactly(2),
                steps: BlockId(1),
            },
        ],
        vec![
            Step::Request(2),
            set(
                "history",
                r#""{{ history + [{'role': 'assistant', 'content': json.answer}] }}""#,
            ),
        ],
    ];
    let plan = program(blocks, Vec::new());
    let session = session(plan.clone());
    let mut walk = Walk::new(BlockId(0));
    for answer in ["a", "b"] {
        assert_eq!(walk.next(&plan, &session), Ok(Next::Send(2)));
        session.remember(&Answer {
            status: 200,
            headers: http::HeaderMap::new(),
            body: format!(r#"{{"answer": "{answer}"}}"#).into(),
            response_ms: 1.0,
        });
    }
    assert_eq!(walk.next(&plan, &session), Ok(Next::Done));
    let mut out = String::new();
    text("{{ json(history) }}")
        .render(session.scope(), &mut out)
        .unwrap();
    assert_eq!(
        out,
        r#"[{"content":"a","role":"assistant"},{"content":"b","role":"assistant"}]"#
    );
}

/// Request 0 once, then 1, 2 or 3 by weights 5, 3 and 2, from two to four times with pauses.
fn weighted() -> Plan {
    let requests = [1, 2, 3].map(|request| vec![Step::Request(request)]);
    let [one, two, three] = requests;
    let pause = Wait::Range(Duration::from_secs(1), Duration::from_secs(100));
    let choose = Step::Choose(vec![(5, BlockId(2)), (3, BlockId(3)), (2, BlockId(4))]);
    let blocks = vec![
        vec![Step::Request(0), repeat(Times::Between(2, 4))],
        vec![choose, Step::Think(pause)],
        one,
        two,
        three,
    ];
    program(blocks, Vec::new())
}

#[test]
fn the_same_seed_gives_the_same_walks_and_another_seed_others() {
    let walks = |seed, user| {
        let mut plan = weighted();
        plan.seed = seed;
        let mut session = Session::begin(&Arc::new(plan.clone()), 0, user).unwrap();
        let mut all = Vec::new();
        for iteration in 0..20 {
            session.begin_iteration(iteration);
            all.push(walk(&plan, Walk::new(BlockId(0)), &session));
        }
        all
    };
    assert_eq!(walks(1, 0), walks(1, 0));
    assert_ne!(walks(1, 0), walks(2, 0));
    assert_ne!(walks(1, 0), walks(1, 1));
    let different: std::collections::BTreeSet<_> = walks(1, 0).into_iter().collect();
    assert!(different.len() > 10);
}

#[test]
fn ways_and_counts_are_drawn_by_their_weights() {
    let plan = weighted();
    let mut session = session(plan.clone());
    let (mut ways, mut lengths) = ([0u32; 4], [0u32; 5]);
    let mut iteration = 0;
    while ways[1..].iter().sum::<u32>() < 100_000 {
        session.begin_iteration(iteration);
        iteration += 1;
        let (mut walk, mut length) = (Walk::new(BlockId(0)), 0);
        loop {
            match walk.next(&plan, &session).unwrap() {
                Next::Send(0) => {}
                Next::Send(request) => {
                    ways[request] += 1;
                    length += 1;
                }
                Next::Done => break,
                Next::Think(_) | Next::Together(_) => {}
            }
        }
        lengths[length] += 1;
    }
    let chi_square = |counts: &[u32], shares: &[f64]| {
        let counts: Vec<f64> = counts.iter().copied().map(f64::from).collect();
        testing::chi_square(&counts, shares)
    };
    // Two degrees of freedom: 18.4 is passed once in 10,000 honest runs; the seed is fixed.
    assert!(chi_square(&ways[1..], &[0.5, 0.3, 0.2]) < 18.4, "{ways:?}");
    assert_eq!(lengths[..2], [0, 0]);
    assert!(
        chi_square(&lengths[2..], &[1.0 / 3.0; 3]) < 18.4,
        "{lengths:?}"
    );
}

/// A step that leads to one of seven blocks, of which the last is not there.
fn any_step() -> impl Strategy<Value = Step> {
    let block = || (0usize..7).prop_map(BlockId);
    let condition = prop::sample::select(&["true", "n > 2", "nobody", "n == 1"][..]).prop_map(expr);
    prop_oneof![
        (0usize..5).prop_map(Step::Request),
        (0u64..3).prop_map(think),
        prop::collection::vec(0usize..4, 0..3).prop_map(Step::Parallel),
        Just(set("n", r#""{{ n + 1 }}""#)),
        (0usize..3).prop_map(Step::Journey),
        (condition.clone(), block(), block()).prop_map(|(condition, then, otherwise)| Step::If {
            condition,
            then,
            otherwise
        }),
        (0u64..3, block()).prop_map(|(n, steps)| Step::Repeat {
            times: Times::Between(n, 3),
            steps
        }),
        (condition, 0u64..3, block()).prop_map(|(condition, most, steps)| Step::While {
            condition,
            most,
            steps
        }),
        block().prop_map(|steps| Step::Foreach {
            item: "n".to_owned(),
            list: expr("[n, 1]"),
            steps
        }),
        prop::collection::vec((0u64..3, block()), 0..3).prop_map(Step::Choose),
    ]
}

proptest! {
    #[test]
    fn every_walk_ends_whatever_its_steps_and_failures(
        blocks in prop::collection::vec(prop::collection::vec(any_step(), 0..4), 6),
        goes_on: bool,
        fails in prop::collection::vec(any::<bool>(), 8),
    ) {
        // Blocks lead to later ones only: a circle would end too, but at a million steps.
        let ordered = blocks.into_iter().enumerate().map(|(i, steps)| {
            let later = |step: &Step| match step {
                Step::If { then: BlockId(a), otherwise: BlockId(b), .. } => *a > i && *b > i,
                Step::Repeat { steps, .. } | Step::While { steps, .. } | Step::Foreach { steps, .. } => steps.0 > i,
                Step::Choose(ways) => ways.iter().all(|(_, block)| block.0 > i),
                Step::Journey(journey) => i == 0 && *journey != 0,
                _ => true,
            };
            steps.into_iter().filter(later).collect()
        });
        let journeys = vec![journey("a", 0, goes_on), journey("b", 3, !goes_on)];
        let plan = program(ordered.collect(), journeys);
        let session = session(plan.clone());
        session.set("n", Value::from(0));
        let mut walk = Walk::of_journey(0);
        let mut n = 0;
        while walk.next(&plan, &session) != Ok(Next::Done) {
            n += 1;
            prop_assert!(n < 100_000);
            if fails[n % fails.len()] {
                walk.failed();
            }
        }
        prop_assert_eq!(walk.next(&plan, &session), Ok(Next::Done));
    }
}
