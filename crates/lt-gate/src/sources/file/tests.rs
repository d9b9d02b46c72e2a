use super::*;

fn complaint(text: &str) -> String {
    let error = parse(text).expect_err(text);
    let (line, column) = place(text, error.at);
    format!("{line}:{column}: {}", error.problem)
}

#[test]
fn the_example_of_the_language_is_a_file() {
    let text = include_str!("../../../THRESHOLDS.md");
    let block = text.split("```toml\n").nth(1).unwrap();
    let thresholds = parse(block.split("```").next().unwrap()).unwrap();
    let shown: Vec<String> = thresholds
        .iter()
        .map(|threshold| format!("{threshold} {}", threshold.severity.as_str()))
        .collect();
    assert_eq!(
        shown,
        [
            "response_time p(95)<2s fail",
            "response_time p(99)<5s fail",
            "response_time{endpoint:/health} p(95)<20ms fail",
            "response_time{endpoint:/health} max<100ms warn",
            "errors rate<1% fail",
        ]
    );
}

#[test]
fn a_file_without_thresholds_gives_none() {
    assert_eq!(parse("").unwrap(), []);
    assert_eq!(parse("schema = 'lt.gate/1'\n[thresholds]\n").unwrap(), []);
}

#[test]
fn a_wrong_file_is_refused_with_line_column_and_the_way_out() {
    let check = |text: &str, expected: &str| assert_eq!(complaint(text), expected, "{text}");
    check(
        "[thresholds\n",
        "1:12: unclosed table, expected `]`; mend the TOML",
    );
    check(
        "[treshold]\n",
        "1:2: unknown key `treshold`; did you mean `thresholds`?",
    );
    check("x = 1\n", "1:1: unknown key `x`; use schema, thresholds");
    check(
        "schema = 'lt.gate/2'",
        "1:10: schema `lt.gate/2` is not known; this version of lt-gate reads `lt.gate/1`",
    );
    check("schema = 2", "1:10: expected a text, found integer");
    check("thresholds = []", "1:14: expected a table, found array");
    check(
        "[thresholds]\nerrors = 'rate<1%'",
        "2:10: expected a list of rules as in `[\"p(95)<200ms\"]`, found string",
    );
    check(
        "[thresholds]\nerrors = []",
        "2:10: no rule stands here; write one as in `[\"p(95)<200ms\"]`",
    );
    check(
        "[thresholds]\nerrors = [1]",
        "2:11: expected a rule as in `\"p(95)<200ms\"`, found integer",
    );
    check(
        "[thresholds]\neror = ['rate<1%']",
        "2:1: unknown metric `eror`; did you mean `errors`?",
    );
    check(
        "[thresholds]\n\"errors{method}\" = ['rate<1%']",
        "2:15: expected `:` and a value, found `}`",
    );
    check(
        "[thresholds]\nerrors = ['rate<1%',\n  \"rate<5\"]",
        "3:9: a share is at most 1 or 100%; did you mean `5%`?",
    );
    check(
        "[thresholds]\nerrors = [\"rate\\u003c5\"]",
        "2:11: a share is at most 1 or 100%; did you mean `5%`?",
    );
    check(
        "[thresholds]\nerrors = ['rate<1%', 'rate < 0.01']",
        "2:22: `errors rate<0.01` stands here already; give it once",
    );
    check(
        "[thresholds]\nerrors = [{ exp = 'rate<1%' }]",
        "2:13: unknown key `exp`; did you mean `expr`?",
    );
    check(
        "[thresholds]\nerrors = [{ severity = 'warn' }]",
        "2:11: no rule stands here; write one as in `[\"p(95)<200ms\"]`",
    );
    check(
        "[thresholds]\nerrors = [{ expr = 'rate<1%', severity = 'wran' }]",
        "2:42: unknown severity `wran`; did you mean `warn`?",
    );
}
