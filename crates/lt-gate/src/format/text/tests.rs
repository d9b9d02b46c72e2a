use super::*;
use crate::Verdict;
use crate::format::samples;

fn rendered(verdict: &Verdict) -> String {
    render(&Document::of(verdict), Paint::Plain)
}

#[test]
fn a_verdict_is_aligned_and_ends_with_the_answer() {
    let verdict = Verdict::new(Vec::new(), samples::every_status(), None);
    let expected = "\
FAIL  response_time p(99)<20ms            observed 31.2ms      over by 56%
PASS  response_time p(95)<200ms           observed 199.1ms     marginal, 95% interval 187ms to 211ms
WARN  requests rate>=50/s                 observed 49.8/s      under by 0.4%
MISS  response_time{endpoint:/x} max<1s   no samples
FEW   response_time p(99.9)<1s            observed 812.345ms   812 samples, 10,000 are needed
OKAY  errors rate<1%                      observed 1.23%       over by 23%; retries are switched off until #12
FAIL  dropped count==0                    observed 12
SLA of Heavy: 0 of 1 hold
SKIP  requests rate>=80rps   not judged   level `Heavy` did not run
1 of 8 thresholds hold, 2 warnings, 1 skipped, 1 accepted, 1 marginal: FAILED
";
    assert_eq!(rendered(&verdict), expected);
}

#[test]
fn a_comparison_is_a_table_with_the_worst_first() {
    let text = rendered(&samples::regression());
    let (_, comparison) = text.split_once("\n\n").unwrap();
    let expected = "\
compared with `main`, mode history: 3 runs against a window of 12 earlier ones; 1 session here, 12 sessions of the baseline
  12 baselines: `b-20260901-4f1c9d2a7e3b5f60` (4f1c9d2) to `b-20260912-4f1c9d2a7e3b5f60` (4f1c9d2)
differs: `environment.cores` is `4` here and `8` in the baseline
                 endpoint       metric       baseline     this   change [90% interval]    tolerated
";
    assert!(comparison.starts_with(expected), "{comparison}");
    let first = "regression       GET /orders    p95             184ms    241ms   +31% [+29, +33]               +10%";
    let below = "                 └ about 5 more runs";
    assert_eq!(comparison.lines().nth(4), Some(first), "{comparison}");
    assert_eq!(comparison.lines().nth(6), Some(below), "{comparison}");
    let last = "18 of 20 thresholds hold, 1 warning, 1 regression in 20 comparisons, 1 inconclusive, 1 improved: FAILED\n";
    assert!(text.ends_with(last), "{text}");
}

#[test]
fn of_many_comparisons_those_that_pass_are_counted() {
    let mut verdict = samples::regression();
    let rows = &mut verdict.compared.as_mut().unwrap().rows;
    let row = rows[0].clone();
    rows.extend(std::iter::repeat_n(row, 1000));
    let text = rendered(&verdict);
    assert!(
        text.contains("\n1017 more that pass or say nothing: all of them are in the JSON\n"),
        "{text}"
    );
    assert_eq!(text.matches("GET /").count(), 4, "{text}");
}

#[test]
fn a_missing_baseline_is_told_in_a_line() {
    let text = rendered(&samples::without_baseline());
    let expected = "
`next` not compared with `main`: none of the 3 baselines may be compared with this run
differs: `load.users` is `50` here and `100` in the baseline: they must not be compared

18 of 18 thresholds hold, no baseline to compare with: PASSED
";
    assert!(text.ends_with(expected), "{text}");
}

#[test]
fn an_invalid_run_is_told_first_and_last() {
    let text = rendered(&samples::everything());
    let first = "INVALID  the generator of run k3x9a2bc was saturated\nSTOPPED  `errors rate<1%` was broken after 12 s\n";
    assert!(text.starts_with(first), "{text}");
    assert!(
        text.ends_with(", but the run cannot be judged: INVALID\n"),
        "{text}"
    );
}

#[test]
fn nothing_judged_is_told() {
    let text = rendered(&Verdict::new(Vec::new(), Vec::new(), None));
    assert_eq!(text, "nothing was judged: PASSED\n");
}

#[test]
fn colour_is_on_the_words_only() {
    let text = render(&Document::of(&samples::everything()), Paint::Colored);
    for painted in [
        "\x1b[31mFAIL\x1b[0m  response_time",
        "\n\x1b[32mPASS\x1b[0m  response_time p(95)",
        "\n\x1b[33mWARN\x1b[0m  requests",
        "\n\x1b[31mregression\x1b[0m       GET /orders",
        ": \x1b[31mINVALID\x1b[0m\n",
    ] {
        assert!(text.contains(painted), "{painted:?} is not in {text}");
    }
}

#[test]
fn no_line_begins_with_a_word_from_outside() {
    let text = rendered(&samples::hostile(samples::HOSTILE));
    assert!(!text.contains("##[") && !text.contains('\x1b'));
    for line in text.lines() {
        assert!(!line.trim_start().starts_with("::"), "{line}");
    }
}
