mod gfm;

use proptest::prelude::{prop, prop_assert, prop_assert_eq, proptest};

use super::{code, label, prose};
use gfm::{Page, hostile};

proptest! {
    #[test]
    fn no_cell_breaks_a_table(cells in prop::collection::vec(hostile(), 3..12)) {
        let rows = cells.chunks_exact(3);
        let lengths = vec![3; rows.len() + 1];
        let rows = rows.map(|cells| format!("| {} | {} | {} |\n", code(&cells[0], 80), prose(&cells[1], 80), code(&cells[2], 10)));
        let table = format!("| a | b | c |\n|---|---|---|\n{}", rows.collect::<String>());
        let harmless = Page { cells: vec![lengths], ..Page::default() };
        Page::check(&table, &harmless, &[]);
    }

    #[test]
    fn no_word_of_a_sentence_is_more_than_a_word(text in hostile()) {
        let named = format!("name `{}` is", text.replace('`', "'"));
        for sentence in [text.clone(), format!("the run said: {text}"), named] {
            let line = format!("- {}x\n", prose(&sentence, 80));
            Page::check(&line, &Page::of("- x\n"), &[]);
        }
    }

    #[test]
    fn a_heading_and_a_fold_hold_what_stands_in_them(text in hostile()) {
        let page = |text: &str| format!("## {text}\n\n<details><summary>a</summary>\n\n- {text}\n\n</details>\n");
        Page::check(&page(&code(&text, 80)), &Page::of(&page("x")), &["details", "summary"]);
    }

    #[test]
    fn code_keeps_its_width(text in hostile(), width in 1_usize..200) {
        let kept: String = text.chars().filter_map(super::visible).collect();
        let shown = super::cut(kept.trim(), width);
        prop_assert!(shown.chars().count() <= width);
        prop_assert_eq!(shown == kept.trim(), kept.trim().chars().count() <= width);
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
        assert_eq!(prose(sentence, 80), shown);
    }
}

#[test]
fn names_read_as_they_are() {
    assert_eq!(
        code("GET /api/{id}?a|b", 80),
        "<code>GET /api/&#123;id&#125;?a&#124;b</code>"
    );
    assert_eq!(code("\u{200b}", 80), "<code>&nbsp;</code>");
    assert_eq!(code("注文一覧", 3), "<code>注文…</code>");
    assert_eq!(
        prose("noise of `GET /x` is 3.8% (A/A)", 80),
        "noise of <code>GET /x</code> is 3.8% (A/A)"
    );
    assert_eq!(
        prose(
            "every request failed: connection refused (connect_error)",
            80
        ),
        "every request failed: connection refused <code>(connect&#95;error)</code>"
    );
}

#[test]
fn not_even_in_code_is_an_address_a_link() {
    assert_eq!(
        prose("see https://a.b and @you", 80),
        "see <code>https&#58;<wbr>//a.b</code> and <code>&#64;<wbr>you</code>"
    );
    assert_eq!(code("WWW.a.b", 80), "<code>WWW<wbr>.a.b</code>");
    assert_eq!(code("a@b.cd", 80), "<code>a&#64;<wbr>b.cd</code>");
}
