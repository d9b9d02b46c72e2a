//! A turn of a test.

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};

/// Which of several turns of a test a run is: another variant, another round.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Leg {
    /// The turn, counted from 0 in the order in which they are made; below `of`.
    pub index: u32,
    /// How many turns the test has in all.
    pub of: u32,
}

impl<'de> Deserialize<'de> for Leg {
    /// Reads a leg, and refuses an index that is not below `of`.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Parts {
            index: u32,
            of: u32,
        }
        let Parts { index, of } = Parts::deserialize(deserializer)?;
        match index < of {
            true => Ok(Self { index, of }),
            false => Err(D::Error::custom(format_args!(
                "leg {index} of {of} cannot be; legs count from 0"
            ))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Leg;

    #[test]
    fn a_leg_is_read_as_it_is_written_and_lies_below_its_number() {
        let line = r#"{"index":1,"of":2}"#;
        let leg: Leg = serde_json::from_str(line).unwrap();
        assert_eq!(leg, Leg { index: 1, of: 2 });
        assert_eq!(serde_json::to_string(&leg).unwrap(), line);
        let error = serde_json::from_str::<Leg>(r#"{"index":2,"of":2}"#).unwrap_err();
        let said = "leg 2 of 2 cannot be; legs count from 0";
        assert!(error.to_string().starts_with(said), "{error}");
    }
}
