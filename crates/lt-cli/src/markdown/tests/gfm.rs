//! Markdown as GitHub reads it: through comrak with GitHub's extensions, and what is made of text after that.
//!
//! The tests of every tool that writes Markdown include this file.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use comrak::nodes::{AstNode, NodeValue};
use comrak::{Arena, Options, parse_document};
use proptest::prelude::{Strategy, any, prop, prop_oneof};
use regex::Regex;

/// What a page is made of, without its words.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Page {
    /// Every block, and every inline element that is no text and no tag.
    pub(crate) parts: Vec<String>,
    /// Cells of each row of each table.
    pub(crate) cells: Vec<Vec<usize>>,
    /// The text outside of code, a line for what no block and no tag parts.
    pub(crate) text: String,
    /// Every tag of HTML, once.
    pub(crate) tags: BTreeSet<String>,
    /// Where links and pictures lead.
    pub(crate) links: Vec<String>,
    /// What stands in blocks of code.
    pub(crate) charts: Vec<String>,
}

impl Page {
    pub(crate) fn of(markdown: &str) -> Self {
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
        let mut page = Self::default();
        let mut in_code = false;
        for node in root.descendants() {
            page.take(node, &mut in_code);
        }
        assert!(!in_code, "{markdown}");
        page
    }

    /// Holds a page with text from outside against the same one with a harmless word in its place.
    ///
    /// `tags` are the names of the elements that the page may have, beside those of code.
    #[track_caller]
    pub(crate) fn check(markdown: &str, harmless: &Self, tags: &[&str]) {
        let page = Self::of(markdown);
        assert_eq!(page.parts, harmless.parts, "{markdown}");
        assert_eq!(page.cells, harmless.cells, "{markdown}");
        assert_eq!(page.links, harmless.links, "{markdown}");
        assert_eq!(page.foreign_tags(tags), [] as [&str; 0], "{markdown}");
        assert_eq!(
            page.made_into_more(),
            harmless.made_into_more(),
            "{markdown}"
        );
    }

    /// Elements that are neither those of code nor `known`.
    pub(crate) fn foreign_tags(&self, known: &[&str]) -> Vec<&str> {
        let is_ours = |tag: &str| {
            let name = tag.strip_prefix("</").or_else(|| tag.strip_prefix('<'));
            let name = name.and_then(|tag| tag.strip_suffix('>'));
            name.is_some_and(|name| ["code", "wbr"].contains(&name) || known.contains(&name))
        };
        let tags = self.tags.iter().map(String::as_str);
        tags.filter(|tag| !is_ours(tag)).collect()
    }

    /// What GitHub makes links, people and pictures of, wherever it is no code.
    fn made_into_more(&self) -> Vec<&str> {
        static MORE: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new(
                r"(?i)@[a-z0-9]|#[0-9]|\bgh-[0-9]|:[a-z0-9_+-]+:|://|\bwww\.|\b[0-9a-f]{7,40}\b",
            )
            .unwrap()
        });
        let found = MORE.find_iter(&self.text).map(|found| found.as_str());
        // Digits alone are a count.
        found
            .filter(|found| !found.bytes().all(|byte| byte.is_ascii_digit()))
            .collect()
    }

    fn take<'a>(&mut self, node: &'a AstNode<'a>, in_code: &mut bool) {
        let data = node.data();
        if !matches!(data.value, NodeValue::Text(_)) {
            self.text.push('\n');
        }
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
            NodeValue::Link(link) | NodeValue::Image(link) => self.links.push(link.url.clone()),
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

/// Whatever a server may send, with more than its share of what means something to Markdown or to GitHub.
pub(crate) fn hostile() -> impl Strategy<Value = String> {
    const PIECES: [&str; 44] = [
        "|",
        "\\",
        "`",
        "``",
        "\n",
        "\r\n",
        "\n\n",
        "<b>",
        "</code>",
        "<!--",
        "-->",
        "<script>",
        "![a](b)",
        "[a](b)",
        "[a]: b",
        "https://a.b",
        "www.a.bc",
        "mailto:a@b.cd",
        "a@b.cd",
        "@someone",
        "#12",
        "GH-3",
        "0123abcd",
        ":smile:",
        "*",
        "_",
        "~~",
        "- ",
        "1. ",
        "# ",
        "> ",
        "---",
        "===",
        "&lt;",
        "&#124;",
        "\u{202e}",
        "\u{200b}",
        "\u{0}",
        " ",
        "$x$",
        "{{x}}",
        "]]>",
        "[^1]",
        "</details>",
    ];
    let piece = prop_oneof![
        any::<char>().prop_map(String::from),
        prop::sample::select(&PIECES[..]).prop_map(str::to_owned),
    ];
    let text = prop::collection::vec(piece, 0..30);
    (text, prop_oneof![9 => 1..2_usize, 1 => 20..60_usize])
        .prop_map(|(text, times)| text.concat().repeat(times))
}
