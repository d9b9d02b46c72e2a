//! The line on the terminal while load is made.

use lt_cli::message::Progress;
use lt_scenario::RunTime;

use crate::counters::Counts;

/// Shows how the run is going, once a second, where stderr is a terminal.
pub(crate) struct ProgressLine {
    line: Progress,
    shown: (RunTime, u64),
}

impl ProgressLine {
    pub(crate) fn begin() -> Self {
        Self {
            line: Progress::on_stderr(),
            shown: (RunTime(0), 0),
        }
    }

    /// Shows how far the run is, and of how long where that is planned.
    pub(crate) fn show(&mut self, now: RunTime, end: Option<RunTime>, counts: &Counts) {
        let length = end.map_or(String::new(), |end| {
            format!(" of {:.0} s", end.0 as f64 / 1e9)
        });
        let ended = counts.ended;
        let seconds = (now.0 - self.shown.0.0) as f64 / 1e9;
        let rate = (ended - self.shown.1) as f64 / seconds.max(1e-9);
        self.shown = (now, ended);
        self.line.show(format_args!(
            "{:.0} s{length}  {} users  {} in flight  {ended} requests  {rate:.0}/s  {} errors",
            now.0 as f64 / 1e9,
            counts.users,
            counts.in_flight,
            counts.errors,
        ));
    }
}
