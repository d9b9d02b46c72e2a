use std::io::{self, Cursor, Read, Write};
use std::num::NonZero;
use std::sync::mpsc::{Receiver, SyncSender};

use proptest::prelude::{Just, Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest};

use super::*;

fn input(name: &str, text: String) -> (Input, Supply) {
    let reader = Box::new(Cursor::new(text));
    let name = name.to_owned();
    let threads = NonZero::<usize>::MIN;
    (
        Input {
            name,
            reader,
            threads,
        },
        Supply::File,
    )
}

fn merged(inputs: Vec<(Input, Supply)>) -> (Result<Vec<Reading>, MergeError>, Vec<String>) {
    let mut out = Vec::new();
    let result = merge(
        inputs,
        HowToRead::default(),
        Duration::from_secs(3),
        &mut Output::copying(&mut out),
    );
    let text = String::from_utf8(out).unwrap();
    (result, text.lines().map(ToOwned::to_owned).collect())
}

fn gauge(at: u64, name: &str) -> String {
    format!(
        r#"{{"type":"gauge","run":"k3x9a2bc","at_us":{at},"source":"s","name":"{name}","value":1}}"#
    )
}

fn timeless(name: &str) -> String {
    format!(r#"{{"type":"from-the-future", "name":"{name}"}}"#)
}

/// Times of lines, `None` for a line without one.
fn times() -> impl Strategy<Value = Vec<Option<u64>>> {
    let time = prop_oneof![4 => (0..20_u64).prop_map(Some), 1 => any::<u64>().prop_map(Some), 1 => Just(None)];
    proptest::collection::vec(time, 1..60)
}

fn lines(number: usize, times: &[Option<u64>]) -> Vec<String> {
    let name = |place| format!("{number}.{place}");
    let line = |(place, time): (usize, &Option<u64>)| match time {
        Some(at) => gauge(*at, &name(place)),
        None => timeless(&name(place)),
    };
    times.iter().enumerate().map(line).collect()
}

proptest! {
    #[test]
    fn a_merge_is_a_permutation_that_keeps_the_order_within_each_input(all in proptest::collection::vec(times(), 1..6)) {
        let texts: Vec<Vec<String>> = all.iter().enumerate().map(|(n, times)| lines(n, times)).collect();
        let inputs = texts.iter().map(|text| input("a", text.join("\n") + "\n")).collect();
        let (result, merged) = merged(inputs);
        prop_assert_eq!(result.unwrap().len(), all.len());
        prop_assert_eq!(merged.len(), texts.iter().map(Vec::len).sum::<usize>());
        for (n, text) in texts.iter().enumerate() {
            let of_input = format!(r#""name":"{n}."#);
            let ours: Vec<&String> = merged.iter().filter(|line| line.contains(&of_input)).collect();
            prop_assert_eq!(ours, text.iter().collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_merge_of_ordered_inputs_is_ordered_and_of_equals_the_earlier_input_is_first(all in proptest::collection::vec(proptest::collection::vec(0..20_u64, 1..60), 1..6)) {
        let mut expected = Vec::new();
        let mut inputs = Vec::new();
        for (n, mut times) in all.into_iter().enumerate() {
            times.sort_unstable();
            let times: Vec<_> = times.into_iter().map(Some).collect();
            let lines = lines(n, &times);
            inputs.push(input("a", lines.join("\n")));
            expected.extend(times.into_iter().zip(lines));
        }
        expected.sort_by_key(|(time, _)| *time);
        let (_, merged) = merged(inputs);
        prop_assert!(merged.iter().eq(expected.iter().map(|(_, line)| line)));
    }
}

#[test]
fn lines_without_a_time_follow_the_line_before_them() {
    let a = [gauge(5, "a1"), timeless("a2"), gauge(9, "a3")];
    let b = [gauge(6, "b1"), gauge(8, "b2"), timeless("b3")];
    let (_, lines) = merged(vec![input("a", a.join("\n")), input("b", b.join("\n"))]);
    assert_eq!(
        lines,
        [&a[0], &a[1], &b[0], &b[1], &b[2], &a[2]].map(Clone::clone)
    );
}

#[test]
fn a_torn_last_line_is_left_out_and_told() {
    let torn = gauge(1, "a1") + "\n" + &gauge(2, "a2")[..30];
    let (result, lines) = merged(vec![input("a", torn), input("b", gauge(3, "b1"))]);
    assert_eq!(lines, [gauge(1, "a1"), gauge(3, "b1")]);
    let cut_off: Vec<bool> = result
        .unwrap()
        .iter()
        .map(|reading| reading.end.cut_off)
        .collect();
    assert_eq!(cut_off, [true, false]);
}

#[test]
fn everything_before_a_bad_line_is_still_merged() {
    let bad = gauge(1, "a1") + "\nnonsense\n" + &gauge(2, "a2");
    let (result, lines) = merged(vec![input("a", bad), input("b", gauge(0, "b1"))]);
    assert_eq!(lines, [gauge(0, "b1"), gauge(1, "a1")]);
    assert!(
        result
            .unwrap_err()
            .to_string()
            .starts_with("a:2: not a line")
    );
}

/// A live input that says nothing until somebody lets it speak.
struct Mute {
    told_to_speak: Receiver<()>,
    text: Cursor<String>,
}

impl Read for Mute {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        // After the one permission the channel is closed and does not block any more.
        let _ = self.told_to_speak.recv();
        self.text.read(buffer)
    }
}

/// An output that lets the mute speak as soon as it has seen a certain text.
struct Permitting {
    text: Vec<u8>,
    after: String,
    permission: Option<SyncSender<()>>,
}

impl Write for Permitting {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.text.extend_from_slice(bytes);
        if String::from_utf8_lossy(&self.text).contains(&self.after) {
            self.permission = None;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_silent_live_input_is_passed_over_and_its_later_lines_still_come() {
    let (permission, told_to_speak) = sync_channel(1);
    let mute = Mute {
        told_to_speak,
        text: Cursor::new(gauge(1, "late") + "\n"),
    };
    let mute = Input {
        name: "mute".to_owned(),
        reader: Box::new(mute),
        threads: NonZero::<usize>::MIN,
    };
    let mut out = Permitting {
        text: Vec::new(),
        after: "b2".to_owned(),
        permission: Some(permission),
    };
    let b = [gauge(2, "b1"), gauge(3, "b2")];
    let readings = merge(
        vec![(mute, Supply::Live), input("b", b.join("\n"))],
        HowToRead::default(),
        Duration::from_millis(1),
        &mut Output::copying(&mut out),
    );
    assert_eq!(readings.unwrap().len(), 2);
    let text = String::from_utf8(out.text).unwrap();
    assert_eq!(
        text.lines().collect::<Vec<_>>(),
        [&b[0], &b[1], &gauge(1, "late")]
    );
}
