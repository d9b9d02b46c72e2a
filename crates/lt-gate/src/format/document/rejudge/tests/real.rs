//! Comparisons as they are made of runs, judged again.

use lt_sample::{OnBadLine, UnixMicros};
use lt_stats::baseline::{About, Baseline};
use lt_stats::compare::Noise;
use lt_stats::{Include, Summary};
use proptest::prelude::{ProptestConfig, Strategy, prop, prop_assert_eq, proptest};

use super::{Document, again};
use crate::Verdict;
use crate::comparing::{self, Candidates};
use crate::config::Config;

/// How a run went: by how much slower than others, and how many of a hundred requests failed.
type Went = (f64, u64);

/// One run of a minute at two endpoints, of which the second is asked rarely.
fn ran(went: Went, day: u64, endpoints: &[&str]) -> Baseline {
    let (slower, failing) = went;
    let start = (20_000 + day) * 86_400_000_000;
    let mut text = format!(
        r#"{{"type":"run","format":1,"run":"k3x9a{day:03}","test":"t-{day}","shard":{{"index":0,"of":1}},"tool":"lt-gen","version":"1","model":"closed","started_us":{start}}}"#
    );
    for n in 0..400_u64 {
        let at = start + n * 150_000;
        let name = endpoints[usize::from(n % 20 == 0)];
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "some milliseconds"
        )]
        let service = ((20_000 + n * 7919 % 10_000) as f64 * slower) as u64;
        let (status, outcome) = match n * 31 % 100 < failing {
            true => (500, "http_error"),
            false => (200, "ok"),
        };
        text += &format!(
            "\n{{\"type\":\"sample\",\"run\":\"k3x9a{day:03}\",\"at_us\":{at},\"method\":\"GET\",\"name\":\"{name}\",\"delay_us\":0,\"service_us\":{service},\"status\":{status},\"outcome\":\"{outcome}\"}}"
        );
    }
    let mut summary = Summary::new(Include::All).with_history();
    let text = text + "\n";
    summary
        .read(text.as_bytes(), "test", OnBadLine::Stop)
        .unwrap();
    let about = About {
        name: "main".to_owned(),
        ..About::default()
    };
    let mut run = Baseline::of(&summary, about).unwrap();
    // Without an end line the run would be in doubt, and nothing would be compared.
    run.doubts.clear();
    run.created_us = UnixMicros(start);
    run
}

fn runs() -> impl Strategy<Value = Vec<Went>> {
    let slower = prop::sample::select(&[0.6, 0.97, 1.0, 1.03, 1.08, 1.3, 2.0][..]);
    let went = (slower, 0.95..1.05_f64, 0..4_u64);
    let went = went.prop_map(|(slower, noise, failing)| (slower * noise, failing));
    prop::collection::vec(went, 1..5)
}

fn verdict(head: &[Went], base: &[Went], config: &Config) -> Verdict {
    let all = |runs: &[Went], first: u64, endpoints: &[&str]| -> Vec<Baseline> {
        let runs = (first..).zip(runs);
        runs.map(|(day, went)| ran(*went, day, endpoints)).collect()
    };
    let head = all(head, 100, &["/a", "/rare"]);
    let candidates = Candidates {
        name: "main".to_owned(),
        runs: all(base, 1, &["/a", "/gone"]),
        ..Candidates::default()
    };
    let choice = comparing::choose(&head, candidates, None);
    let compared = comparing::compare(&head, choice, config, Noise::default());
    Verdict::new(Vec::new(), Vec::new(), Some(compared))
}

proptest! {
    // Every case reads up to eight runs.
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn comparisons_of_runs_are_left_as_they_are(head in runs(), base in runs()) {
        let config = Config::default();
        let document = Document::of(&verdict(&head, &base, &config));
        let read = Document::read(document.to_json().as_bytes()).unwrap();
        for config in [None, Some(&config)] {
            let again = again(read.clone(), config);
            prop_assert_eq!(&again.contradictions, &Vec::<String>::new());
            prop_assert_eq!(&again.document, &read);
        }
    }
}
