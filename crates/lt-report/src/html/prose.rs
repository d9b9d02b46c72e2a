//! Sentences with names in them.

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

#[cfg(test)]
mod tests {
    use super::prose;

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
