use lt_target::Profile;

use super::{refuses, start};

const BROKEN: [&str; 4] = ["{", r#"{"product": 42"#, "product=42", "\0"];

#[test]
fn carts_and_orders_take_json_and_nothing_else() {
    let server = start(Profile::Shop);
    let mut client = server.connect();
    let added = client.post("/api/cart", r#"{"product":42,"quantity":3}"#);
    assert_eq!(added.body, r#"{"status":"added","items":3}"#);
    refuses(&mut client, "/api/cart", 400, &BROKEN);
    refuses(&mut client, "/api/orders", 400, &BROKEN);
    let order = client.post("/api/orders", r#"{"items":[]}"#);
    assert_eq!((order.status, &order.json()["id"]), (201, &5.into()));
    let found = client.ask("GET", "/api/orders/5");
    assert_eq!((found.status, found.body), (200, order.body));
    assert_eq!(client.ask("GET", "/api/orders/0").status, 404);
}

#[test]
fn who_logged_in_is_known_by_cookie_and_by_token_until_the_cookie_is_gone() {
    let server = start(Profile::Shop);
    let mut client = server.connect();
    assert_eq!(client.ask("GET", "/api/me").status, 401);
    let login = client.post("/api/login", r#"{"user":"Zoë","password":"x"}"#);
    assert_eq!((login.status, &login.json()["user"]), (200, &"Zoë".into()));
    let token = login.json()["token"].as_str().unwrap().to_owned();
    assert!(token.bytes().all(|byte| byte.is_ascii_hexdigit()));
    assert_eq!(
        login.header("set-cookie").unwrap(),
        format!("session={token}; Path=/; HttpOnly")
    );
    for header in [
        format!("cookie: a=b; session={token}"),
        format!("authorization: Bearer {token}"),
    ] {
        let me = client.ask_with("GET", "/api/me", &header);
        assert_eq!((me.status, &*me.body), (200, r#"{"user":"Zoë"}"#));
    }
    let forged = format!("cookie: session=0{}", &token[1..]);
    assert_eq!(client.ask_with("GET", "/api/me", &forged).status, 401);

    assert_eq!(client.ask("POST", "/api/logout").status, 401);
    let session = format!("cookie: session={token}");
    let logout = client.ask_with("POST", "/api/logout", &session);
    assert_eq!((logout.status, &*logout.body), (204, ""));
    assert_eq!(
        logout.header("set-cookie"),
        Some("session=; Path=/; HttpOnly; Max-Age=0")
    );
}

#[test]
fn without_a_name_one_is_a_guest_and_tokens_are_the_same_in_every_run() {
    let logins = || {
        let server = start(Profile::Shop);
        let mut client = server.connect();
        let bodies = ["", "{}", r#"{"user":7}"#, "[]"].map(|body| client.post("/api/login", body));
        refuses(&mut client, "/api/login", 400, &BROKEN);
        let long = format!(r#"{{"user":"{}"}}"#, "x".repeat(65));
        refuses(&mut client, "/api/login", 400, &[&long]);
        bodies.map(|reply| reply.body)
    };
    let first = logins();
    let users = [r#""guest"}"#, r#""guest"}"#, r#""7"}"#, r#""guest"}"#];
    for (body, user) in first.iter().zip(users) {
        assert!(body.ends_with(user), "{body}");
    }
    assert_eq!(first, logins());
    assert_ne!(first[0], first[1]);
}

#[test]
fn the_start_page_has_a_form_token_and_refers_to_its_assets() {
    let server = start(Profile::Shop);
    let mut client = server.connect();
    let [page, again] = [0, 0].map(|_| client.ask("GET", "/"));
    assert_eq!(
        page.header("content-type"),
        Some("text/html; charset=utf-8")
    );
    assert!(page.body.contains(r#"<input name="csrf" value=""#));
    assert_ne!(page.body, again.body);
    for (name, kind) in [
        ("shop.css", "text/css"),
        ("shop.js", "text/javascript"),
        ("logo.png", "image/png"),
    ] {
        let path = format!("/assets/{name}");
        assert!(page.body.contains(&path));
        let asset = client.ask("GET", &path);
        assert_eq!(
            (asset.status, asset.header("content-type")),
            (200, Some(kind))
        );
    }
    assert_eq!(client.ask("GET", "/assets/shop.exe").status, 404);
}
