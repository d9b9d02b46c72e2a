//! Requests that are kept from arriving as they should, on purpose.
//!
//! Each has a connection of its own, which is closed after it: whatever it does to the target, the user's other requests
//! do not meet it on their way.

use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use lt_scenario::Http;
use lt_scenario::http::{Http1Client, HttpVersion};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::client::Client;
use super::connect::Agreed;
use super::prepared::{Disturbance, Message};
use super::stream::Stream;
use super::{Broken, Doing, Exchange, Failure, Jar, Prepared, http2, lean, phrase};

/// What drips takes that many pieces.
pub(super) const PIECES: usize = 10;
/// The time between two pieces; all of them take a second.
pub(super) const BETWEEN_PIECES: Duration = Duration::from_millis(100);

impl Client {
    /// Sends a request in a disturbed way; redirects are not followed.
    pub(super) async fn disturb(
        &self,
        request: &Prepared,
        disturbance: Disturbance,
        jar: Option<&Jar>,
        exchange: &mut Exchange,
    ) -> Result<(), Failure> {
        let planned = &request.message;
        let cookies = self.cookies(jar, &planned.parts);
        // What is written in pieces, we write ourselves.
        let http = Http {
            client: Http1Client::Lean,
            ..self.settings.http().clone()
        };
        let (parts, origin) = (Arc::clone(&planned.parts), Arc::clone(&planned.origin));
        let message = Message::new(parts, origin, &http, cookies.as_deref())
            .map_err(|_no_message| phrase::UNSENDABLE)?;
        let (stream, agreed) = self.connector.connect(&message.origin, exchange).await?;
        if disturbance == Disturbance::Abort {
            stream.end_with_reset();
        }
        let is_2 = match agreed {
            Some(agreed) => agreed == Agreed::Http2,
            None => http.version == HttpVersion::Http2,
        };
        let mut asked = self.asked(request, &message, jar, exchange.wants);
        asked.follows = false;
        let answered = if is_2 {
            let mut connection = http2::Connection::new(stream).await?;
            match disturbance {
                Disturbance::Abort => connection.break_off(&self.clock, &message, exchange).await,
                Disturbance::Drip => {
                    connection.set_drip();
                    connection
                        .exchange(&self.clock, &message, asked, exchange)
                        .await
                }
            }
        } else {
            match disturbance {
                Disturbance::Abort => self.break_off(stream, &message, exchange).await,
                Disturbance::Drip => self.drip(stream, &message, asked, exchange).await,
            }
        };
        let answered = answered.map_err(Broken::into_failure)?;
        self.keep_what_is_wanted(answered.kept, &message, jar, exchange);
        Ok(())
    }

    /// Breaks off in the middle of the body; or where there is none, at the first byte of the answer.
    async fn break_off<T>(
        &self,
        mut stream: Stream,
        message: &Message,
        exchange: &mut Exchange,
    ) -> Result<T, Broken> {
        let body = message.parts.body.len();
        let until = message.len() - body + body / 2;
        send_until(&mut stream, message, 0, until).await?;
        exchange.sent += (body / 2) as u64;
        exchange.doing = Doing::Waiting;
        if body == 0 {
            let mut byte = [0];
            let mut read = ReadBuf::new(&mut byte);
            let first = poll_fn(|context| Pin::new(&mut stream).poll_read(context, &mut read));
            first.await.map_err(|error| failed(&error))?;
            exchange.first_byte = Some(self.clock.now());
        }
        Err(Broken::Failed(phrase::BROKEN_OFF))
    }

    /// Sends the body in drips, or where there is none the head, and reads the answer.
    async fn drip(
        &self,
        mut stream: Stream,
        message: &Message,
        asked: lean::Asked,
        exchange: &mut Exchange,
    ) -> Result<super::Answered, Broken> {
        let body = message.parts.body.len();
        let (begin, length) = match body {
            0 => (0, message.len()),
            _ => (message.len() - body, body),
        };
        let mut sent = send_until(&mut stream, message, 0, begin).await?;
        exchange.doing = Doing::Waiting;
        // The last piece is left to the exchange.
        for piece in 1..PIECES {
            sent = send_until(&mut stream, message, sent, begin + length * piece / PIECES).await?;
            tokio::time::sleep(BETWEEN_PIECES).await;
        }
        let mut connection = lean::Connection::new(stream);
        let desk = &self.desk;
        connection
            .exchange_rest(desk, message, sent, asked, exchange)
            .await
    }
}

/// Writes a message from one byte to another.
async fn send_until(
    stream: &mut Stream,
    message: &Message,
    mut sent: usize,
    until: usize,
) -> Result<usize, Broken> {
    while sent < until {
        let [first, second] = message.rest(sent);
        let first = &first[..first.len().min(until - sent)];
        let second = &second[..second.len().min(until - sent - first.len())];
        let n = poll_fn(|context| stream.poll_send(context, [first, second])).await;
        match n {
            Ok(0) => return Err(failed(&io::ErrorKind::WriteZero.into())),
            Ok(n) => sent += n,
            Err(error) => return Err(failed(&error)),
        }
    }
    let flushed = poll_fn(|context| Pin::new(&mut *stream).poll_flush(context)).await;
    flushed.map_err(|error| failed(&error))?;
    Ok(sent)
}

fn failed(error: &io::Error) -> Broken {
    Broken::Failed(phrase::of_io(error))
}
