//! Which generator made a result.

use crate::Format;

/// A load generator whose results can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    /// k6: `--out json=FILE`.
    K6,
    /// vegeta: `vegeta encode`, as JSON or as CSV.
    Vegeta,
    /// oha: `--output-format csv`.
    Oha,
    /// hey: `-o csv`.
    Hey,
    /// JMeter: a JTL file in CSV.
    Jmeter,
    /// Locust: the request log of `locust.contrib.csv_request_logger`.
    Locust,
}

impl Tool {
    /// Every tool.
    pub const ALL: [Self; 6] = [
        Self::K6,
        Self::Vegeta,
        Self::Oha,
        Self::Hey,
        Self::Jmeter,
        Self::Locust,
    ];

    /// Its name in lower case, as it is typed and as it stands in the `run` line.
    pub fn name(self) -> &'static str {
        match self {
            Self::K6 => "k6",
            Self::Vegeta => "vegeta",
            Self::Oha => "oha",
            Self::Hey => "hey",
            Self::Jmeter => "jmeter",
            Self::Locust => "locust",
        }
    }

    /// The tool of this name; `None` where there is none.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tool| tool.name() == name)
    }

    /// The format in which it writes results that begin like this; only vegeta has two.
    pub fn format_of(self, head: &[u8]) -> Format {
        match self {
            Self::K6 => Format::K6,
            Self::Vegeta if head.trim_ascii_start().starts_with(b"{") => Format::VegetaJson,
            Self::Vegeta => Format::VegetaCsv,
            Self::Oha => Format::Oha,
            Self::Hey => Format::Hey,
            Self::Jmeter => Format::Jmeter,
            Self::Locust => Format::Locust,
        }
    }
}
