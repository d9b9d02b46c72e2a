//! Rate and 95th percentile over time, as one line of blocks each.

use lt_stats::{Percentile, Summary};

use super::Look;
use crate::number;
use crate::observation::{Course, Stretch};

/// From low to high.
const BLOCKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
/// A line of more blocks is no longer seen at a glance.
const MOST: usize = 60;
/// Of less there is no course to be seen.
const FEWEST: usize = 3;
/// What stands beside the blocks: title and range.
const BESIDE: usize = 40;

/// Left out where blocks cannot be shown, and for a run of a moment.
pub(super) fn write(out: &mut String, summary: &Summary, look: Look) {
    if !look.has_blocks() {
        return;
    }
    let room = look
        .columns()
        .map_or(MOST, |columns| columns.saturating_sub(BESIDE));
    let course = Course::of(summary, room.clamp(FEWEST, MOST) as u64);
    if course.stretches.len() < FEWEST {
        return;
    }
    let step = number::duration(lt_sample::Micros(micros(course.step)));
    out.push_str(&format!("Over time (a block is {step})\n"));
    let rate = |stretch: &Stretch| course.rate(stretch);
    let p95 = |stretch: &Stretch| stretch.percentile(Percentile::P95);
    let of = |what: &str, value: &dyn Fn(&Stretch) -> Option<f64>, show: fn(f64) -> String| {
        let values: Vec<(u64, f64)> = course
            .stretches
            .iter()
            .filter_map(|stretch| Some((stretch.place, value(stretch)?)))
            .collect();
        let known = || values.iter().map(|(_, value)| *value);
        let lowest = known().reduce(f64::min)?;
        let highest = known().reduce(f64::max)?;
        let range = match (show(lowest), show(highest)) {
            (low, high) if low == high => low,
            (low, high) => format!("{low} to {high}"),
        };
        Some(format!("  {what:<6} {}  {range}\n", line(&values, highest)))
    };
    out.extend(of("req/s", &rate, number::rate));
    out.extend(of("p95 ms", &p95, number::ms));
    out.push('\n');
}

/// A block for each value, as high as its share of the highest; a space where there is none.
fn line(values: &[(u64, f64)], highest: f64) -> String {
    let mut line = String::new();
    let mut next = 0;
    for (place, value) in values {
        (next..*place).for_each(|_| line.push(' '));
        next = place + 1;
        let share = if highest > 0.0 { value / highest } else { 0.0 };
        let steps = BLOCKS.len() - 1;
        let block = (0..steps).rfind(|step| share >= (*step as f64 + 0.5) / BLOCKS.len() as f64);
        line.push(BLOCKS[block.map_or(0, |block| block + 1).min(steps)]);
    }
    line
}

/// Whole seconds as they are, whatever the sign of rounding.
fn micros(seconds: f64) -> u64 {
    std::time::Duration::try_from_secs_f64(seconds)
        .ok()
        .and_then(|length| u64::try_from(length.as_micros()).ok())
        .unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::line;

    #[test]
    fn blocks_are_as_high_as_their_share_and_what_is_missing_is_a_gap() {
        let values = [(0, 0.0), (1, 50.0), (2, 100.0), (5, 100.0), (6, 12.0)];
        assert_eq!(line(&values, 100.0), "▁▅█  █▂");
        assert_eq!(line(&[(0, 0.0)], 0.0), "▁");
    }
}
