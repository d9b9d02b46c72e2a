//! A stretch of time in which a user is at work.

use crate::RunTime;

/// From when to when a user makes requests; it may come back for another turn later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Turn {
    /// When its first request is due.
    pub begin: RunTime,
    /// From when on it begins nothing more; `None` where only a number of requests or iterations ends it.
    pub end: Option<RunTime>,
}
