use super::*;

/// Writes a tree as JSON, without its places.
fn plain(node: &Node) -> serde_json::Value {
    match &node.value {
        Value::Null => serde_json::Value::Null,
        Value::Bool(value) => (*value).into(),
        Value::Number(number) => number.clone().into(),
        Value::Text(text) => text.as_str().into(),
        Value::List(items) => items.iter().map(plain).collect(),
        Value::Map(entries) => {
            let entry = |(key, node): &(Key, Node)| (key.name.clone(), plain(node));
            serde_json::Value::Object(entries.iter().map(entry).collect())
        }
    }
}

fn tree(text: &str, file: &str) -> Result<serde_json::Value, String> {
    match parse(text, file) {
        Ok(node) => Ok(plain(&node)),
        Err(fault) => Err(format!("{}: {}", fault.span.line, fault.problem)),
    }
}

#[test]
fn three_languages_make_the_same_tree() {
    let yaml = tree("a: 1\nb: [1.5, x, true, null]\nc: {d: {e: -2}}\n", "a.yaml").unwrap();
    let json = tree(
        "{\"a\": 1, \"b\": [1.5, \"x\", true, null], \"c\": {\"d\": {\"e\": -2}}}",
        "a.JSON",
    );
    let json5 = tree(
        "// so\n{a: +1., b: [1.5, 'x', true, null,], /* and */ c: {d: {e: -0x2}},}",
        "a.json5",
    );
    assert_eq!(json.unwrap(), yaml);
    assert_eq!(json5.unwrap(), yaml);
    let toml = tree("a = 1\nb = [1.5, \"x\", true]\n[c.d]\ne = -2\n", "a.toml").unwrap();
    assert_eq!(toml["c"], yaml["c"]);
    assert_eq!(toml["b"][1], yaml["b"][1]);
}

#[test]
fn json5_is_read_as_it_is_defined() {
    for (text, value) in [
        (
            r#"{$schema: 'x', _a1: .5, "ü": Infinity}"#,
            Err("1: not a finite number; write a plain one, such as `10` or `0.5`"),
        ),
        (
            r#"'a\'b"\x41\u00e9\ud83d\ude00\
c\0'"#,
            Ok(serde_json::Value::from("a'b\"Aé😀c\0")),
        ),
        (r#""\q""#, Ok("q".into())),
        (
            "[.5, 5., 1e2, -1]",
            Ok(serde_json::json!([0.5, 5, 100.0, -1])),
        ),
        ("\u{feff}{$a: 1}", Ok(serde_json::json!({"$a": 1}))),
        ("  // nothing\n", Ok(serde_json::Value::Null)),
    ] {
        assert_eq!(tree(text, "a.json"), value.map_err(str::to_owned), "{text}");
    }
}

#[test]
fn wrong_json_says_what_is_missing() {
    const WAY_OUT: &str = "; check commas, quotes and brackets";
    for (text, message) in [
        (
            "{\"a\": 1 \"b\": 2}",
            "1: not valid JSON: a `,` or `}` is missing",
        ),
        ("{\n\"a\": [1, 2\n", "2: not valid JSON: a `[` without `]`"),
        ("{\n\"a\": 1", "1: not valid JSON: a `{` without `}`"),
        ("{a 1}", "1: not valid JSON: a `:` is missing after a key"),
        ("{,}", "1: not valid JSON: a key is missing"),
        ("[,]", "1: not valid JSON: a value is missing"),
        ("{a:", "1: not valid JSON: a value is missing at the end"),
        (
            "\n'abc\n'",
            "2: not valid JSON: a text without its closing quote",
        ),
        ("/* x", "1: not valid JSON: a comment without `*/`"),
        ("[abc]", "1: not valid JSON: a text without quotes"),
        ("1 2", "1: not valid JSON: something follows the value"),
        (
            r#""\u12""#,
            "1: not valid JSON: an escape without its hexadecimal digits",
        ),
        (r#""\ud800x""#, "1: not valid JSON: half of a character"),
        (r#""\1""#, "1: not valid JSON: an unknown escape"),
    ] {
        assert_eq!(
            tree(text, "a.json"),
            Err(format!("{message}{WAY_OUT}")),
            "{text}"
        );
    }
    for (text, message) in [
        (
            "{a: 1, 'a': 2}",
            "1: key `a` stands twice in the same map; keep one",
        ),
        (
            "[1e999]",
            "1: not a finite number; write a plain one, such as `10` or `0.5`",
        ),
        (
            "[1.2.3]",
            "1: not a finite number; write a plain one, such as `10` or `0.5`",
        ),
    ] {
        assert_eq!(tree(text, "a.json"), Err(message.to_owned()), "{text}");
    }
}

#[test]
fn nesting_is_bounded_in_every_language() {
    let too_much = Err(
        "1: too deep, too large or too many aliases for a scenario file; write it plainly"
            .to_owned(),
    );
    for file in ["a.json", "a.yaml"] {
        for text in [
            "[".repeat(100_000),
            "{a: ".repeat(100_000),
            format!("[{}]", "1,".repeat(300_000)),
        ] {
            assert_eq!(tree(&text, file), too_much, "{file}");
        }
    }
    for text in [
        format!("a = {}", "[".repeat(100_000)),
        format!("a = [{}]", "1,".repeat(300_000)),
    ] {
        assert_eq!(tree(&text, "a.toml"), too_much);
    }
    let dotted = format!("{}x = 1", "a.".repeat(100_000));
    assert!(tree(&dotted, "a.toml").is_err());
}

#[test]
fn tables_of_toml_keep_the_order_of_the_file() {
    let node = parse(
        "[requests.z]\nget = '/z'\n[requests.a]\nget = '/a'\n",
        "a.toml",
    )
    .unwrap();
    assert_eq!(
        plain(&node).to_string(),
        r#"{"requests":{"a":{"get":"/a"},"z":{"get":"/z"}}}"#
    );
    let Value::Map(entries) = node.value else {
        panic!("a map")
    };
    let Value::Map(requests) = &entries[0].1.value else {
        panic!("a map")
    };
    let names: Vec<&str> = requests.iter().map(|(key, _)| key.name.as_str()).collect();
    assert_eq!(names, ["z", "a"]);
    assert_eq!(requests[1].0.span.line, 3);
}
