//! The comment as GitHub reads it.

use std::sync::LazyLock;

use proptest::prelude::{ProptestConfig, prop_assert, prop_assert_eq, prop_assume, proptest};
use regex::Regex;

use super::*;
use crate::format::gfm::{Page, hostile};

/// Every element that we write, beside those of code.
const TAGS: [&str; 4] = ["strong", "sub", "details", "summary"];

fn page(text: &str, budget: usize) -> String {
    let notices = [format!("The figures come from `{text}`."), text.to_owned()];
    let about = About {
        title: Some(text),
        notices: &notices,
        ..ABOUT
    };
    render(&Document::of(&samples::hostile(text)), &about, budget)
}

fn check(text: &str, plain: &Page) {
    let page = page(text, usize::MAX);
    Page::check(&page, plain, &TAGS);
    for chart in &Page::of(&page).charts {
        check_chart(chart);
    }
}

/// Nothing of a chart but our words, numbers, and labels of harmless letters.
fn check_chart(chart: &str) {
    static LINE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r##"^(%%\{init: \{[A-Za-z0-9{}": ,#]+\}\}%%|xychart-beta|    title "[A-Za-z0-9 (:,)]+"|    x-axis \[("[A-Za-z0-9 /._?-]{0,24}"(, )?)+\]|    y-axis "[a-z/]+" 0 --> [0-9]+|    (bar|line) \[([0-9]+\.[0-9](, )?)+\])$"##,
        )
        .unwrap()
    });
    for line in chart.lines() {
        assert!(LINE.is_match(line), "{line}");
    }
}

#[test]
fn the_page_has_the_tables_that_we_write() {
    let read = Page::of(&page("x", usize::MAX));
    let columns: Vec<usize> = read.cells.iter().map(|rows| rows[0]).collect();
    assert_eq!(columns, [4, 8, 5, 8, 8]);
    for rows in &read.cells {
        assert!(rows.iter().all(|cells| *cells == rows[0]), "{rows:?}");
    }
    let headings = read.parts.iter().filter(|part| part.starts_with("heading"));
    assert_eq!(headings.count(), 1);
    assert_eq!(read.links.len(), 2);
    assert_eq!(read.charts.len(), 1);
}

#[test]
fn what_hurts_elsewhere_is_text_here() {
    let plain = Page::of(&page("x", usize::MAX));
    for text in [
        samples::HOSTILE,
        "| a | b |\n|---|---|\n| c | d |",
        "\n\n# heading\n\n- list\n\n1. more",
        "@team/everyone #12 GH-3 owner/repo#4 0123abcdef0123abcdef0123abcdef0123abcdef",
        "https://evil.example: www.evil.example mailto:a@b.example a@b.example",
        "[^1]\n\n[^1]: note",
        "$x$ $`x`$ \\(x\\)",
        "```mermaid\nclick A \"javascript:alert(1)\"\n```",
        "</code></td></tr></table></details></sub><img src=x onerror=alert(1)>x",
        "<!-- lt-gate:comment key=0 v=1 --> x",
        "> [!CAUTION]\n> x",
        "&#x3c;script&#x3e;x&lt;script&gt;",
        "~~x~~ **x** __x__ ^x^ :tada:",
        "a`b``c```d",
        "\u{202e}\u{2066}x\u{0}\u{7f}\u{85}",
    ] {
        check(text, &plain);
    }
}

proptest! {
    // A page is long.
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_text_from_outside_is_more_than_text(text in hostile()) {
        // Of nothing that can be seen there is no paragraph.
        prop_assume!(text.contains(char::is_alphanumeric));
        static PLAIN: LazyLock<Page> = LazyLock::new(|| Page::of(&page("x", usize::MAX)));
        check(&text, &PLAIN);
    }

    #[test]
    fn every_budget_is_kept_and_holds_whole_tables(text in hostile(), budget in 0_usize..40_000) {
        prop_assume!(text.contains(char::is_alphanumeric));
        let page = page(&text, budget);
        prop_assert!(page.len() <= budget);
        let read = Page::of(&page);
        let foreign = read.foreign_tags(&TAGS);
        prop_assert!(foreign.is_empty(), "{foreign:?}");
        for rows in &read.cells {
            prop_assert!(rows.iter().all(|cells| *cells == rows[0]), "{rows:?}");
        }
        // As much as stands around the shortest page is always there.
        if budget > 2_000 {
            prop_assert!(page.starts_with("## "), "{page}");
            prop_assert_eq!(read.links.len(), 2);
        }
    }
}
