//! The comment as GitHub reads it: through comrak with GitHub's extensions, and what is made of text after that.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use comrak::nodes::{AstNode, NodeValue};
use comrak::{Arena, Options, parse_document};
use proptest::prelude::{ProptestConfig, prop_assert, prop_assert_eq, prop_assume, proptest};
use regex::Regex;

use super::*;
use crate::format::markdown::escape::tests::hostile;

/// Every tag that we write.
const TAGS: [&str; 11] = [
    "<wbr>",
    "<code>",
    "</code>",
    "<strong>",
    "</strong>",
    "<sub>",
    "</sub>",
    "<details>",
    "</details>",
    "<summary>",
    "</summary>",
];

/// What GitHub makes links, people and pictures of, wherever it is no code.
static MADE_INTO_MORE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)@[a-z0-9]|#[0-9]|\bgh-[0-9]|:[a-z0-9_+-]+:|://|\bwww\.|\b[0-9a-f]{7,40}\b")
        .unwrap()
});

/// What a page is made of, without its words.
#[derive(Debug, Default, PartialEq)]
struct Frame {
    /// Every block, and every inline element that is no text and no tag.
    parts: Vec<String>,
    /// Cells of each row of each table.
    cells: Vec<Vec<usize>>,
    /// The text outside of code.
    text: String,
    tags: BTreeSet<String>,
    links: Vec<String>,
    charts: Vec<String>,
}

impl Frame {
    fn of(markdown: &str) -> Self {
        let mut options = Options::default();
        let extension = &mut options.extension;
        extension.table = true;
        extension.alerts = true;
        extension.autolink = true;
        extension.strikethrough = true;
        extension.tasklist = true;
        extension.footnotes = true;
        extension.math_dollars = true;
        extension.math_code = true;
        extension.tagfilter = false;
        options.parse.relaxed_autolinks = true;
        options.parse.tasklist_in_table = true;
        let arena = Arena::new();
        let root = parse_document(&arena, markdown, &options);
        let mut frame = Self::default();
        let mut in_code = false;
        for node in root.descendants() {
            frame.take(node, &mut in_code);
        }
        assert!(!in_code, "{markdown}");
        frame
    }

    fn take<'a>(&mut self, node: &'a AstNode<'a>, in_code: &mut bool) {
        let data = node.data();
        match &data.value {
            NodeValue::Text(text) if !*in_code => self.text += text,
            NodeValue::Text(_) | NodeValue::SoftBreak => {}
            NodeValue::HtmlInline(tag) => {
                *in_code = match tag.as_str() {
                    "<code>" => true,
                    "</code>" => false,
                    _ => *in_code,
                };
                self.tags.insert(tag.clone());
            }
            NodeValue::HtmlBlock(block) => {
                self.parts.push("html".to_owned());
                let tags = block.literal.split_inclusive('>');
                let tags = tags.filter_map(|tag| Some(tag[tag.find('<')?..].to_owned()));
                self.tags.extend(tags);
            }
            NodeValue::Link(link) => self.links.push(link.url.clone()),
            NodeValue::CodeBlock(block) => {
                self.parts.push(format!("code {}", block.info));
                self.charts.push(block.literal.clone());
            }
            NodeValue::Table(_) => {
                let rows = node.children().map(|row| row.children().count());
                self.cells.push(rows.collect());
            }
            NodeValue::TableRow(_) | NodeValue::TableCell => {}
            NodeValue::Alert(alert) => self.parts.push(format!("alert {:?}", alert.alert_type)),
            NodeValue::Heading(heading) => self.parts.push(format!("heading {}", heading.level)),
            NodeValue::List(_) => self.parts.push("list".to_owned()),
            NodeValue::Item(_) => self.parts.push("item".to_owned()),
            NodeValue::Paragraph => self.parts.push("paragraph".to_owned()),
            NodeValue::Document => {}
            other => self.parts.push(format!("{other:?}")),
        }
    }
}

fn page(text: &str, budget: usize) -> String {
    let notices = [format!("The figures come from `{text}`."), text.to_owned()];
    let about = About {
        title: Some(text),
        notices: &notices,
        ..ABOUT
    };
    render(&Document::of(&samples::hostile(text)), &about, budget)
}

fn check(text: &str, plain: &Frame) {
    let page = page(text, usize::MAX);
    let frame = Frame::of(&page);
    assert_eq!(frame.parts, plain.parts, "{page}");
    assert_eq!(frame.cells, plain.cells, "{page}");
    assert_eq!(frame.links, plain.links, "{page}");
    let ours = TAGS.map(str::to_owned).into();
    assert!(frame.tags.is_subset(&ours), "{:?}\n{page}", frame.tags);
    let found = MADE_INTO_MORE.find(&frame.text).map(|found| found.as_str());
    assert_eq!(found, None, "{page}");
    for chart in &frame.charts {
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
    let frame = Frame::of(&page("x", usize::MAX));
    let columns: Vec<usize> = frame.cells.iter().map(|rows| rows[0]).collect();
    assert_eq!(columns, [4, 8, 5, 8, 8]);
    for rows in &frame.cells {
        assert!(rows.iter().all(|cells| *cells == rows[0]), "{rows:?}");
    }
    let headings = frame
        .parts
        .iter()
        .filter(|part| part.starts_with("heading"));
    assert_eq!(headings.count(), 1);
    assert_eq!(frame.links.len(), 2);
    assert_eq!(frame.charts.len(), 1);
}

#[test]
fn what_hurts_elsewhere_is_text_here() {
    let plain = Frame::of(&page("x", usize::MAX));
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
        static PLAIN: LazyLock<Frame> = LazyLock::new(|| Frame::of(&page("x", usize::MAX)));
        check(&text, &PLAIN);
    }

    #[test]
    fn every_budget_is_kept_and_holds_whole_tables(text in hostile(), budget in 0_usize..40_000) {
        prop_assume!(text.contains(char::is_alphanumeric));
        let page = page(&text, budget);
        prop_assert!(page.len() <= budget);
        let frame = Frame::of(&page);
        let ours = TAGS.map(str::to_owned).into();
        prop_assert!(frame.tags.is_subset(&ours), "{:?}", frame.tags);
        for rows in &frame.cells {
            prop_assert!(rows.iter().all(|cells| *cells == rows[0]), "{rows:?}");
        }
        // As much as stands around the shortest page is always there.
        if budget > 2_000 {
            prop_assert!(page.starts_with("## "), "{page}");
            prop_assert_eq!(frame.links.len(), 2);
        }
    }
}
