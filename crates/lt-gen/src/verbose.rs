//! `-v`: what was decided, in a line or two.

use lt_cli::message;

use crate::TOOL;
use crate::args::Args;
use crate::resolve::Job;

/// Says which load it will be, and what it comes from.
pub(crate) fn say_what_was_decided(args: &Args, job: &Job) {
    const SHOWN: usize = 5;
    let plan = &job.plan;
    let loads = plan.loads.iter().take(SHOWN).map(|load| {
        let model = if load.is_open() { "open" } else { "closed" };
        let name = load.name.as_ref();
        let name = name.map_or(String::new(), |name| format!("`{name}`: "));
        format!("{name}{model} model, {}", load.model.describe())
    });
    let loads: Vec<String> = loads.collect();
    let more = match plan.loads.len().saturating_sub(SHOWN) {
        0 => String::new(),
        more => format!("; and {more} more"),
    };
    message::note(TOOL, format_args!("{}{more}", loads.join("; ")));
    let origins = [args.origins.files(), args.origins.variables()].concat();
    let origins = match origins.is_empty() {
        true => String::new(),
        false => format!(", options from {}", origins.join(", ")),
    };
    message::note(
        TOOL,
        format_args!(
            "{}, threads: {}, seed {}{origins}",
            args.source, job.threads, plan.seed
        ),
    );
}
