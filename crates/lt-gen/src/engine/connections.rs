//! The connections that a walk uses: its user's own, or those that arrivals share.

use std::cell::RefCell;

use crate::transport::Transport;

/// A user's connections, by origin.
pub(super) struct Own<T: Transport> {
    /// The one that all requests use which come one after the other.
    pub(super) first: Vec<Option<T::Connection>>,
    /// More of them, for requests that are sent at once.
    others: Vec<(usize, T::Connection)>,
    /// How many are kept in all beside the first ones.
    most: usize,
}

/// Where a walk finds connections.
pub(super) enum Connections<'a, T: Transport> {
    Own(RefCell<&'a mut Own<T>>),
    /// By origin, the last used on top.
    Shared(&'a RefCell<Vec<Vec<T::Connection>>>),
}

impl<T: Transport> Own<T> {
    /// None yet, to so many origins; `most` are used at once.
    pub(super) fn none(origins: usize, most: usize) -> Self {
        Self {
            first: (0..origins).map(|_| None).collect(),
            others: Vec::new(),
            most,
        }
    }

    /// Closes all of them.
    pub(super) fn close(&mut self) {
        self.first.fill_with(|| None);
        self.others = Vec::new();
    }
}

impl<T: Transport> Connections<'_, T> {
    /// A connection to an origin that nobody uses now.
    pub(super) fn take(&self, origin: usize) -> Option<T::Connection> {
        match self {
            Self::Own(own) => {
                let mut own = own.borrow_mut();
                own.first[origin].take().or_else(|| {
                    let place = own.others.iter().position(|(to, _)| *to == origin)?;
                    Some(own.others.swap_remove(place).1)
                })
            }
            Self::Shared(pool) => pool.borrow_mut()[origin].pop(),
        }
    }

    /// Gives back what is left of it.
    pub(super) fn give(&self, origin: usize, connection: Option<T::Connection>) {
        let Some(connection) = connection else {
            return;
        };
        match self {
            Self::Own(own) => {
                let mut own = own.borrow_mut();
                if own.first[origin].is_none() {
                    own.first[origin] = Some(connection);
                } else if own.others.len() < own.most {
                    own.others.push((origin, connection));
                }
            }
            Self::Shared(pool) => pool.borrow_mut()[origin].push(connection),
        }
    }
}
