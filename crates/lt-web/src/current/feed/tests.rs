use std::io::Cursor;
use std::sync::mpsc::{Receiver, sync_channel};
use std::time::{Duration, Instant};

use super::*;

const RUN: &str = r#"{"type":"run","format":1,"run":"k3x9a2bc","test":"t","shard":{"index":0,"of":1},"tool":"lt-gen","version":"0.1.0","started_us":1763718000000000}"#;

fn sample(second: u64, name: &str, ending: &str) -> String {
    let at = (1_763_718_000 + second) * 1_000_000;
    format!(
        r#"{{"type":"sample","run":"k3x9a2bc","at_us":{at},"method":"GET","name":"{name}",{ending},"delay_us":1,"service_us":1000}}"#
    )
}

const OK: &str = r#""status":200,"outcome":"ok""#;

fn event(second: u64, labels: &str) -> String {
    let at = (1_763_718_000 + second) * 1_000_000;
    format!(
        r#"{{"type":"event","run":"k3x9a2bc","at_us":{at},"name":"control","text":"said","labels":{labels}}}"#
    )
}

/// A feed that has read everything.
fn read(stream: impl Read + Send + 'static) -> (Arc<Feed>, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let recording = Recording::begin(&folder.path().join("a.ndjson.zst")).unwrap();
    let log = Arc::new(Log::default());
    let feed = Feed::begin(stream, "test", recording, log, Arc::default()).unwrap();
    wait(|| feed.look(|seen| seen.stream == Stream::Ended));
    (feed, folder)
}

fn read_text(text: String) -> (Arc<Feed>, tempfile::TempDir) {
    read(Cursor::new(text.into_bytes()))
}

fn wait(mut until: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !until() {
        assert!(begun.elapsed() < Duration::from_secs(60), "nothing happens");
        thread::yield_now();
    }
}

fn recorded(folder: &tempfile::TempDir, name: &str) -> String {
    let mut inputs = lt_cli::open_inputs(&[folder.path().join(name)]).unwrap();
    let mut bytes = Vec::new();
    // One that is still written ends too early.
    drop(inputs[0].reader.read_to_end(&mut bytes));
    String::from_utf8(bytes).unwrap()
}

#[test]
fn what_is_read_is_summarized_and_recorded_as_it_stands() {
    let text = format!("{RUN}\n{}\n{}\n", sample(1, "/", OK), event(2, "{}"));
    let (feed, folder) = read_text(text.clone());
    assert_eq!(recorded(&folder, "a.ndjson.zst"), text);
    feed.look(|seen| {
        assert_eq!(seen.summary.total().requests(), 1);
        assert!(seen.has_begun && !seen.is_broken);
    });
}

#[test]
fn garbage_is_counted_and_neither_recorded_nor_fatal() {
    let good = sample(1, "/", OK);
    let mut bytes = format!("{RUN}\nnot a record\n{{}}\n").into_bytes();
    bytes.extend(b"\xff\xfe\x00\n[1,2]\n");
    bytes.extend(format!("{good}\n").into_bytes());
    let (feed, folder) = read(Cursor::new(bytes));
    assert_eq!(
        recorded(&folder, "a.ndjson.zst"),
        format!("{RUN}\n{good}\n")
    );
    feed.look(|seen| {
        assert_eq!(seen.summary.skipped(), 4);
        assert_eq!(seen.summary.total().requests(), 1);
    });
}

#[test]
fn an_endless_line_takes_no_memory_and_what_follows_is_read() {
    let line = io::repeat(b'x').take(300 << 20);
    let rest = format!("\n{RUN}\n{}\n", sample(1, "/", OK));
    let (feed, _folder) = read(line.chain(Cursor::new(rest.into_bytes())));
    feed.look(|seen| {
        assert_eq!(seen.summary.skipped(), 1);
        assert_eq!(seen.summary.total().requests(), 1);
    });
}

#[test]
fn a_stream_that_is_cut_off_is_said_to_be() {
    let good = sample(1, "/", OK);
    let torn = &good[..good.len() - 9];
    let (feed, folder) = read_text(format!("{RUN}\n{good}\n{torn}"));
    assert!(feed.look(|seen| seen.summary.is_cut_off()));
    assert_eq!(
        recorded(&folder, "a.ndjson.zst"),
        format!("{RUN}\n{good}\n")
    );
}

#[test]
fn a_newer_format_ends_the_reading_with_a_sentence() {
    let newer = RUN.replace(r#""format":1"#, r#""format":9"#);
    let (feed, _folder) = read_text(format!("{newer}\n"));
    feed.look(|seen| {
        assert!(seen.is_broken);
        assert!(
            seen.trouble[0].contains("format version 9"),
            "{:?}",
            seen.trouble
        );
    });
}

#[test]
fn figures_begin_anew_at_a_reset_and_what_is_known_of_the_run_stays() {
    let lines = [
        RUN.to_owned(),
        sample(1, "/", OK),
        sample(3, "/", OK),
        event(4, r#"{"command":"reset"}"#),
        // Was due before the reset and ended after it.
        sample(2, "/", OK),
        sample(5, "/new", OK),
        r#"{"type":"end","run":"k3x9a2bc","at_us":1763718009000000,"test":"t","shard":{"index":0,"of":1},"reason":"completed","samples":4}"#.to_owned(),
    ];
    let (feed, _folder) = read_text(lines.join("\n") + "\n");
    feed.look(|seen| {
        assert_eq!(seen.told.since.unwrap().0, 1_763_718_004_000_000);
        let rows = seen.summary.endpoints();
        let rows: Vec<_> = rows
            .iter()
            .map(|(row, slice)| (&*row.name, slice.requests()))
            .collect();
        assert_eq!(rows, [("/new", 1)]);
        assert_eq!(seen.summary.doubts(), [""; 0]);
    });
}

/// A pipe whose pieces are handed over one by one.
struct Pipe(Receiver<String>);

impl Read for Pipe {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let Ok(piece) = self.0.recv() else {
            return Ok(0);
        };
        buffer[..piece.len()].copy_from_slice(piece.as_bytes());
        Ok(piece.len())
    }
}

#[test]
fn a_recording_is_readable_while_the_run_goes_on_and_answers_are_given() {
    let folder = tempfile::tempdir().unwrap();
    let recording = Recording::begin(&folder.path().join("a.ndjson.zst")).unwrap();
    let log = Arc::new(Log::default());
    let (writer, pipe) = sync_channel(0);
    let ended = Arc::default();
    let feed = Feed::begin(Pipe(pipe), "test", recording, Arc::clone(&log), ended).unwrap();
    let mut answer = feed.answer("7");
    let text = format!(
        "{RUN}\n{}\n{}\n",
        sample(1, "/", OK),
        event(2, r#"{"command":"pause","id":"7"}"#)
    );
    writer.send(text.clone()).unwrap();
    let mut came = None;
    wait(|| {
        came = answer.try_recv().ok();
        came.is_some()
    });
    assert_eq!(came.unwrap().text, "said");
    assert_eq!(log.after(0)[0].source, "control");
    feed.flush();
    assert_eq!(recorded(&folder, "a.ndjson.zst.part"), text);
    let mut never = feed.answer("8");
    drop(writer);
    wait(|| feed.look(|seen| seen.stream == Stream::Ended));
    wait(|| matches!(never.try_recv(), Err(oneshot::error::TryRecvError::Closed)));
    assert_eq!(recorded(&folder, "a.ndjson.zst"), text);
}

#[test]
fn a_day_of_a_hostile_stream_takes_no_more_memory_than_an_hour() {
    use crate::snapshot::{Series, Snapshot};

    const DAY: u64 = 24 * 3600;
    let mut seen = Seen::new();
    let add =
        |seen: &mut Seen, line: String| drop(seen.add(&Record::parse(line.as_bytes()).unwrap()));
    add(&mut seen, RUN.to_owned());
    let mut sizes = Vec::new();
    for second in 0..DAY {
        add(&mut seen, sample(second, "/a", OK));
        add(&mut seen, sample(second, "/b", OK));
        let error = format!(
            r#""outcome":"timeout","error":"no answer {}""#,
            second % 7001
        );
        add(
            &mut seen,
            sample(second, &format!("/{}", second % 5003), &error),
        );
        let at = (1_763_718_000 + second) * 1_000_000;
        add(
            &mut seen,
            format!(
                r#"{{"type":"gauge","run":"k3x9a2bc","at_us":{at},"source":"lt-gen","name":"users","value":4.0}}"#
            ),
        );
        if second % 20 == 0 {
            add(&mut seen, event(second, &format!(r#"{{"n":"{second}"}}"#)));
        }
        if second == DAY / 2 || second == DAY - 1 {
            let snapshot = Snapshot::live(
                &seen.summary,
                &seen.summary.gauges(),
                seen.stream,
                &seen.late,
                &seen.told,
            );
            let series = Series::whole(&seen.summary, seen.stream);
            assert!(series.at.len() <= 3600 && series.marks.len() <= 1000);
            let pieces = serde_json::to_vec(&(snapshot, series)).unwrap().len();
            let kept = seen.summary.endpoints();
            let kept: usize = kept
                .iter()
                .map(|(row, slice)| row.name.len() + slice.tally.heap())
                .sum();
            sizes.push((
                kept,
                seen.summary.endpoints().len(),
                seen.summary.failures().len(),
                pieces,
            ));
        }
    }
    let (half, whole) = (sizes[0], sizes[1]);
    assert_eq!((whole.1, half.1), (2001, 2001));
    assert!(whole.0 <= half.0 + half.0 / 10, "{sizes:?}");
    assert!(whole.2 <= half.2 * 2 && whole.3 < 1 << 20, "{sizes:?}");
    assert!(seen.late.len() <= 2000);
}
