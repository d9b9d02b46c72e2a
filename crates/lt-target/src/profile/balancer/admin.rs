//! The balancer asked about itself. These answers come at once, and from no back end.

use http::{Method, StatusCode};
use serde::{Deserialize, Serialize};

use super::super::endpoint::Endpoint;
use super::super::{Asked, Pace, json, shop};
use super::Balancer;
use super::metrics::Metrics;
use super::policy::{Algorithm, Policy};
use crate::answer::Answer;

/// A function of balancer, head and body.
pub(crate) type Administer = fn(&Balancer, &Asked<'_>, &[u8]) -> Answer;

pub(super) static ENDPOINTS: &[Endpoint<Administer>] = &[
    at_once(Method::GET, "/health", |_, asked, _| shop::health(asked)),
    at_once(Method::GET, "/admin/algorithm", algorithm),
    at_once(Method::POST, "/admin/algorithm", choose_algorithm),
    at_once(Method::GET, "/admin/metrics", metrics),
    at_once(Method::POST, "/admin/metrics/reset", reset_metrics),
];

const fn at_once(method: Method, template: &'static str, make: Administer) -> Endpoint<Administer> {
    Endpoint {
        method,
        template,
        pace: Pace::AtOnce,
        make,
    }
}

#[derive(Deserialize, Serialize)]
struct Named {
    name: Algorithm,
}

fn algorithm(balancer: &Balancer, _: &Asked<'_>, _: &[u8]) -> Answer {
    let name = balancer.state().policy.algorithm;
    Answer::json(StatusCode::OK, &Named { name })
}

/// Also where it is chosen already, the policy begins anew and has learned nothing: rounds shall be alike.
fn choose_algorithm(balancer: &Balancer, asked: &Asked<'_>, body: &[u8]) -> Answer {
    const FORM: &str = r#"write {"name": "round-robin", "least-connections" or "rl"}"#;
    match json::read::<Named>(body, FORM) {
        Ok(named) => {
            let mut state = balancer.state();
            // What has ended taught the old policy.
            state.settle(asked.arrived);
            state.policy = Policy::new(named.name);
            Answer::json(StatusCode::OK, &named)
        }
        Err(refusal) => refusal,
    }
}

fn metrics(balancer: &Balancer, asked: &Asked<'_>, _: &[u8]) -> Answer {
    let mut state = balancer.state();
    state.settle(asked.arrived);
    let report = state
        .metrics
        .report(state.policy.algorithm, &state.backends);
    Answer::json(StatusCode::OK, &report)
}

fn reset_metrics(balancer: &Balancer, _: &Asked<'_>, _: &[u8]) -> Answer {
    #[derive(Serialize)]
    struct Reset {
        status: &'static str,
    }
    let mut state = balancer.state();
    state.metrics = Metrics::new();
    state.n_resets += 1;
    Answer::json(StatusCode::OK, &Reset { status: "reset" })
}
