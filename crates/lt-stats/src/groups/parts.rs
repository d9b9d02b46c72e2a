//! What each run has of each value, bounded in number.
//!
//! No bound depends on the order in which something comes: the values, runs and endpoints that are kept are the smallest
//! ones, and windows only ever become wider. Courses over time, which could not be split again, are kept only as long as
//! no other bound was reached.

use std::collections::BTreeMap;

use lt_sample::RunId;

use crate::bounded::{Admission, Bounded};
use crate::content::Content;
use crate::figures::Figures;
use crate::timeline::Course;
use crate::value::Value;
use crate::{Endpoint, WindowLength};

/// All parts.
#[derive(Clone, Debug)]
pub(super) struct Parts {
    map: BTreeMap<Part, Content>,
    values: Bounded<Value>,
    runs: Bounded<RunId>,
    endpoints: Bounded<Endpoint>,
    windows: Option<WindowLength>,
    courses: Option<Courses>,
}

/// What one run has of one value; `None` of a run stands for all beyond the bound, and where runs are not told apart.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Part {
    pub(super) value: Option<Value>,
    pub(super) run: Option<RunId>,
}

/// What all courses over time have in common.
#[derive(Clone, Copy, Debug)]
struct Courses {
    /// Width of their windows in seconds.
    width: u64,
    /// How many windows they have in all.
    n: usize,
}

impl Parts {
    /// Values beyond this many share the group `other`.
    const MOST_VALUES: usize = 100;
    /// Windows are made longer instead of being more than this many: two and a half hours of minutes, in 40 MiB where
    /// response times spread over eight doublings.
    pub(super) const MOST_WINDOWS: usize = 150;
    /// Runs beyond this many are one leg, of which no label is known.
    pub(super) const MOST_RUNS: usize = 1000;
    /// Endpoints beyond this many share the row `other` of their stream.
    const MOST_ENDPOINTS: usize = 200;
    /// The windows of courses are made wider instead of being more than this many in one of them.
    const MOST_OF_COURSE: usize = 300;
    /// The same of all courses: 20 MiB where response times spread over eight doublings.
    const MOST_OF_COURSES: usize = 2048;
    /// No courses are kept of more parts than this: no picture of them could be read.
    const MOST_COURSES: usize = 400;

    /// Parts of values, or of windows of a length.
    pub(super) fn new(windows: Option<WindowLength>) -> Self {
        Self {
            map: BTreeMap::new(),
            values: Bounded::new(Self::MOST_VALUES),
            runs: Bounded::new(Self::MOST_RUNS),
            endpoints: Bounded::new(Self::MOST_ENDPOINTS),
            windows,
            courses: windows.is_none().then_some(Courses { width: 1, n: 0 }),
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&Part, &Content)> {
        self.map.iter()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.map.is_empty()
    }

    /// The values that are kept apart.
    pub(super) fn values(&self) -> impl Iterator<Item = &Value> {
        self.values.iter()
    }

    /// How long windows are by now, where windows are what is kept apart.
    pub(super) fn windows(&self) -> Option<WindowLength> {
        self.windows
    }

    /// Width of the windows of courses in seconds; `None` where none are kept.
    pub(super) fn width(&self) -> Option<u64> {
        self.courses.map(|courses| courses.width)
    }

    /// Keeps a value apart before there is anything of it.
    pub(super) fn know(&mut self, value: Value) {
        self.bound_value(Some(value));
    }

    /// Where something is counted that has a value, or was due at a second that has one.
    pub(super) fn place(&mut self, value: Option<Value>, second: u64, run: Option<RunId>) -> Part {
        let part = match self.windows {
            Some(length) => Part {
                value: Some(Value::Number(length.number(second))),
                run: None,
            },
            None => Part { value, run },
        };
        match self.map.contains_key(&part) {
            true => part,
            false => self.make(part, second),
        }
    }

    /// Counts something in a part that was placed.
    pub(super) fn add(
        &mut self,
        part: Part,
        second: u64,
        add: impl FnOnce(&mut Content),
        add_to_course: impl FnOnce(&mut Course, u64) -> bool,
    ) {
        let courses = self.courses;
        let content = self.map.entry(part).or_default();
        add(content);
        if let Some(courses) = courses
            && add_to_course(&mut content.course, second / courses.width)
        {
            let windows = content.course.len();
            self.make_room(windows);
        }
    }

    /// Counts something of an endpoint, or of `other`, in a part; builds no key for an endpoint that is known.
    pub(super) fn count(
        &mut self,
        part: &Part,
        of: (&str, &str, Option<&str>),
        add: impl FnOnce(&mut Figures),
    ) {
        let (name, method, host) = of;
        let content = self.map.get_mut(part);
        if let Some(figures) = content.and_then(|part| part.endpoints.find(name, method, host)) {
            return add(figures);
        }
        let endpoint = self.bound_endpoint(Endpoint {
            name: name.to_owned(),
            method: method.to_owned(),
            host: host.map(ToOwned::to_owned),
        });
        let content = self.map.entry(part.clone()).or_default();
        add(content.endpoints.entry(&endpoint));
    }

    pub(super) fn merge(&mut self, other: &Self) {
        while self.windows < other.windows {
            self.widen();
        }
        match (self.courses, other.courses) {
            (Some(_), Some(theirs)) => {
                while self.width() < Some(theirs.width) {
                    self.double_courses();
                }
            }
            _ => self.drop_courses(),
        }
        for (part, content) in &other.map {
            self.merge_part(part, content, other);
        }
    }

    fn merge_part(&mut self, part: &Part, content: &Content, other: &Self) {
        let second = match (&part.value, other.windows) {
            (Some(Value::Number(number)), Some(length)) => length.begin(*number).second(),
            _ => 0,
        };
        let ours = self.place(part.value.clone(), second, part.run);
        for (endpoint, figures) in content.endpoints.iter() {
            let host = endpoint.host.as_deref();
            let of = (&*endpoint.name, &*endpoint.method, host);
            self.count(&ours, of, |sum| sum.add(figures));
        }
        let mine = self.map.entry(ours.clone()).or_default();
        mine.slice.merge(&content.slice);
        let Some(theirs) = other.courses else { return };
        for (number, window) in content.course.iter() {
            let second = number.saturating_mul(theirs.width);
            let course = |course: &mut Course, number| course.add_window(number, window);
            self.add(ours.clone(), second, |_| {}, course);
        }
    }

    /// A part that is not there yet, or the one that stands for it where there are too many.
    fn make(&mut self, part: Part, second: u64) -> Part {
        if self.windows.is_some() {
            return self.make_window(second);
        }
        if self.map.len() >= Self::MOST_COURSES {
            self.drop_courses();
        }
        Part {
            value: self.bound_value(part.value),
            run: part.run.and_then(|run| self.bound_run(run)),
        }
    }

    /// The window of a second; windows become longer until there is room for it.
    fn make_window(&mut self, second: u64) -> Part {
        loop {
            let number = self.windows.map(|length| length.number(second));
            let part = Part {
                value: number.map(Value::Number),
                run: None,
            };
            let has_room = self.map.len() < Self::MOST_WINDOWS;
            if has_room || self.map.contains_key(&part) {
                return part;
            }
            self.widen();
        }
    }

    fn widen(&mut self) {
        self.windows = self.windows.map(WindowLength::doubled);
        let halve = |part: &mut Part| {
            if let Some(Value::Number(number)) = &mut part.value {
                *number /= 2;
            }
        };
        self.change(|_| true, halve);
    }

    /// The same endpoint, or `other` where there are too many.
    fn bound_endpoint(&mut self, endpoint: Endpoint) -> Endpoint {
        if endpoint == Endpoint::other() {
            return endpoint;
        }
        match self.endpoints.admit(&endpoint) {
            Admission::Kept => {}
            Admission::Refused => return Endpoint::other(),
            Admission::KeptInsteadOf(last) => {
                for content in self.map.values_mut() {
                    content.endpoints.move_to_other(&last);
                }
            }
        }
        endpoint
    }

    /// The same value, or `other` where there are too many.
    fn bound_value(&mut self, value: Option<Value>) -> Option<Value> {
        let value = value?;
        if value == Value::other() {
            return Some(value);
        }
        match self.values.admit(&value) {
            Admission::Kept => return Some(value),
            Admission::Refused => self.drop_courses(),
            Admission::KeptInsteadOf(last) => {
                self.drop_courses();
                self.change(
                    |part| part.value.as_ref() == Some(&last),
                    |part| part.value = Some(Value::other()),
                );
                return Some(value);
            }
        }
        Some(Value::other())
    }

    /// The same run, or none where there are too many.
    fn bound_run(&mut self, run: RunId) -> Option<RunId> {
        match self.runs.admit(&run) {
            Admission::Kept => return Some(run),
            Admission::Refused => self.drop_courses(),
            Admission::KeptInsteadOf(last) => {
                self.drop_courses();
                self.change(|part| part.run == Some(last), |part| part.run = None);
                return Some(run);
            }
        }
        None
    }

    /// Moves parts to where they are counted from now on.
    fn change(&mut self, which: impl Fn(&Part) -> bool, how: impl Fn(&mut Part)) {
        let moved: Vec<_> = self.map.extract_if(.., |part, _| which(part)).collect();
        for (mut part, content) in moved {
            how(&mut part);
            self.map.entry(part).or_default().merge(&content);
        }
    }

    /// Counts a window that came to a course which has so many now.
    fn make_room(&mut self, of_course: usize) {
        let Some(courses) = &mut self.courses else {
            return;
        };
        courses.n += 1;
        let (mut longest, mut n) = (of_course, courses.n);
        while longest > Self::MOST_OF_COURSE || n > Self::MOST_OF_COURSES {
            self.double_courses();
            let lengths = || self.map.values().map(|content| content.course.len());
            (longest, n) = (lengths().max().unwrap_or(0), lengths().sum());
        }
    }

    fn double_courses(&mut self) {
        let Some(courses) = &mut self.courses else {
            return;
        };
        courses.width = courses.width.saturating_mul(2);
        courses.n = 0;
        for content in self.map.values_mut() {
            content.course.double();
            courses.n += content.course.len();
        }
    }

    fn drop_courses(&mut self) {
        if self.courses.take().is_some() {
            for content in self.map.values_mut() {
                content.course.clear();
            }
        }
    }
}
