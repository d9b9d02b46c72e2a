//! What `lt-gate` says of each figure, out of its JUnit XML: the only place where each answer stands with a sentence.

use serde::Serialize;

/// An answer, and the sentence that gives the reasons.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Word {
    /// `regression`, `improved`, `pass`, `inconclusive`, `not judged` or whatever else `lt-gate` says.
    pub(crate) answer: String,
    /// About what, and why.
    pub(crate) text: String,
}

/// The words of a JUnit document, in its order; parts that are not to be understood are left out.
///
/// In XML a `<` begins a tag wherever it stands, so that names of endpoints cannot pretend to be one.
pub(super) fn read(junit: &str) -> Vec<Word> {
    let cases = junit.split("<testcase ").skip(1);
    cases.filter_map(word).collect()
}

fn word(case: &str) -> Option<Word> {
    let (tag, content) = case.split_once('>')?;
    let about = [attribute(tag, "classname"), attribute(tag, "name")];
    let about: Vec<String> = about.into_iter().flatten().collect();
    let said = between(content, "<system-out>", "</system-out>").map(unescape)?;
    let (answer, why) = said.split_once(": ").unwrap_or((&said, ""));
    Some(Word {
        answer: answer.trim().to_owned(),
        text: match why {
            "" => about.join(" "),
            why => format!("{}: {}", about.join(" "), why.trim()),
        },
    })
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    // `name` is also the end of `classname`.
    let tag = format!(" {tag}");
    between(&tag, &format!(" {name}=\""), "\"").map(unescape)
}

fn between<'t>(text: &'t str, begin: &str, end: &str) -> Option<&'t str> {
    let (_, text) = text.split_once(begin)?;
    Some(text.split_once(end)?.0)
}

fn unescape(text: &str) -> String {
    let pairs = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&apos;", "'"),
    ];
    let text = pairs
        .into_iter()
        .fold(text.to_owned(), |text, (from, to)| text.replace(from, to));
    // Last, so that `&amp;lt;` stays the text `&lt;`.
    lt_cli::message::harmless(&text.replace("&amp;", "&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_answer_stands_with_its_sentence() {
        let junit = r#"<?xml version="1.0"?>
<testsuites name="lt-gate"><testsuite name="compared with a">
  <testcase name="p95" classname="GET /hello"><skipped message="x"/>
    <system-out>inconclusive: 302us in the baseline, 379us here; +25% [-14, +83]</system-out>
  </testcase>
  <testcase name="p50" classname="GET /&lt;/system-out&gt;&lt;testcase &amp;amp; name=&quot;x&quot;">
    <system-out>pass: a &lt; b: c</system-out>
  </testcase>
  <testcase name="torn" classname="GET /"><system-out>pa"#;
        let words = read(junit);
        let words: Vec<(&str, &str)> = words
            .iter()
            .map(|word| (word.answer.as_str(), word.text.as_str()))
            .collect();
        let expected = [
            (
                "inconclusive",
                "GET /hello p95: 302us in the baseline, 379us here; +25% [-14, +83]",
            ),
            (
                "pass",
                "GET /</system-out><testcase &amp; name=\"x\" p50: a < b: c",
            ),
        ];
        assert_eq!(words, expected);
    }

    #[test]
    fn what_is_no_junit_has_no_words() {
        for text in [
            "",
            "<",
            "<testcase ",
            "<testcase >",
            "<testcase ><system-out></system-out",
            "{}",
        ] {
            assert_eq!(read(text), [], "{text}");
        }
    }
}
