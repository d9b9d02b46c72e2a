//! The command line, and what completes it.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use anyhow::{anyhow, bail};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::parser::ValueSource;
use clap::{ArgMatches, Command, CommandFactory, FromArgMatches, Parser};
use lt_cli::{message, usage};

use crate::locust::{self, Meaning};
use crate::sources::{self, Origin, Setting, Surroundings, Value, shown_names, split};
use crate::{Args, TOOL, resolve};

/// A command line that clap takes for right; [`Self::into_args`] adds what stands elsewhere.
#[derive(Debug)]
pub struct CommandLine(ArgMatches);

impl CommandLine {
    /// Adds the options of files and variables, and says which files and what is left out.
    ///
    /// # Errors
    /// Whatever is wrong with them, or there is nothing to run, as wrong usage.
    pub fn into_args(self) -> anyhow::Result<Args> {
        let args = self.args(&Surroundings::of_this_process()).map_err(usage)?;
        let files = args.origins.files();
        if !files.is_empty() {
            message::note(TOOL, format_args!("options from {}", files.join(", ")));
        }
        if let Some(left_out) = args.locust.left_out() {
            message::note(TOOL, left_out);
        }
        Ok(args)
    }

    fn args(&self, around: &Surroundings) -> anyhow::Result<Args> {
        let command = Args::command();
        let typed = Typed::read(&command, &self.0);
        let settings = sources::gather(&command, typed.settings, around)?;
        let (source, profiles) = what_to_run(typed.words, &settings)?;
        let mut words = vec![OsString::from(TOOL)];
        let mut origins = sources::Origins::default();
        for setting in &settings {
            let is_file = setting.id() == locust::LOCUSTFILE;
            if is_file && setting.path() != Some(PathBuf::from(&source))
                || !is_of_use(setting, &source)
            {
                continue;
            }
            origins.note(shown_names(setting.arg), setting.origin.clone());
            if !is_file {
                check(&command, setting)?;
                words.extend(setting.words());
            }
        }
        words.extend(["--".into(), source.into()]);
        words.extend(profiles.into_iter().map(OsString::from));
        let mut args = Args::try_parse_from(words)
            .map_err(|error| origins.explain(anyhow!(first_line(&error))))?;
        args.origins = origins;
        args.check |= args.locust.only_shows() && !args.plan;
        Ok(args)
    }
}

impl CommandFactory for CommandLine {
    fn command() -> Command {
        Args::command()
    }

    fn command_for_update() -> Command {
        Args::command()
    }
}

impl FromArgMatches for CommandLine {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        Ok(Self(matches.clone()))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        self.0 = matches.clone();
        Ok(())
    }
}

impl Parser for CommandLine {
    fn try_parse() -> Result<Self, clap::Error> {
        Self::try_parse_from(std::env::args_os())
    }

    fn try_parse_from<I, T>(words: I) -> Result<Self, clap::Error>
    where
        I: IntoIterator<Item = T>,
        T: Into<OsString> + Clone,
    {
        let command = Self::command();
        let matches = command.clone().try_get_matches_from(words);
        matches
            .map(Self)
            .map_err(|error| say_if_ambiguous(command, error))
    }
}

/// What clap takes for an unknown option may be the begin of several.
fn say_if_ambiguous(mut command: Command, error: clap::Error) -> clap::Error {
    command.build(); // with --help and --version
    let Some(ContextValue::String(typed)) = error.get(ContextKind::InvalidArg) else {
        return error;
    };
    let typed = typed.split('=').next().unwrap_or_default();
    let begin = typed.strip_prefix("--").filter(|begin| !begin.is_empty());
    let Some(begin) = begin.filter(|_| error.kind() == ErrorKind::UnknownArgument) else {
        return error;
    };
    let named = |arg| sources::names(arg).find(|name| name.starts_with(begin));
    let mut meant: Vec<String> = command
        .get_arguments()
        .filter_map(named)
        .map(|name| format!("--{name}"))
        .collect();
    meant.sort_unstable();
    match meant.len() {
        0 | 1 => error,
        _ => clap::Error::raw(
            ErrorKind::UnknownArgument,
            format!(
                "`{typed}` is ambiguous; write one of {}\n",
                meant.join(", ")
            ),
        ),
    }
}

/// What was typed.
struct Typed<'c> {
    settings: Vec<Setting<'c>>,
    /// What stands by itself, without an option before it.
    words: Vec<String>,
}

impl<'c> Typed<'c> {
    fn read(command: &'c Command, matches: &ArgMatches) -> Self {
        let words = ["source", "user_classes"].map(|id| matches.get_many::<String>(id));
        let mut typed = Self {
            settings: Vec::new(),
            words: words.into_iter().flatten().flatten().cloned().collect(),
        };
        let is_typed = |id: &str| matches.value_source(id) == Some(ValueSource::CommandLine);
        let needs_source = typed.words.is_empty() && !is_typed(locust::LOCUSTFILE);
        for arg in command.get_arguments().filter(|arg| !arg.is_positional()) {
            let id = arg.get_id().as_str();
            if !is_typed(id) {
                continue;
            }
            let mut values = vec![Value::Switch(true)];
            if arg.get_action().takes_values() {
                let mut texts = Vec::new();
                for occurrence in matches.get_raw_occurrences(id).into_iter().flatten() {
                    let mut occurrence: Vec<&OsStr> = occurrence.collect();
                    if needs_source && typed.words.is_empty() && arg.get_num_args().is_some() {
                        typed.words = source_at_the_end(&mut occurrence);
                    }
                    texts.extend(occurrence.into_iter().flat_map(|text| names(id, text)));
                }
                let is_url = |text: &OsString| text.to_str().is_some_and(resolve::is_url);
                let (hosts, texts) = texts
                    .into_iter()
                    .partition(|text| id == "headers" && is_url(text));
                values = vec![Value::Texts(hosts), Value::Texts(texts)];
            }
            let values = values
                .into_iter()
                .filter(|value| *value != Value::Texts(Vec::new()));
            typed.settings.extend(values.map(|value| Setting {
                arg,
                value,
                origin: Origin::Typed,
            }));
        }
        typed
    }
}

/// Cuts the scenario file, and what follows it, off the tags of `-T a b shop.yaml`: options of many words take all.
fn source_at_the_end(words: &mut Vec<&OsStr>) -> Vec<String> {
    const ENDINGS: [&str; 6] = ["yaml", "yml", "json", "json5", "toml", "py"];
    let is_source = |word: &&OsStr| {
        let ending = Path::new(word).extension().and_then(OsStr::to_str);
        ending.is_some_and(|ending| ENDINGS.contains(&ending))
            || word.to_str().is_some_and(resolve::is_url)
    };
    let at = words.iter().position(is_source).unwrap_or(words.len());
    let source = words.split_off(at);
    source
        .into_iter()
        .map(|word| word.to_string_lossy().into_owned())
        .collect()
}

fn names(id: &str, text: &OsStr) -> Vec<OsString> {
    match text.to_str() {
        Some(text) => split(id, text).into_iter().map(OsString::from).collect(),
        None => vec![text.to_owned()],
    }
}

/// The scenario file or URL, and the names of user profiles: as for Locust, where a file comes with `-f` all words are
/// such names.
fn what_to_run(
    mut words: Vec<String>,
    settings: &[Setting<'_>],
) -> anyhow::Result<(String, Vec<String>)> {
    let file = settings
        .iter()
        .find(|setting| setting.id() == locust::LOCUSTFILE);
    let file = file.filter(|file| words.is_empty() || file.origin == Origin::Typed);
    let place = match file.map(|file| &file.origin) {
        None | Some(Origin::Typed) => String::new(),
        Some(elsewhere) => format!("{elsewhere}: "),
    };
    let source = match file.and_then(Setting::path) {
        Some(file) => file.display().to_string(),
        None if words.is_empty() => bail!(
            "no scenario file and no URL; give one, as in `lt-gen shop.yaml` or `lt-gen http://127.0.0.1:8080/`"
        ),
        None => words.remove(0),
    };
    if file.is_some() && (source.contains(',') || resolve::is_url(&source)) {
        bail!("{place}`{source}` is not one scenario file; let it `include` the others");
    }
    if Path::new(&source).extension() == Some("py".as_ref()) {
        bail!(
            "{place}`{source}` is a locustfile in Python, and lt-gen runs scenario files; docs/from-locust.md shows how to write it as one"
        );
    }
    Ok((source, words))
}

/// Where an option stands, or what it is called where it was typed.
fn named(setting: &Setting<'_>) -> String {
    match &setting.origin {
        Origin::Typed => format!("--{}", setting.arg.get_long().unwrap_or_default()),
        elsewhere => elsewhere.to_string(),
    }
}

/// Whether an option says something here: a URL has a host and needs no choice among the things of a file, so that a
/// locust.conf which happens to lie here does not stand in its way.
fn is_of_use(setting: &Setting<'_>, source: &str) -> bool {
    const OF_FILES: [&str; 5] = ["scenarios", "profiles", "variants", "tags", "exclude_tags"];
    setting.origin == Origin::Typed
        || !resolve::is_url(source)
        || !(OF_FILES.contains(&setting.id()) || setting.is_host())
}

/// Refuses a value that cannot be read, and says where it stands.
fn check(command: &Command, setting: &Setting<'_>) -> anyhow::Result<()> {
    let of_locust = locust::OPTIONS
        .iter()
        .find(|option| option.long == setting.id());
    if let Some(Meaning::Refused(advice)) = of_locust.map(|option| option.meaning) {
        bail!("{}: lt-gen has no such option; {advice}", named(setting));
    }
    let words = [vec![OsString::from(TOOL)], setting.words()].concat();
    match command.clone().try_get_matches_from(words) {
        // What must come with it may stand elsewhere.
        Err(error) if error.kind() != ErrorKind::MissingRequiredArgument => {
            bail!("{}: {}", named(setting), first_line(&error))
        }
        _ => Ok(()),
    }
}

/// What clap complains of, on one line.
fn first_line(error: &clap::Error) -> String {
    let text = error.render().to_string();
    let first = text.split("\n\n").next().unwrap_or_default();
    let words: Vec<&str> = first.split_whitespace().collect();
    words.join(" ").trim_start_matches("error: ").to_owned()
}

#[cfg(test)]
mod tests;
