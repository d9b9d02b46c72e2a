//! What is shown on demand.

/// What is shown on demand: a title, and Markdown.
#[derive(Clone, Debug)]
pub(super) struct Section {
    pub(super) title: String,
    pub(super) text: String,
}

impl Section {
    pub(super) fn folded(&self) -> String {
        let Self { title, text } = self;
        format!("<details><summary>{title}</summary>\n\n{text}\n</details>\n")
    }
}

/// Several in one; nothing of none.
pub(super) fn together(sections: &[Section]) -> Option<String> {
    match sections {
        [] => None,
        [only] => Some(only.folded()),
        several => {
            let parts = several.iter();
            let parts =
                parts.map(|Section { title, text }| format!("<strong>{title}</strong>\n\n{text}"));
            let whole = Section {
                title: "The figures, and how they were measured".to_owned(),
                text: parts.collect::<Vec<_>>().join("\n"),
            };
            Some(whole.folded())
        }
    }
}
