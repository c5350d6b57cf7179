//! The office that takes rows: of a folder, or of a server that runs.

use std::time::Duration;

use doorstep_core::host::{HttpTransport as _, Method, NativeHttp, Request, Response};
use doorstep_server::Node;
use doorstep_server::office::{Became, Taking};
use serde_json::json;

use super::line::Line;
use crate::failure::{Doing as _, Failure};
use crate::place::Place;

/// How often a busy server is asked again.
const ATTEMPTS: u32 = 10;
const WAIT: Duration = Duration::from_secs(2);

/// Where rows go.
pub(super) enum Desk {
    /// A folder whose server does not run.
    Folder(Box<Node>),
    /// A server that runs.
    Server {
        /// Where.
        url: String,
        /// The bearer token of its office.
        token: String,
        /// How.
        http: NativeHttp,
    },
}

impl Desk {
    pub(super) fn folder(place: &Place) -> Result<Self, Failure> {
        Ok(Self::Folder(Box::new(place.open()?)))
    }

    pub(super) fn server(url: &str, token: &str) -> Result<Self, Failure> {
        let http = NativeHttp::new().doing("starting HTTP")?;
        Ok(Self::Server { url: url.trim_end_matches('/').to_owned(), token: token.to_owned(), http })
    }

    /// What becomes of these rows.
    pub(super) fn take<L: Line>(&self, rows: &[L], taking: Taking) -> Result<Vec<Became>, Failure> {
        let outcomes = match self {
            Self::Folder(node) => L::take(&node.office(), rows, taking).doing("writing the rows")?,
            Self::Server { url, token, http } => {
                let body = json!({ "rows": rows, "check": taking.check, "whole": taking.whole });
                let response = ask(http, &format!("{url}/office/api/lists/{}", L::LIST), token, &body)?;
                let mut answer: serde_json::Value =
                    serde_json::from_slice(&response.body).doing("reading the answer")?;
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
fn ask(http: &NativeHttp, url: &str, token: &str, body: &serde_json::Value) -> Result<Response, Failure> {
    let doing = format!("asking {url}");
    let mut attempt = 1;
    loop {
        let request = Request {
            method: Method::Post,
            url: url.to_owned(),
            headers: vec![
                ("authorization".to_owned(), format!("Bearer {token}")),
                ("content-type".to_owned(), "application/json".to_owned()),
            ],
            body: body.to_string().into_bytes(),
        };
        let response = http.send(request).doing(&doing)?;
        match response.status {
            200 => return Ok(response),
            503 if attempt < ATTEMPTS => {
                attempt += 1;
                std::thread::sleep(WAIT);
            }
            status => {
                let why = format!("it answered {status}: {}", String::from_utf8_lossy(&response.body));
                return Err(Failure::new(&doing, why));
            }
        }
    }
}
