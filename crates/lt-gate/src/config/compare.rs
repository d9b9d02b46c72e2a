//! The section `[compare]`: how runs are compared, and what the answers mean.

use lt_sample::Micros;
use lt_stats::compare::{Correction, Measure, Mode, Tolerance};

use super::amount::{length, number, share};
use super::document::Document;
use super::figure;
use super::overrides::{self, Override};
use super::value::{Fields, Value, list, whole, word};
use super::wrong::{Problem, Wrong};

pub(super) const KEYS: &[&str] = &[
    "mode",
    "gate",
    "tolerance",
    "error_tolerance",
    "alpha",
    "correction",
    "window",
    "max_age",
    "require_sessions",
    "on_inconclusive",
    "on_missing_baseline",
    "on_missing_series",
    "override",
];

pub(super) const TOLERANCE_KEYS: &[&str] = &["rel", "abs"];

/// How runs are compared, and what the answers mean.
#[derive(Clone, Debug, PartialEq)]
pub struct ComparePolicy {
    /// The mode that is wanted; `None` takes the strongest that the runs allow.
    pub mode: Option<Mode>,
    /// The measures that are judged; others are told only.
    pub gate: Vec<Measure>,
    /// How much worse a time or the throughput may get.
    pub tolerance: Tolerance,
    /// How much higher an error rate may get: a share, 0.001 is 0.1 percentage points.
    pub error_tolerance: f64,
    /// Share of invocations without any change that may be called a regression.
    pub alpha: f64,
    /// What is done about many questions at once.
    pub correction: Correction,
    /// How many baseline runs are looked at.
    pub window: usize,
    /// Older ones are not.
    pub max_age: Option<Micros>,
    /// In how many sessions a regression must be seen.
    pub require_sessions: u32,
    /// What an inconclusive comparison means.
    pub on_inconclusive: OnDoubt,
    /// What a missing baseline means.
    pub on_missing_baseline: OnDoubt,
    /// What an endpoint means that only the baseline has.
    pub on_missing_series: OnDoubt,
    /// What is otherwise for some figures, the last one that fits.
    pub overrides: Vec<Override>,
}

/// What doubt means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnDoubt {
    /// Nothing.
    Pass,
    /// It is told.
    Warn,
    /// The run fails by it.
    Fail,
}

impl Default for ComparePolicy {
    fn default() -> Self {
        let p95 = lt_stats::Percentile::parse("95").expect("a percentile");
        Self {
            mode: None,
            gate: vec![
                Measure::Percentile(lt_stats::Percentile::P50),
                Measure::Percentile(p95),
                Measure::ErrorRate,
                Measure::Throughput,
            ],
            tolerance: Tolerance {
                relative: 0.1,
                absolute: 2000.0,
            },
            error_tolerance: 0.001,
            alpha: 0.05,
            correction: Correction::Holm,
            window: 20,
            max_age: Some(Micros(30 * 86_400 * 1_000_000)),
            require_sessions: 1,
            on_inconclusive: OnDoubt::Warn,
            on_missing_baseline: OnDoubt::Warn,
            on_missing_series: OnDoubt::Fail,
            overrides: Vec::new(),
        }
    }
}

/// Reads the section; what it does not say is as by default.
pub(super) fn read(section: &Value<'_>, document: &Document) -> Result<ComparePolicy, Wrong> {
    let fields = Fields::of(section, "a table", &all_keys())?;
    if let Some(confidence) = fields.get("confidence") {
        return Err(Wrong::sentence(
            confidence.span(),
            "`confidence` cannot be set, because it follows: what is shown has 1 − 2α, 90 % where alpha is 0.05; set `alpha`",
        ));
    }
    let usual = ComparePolicy::default();
    let doubt = |key: &str, usual| {
        let read = fields.read(key, |value| word(value, "answer", &OnDoubt::WORDS));
        read.map(|doubt| doubt.unwrap_or(usual))
    };
    let tolerance = fields
        .read("tolerance", |value| tolerance(value, usual.tolerance))?
        .unwrap_or(usual.tolerance);
    let error_tolerance = fields
        .read("error_tolerance", share)?
        .unwrap_or(usual.error_tolerance);
    let window = fields.read("window", |value| at_least_one(value, "a number of runs"))?;
    let sessions = fields.read("require_sessions", |value| {
        at_least_one(value, "a number of sessions")
    })?;
    Ok(ComparePolicy {
        mode: fields.read("mode", mode)?.flatten(),
        gate: fields.read("gate", gate)?.unwrap_or(usual.gate),
        tolerance,
        error_tolerance,
        alpha: fields.read("alpha", alpha)?.unwrap_or(usual.alpha),
        correction: fields
            .read("correction", |value| {
                word(value, "correction", &CORRECTIONS)
            })?
            .unwrap_or(usual.correction),
        window: window.map_or(usual.window, runs),
        max_age: fields.read("max_age", length)?.or(usual.max_age),
        require_sessions: sessions.unwrap_or(usual.require_sessions),
        on_inconclusive: doubt("on_inconclusive", usual.on_inconclusive)?,
        on_missing_baseline: doubt("on_missing_baseline", usual.on_missing_baseline)?,
        on_missing_series: doubt("on_missing_series", usual.on_missing_series)?,
        overrides: fields
            .read("override", |value| {
                overrides::read(value, document, tolerance)
            })?
            .unwrap_or_default(),
    })
}

impl OnDoubt {
    const WORDS: [(&'static str, Self); 3] = [
        ("pass", Self::Pass),
        ("warn", Self::Warn),
        ("fail", Self::Fail),
    ];
}

/// How corrections are called.
pub(crate) const CORRECTIONS: [(&str, Correction); 3] = [
    ("holm", Correction::Holm),
    ("bh", Correction::BenjaminiHochberg),
    ("none", Correction::None),
];

/// The keys of the section, and the one that is refused in words of its own.
fn all_keys() -> Vec<&'static str> {
    KEYS.iter().copied().chain(["confidence"]).collect()
}

fn mode(value: &Value<'_>) -> Result<Option<Mode>, Wrong> {
    let modes = Mode::WORDS.map(|(word, mode)| (word, Some(mode)));
    let words: Vec<_> = [("auto", None)].into_iter().chain(modes).collect();
    word(value, "mode", &words)
}

fn gate(value: &Value<'_>) -> Result<Vec<Measure>, Wrong> {
    let mut gate = Vec::new();
    for value in list(
        value,
        "a list of measures as in `[\"p95\", \"error_rate\"]`",
    )? {
        let measure = figure::measure(value)?;
        if gate.contains(&measure) {
            let sentence = "the measure stands there twice; give it once";
            return Err(Wrong::sentence(value.span(), sentence));
        }
        gate.push(measure);
    }
    Ok(gate)
}

/// `{ rel = "10%", abs = "2ms" }`; the part that is not given is as usual.
pub(super) fn tolerance(value: &Value<'_>, usual: Tolerance) -> Result<Tolerance, Wrong> {
    let expected = "a table as in `{ rel = \"10%\", abs = \"2ms\" }`";
    let fields = Fields::of(value, expected, TOLERANCE_KEYS)?;
    let absolute = fields.read("abs", length)?;
    Ok(Tolerance {
        relative: fields.read("rel", share)?.unwrap_or(usual.relative),
        absolute: absolute.map_or(usual.absolute, |length| length.0 as f64),
    })
}

fn runs(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

fn alpha(value: &Value<'_>) -> Result<f64, Wrong> {
    let wanted = "a chance of a false alarm above 0 and below 0.5";
    number(value, wanted, "0.05", |alpha| alpha > 0.0 && alpha < 0.5)
}

fn at_least_one(value: &Value<'_>, expected: &'static str) -> Result<u32, Wrong> {
    const MOST: u32 = 1_000_000;
    let number = whole(value, expected)?;
    let problem = Problem::Amount {
        found: number.to_string(),
        wanted: "a number from 1 to 1000000",
        example: "1",
    };
    let number = u32::try_from(number).ok();
    number
        .filter(|number| (1..=MOST).contains(number))
        .ok_or_else(|| Wrong::at(value.span(), problem))
}
