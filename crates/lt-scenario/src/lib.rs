//! The scenario file and the plan of intended starts made from it.
//!
//! The way through: [`load()`] reads a file's text into a [`Scenario`] (what the file means), [`plan::from_scenario`]
//! adds the command line's [`Overrides`] and gives a [`Plan`] (what will happen), whose answers are pure arithmetic:
//! which user does what, and when. Nothing here opens a socket, reads a clock or prints, and after `Plan` nothing can fail.

mod arrivals;
mod curve;
mod decimal;
pub mod draw;
pub mod duration;
mod endpoint;
pub mod http;
mod load;
mod overrides;
mod place;
pub mod plan;
pub mod process;
mod profile;
mod quoted;
pub mod rate;
pub mod request;
mod run_time;
pub mod scenario;
mod shape;
pub mod share;
mod shares;
pub mod suggest;
mod table;
mod turn;
pub mod url;
mod virtual_users;
pub mod wait;

pub use arrivals::{Arrivals, Pace};
pub use endpoint::Endpoint;
pub use http::{Http, HttpChoices};
pub use load::{Limit, Load, LoadModel};
pub use overrides::Overrides;
pub use place::Place;
pub use plan::{Arrival, ArrivalSchedule, Operation, Plan, PlanError, PlannedStage};
pub use process::Process;
pub use profile::{Action, Profile};
pub use rate::Rate;
pub use request::{Request, RequestError, RequestId};
pub use run_time::RunTime;
pub use scenario::{LoadError, Scenario, load};
pub use shape::{Shape, Sine, Stage};
pub use share::Share;
pub use table::{PlanRow, table};
pub use turn::Turn;
pub use url::Url;
pub use virtual_users::VirtualUsers;
pub use wait::Wait;
