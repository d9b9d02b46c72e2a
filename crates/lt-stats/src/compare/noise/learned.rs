//! `lt.noise/1`: the form in which noise is kept.

use std::io::Read;

use super::{Noise, NoiseError, NoiseKey, Origin, Spread};
use crate::compare::Measure;

/// Noise, and where it was learned.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LearnedNoise {
    /// From which runs.
    pub origin: Origin,
    /// What is known.
    pub noise: Noise,
}

const SCHEMA: &str = "lt.noise/1";
/// 2,000 endpoints with long names and a dozen measures stay below.
const MOST_MIB: u64 = 16;

#[derive(serde::Serialize, serde::Deserialize)]
struct Head {
    schema: String,
    #[serde(flatten)]
    origin: Origin,
}

#[derive(serde::Serialize, serde::Deserialize)]
struct Row {
    endpoint: String,
    measure: String,
    run_sd: f64,
    run_df: f64,
    session_sd: f64,
    session_df: f64,
    median_change: f64,
    runs: u32,
}

#[derive(serde::Deserialize)]
struct File {
    #[serde(flatten)]
    origin: Origin,
    spreads: Vec<Row>,
}

impl LearnedNoise {
    /// The canonical form: keys and spreads in a fixed order, a line for each spread, so that two files can be compared
    /// line by line. The same noise gives the same bytes.
    pub fn to_json(&self) -> String {
        let head = Head {
            schema: SCHEMA.to_owned(),
            origin: self.origin.clone(),
        };
        let mut text = to_line(&head);
        text.pop();
        text.push_str(",\n\"spreads\":[");
        for (nth, (key, spread)) in self.noise.spreads.iter().enumerate() {
            text.push_str(if nth == 0 { "\n" } else { ",\n" });
            text.push_str(&to_line(&Row::of(key, spread)));
        }
        text.push_str("\n]}\n");
        text
    }

    /// Reads what [`Self::to_json`] wrote; reads no more than the largest file there can be.
    ///
    /// # Errors
    /// See [`NoiseError`].
    pub fn read(source: impl Read) -> Result<Self, NoiseError> {
        let most = MOST_MIB << 20;
        let mut bytes = Vec::new();
        source.take(most + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > most {
            return Err(NoiseError::TooLarge(MOST_MIB));
        }
        #[derive(serde::Deserialize)]
        struct Schema {
            schema: String,
        }
        let Schema { schema } = serde_json::from_slice(&bytes)?;
        if schema != SCHEMA {
            return Err(NoiseError::Schema(schema.chars().take(100).collect()));
        }
        let file: File = serde_json::from_slice(&bytes)?;
        let mut noise = Noise::default();
        for row in file.spreads {
            let (key, spread) = row.check()?;
            let figure = figure(&key);
            if noise.spreads.insert(key, spread).is_some() {
                return Err(NoiseError::Twice(figure));
            }
        }
        Ok(Self {
            origin: file.origin,
            noise,
        })
    }
}

impl Noise {
    /// Reads the noise of a file, without where it was learned.
    ///
    /// # Errors
    /// See [`NoiseError`].
    pub fn read(source: impl Read) -> Result<Self, NoiseError> {
        LearnedNoise::read(source).map(|learned| learned.noise)
    }
}

impl Row {
    fn of(key: &NoiseKey, spread: &Spread) -> Self {
        Self {
            endpoint: key.endpoint.clone(),
            measure: key.measure.clone(),
            run_sd: spread.run,
            run_df: spread.run_df,
            session_sd: spread.session,
            session_df: spread.session_df,
            median_change: spread.median_change,
            runs: spread.runs,
        }
    }

    fn check(self) -> Result<(NoiseKey, Spread), NoiseError> {
        let measure = Measure::parse(&self.measure)
            .ok_or_else(|| NoiseError::Measure(self.measure.chars().take(100).collect()))?;
        let key = NoiseKey {
            endpoint: self.endpoint,
            measure: measure.to_string(),
        };
        for (field, value) in [
            ("run_sd", self.run_sd),
            ("run_df", self.run_df),
            ("session_sd", self.session_sd),
            ("session_df", self.session_df),
            ("median_change", self.median_change),
        ] {
            if !value.is_finite() || value < 0.0 {
                let figure = figure(&key);
                return Err(NoiseError::Number {
                    figure,
                    field,
                    value,
                });
            }
        }
        let spread = Spread {
            run: self.run_sd,
            run_df: self.run_df,
            session: self.session_sd,
            session_df: self.session_df,
            median_change: self.median_change,
            runs: self.runs,
        };
        Ok((key, spread))
    }
}

/// Endpoint and measure, at a length that fits an error.
fn figure(key: &NoiseKey) -> String {
    let endpoint: String = key.endpoint.chars().take(200).collect();
    match endpoint.is_empty() {
        true => key.measure.clone(),
        false => format!("{endpoint} {}", key.measure),
    }
}

fn to_line(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).expect("plain data is always JSON")
}
