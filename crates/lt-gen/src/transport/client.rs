//! Sends requests: on the connection that is kept, or on a new one, or once more on a new one.

use std::sync::Arc;

use lt_scenario::http::{Http1Client, HttpVersion};

use super::connect::{Agreed, Connector};
use super::lean::{self, Asked, Desk};
use super::prepared::{Message, Parts};
use super::{
    Answered, Broken, Doing, Exchange, Failure, Jar, Origin, Prepared, Settings, Transport, Wants,
};
use super::{http1, http2, redirect};
use crate::clock::Clock;

/// Carries the requests of one thread.
#[derive(Debug)]
pub(crate) struct Client {
    pub(super) clock: Clock,
    pub(super) settings: Settings,
    /// Where the plan's requests go; a redirect may lead to the same hosts only.
    origins: Vec<Arc<Origin>>,
    pub(super) connector: Connector,
    pub(super) desk: Desk,
}

/// What a user keeps of an origin: the connection to it, and those to where it redirects.
#[derive(Debug)]
pub(crate) struct Connection {
    kept: Vec<Kept>,
}

/// A connection that can be used again.
#[derive(Debug)]
struct Kept {
    origin: Arc<Origin>,
    speaks: Speaks,
}

/// Who speaks on a connection.
#[derive(Debug)]
enum Speaks {
    Lean(lean::Connection),
    Http1(http1::Connection),
    Http2(http2::Connection),
}

/// A redirect can lead to any port of a host; more connections than this are not kept beside the first.
const MOST_KEPT: usize = 8;

impl Client {
    /// A client of the current thread.
    pub(crate) fn new(clock: Clock, origins: Vec<Arc<Origin>>, settings: Settings) -> Self {
        Self {
            connector: Connector::new(clock, settings.clone()),
            desk: Desk::new(clock),
            settings,
            clock,
            origins,
        }
    }

    /// Sends one message on the connection that is kept for its origin, or on a new one; tells where a redirect leads.
    async fn send(
        &self,
        kept: &mut Vec<Kept>,
        message: &Message,
        asked: Asked,
        jar: Option<&Jar>,
        exchange: &mut Exchange,
    ) -> Result<Option<String>, Failure> {
        let mut is_kept = true;
        loop {
            let known = kept.iter().position(|kept| kept.leads_to(&message.origin));
            let place = match known {
                Some(place) => place,
                None => {
                    is_kept = false;
                    let fresh = Box::pin(self.connect(&message.origin, exchange)).await?;
                    keep(kept, fresh)
                }
            };
            match self.on(&mut kept[place], message, asked, exchange).await {
                Ok(answered) => {
                    if message.closes || !answered.reusable {
                        kept.swap_remove(place);
                    }
                    if answered.kept.is_some() {
                        self.keep_what_is_wanted(answered.kept, message, jar, exchange);
                    }
                    return Ok(answered.location);
                }
                Err(broken) => {
                    kept.swap_remove(place);
                    exchange.doing = Doing::Connecting;
                    match broken {
                        Broken::Unsent(_) if is_kept => exchange.retries += 1,
                        broken => return Err(broken.into_failure()),
                    }
                }
            }
        }
    }

    async fn on(
        &self,
        kept: &mut Kept,
        message: &Message,
        asked: Asked,
        exchange: &mut Exchange,
    ) -> Result<Answered, Broken> {
        let clock = &self.clock;
        match &mut kept.speaks {
            Speaks::Lean(lean) => lean.exchange(&self.desk, message, asked, exchange).await,
            // Boxed: what waits in a user's task is the lean client's few words, not the others' many.
            Speaks::Http1(http1) => Box::pin(http1.exchange(clock, message, asked, exchange)).await,
            Speaks::Http2(http2) => Box::pin(http2.exchange(clock, message, asked, exchange)).await,
        }
    }

    /// What we ask of the answer to a request's message.
    pub(super) fn asked(
        &self,
        request: &Prepared,
        message: &Message,
        jar: Option<&Jar>,
        wants: Wants,
    ) -> Asked {
        Asked {
            number: request.number,
            is_head: message.parts.is_head(),
            follows: self.settings.http().redirects > 0,
            wants: Wants {
                cookies: jar.is_some(),
                ..wants
            },
        }
    }

    /// The cookies for a message that is made of these parts.
    pub(super) fn cookies(&self, jar: Option<&Jar>, parts: &Parts) -> Option<String> {
        // Looked at first: the clock costs more than all else here.
        let jar = jar.filter(|jar| !jar.is_empty())?;
        jar.line(&parts.url, self.clock.unix(self.clock.now()))
    }

    /// The request's message with the user's cookies; `None` where none belongs there.
    fn with_cookies(&self, request: &Prepared, jar: Option<&Jar>) -> Option<Box<Message>> {
        let cookies = self.cookies(jar, &request.message.parts)?;
        let Message { parts, origin, .. } = &request.message;
        let (parts, origin) = (Arc::clone(parts), Arc::clone(origin));
        let made = Message::new(parts, origin, self.settings.http(), Some(&cookies));
        // What cannot be sent with its cookies is sent without.
        made.ok().map(Box::new)
    }

    /// Puts cookies into the jar, and what else is wanted into the exchange.
    pub(super) fn keep_what_is_wanted(
        &self,
        kept: Option<Box<super::Kept>>,
        message: &Message,
        jar: Option<&Jar>,
        exchange: &mut Exchange,
    ) {
        if let (Some(kept), Some(jar)) = (&kept, jar) {
            let now = self.clock.unix(self.clock.now());
            for cookie in kept.set_cookies() {
                jar.take(&message.parts.url, cookie, now);
            }
        }
        exchange.kept = kept;
    }

    async fn connect(
        &self,
        origin: &Arc<Origin>,
        exchange: &mut Exchange,
    ) -> Result<Kept, Failure> {
        let (stream, agreed) = self.connector.connect(origin, exchange).await?;
        let http = self.settings.http();
        let is_2 = match agreed {
            Some(agreed) => agreed == Agreed::Http2,
            None => http.version == HttpVersion::Http2,
        };
        let speaks = match http.client {
            _ if is_2 => Speaks::Http2(http2::Connection::new(stream).await?),
            Http1Client::Lean => Speaks::Lean(lean::Connection::new(stream)),
            Http1Client::Hyper => Speaks::Http1(http1::Connection::new(stream).await?),
        };
        Ok(Kept {
            origin: Arc::clone(origin),
            speaks,
        })
    }

    /// Follows redirects to the answer that is none; time, bytes and connections of all of them are the one request's.
    async fn follow(
        &self,
        kept: &mut Vec<Kept>,
        request: &Prepared,
        mut location: String,
        jar: Option<&Jar>,
        exchange: &mut Exchange,
    ) -> Result<(), Failure> {
        let mut parts = Arc::clone(&request.message.parts);
        loop {
            // The redirect is no answer to the request: what was known of it does not stand.
            exchange.end = None;
            if exchange.hops >= self.settings.http().redirects {
                return Err(redirect::TOO_MANY);
            }
            let status = exchange.status.unwrap_or_default();
            let next = redirect::next(&parts, status, &location, &self.origins)?;
            exchange.hops += 1;
            (exchange.status, exchange.first_byte, exchange.http) = (None, None, None);
            exchange.doing = Doing::Connecting;
            let origin = Origin::of(&next.url);
            let known = self
                .origins
                .iter()
                .find(|known| ***known == origin)
                .cloned();
            let origin = known.unwrap_or_else(|| Arc::new(origin));
            let cookies = self.cookies(jar, &next);
            let next = Arc::new(next);
            let message = Message::new(next, origin, self.settings.http(), cookies.as_deref())
                .map_err(|_no_message| redirect::NO_ADDRESS)?;
            let asked = self.asked(request, &message, jar, exchange.wants);
            match self.send(kept, &message, asked, jar, exchange).await? {
                Some(next) => location = next,
                None => return Ok(()),
            }
            parts = message.parts;
        }
    }
}

impl Transport for Client {
    type Connection = Connection;

    async fn exchange(
        &self,
        slot: &mut Option<Connection>,
        request: &Prepared,
        jar: Option<&Jar>,
        exchange: &mut Exchange,
    ) -> Result<(), Failure> {
        if let Some(disturbance) = request.disturbance {
            return Box::pin(self.disturb(request, disturbance, jar, exchange)).await;
        }
        let mut kept = slot
            .take()
            .map_or_else(Vec::new, |connection| connection.kept);
        let with_cookies = self.with_cookies(request, jar);
        let message = with_cookies.as_deref().unwrap_or(&request.message);
        let asked = self.asked(request, message, jar, exchange.wants);
        let result = self.send(&mut kept, message, asked, jar, exchange).await;
        let ended = match result {
            Ok(Some(location)) => {
                Box::pin(self.follow(&mut kept, request, location, jar, exchange)).await
            }
            Ok(None) => Ok(()),
            Err(failure) => Err(failure),
        };
        if !kept.is_empty() {
            *slot = Some(Connection { kept });
        }
        ended
    }
}

impl Kept {
    fn leads_to(&self, origin: &Arc<Origin>) -> bool {
        Arc::ptr_eq(&self.origin, origin) || self.origin == *origin
    }
}

/// Puts a connection among those that are kept, and tells its place.
fn keep(kept: &mut Vec<Kept>, fresh: Kept) -> usize {
    if kept.len() == MOST_KEPT {
        kept.remove(0);
    }
    kept.reserve_exact(1);
    kept.push(fresh);
    kept.len() - 1
}
