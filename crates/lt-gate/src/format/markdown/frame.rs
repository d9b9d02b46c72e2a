//! What stands around the page of a verdict.

/// What stands around the page of a verdict: nothing around a summary.
#[derive(Clone, Debug, Default)]
pub(in crate::format) struct Frame<'f> {
    /// Whether the page is a comment, which people did not ask for: what is as it should be takes one line of it.
    pub(in crate::format) is_comment: bool,
    /// What the load test is called, where there are several.
    pub(in crate::format) title: Option<&'f str>,
    /// What readers must know first, in sentences.
    pub(in crate::format) notices: &'f [String],
    /// The last line, which is Markdown already.
    pub(in crate::format) foot: String,
}

/// What is said in a comment where what was kept is of another load.
pub(super) const BEGINS_ANEW: &str =
    "Where that is meant, the next push to the default branch records a run to compare with.";
