//! Why something that was asked for is not done.

/// Why something that was asked for is not done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// What kind of reason it is.
    pub(crate) kind: Kind,
    /// The field of the form that is wrong, where it is one.
    pub(crate) field: Option<&'static str>,
    /// A sentence for people: what is wrong, and the way out.
    pub(crate) message: String,
}

/// What kind of reason it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// What was asked for cannot be.
    Invalid,
    /// Not now: something runs, or nothing does.
    Conflict,
    /// It should have gone well.
    Failed,
}

impl Refusal {
    pub(super) fn busy() -> Self {
        Self::new(Kind::Conflict, None, "a run is going on; stop it first")
    }

    pub(super) fn idle() -> Self {
        Self::new(Kind::Conflict, None, "nothing runs; start a run first")
    }

    pub(super) fn watched() -> Self {
        Self::new(
            Kind::Conflict,
            None,
            "this run is only watched; whoever started it can change it",
        )
    }

    pub(super) fn refused(message: String) -> Self {
        Self::new(Kind::Conflict, None, message)
    }

    pub(super) fn invalid(field: &'static str, message: impl Into<String>) -> Self {
        Self::new(Kind::Invalid, Some(field), message)
    }

    pub(super) fn failed(message: impl Into<String>) -> Self {
        Self::new(Kind::Failed, None, message)
    }

    fn new(kind: Kind, field: Option<&'static str>, message: impl Into<String>) -> Self {
        Self {
            kind,
            field,
            message: message.into(),
        }
    }
}
