//! How much of a report there is room for.

/// What is kept.
#[derive(Clone, Copy, Debug)]
pub(super) struct Room {
    /// How many of the folded tables.
    pub(super) details: usize,
    pub(super) charts: bool,
    /// Rows of a table.
    pub(super) rows: usize,
    /// Ways of failing.
    pub(super) failures: usize,
    pub(super) findings: usize,
    /// Whether findings tell what may have caused them.
    pub(super) causes: bool,
    pub(super) remarks: usize,
}

impl Room {
    const FULL: Self = Self {
        details: 4,
        charts: true,
        rows: 50,
        failures: 20,
        findings: 6,
        causes: true,
        remarks: 20,
    };

    /// From the most to the least: folded tables go first, then charts, then rows; doubts stay longest.
    pub(super) const ALL: [Self; 12] = [
        Self::FULL,
        Self {
            details: 3,
            ..Self::FULL
        },
        Self {
            details: 2,
            ..Self::FULL
        },
        Self {
            details: 1,
            ..Self::FULL
        },
        Self {
            details: 0,
            ..Self::FULL
        },
        Self {
            details: 0,
            charts: false,
            ..Self::FULL
        },
        Self {
            rows: 25,
            failures: 10,
            ..Self::BARE
        },
        Self {
            rows: 10,
            failures: 5,
            causes: false,
            ..Self::BARE
        },
        Self {
            rows: 5,
            failures: 3,
            findings: 3,
            causes: false,
            remarks: 10,
            ..Self::BARE
        },
        Self {
            rows: 0,
            failures: 0,
            findings: 3,
            causes: false,
            remarks: 5,
            ..Self::BARE
        },
        Self {
            rows: 0,
            failures: 0,
            findings: 0,
            remarks: 3,
            ..Self::BARE
        },
        Self {
            rows: 0,
            failures: 0,
            findings: 0,
            remarks: 0,
            ..Self::BARE
        },
    ];

    const BARE: Self = Self {
        details: 0,
        charts: false,
        ..Self::FULL
    };
}
