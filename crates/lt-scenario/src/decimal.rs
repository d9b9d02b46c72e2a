//! Decimal numbers as people write them, read without floating point so that nothing is rounded on the way in.

/// Returns `text` times `unit`, rounded down, for a plain decimal like `12` or `0.25`; `None` for anything else.
///
/// A value too large to hold becomes the largest one, which every caller's own bound then refuses.
pub(crate) fn scaled(text: &str, unit: u64) -> Option<u128> {
    const FRACTION_DIGITS: usize = 18; // 10^18 times any unit still fits
    let (whole, fraction) = match text.split_once('.') {
        Some((whole, fraction)) if !fraction.is_empty() => (whole, fraction),
        Some(_) => return None,
        None => (text, ""),
    };
    if whole.is_empty() {
        return None;
    }
    let mut value = digits(whole)?.saturating_mul(u128::from(unit));
    digits(fraction)?;
    let fraction = &fraction[..fraction.len().min(FRACTION_DIGITS)];
    let divisor = fraction
        .bytes()
        .fold(1u128, |divisor, _| divisor.saturating_mul(10));
    value = value.saturating_add(digits(fraction)?.saturating_mul(u128::from(unit)) / divisor);
    Some(value)
}

fn digits(text: &str) -> Option<u128> {
    text.bytes().try_fold(0u128, |value, byte| {
        let digit = byte.is_ascii_digit().then(|| byte - b'0')?;
        Some(value.saturating_mul(10).saturating_add(u128::from(digit)))
    })
}

#[cfg(test)]
mod tests {
    use super::scaled;

    #[test]
    fn only_plain_decimals_are_numbers() {
        assert_eq!(scaled("12", 1000), Some(12_000));
        assert_eq!(scaled("0.25", 1000), Some(250));
        assert_eq!(scaled("0.0009", 1000), Some(0));
        assert_eq!(scaled("007", 1), Some(7));
        assert_eq!(scaled(&"9".repeat(100), 1), Some(u128::MAX));
        assert_eq!(scaled(&format!("0.{}", "3".repeat(100)), 1000), Some(333));
        for text in [
            "", ".", "1.", ".5", "-1", "+1", "1e3", "1.2.3", "١", "0x10", " 1", "NaN",
        ] {
            assert_eq!(scaled(text, 1000), None, "{text}");
        }
    }
}
