//! The view from the first picture to the last.

use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use lt_cli::message;
use lt_stats::{Include, Summary};

use super::screen::{self, Palette};
use super::shared::Shared;
use super::snapshot::{Snapshot, Stream};
use super::terminal::{Repaint, Screen};
use super::view::{View, Wish};
use super::{News, TOOL};

/// What a view does when its stream has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AtEnd {
    /// It stays until somebody leaves it.
    Stay,
    Leave,
}

/// Why a view was left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Left {
    /// There is nothing more to come.
    AtEnd,
    /// The stream goes on without a view.
    Early,
    /// As early, and the run is to stop.
    ToInterrupt,
}

/// Shows the run until it is left. What follows then is silence: the generator of our pipeline has a line of its own.
pub(super) fn show(mut screen: Screen, shared: &Shared, news: &Receiver<News>, at_end: AtEnd) {
    let left = Show::new(shared).run(&mut screen, news, at_end);
    drop(screen);
    match left {
        Left::AtEnd => {}
        Left::Early => message::note(
            TOOL,
            "the view is closed; the report follows at the end of the stream",
        ),
        Left::ToInterrupt => interrupt_the_pipeline(),
    }
}

struct Show<'s> {
    shared: &'s Shared,
    view: View,
    palette: Palette,
    snapshot: Snapshot,
    stream: Stream,
    looked: Instant,
    cost: Duration,
    painted: Instant,
}

impl<'s> Show<'s> {
    /// A quarter of a second is a picture that moves.
    const OFTEN: Duration = Duration::from_millis(250);
    /// A look keeps the reader waiting: it may cost this part of the time at most.
    const SHARE: u32 = 20;
    const REPAINT: Duration = Duration::from_secs(1);

    fn new(shared: &'s Shared) -> Self {
        let looked = Instant::now();
        let nothing = || Snapshot::of(&Summary::new(Include::Measured), Stream::Open);
        let snapshot = shared.look(|summary| Snapshot::of(summary, Stream::Open));
        Self {
            shared,
            view: View::default(),
            palette: Palette::of_terminal(),
            snapshot: snapshot.unwrap_or_else(nothing),
            stream: Stream::Open,
            looked,
            cost: looked.elapsed(),
            painted: looked,
        }
    }

    fn run(mut self, screen: &mut Screen, news: &Receiver<News>, at_end: AtEnd) -> Left {
        loop {
            if self.draw(screen).is_err() {
                return self.left();
            }
            let first = news.recv_timeout(self.time_to_next_look());
            if first == Err(RecvTimeoutError::Disconnected) {
                return Left::AtEnd;
            }
            // What comes meanwhile is one picture.
            for told in first.into_iter().chain(news.try_iter()) {
                match told {
                    News::Failed => return Left::AtEnd,
                    News::Ended if at_end == AtEnd::Leave => return Left::AtEnd,
                    News::Ended => self.end(screen),
                    News::Leave => return self.left(),
                    News::Begun | News::Resized => {}
                    News::Key(key) => match self.view.press(key, &self.snapshot) {
                        Wish::GoOn => {}
                        Wish::LookAgain => self.look(),
                        Wish::Leave => return self.left(),
                        Wish::Interrupt if self.stream == Stream::Open => {
                            return Left::ToInterrupt;
                        }
                        Wish::Interrupt => return Left::AtEnd,
                    },
                }
            }
            if self.time_to_next_look().is_zero() {
                self.look();
            }
        }
    }

    fn draw(&mut self, screen: &mut Screen) -> std::io::Result<()> {
        let repaint = match self.painted.elapsed() >= Self::REPAINT {
            true => Repaint::All,
            false => Repaint::Changes,
        };
        if repaint == Repaint::All {
            self.painted = Instant::now();
        }
        let Self {
            view,
            snapshot,
            palette,
            stream,
            ..
        } = self;
        screen.draw(repaint, |frame, area| {
            screen::draw(frame, area, view, snapshot, *stream, palette);
        })
    }

    /// Takes a new snapshot, unless the view stands still.
    fn look(&mut self) {
        self.looked = Instant::now();
        if !self.view.is_frozen() {
            let stream = self.stream;
            let new = self.shared.look(|summary| Snapshot::of(summary, stream));
            if let Some(new) = new {
                self.snapshot = new;
            }
        }
        self.cost = self.looked.elapsed();
    }

    fn end(&mut self, screen: &Screen) {
        self.stream = Stream::Ended;
        screen.keep_for_the_report();
        self.view.show_whole_run();
        self.look();
    }

    fn left(&self) -> Left {
        match self.stream {
            Stream::Open => Left::Early,
            Stream::Ended => Left::AtEnd,
        }
    }

    fn time_to_next_look(&self) -> Duration {
        let pause = Self::OFTEN.max(self.cost * Self::SHARE);
        pause.saturating_sub(self.looked.elapsed())
    }
}

/// Does what Ctrl-C does where no view is: the whole pipeline is told, its generator ends the run in good order, and we,
/// who outlive it, report. A terminal in raw mode leaves that to us.
fn interrupt_the_pipeline() {
    #[cfg(unix)]
    if rustix::process::kill_current_process_group(rustix::process::Signal::INT).is_ok() {
        return;
    }
    message::note(
        TOOL,
        "the view is closed; press Ctrl-C again to stop the run",
    );
}
