//! One request, from its head to its answer.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use bytes::{Buf, BufMut, Bytes};
use http::{Method, Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper::body::Body;
use tokio::time::{Instant, sleep_until};

use crate::answer::Answer;
use crate::draw::Draw;
use crate::memory::Memory;
use crate::profile::{Asked, Keep, Service};
use crate::{Faults, Profile};

const STATS_PATH: &str = "/__lt/stats";
const TIMES_PATH: &str = "/__lt/times";
const RESET_PATH: &str = "/__lt/reset";
/// The largest body that is read, in bytes.
const MAX_BODY: u64 = 1024 * 1024;

/// A service: a profile, its faults and what it remembers.
#[derive(Debug)]
pub struct Target {
    service: Service,
    faults: Faults,
    seed: u64,
    n_times: usize,
    memory: RwLock<Arc<Memory>>,
}

impl Target {
    /// A service that has received nothing yet. `seed` decides all delays and errors.
    pub fn new(profile: Profile, faults: Faults, seed: u64) -> Self {
        Self {
            service: profile.service(),
            faults,
            seed,
            n_times: 0,
            memory: RwLock::new(Arc::new(Memory::new(0))),
        }
    }

    /// Also remembers when the first `n` requests were received and answered, for `GET /__lt/times`.
    pub fn recording(self, n: usize) -> Self {
        Self {
            n_times: n,
            memory: RwLock::new(Arc::new(Memory::new(n))),
            ..self
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
        if let Some(answer) = self.about_itself(&head.method, path) {
            return Ok(answer.into_response(head.headers));
        }
        let memory = self.memory();
        let times = memory.times.as_ref();
        let pending = times.and_then(|times| times.receive(&head.headers));
        let began = memory.began(arrived);
        let route = self.service.route(&head.method, path);
        let received = memory.stats.receive(&head.method, route.path);

        let mut draw = Draw::new(self.seed, received.key(), received.n);
        // Drawn first and always, so that another error rate leaves the delays as they were.
        let fails = self.faults.error_rate.holds(draw.unit());
        let upload = read(body, route.reply.keeps()).await?;
        let kept = upload.as_deref().unwrap_or_default();
        let took = route.pace.draw(kept, &mut draw);
        let served = route.via.serve(arrived, took, received.n_total, &mut draw);
        self.wait(began, served.done + self.faults.delay).await;

        let asked = Asked {
            path,
            query: head.uri.query().unwrap_or_default(),
            headers: &head.headers,
            arrived,
            took,
            n: received.n,
            key: received.key(),
            seed: self.seed,
            stats: &memory.stats,
        };
        let answer = match upload {
            None => Answer::too_large(),
            Some(_) if fails => Answer::failed_on_purpose(),
            Some(_) if served.failed => Answer::overloaded(),
            Some(body) => route.reply.answer(&asked, &body),
        };
        let answer = answer.with(served.by);
        received.answered(answer.status);
        let response = answer.into_response(head.headers);
        if let Some(pending) = pending {
            pending.send();
        }
        Ok(response)
    }

    /// The answer to a request that is none of the service's: it asks what was remembered, or to forget it.
    fn about_itself(&self, method: &Method, path: &str) -> Option<Answer> {
        let right = match path {
            STATS_PATH | TIMES_PATH => Method::GET,
            RESET_PATH => Method::POST,
            _ => return None,
        };
        if *method != right {
            return Some(Answer::wrong_method(&[&right]));
        }
        Some(match path {
            STATS_PATH => Answer::json(StatusCode::OK, &self.memory().stats.count()),
            TIMES_PATH => match &self.memory().times {
                Some(times) => Answer::text(times.to_text()),
                None => Answer::error(StatusCode::NOT_FOUND, "no times are kept, see --record"),
            },
            _ => {
                self.forget();
                Answer::text("forgotten\n")
            }
        })
    }

    fn memory(&self) -> Arc<Memory> {
        let memory = self.memory.read();
        Arc::clone(&memory.unwrap_or_else(PoisonError::into_inner))
    }

    fn forget(&self) {
        let fresh = Arc::new(Memory::new(self.n_times));
        *self.memory.write().unwrap_or_else(PoisonError::into_inner) = fresh;
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

/// Reads a body to its end, so that the connection can carry the next request; `None` when it is too large.
async fn read<B: Body + Unpin>(mut body: B, keep: Keep) -> Result<Option<Vec<u8>>, B::Error> {
    if body.size_hint().lower() > MAX_BODY {
        return Ok(None);
    }
    let mut kept = Vec::new();
    let mut size = 0;
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame?.into_data() else {
            continue;
        };
        size += data.remaining() as u64;
        if size > MAX_BODY {
            return Ok(None);
        }
        if keep == Keep::All {
            kept.put(data);
        }
    }
    Ok(Some(kept))
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
    async fn a_target_that_forgot_counts_its_stall_from_the_next_request() {
        let target = hello(Faults {
            stall: Some(Stall {
                at: Duration::ZERO,
                lasts: Duration::from_secs(1),
            }),
            ..Faults::default()
        });
        for _ in 0..2 {
            assert_eq!(ask(&target, "/").await, (200, Duration::from_secs(1)));
            assert_eq!(ask(&target, "/").await, (200, Duration::ZERO));
            target.forget();
        }
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
    #[tokio::test(start_paused = true)]
    async fn behind_the_balancer_each_back_end_takes_its_own_multiple_of_the_shops_time() {
        let [shop, balancer] =
            [Profile::Shop, Profile::Balancer].map(|who| Target::new(who, Faults::default(), 1));
        for slowness in [3.0, 3.0, 4.5, 12.0] {
            let (_, alone) = ask(&shop, "/api/products").await;
            let (_, balanced) = ask(&balancer, "/api/products").await;
            // The clock counts whole milliseconds.
            let off = balanced.as_secs_f64() - alone.as_secs_f64() * slowness;
            assert!(off.abs() <= 0.001 * slowness, "{alone:?} {balanced:?}");
        }
    }
}
