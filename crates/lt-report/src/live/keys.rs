//! Keys, which come from the terminal itself: stdin is the stream.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::SyncSender;
use std::thread;
use std::time::Duration;

use ratatui::crossterm::event::{self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use super::News;

/// A key that means something to the view.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Key {
    /// A letter, a digit or a space.
    Char(char),
    Enter,
    Escape,
    Tab,
    BackTab,
    Up,
    Down,
    PageUp,
    PageDown,
    Home,
    End,
    /// Ctrl-C.
    Interrupt,
}

impl Key {
    fn of(event: KeyEvent) -> Option<Self> {
        if event.kind == KeyEventKind::Release {
            return None;
        }
        let with_control = event.modifiers.contains(KeyModifiers::CONTROL);
        match event.code {
            KeyCode::Char('c') if with_control => Some(Self::Interrupt),
            KeyCode::Char(_) if with_control => None,
            KeyCode::Char(c) => Some(Self::Char(c)),
            KeyCode::Enter => Some(Self::Enter),
            KeyCode::Esc => Some(Self::Escape),
            KeyCode::Tab => Some(Self::Tab),
            KeyCode::BackTab => Some(Self::BackTab),
            KeyCode::Up => Some(Self::Up),
            KeyCode::Down => Some(Self::Down),
            KeyCode::PageUp => Some(Self::PageUp),
            KeyCode::PageDown => Some(Self::PageDown),
            KeyCode::Home => Some(Self::Home),
            KeyCode::End => Some(Self::End),
            _ => None,
        }
    }
}

/// Keys are listened to until this is dropped.
pub(super) struct Listening {
    over: Arc<AtomicBool>,
}

impl Listening {
    /// How long after its end a listener may still take a key.
    const PATIENCE: Duration = Duration::from_millis(100);

    /// Hands on keys and changes of the terminal's size.
    ///
    /// The thread is left to itself: half of an escape sequence keeps it waiting for the other half.
    pub(super) fn begin(sender: SyncSender<News>) -> Self {
        let over = Arc::new(AtomicBool::new(false));
        let is_over = Arc::clone(&over);
        drop(thread::spawn(move || {
            while !is_over.load(Ordering::Relaxed) {
                let news = match event::poll(Self::PATIENCE) {
                    Ok(true) => event::read().map(of_event),
                    Ok(false) => continue,
                    Err(_) => return,
                };
                match news {
                    // Keys that come faster than the view takes them are lost.
                    Ok(Some(news)) => drop(sender.try_send(news)),
                    Ok(None) => {}
                    Err(_) => return,
                }
            }
        }));
        Self { over }
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
    }
}

fn of_event(event: Event) -> Option<News> {
    match event {
        Event::Key(key) => Key::of(key).map(News::Key),
        Event::Resize(..) => Some(News::Resized),
        _ => None,
    }
}
