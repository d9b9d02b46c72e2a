use super::*;
use crate::Verdict;
use crate::format::samples;

fn lines(verdict: &Verdict) -> Vec<String> {
    let text = render(&Document::of(verdict));
    text.lines().map(str::to_owned).collect()
}

#[test]
fn what_is_broken_is_told_beside_its_line() {
    assert_eq!(
        lines(&samples::regression()),
        [
            "::error file=lt-gate.toml,line=12,col=3,title=threshold broken::response_time{endpoint:/health/} max<500ms: \
             observed 731.071ms, over by 46%25",
            "::error title=regression::GET /orders p95: 184ms in the baseline, 241ms here; +31%25 [+29, +33], tolerated \
             +10%25",
            "::warning file=lt-gate.toml,line=16,col=3,title=threshold broken%2C which only warns::response_time{endpoint:/login} \
             max<500ms: observed 500.004ms, over by less than 0.1%25",
            "::warning title=inconclusive::GET /search p95: 402ms in the baseline, 430ms here; +7%25 [-5, +19], tolerated \
             +10%25; about 5 more runs",
            "::notice title=lt-gate::18 of 20 thresholds hold, 1 warning, 1 regression in 20 comparisons, 1 inconclusive, \
             1 improved: FAILED",
        ]
    );
}

#[test]
fn a_green_run_has_its_answer_only() {
    assert_eq!(
        lines(&samples::green()),
        [
            "::notice title=lt-gate::18 of 18 thresholds hold, no regression in 17 comparisons: PASSED"
        ]
    );
}

#[test]
fn beyond_ten_they_are_counted() {
    let mut verdict = samples::regression();
    let check = verdict.checks[3].clone();
    verdict.checks.extend(std::iter::repeat_n(check, 11));
    let lines = lines(&verdict);
    let errors: Vec<&String> = lines
        .iter()
        .filter(|line| line.starts_with("::error "))
        .collect();
    assert_eq!(errors.len(), 10);
    assert_eq!(
        errors[9],
        "::error title=lt-gate::4 more, which the result lists"
    );
}

#[test]
fn no_command_comes_from_outside() {
    for line in lines(&samples::hostile(samples::HOSTILE)) {
        let ours = ["::error ", "::warning ", "::notice "];
        assert!(
            ours.iter().any(|command| line.starts_with(command)),
            "{line}"
        );
        assert!(!line.contains("##[") && !line.contains('\x1b'), "{line}");
        let properties = line.split("::").nth(1).unwrap();
        assert!(properties.matches(',').count() <= 3, "{properties}");
    }
}
