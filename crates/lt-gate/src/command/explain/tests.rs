use super::*;
use crate::Verdict;
use crate::format::samples;

fn explained(verdict: &Verdict, id: &str) -> String {
    let written = Document::of(verdict).to_json();
    let document = Document::read(written.as_bytes()).unwrap();
    explain(&document, id).unwrap_or_else(|error| format!("{error}"))
}

#[test]
fn a_threshold_is_told_in_sentences() {
    assert_eq!(
        explained(&samples::regression(), "t4"),
        "\
t4: response_time{endpoint:/health/} max<500ms
It comes from row `/health/` of the SLA table.
It is written in lt-gate.toml:12:3.
Answer: fail; it is broken, and the run fails by it.
Observed was 731.071 ms; the limit is 500 ms, over by 46 %.
It rests on 28,910 samples.
"
    );
    assert_eq!(
        explained(&samples::everything(), "t2"),
        "\
t2: response_time p(95)<200ms
Answer: pass; it holds.
Observed was 199.1 ms; the limit is 200 ms.
It rests on 28,910 samples.
With 95 % confidence the true figure lies between 187 ms and 211 ms.
The limit lies in between: another run may say otherwise.
"
    );
}

#[test]
fn a_comparison_is_told_in_sentences() {
    assert_eq!(
        explained(&samples::regression(), "c10"),
        "\
c10: p95 of GET /search, compared with `main`
Answer: inconclusive; neither a regression nor its absence is proven.
In the baseline it was 402 ms over 12 runs, in this build it is 430 ms over 3 runs.
That is 7 % slower; with 90 % confidence the true change lies between −5 % and +19 %. Tolerated is +10 %.
Were the true change just tolerable, one at least as bad as this would be seen with probability 0.660; corrected for 20 questions asked at once, above 0.999; at most 0.05 proves a regression.
Were it just beyond what is tolerated, one at most as bad as this would be seen with probability 0.340.
It was compared by mode history: 3 runs against a window of 12 earlier ones; 12 baselines: `b-20260901-4f1c9d2a7e3b5f60` (4f1c9d2) to `b-20260912-4f1c9d2a7e3b5f60` (4f1c9d2).
To settle it: about 5 more runs.
"
    );
}

#[test]
fn every_line_can_be_explained() {
    let document = Document::of(&samples::hostile(samples::HOSTILE));
    let listed = list(&document);
    let ids: Vec<&str> = listed
        .lines()
        .filter_map(|line| line.split(' ').next())
        .collect();
    assert_eq!(ids.len(), document.checks.len() + document.rows().len());
    for id in ids {
        let text = explain(&document, id).unwrap();
        assert!(!text.contains('\x1b') && !text.contains("##["), "{text}");
    }
}

#[test]
fn an_unknown_id_is_told_with_a_way_out() {
    let few = Verdict::new(Vec::new(), samples::every_status(), None);
    assert_eq!(
        explained(&few, "c3"),
        "there is no line `c3` in the result; did you mean `t3`?"
    );
    assert_eq!(
        explained(&samples::regression(), "x"),
        "there is no line `x` in the result; `lt-gate explain RESULT` lists the ids"
    );
    let empty = Verdict::new(Vec::new(), Vec::new(), None);
    assert_eq!(
        explained(&empty, "t1"),
        "there is no line `t1` in the result; the result has no lines"
    );
    assert!(list(&Document::of(&empty)).contains("no thresholds"));
}
