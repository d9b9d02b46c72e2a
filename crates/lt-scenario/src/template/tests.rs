use minijinja::Value;
use proptest::prelude::*;

use super::*;
use crate::testing::{json, plan, session, text};
use crate::{Answer, Scope};

fn scope() -> Scope {
    let session = session(plan());
    session.set("name", Value::from("Ann"));
    session.set(
        "cart",
        json(r#"[{"id": 1, "n": 1.5}, null]"#)
            .value(session.scope())
            .unwrap(),
    );
    session.remember(&Answer {
        status: 201,
        headers: [("x-a", "1"), ("x-a", "2")]
            .into_iter()
            .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
            .collect(),
        body: r#"{"id": 7, "list": [1, 2], "text": "a\"b"}"#.into(),
        response_ms: 12.5,
    });
    session.scope().clone()
}

fn render(source: &str) -> Result<String, RenderError> {
    let mut out = String::new();
    text(source).render(&scope(), &mut out).map(|()| out)
}

fn check(source: &str, expected: &str) {
    assert_eq!(render(source).as_deref(), Ok(expected), "{source}");
}

#[test]
fn holes_are_filled_in_and_the_text_around_them_stays() {
    for (source, expected) in [
        ("", ""),
        ("plain } }} text", "plain } }} text"),
        ("{ {x} json(1)", "{ {x} json(1)"),
        ("Hi {{ name }}!", "Hi Ann!"),
        ("{{name}}{{ json.id }}", "Ann7"),
        ("{{ json.list[1] }} of {{ json.list | length }}", "2 of 2"),
        ("{{ '}}' }}{{ {'a': {'b': 1}}.a.b }}", "}}1"),
        (
            "{{ user }}/{{ iteration }}/{{ status }}/{{ response_ms }}",
            "0/0/201/12.5",
        ),
        ("{{ headers['x-a'] }}", "1, 2"),
        (
            "{{ cart[0].n * 2 }} {{ cart[1] }} {{ true }}",
            "3.0 null true",
        ),
        (
            "{{ cart }}{% if true %}{% endif %} {{ none }}",
            r#"[{"id":1,"n":1.5},null] null"#,
        ),
        ("{{ json.list }}{{ false }}", "[1,2]false"),
        ("{{ json.id if json.id > 5 else 0 }}", "7"),
        ("{% for i in json.list %}{{ i }};{% endfor %}\n", "1;2;\n"),
        (
            "{%- if name -%} x {{- json([1]) }} json(1){% endif %}",
            "x[1] json(1)",
        ),
        ("{# no #}{{ name }}", "Ann"),
        (
            "{% for i in [1, 2] %}{{ i }}{{ counter('in a loop') }}{% endfor %}",
            "1021",
        ),
        ("a {{- name -}} b", "aAnnb"),
        (
            "{{ json(json.list) }}{{ json.text | tojson }}",
            r#"[1,2]"a\"b""#,
        ),
        (
            "{{ base64('a:b') }} {{ base64_decode('YTpi') }}",
            "YTpi a:b",
        ),
        (
            "{{ urlencode('a b&ü') }} {{ 'a/b' | urlencode }}",
            "a%20b%26%C3%BC a%2Fb",
        ),
        (
            "{{ counter('a') }}{{ counter('a') }}{{ counter('b') }}",
            "010",
        ),
        ("{{ env('NO_SUCH_VARIABLE', 'x') }}", "x"),
        (
            "{{ sha256('abc') }}",
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        ),
        // RFC 4231, test case 2.
        (
            "{{ hmac('Jefe', 'what do ya want for nothing?', 'sha256') }}",
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
        ),
    ] {
        check(source, expected);
    }
}

#[test]
fn a_text_that_is_one_expression_keeps_its_type() {
    let value = |source: &str| text(source).value(&scope()).unwrap();
    assert_eq!(value("{{ json.list }}"), Value::from(vec![1, 2]));
    assert_eq!(value("{{ 1 + 1 }}"), Value::from(2));
    assert_eq!(value("{{ 1 }} "), Value::from("1 "));
    assert_eq!(value("x"), Value::from("x"));
}

#[test]
fn json_escapes_what_holes_bring() {
    let rendered = |source: &str| {
        let mut out = Vec::new();
        json(source).render(&scope(), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    };
    assert_eq!(
        rendered(
            r#"{"a": "{{ json.text }}", "b": "{{ json.list }}", "c": [1, "x{{ json.text }}"]}"#
        ),
        r#"{"a":"a\"b","b":[1,2],"c":[1,"xa\"b"]}"#
    );
    assert_eq!(rendered(r#""{{ cart }}""#), r#"[{"id":1,"n":1.5},null]"#);
    assert_eq!(
        json(r#"{"a": [1, "b"]}"#).constant(),
        Some(r#"{"a":[1,"b"]}"#)
    );
    let holes = json(r#"["{{ name }}{{ user }}", "{{ name.x }}"]"#);
    assert_eq!(
        (holes.constant(), holes.names()),
        (None, vec!["name".to_owned(), "user".to_owned()])
    );
}

#[test]
fn names_and_placeholders_tell_what_a_text_asks_for() {
    for (source, names, placeholder) in [
        (
            "/a/{{ product.id }}?x",
            &["product"][..],
            "/a/{product.id}?x",
        ),
        (
            "/{{ random_int(1, f(2)) }}",
            &["f", "random_int"],
            "/{random_int}",
        ),
        ("/{{ a(1) + b(2) }}", &["a", "b"], "/{…}"),
        (
            "/{{ json(x) }}{{ json.y }}",
            &["json", "x"],
            "/{json}{json.y}",
        ),
        (
            "/x{% for i in list %}{{ i }}{{ z }}{% endfor %}",
            &["list", "z"],
            "/x{…}",
        ),
        ("/plain", &[], "/plain"),
    ] {
        let text = text(source);
        assert_eq!(text.names(), names, "{source}");
        assert_eq!(text.placeholder(), placeholder, "{source}");
        assert_eq!(text.source(), source);
    }
    assert_eq!(text("/plain").constant(), Some("/plain"));
    assert_eq!(text("{{ x }}").constant(), None);
}

#[test]
fn what_cannot_be_filled_in_is_an_error_and_never_a_crash() {
    for (source, message) in [
        ("{{ nobody }}", "`nobody` has no value"),
        ("{{ json.nothing }}", "`json.nothing` has no value"),
        ("{{ nobody.x }}", "undefined value"),
        ("{{ name() }}", "value of type string is not callable"),
        (
            "{{ random_int(2, user) }}",
            "`random_int(2, 0)` is empty; write the smaller number first",
        ),
        (
            "{{ random_choice([] if user == 0 else [1]) }}",
            "`random_choice` needs a list with values",
        ),
        (
            "{{ random_string(2000000 + user) }}",
            "`random_string` makes at most 1048576 characters, not 2000000",
        ),
        (
            "{{ base64_decode('!' ~ name) }}",
            "not base64: Invalid symbol 33, offset 0.",
        ),
        (
            "{{ now('x' ~ name) }}",
            "unknown time format `xAnn`; use `now()` or `now('iso')`",
        ),
        ("{{ row('x') }}", "no data set `x`"),
        (
            "{{ hmac('k', 'x', 'md5' ~ name) }}",
            "unknown hash `md5Ann`; use `sha256`",
        ),
        (
            "{% for i in range(90000) %}{{ i }}{{ i }}{% endfor %}",
            "engine ran out of fuel",
        ),
        ("{{ 1 / 0 }}", "unable to calculate 1 / 0"),
    ] {
        match render(source) {
            Err(RenderError::Failed(reason)) => {
                assert!(reason.to_string().contains(message), "{source}: {reason}");
            }
            other => panic!("{source}: {other:?}"),
        }
    }
}

#[test]
fn a_text_does_not_grow_without_bounds() {
    let big = format!("{{{{ random_string({}) }}}}", 1 << 20);
    let error = render(&big.repeat(17)).unwrap_err();
    assert_eq!(error.to_string(), "a text of more than 16777216 bytes");
    let error = render(&format!("{{% if true %}}{}{{% endif %}}", big.repeat(17))).unwrap_err();
    assert!(matches!(error, RenderError::Failed(_)));
}

#[test]
fn wrong_templates_are_refused_when_they_are_read() {
    for (source, message) in [
        (
            "{{ a",
            "`{{` without `}}`; close it, or write `{{ '{{' }}` for the braces themselves",
        ),
        (
            "{{ }}",
            "an empty expression; write a name or a call, such as `{{ user }}`",
        ),
        ("{{ a b }}", "unexpected input after expression"),
        ("{{ a | nofilter }}", "unknown filter `nofilter`"),
        ("{{ a is notest }}", "unknown test `notest`"),
        ("{{ a is not notest }}", "unknown test `notest`"),
        (
            "{% if a | nofilter %}{% endif %}",
            "unknown filter `nofilter`",
        ),
        ("{% if %}", "unexpected end of block"),
        ("{% macro a() %}{% endmacro %}", "unknown statement macro"),
        (
            "{{ env('NO_SUCH_VARIABLE') }}",
            "environment variable `NO_SUCH_VARIABLE` is not set; set it, or give a default, as in `env('NAME', 'x')`",
        ),
    ] {
        let error = Text::parse(source).unwrap_err().to_string();
        assert!(error.contains(message), "{source}: {error}");
    }
    for fine in [
        "{{ 'a | nofilter' }}",
        "{{ a is not none }}",
        "{{ a|upper|e }}",
        "{{ env('PATH') }}",
        "{# {{ | x }} #}",
    ] {
        assert!(Text::parse(fine).is_ok(), "{fine}");
    }
    assert!(Expr::parse(" ").is_err());
}

#[test]
fn conditions_are_the_same_on_the_quick_way_and_through_the_machine() {
    let scope = scope();
    for (condition, expected) in [
        ("status == 201", true),
        ("status != 201", false),
        ("status < 201", false),
        ("status <= 201", true),
        ("response_ms < 12.6", true),
        ("response_ms > 12", true),
        ("response_ms >= 13", false),
        ("json.id is defined", true),
        ("json.no is defined", false),
        ("name == 'Ann'", true),
        ("cart", true),
    ] {
        let is_true = |source: &str| Expr::parse(source).unwrap().is_true(&scope);
        assert_eq!(is_true(condition), Ok(expected), "{condition}");
        assert_eq!(
            is_true(&format!("({condition})")),
            Ok(expected),
            "{condition}"
        );
    }
}

#[test]
fn random_functions_stay_in_their_bounds() {
    let scope = scope();
    let value = |source: &str| Expr::parse(source).unwrap().eval(&scope).unwrap();
    for _ in 0..1_000 {
        let drawn = i64::try_from(value("random_int(-2, 2)")).unwrap();
        assert!((-2..=2).contains(&drawn));
        let drawn = f64::try_from(value("random_float(0.5, 0.75)")).unwrap();
        assert!((0.5..=0.75).contains(&drawn));
        assert!(value("random_choice(json.list)") < Value::from(3));
    }
    value("random_int(-9223372036854775808, 9223372036854775807)");
    assert_eq!(value("random_choice(range(3)) < 3"), Value::from(true));
    assert_eq!(value("random_string(12)").len(), Some(12));
    let uuid = value("uuid()").to_string();
    assert_eq!((uuid.len(), &uuid[14..15]), (36, "4"));
    assert!("89ab".contains(&uuid[19..20]), "{uuid}");
    assert!(value("now()") > Value::from(1_700_000_000));
    assert!(value("now_ms()") > Value::from(1_700_000_000_000u64));
    assert!(value("now('iso')").to_string().ends_with('Z'));
}

#[test]
fn the_list_of_built_in_names_is_sorted_and_true() {
    assert!(BUILT_IN.is_sorted());
    let scope = scope();
    for name in BUILT_IN {
        let known = scope.lookup(name).is_some()
            || environment::ENVIRONMENT
                .globals()
                .any(|(global, _)| global == *name);
        assert!(known, "{name}");
    }
    for (global, _) in environment::ENVIRONMENT.globals() {
        assert!(
            BUILT_IN.contains(&global) || global == functions::JSON,
            "{global}"
        );
    }
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(source in r#"[{}%#|()'"a-z .\\-]{0,40}"#) {
        if let Ok(text) = Text::parse(&source) {
            drop(text.render(&scope(), &mut String::new()));
            drop(text.placeholder());
        }
        drop(Expr::parse(&source).map(|expr| expr.eval(&scope())));
    }

    #[test]
    fn what_a_value_holds_is_never_read_as_a_template(value in ".{0,40}") {
        let session = session(plan());
        session.set("x", Value::from(value.as_str()));
        let mut out = String::new();
        text("{{ x }}").render(session.scope(), &mut out).unwrap();
        prop_assert_eq!(&out, &value);
        let mut out = Vec::new();
        json(r#"{"a": "<{{ x }}>"}"#).render(session.scope(), &mut out).unwrap();
        let read: serde_json::Value = serde_json::from_slice(&out).unwrap();
        prop_assert_eq!(read["a"].as_str(), Some(&*format!("<{value}>")));
    }
}
