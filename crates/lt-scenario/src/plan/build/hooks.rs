//! What is done around the load, with its requests on the run's first base URL.

use super::PlanError;
use super::requests::request_on;
use crate::scenario::{Doing, Piece, Scenario, Template, WrittenHook};
use crate::{Hook, HookAction, Hooks, Overrides, Ready, Request, Url, Variant};

/// Makes all hooks of a scenario; `pieces` are those that run.
pub(super) fn hooks(
    scenario: &Scenario,
    pieces: &[Piece],
    base_urls: &[Url],
    overrides: &Overrides,
) -> Result<Hooks, PlanError> {
    let maker = Maker {
        scenario,
        base_urls,
        overrides,
    };
    let ready = |ready: &crate::scenario::WrittenReady| -> Result<Ready, PlanError> {
        Ok(Ready {
            request: maker.request(&ready.request)?,
            within: ready.within,
            every: ready.every,
        })
    };
    let timeline = scenario.timeline.iter();
    Ok(Hooks {
        ready: scenario.ready.as_ref().map(ready).transpose()?,
        before: maker.all(&scenario.before)?,
        after: maker.all(&scenario.after)?,
        loads: pieces
            .iter()
            .map(|piece| Ok((maker.all(&piece.before)?, maker.all(&piece.after)?)))
            .collect::<Result<_, PlanError>>()?,
        timeline: timeline
            .map(|(at, hook)| Ok((*at, maker.hook(hook)?)))
            .collect::<Result<_, PlanError>>()?,
        variants: scenario
            .variants
            .iter()
            .map(|variant| {
                Ok(Variant {
                    name: variant.name.clone(),
                    before: maker.all(&variant.before)?,
                    after: maker.all(&variant.after)?,
                    // Who types a host means this one, whatever the file knows.
                    base_url: variant
                        .base_url
                        .clone()
                        .filter(|_| overrides.hosts.is_empty()),
                    variables: variant.variables.clone(),
                    labels: variant.labels.clone(),
                })
            })
            .collect::<Result<_, PlanError>>()?,
    })
}

struct Maker<'a> {
    scenario: &'a Scenario,
    base_urls: &'a [Url],
    overrides: &'a Overrides,
}

impl Maker<'_> {
    fn all(&self, hooks: &[WrittenHook]) -> Result<Vec<Hook>, PlanError> {
        hooks.iter().map(|hook| self.hook(hook)).collect()
    }

    fn hook(&self, hook: &WrittenHook) -> Result<Hook, PlanError> {
        Ok(Hook {
            name: hook.name.clone(),
            what: match &hook.what {
                Doing::Send(template) => HookAction::Send(Box::new(self.request(template)?)),
                Doing::Run(command) => HookAction::Run(command.clone()),
            },
            save_as: hook.save_as.clone(),
        })
    }

    fn request(&self, template: &Template) -> Result<Request, PlanError> {
        let first = &self.base_urls[0];
        request_on(
            template,
            first,
            self.base_urls,
            self.scenario,
            self.overrides,
        )
    }
}
