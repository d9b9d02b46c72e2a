//! GitHub's REST API: requests that are repeated where that is safe, and never where it is not.
//!
//! octocrab makes the requests and puts the token on them ([`client`]); how they travel ([`wire`]), what is read out of an
//! answer and what follows from it ([`step`]) is ours.

mod answer;
mod base;
mod client;
mod link;
mod page;
mod refusal;
mod step;
mod wire;

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use hyper::{Method, Uri};
use lt_cli::{message, usage};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::value::{RawValue, to_raw_value};
use tokio::time::{Instant, sleep};
use tokio_rustls::TlsConnector;

use self::answer::Answer;
use self::base::Base;
use self::client::Client;
use self::page::Page;
pub(crate) use self::refusal::Refusal;
use self::step::{Chance, Pause, Step};
use self::wire::Wire;
use super::token::Token;
use crate::tls;

/// GitHub's REST API, for one token.
pub(crate) struct Api {
    base: Arc<Base>,
    client: Client,
    token: Token,
    patience: Patience,
    /// Until when all must be done; it begins with the first request.
    deadline: OnceLock<Instant>,
}

/// How long is waited.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Patience {
    /// For one answer.
    pub(crate) answer: Duration,
    /// For everything, waiting for limits included.
    pub(crate) whole: Duration,
    /// Before the first repetition; it doubles with each.
    pub(crate) first: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            answer: Duration::from_secs(30),
            whole: Duration::from_secs(90),
            first: Duration::from_secs(1),
        }
    }
}

/// Where the API of github.com is.
pub(crate) const GITHUB_COM: &str = "https://api.github.com";
/// So often a request is repeated.
const MOST_REPEATED: u32 = 4;
/// So often an answer may send us on.
const MOST_SENT_ON: u32 = 3;
/// A connection that takes longer is not coming.
const TO_CONNECT: Duration = Duration::from_secs(10);
/// Who waits longer for a limit wants to know why.
const UNNOTICED: Duration = Duration::from_secs(2);

/// Whether a token may travel to this address: encrypted, or to this machine.
pub(crate) fn may_carry_token(url: &str) -> bool {
    Base::parse(url).is_ok()
}

impl Api {
    /// Takes the base (`https://api.github.com`, `https://HOST/api/v3`); nothing is asked yet.
    ///
    /// # Errors
    /// The base is no URL, or would send the token in the clear to another machine.
    pub(crate) fn open(base: &str, token: &Token, patience: Patience) -> anyhow::Result<Self> {
        let base = Base::parse(base).map_err(usage)?;
        let tls = base.is_encrypted().then(tls::connector).transpose()?;
        Ok(Self::over(base, tls, token, patience))
    }

    fn over(base: Base, tls: Option<TlsConnector>, token: &Token, patience: Patience) -> Self {
        let base = Arc::new(base);
        let wire = Wire {
            base: Arc::clone(&base),
            tls,
            to_connect: TO_CONNECT.min(patience.answer / 2),
        };
        Self {
            base,
            client: Client::new(wire, token.clone()),
            token: token.clone(),
            patience,
            deadline: OnceLock::new(),
        }
    }

    /// Gets one thing; repeated where the server stumbles.
    pub(crate) async fn get<T: DeserializeOwned>(&self, route: &str) -> Result<T, Refusal> {
        self.ask(&Method::GET, &self.base.path(route), None)
            .await?
            .parse()
    }

    /// Gets what is kept of a list, page by page; it goes where the `Link` header says. A list of more than `most` pages is
    /// refused: what it ends with would not be known.
    pub(crate) async fn all<T: DeserializeOwned, K>(
        &self,
        route: &str,
        most: usize,
        keep: impl Fn(T) -> Option<K>,
    ) -> Result<Vec<K>, Refusal> {
        let mut kept = Vec::new();
        let mut path = self.base.path(route);
        for _ in 0..most {
            let answer = self.ask(&Method::GET, &path, None).await?;
            let Page(items) = answer.parse()?;
            kept.extend(items.into_iter().filter_map(&keep));
            match link::next(&answer.headers) {
                Some(address) => path = self.below_the_base(address)?,
                None => return Ok(kept),
            }
        }
        Err(Refusal::Nonsense(format!(
            "a list has more than {most} pages, or no end"
        )))
    }

    /// Makes something; never repeated unless nothing was done: there was no connection, or the answer says so (a limit). What
    /// may have been done is [`Refusal::Unsure`]: look before you ask again.
    pub(crate) async fn post<T: DeserializeOwned>(
        &self,
        route: &str,
        body: &(impl Serialize + Sync),
    ) -> Result<T, Refusal> {
        let answer = self.send(&Method::POST, route, body).await?;
        let parsed = answer.parse();
        parsed.map_err(|refusal| Refusal::Unsure(refusal.to_string()))
    }

    /// Changes something to what the body says; repeated where the server stumbles, which changes nothing more.
    pub(crate) async fn patch<T: DeserializeOwned>(
        &self,
        route: &str,
        body: &(impl Serialize + Sync),
    ) -> Result<T, Refusal> {
        self.send(&Method::PATCH, route, body).await?.parse()
    }

    /// Removes something; what is gone already was removed.
    pub(crate) async fn delete(&self, route: &str) -> Result<(), Refusal> {
        let path = self.base.path(route);
        match self.ask(&Method::DELETE, &path, None).await {
            Ok(_) | Err(Refusal::NotFound) => Ok(()),
            Err(refusal) => Err(refusal),
        }
    }

    async fn send(
        &self,
        method: &Method,
        route: &str,
        body: &(impl Serialize + Sync),
    ) -> Result<Answer, Refusal> {
        let body = to_raw_value(body).map_err(|error| Refusal::Unprocessable(error.to_string()))?;
        self.ask(method, &self.base.path(route), Some(&body)).await
    }

    /// Asks until there is an answer that helps, or no time.
    async fn ask(
        &self,
        method: &Method,
        path: &str,
        body: Option<&RawValue>,
    ) -> Result<Answer, Refusal> {
        let mut chance = Chance::new();
        let mut path = path.to_owned();
        let (mut n_repeated, mut n_sent_on) = (0, 0);
        loop {
            let to = path.parse::<Uri>();
            let to = to.map_err(|error| Refusal::Nonsense(error.to_string()))?;
            let time = self.patience.answer.min(self.time_left());
            let outcome = self.client.ask(method, &to, body, time).await;
            match Step::after(outcome, method, self.token.secret()) {
                Step::Done(answer) => return Ok(answer),
                Step::Refused(refusal) => return Err(refusal),
                Step::Elsewhere(address) => {
                    path = self.below_the_base(&address)?;
                    n_sent_on += 1;
                    if n_sent_on > MOST_SENT_ON {
                        return Err(Refusal::Nonsense("it sends us in circles".to_owned()));
                    }
                }
                Step::Again(pause, refusal) => {
                    let length = pause.length(self.patience.first, n_repeated, &mut chance);
                    if n_repeated == MOST_REPEATED || length >= self.time_left() {
                        return Err(refusal);
                    }
                    n_repeated += 1;
                    wait(pause, length).await;
                }
            }
        }
    }

    /// Path and query of an address that the server names.
    fn below_the_base(&self, address: &str) -> Result<String, Refusal> {
        let path = self.base.path_of(address);
        path.ok_or_else(|| Refusal::Nonsense("it sends us to another machine".to_owned()))
    }

    fn time_left(&self) -> Duration {
        let now = Instant::now();
        let deadline = self.deadline.get_or_init(|| now + self.patience.whole);
        deadline.saturating_duration_since(now)
    }
}

impl std::fmt::Debug for Api {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Api")
            .field("base", &self.base)
            .field("patience", &self.patience)
            .finish_non_exhaustive()
    }
}

async fn wait(pause: Pause, length: Duration) {
    if matches!(pause, Pause::Limit(_)) && length > UNNOTICED {
        let seconds = length.as_secs_f64().ceil();
        message::note(
            "lt-gate",
            format!("GitHub's limit of requests is reached; asking again in {seconds} s"),
        );
    }
    sleep(length).await;
}

#[cfg(test)]
mod tests;
