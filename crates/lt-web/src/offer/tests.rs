use std::fs;
use std::time::Duration;

use tempfile::TempDir;

use super::*;

const SHOP: &str = "
base_url: http://shop.test
requests: {home: {get: /, tags: [read]}, order: {post: /order, tags: [write]}}
user_profiles: {visitor: {actions: [home]}, buyer: {actions: [order]}}
scenarios:
  - {name: Morning, users: 100, ramp_up: 30s, duration: 90s}
  - {name: Noon, users: 100, ramp_up: 30s, duration: 90s, tags: [peak]}
";

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

fn offer(folder: &TempDir, names: &[&str]) -> Offer {
    let paths: Vec<_> = names.iter().map(|name| folder.path().join(name)).collect();
    Offer::of(&paths)
}

#[test]
fn the_form_shows_what_the_file_says() {
    let folder = folder(&[("shop.yaml", SHOP)]);
    let offered = offer(&folder, &["shop.yaml"]).all().remove(0);
    assert_eq!(offered.error, None);
    assert_eq!(offered.host.as_deref(), Some("http://shop.test"));
    assert_eq!((offered.model, offered.shaped), (Some("closed"), false));
    assert_eq!(
        (offered.users, offered.run_time.as_deref()),
        (Some(100), Some("1m30s"))
    );
    assert!((offered.spawn_rate.unwrap() - 100.0 / 30.0).abs() < 1e-9);
    assert_eq!(offered.scenarios, ["Morning", "Noon"]);
    assert_eq!(offered.tags, ["peak", "read", "write"]);
    assert_eq!(offered.profiles, ["visitor", "buyer"]);
}

#[test]
fn what_the_form_can_give_is_no_error() {
    let text = "requests: {home: {get: /}}\nscenarios: [{rate: 30/m}]\n";
    let folder = folder(&[("a.yaml", text)]);
    let offered = offer(&folder, &["a.yaml"]).all().remove(0);
    assert_eq!(
        (offered.error, offered.host, offered.run_time),
        (None, None, None)
    );
    assert_eq!(
        (offered.model, offered.rate.as_deref()),
        (Some("open"), Some("30/m"))
    );
}

#[test]
fn a_load_that_changes_is_said_to() {
    let stages = "scenarios: [{stages: [{users: 50, over: 10s}, {users: 5, for: 1m}]}]";
    let text = format!("base_url: http://a\nrequests: {{home: {{get: /}}}}\n{stages}\n");
    let folder = folder(&[("a.yaml", &text)]);
    let offered = offer(&folder, &["a.yaml"]).all().remove(0);
    assert_eq!(
        (offered.shaped, offered.users, offered.error),
        (true, Some(50), None)
    );
}

#[test]
fn a_broken_file_says_why_in_one_sentence_without_its_text() {
    let text = SHOP.replace("duration: 90s, tags", "duraton: 90s, secret: hush, tags");
    let folder = folder(&[("shop.yaml", &text)]);
    let offer = offer(&folder, &["shop.yaml", "gone.yaml", "."]);
    let offered = offer.all();
    // By way of its folder it is the same file.
    assert_eq!(offered.len(), 2);
    let error = offered[0].error.as_deref().unwrap();
    assert!(
        error.ends_with("shop.yaml:7: unknown key `duraton`; did you mean `duration`?"),
        "{error}"
    );
    assert!(!error.contains('\n') && !error.contains("hush"));
    let gone = offered[1].error.as_deref().unwrap();
    assert!(gone.contains("gone.yaml` cannot be read: "), "{gone}");
}

#[test]
fn a_folder_offers_its_scenarios_and_nothing_else() {
    let broken = SHOP.replace("users", "usres");
    let folder = folder(&[
        ("b.yaml", SHOP),
        ("a.toml", "[requests.home]\nget = \"http://a/\"\n"),
        ("broken.yml", &broken),
        ("package.json", "{\"name\": \"x\"}"),
        (".hidden.yaml", SHOP),
        ("notes.txt", SHOP),
    ]);
    fs::create_dir(folder.path().join("deep.yaml")).unwrap();
    let offer = Offer::of(&[folder.path().to_owned()]);
    let names = |offer: &Offer| -> Vec<String> {
        let names = offer.all().into_iter().map(|offered| offered.name);
        names
            .map(|name| name.rsplit('/').next().unwrap().to_owned())
            .collect()
    };
    assert_eq!(names(&offer), ["a.toml", "b.yaml", "broken.yml"]);
    fs::write(
        folder.path().join("c.json5"),
        "{requests: {home: {get: 'http://a/'}}}",
    )
    .unwrap();
    fs::remove_file(folder.path().join("a.toml")).unwrap();
    assert_eq!(names(&offer), ["b.yaml", "broken.yml", "c.json5"]);
}

#[test]
fn a_file_is_read_again_when_it_or_what_it_includes_has_changed() {
    let folder = folder(&[
        (
            "shop.yaml",
            "include: more.yaml\nbase_url: http://a\nscenarios: [{users: 1, duration: 1m}]\n",
        ),
        ("more.yaml", "requests: {home: {get: /}}\n"),
    ]);
    let offer = offer(&folder, &["shop.yaml"]);
    let tags = || offer.all().remove(0).tags;
    assert_eq!(tags(), Vec::<String>::new());
    fs::write(
        folder.path().join("more.yaml"),
        "requests: {home: {get: /, tags: [new]}}\n",
    )
    .unwrap();
    assert_eq!(tags(), ["new"]);
    // As long, and of another time.
    fs::write(
        folder.path().join("more.yaml"),
        "requests: {home: {get: /, tags: [old]}}\n",
    )
    .unwrap();
    let file = fs::File::options()
        .write(true)
        .open(folder.path().join("more.yaml"))
        .unwrap();
    file.set_modified(std::time::UNIX_EPOCH + Duration::from_secs(1))
        .unwrap();
    assert_eq!(tags(), ["old"]);
}

#[test]
fn only_what_is_offered_is_found() {
    let folder = folder(&[("shop.yaml", SHOP), ("other.yaml", SHOP)]);
    let offer = offer(&folder, &["shop.yaml"]);
    let name = folder.path().join("shop.yaml").display().to_string();
    assert!(offer.find(&name).is_some());
    let other = folder.path().join("other.yaml").display().to_string();
    for wrong in [
        &*other,
        "shop.yaml",
        "",
        "/etc/passwd",
        &format!("{name}/../other.yaml"),
    ] {
        assert_eq!(offer.find(wrong), None, "{wrong}");
    }
}

#[test]
fn a_run_keeps_the_plan_with_which_it_began() {
    let folder = folder(&[("shop.yaml", SHOP)]);
    let offer = offer(&folder, &["shop.yaml"]);
    let wish = Wish {
        scenario: Some(folder.path().join("shop.yaml").display().to_string()),
        tags: vec!["write".to_owned()],
        ..Wish::default()
    };
    let planned = offer.planned("one", &wish).unwrap();
    assert_eq!(planned.loads[0].profiles[0].name, "buyer");
    fs::write(
        folder.path().join("shop.yaml"),
        SHOP.replace("buyer", "other"),
    )
    .unwrap();
    assert_eq!(offer.planned("one", &wish).unwrap(), planned);
    assert_eq!(
        offer.planned("two", &wish).unwrap().loads[0].profiles[0].name,
        "other"
    );
    let url = Wish {
        url: Some("http://a/b".to_owned()),
        ..Wish::default()
    };
    assert_eq!(
        offer.planned("three", &url).unwrap().loads[0].profiles[0].name,
        "default"
    );
    let wrong = Wish {
        rate: Some("fast".to_owned()),
        ..url
    };
    assert!(offer.planned("four", &wrong).is_err());
}

#[test]
fn durations_are_shown_as_they_are_typed() {
    let shown =
        [0, 90_000, 3_600_000, 5_400_500].map(|ms| run_time::show(Duration::from_millis(ms)));
    assert_eq!(shown, ["0s", "1m30s", "1h", "1h30m500ms"]);
}
