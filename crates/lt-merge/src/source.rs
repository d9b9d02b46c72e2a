//! An input that is read by a thread of its own, as far ahead as a small channel allows.

use std::cell::RefCell;
use std::io::{self, Read};
use std::rc::Rc;
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, sync_channel};
use std::thread;

use lt_cli::Input;
use lt_foreign::Format;
use lt_sample::{Ledger, ReadError, StreamEnd, read_records};

use crate::batch::Batch;
use crate::recognized::{HowToRead, Recognized};
use crate::unreadable::Unreadable;

/// Batches that may wait for the merge; one is what a single read brought, at most about 256 KiB.
const BATCHES_AHEAD: usize = 2;

/// What can be expected of an input that has nothing to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Supply {
    /// It answers as soon as the disk does.
    File,
    /// Somebody writes it now, perhaps later.
    Live,
}

/// An input that is being read.
#[derive(Debug)]
pub(crate) struct Source {
    /// What messages call it.
    pub(crate) name: String,
    pub(crate) supply: Supply,
    parcels: Receiver<Parcel>,
}

/// What a reading thread sends.
#[derive(Debug)]
pub(crate) enum Parcel {
    Lines(Batch),
    /// The last one.
    End(Result<Box<Reading>, Unreadable>),
}

/// What is known of an input that was read to its end.
#[derive(Debug)]
pub(crate) struct Reading {
    pub(crate) name: String,
    /// What it was taken for, where it is no stream.
    pub(crate) format: Option<Format>,
    /// What of it is not in the stream, a sentence each.
    pub(crate) left_out: Vec<String>,
    pub(crate) end: StreamEnd,
    pub(crate) ledger: Ledger,
}

impl Source {
    /// Begins to read. `bell` is rung whenever there is something new.
    pub(crate) fn start(
        input: Input,
        supply: Supply,
        how: HowToRead,
        bell: SyncSender<()>,
    ) -> io::Result<Self> {
        let name = input.name.clone();
        let (sender, parcels) = sync_channel(BATCHES_AHEAD);
        let post = Post { sender, bell };
        // Nobody joins it: where the merge ends early, a thread that waits for stdin must not hold the process.
        thread::Builder::new()
            .name(name.replace('\0', ""))
            .spawn(move || read(input, how, &post))?;
        Ok(Self {
            name,
            supply,
            parcels,
        })
    }

    /// What has arrived and was not taken yet.
    pub(crate) fn take(&self) -> Result<Parcel, TryRecvError> {
        self.parcels.try_recv()
    }
}

fn read(input: Input, how: HowToRead, post: &Post) {
    let batch = Rc::new(RefCell::new(Batch::default()));
    let mut ledger = Ledger::default();
    let name = input.name;
    let mut bytes = Delivering {
        reader: Recognized::new(name.clone(), input.reader, how),
        batch: Rc::clone(&batch),
        post,
    };
    let end = read_records(&mut bytes, &name, how.on_bad_line, |line| {
        ledger.add(&line.record);
        batch.borrow_mut().push(&line);
        Ok::<(), ReadError>(())
    });
    let input = &bytes.reader;
    let end = end.map_err(|error| Unreadable::of(error, input.is_binary()));
    let end = end.map(|mut end| {
        end.skipped += input.skipped();
        let format = input.format();
        Box::new(Reading {
            name,
            format,
            left_out: input.left_out(),
            end,
            ledger,
        })
    });
    // A merge that failed meanwhile does not listen any more.
    drop(
        post.send_lines(batch.take())
            .and_then(|()| post.send(Parcel::End(end))),
    );
}

/// Sends off what was read before it reads on, so that no line of a live input waits for the next one.
struct Delivering<'p> {
    reader: Recognized,
    batch: Rc<RefCell<Batch>>,
    post: &'p Post,
}

impl Read for Delivering<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.post.send_lines(self.batch.take())?;
        self.reader.read(buffer)
    }
}

/// The way to the merge: a channel of its own, and a bell that all inputs share.
///
/// The bell holds one ring: it says that there is something to look for, not what or how much.
struct Post {
    sender: SyncSender<Parcel>,
    bell: SyncSender<()>,
}

impl Post {
    fn send_lines(&self, batch: Batch) -> io::Result<()> {
        match batch.is_empty() {
            true => Ok(()),
            false => self.send(Parcel::Lines(batch)),
        }
    }

    fn send(&self, parcel: Parcel) -> io::Result<()> {
        self.sender.send(parcel).map_err(io::Error::other)?;
        // Full means that it is ringing already.
        let _ = self.bell.try_send(());
        Ok(())
    }
}
