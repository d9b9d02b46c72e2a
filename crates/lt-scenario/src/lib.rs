//! The scenario file and the plan of intended starts made from it.
//!
//! The way through: [`load()`] reads a file's text into a [`Scenario`] (what the file means), [`plan::from_scenario`]
//! adds the command line's [`Overrides`] and gives a [`Plan`] (what will happen), whose answers are pure arithmetic:
//! which user does what, and when. Nothing here opens a socket or prints, and no plan depends on a clock.
//!
//! What depends on answers is worked out on the way: a [`Session`] is what one user remembers, a [`Walk`] says what comes
//! next in a journey, [`Request::render`] fills in a request, and [`Expects::judge`] looks at its answer.

mod answer;
mod arrivals;
mod curve;
mod data;
mod decimal;
pub mod draw;
pub mod duration;
mod endpoint;
mod fault;
mod hook;
pub mod http;
pub mod legs;
mod load;
mod overrides;
mod place;
pub mod plan;
pub mod process;
mod profile;
mod program;
mod quoted;
pub mod rate;
pub mod request;
mod run_time;
pub mod scenario;
mod session;
mod shape;
pub mod share;
mod shares;
pub mod suggest;
mod table;
pub mod template;
#[cfg(test)]
mod testing;
mod turn;
pub mod url;
mod virtual_users;
pub mod wait;

pub use answer::{
    Answer, Check, Costly, Expects, Extract, JsonPath, JsonPathError, Judged, Pattern, Source,
    SourceError,
};
pub use arrivals::{Arrivals, Pace};
pub use data::{DataError, DataSet, Pick};
pub use endpoint::Endpoint;
pub use fault::{Fault, FaultKind};
pub use hook::{Hook, HookAction, Hooks, Ready, Variant};
pub use http::{Http, HttpChoices};
pub use load::{Limit, Load, LoadModel};
pub use overrides::Overrides;
pub use place::Place;
pub use plan::{
    Arrival, ArrivalSchedule, Course, Operation, Plan, PlanError, PlannedStage, Unchangeable,
};
pub use process::Process;
pub use profile::{Action, Profile, Task};
pub use program::{BlockId, Journey, Next, Program, Step, Times, Walk};
pub use quoted::Quoted;
pub use rate::Rate;
pub use request::{
    Auth, Body, Part, PartContent, Rendered, Request, RequestError, RequestId, RequestTemplate,
};
pub use run_time::RunTime;
pub use scenario::{LoadError, Scenario, load};
pub use session::{Scope, Session};
pub use shape::{Shape, Sine, Stage};
pub use share::Share;
pub use table::{PlanRow, table};
pub use template::{BUILT_IN, Expr, Failure, Json, RenderError, TemplateError, Text};
pub use turn::Turn;
pub use url::Url;
pub use virtual_users::VirtualUsers;
pub use wait::Wait;

/// A value that templates know: text, number, list, map, or none.
pub use minijinja::Value;
