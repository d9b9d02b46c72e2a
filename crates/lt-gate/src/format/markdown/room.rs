//! How much is said, where there is room for so much.

/// What a page holds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Room {
    /// How it was measured.
    pub(super) measured: bool,
    /// The chart.
    pub(super) chart: bool,
    /// Rows of the tables of everything.
    pub(super) rows: usize,
    /// Rows of the tables of what is not as it should be.
    pub(super) loud: usize,
}

/// Reasons for which a run cannot be judged, which are said in full.
pub(super) const MOST_REASONS: usize = 20;

impl Room {
    const BARE: Self = Self {
        measured: false,
        chart: false,
        rows: 0,
        loud: usize::MAX,
    };

    /// Every size, the largest first.
    pub(super) const ALL: [Self; 9] = [
        Self {
            measured: true,
            chart: true,
            rows: usize::MAX,
            loud: usize::MAX,
        },
        Self {
            chart: true,
            rows: usize::MAX,
            ..Self::BARE
        },
        Self {
            rows: usize::MAX,
            ..Self::BARE
        },
        Self {
            rows: 50,
            ..Self::BARE
        },
        Self::BARE,
        Self {
            loud: 200,
            ..Self::BARE
        },
        Self {
            loud: 50,
            ..Self::BARE
        },
        Self {
            loud: 10,
            ..Self::BARE
        },
        Self {
            loud: 1,
            ..Self::BARE
        },
    ];
}

/// The lines that fit, and word that some do not.
pub(super) fn cut(page: &str, budget: usize) -> String {
    const WORD: &str = "\nThe rest is left out.\n";
    let room = budget.saturating_sub(WORD.len());
    let fit = page.floor_char_boundary(room);
    // Half a line may be half an entity, which would say something else.
    let end = page[..fit].rfind('\n').map_or(0, |at| at + 1);
    let text = page[..end].to_owned() + WORD;
    match text.len() <= budget {
        true => text,
        false => String::new(),
    }
}
