use bytes::Bytes;
use minijinja::Value;
use proptest::prelude::*;
use std::sync::Arc;

use super::*;
use crate::testing::{json, plan, session, template, text};
use crate::{Part, PartContent, Session};

fn request(template: RequestTemplate) -> Request {
    let mut request = Request::new("POST", Url::parse("http://h/base").unwrap()).unwrap();
    request.add_header("Accept", "*/*").unwrap();
    request.template = Some(Arc::new(template));
    request
}

fn ann() -> Session {
    let session = session(plan());
    session.set("name", Value::from("Ann Ü/?#&"));
    session.set("nothing", Value::from(()));
    session
}

fn render(template: RequestTemplate) -> Result<Rendered, RenderError> {
    request(template).render(&ann())
}

fn body(body: Body) -> (String, Vec<(String, String)>) {
    let rendered = render(RequestTemplate {
        body,
        ..template("/")
    })
    .unwrap();
    let text = String::from_utf8(rendered.body.to_vec()).unwrap();
    (text, rendered.headers)
}

fn field(name: &str, value: &str) -> (String, Text) {
    (name.to_owned(), text(value))
}

#[test]
fn paths_keep_their_marks_and_queries_do_not() {
    let rendered = render(RequestTemplate {
        query: vec![
            field("q x", "{{ name }}"),
            field("gone", "{{ nothing }}"),
            field("empty", ""),
            field("n", "{{ 1 + 1 }}"),
        ],
        ..template("/a/{{ name }}")
    });
    assert_eq!(
        rendered.unwrap().url.to_string(),
        "http://h/base/a/Ann%20%C3%9C/?%23&&q%20x=Ann%20%C3%9C%2F%3F%23%26&empty=&n=2"
    );
}

#[test]
fn the_host_stays_whatever_the_path_becomes() {
    let session = ann();
    for hostile in ["http://evil/", "//evil", "@evil", "", "x", "\r\nhost: evil"] {
        session.set("name", Value::from(hostile));
        for path in ["{{ name }}", "/{{ name }}"] {
            if let Ok(rendered) = request(template(path)).render(&session) {
                assert_eq!(rendered.url.authority(), "h", "{path} of {hostile:?}");
            }
        }
    }
}

#[test]
fn headers_of_the_template_win_and_cannot_break_out() {
    let headers = |value: &str| {
        render(RequestTemplate {
            headers: vec![field("accept", value), field("x-b", "2")],
            auth: Some(Auth::Basic {
                user: text("{{ user }}"),
                password: text("p"),
            }),
            ..template("/")
        })
    };
    let expected = [
        ("accept", "a0"),
        ("x-b", "2"),
        ("authorization", "Basic MDpw"),
    ];
    assert_eq!(
        headers("a{{ user }}").unwrap().headers,
        expected.map(|(name, value)| (name.to_owned(), value.to_owned()))
    );
    assert_eq!(
        headers("{{ 'a\\r\\nb: c' }}").unwrap_err().to_string(),
        "the value of header `accept` cannot be sent; use visible ASCII characters on one line"
    );
    assert!(headers("{{ 'a\\u0000b' }}").is_err());
    let bearer = |token: &str| {
        let auth = Some(Auth::Bearer(text(token)));
        render(RequestTemplate {
            auth,
            ..template("/")
        })
        .map(|rendered| rendered.headers[1].1.clone())
    };
    assert_eq!(bearer("t{{ user }}").as_deref(), Ok("Bearer t0"));
    assert!(bearer("{{ 'a\\nb' }}").is_err());
}

#[test]
fn bodies_bring_their_type() {
    let (text_body, headers) = body(Body::Text(text("hi {{ user }}")));
    assert_eq!((text_body.as_str(), headers.len()), ("hi 0", 1));
    let (json_body, headers) = body(Body::Json(json(
        r#"{"n": "{{ user }}", "s": "{{ name }}"}"#,
    )));
    assert_eq!(json_body, r#"{"n":0,"s":"Ann Ü/?#&"}"#);
    assert_eq!(
        headers[1],
        ("content-type".to_owned(), "application/json".to_owned())
    );
    let fields = vec![
        field("a b", "{{ name }}"),
        field("c", "x*~y"),
        field("d", "{{ nothing }}"),
    ];
    let (form, headers) = body(Body::Form(fields));
    assert_eq!(form, "a+b=Ann+%C3%9C%2F%3F%23%26&c=x*%7Ey");
    assert_eq!(headers[1].1, "application/x-www-form-urlencoded");
    assert_eq!(body(Body::Bytes(Bytes::from_static(b"raw"))).0, "raw");
}

#[test]
fn parts_are_kept_apart_by_a_boundary_of_chance() {
    let part = |name: &str, content| Part {
        name: name.to_owned(),
        file_name: None,
        content_type: None,
        content,
    };
    let file = Part {
        file_name: Some("a\".txt".to_owned()),
        content_type: Some("text/plain".to_owned()),
        ..part("f", PartContent::Bytes(Bytes::from_static(b"--lt-0\r\n")))
    };
    let parts = vec![part("n", PartContent::Text(text("{{ user }}"))), file];
    let (body, headers) = body(Body::Multipart(parts));
    let boundary = headers[1]
        .1
        .strip_prefix("multipart/form-data; boundary=")
        .unwrap();
    let expected = format!(
        "--{boundary}\r\ncontent-disposition: form-data; name=\"n\"\r\n\r\n0\r\n\
         --{boundary}\r\ncontent-disposition: form-data; name=\"f\"; filename=\"a%22.txt\"\r\n\
         content-type: text/plain\r\n\r\n--lt-0\r\n\r\n--{boundary}--\r\n"
    );
    assert_eq!((body, boundary.len()), (expected, 35));
}

#[test]
fn a_constant_template_becomes_a_plain_request() {
    let constant = RequestTemplate {
        query: vec![field("q", "a b")],
        auth: Some(Auth::Bearer(text("{{ base64('x') }}"))),
        body: Body::Json(json("{\"a\": 1}")),
        ..template("/x")
    };
    let mut settled = request(constant.clone());
    settled.settle().unwrap();
    assert_eq!(settled.template, None);
    assert_eq!(settled.url.path_and_query(), "/base/x?q=a%20b");
    assert_eq!(settled.body, br#"{"a":1}"#);
    let rendered = request(constant).render(&ann()).unwrap();
    assert_eq!(settled.render(&ann()), Ok(rendered));
    let mut changing = request(template("/{{ random_int(1, 2) }}"));
    changing.settle().unwrap();
    assert!(changing.template.is_some());
}

proptest! {
    #[test]
    fn nothing_that_a_value_holds_reaches_the_wire_as_a_line(value in "(?s).{0,30}") {
        let session = ann();
        session.set("name", Value::from(value.as_str()));
        let rendered = request(RequestTemplate {
            query: vec![field("q", "{{ name }}")],
            headers: vec![field("x-name", "{{ name }}")],
            ..template("/a/{{ name }}")
        });
        if let Ok(rendered) = rendered.render(&session) {
            prop_assert!(rendered.url.path_and_query().bytes().all(|byte| byte.is_ascii_graphic()));
            let header = rendered.headers[1].1.bytes();
            prop_assert!(header.into_iter().all(|byte| byte == b'\t' || byte >= b' ' && byte != 0x7f));
        }
    }
}
