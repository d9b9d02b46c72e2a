//! Locust's own options, for those whose scripts and files name them.
//!
//! Options that both have (`--users`, `--tags` …) are in [`Args`](crate::Args); here are the file that Locust is given,
//! and what it alone knows. That is taken, hidden from `--help`, and said to be left out.

mod option;

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, ArgMatches, Command, FromArgMatches};

pub(crate) use option::{LocustOption, Meaning, OPTIONS};

/// The id of `-f`.
pub(crate) const LOCUSTFILE: &str = "locustfile";
/// The id of `--config`.
pub(crate) const CONFIG: &str = "config";
const LOGLEVEL: &str = "loglevel";
const LEVELS: [&str; 5] = ["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"];

/// What was given of Locust's options.
#[derive(Debug, Default)]
pub(crate) struct LocustArgs {
    /// Those that lt-gen has no use for.
    pub(crate) given: Vec<&'static LocustOption>,
    /// Whether the log level is that of decisions.
    pub(crate) debug: bool,
}

impl LocustArgs {
    /// Whether Locust would show its tasks and make no load.
    pub(crate) fn only_shows(&self) -> bool {
        self.given
            .iter()
            .any(|option| option.meaning == Meaning::Check)
    }

    /// What is left out, and what to use instead; `None` where nothing is.
    pub(crate) fn left_out(&self) -> Option<String> {
        let mut groups: Vec<(&str, Vec<String>)> = Vec::new();
        for option in &self.given {
            let (Meaning::LeftOut(instead), name) = (option.meaning, format!("--{}", option.long))
            else {
                continue;
            };
            match groups.iter_mut().find(|(known, _)| *known == instead) {
                Some((_, names)) => names.push(name),
                None => groups.push((instead, vec![name])),
            }
        }
        let shown = groups.iter().map(|(instead, names)| match *instead {
            "" => names.join(", "),
            instead => format!("{} ({instead})", names.join(", ")),
        });
        let shown: Vec<String> = shown.collect();
        (!shown.is_empty()).then(|| format!("left out of Locust's options: {}", shown.join("; ")))
    }
}

impl clap::Args for LocustArgs {
    fn augment_args(command: Command) -> Command {
        let file = Arg::new(LOCUSTFILE)
            .short('f')
            .long(LOCUSTFILE)
            .value_name("SCENARIO")
            .help("The scenario file, as one is given to Locust");
        let config = Arg::new(CONFIG)
            .long(CONFIG)
            .value_name("FILE")
            .value_parser(clap::value_parser!(PathBuf))
            .help("Options of a file, in the manner of locust.conf");
        let level = Arg::new(LOGLEVEL)
            .short('L')
            .long(LOGLEVEL)
            .value_name("LEVEL")
            .value_parser(PossibleValuesParser::new(LEVELS))
            .ignore_case(true)
            .hide(true);
        let command = command.args([file, config, level]);
        OPTIONS
            .iter()
            .fold(command, |command, option| command.arg(option.arg()))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for LocustArgs {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let is_given = |option: &&LocustOption| match option.arg().get_action() {
            ArgAction::SetTrue => matches.get_flag(option.long),
            _ => matches.contains_id(option.long),
        };
        let level: Option<&String> = matches.get_one(LOGLEVEL);
        Ok(Self {
            given: OPTIONS.iter().filter(is_given).collect(),
            debug: level.is_some_and(|level| level.eq_ignore_ascii_case("debug")),
        })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

/// The `LOCUST_…` variable of an option, by its id; `None` where Locust reads none.
pub(crate) fn variable(id: &str) -> Option<&'static str> {
    const SHARED: [(&str, &str); 10] = [
        (LOCUSTFILE, "LOCUST_LOCUSTFILE"),
        ("headers", "LOCUST_HOST"),
        ("users", "LOCUST_USERS"),
        ("spawn_rate", "LOCUST_SPAWN_RATE"),
        ("run_time", "LOCUST_RUN_TIME"),
        ("tags", "LOCUST_TAGS"),
        ("exclude_tags", "LOCUST_EXCLUDE_TAGS"),
        (LOGLEVEL, "LOCUST_LOGLEVEL"),
        ("stop_timeout", "LOCUST_STOP_TIMEOUT"),
        ("profiles", "LOCUST_USER_CLASSES"),
    ];
    let shared = SHARED.iter().find(|(shared, _)| *shared == id);
    let own = OPTIONS.iter().find(|option| option.long == id);
    shared
        .map(|(_, variable)| *variable)
        .or_else(|| own.and_then(|option| option.variable))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::Args;

    fn left_out(words: &[&str]) -> Option<String> {
        let matches = Args::command()
            .try_get_matches_from([&["lt-gen", "shop.yaml"], words].concat())
            .unwrap();
        LocustArgs::from_arg_matches(&matches).unwrap().left_out()
    }

    #[test]
    fn what_is_left_out_is_said_once_with_what_to_use_instead() {
        assert_eq!(
            left_out(&["--html=report.html", "--headless", "--csv", "results"]),
            Some("left out of Locust's options: --headless (lt-gen always is); --csv, --html (pipe the samples into `lt-report`, which has `--csv PREFIX` and `--html FILE`)".to_owned())
        );
        assert_eq!(
            left_out(&["--worker", "--master-host=a", "--processes", "4"]).unwrap(),
            "left out of Locust's options: --worker, --master-host (one `lt-gen --shard I/N` a machine, then `lt-merge`); --processes (`--threads N`; every core without it)"
        );
        assert_eq!(left_out(&["-L", "debug"]), None);
        assert_eq!(left_out(&["-u", "3"]), None);
    }

    #[test]
    fn options_that_show_tasks_in_locust_make_no_load_here() {
        for words in [["-l"], ["--list"], ["--show-task-ratio"]] {
            let words = [&["lt-gen", "shop.yaml"], words.as_slice()].concat();
            let matches = Args::command().try_get_matches_from(words).unwrap();
            assert!(LocustArgs::from_arg_matches(&matches).unwrap().only_shows());
        }
    }

    #[test]
    fn every_variable_of_an_option_both_have_names_an_option() {
        Args::command().debug_assert();
        let command = Args::command();
        let named = command
            .get_arguments()
            .filter_map(|arg| variable(arg.get_id().as_str()));
        let of_locust_alone = OPTIONS.iter().filter(|option| option.variable.is_some());
        assert_eq!(named.count(), 10 + of_locust_alone.count());
    }
}
