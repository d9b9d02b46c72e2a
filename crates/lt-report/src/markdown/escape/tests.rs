use proptest::prelude::{Strategy, any, prop, prop_assert, prop_assert_eq, prop_oneof, proptest};
use pulldown_cmark::{Event, Options, Parser, Tag};

use super::{code, label, prose};

/// Whatever a server may send, with more than its share of what means something to Markdown or to GitHub.
fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        any::<char>().prop_map(String::from),
        prop::sample::select(vec![
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
        ])
        .prop_map(str::to_owned),
    ];
    let text = prop::collection::vec(piece, 0..30);
    (text, prop_oneof![9 => 1..2_usize, 1 => 100..300_usize])
        .prop_map(|(text, times)| text.concat().repeat(times))
}

fn parsed(markdown: &str) -> Vec<Event<'_>> {
    // What GitHub reads beyond CommonMark.
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM
        | Options::ENABLE_MATH;
    Parser::new_ext(markdown, options).collect()
}

/// Only text, and the tags in which we put code.
fn is_harmless(event: &Event<'_>) -> bool {
    match event {
        Event::Text(_) => true,
        Event::InlineHtml(tag) => ["<code>", "</code>"].contains(&&**tag),
        _ => false,
    }
}

/// What stands outside of code, where GitHub would make links of it.
fn outside_code(markdown: &str) -> String {
    let mut outside = String::new();
    let mut depth = 0;
    for event in parsed(markdown) {
        match event {
            Event::InlineHtml(tag) if &*tag == "<code>" => depth += 1,
            Event::InlineHtml(tag) if &*tag == "</code>" => depth -= 1,
            Event::Text(text) if depth == 0 => outside.push_str(&text),
            _ => {}
        }
    }
    outside
}

proptest! {
    #[test]
    fn no_cell_breaks_a_table(cells in prop::collection::vec(hostile(), 3..12)) {
        let rows = cells.chunks_exact(3);
        let n = rows.len();
        let rows = rows.map(|cells| {
            let cells: Vec<String> = cells.iter().map(|cell| code(cell, 80)).collect();
            format!("| {} |\n", cells.join(" | "))
        });
        let table = format!("| a | b | c |\n|---|---|---|\n{}", rows.collect::<String>());
        let events = parsed(&table);
        let count = |tag: fn(&Tag<'_>) -> bool| events.iter().filter(|event| matches!(event, Event::Start(start) if tag(start))).count();
        prop_assert_eq!(count(|tag| matches!(tag, Tag::Table(_))), 1);
        prop_assert_eq!(count(|tag| matches!(tag, Tag::TableRow)), n);
        prop_assert_eq!(count(|tag| matches!(tag, Tag::TableCell)), 3 * (n + 1));
        for event in &events {
            let is_of_table = matches!(event, Event::Start(Tag::Table(_) | Tag::TableHead | Tag::TableRow | Tag::TableCell) | Event::End(_));
            prop_assert!(is_of_table || is_harmless(event), "{event:?} in {table}");
        }
    }

    #[test]
    fn no_word_of_a_sentence_is_more_than_a_word(text in hostile()) {
        for sentence in [text.clone(), format!("the run said: {text}"), format!("name `{}` is", text.replace('`', "'"))] {
            let line = format!("- {}x\n", prose(&sentence));
            let events = parsed(&line);
            for event in &events {
                let is_of_list = matches!(event, Event::Start(Tag::List(None) | Tag::Item) | Event::End(_));
                prop_assert!(is_of_list || is_harmless(event), "{event:?} in {line:?}");
            }
            let lists = events.iter().filter(|event| matches!(event, Event::Start(Tag::List(_)))).count();
            prop_assert_eq!(lists, 1, "{}", line);
            let outside = outside_code(&line).to_lowercase();
            let links = ["@", "#", "://", "www.", "gh-", "<", "\u{202e}", "\u{200b}"];
            let found = links.iter().find(|link| outside.contains(**link));
            prop_assert!(found.is_none_or(|link| *link == "<"), "{found:?} in {line:?}");
        }
    }

    #[test]
    fn a_label_is_short_and_plain(text in hostile()) {
        let label = label(&text);
        let special = ['"', '[', ']', '\n', ';', '%', '{', '`', ','];
        prop_assert!(label.len() <= 24 && !label.contains(special));
    }
}

#[test]
fn a_sentence_does_not_become_a_list_or_a_heading() {
    for (sentence, shown) in [
        (" - a", "<code>-</code> a"),
        ("`- a", "<code>'-</code> a"),
        ("1. a", "<code>1.</code> a"),
        ("# a", "<code>&#35;</code> a"),
        ("", ""),
    ] {
        assert_eq!(prose(sentence), shown);
    }
}

#[test]
fn names_read_as_they_are() {
    assert_eq!(
        code("GET /api/{id}?a|b", 80),
        "<code>GET /api/&#123;id&#125;?a&#124;b</code>"
    );
    assert_eq!(code("", 80), "<code>&nbsp;</code>");
    assert_eq!(
        prose("p99 of `GET /x` is 2,710 ms, 191 times its p50 of 14.2 ms."),
        "p99 of <code>GET /x</code> is 2,710 ms, 191 times its p50 of 14.2 ms."
    );
    assert_eq!(
        prose("every request failed: connection refused (connect_error)"),
        "every request failed: connection refused <code>(connect&#95;error)</code>"
    );
}
