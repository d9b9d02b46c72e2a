//! Branches.

use crate::support::{Desk, at_once, fail, succeed};

const STORE: &str = "git:";

/// A desk with a bare repository `hub` and clones of it.
fn hub_with_clones(n: usize) -> Desk {
    let desk = Desk::new();
    desk.git("", &["init", "-q", "--bare", "hub"]);
    desk.git("", &["clone", "-q", "hub", "seed"]);
    std::fs::write(desk.path("seed/README"), "hello\n").unwrap();
    desk.git("seed", &["add", "README"]);
    desk.git("seed", &["commit", "-q", "-m", "first"]);
    desk.git("seed", &["push", "-q", "origin", "HEAD:main"]);
    for n in 0..n {
        desk.git(
            "",
            &["clone", "-q", "-b", "main", "hub", &format!("clone-{n}")],
        );
    }
    desk
}

#[test]
fn five_clones_at_once_lose_nothing_and_the_branch_is_made_by_the_first() {
    let desk = hub_with_clones(5);
    at_once((0..5).map(|n| desk.save(&format!("clone-{n}"), STORE, n)));
    assert_eq!(desk.list("seed", STORE), ["main"; 5]);
    let commits = desk.git("hub", &["rev-list", "--count", "lt-baselines"]);
    assert_eq!(commits.trim(), "5");
}

#[test]
fn five_writers_in_one_clone_lose_nothing() {
    let desk = hub_with_clones(1);
    at_once((0..5).map(|n| desk.save("clone-0", STORE, n)));
    assert_eq!(desk.list("seed", STORE), ["main"; 5]);
}

#[test]
fn five_writers_on_a_local_branch_lose_nothing() {
    let desk = Desk::new();
    desk.git("", &["init", "-q", "alone"]);
    at_once((0..5).map(|n| desk.save("alone", STORE, n)));
    assert_eq!(desk.list("alone", "git:lt-baselines@."), ["main"; 5]);
}

#[test]
fn neither_the_working_tree_nor_the_index_nor_a_local_branch_is_touched() {
    let desk = hub_with_clones(1);
    std::fs::write(desk.path("clone-0/staged"), "new\n").unwrap();
    desk.git("clone-0", &["add", "staged"]);
    let before = desk.git("clone-0", &["status", "--porcelain=v2", "--branch"]);
    succeed(&mut desk.save("clone-0", STORE, 1));
    succeed(&mut desk.gate("clone-0", &["promote", "main", "v1", "--store", STORE]));
    let after = desk.git("clone-0", &["status", "--porcelain=v2", "--branch"]);
    assert_eq!(before, after);
    assert_eq!(desk.git("clone-0", &["branch", "--list"]).trim(), "* main");
    let left = std::fs::read_dir(desk.path("clone-0/.git")).unwrap();
    let left: Vec<_> = left
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert!(
        !left.iter().any(|name| name.ends_with(".index")),
        "{left:?}"
    );
    let author = desk.git("hub", &["log", "-1", "--format=%an <%ae>", "lt-baselines"]);
    assert_eq!(author.trim(), "lt-gate <lt-gate@localhost>");
}

#[test]
fn pruning_forgets_the_history_and_loses_nothing_that_is_saved_meanwhile() {
    let desk = hub_with_clones(4);
    for n in 0..6 {
        succeed(&mut desk.save("clone-0", STORE, n));
    }
    succeed(&mut desk.gate("clone-0", &["promote", "main", "v1", "--store", STORE]));
    let prune = desk.gate("clone-0", &["prune", "--keep", "3", "--store", STORE]);
    let saves = (11..14).map(|n| desk.save(&format!("clone-{}", n - 10), STORE, n));
    at_once([prune].into_iter().chain(saves));
    // What was saved before pruning began to look is among its three; what came later is kept beside them.
    let kept = desk.kept("seed", STORE);
    assert!(kept.starts_with(&[13, 12, 11]), "{kept:?}");
    assert!(!kept.contains(&0), "{kept:?}");
    assert!(desk.list("seed", STORE).contains(&"v1*".to_owned()));
    let commits = desk.git("hub", &["rev-list", "--count", "lt-baselines"]);
    assert!(commits.trim().parse::<u32>().unwrap() <= 4, "{commits}");
}

#[test]
fn links_in_a_branch_are_named_and_not_followed() {
    let desk = Desk::new();
    desk.git("", &["init", "-q", "alone"]);
    succeed(&mut desk.save("alone", "git:b", 1));
    desk.git("alone", &["checkout", "-q", "b"]);
    #[cfg(unix)]
    std::os::unix::fs::symlink("/etc/passwd", desk.path("alone/v1/main/link")).unwrap();
    std::fs::write(desk.path("alone/v1/main/other"), "x").unwrap();
    desk.git("alone", &["add", "."]);
    desk.git("alone", &["commit", "-q", "-m", "strange"]);
    fail(
        &mut desk.save("alone", "git:b", 2),
        2,
        "is checked out here",
    );
    desk.git("alone", &["checkout", "-q", "--orphan", "main"]);
    succeed(&mut desk.save("alone", "git:b", 2));
    assert_eq!(desk.list("alone", "git:b"), ["main"; 2]);
}

#[test]
fn what_git_cannot_do_is_told_in_a_sentence() {
    let desk = hub_with_clones(1);
    fail(
        &mut desk.save("", STORE, 1),
        2,
        "there is no git repository here",
    );
    fail(
        &mut desk.save("clone-0", "git:a..b", 1),
        2,
        "as the name of a branch",
    );
    fail(
        &mut desk.save("clone-0", "git:b@upstream", 1),
        2,
        "there is no remote `upstream`",
    );
    fail(
        desk.save("clone-0", STORE, 1).env("PATH", "/nonexistent"),
        2,
        "git cannot be run; install it",
    );
    let gone = desk.path("gone");
    desk.git(
        "clone-0",
        &["remote", "add", "gone", gone.to_str().unwrap()],
    );
    fail(
        &mut desk.save("clone-0", "git:b@gone", 1),
        1,
        "does not appear to be a git repository",
    );
}

#[cfg(unix)]
#[test]
fn a_hub_that_forbids_writing_is_told_at_once() {
    use std::os::unix::fs::PermissionsExt;
    let desk = hub_with_clones(1);
    let hook = desk.path("hub/hooks/pre-receive");
    std::fs::write(&hook, "#!/bin/sh\necho protected branch >&2\nexit 1\n").unwrap();
    std::fs::set_permissions(&hook, std::fs::Permissions::from_mode(0o755)).unwrap();
    fail(
        &mut desk.save("clone-0", STORE, 1),
        1,
        "whoever saves needs leave to write to it",
    );
}
