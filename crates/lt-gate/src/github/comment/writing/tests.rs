use super::*;

mod interleavings;

const HEAD: &str = "abc1";

fn wanted(run: u64, body: &dyn Fn(usize) -> String) -> Wanted<'_> {
    Wanted {
        repository: "o/r",
        number: 1,
        key: "load",
        sha: HEAD,
        run: (run, 1),
        body,
        is_problem: true,
        policy: Policy::Always,
        author: "github-actions[bot]",
    }
}

fn standing(id: u64, sha: &str, run: (u64, u64), words: &str) -> Standing {
    Standing {
        id,
        url: Some(format!("https://github.com/o/r/pull/1#{id}")),
        marker: Marker::new("load", sha, run, words),
        words: words.to_owned(),
    }
}

fn seen(standing: &[Standing]) -> Seen {
    Seen {
        head: HEAD.to_owned(),
        standing: standing.to_vec(),
    }
}

/// What run 5 does that means to say `words`.
fn decide(policy: Policy, words: &str, standing: &[Standing]) -> Act {
    let body = |_| words.to_owned();
    let wanted = Wanted {
        policy,
        ..wanted(5, &body)
    };
    Writing::new(&wanted).decide(&seen(standing))
}

fn written(act: &Act) -> (u64, (u64, u64), &str) {
    let Act::Write(write) = act else {
        panic!("{act:?} does not write")
    };
    let (marker, words) = Marker::split(&write.body).unwrap();
    (write.id, marker.run, words)
}

#[test]
fn the_first_comment_is_created_unless_only_problems_are_wanted() {
    let words = || "words".to_owned();
    for policy in [Policy::Always, Policy::OnChange, Policy::OnProblem] {
        assert!(matches!(decide(policy, &words(), &[]), Act::Create(_)));
    }
    let body = |_| words();
    let fine = Wanted {
        is_problem: false,
        policy: Policy::OnProblem,
        ..wanted(5, &body)
    };
    let act = Writing::new(&fine).decide(&seen(&[]));
    assert_eq!(act, Act::Done(Posted::NotWanted));
    let act = Writing::new(&fine).decide(&seen(&[standing(1, HEAD, (4, 1), "red")]));
    assert_eq!(written(&act), (1, (5, 1), "words"));
}

#[test]
fn what_says_the_same_in_the_same_run_is_left() {
    let standing = standing(1, HEAD, (5, 1), "words");
    let url = standing.url.clone().unwrap();
    let act = decide(Policy::Always, "words", &[standing]);
    assert_eq!(act, Act::Done(Posted::Unchanged(url)));
}

#[test]
fn a_later_run_that_says_the_same_only_renews_the_marker() {
    let act = decide(
        Policy::Always,
        "words",
        &[standing(1, HEAD, (4, 1), "words")],
    );
    assert_eq!(written(&act), (1, (5, 1), "words"));
    let body = |_| "words".to_owned();
    let wanted = wanted(5, &body);
    let mut writing = Writing::new(&wanted);
    let Act::Write(write) = act else {
        unreachable!()
    };
    writing.written(&write, Some("url".to_owned()));
    let after = seen(&[standing(1, HEAD, (5, 1), "words")]);
    let done = Posted::Unchanged("url".to_owned());
    assert_eq!(writing.decide(&after), Act::Done(done));
}

#[test]
fn another_last_line_is_a_change_to_always_and_none_to_on_change() {
    let old = "table\n\n<sub>Commit abc · run 4</sub>\n";
    let new = "table\n\n<sub>Commit abc · run 5</sub>\n";
    let standing = [standing(1, HEAD, (4, 1), &old.replace('\n', "\r\n"))];
    let act = decide(Policy::Always, new, &standing);
    assert_eq!(written(&act), (1, (5, 1), new));
    let act = decide(Policy::OnChange, new, &standing);
    assert_eq!(written(&act), (1, (5, 1), standing[0].words.as_str()));
    let other = new.replace("table", "another table");
    let act = decide(Policy::OnChange, &other, &standing);
    assert_eq!(written(&act), (1, (5, 1), other.as_str()));
}

#[test]
fn a_later_run_or_attempt_of_the_commit_is_not_written_over() {
    for later in [(6, 1), (5, 2)] {
        let act = decide(Policy::Always, "words", &[standing(1, HEAD, later, "new")]);
        let Act::Done(Posted::Superseded(why)) = act else {
            panic!("{act:?}")
        };
        let (run, attempt) = later;
        assert!(why.ends_with(&format!("run {run}, attempt {attempt}")));
    }
    for earlier in [(4, 9), (5, 0)] {
        let act = decide(
            Policy::Always,
            "words",
            &[standing(1, HEAD, earlier, "old")],
        );
        assert_eq!(written(&act), (1, (5, 1), "words"));
    }
}

#[test]
fn a_later_run_of_another_commit_is_written_over_by_the_head_and_never_the_head_by_another() {
    let act = decide(
        Policy::Always,
        "words",
        &[standing(1, "def2", (9, 1), "old")],
    );
    assert_eq!(written(&act), (1, (5, 1), "words"));
    let body = |_| "words".to_owned();
    let wanted = wanted(5, &body);
    let gone_on = Posted::Superseded("the pull request has gone on to `def2`".to_owned());
    for standing in [vec![], vec![standing(1, HEAD, (4, 1), "old")]] {
        let seen = Seen {
            head: "def2".to_owned(),
            ..seen(&standing)
        };
        let act = Writing::new(&wanted).decide(&seen);
        assert_eq!(act, Act::Done(gone_on.clone()));
    }
}

#[test]
fn of_several_the_oldest_gets_the_newest_words_before_one_is_removed() {
    let several = [
        standing(1, "def2", (7, 1), "of another commit"),
        standing(2, HEAD, (6, 1), "newest"),
        standing(3, HEAD, (4, 1), "old"),
    ];
    let act = decide(Policy::Always, "words", &several);
    assert_eq!(written(&act), (1, (6, 1), "newest"));
    let mut several = several;
    several[0] = standing(1, HEAD, (6, 1), "newest");
    assert_eq!(
        decide(Policy::Always, "words", &several),
        Act::Remove(several[2].id)
    );
}

#[test]
fn a_comment_that_cannot_be_removed_is_left_alone() {
    let body = |_| "words".to_owned();
    let wanted = wanted(5, &body);
    let mut writing = Writing::new(&wanted);
    writing.keep_others();
    let two = [1, 2].map(|id| standing(id, HEAD, (5, 1), "words"));
    let act = writing.decide(&seen(&two));
    assert!(matches!(act, Act::Done(Posted::Unchanged(_))), "{act:?}");
}

#[test]
fn a_list_that_does_not_show_what_was_posted_yet_is_no_reason_to_post_again() {
    let body = |_| "words".to_owned();
    let wanted = wanted(5, &body);
    let mut writing = Writing::new(&wanted);
    writing.created(Some("url".to_owned()));
    let done = Posted::Created("url".to_owned());
    assert_eq!(writing.decide(&seen(&[])), Act::Done(done));
}

#[test]
fn the_marker_and_the_words_stay_within_the_budget_and_halve_once() {
    let body = |budget| "x".repeat(budget);
    let wanted = Wanted {
        sha: &"a".repeat(99),
        run: (u64::MAX, u64::MAX),
        ..wanted(5, &body)
    };
    let mut writing = Writing::new(&wanted);
    let head = "a".repeat(64);
    let size = |writing: &Writing<'_>| {
        let seen = Seen {
            head: head.clone(),
            standing: Vec::new(),
        };
        match writing.decide(&seen) {
            Act::Create(body) => body.len(),
            act => panic!("{act:?}"),
        }
    };
    assert!((59_900..=60_000).contains(&size(&writing)));
    assert!(writing.shorten());
    assert!((29_900..=30_000).contains(&size(&writing)));
    assert!(!writing.shorten());
}
