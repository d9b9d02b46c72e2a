//! Our own HTTP/1.1 client, made for measuring: one write and one read of the socket for a small request and answer, no
//! allocation, no task and no timer of its own. What it does not know, hyper's client does.

mod answer;
mod body;
mod head;
mod memory;

use std::cell::RefCell;
use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::prepared::Message;
use super::stream::Stream;
use super::{Answered, Broken, Doing, Exchange, phrase};
use crate::clock::Clock;

pub(super) use self::answer::{Answer, Asked, Progress};
pub(super) use self::memory::Memory;

/// As many bytes are read at a time.
const BUFFER: usize = 64 * 1024;

/// What the connections of one thread share: a connection that waits owns no buffer.
#[derive(Debug)]
pub(super) struct Desk {
    clock: Clock,
    buffer: RefCell<Box<[u8]>>,
    memory: RefCell<Memory>,
}

impl Desk {
    pub(super) fn new(clock: Clock) -> Self {
        Self {
            clock,
            buffer: RefCell::new(vec![0; BUFFER].into_boxed_slice()),
            memory: RefCell::default(),
        }
    }
}

/// A connection on which one request at a time is sent.
#[derive(Debug)]
pub(super) struct Connection {
    stream: Stream,
    is_used: bool,
}

/// One request on its way out and its answer on its way in.
struct Turn<'a> {
    desk: &'a Desk,
    message: &'a Message,
    /// Bytes that are written.
    sent: usize,
    is_flushed: bool,
    answer: Answer,
}

impl Connection {
    pub(super) fn new(stream: Stream) -> Self {
        Self {
            stream,
            is_used: false,
        }
    }

    /// Sends the request and reads its answer to the end.
    pub(super) fn exchange(
        &mut self,
        desk: &Desk,
        message: &Message,
        asked: Asked,
        exchange: &mut Exchange,
    ) -> impl Future<Output = Result<Answered, Broken>> {
        self.exchange_rest(desk, message, 0, asked, exchange)
    }

    /// Sends the rest of a request of which so many bytes are sent, and reads its answer to the end.
    pub(super) async fn exchange_rest(
        &mut self,
        desk: &Desk,
        message: &Message,
        sent: usize,
        asked: Asked,
        exchange: &mut Exchange,
    ) -> Result<Answered, Broken> {
        let mut turn = Turn {
            desk,
            message,
            sent,
            is_flushed: false,
            answer: Answer::new(asked),
        };
        let was_used = std::mem::replace(&mut self.is_used, true);
        let mut is_checked = !was_used;
        let reusable = poll_fn(|context| {
            if !is_checked && !self.stream.is_idle(context) {
                return Poll::Ready(Err(Broken::Unsent(phrase::INCOMPLETE)));
            }
            is_checked = true;
            turn.poll(&mut self.stream, exchange, context)
        })
        .await?;
        let (location, kept) = turn.answer.into_parts();
        Ok(Answered {
            reusable: reusable && !message.closes,
            location,
            kept,
        })
    }
}

impl Turn<'_> {
    /// Writes and reads as far as it goes. An answer may come before the request is sent: then it stands, and the
    /// connection, with half a request on it, is of no further use.
    fn poll(
        &mut self,
        stream: &mut Stream,
        exchange: &mut Exchange,
        context: &mut Context<'_>,
    ) -> Poll<Result<bool, Broken>> {
        let was_sent = self.is_flushed;
        let is_sent = match self.poll_send(stream, context) {
            Poll::Ready(Ok(())) => {
                if !was_sent {
                    exchange.sent += self.message.body_len();
                }
                true
            }
            Poll::Pending => false,
            Poll::Ready(Err(error)) if self.sent == 0 => {
                return Poll::Ready(Err(Broken::Unsent(phrase::of_io(&error))));
            }
            // The server may have answered before it stopped reading.
            Poll::Ready(Err(error)) => {
                return match self.poll_receive(stream, exchange, context) {
                    Poll::Ready(Ok(_)) => Poll::Ready(Ok(false)),
                    _ => Poll::Ready(Err(Broken::Failed(phrase::of_io(&error)))),
                };
            }
        };
        exchange.doing = exchange.doing.max(Doing::Waiting);
        let reusable = ready!(self.poll_receive(stream, exchange, context))?;
        Poll::Ready(Ok(reusable && is_sent))
    }

    fn poll_send(
        &mut self,
        stream: &mut Stream,
        context: &mut Context<'_>,
    ) -> Poll<io::Result<()>> {
        while self.sent < self.message.len() {
            let n = ready!(stream.poll_send(context, self.message.rest(self.sent)))?;
            if n == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            self.sent += n;
        }
        if !self.is_flushed {
            ready!(Pin::new(stream).poll_flush(context))?;
            self.is_flushed = true;
        }
        Poll::Ready(Ok(()))
    }

    fn poll_receive(
        &mut self,
        stream: &mut Stream,
        exchange: &mut Exchange,
        context: &mut Context<'_>,
    ) -> Poll<Result<bool, Broken>> {
        let mut buffer = self.desk.buffer.borrow_mut();
        loop {
            let mut read = ReadBuf::new(&mut buffer);
            let polled = ready!(Pin::new(&mut *stream).poll_read(context, &mut read));
            polled.map_err(|error| Broken::Failed(phrase::of_io(&error)))?;
            if read.filled().is_empty() {
                self.answer.close().map_err(Broken::Failed)?;
                exchange.end = Some(self.desk.clock.now());
                return Poll::Ready(Ok(false));
            }
            if let Some(reusable) = self.take(read.filled(), exchange).map_err(Broken::Failed)? {
                return Poll::Ready(Ok(reusable));
            }
        }
    }

    /// Takes what came; whether the connection is of further use, once the answer is complete.
    fn take(
        &mut self,
        bytes: &[u8],
        exchange: &mut Exchange,
    ) -> Result<Option<bool>, super::Failure> {
        let now = self.desk.clock.now();
        let memory = &mut self.desk.memory.borrow_mut();
        let progress = self.answer.take(bytes, memory, &mut exchange.received);
        exchange.first_byte.get_or_insert(now);
        exchange.status = self.answer.status();
        match progress? {
            // What came was an interim answer, and time to first byte is that of the answer itself.
            Progress::Nothing => exchange.first_byte = None,
            Progress::Head => {}
            Progress::Body => exchange.doing = Doing::Reading,
            Progress::Complete { reusable } => {
                exchange.end = Some(now);
                return Ok(Some(reusable));
            }
        }
        Ok(None)
    }
}
