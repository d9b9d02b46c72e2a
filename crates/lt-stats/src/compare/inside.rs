//! What happens inside a run: how its intervals vary, and what that says of its figures.

pub(super) mod burst;
pub(super) mod course;
