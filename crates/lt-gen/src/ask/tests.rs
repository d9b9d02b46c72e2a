use clap::Parser;

use super::*;

/// The file of the arguments is asked about; answers are lines.
fn dialogue(words: &[&str], answers: &str) -> (anyhow::Result<Args>, String) {
    let mut args = Args::try_parse_from([&["lt-gen"], words].concat()).unwrap();
    let defaults = Defaults::find(&mut args).unwrap();
    let mut shown = Vec::new();
    let mut somebody = Dialogue::new(answers.as_bytes(), &mut shown);
    let asked = ask_all(&mut args, &defaults, &mut somebody);
    (asked.map(|()| args), String::from_utf8(shown).unwrap())
}

#[test]
fn answers_become_options_and_empty_ones_leave_what_the_file_says() {
    let (args, shown) = dialogue(&["http://127.0.0.1:1/"], "50\n\n2m\n");
    let args = args.unwrap();
    assert_eq!(args.users, Some(50));
    assert_eq!(args.spawn_rate, None);
    assert_eq!(args.run_time, Some(Duration::from_secs(120)));
    assert_eq!(
        shown,
        "users [1]: users started per second [all at once]: run time [10s]: "
    );
}

#[test]
fn options_are_the_defaults_and_a_rate_is_asked_for_where_there_is_one() {
    let words = ["http://127.0.0.1:1/", "--rate", "30/m", "-t", "5s"];
    let (args, shown) = dialogue(&words, "\n\n");
    let args = args.unwrap();
    assert_eq!(args.rate.unwrap().to_string(), "30/m");
    assert_eq!(args.run_time, Some(Duration::from_secs(5)));
    assert_eq!(shown, "arrivals [30/m]: run time [5s]: ");
}

#[test]
fn nonsense_is_asked_about_three_times() {
    let (args, shown) = dialogue(&["http://127.0.0.1:1/"], "many\n0\n5\n\n\n");
    assert_eq!(args.unwrap().users, Some(5));
    let again = "write a whole number from 1 to 10000000";
    assert_eq!(shown.matches(again).count(), 2);
    let (args, _) = dialogue(&["http://127.0.0.1:1/"], "5\n-1\nnan\ninf\n9\n");
    assert_eq!(
        args.unwrap_err().to_string(),
        "--ask: 3 answers about users started per second made no sense; give it as an option instead"
    );
    let (args, _) = dialogue(&["http://127.0.0.1:1/"], "5\n2\n0\n1 week\n30s\n");
    assert_eq!(args.unwrap().run_time, Some(Duration::from_secs(30)));
}

#[test]
fn nobody_there_is_an_error_and_an_endless_line_is_cut() {
    let (args, _) = dialogue(&["http://127.0.0.1:1/"], "5\n");
    assert!(args.unwrap_err().to_string().contains("no answer"));
    let (args, _) = dialogue(&["http://127.0.0.1:1/"], &"x".repeat(1_000_000));
    assert!(args.unwrap_err().to_string().contains("3 answers"));
}

#[test]
fn scenarios_of_a_file_share_a_question_only_where_they_agree() {
    let (_, shown) = dialogue(&["tests/scenarios/shop.yaml"], "\n");
    assert_eq!(
        shown,
        "  users and rates stay as the file has them\nrun time [as in the file]: "
    );
    let words = [
        "tests/scenarios/shop.yaml",
        "--scenario",
        "Read-Heavy Traffic",
    ];
    let (args, shown) = dialogue(&words, "\n\n\n");
    assert_eq!(
        shown,
        "users [10]: users started per second [2]: run time [60s]: "
    );
    assert_eq!(args.unwrap().users, None);
}

#[test]
fn a_file_without_an_end_runs_for_a_minute_unless_somebody_says_otherwise() {
    let (args, shown) = dialogue(&["tests/scenarios/visitors.yaml"], "\n\n\n");
    assert_eq!(args.unwrap().run_time, Some(Duration::from_secs(60)));
    assert!(shown.ends_with("run time [60s]: "), "{shown}");
}
