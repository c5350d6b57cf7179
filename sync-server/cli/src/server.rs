//! The office of a server that runs, asked over HTTP with its token.

use doorstep_core::host::{HttpTransport as _, Method, NativeHttp, Request, Response};
use serde_json::Value;

use crate::failure::{Doing as _, Failure};

/// A server whose office answers whoever has its token.
pub(crate) struct Server {
    url: String,
    token: String,
    http: NativeHttp,
}

impl Server {
    /// A server by its address, such as `https://office.example`.
    pub(crate) fn new(url: &str, token: &str) -> Result<Self, Failure> {
        let http = NativeHttp::new().doing("starting HTTP")?;
        Ok(Self { url: url.trim_end_matches('/').to_owned(), token: token.to_owned(), http })
    }

    /// What it has under a path, such as `/office/api/jobs`.
    pub(crate) fn get(&self, path: &str) -> Result<Value, Failure> {
        self.answer(&self.send(Method::Get, path, None)?)
    }

    /// What it answers to JSON.
    pub(crate) fn post(&self, path: &str, body: &Value) -> Result<Value, Failure> {
        self.answer(&self.try_post(path, body)?)
    }

    /// The same, whatever its status is.
    pub(crate) fn try_post(&self, path: &str, body: &Value) -> Result<Response, Failure> {
        self.send(Method::Post, path, Some(body))
    }

    /// An answer, if it is one.
    pub(crate) fn answer(&self, response: &Response) -> Result<Value, Failure> {
        if response.status != 200 {
            let why = format!("it answered {}: {}", response.status, String::from_utf8_lossy(&response.body));
            return Err(Failure::new(&self.doing(), why));
        }
        serde_json::from_slice(&response.body).doing("reading the answer")
    }

    fn send(&self, method: Method, path: &str, body: Option<&Value>) -> Result<Response, Failure> {
        let mut headers = vec![("authorization".to_owned(), format!("Bearer {}", self.token))];
        if body.is_some() {
            headers.push(("content-type".to_owned(), "application/json".to_owned()));
        }
        let body = body.map(|body| body.to_string().into_bytes()).unwrap_or_default();
        let request = Request { method, url: format!("{}{path}", self.url), headers, body };
        self.http.send(request).doing(&self.doing())
    }

    fn doing(&self) -> String {
        format!("asking {}", self.url)
    }
}
