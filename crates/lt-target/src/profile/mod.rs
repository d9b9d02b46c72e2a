//! Which service the target is. A profile is a file with a table of endpoints: how requests are named, paced and
//! answered. Faults, counting and waiting are none of its business.

mod agents;
mod aurax;
mod balancer;
mod chat;
mod endpoint;
mod hello;
mod json;
mod prometheus;
mod query;
mod resource;
mod route;
mod shop;
mod via;

use clap::ValueEnum;
use http::Method;

use balancer::Balancer;
use endpoint::Endpoint;
pub(crate) use route::{Asked, Keep, Pace, Reply, Route};
pub(crate) use via::Via;

/// A service that the target can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Profile {
    /// Answers everything at once with the same 100 bytes
    Hello,
    /// An online shop as JSON: products, cart, orders, login, each at its own pace
    Shop,
    /// The shop on four unequal back ends, balanced as `/admin/algorithm` says
    Balancer,
    /// A chatbot on two pods; it checks the history that it is sent
    Chat,
    /// Twenty agents that answer queries with rows, fast enough for a thousand users
    Agents,
    /// An AI backend that generates text, code and images, and chooses models
    Aurax,
    /// A resource monitor that keeps to a table of response times
    Resource,
}

impl Profile {
    /// The service at work, which has received nothing yet.
    pub(crate) fn service(self) -> Service {
        let table = |endpoints| Service::Table(endpoints, Via::Itself);
        match self {
            Self::Hello => Service::Hello,
            Self::Shop => table(shop::ENDPOINTS),
            Self::Balancer => Service::Balancer(Box::new(Balancer::new())),
            Self::Chat => Service::Table(chat::ENDPOINTS, chat::VIA),
            Self::Agents => table(agents::ENDPOINTS),
            Self::Aurax => table(aurax::ENDPOINTS),
            Self::Resource => table(resource::ENDPOINTS),
        }
    }
}

/// A profile with what it has to keep between requests.
#[derive(Debug)]
pub(crate) enum Service {
    Hello,
    Table(&'static [Endpoint], Via<'static>),
    Balancer(Box<Balancer>),
}

impl Service {
    /// Finds what a request of this method and path is to this service.
    pub(crate) fn route<'a>(&'a self, method: &Method, path: &'a str) -> Route<'a> {
        match self {
            Self::Hello => hello::route(path),
            Self::Table(endpoints, via) => Route {
                via: *via,
                ..endpoint::route(endpoints, method, path)
            },
            Self::Balancer(balancer) => balancer.route(method, path),
        }
    }
}
