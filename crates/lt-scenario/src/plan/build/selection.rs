//! What is left of a scenario file after `--profile`, `--tags` and `--exclude-tags`.

use std::collections::{BTreeSet, HashMap};

use super::PlanError;
use crate::scenario::{Piece, Scenario};
use crate::{Action, BlockId, Overrides, Profile, Program, Step, Task, suggest};

/// Leaves out of `pieces` and of the scenario what was not chosen; without a choice everything stays as it is.
pub(super) fn select(
    scenario: &mut Scenario,
    pieces: Vec<Piece>,
    overrides: &Overrides,
) -> Result<Vec<Piece>, PlanError> {
    check_profiles(scenario, overrides)?;
    if overrides.include_tags.is_empty()
        && overrides.exclude_tags.is_empty()
        && overrides.profiles.is_empty()
    {
        return Ok(pieces);
    }
    let mut selection = Selection::new(scenario, overrides);
    let pieces: Vec<Piece> = pieces
        .into_iter()
        .filter_map(|piece| selection.piece(piece))
        .collect();
    let (profiles, program) = (selection.profiles, selection.program);
    if pieces.is_empty() {
        let known = known_tags(scenario);
        return Err(PlanError::NothingChosen {
            hint: suggest::hint("", known.iter().map(String::as_str)),
        });
    }
    scenario.profiles = profiles;
    scenario.program = program;
    Ok(pieces)
}

fn check_profiles(scenario: &Scenario, overrides: &Overrides) -> Result<(), PlanError> {
    let known = || scenario.profiles.iter().map(|p| p.name.as_str());
    let is_unknown = |name: &&String| !known().any(|known| known == name.as_str());
    match overrides.profiles.iter().find(is_unknown) {
        None => Ok(()),
        Some(name) => Err(PlanError::NoSuchProfile {
            name: name.clone(),
            file: scenario.file.clone(),
            hint: suggest::hint(name, known().collect::<Vec<_>>()),
        }),
    }
}

fn known_tags(scenario: &Scenario) -> BTreeSet<String> {
    let actions = scenario.profiles.iter().flat_map(|p| &p.actions);
    let of_requests = scenario.requests.iter().flat_map(|request| &request.tags);
    let of_journeys = scenario.program.journeys.iter().flat_map(|j| &j.tags);
    let of_scenarios = scenario.scenarios.iter().flat_map(|piece| &piece.tags);
    of_requests
        .chain(of_journeys)
        .chain(of_scenarios)
        .chain(actions.flat_map(|action| &action.tags))
        .cloned()
        .collect()
}

struct Selection<'a> {
    scenario: &'a Scenario,
    overrides: &'a Overrides,
    /// The program without excluded steps.
    program: Program,
    /// The profiles that take part, with what is left of their actions.
    profiles: Vec<Profile>,
    /// Where a profile of the file stands among them: once with the actions that the tags choose, and once with all
    /// actions, for scenarios that the tags choose as a whole.
    places: HashMap<(usize, Chosen), Option<usize>>,
    /// The tags of everything that a journey sends.
    journey_tags: Vec<BTreeSet<&'a str>>,
    /// Whether anything is left of a journey.
    journey_sends: Vec<bool>,
}

/// What chose an action.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Chosen {
    /// Its own tags, or those of what it sends.
    ByTags,
    /// Its scenario.
    ByScenario,
}

impl<'a> Selection<'a> {
    fn new(scenario: &'a Scenario, overrides: &'a Overrides) -> Self {
        let n_journeys = scenario.program.journeys.len();
        let mut selection = Self {
            scenario,
            overrides,
            program: scenario.program.clone(),
            profiles: Vec::new(),
            places: HashMap::new(),
            journey_tags: vec![BTreeSet::new(); n_journeys],
            journey_sends: vec![false; n_journeys],
        };
        selection.prune();
        for journey in called_first(&scenario.program) {
            let own = &scenario.program.journeys[journey];
            let mut tags = selection.tags_of_block(own.steps);
            tags.extend(own.tags.iter().map(String::as_str));
            selection.journey_tags[journey] = tags;
            selection.journey_sends[journey] = selection.sends(own.steps);
        }
        selection
    }

    fn is_excluded(&self, tags: &[String]) -> bool {
        tags.iter()
            .any(|tag| self.overrides.exclude_tags.contains(tag))
    }

    fn is_included(&self, tag: &str) -> bool {
        self.overrides.include_tags.iter().any(|own| own == tag)
    }

    fn excludes_request(&self, template: usize) -> bool {
        let request = self.scenario.requests.get(template);
        request.is_some_and(|request| self.is_excluded(&request.tags))
    }

    /// Takes excluded requests and journeys out of all steps.
    fn prune(&mut self) {
        let mut blocks = std::mem::take(&mut self.program.blocks);
        for block in &mut blocks {
            for step in block.iter_mut() {
                if let Step::Parallel(templates) = step {
                    templates.retain(|template| !self.excludes_request(*template));
                }
            }
            block.retain(|step| match step {
                Step::Request(template) => !self.excludes_request(*template),
                Step::Journey(journey) => {
                    !self.is_excluded(&self.scenario.program.journeys[*journey].tags)
                }
                Step::Parallel(templates) => !templates.is_empty(),
                _ => true,
            });
        }
        self.program.blocks = blocks;
    }

    fn tags_of_block(&self, block: BlockId) -> BTreeSet<&'a str> {
        let scenario: &'a Scenario = self.scenario;
        let mut tags = BTreeSet::new();
        for step in scenario.program.blocks.get(block.0).into_iter().flatten() {
            for template in requests_of(step) {
                let request = scenario.requests.get(*template);
                tags.extend(
                    request
                        .into_iter()
                        .flat_map(|r| &r.tags)
                        .map(String::as_str),
                );
            }
            if let Step::Journey(journey) = step {
                tags.extend(self.journey_tags[*journey].iter().copied());
            }
            for inner in blocks_of(step) {
                tags.extend(self.tags_of_block(inner));
            }
        }
        tags
    }

    /// Whether what is left of a block sends anything.
    fn sends(&self, block: BlockId) -> bool {
        let steps = self.program.blocks.get(block.0);
        steps.into_iter().flatten().any(|step| {
            let calls = matches!(step, Step::Journey(journey) if self.journey_sends[*journey]);
            calls
                || !requests_of(step).is_empty()
                || blocks_of(step).into_iter().any(|inner| self.sends(inner))
        })
    }

    fn keeps(&self, action: &Action, chosen: Chosen) -> bool {
        if self.is_excluded(&action.tags) {
            return false;
        }
        let (tags, is_left) = match action.what {
            Task::Request(template) => {
                let request = self.scenario.requests.get(template);
                let tags = request
                    .into_iter()
                    .flat_map(|r| &r.tags)
                    .map(String::as_str);
                (tags.collect(), !self.excludes_request(template))
            }
            Task::Journey(journey) => {
                let excluded = self.is_excluded(&self.scenario.program.journeys[journey].tags);
                let is_left = !excluded && self.journey_sends[journey];
                (self.journey_tags[journey].clone(), is_left)
            }
            Task::Steps(block) => (self.tags_of_block(block), self.sends(block)),
        };
        let all = action.tags.iter().map(String::as_str).chain(tags);
        let is_chosen = chosen == Chosen::ByScenario
            || self.overrides.include_tags.is_empty()
            || all.into_iter().any(|tag| self.is_included(tag));
        is_left && is_chosen
    }

    /// What is left of a scenario, if anything.
    fn piece(&mut self, mut piece: Piece) -> Option<Piece> {
        if self.is_excluded(&piece.tags) {
            return None;
        }
        let chosen = match piece.tags.iter().any(|tag| self.is_included(tag)) {
            true => Chosen::ByScenario,
            false => Chosen::ByTags,
        };
        let has_mix = piece.mix.is_some();
        if let Some(mix) = &mut piece.mix {
            mix.retain(|action| self.keeps(action, chosen));
            if mix.iter().all(|action| action.weight == 0) {
                return None;
            }
        }
        let names = &self.overrides.profiles;
        let is_named =
            |i: &usize| names.is_empty() || names.contains(&self.scenario.profiles[*i].name);
        let wanted: Vec<usize> = piece.profiles.iter().copied().filter(is_named).collect();
        piece.profiles = wanted
            .into_iter()
            .filter_map(|profile| self.profile(profile, chosen, has_mix))
            .collect();
        let takes_part = |i: &usize| {
            let profile = &self.profiles[*i];
            profile.weight > 0 || profile.count.is_some()
        };
        piece.profiles.iter().any(takes_part).then_some(piece)
    }

    /// Where a profile stands now; `None` where nothing of it is left. Users who draw from a mix need no actions.
    fn profile(&mut self, number: usize, chosen: Chosen, has_mix: bool) -> Option<usize> {
        if let Some(known) = self.places.get(&(number, chosen)).filter(|_| !has_mix) {
            return *known;
        }
        let mut profile = self.scenario.profiles[number].clone();
        if !has_mix {
            profile.actions.retain(|action| self.keeps(action, chosen));
        }
        let is_left = profile.actions.iter().any(|action| action.weight > 0);
        let place = is_left.then(|| {
            self.profiles.push(profile);
            self.profiles.len() - 1
        });
        if !has_mix {
            self.places.insert((number, chosen), place);
        }
        place
    }
}

/// The journeys in an order in which each comes after those that it calls.
fn called_first(program: &Program) -> Vec<usize> {
    let mut order = Vec::with_capacity(program.journeys.len());
    let mut is_done = vec![false; program.journeys.len()];
    for journey in 0..program.journeys.len() {
        visit(program, journey, &mut is_done, &mut order);
    }
    order
}

/// No deeper than journeys may call each other.
fn visit(program: &Program, journey: usize, is_done: &mut [bool], order: &mut Vec<usize>) {
    if std::mem::replace(&mut is_done[journey], true) {
        return;
    }
    let mut blocks = vec![program.journeys[journey].steps];
    while let Some(block) = blocks.pop() {
        for step in program.blocks.get(block.0).into_iter().flatten() {
            if let Step::Journey(called) = step {
                visit(program, *called, is_done, order);
            }
            blocks.extend(blocks_of(step));
        }
    }
    order.push(journey);
}

fn requests_of(step: &Step) -> &[usize] {
    match step {
        Step::Request(template) => std::slice::from_ref(template),
        Step::Parallel(templates) => templates,
        _ => &[],
    }
}

fn blocks_of(step: &Step) -> Vec<BlockId> {
    match step {
        Step::If {
            then, otherwise, ..
        } => vec![*then, *otherwise],
        Step::Repeat { steps, .. } | Step::While { steps, .. } | Step::Foreach { steps, .. } => {
            vec![*steps]
        }
        Step::Choose(choices) => choices.iter().map(|(_, steps)| *steps).collect(),
        Step::Request(_) | Step::Think(_) | Step::Set(_) | Step::Parallel(_) | Step::Journey(_) => {
            Vec::new()
        }
    }
}
