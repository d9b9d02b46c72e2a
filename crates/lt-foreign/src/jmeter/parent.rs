//! Rows that are parts of the request before them.

use std::collections::HashMap;
use std::ops::Range;

use crate::url;

/// The latest request of each thread.
///
/// JMeter writes a request, and behind it its redirects and embedded resources in rows of their own, which it calls
/// `LABEL-0`, `LABEL-1` and so on. They are in the request's own time already.
#[derive(Debug, Default)]
pub(super) struct Parents(HashMap<String, Parent>);

#[derive(Debug)]
struct Parent {
    label: String,
    time: Range<u64>,
    n_parts: u64,
}

impl Parents {
    /// Beyond so many threads all are forgotten: a part may then count as a request.
    const MOST: usize = 4096;

    /// Takes note of a row; whether it is a part of the request before it of the same thread.
    pub(super) fn take(&mut self, thread: &str, label: &str, time: Range<u64>) -> bool {
        let (thread, label) = (url::cut(thread), url::cut(label));
        if let Some(parent) = self.0.get_mut(thread)
            && parent.has(label, &time)
        {
            parent.n_parts += 1;
            return true;
        }
        if self.0.len() >= Self::MOST && !self.0.contains_key(thread) {
            self.0.clear();
        }
        let parent = Parent {
            label: label.to_owned(),
            time,
            n_parts: 0,
        };
        self.0.insert(thread.to_owned(), parent);
        false
    }
}

impl Parent {
    fn has(&self, label: &str, time: &Range<u64>) -> bool {
        let number = label
            .strip_prefix(&*self.label)
            .and_then(|rest| rest.strip_prefix('-'));
        number.is_some_and(|number| number == self.n_parts.to_string())
            && self.time.start <= time.start
            && time.end <= self.time.end
    }
}

#[cfg(test)]
mod tests {
    use super::Parents;

    #[test]
    fn parts_follow_their_request_by_name_number_thread_and_time() {
        let mut parents = Parents::default();
        let mut check = |thread, label, time, expected| {
            assert_eq!(parents.take(thread, label, time), expected, "{label}");
        };
        check("1-1", "Home", 100..150, false);
        check("1-1", "Home-0", 100..120, true);
        check("1-2", "Home", 110..160, false);
        check("1-1", "Home-1", 120..150, true);
        check("1-2", "Home-0", 110..120, true);
        // Not the next number; later; of nobody.
        check("1-2", "Home-2", 120..130, false);
        check("1-1", "Home-2", 151..160, false);
        check("1-3", "Home-0", 120..130, false);
    }
}
