//! Each service's endpoints, as their clients know them.

mod agents;
mod aurax;
mod balancer;
mod chat;
mod resource;
mod shop;

use crate::support::{Client, Server};
use lt_target::{Faults, Profile};

fn start(profile: Profile) -> Server {
    Server::start(profile, Faults::default())
}

/// Every one of these bodies is refused with this status and an error text.
fn refuses(client: &mut Client, path: &str, status: u16, bodies: &[&str]) {
    for body in bodies {
        let reply = client.post(path, body);
        assert_eq!(reply.status, status, "{path} {body}: {}", reply.body);
        assert!(reply.json()["error"].is_string(), "{}", reply.body);
    }
}
