//! What lt-gate can be told to do: a file each, with what is typed and the steps that it takes.

pub mod baseline;
pub mod calibrate;
pub mod check;
pub mod compare;
pub mod explain;
pub(crate) mod output;
pub mod pair;
pub mod schema;
pub mod serve;
pub mod sla;
pub mod trend;
