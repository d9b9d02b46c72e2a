//! Twenty agents, each in front of a database that is not there. Fast enough that a thousand users do not queue.

use http::StatusCode;
use serde::{Deserialize, Serialize};

use super::endpoint::{Endpoint, get, post};
use super::{Asked, json, shop};
use crate::answer::Answer;
use crate::draw::Draw;

pub(super) static ENDPOINTS: &[Endpoint] = &[
    get("/api/health", 1, 0.4, shop::health),
    get("/api/agents", 4, 0.4, list),
    get("/api/agents/{id}", 3, 0.4, agent),
    post("/api/agents/{id}/query", 20, 0.5, query),
];

const N_AGENTS: usize = 20;
const DATABASES: [&str; 4] = ["postgresql", "mysql", "snowflake", "mongodb"];
const REGIONS: [&str; 4] = ["north", "east", "south", "west"];

#[derive(Serialize)]
struct Agent {
    id: String,
    name: String,
    database: &'static str,
    status: &'static str,
}

impl Agent {
    /// The agent of this number, from 1 to [`N_AGENTS`].
    fn new(number: usize) -> Self {
        Self {
            id: format!("agent-{number}"),
            name: format!("Agent {number}"),
            database: DATABASES[number % DATABASES.len()],
            status: "active",
        }
    }

    fn find(id: &str) -> Option<Self> {
        (1..=N_AGENTS).map(Self::new).find(|agent| agent.id == id)
    }
}

fn list(_: &Asked<'_>) -> Answer {
    #[derive(Serialize)]
    struct List {
        total: usize,
        agents: Vec<Agent>,
    }
    let list = List {
        total: N_AGENTS,
        agents: (1..=N_AGENTS).map(Agent::new).collect(),
    };
    Answer::json(StatusCode::OK, &list)
}

fn agent(asked: &Asked<'_>) -> Answer {
    Agent::find(asked.last_segment())
        .map_or_else(no_such_agent, |agent| Answer::json(StatusCode::OK, &agent))
}

fn query(asked: &Asked<'_>, body: &[u8]) -> Answer {
    #[derive(Deserialize)]
    struct Query {
        query: String,
    }
    #[derive(Serialize)]
    struct Found {
        agent: String,
        rows: Vec<Row>,
        took_ms: f64,
    }
    let id = asked.path.rsplit('/').nth(1).unwrap_or_default();
    let Some(agent) = Agent::find(id) else {
        return no_such_agent();
    };
    match json::read::<Query>(body, r#"write {"query": TEXT}"#) {
        Err(refusal) => refusal,
        Ok(asked) if asked.query.trim().is_empty() => {
            Answer::error(StatusCode::BAD_REQUEST, "the query is empty")
        }
        Ok(_) => {
            let mut draw = asked.draw();
            let n_rows = 1 + draw.index(10);
            let found = Found {
                agent: agent.id,
                rows: (1..=n_rows).map(|id| Row::new(id, &mut draw)).collect(),
                took_ms: asked.took.as_micros() as f64 / 1e3,
            };
            Answer::json(StatusCode::OK, &found)
        }
    }
}

#[derive(Serialize)]
struct Row {
    id: usize,
    region: &'static str,
    total_cents: usize,
}

impl Row {
    fn new(id: usize, draw: &mut Draw) -> Self {
        Self {
            id,
            region: draw.pick(&REGIONS),
            total_cents: draw.index(1_000_000),
        }
    }
}

fn no_such_agent() -> Answer {
    Answer::error(
        StatusCode::NOT_FOUND,
        "no such agent, ids are agent-1 to agent-20",
    )
}
