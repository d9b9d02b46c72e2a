use proptest::prelude::{Strategy, any, prop, prop_assert, prop_assert_eq, prop_oneof, proptest};
use pulldown_cmark::{Event, Options, Parser, Tag};

use super::{code, label, prose};

/// Whatever a server may send, with more than its share of what means something to Markdown or to GitHub.
pub(in crate::format) fn hostile() -> impl Strategy<Value = String> {
    const PIECES: [&str; 36] = [
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
        "&lt;",
        "\u{202e}",
        "\u{200b}",
        "$x$",
        "</details>",
    ];
    let piece = prop_oneof![
        any::<char>().prop_map(String::from),
        prop::sample::select(&PIECES[..]).prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..30).prop_map(|pieces| pieces.concat())
}

pub(in crate::format::markdown) fn parsed(markdown: &str) -> Vec<Event<'_>> {
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
        Event::InlineHtml(tag) => ["<code>", "</code>", "<wbr>"].contains(&&**tag),
        _ => false,
    }
}

proptest! {
    #[test]
    fn no_cell_breaks_a_table(cells in prop::collection::vec(hostile(), 3..12)) {
        let rows: Vec<[String; 3]> = cells
            .chunks_exact(3)
            .map(|cells| [code(&cells[0], 80), prose(&cells[1]), code(&cells[2], 10)])
            .collect();
        let table = super::super::table(["a", "b", "c"], ["---"; 3], &rows, usize::MAX);
        let events = parsed(&table);
        let count = |tag: fn(&Tag<'_>) -> bool| {
            events.iter().filter(|event| matches!(event, Event::Start(start) if tag(start))).count()
        };
        prop_assert_eq!(count(|tag| matches!(tag, Tag::Table(_))), 1);
        prop_assert_eq!(count(|tag| matches!(tag, Tag::TableRow)), rows.len());
        prop_assert_eq!(count(|tag| matches!(tag, Tag::TableCell)), 3 * (rows.len() + 1));
        for event in &events {
            let is_of_table = matches!(
                event,
                Event::Start(Tag::Table(_) | Tag::TableHead | Tag::TableRow | Tag::TableCell) | Event::End(_)
            );
            prop_assert!(is_of_table || is_harmless(event), "{event:?} in {table}");
        }
    }

    #[test]
    fn no_word_of_a_sentence_is_more_than_a_word(text in hostile()) {
        let line = format!("- {}x\n", prose(&text));
        for event in parsed(&line) {
            let is_of_list = matches!(event, Event::Start(Tag::List(None) | Tag::Item) | Event::End(_));
            prop_assert!(is_of_list || is_harmless(&event), "{event:?} in {line:?}");
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
fn names_read_as_they_are() {
    assert_eq!(
        code("GET /api/{id}?a|b", 80),
        "<code>GET /api/&#123;id&#125;?a&#124;b</code>"
    );
    assert_eq!(code("\u{200b}", 80), "<code>&nbsp;</code>");
    assert_eq!(
        prose("noise of `GET /x` is 3.8% (A/A)"),
        "noise of <code>GET /x</code> is 3.8% (A/A)"
    );
    assert_eq!(
        prose("see https://a.b and @you"),
        "see <code>https&#58;<wbr>//a.b</code> and <code>&#64;<wbr>you</code>"
    );
    assert_eq!(code("WWW.a.b", 80), "<code>WWW<wbr>.a.b</code>");
    assert_eq!(prose("- a"), "<code>-</code> a");
}
