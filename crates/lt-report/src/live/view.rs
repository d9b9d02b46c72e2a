//! What the person at the keys wants to see.

use std::cmp::Ordering;

use super::keys::Key;
use super::snapshot::{Row, Snapshot};

/// The choices that were made. Knows neither stream nor screen.
#[derive(Clone, Debug, Default)]
pub(super) struct View {
    pub(super) pane: Pane,
    pub(super) sort: Sort,
    pub(super) range: Range,
    pub(super) helps: bool,
    frozen: bool,
    scroll: usize,
    /// How many rows the last picture had room for.
    page: usize,
}

/// What the lower part shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Pane {
    #[default]
    Endpoints,
    Errors,
    Generator,
    Events,
    Remarks,
}

/// How much of the run the charts show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Range {
    #[default]
    Latest,
    Whole,
}

/// In which order endpoints stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Sort {
    pub(super) by: Column,
    is_turned: bool,
}

/// What endpoints are sorted by: names from A to Z, figures from the largest down.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Column {
    Name,
    #[default]
    Rate,
    Failures,
    P50,
    P95,
}

/// What a key asks of whoever runs the view.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wish {
    GoOn,
    /// The snapshot is old.
    LookAgain,
    Leave,
    Interrupt,
}

impl View {
    pub(super) fn press(&mut self, key: Key, snapshot: &Snapshot) -> Wish {
        match key {
            Key::Interrupt => return Wish::Interrupt,
            Key::Char('q' | 'Q') => return Wish::Leave,
            // A page of help is left before the view is.
            _ if self.helps => self.helps = false,
            Key::Char('?' | 'h') => self.helps = true,
            Key::Char(' ' | 'p') => {
                self.frozen = !self.frozen;
                return if self.frozen {
                    Wish::GoOn
                } else {
                    Wish::LookAgain
                };
            }
            Key::Tab | Key::Char('e') => self.turn_to(self.pane.next()),
            Key::BackTab => self.turn_to(self.pane.previous()),
            Key::Char('w') => self.range = self.range.other(),
            Key::Char('n') => self.sort_by(Column::Name),
            Key::Char('r') => self.sort_by(Column::Rate),
            Key::Char('f') => self.sort_by(Column::Failures),
            Key::Char('5') => self.sort_by(Column::P50),
            Key::Char('9') => self.sort_by(Column::P95),
            Key::Up | Key::Char('k') => self.scroll_to(self.scroll.saturating_sub(1), snapshot),
            Key::Down | Key::Char('j') => self.scroll_to(self.scroll + 1, snapshot),
            Key::PageUp => self.scroll_to(self.scroll.saturating_sub(self.page), snapshot),
            Key::PageDown => self.scroll_to(self.scroll + self.page, snapshot),
            Key::Home => self.scroll = 0,
            Key::End => self.scroll_to(usize::MAX, snapshot),
            Key::Enter | Key::Escape | Key::Char(_) => {}
        }
        Wish::GoOn
    }

    pub(super) fn is_frozen(&self) -> bool {
        self.frozen
    }

    pub(super) fn show_whole_run(&mut self) {
        self.range = Range::Whole;
    }

    /// The first row that is shown, where there is room for `page` of `rows`.
    pub(super) fn first_row(&mut self, rows: usize, page: usize) -> usize {
        self.page = page;
        self.scroll = self.scroll.min(rows.saturating_sub(page));
        self.scroll
    }

    fn turn_to(&mut self, pane: Pane) {
        self.pane = pane;
        self.scroll = 0;
    }

    fn sort_by(&mut self, column: Column) {
        self.sort = Sort {
            by: column,
            is_turned: self.sort.by == column && !self.sort.is_turned,
        };
        self.turn_to(Pane::Endpoints);
    }

    fn scroll_to(&mut self, row: usize, snapshot: &Snapshot) {
        let rows = self.pane.rows(snapshot);
        self.scroll = row.min(rows.saturating_sub(self.page));
    }
}

impl Pane {
    pub(super) const ALL: [Self; 5] = [
        Self::Endpoints,
        Self::Errors,
        Self::Generator,
        Self::Events,
        Self::Remarks,
    ];

    /// How many rows there are to show.
    pub(super) fn rows(self, snapshot: &Snapshot) -> usize {
        match self {
            Self::Endpoints => snapshot.endpoints.len(),
            Self::Errors => snapshot.causes.0.len(),
            Self::Generator => snapshot.health.measured.0.len(),
            Self::Events => snapshot.events.0.len(),
            Self::Remarks => snapshot.remarks.len(),
        }
    }

    fn next(self) -> Self {
        Self::ALL[(self as usize + 1) % Self::ALL.len()]
    }

    fn previous(self) -> Self {
        Self::ALL[(self as usize + Self::ALL.len() - 1) % Self::ALL.len()]
    }
}

impl Range {
    fn other(self) -> Self {
        match self {
            Self::Latest => Self::Whole,
            Self::Whole => Self::Latest,
        }
    }
}

impl Sort {
    /// The rows in this order; what is equal stays in the order of names.
    pub(super) fn order(self, rows: &[Row]) -> Vec<&Row> {
        let mut ordered: Vec<&Row> = rows.iter().collect();
        ordered.sort_by(|one, two| match self.is_turned {
            true => self.compare(two, one),
            false => self.compare(one, two),
        });
        ordered
    }

    /// The sign beside the column that decides.
    pub(super) fn sign(self) -> &'static str {
        match (self.by == Column::Name) == self.is_turned {
            true => "▼",
            false => "▲",
        }
    }

    fn compare(self, one: &Row, two: &Row) -> Ordering {
        match self.by {
            Column::Name => one.name.cmp(&two.name).then(one.method.cmp(&two.method)),
            Column::Rate => two.requests.cmp(&one.requests),
            Column::Failures => two.errors.cmp(&one.errors),
            Column::P50 => two.p50.cmp(&one.p50),
            Column::P95 => two.p95.cmp(&one.p95),
        }
    }
}
