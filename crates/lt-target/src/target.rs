//! One request, from its head to its answer.

use std::sync::OnceLock;
use std::time::Duration;

use bytes::{Buf, Bytes};
use http::{Method, Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper::body::Body;
use tokio::time::{Instant, sleep_until};

use crate::answer::Answer;
use crate::draw::Draw;
use crate::profile::{Asked, Reply};
use crate::stats::Stats;
use crate::{Faults, Profile};

const STATS_PATH: &str = "/__lt/stats";
/// The largest body that is read, in bytes.
const MAX_BODY: u64 = 1024 * 1024;

/// A service: a profile, its faults and what it counted.
#[derive(Debug)]
pub struct Target {
    profile: Profile,
    faults: Faults,
    seed: u64,
    stats: Stats,
    first_request: OnceLock<Instant>,
}

impl Target {
    /// A service that has received nothing yet. `seed` decides all delays and errors.
    pub fn new(profile: Profile, faults: Faults, seed: u64) -> Self {
        Self {
            profile,
            faults,
            seed,
            stats: Stats::new(),
            first_request: OnceLock::new(),
        }
    }

    /// Answers a request when its time has come. Fails only when the request's own body does.
    pub(crate) async fn answer<B: Body + Unpin>(
        &self,
        request: Request<B>,
    ) -> Result<Response<Full<Bytes>>, B::Error> {
        let arrived = Instant::now();
        let (head, body) = request.into_parts();
        let path = head.uri.path();
        if head.method == Method::GET && path == STATS_PATH {
            let answer = Answer::json(StatusCode::OK, &self.stats.count());
            return Ok(answer.into_response(head.headers));
        }
        let began = *self.first_request.get_or_init(|| arrived);
        let route = self.profile.route(&head.method, path);
        let received = self.stats.receive(&head.method, route.path);

        let mut draw = Draw::new(self.seed, received.key(), received.n);
        // Drawn first and always, so that another error rate leaves the delays as they were.
        let fails = self.faults.error_rate.holds(draw.unit());
        let own = route.pace.map(|pace| draw.log_normal(pace));
        let delay = self.faults.delay + own.unwrap_or_default();

        let upload = drain(body).await?;
        self.wait(began, arrived + delay).await;
        let answer = match (upload, route.reply) {
            (Upload::TooLarge, _) => Answer::too_large(),
            _ if fails => Answer::error(
                StatusCode::INTERNAL_SERVER_ERROR,
                "failed on purpose, see --error-rate",
            ),
            (_, Reply::Refuse(answer)) => answer,
            (_, Reply::Make(make)) => make(&Asked {
                path,
                query: head.uri.query().unwrap_or_default(),
                n: received.n,
            }),
        };
        received.answered(answer.status);
        Ok(answer.into_response(head.headers))
    }

    /// Waits for the moment at which an answer leaves that is due at `due`, or now if that is past.
    async fn wait(&self, began: Instant, due: Instant) {
        let now = Instant::now();
        let due: Duration = due.max(now).saturating_duration_since(began);
        let release = began + self.faults.release(due);
        if release > now {
            sleep_until(release).await;
        }
    }
}

enum Upload {
    Whole,
    TooLarge,
}

/// Reads a body to its end, so that the connection can carry the next request; what it says does not matter here.
async fn drain<B: Body + Unpin>(mut body: B) -> Result<Upload, B::Error> {
    if body.size_hint().lower() > MAX_BODY {
        return Ok(Upload::TooLarge);
    }
    let mut size = 0;
    while let Some(frame) = body.frame().await {
        size += frame?.data_ref().map_or(0, |data| data.remaining() as u64);
        if size > MAX_BODY {
            return Ok(Upload::TooLarge);
        }
    }
    Ok(Upload::Whole)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Share, Stall};
    use http_body_util::Empty;

    /// Asks on a clock that jumps to whatever is waited for: status, and the time that passed.
    async fn ask(target: &Target, path: &str) -> (u16, Duration) {
        let request = Request::get(path).body(Empty::<Bytes>::new()).unwrap();
        let asked = Instant::now();
        let response = target.answer(request).await.unwrap();
        (response.status().as_u16(), asked.elapsed())
    }

    fn hello(faults: Faults) -> Target {
        Target::new(Profile::Hello, faults, 1)
    }

    #[tokio::test(start_paused = true)]
    async fn a_stall_counts_from_the_first_request_and_holds_answers_until_it_ends() {
        let target = hello(Faults {
            stall: Some(Stall {
                at: Duration::from_secs(3),
                lasts: Duration::from_secs(1),
            }),
            ..Faults::default()
        });
        tokio::time::advance(Duration::from_secs(60)).await;
        assert_eq!(ask(&target, "/").await, (200, Duration::ZERO));
        tokio::time::advance(Duration::from_millis(3400)).await;
        assert_eq!(ask(&target, STATS_PATH).await, (200, Duration::ZERO));
        assert_eq!(ask(&target, "/").await, (200, Duration::from_millis(600)));
        assert_eq!(ask(&target, "/").await, (200, Duration::ZERO));
    }

    #[tokio::test(start_paused = true)]
    async fn delay_and_errors_strike_every_answer_but_the_stats() {
        let target = hello(Faults {
            delay: Duration::from_millis(5),
            error_rate: Share::ALL,
            stall: None,
        });
        assert_eq!(ask(&target, "/").await, (500, Duration::from_millis(5)));
        assert_eq!(ask(&target, STATS_PATH).await, (200, Duration::ZERO));
    }

    #[tokio::test(start_paused = true)]
    async fn the_same_seed_gives_the_same_delays_and_errors_in_any_order_of_endpoints() {
        let faults = Faults {
            error_rate: crate::share::parse("30%").unwrap(),
            ..Faults::default()
        };
        let (one, two) = [0, 0].map(|_| Target::new(Profile::Shop, faults, 7)).into();
        let mut first = Vec::new();
        for _ in 0..50 {
            first.push(ask(&one, "/api/products").await);
        }
        let mut second = Vec::new();
        for _ in 0..50 {
            ask(&two, "/health").await;
            second.push(ask(&two, "/api/products").await);
        }
        assert_eq!(first, second);
        let errors = first.iter().filter(|(status, _)| *status == 500).count();
        assert!((5..25).contains(&errors), "{errors}");
    }
}
