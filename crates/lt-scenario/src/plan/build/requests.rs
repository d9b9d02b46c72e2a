//! Every request on every base URL.

use crate::scenario::{Scenario, Template};
use crate::{Overrides, Request, Url};

use super::{PlanError, place};

/// All requests, and where those of each template stand among them: the first, and how many.
#[derive(Default)]
pub(super) struct Requests {
    pub(super) all: Vec<Request>,
    pub(super) templates: Vec<(usize, u64)>,
}

impl Requests {
    /// The requests of a scenario file.
    pub(super) fn of_templates(
        scenario: &Scenario,
        base_urls: &[Url],
        overrides: &Overrides,
    ) -> Result<Self, PlanError> {
        let mut requests = Self::default();
        for template in &scenario.requests {
            let bases = match template.path.starts_with('/') {
                true => base_urls,
                // An address of its own is the same whatever the base.
                false => &base_urls[..1],
            };
            requests.begin_template(bases.len());
            for base in bases {
                let url = base.join(&template.path).map_err(|cause| PlanError::Url {
                    place: place(&scenario.file, template.line),
                    cause,
                })?;
                let elsewhere = base_urls.len() > 1
                    || url.is_tls() != base.is_tls()
                    || !url.authority().eq_ignore_ascii_case(base.authority());
                let mut request = request(template, url)?;
                request.add_missing_headers(&scenario.headers)?;
                request.override_headers(&overrides.headers)?;
                request.endpoint.host = elsewhere.then(|| request.url.authority().to_owned());
                requests.all.push(request);
            }
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
            requests.begin_template(1);
            requests.all.push(request);
            return Ok((vec![base], requests));
        }
        let several = overrides.hosts.len() > 1;
        requests.begin_template(overrides.hosts.len());
        for host in &overrides.hosts {
            let mut request = request.clone();
            request.url = host.join(request.url.path_and_query())?;
            request.endpoint.host = several.then(|| request.url.authority().to_owned());
            requests.all.push(request);
        }
        Ok((overrides.hosts.clone(), requests))
    }

    fn begin_template(&mut self, n: usize) {
        self.templates.push((self.all.len(), n as u64));
    }
}

/// The addresses that paths are joined to.
pub(super) fn base_urls(scenario: &Scenario, overrides: &Overrides) -> Result<Vec<Url>, PlanError> {
    for given in [&overrides.hosts, &scenario.base_urls] {
        if !given.is_empty() {
            return Ok(given.clone());
        }
    }
    // Without a base every request must have an address of its own; the first one's host is the run's.
    let mut first = None;
    for template in &scenario.requests {
        let Ok(url) = Url::parse(&template.path) else {
            return Err(PlanError::NoBaseUrl(place(&scenario.file, template.line)));
        };
        first.get_or_insert(url.origin());
    }
    let first = first.ok_or_else(|| PlanError::NoBaseUrl(place(&scenario.file, 1)))?;
    Ok(vec![first])
}

fn request(template: &Template, url: Url) -> Result<Request, PlanError> {
    let mut request = Request::new(&template.method, url)?;
    request.endpoint.name.clone_from(&template.name);
    request.headers.clone_from(&template.headers);
    request.body.clone_from(&template.body);
    request.allow_status.clone_from(&template.allow_status);
    request.timeout = template.timeout;
    Ok(request)
}
