use lt_scenario::{Overrides, plan};
use proptest::prelude::{prop_assert, proptest};

use super::*;
use crate::snapshot::Row;

fn planned(text: &str) -> Planned {
    let scenario = lt_scenario::load(text, "shop.yaml").unwrap();
    Planned::of(&plan::from_scenario(scenario, &Overrides::default()).unwrap())
}

fn seen(rows: &[(&str, u64)]) -> Snapshot {
    let rows: Vec<Row> = rows
        .iter()
        .map(|(name, requests)| Row {
            method: "GET".to_owned(),
            name: (*name).to_owned(),
            requests: *requests,
            ..Row::default()
        })
        .collect();
    Snapshot {
        total: Row {
            requests: rows.iter().map(|row| row.requests).sum(),
            ..Row::default()
        },
        rows,
        ..Snapshot::default()
    }
}

/// The rows in short: `journey buy 12.0% 11.1% 5`, indented; `-` for what is not known.
fn page(ratios: &Ratios) -> String {
    let percent =
        |share: Option<f64>| share.map_or("-".to_owned(), |share| format!("{:.1}%", share * 100.0));
    let mut page = String::new();
    for scenario in &ratios.scenarios {
        page += &format!("{}\n", scenario.name);
        for row in &scenario.rows {
            let indent = "  ".repeat(usize::from(row.depth) + 1);
            let kind = format!("{:?}", row.kind).to_lowercase();
            let n = row.n.map_or("-".to_owned(), |n| n.to_string());
            let (planned, actual) = (percent(row.planned), percent(row.actual));
            page += &format!("{indent}{kind} {}: {planned} {actual} {n}\n", row.name);
        }
    }
    page
}

const SHOP: &str = "
base_url: http://shop
requests: {home: {get: /}, search: {get: /search}, product: {get: '/p/{{ random_int(1, 9) }}', name: '/p/{id}'}, order: {get: /order}}
journeys:
  look: [search, {repeat: 1..3, steps: [product]}]
user_profiles:
  visitor: {weight: 80, actions: [{name: look, weight: 3}, {name: home}]}
  buyer: {weight: 20, actions: [order]}
scenarios: [{name: Morning, users: 10, duration: 1m}]
";

#[test]
fn what_came_of_a_plan_stands_beside_it() {
    let snapshot = seen(&[("/", 21), ("/order", 19), ("/p/{id}", 118), ("/search", 60)]);
    insta::assert_snapshot!(page(&Ratios::of(&planned(SHOP), &snapshot)), @r"
    Morning
      profile visitor: 80.0% 81.0% 81
        journey look: 60.0% 60.0% 60
          request GET /search: 27.3% 27.5% 60
          request GET /p/{id}: 54.5% 54.1% 118
        request GET /: 9.1% 9.6% 21
      profile buyer: 20.0% 19.0% 19
        request GET /order: 9.1% 8.7% 19
    ");
}

#[test]
fn before_anything_came_there_is_the_plan_alone() {
    let ratios = Ratios::of(&planned(SHOP), &Snapshot::default());
    let rows = &ratios.scenarios[0].rows;
    assert!(
        rows.iter()
            .all(|row| row.actual.is_none() && row.planned.is_some())
    );
}

#[test]
fn what_depends_on_answers_was_not_planned() {
    let text = SHOP.replace(
        "{repeat: 1..3, steps: [product]}",
        "{if: 'status == 200', then: [product]}",
    );
    let snapshot = seen(&[("/", 20), ("/order", 20), ("/p/{id}", 50), ("/search", 60)]);
    insta::assert_snapshot!(page(&Ratios::of(&planned(&text), &snapshot)), @r"
    Morning
      profile visitor: 80.0% 80.0% 80
        journey look: 60.0% 60.0% 60
          request GET /search: - 40.0% 60
          request GET /p/{id}: - 33.3% 50
        request GET /: - 13.3% 20
      profile buyer: 20.0% 20.0% 20
        request GET /order: - 13.3% 20
    ");
}

#[test]
fn endpoints_of_several_places_are_told_together() {
    let text = SHOP.replace("actions: [order]", "actions: [search]");
    let snapshot = seen(&[("/", 20), ("/login", 5), ("/p/{id}", 120), ("/search", 80)]);
    insta::assert_snapshot!(page(&Ratios::of(&planned(&text), &snapshot)), @r"
    Morning
      profile visitor: 80.0% - 80
        journey look: 60.0% - 60
          request GET /search: 27.3% - -
          request GET /p/{id}: 54.5% 53.3% 120
        request GET /: 9.1% 8.9% 20
      profile buyer: 20.0% - -
        request GET /search: 9.1% - -
    All requests
      request GET /: 9.1% 8.9% 20
      request GET /login: - 2.2% 5
      request GET /p/{id}: 54.5% 53.3% 120
      request GET /search: 36.4% 35.6% 80
    ");
}

#[test]
fn several_scenarios_and_mixes_have_their_own_shares() {
    let text = SHOP.replace(
        "duration: 1m}]",
        "duration: 1m}, {name: Sale, rate: 300/s, duration: 2m, traffic_mix: {look: 0.9, order: 0.1}}]",
    );
    insta::assert_snapshot!(page(&Ratios::of(&planned(&text), &seen(&[("/", 7)]))), @r"
    Morning
      profile visitor: 80.0% - -
        journey look: 60.0% - -
          request GET /search: 27.3% - -
          request GET /p/{id}: 54.5% - -
        request GET /: 9.1% - 7
      profile buyer: 20.0% - -
        request GET /order: 9.1% - -
    Sale
      profile visitor: 80.0% - -
      profile buyer: 20.0% - -
      journey look: 90.0% - -
        request GET /search: 32.1% - -
        request GET /p/{id}: 64.3% - -
      request GET /order: 3.6% - -
    ");
}

#[test]
fn profiles_with_a_count_come_first() {
    let text = SHOP
        .replace("weight: 20, actions: [order]", "count: 4, actions: [order]")
        .replace("users: 10", "users: 40000");
    let planned = planned(&text);
    let shares: Vec<_> = planned.loads[0]
        .profiles
        .iter()
        .map(|profile| profile.share)
        .collect();
    assert!(
        (shares[0] - 0.9999).abs() < 1e-9 && (shares[1] - 0.0001).abs() < 1e-9,
        "{shares:?}"
    );
}

#[test]
fn rows_are_bounded_and_the_rest_is_counted() {
    let requests: String = (0..3000)
        .map(|n| format!("  r{n}: {{get: /{n}}}\n"))
        .collect();
    let text = format!(
        "base_url: http://shop\nrequests:\n{requests}scenarios: [{{users: 1, duration: 1m}}]\n"
    );
    let ratios = Ratios::of(&planned(&text), &Snapshot::default());
    assert_eq!(
        (ratios.scenarios[0].rows.len(), ratios.rows_left_out),
        (2000, 1001)
    );
}

proptest! {
    #[test]
    fn shares_of_requests_are_a_whole(weights in proptest::collection::vec(0_u32..50, 4), times in 1_u32..9, users in 1_u32..30) {
        let [look, home, visitor, buyer] = weights[..] else { unreachable!() };
        let text = SHOP
            .replace("weight: 3}", &format!("weight: {look}}}"))
            .replace("{name: home}", &format!("{{name: home, weight: {}}}", home + 1))
            .replace("weight: 20, ", &format!("weight: {buyer}, "))
            .replace("weight: 80, ", &format!("weight: {}, ", visitor + 1))
            .replace("1..3", &times.to_string())
            .replace("users: 10", &format!("users: {users}"));
        let ratios = Ratios::of(&planned(&text), &Snapshot::default());
        let rows = ratios.scenarios[0].rows.iter();
        let requests = rows.clone().filter(|row| row.kind == Kind::Request);
        let sum: f64 = requests.filter_map(|row| row.planned).sum();
        prop_assert!((sum - 1.0).abs() < 1e-9);
        let profiles = rows.filter(|row| row.kind == Kind::Profile);
        let sum: f64 = profiles.filter_map(|row| row.planned).sum();
        prop_assert!((sum - 1.0).abs() < 1e-9);
    }
}
