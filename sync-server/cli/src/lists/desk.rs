//! The office that takes rows: of a folder, or of a server that runs.

use std::time::Duration;

use doorstep_server::Node;
use doorstep_server::office::{Became, Taking};
use serde_json::{Value, json};

use super::line::Line;
use crate::failure::{Doing as _, Failure};
use crate::place::Place;
use crate::server::Server;

/// How often a busy server is asked again.
const ATTEMPTS: u32 = 10;
const WAIT: Duration = Duration::from_secs(2);
/// What it answers then.
const BUSY: u16 = 503;

/// Where rows go.
pub(super) enum Desk {
    /// A folder whose server does not run.
    Folder(Box<Node>),
    /// A server that runs.
    Server(Server),
}

impl Desk {
    pub(super) fn folder(place: &Place) -> Result<Self, Failure> {
        Ok(Self::Folder(Box::new(place.open()?)))
    }

    pub(super) fn server(url: &str, token: &str) -> Result<Self, Failure> {
        Ok(Self::Server(Server::new(url, token)?))
    }

    /// What becomes of these rows.
    pub(super) fn take<L: Line>(&self, rows: &[L], taking: Taking) -> Result<Vec<Became>, Failure> {
        let outcomes = match self {
            Self::Folder(node) => L::take(&node.office(), rows, taking).doing("writing the rows")?,
            Self::Server(server) => {
                let body = json!({ "rows": rows, "check": taking.check, "whole": taking.whole });
                let mut answer = ask(server, &format!("/office/api/lists/{}", L::LIST), &body)?;
                serde_json::from_value(answer["outcomes"].take()).doing("reading the answer")?
            }
        };
        let outcomes: Vec<Became> = outcomes;
        let is_whole = outcomes.len() == rows.len();
        if is_whole {
            Ok(outcomes)
        } else {
            Err(Failure::new("reading the answer", "it is about other rows"))
        }
    }
}

/// Asks, and asks again while the server has too much to do: rows that it took already change nothing.
fn ask(server: &Server, path: &str, body: &Value) -> Result<Value, Failure> {
    for _ in 1..ATTEMPTS {
        let response = server.try_post(path, body)?;
        if response.status != BUSY {
            return server.answer(&response);
        }
        std::thread::sleep(WAIT);
    }
    server.post(path, body)
}
