//! The desk: the office's own interface, for programs.

use std::fmt;

use doorstep_core::host::{Method, Request};
use serde_json::Value;

use super::{Trouble, Wire};

/// Bearer token of the desk in tests.
pub const OFFICE_TOKEN: &str = "the-desk";

/// Somebody at the desk of a server.
#[derive(Debug, Clone)]
pub struct Desk {
    wire: Wire,
    url: String,
}

/// The desk was refused something.
#[derive(Debug)]
pub struct OfficeProblem {
    /// The HTTP status.
    pub status: u16,
    /// What the server said.
    pub body: String,
}

impl fmt::Display for OfficeProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "status {}: {}", self.status, self.body)
    }
}

impl std::error::Error for OfficeProblem {}

impl Desk {
    /// The desk of the server at an address.
    #[must_use]
    pub fn new(wire: Wire, url: &str) -> Self {
        Self { wire, url: url.to_owned() }
    }

    /// A request to `/office/api/…`.
    ///
    /// # Errors
    /// [`OfficeProblem`] if the server says no.
    pub fn ask(&self, method: Method, path: &str, body: &Value) -> Result<Value, Trouble> {
        let bytes = if method == Method::Get { Vec::new() } else { body.to_string().into_bytes() };
        self.send(method, path, "application/json", bytes)
    }

    /// Publishes a pack.
    ///
    /// # Errors
    /// [`OfficeProblem`] if the server says no.
    pub fn publish(&self, pack: &[u8]) -> Result<Value, Trouble> {
        self.send(Method::Post, "packs", "application/octet-stream", pack.to_vec())
    }

    fn send(&self, method: Method, path: &str, media_type: &str, body: Vec<u8>) -> Result<Value, Trouble> {
        let request = Request {
            method,
            url: format!("{}/office/api/{path}", self.url),
            headers: vec![
                ("authorization".to_owned(), format!("Bearer {OFFICE_TOKEN}")),
                ("content-type".to_owned(), media_type.to_owned()),
            ],
            body,
        };
        let response = self.wire.send(request)?;
        if response.status >= 400 {
            let body = String::from_utf8_lossy(&response.body).into_owned();
            return Err(Box::new(OfficeProblem { status: response.status, body }));
        }
        Ok(serde_json::from_slice(&response.body)?)
    }
}
