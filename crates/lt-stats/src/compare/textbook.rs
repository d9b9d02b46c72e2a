//! Formulas as the literature has them, which know neither runs nor builds.

pub(super) mod correct;
pub(super) mod ranks;
pub(super) mod shares;
pub(super) mod sign_flip;
pub(super) mod student;
pub(super) mod variance;
