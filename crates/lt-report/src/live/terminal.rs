//! The terminal, borrowed for a while and given back as it was.
//!
//! Stderr is drawn on, for stdout may carry the stream. It is given back on every way out: when the screen is dropped,
//! when anything panics, and on signals that end the tool.

use std::io::{self, BufWriter, Stderr, Write};
use std::panic;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::SyncSender;

use ratatui::backend::CrosstermBackend;
use ratatui::crossterm::cursor::{Hide, MoveTo, Show};
use ratatui::crossterm::terminal::{
    BeginSynchronizedUpdate, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen,
    disable_raw_mode, enable_raw_mode,
};
use ratatui::crossterm::{execute, queue};
use ratatui::layout::Rect;
use ratatui::{Frame, Terminal};

use super::News;
use super::keys::Listening;
use super::signals::Farewell;

/// Whether the terminal is ours at the moment.
static BORROWED: AtomicBool = AtomicBool::new(false);

/// The whole terminal, until it is dropped.
pub(super) struct Screen {
    terminal: Terminal<CrosstermBackend<BufWriter<Stderr>>>,
    _listening: Listening,
    farewell: Farewell,
    others: Others,
}

/// Who else may write on the terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Others {
    Nobody,
    /// The generator of our pipeline, which has a line of progress: the last one is its.
    Writer,
}

/// How much is written to the terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Repaint {
    /// What has changed.
    Changes,
    /// Everything: the generator of our pipeline may have written between our lines.
    All,
}

impl Screen {
    pub(super) fn open(reads_stdin: bool, sender: SyncSender<News>) -> io::Result<Self> {
        give_back_on_panic();
        let farewell = Farewell::default();
        farewell.watch(reads_stdin, sender.clone())?;
        enable_raw_mode()?;
        BORROWED.store(true, Ordering::Release);
        let open = || {
            let mut stderr = BufWriter::with_capacity(64 * 1024, io::stderr());
            execute!(stderr, EnterAlternateScreen, Hide)?;
            Terminal::new(CrosstermBackend::new(stderr))
        };
        let terminal = open().inspect_err(|_| {
            restore();
        })?;
        Ok(Self {
            terminal,
            _listening: Listening::begin(sender),
            farewell,
            others: match reads_stdin {
                true => Others::Writer,
                false => Others::Nobody,
            },
        })
    }

    /// The stream has ended: from now on a signal leaves the view, and the report is still written.
    pub(super) fn keep_for_the_report(&self) {
        self.farewell.report_is_due();
    }

    /// Draws a picture on all lines that are ours. A terminal that knows synchronized updates shows it at once.
    pub(super) fn draw(
        &mut self,
        repaint: Repaint,
        picture: impl FnOnce(&mut Frame<'_>, Rect),
    ) -> io::Result<()> {
        if repaint == Repaint::All {
            self.forget_what_is_shown();
        }
        queue!(self.terminal.backend_mut(), BeginSynchronizedUpdate)?;
        let others = self.others;
        let drawn = self
            .terminal
            .draw(|frame| picture(frame, ours(frame.area(), others)))?;
        let bottom = drawn.area.bottom().saturating_sub(1);
        let backend = self.terminal.backend_mut();
        queue!(backend, MoveTo(0, bottom), EndSynchronizedUpdate)?;
        Write::flush(backend)
    }

    /// Makes every cell differ from the one that was drawn, so that all are drawn again without a flash of emptiness.
    fn forget_what_is_shown(&mut self) {
        let others = self.others;
        let buffer = self.terminal.current_buffer_mut();
        for place in ours(buffer.area, others).positions() {
            buffer[place].set_symbol("\u{fffd}");
        }
        self.terminal.swap_buffers();
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        restore();
    }
}

/// Which part of the terminal is drawn on.
fn ours(whole: Rect, others: Others) -> Rect {
    let height = match others {
        Others::Nobody => whole.height,
        Others::Writer => whole.height.saturating_sub(1),
    };
    Rect { height, ..whole }
}

/// Gives the terminal back, once; tells whether it was ours.
pub(super) fn restore() -> bool {
    let was_ours = BORROWED.swap(false, Ordering::AcqRel);
    if was_ours {
        // A terminal that is gone needs nothing.
        drop(execute!(
            io::stderr(),
            EndSynchronizedUpdate,
            LeaveAlternateScreen,
            Show
        ));
        drop(disable_raw_mode());
    }
    was_ours
}

fn give_back_on_panic() {
    let usual = panic::take_hook();
    panic::set_hook(Box::new(move |panic| {
        restore();
        usual(panic);
    }));
}
