//! The hot line: what the lines of one endpoint have in common is rendered once, the rest put in its place by hand.

use super::Sample;
use super::write::{write_beginning, write_end, write_host, write_walk};
use crate::{Outcome, UnixMicros};

/// The constant parts of the lines of one endpoint in one scenario, rendered once.
///
/// Samples written through it must agree in run, method, name, scenario, journey and host; what differs is
/// rendered per line. A plain line takes 410 instructions, 16 ns (`cargo bench -p lt-sample`).
#[derive(Clone, Debug)]
pub struct SampleLine {
    /// The line up to its first number that may be absent, then [`ROOM`] bytes for the rest of it.
    template: Vec<u8>,
    /// Where the digits of `at_us` stand in it.
    at: usize,
    walk: Vec<u8>,
    host: Vec<u8>,
    /// What follows the numbers where nothing but these two does.
    plain_end: Vec<u8>,
}

/// Digits of every instant from 2001 to 2286.
const DIGITS: usize = 16;
/// Every place that a byte can name, and the longest key behind it. All that [`Tail::write`] may write takes 195 bytes.
const ROOM: usize = 256 + 16;

impl SampleLine {
    /// Renders what the lines of this sample's kind have in common.
    pub fn of(sample: &Sample<'_>) -> Self {
        let mut line = Self {
            template: Vec::new(),
            at: 0,
            walk: Vec::new(),
            host: Vec::new(),
            plain_end: Vec::new(),
        };
        write_beginning(sample, &mut line.template, |out| {
            line.at = out.len();
            out.extend_from_slice(&[b'0'; DIGITS]);
        });
        line.template.extend_from_slice(&[0; ROOM]);
        write_walk(sample, &mut line.walk);
        write_host(sample, &mut line.host);
        line.plain_end = [&*line.walk, &line.host, b"}\n"].concat();
        line
    }

    /// Appends the sample's line with its line break.
    pub fn write(&self, sample: &Sample<'_>, out: &mut Vec<u8>) {
        let begin = out.len();
        if self.write_usual(sample, out).is_none() {
            out.truncate(begin);
            sample.write(out);
        }
    }

    /// `None` where a number or a word is so unusual that its line must be written the general way.
    fn write_usual(&self, sample: &Sample<'_>, out: &mut Vec<u8>) -> Option<()> {
        let begin = out.len();
        out.extend_from_slice(&self.template);
        let at = out.get_mut(begin + self.at..)?.first_chunk_mut()?;
        write_sixteen_digits(sample.at_us, at)?;
        let mut tail = Tail {
            room: out.last_chunk_mut()?,
            len: 0,
        };
        tail.write(sample)?;
        let unused = ROOM - usize::from(tail.len);
        out.truncate(out.len() - unused);
        match sample.is_plain() {
            true => out.extend_from_slice(&self.plain_end),
            false => write_end(sample, &self.walk, &self.host, out),
        }
        Some(())
    }
}

/// The room at the end of a line that is being written, and how much of it is.
struct Tail<'a> {
    room: &'a mut [u8; ROOM],
    /// A byte, so that the compiler sees that all access lies inside the room.
    len: u8,
}

impl Tail<'_> {
    #[inline(always)]
    fn write(&mut self, sample: &Sample<'_>) -> Option<()> {
        self.optional(b",\"status\":", sample.status.map(u64::from))?;
        self.outcome(&sample.outcome)?;
        self.optional(b",\"delay_us\":", sample.delay_us.map(|time| time.0))?;
        self.optional(b",\"ttfb_us\":", sample.ttfb_us.map(|time| time.0))?;
        self.optional(b",\"service_us\":", sample.service_us.map(|time| time.0))?;
        self.unless_zero(b",\"sent\":", sample.sent)?;
        self.unless_zero(b",\"received\":", sample.received)?;
        self.optional(b",\"user\":", sample.user)?;
        self.optional(b",\"iter\":", sample.iter)?;
        self.optional(b",\"step\":", sample.step.map(u64::from))
    }

    #[inline(always)]
    fn outcome(&mut self, outcome: &Outcome<'_>) -> Option<()> {
        if matches!(outcome, Outcome::Ok) {
            self.text(b",\"outcome\":\"ok\"");
            return Some(());
        }
        self.other_outcome(outcome)
    }

    fn other_outcome(&mut self, outcome: &Outcome<'_>) -> Option<()> {
        if matches!(outcome, Outcome::Other(_)) {
            return None;
        }
        self.text(b",\"outcome\":\"");
        for byte in outcome.as_str().bytes() {
            self.text(&[byte]);
        }
        self.text(b"\"");
        Some(())
    }

    #[inline(always)]
    #[expect(clippy::cast_possible_truncation, reason = "checked when compiled")]
    fn text<const N: usize>(&mut self, text: &[u8; N]) {
        const { assert!(N <= ROOM - 256, "the room ends") };
        let at = usize::from(self.len);
        self.room[at..at + N].copy_from_slice(text);
        self.len += N as u8;
    }

    #[inline(always)]
    fn unless_zero<const N: usize>(&mut self, key: &[u8; N], value: u64) -> Option<()> {
        self.optional(key, (value > 0).then_some(value))
    }

    /// A key and its number, three digits at a time; `None` from a thousand million on.
    #[inline(always)]
    fn optional<const N: usize>(&mut self, key: &[u8; N], value: Option<u64>) -> Option<()> {
        let Some(value) = value else {
            return Some(());
        };
        self.text(key);
        match usize::try_from(value).ok()? {
            value @ ..1_000 => self.digits(LEADING[value]),
            value @ ..1_000_000 => {
                self.digits(LEADING[value / 1_000]);
                self.digits(PADDED[value % 1_000]);
            }
            value @ ..1_000_000_000 => {
                self.digits(LEADING[value / 1_000_000]);
                self.digits(PADDED[value / 1_000 % 1_000]);
                self.digits(PADDED[value % 1_000]);
            }
            _ => return None,
        }
        Some(())
    }

    /// Four bytes are moved at once; what comes next is written over those that are no digits.
    #[inline(always)]
    fn digits(&mut self, digits: [u8; 4]) {
        let at = usize::from(self.len);
        self.room[at..at + 4].copy_from_slice(&digits);
        self.len += digits[3];
    }
}

/// Writes the digits of an instant; `None` unless it has sixteen, as all have from 2001 to 2286.
#[inline(always)]
fn write_sixteen_digits(UnixMicros(at): UnixMicros, digits: &mut [u8; DIGITS]) -> Option<()> {
    let mut rest = at;
    for place in [13, 10, 7, 4, 1] {
        digits[place..place + 3].copy_from_slice(&PADDED[(rest % 1000) as usize][..3]);
        rest /= 1000;
    }
    let first = u8::try_from(rest)
        .ok()
        .filter(|first| (1..10).contains(first))?;
    digits[0] = b'0' + first;
    Some(())
}

/// The digits of the numbers below a thousand, and how many they are.
static PADDED: [[u8; 4]; 1000] = {
    let mut all = [[b'0', b'0', b'0', 3]; 1000];
    let mut n = 1;
    while n < 1000 {
        let [a, b, c, _] = all[n - 1];
        all[n] = match (b, c) {
            (b'9', b'9') => [a + 1, b'0', b'0', 3],
            (_, b'9') => [a, b + 1, b'0', 3],
            _ => [a, b, c + 1, 3],
        };
        n += 1;
    }
    all
};

/// The same without leading zeros.
static LEADING: [[u8; 4]; 1000] = {
    let mut all = PADDED;
    let mut n = 0;
    while n < 100 {
        let [_, b, c, _] = all[n];
        all[n] = match n {
            0..10 => [c, 0, 0, 1],
            _ => [b, c, 0, 2],
        };
        n += 1;
    }
    all
};
