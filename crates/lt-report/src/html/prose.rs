//! Sentences with names in them.

use minijinja::value::{Value, ValueKind};
use minijinja::{Error, ErrorKind, HtmlEscape};
use serde::Serialize;

/// A sentence in pieces; a name stands in it as code.
pub(super) type Prose = Vec<Piece>;

/// Words, or a name.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Piece {
    text: String,
    code: bool,
}

/// Takes what stands between backticks for a name, unless one of them has no partner.
pub(super) fn prose(sentence: &str) -> Prose {
    let parts: Vec<&str> = sentence.split('`').collect();
    if parts.len().is_multiple_of(2) {
        let text = sentence.to_owned();
        return vec![Piece { text, code: false }];
    }
    let pieces = parts.into_iter().enumerate().map(|(place, text)| Piece {
        text: text.to_owned(),
        code: !place.is_multiple_of(2),
    });
    pieces.filter(|piece| !piece.text.is_empty()).collect()
}

/// The template's filter `prose`: a sentence as HTML, each name in it as code with a reading direction of its own.
pub(super) fn filter(sentence: &Value) -> Result<Value, Error> {
    let mut html = String::from("<bdi>");
    for piece in pieces(sentence)? {
        let text = HtmlEscape(&piece.text);
        html.push_str(&match piece.code {
            true => format!("<code><bdi>{text}</bdi></code>"),
            false => text.to_string(),
        });
    }
    html.push_str("</bdi>");
    Ok(Value::from_safe_string(html))
}

/// A sentence that is in pieces already, or one with names between backticks.
fn pieces(sentence: &Value) -> Result<Prose, Error> {
    if let Some(sentence) = sentence.as_str() {
        return Ok(prose(sentence));
    }
    if sentence.kind() != ValueKind::Seq {
        let mistake = "only a sentence can be prose";
        return Err(Error::new(ErrorKind::InvalidOperation, mistake));
    }
    let pieces = sentence.try_iter()?.map(|piece| {
        Ok(Piece {
            text: piece.get_attr("text")?.to_string(),
            code: piece.get_attr("code")?.is_true(),
        })
    });
    pieces.collect()
}

#[cfg(test)]
mod tests {
    use minijinja::value::Value;
    use proptest::prelude::{prop_assert, proptest};

    use super::{filter, prose};

    proptest! {
        #[test]
        fn whatever_a_sentence_says_is_text(sentence in r#"([<>&"'`/!]|<script>|\]\]>|.){0,40}"#) {
            let html = filter(&Value::from(sentence)).unwrap().to_string();
            let mut text = html;
            for ours in ["<bdi>", "</bdi>", "<code>", "</code>"] {
                text = text.replace(ours, "");
            }
            prop_assert!(!text.contains(['<', '>', '"', '\'']), "{}", text);
        }
    }

    #[test]
    fn names_between_backticks_are_code_where_each_has_its_partner() {
        let shown = |sentence: &str| {
            let pieces = prose(sentence).into_iter();
            let shown = pieces.map(|piece| match piece.code {
                true => format!("<{}>", piece.text),
                false => piece.text,
            });
            shown.collect::<String>()
        };
        assert_eq!(shown("`a` and `b c` lead."), "<a> and <b c> lead.");
        assert_eq!(shown("All are level."), "All are level.");
        assert_eq!(shown("`a leads."), "`a leads.");
    }
}
