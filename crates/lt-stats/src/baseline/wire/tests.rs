//! Damaged baselines never make the reader panic, nor whoever believes what it let pass: an id is no secret, so damage is
//! looked at behind the check of the id.
//!
//! The normal test damages a few hundred times, always the same way; `FUZZ_SECONDS=60` goes on for that long, each time
//! another way.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::time::{Duration, Instant};

use rand_core::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

use super::*;
use crate::baseline::{Grades, differences, report};

const NORMAL_ROUNDS: u64 = 400;
const TOKENS: [&str; 14] = [
    "0",
    "-1",
    "1e999",
    "0.5",
    "18446744073709551615",
    "18446744073709551616",
    "null",
    "true",
    "\"\"",
    "\"\\u001b\"",
    "[]",
    "{}",
    "{",
    "99999999999999999999999999999999999999999999",
];

struct Chance(Xoshiro256PlusPlus);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.0.next_u64() % end as u64).unwrap()
    }
}

fn damage(bytes: &mut Vec<u8>, chance: &mut Chance) {
    let place = chance.below(bytes.len());
    let end = (place + 1 + chance.below(20)).min(bytes.len());
    match chance.below(5) {
        0 => bytes[place] ^= 1 << chance.below(8),
        1 => drop(bytes.drain(place..end)),
        2 => bytes.truncate(place + 1),
        3 => {
            let copy = bytes[place..end].to_vec();
            let at = chance.below(bytes.len());
            drop(bytes.splice(at..at, copy));
        }
        _ => {
            // A value gives way to a token: what is between a colon and what ends it.
            let begin = bytes[place..].iter().position(|byte| *byte == b':');
            let begin = begin.map_or(place, |begin| place + begin + 1);
            let length = bytes[begin..].iter().position(|byte| b",}]".contains(byte));
            let end = begin + length.unwrap_or(0);
            let token = TOKENS[chance.below(TOKENS.len())].bytes();
            drop(bytes.splice(begin..end, token));
        }
    }
}

#[test]
fn no_damage_to_a_baseline_makes_anybody_panic() {
    let seconds: Option<u64> = std::env::var("FUZZ_SECONDS")
        .ok()
        .map(|text| text.parse().unwrap());
    let begin = Instant::now();
    let seed = seconds.map_or(1, |_| RandomState::new().build_hasher().finish());
    let good = include_bytes!("../../../tests/fixtures/baseline-1.json");
    let undamaged = parse(&good[..]).unwrap();
    let mut chance = Chance(Xoshiro256PlusPlus::seed_from_u64(seed));
    let mut passed = 0_u64;
    for round in 0.. {
        let is_over = match seconds {
            Some(seconds) => begin.elapsed() > Duration::from_secs(seconds),
            None => round >= NORMAL_ROUNDS,
        };
        if is_over {
            println!("{round} damaged baselines, {passed} of them such as may be");
            break;
        }
        let mut bytes = good.to_vec();
        for _ in 0..=chance.below(2) {
            damage(&mut bytes, &mut chance);
        }
        let outcome = std::panic::catch_unwind(|| {
            let read = parse(&bytes[..])?.sealed();
            drop(differences(&read, &undamaged));
            drop(report(&read, &Grades::default()));
            let again = Baseline::read(read.to_json().as_bytes())?;
            assert!(again == read);
            Ok::<(), BaselineError>(())
        });
        let text = String::from_utf8_lossy(&bytes);
        let outcome = outcome.unwrap_or_else(|_| panic!("seed {seed}, round {round}:\n{text}"));
        passed += u64::from(outcome.is_ok());
    }
}
