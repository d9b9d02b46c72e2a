use std::collections::BTreeSet;
use std::fs;

use minijinja::Value;
use proptest::prelude::*;

use super::*;

fn turn(number: u64) -> Turn {
    Turn {
        seed: 7,
        set: 0,
        number,
    }
}

fn numbers(n: u64, pick: Pick) -> DataSet {
    let rows = (0..n).map(Value::from).collect();
    DataSet::from_rows("numbers", "number", pick, rows).unwrap()
}

fn at(data: &DataSet, number: u64) -> Option<u64> {
    let row = data.pick(turn(number), |len| number * 3 % len).ok()?;
    u64::try_from(row).ok()
}

/// A file of this name and content, read with all of it in memory and with none of it.
fn both(name: &str, content: &[u8]) -> [Result<DataSet, DataError>; 2] {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, content).unwrap();
    [u64::MAX, 0].map(|most| {
        let data = DataSet::from_file_up_to("s", "s", Pick::Sequential, &path, most)?;
        assert_eq!(data.is_in_memory(), most > 0);
        Ok(data)
    })
}

fn rows(data: &DataSet) -> Vec<String> {
    let row = |number| data.pick(turn(number), |_| 0).unwrap();
    (0..data.len())
        .map(|n| serde_json::to_string(&row(n)).unwrap())
        .collect()
}

fn message(name: &str, content: &[u8]) -> [String; 2] {
    both(name, content).map(|result| {
        let text = result.unwrap_err().to_string();
        text[text.find(name).unwrap()..].to_owned()
    })
}

#[test]
fn each_way_to_pick_has_its_order() {
    let picked = |pick| (0..6).map(|n| at(&numbers(4, pick), n)).collect::<Vec<_>>();
    assert_eq!(picked(Pick::Random), [0, 3, 2, 1, 0, 3].map(Some));
    assert_eq!(picked(Pick::Sequential), [0, 1, 2, 3, 0, 1].map(Some));
    let unique = [Some(0), Some(1), Some(2), Some(3), None, None];
    assert_eq!(picked(Pick::Unique), unique);
    let used_up = numbers(4, Pick::Unique).pick(turn(4), |_| 0);
    assert_eq!(used_up, Err(RenderError::UsedUp("numbers".to_owned())));
}

#[test]
fn the_name_of_a_row_is_that_of_the_set_without_its_s() {
    for (set, row) in [
        ("products", "product"),
        ("data", "data"),
        ("s", "s"),
        ("boxes", "boxe"),
    ] {
        assert_eq!(DataSet::row_name_of(set), row);
    }
}

#[test]
fn files_are_read_alike_in_memory_and_from_disk() {
    let csv = "\u{feff}id, name\n1,\"a, b\"\r\n\n2,\"two\nlines\"\n3,ü";
    let expected = [
        r#"{"id":"1","name":"a, b"}"#,
        r#"{"id":"2","name":"two\nlines"}"#,
        r#"{"id":"3","name":"ü"}"#,
    ];
    for data in both("a.csv", csv.as_bytes()) {
        let data = data.unwrap();
        assert_eq!(rows(&data), expected);
        assert_eq!(data.len(), 3);
        assert_eq!(data.clone(), data);
    }
    for name in ["a.ndjson", "a.JSONL"] {
        for data in both(name, b"{\"a\": 1}\r\n\n[2]\n  \n\"x\"") {
            assert_eq!(rows(&data.unwrap()), [r#"{"a":1}"#, "[2]", r#""x""#]);
        }
    }
    let [list, large] = both("a.json", b"[{\"a\": 1}, 2]");
    assert_eq!(rows(&list.unwrap()), [r#"{"a":1}"#, "2"]);
    let text = large.unwrap_err().to_string();
    assert!(
        text.ends_with("cannot be read row by row; write a row a line, as `.ndjson`"),
        "{text}"
    );
}

#[test]
fn a_wrong_file_is_named_with_its_line() {
    for (name, content, expected) in [
        (
            "a.csv",
            &b"a,b\n1,2\n3\n"[..],
            "a.csv:3: 1 fields where the header has 2",
        ),
        (
            "a.csv",
            b"a,b\n1,\xff\n",
            "a.csv:2: a field that is no UTF-8",
        ),
        (
            "a.csv",
            b"a,a\n1,2\n",
            "a.csv:1: column `a` needs a name of its own",
        ),
        (
            "a.csv",
            b"a,\n1,2\n",
            "a.csv:1: column `` needs a name of its own",
        ),
        (
            "a.csv",
            b"a,b\n",
            "a.csv: no rows; a CSV file needs a header line and at least one more",
        ),
        (
            "a.csv",
            b"",
            "a.csv: no rows; a CSV file needs a header line and at least one more",
        ),
        (
            "a.csv",
            b"a,b\n1,\"2\n3,4\n5,6\n",
            "a.csv:2: a quote that is never closed; close it, or double it where it is text",
        ),
        (
            "a.csv",
            b"a,\"b\n1,2\n",
            "a.csv:1: a quote that is never closed; close it, or double it where it is text",
        ),
        (
            "a.csv",
            b"a,b\n1\n3,\"4\n5,6",
            "a.csv:2: 1 fields where the header has 2",
        ),
        ("a.ndjson", b"\n", "a.ndjson: no rows; add some"),
        (
            "a.ndjson",
            b"1\n\n{\n",
            "a.ndjson:3: not JSON: EOF while parsing an object",
        ),
        (
            "a.txt",
            b"",
            "a.txt: unknown kind of data; use `.csv`, `.json`, `.ndjson` or `.jsonl`",
        ),
    ] {
        assert_eq!(message(name, content), [expected, expected]);
    }
    for (content, expected) in [
        (&b"{\"a\": 1}"[..], "a.json:1: not a JSON list of rows"),
        (b"[]", "a.json: no rows; add some"),
        (b"[1,\n2", "a.json:2: not JSON: EOF while parsing a list"),
    ] {
        assert_eq!(message("a.json", content)[0], expected);
    }
    let missing = DataSet::from_file("s", "s", Pick::Random, Path::new("/nowhere/a.csv"));
    let text = missing.unwrap_err().to_string();
    assert!(text.starts_with("/nowhere/a.csv: "), "{text}");
    let empty = DataSet::from_rows("s", "s", Pick::Random, Vec::new());
    assert_eq!(
        empty.unwrap_err().to_string(),
        "data set `s` has no rows; add some"
    );
}

#[test]
fn a_file_that_changes_during_a_run_is_an_error_and_no_crash() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.csv");
    fs::write(&path, "a,b\n1,2\n3,4\n").unwrap();
    let data = DataSet::from_file_up_to("s", "s", Pick::Sequential, &path, 0).unwrap();
    fs::write(&path, "a,b\n1").unwrap();
    let error = data.pick(turn(1), |_| 0).unwrap_err().to_string();
    assert!(
        error.ends_with("a.csv: row 2 is no longer there; leave the file as it is during a run"),
        "{error}"
    );
}

proptest! {
    #[test]
    fn each_row_is_picked_once_a_pass_and_never_by_two_users(
        len in 1u64..60,
        users in 1u64..9,
        passes in 1u64..4,
        shards in 1u64..5,
    ) {
        for pick in [Pick::Sequential, Pick::Shuffled, Pick::Unique] {
            let data = numbers(len, pick);
            let mut by_pass = vec![Vec::new(); usize::try_from(passes).unwrap()];
            let mut seen = BTreeSet::new();
            // Shard by shard, as nobody knows of the others.
            for user in (0..shards).flat_map(|shard| (0..users).filter(move |user| user % shards == shard)) {
                for p in 0.. {
                    let number = user + users * p;
                    if number >= len * passes {
                        break;
                    }
                    prop_assert!(seen.insert(number));
                    by_pass[usize::try_from(number / len).unwrap()].extend(at(&data, number));
                }
            }
            for (pass, mut rows) in by_pass.into_iter().enumerate() {
                rows.sort_unstable();
                let all: Vec<u64> = (0..len).collect();
                let is_empty = pick == Pick::Unique && pass > 0;
                prop_assert_eq!(rows, if is_empty { Vec::new() } else { all });
            }
        }
    }

    #[test]
    fn no_content_makes_reading_crash(content in prop::collection::vec(prop::sample::select(&b"a,\"\n\r {}[]1\xff"[..]), 0..60)) {
        for name in ["a.csv", "a.ndjson"] {
            let [held, indexed] = both(name, &content);
            if let (Ok(held), Ok(indexed)) = (held, indexed) {
                prop_assert_eq!(rows(&held), rows(&indexed));
            }
        }
        let [held, _] = both("a.json", &content);
        drop(held);
    }
}
