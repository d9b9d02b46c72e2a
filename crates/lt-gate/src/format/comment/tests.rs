mod gfm;

use super::*;
use crate::Verdict;
use crate::comparing::Candidates;
use crate::format::samples;
use crate::format::standing::Standing;

const ABOUT: About<'static> = About {
    title: None,
    sha: Some("9f2c1ab7d04e5c1f2a3b4c5d6e7f8091a2b3c4d5"),
    run_url: Some("https://github.com/o/r/actions/runs/7"),
    report_url: Some("https://github.com/o/r/actions/runs/7/artifacts/9?a=b&c=d"),
    notices: &[],
};

/// The last line where nothing is known.
const BARE: &str = concat!("<sub>lt-gate ", env!("CARGO_PKG_VERSION"), "</sub>");

fn comment(verdict: &Verdict) -> String {
    render(&Document::of(verdict), &ABOUT, 60_000)
}

/// As it stands in the documentation, where a browser makes a picture of it.
const KEPT: &str = include_str!("regression.md");

#[test]
fn the_comment_of_the_documentation_is_what_is_written() {
    let mut verdict = samples::regression();
    let mut measured = samples::measured();
    let run = measured.runs.swap_remove(0);
    measured.runs = vec![run; 3];
    verdict.measured = Some(measured);
    // It need not be written anew with each release.
    let version = format!("lt-gate {}<", env!("CARGO_PKG_VERSION"));
    let text = comment(&verdict).replace(&version, "lt-gate 0.1.0<");
    assert!(text == KEPT, "`regression.md` should be:\n{text}");
    assert!(text.len() < 10_000);
}

fn last_line(text: &str) -> &str {
    text.lines().last().unwrap()
}

#[test]
fn the_last_line_tells_where_the_figures_come_from() {
    let expected = "<sub>Commit <code>9f2c1ab</code> · [run](https://github.com/o/r/actions/runs/7) · \
                    [full report](https://github.com/o/r/actions/runs/7/artifacts/9?a=b&amp;c=d) · lt-gate VERSION</sub>";
    let expected = expected.replace("VERSION", env!("CARGO_PKG_VERSION"));
    assert_eq!(last_line(&comment(&samples::regression())), expected);
    let bare = render(&Document::of(&samples::green()), &About::default(), 60_000);
    assert_eq!(last_line(&bare), BARE);
}

#[test]
fn a_green_comment_is_one_line_and_one_block() {
    let text = comment(&samples::green());
    let head: Vec<&str> = text.lines().take(3).collect();
    assert_eq!(
        head,
        [
            "## ✅ Load test passed: 18 of 18 thresholds hold, no regression in 17 comparisons",
            "",
            "<details><summary>The figures, and how they were measured</summary>"
        ]
    );
    assert_eq!(text.matches("<details>").count(), 1);
    assert!(
        text.contains("<strong>All 17 comparisons</strong>\n\n| "),
        "{text}"
    );
    assert!(!text.contains("mermaid") && !text.contains("> [!"));
}

#[test]
fn a_regression_says_which_job_it_is_of_and_what_is_to_be_known_first() {
    let notices = ["The figures come from a fork of `evil|repo`.".to_owned()];
    let about = About {
        title: Some("load / linux"),
        notices: &notices,
        ..ABOUT
    };
    let text = render(&Document::of(&samples::regression()), &about, 60_000);
    let expected = "## ❌ Load test (<code>load / linux</code>) failed: 18 of 20 thresholds hold, 1 warning, 1 regression in 20 comparisons, 1 inconclusive, 1 improved\n\n> [!NOTE]\n> The figures come from a fork of <code>evil&#124;repo</code>.\n\n> [!CAUTION]\n";
    assert!(text.starts_with(expected), "{text}");
}

#[test]
fn where_nothing_was_ever_kept_it_says_what_will_be() {
    let folder = tempfile::tempdir().unwrap();
    let place = format!("dir:{}", folder.path().display());
    let candidates = Candidates::read(&["main".to_owned()], &place, 1).unwrap();
    let mut verdict = samples::without_baseline();
    let compared = verdict.compared.as_mut().unwrap();
    compared.missing = Some(candidates.absent);
    compared.differences.clear();
    let text = comment(&verdict);
    let expected = "> [!NOTE]\n> No baseline yet, so only thresholds are judged: keep one with <code>lt-gate baseline save</code>.\n";
    assert!(text.contains(expected), "{text}");
    assert!(!text.contains("Not compared"), "{text}");
}

#[test]
fn what_forbids_a_comparison_is_named() {
    let text = comment(&samples::without_baseline());
    let expected =
        "<code>load.users</code> is <code>50</code> here and <code>100</code> in the baseline";
    assert!(text.contains(expected), "{text}");
    let anew =
        "Where that is meant, the next push to the default branch records a run to compare with.\n";
    assert!(text.contains(anew), "{text}");
}

#[test]
fn what_several_are_inconclusive_for_is_said_once_above_them() {
    let mut document = Document::of(&samples::unsettled());
    let why = "the runs are too short";
    let rows = &mut document.comparison.as_mut().unwrap().rows;
    let again = rows
        .iter()
        .find(|row| Standing::of(row) == Standing::Inconclusive);
    let again = again.unwrap().clone();
    rows.push(again);
    for row in rows.iter_mut() {
        row.needs = None;
        row.why = Some(why.to_owned());
    }
    document.summary.comparisons.inconclusive = 2;
    let text = render(&document, &ABOUT, 60_000);
    assert_eq!(text.matches(why).count(), 1, "{text}");
    let expected = "is proven. Why: the runs are too short.\n";
    assert!(text.contains(expected), "{text}");
}

#[test]
fn what_is_unsettled_says_how_many_runs_would_settle_it() {
    let text = comment(&samples::unsettled());
    let expected = "> [!WARNING]\n> 1 comparison is inconclusive: neither a regression nor its absence is proven. To \
                    settle them: about 5 more runs.\n";
    assert!(text.contains(expected), "{text}");
}

#[test]
fn no_address_leads_elsewhere_than_to_a_page() {
    for url in [
        "javascript:alert(1)",
        "data:text/html,x",
        "https://",
        "https:///path",
        "https://user:token@github.com/",
        "https://a.b/ <b>",
        "https://a.b/\n# x",
        "https://a.b/\"onclick=x",
        "https://a.b/`x`",
        "https://a.b/\\",
        "//a.b",
        "HTTPS://a.b",
    ] {
        assert_eq!(address(url), None, "{url}");
    }
    assert_eq!(address(&format!("https://a.b/{}", "x".repeat(2000))), None);
    let check = |url, expected: &str| assert_eq!(address(url).unwrap(), expected);
    check("http://127.0.0.1:9/x", "http://127.0.0.1:9/x");
    check(
        "https://a.b/(x)[y]&copy;",
        "https://a.b/%28x%29%5By%5D&amp;copy;",
    );
}

#[test]
fn a_commit_that_is_none_is_left_out() {
    for sha in ["", "9f2c1a", "main", "<b>9f2c1ab</b>", "zzzzzzz"] {
        let about = About {
            sha: Some(sha),
            ..About::default()
        };
        let text = render(&Document::of(&samples::green()), &about, 60_000);
        assert_eq!(last_line(&text), BARE);
    }
}
