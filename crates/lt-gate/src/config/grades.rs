//! The section `[grades]`: where bands of ratings end.

use lt_sample::Micros;
use lt_stats::baseline::Grades;

use super::amount::{length, number, share};
use super::value::{Fields, Value, list};
use super::wrong::Wrong;

pub(super) const KEYS: &[&str] = &["response_time", "error_rate", "rps"];

/// Reads the section; what it does not say is as by default.
pub(super) fn read(section: &Value<'_>) -> Result<Grades, Wrong> {
    let fields = Fields::of(section, "a table", KEYS)?;
    let usual = Grades::default();
    let times = fields.read("response_time", |value| {
        ends(value, length, |better: &Micros, worse| better < worse)
    })?;
    let errors = fields.read("error_rate", |value| {
        ends(value, share, |better, worse| better < worse)
    })?;
    let rates = fields.read("rps", |value| {
        ends(value, rate, |better, worse| better > worse)
    })?;
    Ok(Grades {
        response_time: times.unwrap_or(usual.response_time),
        error_rate: errors.unwrap_or(usual.error_rate),
        rate: rates.unwrap_or(usual.rate),
    })
}

/// Where excellent, good and acceptable end, in this order.
fn ends<T: Copy>(
    value: &Value<'_>,
    read: impl Fn(&Value<'_>) -> Result<T, Wrong>,
    is_better: impl Fn(&T, &T) -> bool,
) -> Result<[T; 3], Wrong> {
    let values = list(
        value,
        "three ends of bands as in `[\"100ms\", \"500ms\", \"1s\"]`",
    )?;
    let ends: Vec<T> = values.into_iter().map(read).collect::<Result<_, _>>()?;
    let [excellent, good, acceptable] = ends.as_slice() else {
        let sentence =
            "three ends of bands are needed; give those of excellent, good and acceptable";
        return Err(Wrong::sentence(value.span(), sentence));
    };
    match is_better(excellent, good) && is_better(good, acceptable) {
        true => Ok([*excellent, *good, *acceptable]),
        false => Err(Wrong::sentence(
            value.span(),
            "the bands overlap; begin with the end of the best one",
        )),
    }
}

fn rate(value: &Value<'_>) -> Result<f64, Wrong> {
    number(value, "a number of requests a second", "100", |rate| {
        rate > 0.0
    })
}
