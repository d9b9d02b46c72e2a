//! The ways of comparing: which one the runs allow, and what each makes of them.

pub(super) mod choose;
mod history;
mod paired;
pub(super) mod reading;
mod runs;
mod sessions;
mod single;

use super::Mode;
use super::sides::Sides;
use reading::Reading;

pub(super) use history::freedom_of_window;

/// What runs say of a question, read in one mode.
///
/// # Errors
/// There are too few runs for it, or figures that nobody can compute with.
pub(super) fn read(mode: Mode, sides: &Sides) -> Result<Reading, String> {
    let reading = match mode {
        Mode::Paired => paired::read(sides),
        Mode::Runs => runs::read(sides),
        Mode::History => history::read(sides),
        Mode::Single => single::read(sides),
    }?;
    let estimate = reading.estimate;
    let known =
        estimate.delta.is_finite() && estimate.error.is_finite() && !estimate.freedom.is_nan();
    match known {
        true => Ok(reading),
        false => Err("the figures are too far apart to compute with".to_owned()),
    }
}
