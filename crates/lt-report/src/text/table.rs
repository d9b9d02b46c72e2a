//! Tables whose columns stand where Locust puts them, or where a terminal has room for them.

use super::Look;
use crate::words;

/// One column.
#[derive(Clone, Debug)]
pub(super) struct Column {
    title: &'static str,
    /// What stands before each cell.
    lead: &'static str,
    /// Where lines need not fit.
    width: usize,
    /// Dashes of the rule below the header.
    rule: usize,
    left: bool,
    /// Which goes first where there is no room; those of 0 stay.
    rank: u8,
}

/// Rows of text in columns. The names get what the other columns leave.
#[derive(Clone, Debug)]
pub(super) struct Table {
    columns: Vec<Column>,
    /// Which column holds the names.
    names: usize,
    /// To which width names are cut before another column is left out for them.
    least: usize,
    rows: Vec<Row>,
}

/// A row's cells.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) cells: Vec<String>,
    pub(super) red: Red,
    /// Lines below the row.
    pub(super) notes: Vec<String>,
}

/// What of a row tells that something went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Red {
    Nothing,
    Cell(usize),
    All,
}

/// Names are cut to this before a column of figures is left out for them.
const LEAST: usize = 16;

impl Column {
    /// Figures in so many columns, after one space.
    pub(super) const fn figures(title: &'static str, width: usize, rank: u8) -> Self {
        Self {
            title,
            lead: " ",
            width,
            rule: width,
            left: false,
            rank,
        }
    }

    /// Text in so many columns.
    pub(super) const fn text(title: &'static str, width: usize, rank: u8) -> Self {
        Self {
            left: true,
            ..Self::figures(title, width, rank)
        }
    }

    /// The same with another beginning of each cell, and with so many dashes below it.
    pub(super) const fn after(self, lead: &'static str, rule: usize) -> Self {
        Self { lead, rule, ..self }
    }

    fn cell(&self, text: &str) -> String {
        match self.left {
            true => words::pad(text, self.width),
            false => {
                let lacks = self.width.saturating_sub(words::width(text));
                format!("{:lacks$}{text}", "")
            }
        }
    }

    fn shrink(&mut self, by: usize) {
        self.width = self.width.saturating_sub(by);
        self.rule = self.rule.saturating_sub(by);
    }

    fn taken(&self) -> usize {
        self.lead.len() + self.width
    }
}

impl Table {
    pub(super) fn new(columns: Vec<Column>, names: usize, rows: Vec<Row>) -> Self {
        Self {
            columns,
            names,
            least: LEAST,
            rows,
        }
    }

    /// The same whose names are worth more than other columns until they are cut to this width.
    pub(super) fn with_names_of(self, least: usize) -> Self {
        Self { least, ..self }
    }

    /// The header, a rule, and the rows; the last `totals` of them stand below another rule.
    pub(super) fn write(mut self, out: &mut String, totals: usize, look: Look) {
        if let Some(room) = look.columns() {
            self.fit(room);
        }
        let body = self.rows.len().saturating_sub(totals);
        let rule = self.rule();
        let titles = self.columns.iter().map(|column| column.title.to_owned());
        let header = Row::of(titles.collect());
        out.push_str(&self.line(&header, look));
        out.push_str(&rule);
        for row in &self.rows[..body] {
            out.push_str(&self.line(row, look));
        }
        if totals > 0 {
            out.push_str(&rule);
        }
        for row in &self.rows[body..] {
            out.push_str(&self.line(row, look));
        }
    }

    /// Makes the names as narrow as they are; where that does not do, the other columns, too; and leaves out some where
    /// there is still no room.
    fn fit(&mut self, room: usize) {
        for place in 0..self.columns.len() {
            if place != self.names {
                let width = self.needed(place).max(self.columns[place].width);
                self.columns[place].width = width;
            }
        }
        let wanted = self.needed(self.names);
        let locusts = self.columns[self.names].width;
        let spare = locusts.saturating_sub(wanted);
        self.columns[self.names].shrink(spare);
        if self.taken() <= room {
            return;
        }
        for place in 0..self.columns.len() {
            if place != self.names {
                let spare = self.columns[place].width.saturating_sub(self.needed(place));
                self.columns[place].shrink(spare);
            }
        }
        let least = wanted.min(self.least);
        while self.taken() - self.columns[self.names].width + least > room {
            let places = 0..self.columns.len();
            let Some(last) = places.max_by_key(|place| self.columns[*place].rank) else {
                break;
            };
            if self.columns[last].rank == 0 {
                break;
            }
            self.leave_out(last);
        }
        let over = self.taken().saturating_sub(room);
        let narrow = self.columns[self.names]
            .width
            .saturating_sub(over)
            .max(least);
        let spare = self.columns[self.names].width - narrow;
        self.columns[self.names].shrink(spare);
        for row in &mut self.rows {
            row.cells[self.names] = words::cut(&row.cells[self.names], narrow);
        }
        for (place, column) in self.columns.iter_mut().enumerate() {
            // Locust's dashes do not stand exactly below its columns.
            column.rule = column.taken() - usize::from(place > 0);
        }
    }

    fn leave_out(&mut self, place: usize) {
        self.columns.remove(place);
        self.names -= usize::from(place < self.names);
        for row in &mut self.rows {
            row.cells.remove(place);
            row.red = match row.red {
                Red::Cell(red) if red == place => Red::Nothing,
                Red::Cell(red) if red > place => Red::Cell(red - 1),
                red => red,
            };
        }
    }

    /// The widest text of a column.
    fn needed(&self, place: usize) -> usize {
        let cells = self.rows.iter().map(|row| words::width(&row.cells[place]));
        let title = words::width(self.columns[place].title);
        cells.chain([title]).max().unwrap_or(0)
    }

    fn taken(&self) -> usize {
        self.columns.iter().map(Column::taken).sum()
    }

    fn rule(&self) -> String {
        let dashes = self.columns.iter().map(|column| "-".repeat(column.rule));
        dashes.collect::<Vec<_>>().join("|") + "\n"
    }

    fn line(&self, row: &Row, look: Look) -> String {
        let mut line = String::new();
        let last = self.columns.len() - 1;
        for (place, (column, cell)) in self.columns.iter().zip(&row.cells).enumerate() {
            let cell = match column.left && place == last {
                true => cell.clone(),
                false => column.cell(cell),
            };
            line.push_str(column.lead);
            match row.red == Red::Cell(place) {
                true => line.push_str(&look.red(&cell)),
                false => line.push_str(&cell),
            }
        }
        line.truncate(line.trim_end().len());
        if row.red == Red::All {
            line = look.red(&line);
        }
        line.push('\n');
        for note in &row.notes {
            line.push_str(&look.wrapped("         ", note));
        }
        line
    }
}

impl Row {
    pub(super) fn of(cells: Vec<String>) -> Self {
        Self {
            cells,
            red: Red::Nothing,
            notes: Vec::new(),
        }
    }
}
