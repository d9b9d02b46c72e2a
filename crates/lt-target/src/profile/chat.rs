//! A chatbot on two pods, with a model that takes its time. It keeps no conversation: the client sends the history,
//! and what is no conversation is refused.

use http::StatusCode;
use serde::{Deserialize, Serialize};

use super::endpoint::{Endpoint, get, post};
use super::{Asked, Via, prometheus, shop};
use crate::answer::Answer;

pub(super) static ENDPOINTS: &[Endpoint] = &[
    get("/health", 2, 0.4, shop::health),
    post("/chat", 150, 0.5, chat),
    get("/stats", 3, 0.4, stats),
    get("/metrics", 3, 0.4, metrics),
];

pub(super) const VIA: Via<'static> = Via::Pods(&PODS);
const PODS: [&str; 2] = ["llm-chatbot-backend-1", "llm-chatbot-backend-2"];

const SENTENCES: [&str; 8] = [
    "A pod is the smallest thing that Kubernetes schedules.",
    "A service gives a set of pods one name and one address.",
    "A deployment replaces pods one after another, so that some always answer.",
    "The autoscaler adds pods when the average load is above its target.",
    "A readiness probe keeps traffic from a pod that cannot answer yet.",
    "Requests reserve a share of a node, and limits bound what a container takes.",
    "A config map holds what differs between places, and a secret what nobody shall read.",
    "An ingress leads requests from outside to a service by host and path.",
];

#[derive(Deserialize)]
struct Question {
    message: String,
    conversation_id: Option<String>,
    history: Option<Vec<Turn>>,
}

#[derive(Deserialize)]
struct Turn {
    role: Role,
    content: String,
}

#[derive(Clone, Copy, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum Role {
    User,
    Assistant,
}

fn chat(asked: &Asked<'_>, body: &[u8]) -> Answer {
    #[derive(Serialize)]
    struct Reply {
        reply: String,
        conversation_id: String,
        turn: usize,
    }
    let refuse = |error| Answer::error(StatusCode::UNPROCESSABLE_ENTITY, error);
    let Ok(question) = serde_json::from_slice::<Question>(body) else {
        return refuse(
            r#"write {"message": TEXT}, with "conversation_id": TEXT and "history": [{"role": "user" or "assistant", "content": TEXT}] where there was something before"#,
        );
    };
    if question.message.trim().is_empty() {
        return refuse("the message is empty");
    }
    let history = question.history.unwrap_or_default();
    if !alternates(&history) {
        return refuse("the history does not alternate between user and assistant, the user first");
    }
    if history.iter().any(|turn| turn.content.is_empty()) {
        return refuse("the history has a turn without content");
    }
    let mut draw = asked.draw();
    let id = draw.hex();
    let n_sentences = 1 + draw.index(4);
    let sentences: Vec<_> = (0..n_sentences).map(|_| draw.pick(&SENTENCES)).collect();
    let reply = Reply {
        reply: sentences.join(" "),
        conversation_id: question.conversation_id.unwrap_or(id),
        turn: 1 + history
            .iter()
            .filter(|turn| turn.role == Role::User)
            .count(),
    };
    Answer::json(StatusCode::OK, &reply)
}

fn alternates(history: &[Turn]) -> bool {
    let expected = [Role::User, Role::Assistant].into_iter().cycle();
    history
        .iter()
        .map(|turn| turn.role)
        .eq(expected.take(history.len()))
}

fn stats(asked: &Asked<'_>) -> Answer {
    #[derive(Serialize)]
    struct Stats {
        requests: u64,
        replies: u64,
        refused: u64,
        pods: usize,
    }
    let chats = asked.stats.answered(&http::Method::POST, "/chat");
    let count = |status| chats.get(&status).copied().unwrap_or(0);
    let stats = Stats {
        requests: asked.stats.received(),
        replies: count(200),
        refused: count(422),
        pods: PODS.len(),
    };
    Answer::json(StatusCode::OK, &stats)
}

fn metrics(asked: &Asked<'_>) -> Answer {
    prometheus::metrics(ENDPOINTS, asked.stats)
}
