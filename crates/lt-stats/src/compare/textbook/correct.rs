//! Many questions at once: chances corrected for having asked them all.

use crate::compare::Correction;

/// The corrected chances, in the order of the plain ones.
///
/// Holm (1979), "A Simple Sequentially Rejective Multiple Test Procedure", Scandinavian Journal of Statistics 6, holds
/// whatever the questions have to do with each other. Benjamini and Hochberg (1995), "Controlling the False Discovery
/// Rate", Journal of the Royal Statistical Society B 57, needs that they do not contradict each other.
pub(in crate::compare) fn correct(chances: &[f64], correction: Correction) -> Vec<f64> {
    let n = chances.len();
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|one, other| chances[*one].total_cmp(&chances[*other]));
    let mut corrected = chances.to_vec();
    match correction {
        Correction::None => {}
        Correction::Holm => {
            let mut before = 0.0_f64;
            for (place, &question) in order.iter().enumerate() {
                before = before.max(chances[question] * (n - place) as f64).min(1.0);
                corrected[question] = before;
            }
        }
        Correction::BenjaminiHochberg => {
            let mut before = 1.0_f64;
            for (place, &question) in order.iter().enumerate().rev() {
                before = before.min(chances[question] * n as f64 / (place + 1) as f64);
                corrected[question] = before;
            }
        }
    }
    corrected
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(correction: Correction, expected: [f64; 4]) {
        let corrected = correct(&[0.01, 0.04, 0.03, 0.005], correction);
        for (found, expected) in corrected.iter().zip(expected) {
            assert!((found - expected).abs() < 1e-12, "{corrected:?}");
        }
    }

    #[test]
    fn corrections_give_what_r_gives() {
        // p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm") and "BH".
        check(Correction::Holm, [0.03, 0.06, 0.06, 0.02]);
        check(Correction::BenjaminiHochberg, [0.02, 0.04, 0.04, 0.02]);
        check(Correction::None, [0.01, 0.04, 0.03, 0.005]);
        assert!(correct(&[], Correction::Holm).is_empty());
    }
}
