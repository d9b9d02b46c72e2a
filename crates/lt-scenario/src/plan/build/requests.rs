//! Every request on every base URL.

use std::sync::Arc;

use crate::scenario::{Scenario, Template};
use crate::{Overrides, Place, Request, RequestTemplate, Text, Url, url};

use super::PlanError;

/// All requests, and where those of each template stand among them.
#[derive(Default)]
pub(super) struct Requests {
    pub(super) all: Vec<Request>,
    /// By set of base URLs and template: the first, and how many.
    pub(super) sets: Vec<Vec<(usize, u64)>>,
}

impl Requests {
    /// The requests of a scenario file.
    pub(super) fn of_templates(
        scenario: &Scenario,
        base_urls: &[Url],
        overrides: &Overrides,
    ) -> Result<Self, PlanError> {
        let mut requests = Self::default();
        let own = |set: &Vec<Url>| overrides.hosts.is_empty().then(|| set.clone());
        let sets = std::iter::once(None).chain(scenario.profile_base_urls.iter().map(own));
        for set in sets {
            let mut places: Vec<(usize, u64)> = Vec::with_capacity(scenario.requests.len());
            for (i, template) in scenario.requests.iter().enumerate() {
                let known = requests.sets.first().map(|set| set[i]);
                let bases = match (&set, known) {
                    // An address of its own is the same whatever the base.
                    (_, None) if !template.origin.is_empty() => &base_urls[..1],
                    (_, None) => base_urls,
                    (Some(set), Some(_)) if template.origin.is_empty() => set,
                    (_, Some(known)) => {
                        places.push(known);
                        continue;
                    }
                };
                places.push((requests.all.len(), bases.len() as u64));
                for base in bases {
                    let made = request_on(template, base, base_urls, scenario, overrides)?;
                    requests.all.push(made);
                }
            }
            requests.sets.push(places);
        }
        Ok(requests)
    }

    /// The request of quick mode, and its base URLs.
    pub(super) fn of_one(
        mut request: Request,
        overrides: &Overrides,
    ) -> Result<(Vec<Url>, Self), PlanError> {
        request.check()?;
        request.override_headers(&overrides.headers)?;
        let mut requests = Self::default();
        if overrides.hosts.is_empty() {
            let base = request.url.origin();
            requests.sets.push(vec![(0, 1)]);
            requests.all.push(request);
            return Ok((vec![base], requests));
        }
        let several = overrides.hosts.len() > 1;
        requests.sets.push(vec![(0, overrides.hosts.len() as u64)]);
        for host in &overrides.hosts {
            let mut request = request.clone();
            request.url = host.join(request.url.path_and_query())?;
            request.endpoint.host = several.then(|| request.url.authority().to_owned());
            requests.all.push(request);
        }
        Ok((overrides.hosts.clone(), requests))
    }
}

/// The addresses that paths are joined to.
pub(super) fn base_urls(scenario: &Scenario, overrides: &Overrides) -> Result<Vec<Url>, PlanError> {
    let of_profiles = scenario.profile_base_urls.first();
    for given in [&overrides.hosts, &scenario.base_urls]
        .into_iter()
        .chain(of_profiles)
    {
        if !given.is_empty() {
            return Ok(given.clone());
        }
    }
    // Without a base every request must have an address of its own; the first one's host is the run's.
    let mut first = None;
    for template in &scenario.requests {
        match Url::parse(&template.origin) {
            Ok(url) => first.get_or_insert(url),
            Err(_) => return Err(PlanError::NoBaseUrl(template.place.clone())),
        };
    }
    let nowhere = || Place {
        file: scenario.file.clone(),
        line: 1,
    };
    Ok(vec![first.ok_or_else(|| PlanError::NoBaseUrl(nowhere()))?])
}

/// A template on a base URL; `base_urls` are those of the plan, whose hosts need no name in samples.
pub(super) fn request_on(
    template: &Template,
    base: &Url,
    base_urls: &[Url],
    scenario: &Scenario,
    overrides: &Overrides,
) -> Result<Request, PlanError> {
    let wrong = |cause: url::ParseError| PlanError::Url {
        place: template.place.clone(),
        cause,
    };
    let url = match template.origin.as_str() {
        "" => base.clone(),
        origin => Url::parse(origin).map_err(wrong)?,
    };
    let elsewhere = base_urls.len() > 1
        || base_urls.first().is_none_or(|own| {
            url.is_tls() != own.is_tls() || !url.authority().eq_ignore_ascii_case(own.authority())
        });
    let mut request = Request::new(&template.method, url)?;
    request.endpoint.name.clone_from(&template.name);
    request.endpoint.host = elsewhere.then(|| request.url.authority().to_owned());
    request.allow_status.clone_from(&template.allow_status);
    request.timeout = template.timeout;
    request.expects.clone_from(&template.expects);
    request.tags.clone_from(&template.tags);
    request.think = template.think;
    let parts = parts(template, scenario, overrides);
    request.template = Some(Arc::new(parts));
    request.settle().map_err(|cause| PlanError::Constant {
        place: template.place.clone(),
        cause,
    })?;
    request.override_headers(&overrides.headers)?;
    Ok(request)
}

/// What changes from one time to the next, with the headers for all requests and without those of the command line.
fn parts(template: &Template, scenario: &Scenario, overrides: &Overrides) -> RequestTemplate {
    let named = |headers: &[(String, Text)], name: &str| {
        let is_same = |(own, _): &(String, Text)| own.eq_ignore_ascii_case(name);
        headers.iter().any(is_same)
    };
    let mut headers = template.headers.clone();
    let is_missing = |(name, _): &&(String, Text)| {
        let is_auth = name.eq_ignore_ascii_case("authorization") && template.auth.is_some();
        !is_auth && !named(&template.headers, name)
    };
    headers.extend(scenario.headers.iter().filter(is_missing).cloned());
    let is_typed = |name: &str| {
        let is_same = |(own, _): &(String, String)| own.eq_ignore_ascii_case(name);
        overrides.headers.iter().any(is_same)
    };
    headers.retain(|(name, _)| !is_typed(name));
    RequestTemplate {
        path: template.path.clone(),
        query: template.query.clone(),
        headers,
        body: template.body.clone(),
        auth: template.auth.clone().filter(|_| !is_typed("authorization")),
    }
}
