//! Which legs a test has.

use std::collections::BTreeMap;

use anyhow::bail;
use lt_scenario::legs::{Leg, legs as all_legs};
use lt_scenario::{HookAction, Plan, suggest};

use crate::args::Args;

/// The legs that were asked for, in their order.
///
/// # Errors
/// A variant that the file does not have, several legs of a shard, a command that is not allowed.
pub(super) fn legs(args: &Args, plan: &Plan) -> anyhow::Result<Vec<Leg>> {
    let variants = chosen(args, plan)?;
    let legs = all_legs(plan.seed, &variants, args.rounds);
    if legs.len() > 1 && args.shard.shard.of() > 1 {
        bail!(
            "variants and rounds follow each other as they end, and shards cannot wait for one another; make them in one process, without --shard"
        );
    }
    let makes_load = !(args.check || args.plan);
    if makes_load
        && !args.allow_commands
        && let Some(line) = commands(plan).next()
    {
        bail!("the file runs commands (`{line}`), and only --allow-commands lets it");
    }
    Ok(legs)
}

/// What the run of a leg is labeled with.
pub(super) fn labels(args: &Args, plan: &Plan, leg: Leg) -> BTreeMap<String, String> {
    let mut labels = BTreeMap::new();
    if let Some(variant) = leg
        .variant
        .and_then(|variant| plan.hooks.variants.get(variant))
    {
        labels.extend(variant.labels.iter().cloned());
        labels.insert("variant".to_owned(), variant.name.clone());
    }
    if leg.variant.is_some() || args.rounds > 1 {
        labels.insert("round".to_owned(), (leg.round + 1).to_string());
    }
    labels
}

fn chosen(args: &Args, plan: &Plan) -> anyhow::Result<Vec<usize>> {
    let variants = &plan.hooks.variants;
    if args.variants.is_empty() {
        return Ok((0..variants.len()).collect());
    }
    let mut chosen = Vec::new();
    for name in &args.variants {
        let Some(place) = variants.iter().position(|variant| variant.name == *name) else {
            if variants.is_empty() {
                bail!("--variant picks from the variants of a file, and there are none");
            }
            let hint = suggest::hint(name, variants.iter().map(|variant| variant.name.as_str()));
            bail!("no variant `{name}`; {hint}");
        };
        if !chosen.contains(&place) {
            chosen.push(place);
        }
    }
    Ok(chosen)
}

/// The command lines of a plan.
fn commands(plan: &Plan) -> impl Iterator<Item = &str> {
    let hooks = &plan.hooks;
    let of_loads = hooks
        .loads
        .iter()
        .flat_map(|(before, after)| before.iter().chain(after));
    let of_variants = hooks.variants.iter();
    let of_variants = of_variants.flat_map(|variant| variant.before.iter().chain(&variant.after));
    let timeline = hooks.timeline.iter().map(|(_, hook)| hook);
    let around = hooks.before.iter().chain(&hooks.after);
    let all = around.chain(of_loads).chain(of_variants).chain(timeline);
    all.filter_map(|hook| match &hook.what {
        HookAction::Run(line) => Some(line.as_str()),
        HookAction::Send(_) => None,
    })
}
