//! How large the values may be that users remember.
//!
//! A step that puts a variable into itself, over and over, would otherwise fill the memory, or the stack of whoever
//! prints it.

use minijinja::Value;
use minijinja::value::ValueKind;

use super::{Failure, LONGEST_TEXT, RenderError};

/// How deep lists and maps may lie within each other; as deep as answers are read.
const DEEPEST: usize = 128;

/// What a value costs besides its text: so many values are as large as so many bytes.
const OF_A_VALUE: usize = 16;

/// Refuses a value that is too large or too deep to keep.
pub(crate) fn check_value(value: &Value) -> Result<(), RenderError> {
    let mut left = LONGEST_TEXT;
    if fits(value, DEEPEST, &mut left) {
        return Ok(());
    }
    let cause = format!("a value of more than {LONGEST_TEXT} bytes, or more than {DEEPEST} deep");
    Err(Failure::new("a value is too large", &cause).into())
}

fn fits(value: &Value, depth: usize, left: &mut usize) -> bool {
    let length = value.as_str().map_or(0, str::len);
    match left.checked_sub(OF_A_VALUE + length) {
        Some(rest) => *left = rest,
        None => return false,
    }
    let is_map = match value.kind() {
        ValueKind::Map => true,
        ValueKind::Seq | ValueKind::Iterable => false,
        _ => return true,
    };
    let Some(depth) = depth.checked_sub(1) else {
        return false;
    };
    let Ok(mut parts) = value.try_iter() else {
        return true;
    };
    parts.all(|part| {
        let fits_itself = fits(&part, depth, left);
        fits_itself
            && (!is_map
                || value
                    .get_item(&part)
                    .is_ok_and(|item| fits(&item, depth, left)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_that_grow_by_themselves_are_refused() {
        let nest = |n| (0..n).fold(Value::from(1), |value, _| Value::from(vec![value]));
        assert_eq!(check_value(&nest(DEEPEST)), Ok(()));
        assert!(check_value(&nest(DEEPEST + 1)).is_err());
        let double = |value: Value, _| Value::from_pairs([("a", value.clone()), ("b", value)]);
        assert_eq!(check_value(&(0..10).fold(Value::from(1), double)), Ok(()));
        let error = check_value(&(0..60).fold(Value::from(1), double)).unwrap_err();
        assert_eq!(
            error.to_string(),
            "a value of more than 16777216 bytes, or more than 128 deep"
        );
        assert!(check_value(&Value::from("x".repeat(LONGEST_TEXT))).is_err());
    }
}
