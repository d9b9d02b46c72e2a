//! Markdown that fits.

use std::borrow::Cow;

/// Told where something is left out.
const LEFT_OUT: &str =
    "\n*The rest is left out: the summary of a step holds 1 MiB. The result has everything.*\n";

/// The whole text with the end of its last line, or as many lines of it as fit together with a sentence that tells so. What
/// is open at that line is closed, or the sentence would be folded away or read as code. Empty where nothing fits.
pub(super) fn cut(markdown: &str, room: usize) -> Cow<'_, str> {
    if markdown.len() <= room && (markdown.is_empty() || markdown.ends_with('\n')) {
        return Cow::Borrowed(markdown);
    }
    if markdown.len() < room {
        return Cow::Owned(format!("{markdown}\n"));
    }
    let mut open = Open::default();
    let mut length = 0;
    let mut fitting = None;
    for line in std::iter::once("").chain(markdown.split_inclusive('\n')) {
        length += line.len();
        open.pass(line);
        if length > room {
            break;
        }
        if line.ends_with('\n') || line.is_empty() {
            let is_fitting = length + open.length() + LEFT_OUT.len() <= room;
            fitting = is_fitting.then_some((length, open)).or(fitting);
        }
    }
    fitting.map_or(Cow::Borrowed(""), |(length, open)| {
        Cow::Owned(format!(
            "{}{}{LEFT_OUT}",
            &markdown[..length],
            open.closed()
        ))
    })
}

/// What is open after some lines.
#[derive(Clone, Copy, Debug, Default)]
struct Open {
    is_code: bool,
    folds: usize,
}

const FENCE: &str = "```\n";
const FOLD: &str = "</details>\n";

impl Open {
    fn pass(&mut self, line: &str) {
        if line.starts_with("```") {
            self.is_code = !self.is_code;
        } else if !self.is_code {
            self.folds += line.matches("<details").count();
            self.folds = self
                .folds
                .saturating_sub(line.matches("</details>").count());
        }
    }

    fn length(self) -> usize {
        usize::from(self.is_code) * FENCE.len() + self.folds * FOLD.len()
    }

    fn closed(self) -> String {
        FENCE.repeat(self.is_code.into()) + &FOLD.repeat(self.folds)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_fits_stays_and_ends_its_line() {
        assert_eq!(cut("", 0), "");
        assert_eq!(cut("a\n", 2), "a\n");
        assert_eq!(cut("a", 2), "a\n");
    }

    #[test]
    fn what_is_left_out_is_told_and_nothing_stays_open() {
        let long = "x".repeat(500);
        let text =
            format!("head\n<details><summary>all</summary>\n\n```mermaid\none\n{long}\n```\n");
        let whole = format!(
            "head\n<details><summary>all</summary>\n\n```mermaid\none\n```\n</details>\n{LEFT_OUT}"
        );
        assert_eq!(cut(&text, 400), whole);
        assert_eq!(cut(&text, 100), format!("head\n{LEFT_OUT}"));
        assert_eq!(cut(&text, 10), "");
    }

    proptest! {
        #[test]
        fn it_always_fits(text in "(a|é|\n|```|<details>|</details>){0,80}", room in 0_usize..300) {
            let fitting = cut(&text, room);
            prop_assert!(fitting.len() <= room, "{fitting}");
            prop_assert!(fitting.is_empty() || fitting.ends_with('\n'));
        }
    }
}
