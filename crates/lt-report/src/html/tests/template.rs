//! Templates: ours, the documentation's and wrong ones.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::super::page::Page;
use super::super::{Template, render};
use crate::tests::{LEGS, OK, ONLY_FAULTS, RUN, SMALL, sample, stream, summary, summary_by};

fn filled(template: &str, stream: &str) -> anyhow::Result<String> {
    let file = tempfile::NamedTempFile::new()?;
    fs::write(&file, template)?;
    Template::open(Some(file.path()))?.fill(&summary(stream))
}

#[test]
fn the_built_in_template_as_a_file_gives_the_same_bytes() {
    let ours = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src/html/report.html"));
    let template = Template::open(Some(ours)).unwrap();
    for stream in [SMALL, LEGS, ONLY_FAULTS] {
        let summary = summary_by("variant", stream);
        assert_eq!(template.fill(&summary).unwrap(), render(&summary).unwrap());
    }
}

#[test]
fn the_example_of_the_documentation_is_a_template() {
    let documentation = include_str!("../../../../../docs/report-html.md");
    let (_, example) = documentation.split_once("```jinja\n").unwrap();
    let (example, _) = example.split_once("```").unwrap();
    let page = filled(example, SMALL).unwrap();
    for told in [
        "<h1>4 requests at 4.00&#x2f;s, p95 90.0 ms, 50.0 % failed</h1>",
        "in doubt",
        "<td>GET &#x2f;items</td><td>",
        "<svg ",
    ] {
        assert!(page.contains(told), "{told}\n{page}");
    }
}

#[test]
fn the_documentation_names_every_value() {
    let documentation = include_str!("../../../../../docs/report-html.md");
    let page = Page::of(&summary_by("variant", LEGS)).unwrap();
    let page = serde_json::to_value(page).unwrap();
    let mut names = BTreeSet::new();
    collect_names(&page, &mut names);
    assert!(names.len() > 60);
    for name in names {
        assert!(documentation.contains(&format!("`{name}`")), "{name}");
    }
}

fn collect_names(value: &serde_json::Value, names: &mut BTreeSet<String>) {
    match value {
        serde_json::Value::Object(fields) => fields.iter().for_each(|(name, value)| {
            names.insert(name.clone());
            collect_names(value, names);
        }),
        serde_json::Value::Array(several) => {
            several.iter().for_each(|value| collect_names(value, names));
        }
        _ => {}
    }
}

#[test]
fn a_template_escapes_whatever_it_is_called() {
    let evil = OK.replace("\"/\"", r#""/<script>alert(1)</script>""#);
    let stream = stream(&[RUN.to_owned(), sample(0, &evil)]);
    let page = filled(
        "{% for row in endpoints.rows %}{{ row.name }}{% endfor %}",
        &stream,
    );
    assert_eq!(
        page.unwrap(),
        "&#x2f;&lt;script&gt;alert(1)&lt;&#x2f;script&gt;\n"
    );
}

#[test]
fn what_is_wrong_with_a_template_is_said_with_its_line() {
    let check = |template: &str, told: &str| {
        let error = filled(template, SMALL).unwrap_err().to_string();
        assert!(error.contains(told), "{error}");
        error
    };
    check(
        "a\n{% for x in y %}\nb\n",
        ":2: syntax error: unexpected end of input",
    );
    check(
        "a\n\n  {{ headlin }}",
        ":3: undefined value in `{{ headlin }}`; docs/report-html.md lists",
    );
    check("{{ version|nosuch }}", ":1: unknown filter: ");
    check(
        "{% include '/etc/passwd' %}",
        ":1: syntax error: unknown statement include",
    );
    check(
        "{% set much = 'x' * 100000 %}{% for a in range(9999) %}{{ much }}{% endfor %}",
        ": the page is longer than 64 MiB",
    );
    check(
        "\n{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}",
        ":2: the template takes more than 20000000 steps",
    );
    check("{{ 5|prose }}", ":1: invalid operation: only a sentence");
    check(
        "\n{{ version|chart }}",
        ":2: invalid operation: `chart` takes one of `figures`",
    );
}

#[test]
fn a_template_that_cannot_be_parsed_or_read_is_wrong_usage() {
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(&file, b"\xff{{").unwrap();
    for path in [file.path(), Path::new("/nonexistent/page.html")] {
        let error = Template::open(Some(path)).unwrap_err();
        assert!(error.is::<lt_cli::Usage>(), "{error}");
    }
    fs::write(&file, "{{").unwrap();
    let error = Template::open(Some(file.path())).unwrap_err();
    assert!(error.is::<lt_cli::Usage>(), "{error}");
}
