//! Jobs that write at once, in every order of their requests.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

/// The pull request; comments by number.
#[derive(Clone)]
struct World {
    comments: BTreeMap<u64, String>,
    next_id: u64,
    head: &'static str,
}

/// A job between two requests.
#[derive(Clone)]
struct Job<'w> {
    writing: Writing<'w>,
    act: Option<Act>,
    done: Option<Posted>,
    posting: Posting,
}

/// How the first post of a job goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Posting {
    Answered,
    DoneAndBroken,
    Broken,
}

impl World {
    fn empty() -> Self {
        Self {
            comments: BTreeMap::new(),
            next_id: 1,
            head: HEAD,
        }
    }

    fn with(run: u64) -> Self {
        let mut world = Self::empty();
        let old = Marker::new("load", HEAD, (run, 1), "old");
        world.post(&body(&old, "old"));
        world
    }

    fn post(&mut self, body: &str) {
        self.comments.insert(self.next_id, body.to_owned());
        self.next_id += 1;
    }

    fn seen(&self) -> Seen {
        let standing = self.comments.iter().map(|(&id, body)| {
            let (marker, words) = Marker::split(body).unwrap();
            Standing {
                id,
                url: Some(id.to_string()),
                marker,
                words: words.to_owned(),
            }
        });
        Seen {
            head: self.head.to_owned(),
            standing: standing.collect(),
        }
    }

    /// The words of the one comment.
    fn only(&self) -> &str {
        assert_eq!(self.comments.len(), 1, "{:?}", self.comments);
        let body = self.comments.values().next().unwrap();
        Marker::split(body).unwrap().1
    }
}

impl<'w> Job<'w> {
    fn new(wanted: &'w Wanted<'w>) -> Self {
        Self {
            writing: Writing::new(wanted),
            act: None,
            done: None,
            posting: Posting::Answered,
        }
    }

    /// One request: a look, or what was decided after it.
    fn step(&mut self, world: &mut World) {
        match self.act.take() {
            None => match self.writing.decide(&world.seen()) {
                Act::Done(posted) => self.done = Some(posted),
                Act::GiveUp(why) => panic!("{why}"),
                act => self.act = Some(act),
            },
            Some(Act::Create(body)) => self.post(&body, world),
            Some(Act::Write(write)) => {
                if let Some(body) = world.comments.get_mut(&write.id) {
                    body.clone_from(&write.body);
                    self.writing.written(&write, Some(write.id.to_string()));
                }
            }
            Some(Act::Remove(id)) => drop(world.comments.remove(&id)),
            Some(act) => unreachable!("{act:?}"),
        }
    }

    fn post(&mut self, body: &str, world: &mut World) {
        let posting = std::mem::replace(&mut self.posting, Posting::Answered);
        if posting != Posting::Broken {
            world.post(body);
        }
        match posting {
            Posting::Answered => self.writing.created(Some("new".to_owned())),
            Posting::DoneAndBroken | Posting::Broken => self.writing.unsure("broken".to_owned()),
        }
    }

    fn finish(mut self, world: &mut World) -> Posted {
        for _ in 0..50 {
            self.step(world);
            if let Some(posted) = self.done {
                return posted;
            }
        }
        panic!("it never ends")
    }
}

/// Checks the end of every order in which two jobs can do what they do; tells how many orders there are.
fn every_order(world: World, jobs: [Job<'_>; 2], check: &dyn Fn(&World, [&Posted; 2])) -> usize {
    let mut n_orders = 0;
    let mut open = vec![(world, jobs, 0)];
    while let Some((world, jobs, n_steps)) = open.pop() {
        assert!(n_steps < 60, "it never ends");
        if let [Job { done: Some(a), .. }, Job { done: Some(b), .. }] = &jobs {
            check(&world, [a, b]);
            n_orders += 1;
            continue;
        }
        for next in 0..2 {
            if jobs[next].done.is_none() {
                let (mut world, mut jobs) = (world.clone(), jobs.clone());
                jobs[next].step(&mut world);
                open.push((world, jobs, n_steps + 1));
            }
        }
    }
    n_orders
}

fn saying(text: &'static str) -> impl Fn(usize) -> String {
    move |_| text.to_owned()
}

#[test]
fn two_that_create_at_once_leave_one_comment_with_the_words_of_the_later_run() {
    let (fifth, sixth) = (saying("fifth"), saying("sixth"));
    let (fifth, sixth) = (wanted(5, &fifth), wanted(6, &sixth));
    let postings = [Posting::Answered, Posting::DoneAndBroken, Posting::Broken];
    for posting in postings {
        let mut jobs = [Job::new(&fifth), Job::new(&sixth)];
        jobs[0].posting = posting;
        jobs[1].posting = posting;
        let n_orders = every_order(World::empty(), jobs, &|world, posted| {
            assert_eq!(world.only(), "sixth");
            assert!(!matches!(posted[1], Posted::Superseded(_)), "{posted:?}");
        });
        assert!(n_orders > 100, "{n_orders}");
    }
}

#[test]
fn two_of_the_same_run_and_key_leave_one_comment() {
    let (one, other) = (saying("one leg"), saying("another leg"));
    let (one, other) = (wanted(5, &one), wanted(5, &other));
    for world in [World::empty(), World::with(4)] {
        every_order(world, [Job::new(&one), Job::new(&other)], &|world, _| {
            assert!(["one leg", "another leg"].contains(&world.only()));
        });
    }
}

#[test]
fn two_that_update_at_once_leave_one_comment_with_the_words_of_one() {
    let (fifth, sixth) = (saying("fifth"), saying("sixth"));
    let (fifth, sixth) = (wanted(5, &fifth), wanted(6, &sixth));
    every_order(
        World::with(4),
        [Job::new(&fifth), Job::new(&sixth)],
        &|world, posted| {
            // A write that is decided before the other's and arrives after it wins: GitHub knows no conditional write.
            let is_newest = world.only() == "sixth";
            assert!(
                is_newest
                    || (world.only() == "fifth" && !matches!(posted[0], Posted::Superseded(_)))
            );
        },
    );
}

#[test]
fn an_older_commit_whose_job_ends_later_does_not_win_over_the_head() {
    let (old, new) = (saying("old commit"), saying("head"));
    let old = Wanted {
        sha: "dead",
        ..wanted(5, &old)
    };
    let new = wanted(6, &new);
    // The old job looked, or even posted, before the push.
    for n_steps in 0..4 {
        let mut world = World {
            head: "dead",
            ..World::empty()
        };
        let mut job = Job::new(&old);
        for _ in 0..n_steps {
            if job.done.is_none() {
                job.step(&mut world);
            }
        }
        world.head = HEAD;
        every_order(world, [job, Job::new(&new)], &|world, _| {
            assert_eq!(world.only(), "head");
        });
    }
}

#[test]
fn a_comment_deleted_between_looking_and_writing_is_created_again() {
    let body = saying("words");
    let wanted = wanted(5, &body);
    let mut world = World::with(4);
    let mut job = Job::new(&wanted);
    job.step(&mut world);
    world.comments.clear();
    assert_eq!(job.finish(&mut world), Posted::Created("new".to_owned()));
    assert_eq!(world.only(), "words");
}

#[test]
fn a_post_that_broke_twice_is_given_up() {
    let body = saying("words");
    let wanted = wanted(5, &body);
    let mut writing = Writing::new(&wanted);
    writing.unsure("broken".to_owned());
    assert!(matches!(writing.decide(&seen(&[])), Act::Create(_)));
    writing.unsure("broken again".to_owned());
    let act = writing.decide(&seen(&[]));
    assert_eq!(act, Act::GiveUp("broken again".to_owned()));
}

proptest! {
    #[test]
    fn whatever_jobs_left_behind_the_next_makes_one_comment(
        orders in prop::collection::vec((0_usize..4, any::<bool>()), 0..60),
        postings in prop::array::uniform4(prop::sample::select(
            &[Posting::Answered, Posting::DoneAndBroken, Posting::Broken][..])),
        shas in prop::array::uniform4(prop::sample::select(&[HEAD, "def2"][..])),
    ) {
        let words = ["a", "b", "c", "d"].map(saying);
        let mut wanted: Vec<Wanted<'_>> = words.iter().zip(3..).map(|(words, run)| wanted(run, words)).collect();
        for (wanted, sha) in wanted.iter_mut().zip(shas) {
            wanted.sha = sha;
        }
        let mut jobs: Vec<Job<'_>> = wanted.iter().map(Job::new).collect();
        for (job, posting) in jobs.iter_mut().zip(postings) {
            job.posting = posting;
        }
        let mut world = World::empty();
        // Steps in any order, pushes between them; jobs that are not through by then were canceled.
        for (job, is_push) in orders {
            if is_push && job == 0 {
                world.head = if world.head == HEAD { "def2" } else { HEAD };
            } else if jobs[job].done.is_none() {
                jobs[job].step(&mut world);
            }
        }
        world.head = HEAD;
        let last = saying("last");
        let last = super::wanted(9, &last);
        Job::new(&last).finish(&mut world);
        prop_assert_eq!(world.only(), "last");
    }

    #[test]
    fn jobs_that_all_end_leave_one_comment(orders in prop::collection::vec(0_usize..4, 0..80)) {
        let words = ["a", "b", "c", "d"].map(saying);
        let wanted: Vec<Wanted<'_>> = words.iter().zip(3..).map(|(words, run)| wanted(run, words)).collect();
        let mut jobs: Vec<Job<'_>> = wanted.iter().map(Job::new).collect();
        let mut world = World::empty();
        for job in orders {
            if jobs[job].done.is_none() {
                jobs[job].step(&mut world);
            }
        }
        for job in jobs {
            if job.done.is_none() {
                job.finish(&mut world);
            }
        }
        prop_assert_eq!(world.comments.len(), 1);
    }
}
