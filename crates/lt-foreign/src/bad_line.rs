//! Where reading stopped.

use crate::{Flaw, Format};

/// A line that is none of its format: the error that [`Translated`](crate::Translated) ends with, inside an
/// [`std::io::Error`].
#[derive(Debug, thiserror::Error)]
#[error("{name}:{line}: not a line of {} ({flaw}); {}", .format.title(), self.advice())]
pub struct BadLine {
    /// Name of the input.
    pub name: String,
    /// The line's number, from 1; that of its first line where a quoted cell breaks over several.
    pub line: u64,
    /// The format that was expected.
    pub format: Format,
    /// What is wrong with it.
    pub flaw: Flaw,
}

impl BadLine {
    /// Whether the input as a whole is unusable, rather than broken midway.
    pub fn is_unusable_input(&self) -> bool {
        self.line == 1
    }

    fn advice(&self) -> &'static str {
        if !self.is_unusable_input() {
            return "use --skip-bad-lines to leave such lines out";
        }
        match self.format {
            Format::K6 => "give what `k6 run --out json=FILE` wrote",
            Format::VegetaJson | Format::VegetaCsv => {
                "give what `vegeta encode` wrote, as JSON or with `--to csv`"
            }
            Format::Oha => "give what `oha --output-format csv` wrote",
            Format::Hey => "give what `hey -o csv` wrote",
            Format::Jmeter => {
                "give a JTL file in CSV, with a header, commas and times in milliseconds, as JMeter writes it unless told otherwise"
            }
            Format::Locust => "give what `locust.contrib.csv_request_logger` wrote",
        }
    }
}
