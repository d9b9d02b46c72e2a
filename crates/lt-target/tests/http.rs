//! The target as its clients meet it: over a real socket.

mod profiles;
mod support;

use lt_target::{Faults, Profile, Share};
use support::{Reply, Server};

#[test]
fn hello_answers_everything_with_the_same_hundred_bytes_on_one_connection() {
    let server = Server::start(Profile::Hello, Faults::default());
    let mut client = server.connect();
    for request in [
        "GET / HTTP/1.1\r\nhost: x\r\n\r\n",
        "GET /any/path?q=1 HTTP/1.1\r\nhost: x\r\n\r\n",
        "POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 3\r\n\r\nabc",
    ] {
        let reply = client.send(request);
        assert_eq!(reply.status, 200);
        assert_eq!(reply.header("content-type"), Some("text/plain"));
        assert_eq!(reply.body.len(), 100);
    }
}

#[test]
fn the_shop_has_its_routes_and_answers_in_json() {
    let server = Server::start(Profile::Shop, Faults::default());
    let check = |method: &str, path: &str, status: u16, begin: &str| {
        let reply = server.connect().ask(method, path);
        assert_eq!(reply.status, status, "{method} {path}");
        assert_eq!(reply.header("content-type"), Some("application/json"));
        assert!(reply.body.starts_with(begin), "{path}: {}", reply.body);
    };
    check("GET", "/health", 200, r#"{"status":"ok"}"#);
    check(
        "GET",
        "/api/products",
        200,
        r#"{"total":1000,"products":[{"id":1,"#,
    );
    check(
        "GET",
        "/api/products?page=2",
        200,
        r#"{"total":1000,"products":[{"id":21,"#,
    );
    check(
        "GET",
        "/api/products?page=99",
        200,
        r#"{"total":1000,"products":[]}"#,
    );
    check("GET", "/api/products?page=x", 400, r#"{"error":"#);
    check(
        "GET",
        "/api/products/search?q=Oak+lamp",
        200,
        r#"{"total":10,"products":[{"id":1,"#,
    );
    check("GET", "/api/products/17", 200, r#"{"id":17,"name":""#);
    check(
        "GET",
        "/api/products/1001",
        404,
        r#"{"error":"no such product"#,
    );
    check("POST", "/api/cart", 200, r#"{"status":"added","items":1}"#);
    check(
        "POST",
        "/api/orders",
        201,
        r#"{"id":1,"status":"accepted"}"#,
    );
    check(
        "POST",
        "/api/orders",
        201,
        r#"{"id":2,"status":"accepted"}"#,
    );
    check("GET", "/api/unknown", 404, r#"{"error":"no such path"}"#);
}

#[test]
fn a_wrong_method_is_told_the_right_one() {
    let server = Server::start(Profile::Shop, Faults::default());
    let reply = server.connect().ask("GET", "/api/orders");
    assert_eq!((reply.status, reply.header("allow")), (405, Some("POST")));
    let reply = server.connect().ask("DELETE", "/api/products/1");
    assert_eq!((reply.status, reply.header("allow")), (405, Some("GET")));

    let server = Server::start(Profile::Balancer, Faults::default());
    let reply = server.connect().ask("DELETE", "/admin/algorithm");
    let allow = reply.header("allow");
    assert_eq!((reply.status, allow), (405, Some("GET, POST")));
}

#[test]
fn a_body_above_one_mebibyte_is_refused_and_its_connection_closed() {
    let server = Server::start(Profile::Shop, Faults::default());
    let announced = |length: usize| {
        format!("POST /api/cart HTTP/1.1\r\nhost: x\r\ncontent-length: {length}\r\n\r\n")
    };
    let reply = server.connect().send(&announced(1024 * 1024 + 1));
    assert_eq!(reply.status, 413);
    assert_eq!(reply.header("connection"), Some("close"));

    let largest = announced(1024 * 1024) + &format!(r#""{}""#, "x".repeat(1024 * 1024 - 2));
    assert_eq!(server.connect().send(&largest).status, 200);

    let chunked = format!(
        "POST /api/cart HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n100001\r\n{}",
        "x".repeat(1024 * 1024 + 1)
    );
    assert_eq!(server.connect().send(&chunked).status, 413);
}

#[test]
fn an_error_rate_of_all_fails_every_request_but_the_stats() {
    let faults = Faults {
        error_rate: Share::ALL,
        ..Faults::default()
    };
    let server = Server::start(Profile::Shop, faults);
    let mut client = server.connect();
    for path in ["/health", "/api/products", "/api/unknown"] {
        assert_eq!(client.ask("GET", path).status, 500);
    }
    assert_eq!(client.ask("GET", "/__lt/stats").status, 200);
}

#[test]
fn stats_count_by_template_and_status_and_not_themselves() {
    let server = Server::start(Profile::Shop, Faults::default());
    let mut client = server.connect();
    for (method, path) in [
        ("GET", "/api/products/1"),
        ("GET", "/api/products/2?from=search"),
        ("GET", "/api/products/0"),
        ("POST", "/api/orders"),
        ("PUT", "/api/orders"),
        ("GET", "/nowhere"),
    ] {
        client.ask(method, path);
    }
    let expected = concat!(
        r#"{"received":6,"answered":{"GET /api/products/{id}":{"200":2,"404":1},"#,
        r#""GET /nowhere":{"404":1},"POST /api/orders":{"201":1},"PUT /api/orders":{"405":1}}}"#
    );
    assert_eq!(client.ask("GET", "/__lt/stats").body, expected);
    assert_eq!(client.ask("GET", "/__lt/stats").body, expected);
}

#[test]
fn what_is_no_http_ends_its_own_connection_only() {
    let server = Server::start(Profile::Hello, Faults::default());
    let mut client = server.connect();
    let Reply { status, .. } = server.connect().send("\u{0}\u{1}garbage\r\n\r\n");
    assert_eq!(status, 400);
    assert_eq!(client.ask("GET", "/").status, 200);
    let stats = client.ask("GET", "/__lt/stats").body;
    assert_eq!(stats, r#"{"received":1,"answered":{"GET /":{"200":1}}}"#);
}

#[test]
fn times_are_kept_for_the_first_requests_with_the_numbers_that_clients_gave_them() {
    let server = Server::start_recording(Profile::Hello, Faults::default(), 2);
    let mut client = server.connect();
    for id in [41, 42, 43] {
        client.send(&format!(
            "GET / HTTP/1.1\r\nhost: x\r\nx-lt-id: {id}\r\n\r\n"
        ));
    }
    let times = client.ask("GET", "/__lt/times");
    assert_eq!(times.header("content-type"), Some("text/plain"));
    let numbers = |line: &str| line.split(' ').map(|word| word.parse().unwrap()).collect();
    let lines: Vec<Vec<u64>> = times.body.lines().map(numbers).collect();
    let [first, second] = &lines[..] else {
        panic!("{}", times.body);
    };
    assert_eq!((first[2], second[2]), (41, 42));
    assert!(first[0] <= first[1] && first[1] <= second[0] && second[0] <= second[1]);
}

#[test]
fn a_reset_forgets_counts_and_times_and_wants_a_post() {
    let server = Server::start_recording(Profile::Hello, Faults::default(), 2);
    let mut client = server.connect();
    client.ask("GET", "/");
    assert_eq!(client.ask("GET", "/__lt/reset").status, 405);
    assert_eq!(client.ask("GET", "/__lt/times").body.lines().count(), 1);
    assert_eq!(client.ask("POST", "/__lt/reset").status, 200);
    assert_eq!(client.ask("GET", "/__lt/times").body, "");
    let stats = client.ask("GET", "/__lt/stats").body;
    assert_eq!(stats, r#"{"received":0,"answered":{}}"#);
}

#[test]
fn without_recording_the_times_say_how_to_get_them() {
    let server = Server::start(Profile::Hello, Faults::default());
    let reply = server.connect().ask("GET", "/__lt/times");
    assert_eq!(reply.status, 404);
    assert_eq!(reply.body, r#"{"error":"no times are kept, see --record"}"#);
}
