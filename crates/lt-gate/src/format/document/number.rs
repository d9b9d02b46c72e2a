//! Numbers of `lt.result/1`: finite, and whole ones without `.0`.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Number;

pub(crate) fn serialize<S: Serializer>(
    value: &Option<f64>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    value.and_then(number).serialize(serializer)
}

pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<f64>, D::Error> {
    Option::deserialize(deserializer)
}

/// What JSON can hold of it: nothing of what is not finite.
fn number(value: f64) -> Option<Number> {
    const EXACT: f64 = 9_007_199_254_740_992.0; // 2^53
    if value.fract() == 0.0 && value.abs() < EXACT {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "a whole number between -2^53 and 2^53"
        )]
        return Some((value as i64).into());
    }
    Number::from_f64(value)
}
