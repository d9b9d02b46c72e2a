//! The plan of one leg.

use super::Plan;
use crate::{Hook, HookAction, Json, Request, Url};

impl Plan {
    /// The plan of a leg of a variant: its base URL and variables in place of the plan's own, with the same seed, users
    /// and times. Requests to hosts and profiles with addresses of their own stay where they are; a number that is no
    /// variant's changes nothing.
    pub fn for_variant(&self, variant: usize) -> Self {
        let mut plan = self.clone();
        let Some(variant) = self.hooks.variants.get(variant) else {
            return plan;
        };
        for (name, value) in &variant.variables {
            set(&mut plan.variables, name, value);
        }
        if let Some(to) = &variant.base_url {
            plan.move_to(to);
        }
        plan
    }

    /// The base URLs of the plan without its variant: the same for the plans of all legs.
    pub fn own_base_urls(&self) -> &[Url] {
        match self.left_urls.as_slice() {
            [] => &self.base_urls,
            own => own,
        }
    }

    /// What the file does once around all legs stays where it is.
    fn move_to(&mut self, to: &Url) {
        let from = std::mem::replace(&mut self.base_urls, vec![to.clone()]);
        self.left_urls.clone_from(&from);
        if let Some(templates) = self.templates.first_mut() {
            for (first, bases) in templates {
                let all = *first..first.saturating_add(usize::try_from(*bases).unwrap_or(0));
                let requests = self.requests.get_mut(all).unwrap_or_default();
                requests
                    .iter_mut()
                    .for_each(|request| move_request(request, &from, to));
                *bases = 1;
            }
        }
        let hooks = &mut self.hooks;
        let of_loads = hooks
            .loads
            .iter_mut()
            .flat_map(|(before, after)| before.iter_mut().chain(after));
        let of_variants = hooks
            .variants
            .iter_mut()
            .flat_map(|v| v.before.iter_mut().chain(&mut v.after));
        let timeline = hooks.timeline.iter_mut().map(|(_, hook)| hook);
        for hook in of_loads.chain(of_variants).chain(timeline) {
            move_hook(hook, &from, to);
        }
        if let Some(ready) = &mut hooks.ready {
            move_request(&mut ready.request, &from, to);
        }
    }
}

fn set(variables: &mut Vec<(String, Json)>, name: &str, value: &Json) {
    match variables.iter_mut().find(|(own, _)| own == name) {
        Some((_, place)) => place.clone_from(value),
        None => variables.push((name.to_owned(), value.clone())),
    }
}

fn move_hook(hook: &mut Hook, from: &[Url], to: &Url) {
    if let HookAction::Send(request) = &mut hook.what {
        move_request(request, from, to);
    }
}

/// Moves a request that goes to one of the old addresses; what follows the address's own path is kept.
fn move_request(request: &mut Request, from: &[Url], to: &Url) {
    let path = from.iter().find_map(|base| request.url.below(base));
    if let Some(url) = path.and_then(|path| to.join(path).ok()) {
        request.url = url;
        request.endpoint.host = None;
    }
}
