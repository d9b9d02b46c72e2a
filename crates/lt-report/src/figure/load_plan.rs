//! The load as it was planned.

mod course;

use lt_sample::Run;
use lt_stats::Summary;

use super::{Figure, Key, Table};
use crate::chart::{About, Line, Plan, Tone};
use crate::{number, runs};
use course::{Course, is_of_users};

const NAME: &str = "load-plan";
const TITLE: &str = "Planned load";
const EMPTY: &str = "The stream tells no plan: `lt-gen` writes it into its first line.";

/// The plan of the run that began first: users over time, or arrivals per second where no scenario has users. Absent
/// where none is told.
pub(super) fn figure(summary: &Summary) -> anyhow::Result<Option<Figure>> {
    let accounts = runs::in_order(summary);
    let runs = accounts
        .iter()
        .filter_map(|(_, account)| account.run.as_ref());
    let runs: Vec<&Run> = runs.filter(|run| !run.plan.is_empty()).collect();
    let Some(run) = runs.first() else {
        return Ok(None);
    };
    let is_closed = run.plan.iter().any(is_of_users);
    let lasts = lasts(summary, run);
    let (shown, others): (Vec<_>, Vec<_>) = run
        .plan
        .iter()
        .partition(|scenario| is_of_users(scenario) == is_closed);
    let courses = shown
        .iter()
        .filter_map(|scenario| Course::of(run, scenario, lasts));
    let courses: Vec<Course> = courses.collect();
    let (told, left_out) = courses.split_at(courses.len().min(Tone::CATEGORIES.len()));
    if told.is_empty() {
        return Ok(None);
    }
    let notes = [
        (!told.iter().all(|course| course.is_exact))
            .then(|| "Of a stage the level is shown that it reaches.".to_owned()),
        match left_out.len() as u64 {
            0 => None,
            n => Some(format!(
                "{} not shown.",
                number::counted(n, "more scenario")
            )),
        },
        (!others.is_empty()).then(|| "Scenarios that count arrivals are not shown.".to_owned()),
        runs.iter()
            .any(|other| other.plan != run.plan)
            .then(|| "Other runs follow other plans.".to_owned()),
    ];
    let unit = if is_closed { "users" } else { "/s" };
    let plan = plan(told, unit);
    let keys = plan
        .lines
        .iter()
        .map(|line| Key::line(line.tone, &line.name));
    Ok(Some(Figure {
        legend: keys.filter(|_| told.len() > 1).collect(),
        caption: notes.into_iter().flatten().collect::<Vec<_>>().join(" "),
        svg: Some(plan.draw()?),
        table: table(told, unit),
        ..Figure::without_picture(NAME, TITLE, EMPTY)
    }))
}

fn plan(courses: &[Course], unit: &'static str) -> Plan {
    let line = |(tone, course): (Tone, &Course)| Line {
        tone,
        name: course.name.clone(),
        pieces: vec![course.points.clone()],
    };
    let lines: Vec<Line> = Tone::CATEGORIES
        .into_iter()
        .zip(courses)
        .map(line)
        .collect();
    let highest = lines.iter().map(Line::highest).fold(0.0, f64::max);
    let what = if unit == "users" {
        unit
    } else {
        "arrivals per second"
    };
    Plan {
        about: About {
            name: NAME,
            title: TITLE.to_owned(),
            description: format!(
                "The load that was planned over time: at most {} {what}.",
                number::plain(highest)
            ),
        },
        unit,
        seconds: courses.iter().map(Course::end).fold(1.0, f64::max),
        lines,
    }
}

/// How long a run went on, for those that a count of requests ends.
fn lasts(summary: &Summary, run: &Run) -> f64 {
    let account = summary.ledger().account(run.run);
    let end = account.and_then(|account| account.end.as_ref());
    end.map_or(0.0, |end| end.at_us.since(run.started_us).as_secs_f64())
}

fn table(courses: &[Course], unit: &str) -> Table {
    let row = |course: &Course, (second, level): &(f64, f64)| {
        vec![
            course.name.clone(),
            number::plain(*second),
            number::plain(*level),
        ]
    };
    let rows = courses.iter().flat_map(|course| {
        let step = course.points.len().div_ceil(20);
        let points = course.points.iter().step_by(step.max(1));
        points.map(|point| row(course, point)).collect::<Vec<_>>()
    });
    Table {
        head: vec![
            "Scenario".to_owned(),
            "Second".to_owned(),
            format!("Load ({unit})"),
        ],
        rows: rows.collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::figure;
    use crate::tests::{RUN, stream, summary};

    fn plan(scenarios: &str) -> Option<super::Figure> {
        let run = RUN.replace(r#""tool""#, &format!(r#""plan":[{scenarios}],"tool""#));
        figure(&summary(&stream(&[run]))).unwrap()
    }

    fn levels(scenarios: &str) -> Vec<(String, String)> {
        let rows = plan(scenarios).unwrap().table.rows.into_iter();
        rows.map(|row| (row[1].clone(), row[2].clone())).collect()
    }

    fn check(scenarios: &str, expected: &[(&str, &str)]) {
        let expected = expected
            .iter()
            .map(|(one, two)| ((*one).to_owned(), (*two).to_owned()));
        assert_eq!(levels(scenarios), expected.collect::<Vec<_>>());
    }

    #[test]
    fn every_kind_of_load_has_a_line() {
        check(
            r#"{"start_us":0,"length_us":10000000,"users":20,"spawn_rate":5}"#,
            &[("0", "0"), ("4", "20"), ("10", "20")],
        );
        check(
            r#"{"start_us":1000000,"stages":[{"length_us":2000000,"rate":5},{"length_us":3000000,"rate":50}]}"#,
            &[("1", "5"), ("3", "5"), ("3", "50"), ("6", "50")],
        );
        let wave = levels(
            r#"{"start_us":0,"length_us":60000000,"sine":{"mean":10,"amplitude":5,"period_us":60000000}}"#,
        );
        assert_eq!(wave[5], ("16.5".to_owned(), "14.938".to_owned()));
        check(
            r#"{"start_us":0,"users":3,"requests":7}"#,
            &[("0", "3"), ("0", "3")],
        );
    }

    #[test]
    fn what_is_no_plan_is_no_picture_and_hostile_ones_are_harmless() {
        assert!(plan("").is_none() && plan(r#"{"start_us":0}"#).is_none());
        let evil = r#"{"name":"<script>","start_us":18446744073709551615,"length_us":18446744073709551615,"rate":1e300,"sine":{"mean":1e300,"amplitude":1e308,"period_us":0}},{"name":"]]>","start_us":0,"length_us":1,"rate":-1}"#;
        let figure = plan(evil).unwrap();
        assert!(!figure.svg.unwrap().contains("NaN"));
        assert_eq!(figure.legend.len(), 2);
    }
}
