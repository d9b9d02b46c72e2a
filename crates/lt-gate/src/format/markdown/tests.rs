use proptest::prelude::{ProptestConfig, prop_assert, prop_assume, proptest};

use super::*;
use crate::Verdict;
use crate::format::gfm::{Page, hostile};
use crate::format::samples;

fn rendered(verdict: &Verdict) -> String {
    page_of(&Document::of(verdict), usize::MAX)
}

fn page_of(document: &Document, budget: usize) -> String {
    render(document, &Frame::default(), budget)
}

#[test]
fn a_regression_is_told_first_and_the_rest_is_folded() {
    let text = rendered(&samples::regression());
    let alert = "> <code>GET /orders</code> p95 <strong>is 31 % slower</strong> than <code>main</code> \
                 (184 ms → 241 ms, 90 % interval +29 % to +33 %, tolerated +10 %)\n";
    assert!(text.starts_with("## ❌ Load test failed: 18 of 20 thresholds hold, 1 warning, 1 regression in 20 comparisons, "));
    assert!(text.contains("> [!CAUTION]\n> <code>response&#95;time&#123;endpoint&#58;/health/&#125; max&lt;500ms</code>"), "{text}");
    assert!(text.contains(alert), "{text}");
    assert!(text.contains("| ❌ | <code>GET&nbsp;/orders</code> | p95 | 184\u{a0}ms | <strong>241\u{a0}ms</strong> | <strong>+31\u{a0}%</strong> [+29,\u{a0}+33] | +10\u{a0}% | regression |\n"), "{text}");
    assert!(
        text.contains("inconclusive: about 5 more runs |\n"),
        "{text}"
    );
    assert!(text.contains("```mermaid\n%%{init: ") && text.contains("%%\nxychart-beta\n"));
    assert!(text.contains("<details><summary>All 20 comparisons</summary>"));
}

#[test]
fn a_green_page_is_one_line_and_tables_on_demand() {
    let text = rendered(&samples::green());
    let head: Vec<&str> = text.lines().take(3).collect();
    assert_eq!(
        head,
        [
            "## ✅ Load test passed: 18 of 18 thresholds hold, no regression in 17 comparisons",
            "",
            "<details><summary>All 18 thresholds</summary>"
        ]
    );
    assert!(!text.contains("mermaid") && !text.contains("> [!"));
}

#[test]
fn a_missing_baseline_names_the_field_that_differs() {
    let text = rendered(&samples::without_baseline());
    let expected = "> [!NOTE]\n> Not compared with <code>main</code>: none of the 3 baselines may be compared with this \
                    run; <code>load.users</code> is <code>50</code> here and <code>100</code> in the baseline: \
                    they must not be compared\n";
    assert!(text.contains(expected), "{text}");
    assert!(text.contains("no baseline to compare with\n"));
}

#[test]
fn what_is_unsettled_says_what_would_settle_it() {
    let text = rendered(&samples::unsettled());
    let expected = "> [!WARNING]\n> 1 comparison is inconclusive: neither a regression nor its absence is proven. To \
                    settle them: about 5 more runs.\n";
    assert!(text.contains(expected), "{text}");
}

#[test]
fn a_run_that_cannot_be_judged_says_why() {
    let text = rendered(&samples::everything());
    assert!(text.starts_with("## ⚠️ Load test cannot be judged: "));
    assert!(text.contains("> [!CAUTION]\n> the generator of run k3x9a2bc was saturated\n"));
}

#[test]
fn nothing_judged_is_a_page_all_the_same() {
    let text = rendered(&Verdict::new(Vec::new(), Vec::new(), None));
    assert_eq!(text, "## ✅ Load test passed: nothing was judged\n");
}

#[test]
fn a_small_budget_keeps_the_headline_and_what_fails() {
    let mut verdict = samples::everything();
    let rows = &mut verdict.compared.as_mut().unwrap().rows;
    let row = rows[5].clone();
    rows.extend(std::iter::repeat_n(row, 2000));
    let document = Document::of(&verdict);
    let full = page_of(&document, usize::MAX);
    for budget in [
        full.len() - 1,
        60_000,
        20_000,
        5_000,
        4_000,
        1_000,
        120,
        10,
        0,
    ] {
        let text = page_of(&document, budget);
        assert!(text.len() <= budget, "{budget}: {}", text.len());
        assert!(budget < 1_000 || text.starts_with("## ⚠️ Load test cannot be judged: "));
        assert!(
            budget < 4_000 || text.contains("| ❌ | <code>GET&nbsp;/orders</code>"),
            "{budget}"
        );
        assert!(
            !(4_000..=60_000).contains(&budget) || text.contains(" rows left out\n"),
            "{budget}"
        );
    }
}

proptest! {
    // A page is long.
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn no_text_from_outside_changes_the_frame(text in hostile()) {
        // Of nothing that can be seen there is no paragraph.
        prop_assume!(text.contains(char::is_alphanumeric));
        let page = rendered(&samples::hostile(&text));
        let plain = Page::of(&rendered(&samples::hostile("x")));
        Page::check(&page, &plain, &["strong", "details", "summary"]);
    }

    #[test]
    fn every_budget_is_kept(budget in 0_usize..12_000) {
        let page = page_of(&Document::of(&samples::everything()), budget);
        prop_assert!(page.len() <= budget);
    }
}
