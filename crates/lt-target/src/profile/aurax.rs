//! An AI backend that generates text, code and images, chooses models and reads pages, all without a model or a net.

use http::StatusCode;
use serde::{Deserialize, Serialize};

use super::endpoint::{Endpoint, Make, get, log_normal, post};
use super::{Asked, Pace, json, prometheus, shop};
use crate::answer::Answer;
use crate::draw::{Draw, LogNormal};

pub(super) static ENDPOINTS: &[Endpoint] = &[
    get("/health", 2, 0.4, shop::health),
    Endpoint {
        method: http::Method::POST,
        template: "/generate",
        pace: Pace::ByBody(pace),
        make: Make::FromBody(generate),
    },
    post("/route", 30, 0.4, route),
    post("/scrape", 80, 0.5, scrape),
    get("/models", 5, 0.4, models),
    get("/metrics", 3, 0.4, metrics),
];

const TEXT: LogNormal = log_normal(150, 0.45);
const CODE: LogNormal = log_normal(200, 0.45);
const IMAGE: LogNormal = log_normal(600, 0.35);

const BASE_64: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
/// Characters of an image.
const IMAGE_SIZE: usize = 32 * 1024;

#[derive(Clone, Copy, Deserialize, Serialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Text,
    Code,
    Image,
}

/// How a body is refused that asks for nothing, by what it should have been.
const GENERATE_FORM: &str = r#"write {"type": "text", "code" or "image", "prompt": TEXT}"#;

#[derive(Deserialize)]
struct Task {
    #[serde(rename = "type")]
    kind: Kind,
    prompt: String,
}

/// What is refused takes as long as a text: the model would have been asked.
fn pace(body: &[u8]) -> LogNormal {
    match json::read::<Task>(body, GENERATE_FORM).map(|task| task.kind) {
        Ok(Kind::Image) => IMAGE,
        Ok(Kind::Code) => CODE,
        Ok(Kind::Text) | Err(_) => TEXT,
    }
}

fn generate(asked: &Asked<'_>, body: &[u8]) -> Answer {
    #[derive(Serialize)]
    struct Generated {
        id: String,
        #[serde(rename = "type")]
        kind: Kind,
        output: String,
    }
    let task: Task = match json::read(body, GENERATE_FORM) {
        Ok(task) => task,
        Err(refusal) => return refusal,
    };
    if task.prompt.trim().is_empty() {
        return Answer::error(StatusCode::BAD_REQUEST, "the prompt is empty");
    }
    let mut draw = asked.draw();
    let generated = Generated {
        id: format!("gen-{}", draw.hex()),
        kind: task.kind,
        output: match task.kind {
            Kind::Text => words(&mut draw).join(" "),
            Kind::Code => format!(
                "fn main() {{\n    let {} = 42;\n}}\n",
                words(&mut draw).join("_")
            ),
            Kind::Image => image(&mut draw),
        },
    };
    Answer::json(StatusCode::OK, &generated)
}

fn words(draw: &mut Draw) -> Vec<&'static str> {
    const WORDS: [&str; 8] = [
        "light", "river", "stone", "cloud", "field", "night", "wind", "sea",
    ];
    let n = 10 + draw.index(40);
    (0..n).map(|_| draw.pick(&WORDS)).collect()
}

fn image(draw: &mut Draw) -> String {
    let drawn = (0..IMAGE_SIZE).map(|_| char::from(draw.pick(BASE_64)));
    "data:image/png;base64,".chars().chain(drawn).collect()
}

#[derive(Serialize)]
struct Model {
    id: &'static str,
    #[serde(rename = "type")]
    kind: Kind,
}

const MODELS: [Model; 3] = [
    model("aurax-text", Kind::Text),
    model("aurax-code", Kind::Code),
    model("aurax-image", Kind::Image),
];

const fn model(id: &'static str, kind: Kind) -> Model {
    Model { id, kind }
}

fn route(_: &Asked<'_>, body: &[u8]) -> Answer {
    #[derive(Deserialize)]
    struct Question {
        prompt: String,
    }
    #[derive(Serialize)]
    struct Chosen {
        model: &'static str,
    }
    match json::read::<Question>(body, r#"write {"prompt": TEXT}"#) {
        Ok(question) => {
            let prompt = question.prompt.to_lowercase();
            let speaks_of = |words: [&str; 3]| words.iter().any(|word| prompt.contains(word));
            let [text, code, image] = MODELS;
            let chosen = if speaks_of(["image", "picture", "draw"]) {
                image
            } else if speaks_of(["code", "function", "program"]) {
                code
            } else {
                text
            };
            Answer::json(StatusCode::OK, &Chosen { model: chosen.id })
        }
        Err(refusal) => refusal,
    }
}

fn scrape(asked: &Asked<'_>, body: &[u8]) -> Answer {
    #[derive(Deserialize)]
    struct Place {
        url: String,
    }
    #[derive(Serialize)]
    struct Page {
        url: String,
        title: &'static str,
        text: String,
    }
    const FORM: &str = r#"write {"url": TEXT}, with http:// or https:// first"#;
    match json::read::<Place>(body, FORM) {
        Ok(Place { url }) if url.starts_with("http://") || url.starts_with("https://") => {
            let page = Page {
                url,
                title: "A page that nobody fetched",
                text: words(&mut asked.draw()).join(" "),
            };
            Answer::json(StatusCode::OK, &page)
        }
        Ok(_) => Answer::error(StatusCode::BAD_REQUEST, FORM),
        Err(refusal) => refusal,
    }
}

fn models(_: &Asked<'_>) -> Answer {
    #[derive(Serialize)]
    struct Models {
        models: [Model; 3],
    }
    Answer::json(StatusCode::OK, &Models { models: MODELS })
}

fn metrics(asked: &Asked<'_>) -> Answer {
    prometheus::metrics(ENDPOINTS, asked.stats)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_takes_longer_than_a_text_and_so_does_code() {
        let median = |kind| pace(format!(r#"{{"type":"{kind}","prompt":"a"}}"#).as_bytes()).median;
        assert!(median("text") < median("code") && median("code") < median("image"));
        assert_eq!(pace(b"{").median, TEXT.median);
    }
}
