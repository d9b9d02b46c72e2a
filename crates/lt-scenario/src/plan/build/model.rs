//! How much load there is, and when it ends: file and command line together.

use crate::scenario::{Course, Piece};
use crate::{Arrivals, Limit, Load, LoadModel, Overrides, Pace, Process, Shape, VirtualUsers};

use super::PlanError;

/// Makes a scenario of the file a load.
pub(super) fn load(piece: &Piece, overrides: &Overrides) -> Result<Load, PlanError> {
    refuse_flags_of_shapes(piece, overrides)?;
    let model = model(Some(piece), overrides)?;
    if piece.arrivals.is_some() && matches!(model, LoadModel::Closed(_)) {
        return Err(PlanError::ArrivalsOfUsers(piece.place.clone()));
    }
    let written = model.shape().and_then(Shape::length);
    Ok(Load {
        name: piece.name.clone(),
        model,
        start: piece.start,
        limit: Limit {
            duration: overrides.run_time.or(piece.duration).or(written),
            requests: overrides.requests.or(piece.requests),
            per_user: overrides.per_user_iterations.or(piece.per_user_iterations),
        },
        profiles: piece.profiles.clone(),
        mix: piece.mix.clone(),
    })
}

/// Makes the load of quick mode.
pub(super) fn quick_load(overrides: &Overrides) -> Result<Load, PlanError> {
    Ok(Load {
        name: None,
        model: model(None, overrides)?,
        start: None,
        limit: Limit {
            duration: overrides.run_time,
            requests: overrides.requests,
            per_user: overrides.per_user_iterations,
        },
        profiles: vec![0],
        mix: None,
    })
}

/// An option is one number, and cannot say how to change a shape.
fn refuse_flags_of_shapes(piece: &Piece, overrides: &Overrides) -> Result<(), PlanError> {
    let (Some(Course::Users(shape)) | Some(Course::Arrivals(shape))) = &piece.course else {
        return Ok(());
    };
    for (flag, is_typed) in [
        ("--users", overrides.users.is_some()),
        ("--spawn-rate", overrides.spawn_rate.is_some()),
        ("--rate", overrides.rate.is_some()),
    ] {
        if is_typed {
            return Err(PlanError::Shaped {
                flag,
                key: shape.key(),
                place: piece.place.clone(),
            });
        }
    }
    Ok(())
}

/// Decides between users and arrivals; both at once, whoever said which, is refused.
fn model(piece: Option<&Piece>, overrides: &Overrides) -> Result<LoadModel, PlanError> {
    let nothing = Piece::default();
    let written = piece.unwrap_or(&nothing);
    let first_said = |said: &[(bool, &str, bool, &str)]| {
        said.iter().find_map(|(typed, flag, in_file, key)| {
            let from_file = || format!("`{key}` in {}", written.place);
            let typed = typed.then(|| format!("`{flag}`"));
            typed.or_else(|| in_file.then(from_file))
        })
    };
    let (users, arrivals) = match &written.course {
        Some(Course::Users(shape)) => (Some(shape), None),
        Some(Course::Arrivals(shape)) => (None, Some(shape)),
        None => (None, None),
    };
    let key = |shape: Option<&Shape>| shape.map_or("", Shape::key);
    let by_users = first_said(&[
        (
            overrides.users.is_some(),
            "--users",
            written.users.is_some(),
            "users",
        ),
        (
            overrides.spawn_rate.is_some(),
            "--spawn-rate",
            written.ramp_up.is_some(),
            "ramp_up",
        ),
        (
            overrides.per_user_iterations.is_some(),
            "--per-user-iterations",
            written.per_user_iterations.is_some(),
            "per_user_iterations",
        ),
        (false, "", users.is_some(), key(users)),
    ]);
    let by_rate = first_said(&[
        (
            overrides.rate.is_some(),
            "--rate",
            written.rate.is_some(),
            "rate",
        ),
        (false, "", arrivals.is_some(), key(arrivals)),
    ]);
    if let (Some(one), Some(other)) = (by_users, by_rate) {
        return Err(PlanError::TwoModels { one, other });
    }
    Ok(match (overrides.rate.or(written.rate), arrivals) {
        (Some(rate), _) => open(Pace::Constant(rate), written, overrides),
        (None, Some(shape)) => open(Pace::Changing(shape.clone()), written, overrides),
        (None, None) => LoadModel::Closed(match users {
            Some(shape) => VirtualUsers::changing(shape.clone()),
            None => constant_users(written, overrides),
        }),
    })
}

fn open(pace: Pace, written: &Piece, overrides: &Overrides) -> LoadModel {
    let process: Option<Process> = overrides.arrivals.or(written.arrivals);
    LoadModel::Open(Arrivals {
        pace,
        process: process.unwrap_or_default(),
    })
}

fn constant_users(written: &Piece, overrides: &Overrides) -> VirtualUsers {
    let users = overrides.users.or(written.users).unwrap_or(1);
    let ramped = written
        .ramp_up
        .filter(|time| !time.is_zero())
        .map(|time| users as f64 / time.as_secs_f64());
    VirtualUsers::constant(users, overrides.spawn_rate.or(ramped))
}
