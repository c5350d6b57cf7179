//! The network between one phone and the server: a transport with a switch.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use doorstep_core::host::{HttpTransport, Method, Request, Response, Switch, TransportError};
use doorstep_domain::cbor;
use doorstep_domain::sync::SyncRequest;
use doorstep_server as server;

/// How requests reach the server.
#[derive(Clone)]
pub enum Wire {
    /// By a call.
    InProcess(Arc<server::Node>),
    /// Through a socket.
    Http(Arc<dyn HttpTransport>),
}

impl fmt::Debug for Wire {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::InProcess(_) => "in process",
            Self::Http(_) => "over HTTP",
        })
    }
}

impl Wire {
    /// Sends a request and waits.
    ///
    /// # Errors
    /// [`TransportError`].
    pub fn send(&self, request: Request) -> Result<Response, TransportError> {
        match self {
            Self::Http(transport) => transport.send(request),
            Self::InProcess(node) => {
                let response = node.handle(to_server(request));
                let (status, headers) = (response.status, response.headers.clone());
                let headers = headers.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
                let body = response.into_bytes().map_err(|_| TransportError::Offline)?;
                Ok(Response { status, headers, body })
            }
        }
    }
}

fn to_server(request: Request) -> server::Request {
    let method = match request.method {
        Method::Get => server::Method::Get,
        Method::Head => server::Method::Head,
        Method::Post => server::Method::Post,
        Method::Put => server::Method::Put,
    };
    let target = request
        .url
        .split_once("://")
        .map_or(request.url.as_str(), |(_, rest)| rest.find('/').map_or("/", |slash| &rest[slash..]));
    let all = server::Request::new(method, target).bytes(request.body);
    request.headers.iter().fold(all, |all, (name, value)| all.header(name, value))
}

/// What went over a line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Traffic {
    /// Requests that were sent.
    pub requests: u64,
    /// Bytes of their bodies.
    pub body_up: u64,
    /// Bytes of the bodies of the answers.
    pub body_down: u64,
    /// Bytes of the headers that the two sides wrote, in HTTP/1.1 form.
    pub headers: u64,
}

/// One phone's way to the server.
#[derive(Debug)]
pub struct Line {
    wire: Wire,
    switch: Switch,
    traffic: Mutex<Traffic>,
    last_push: Mutex<Option<Request>>,
}

impl Line {
    /// A line that is up.
    #[must_use]
    pub fn new(wire: Wire) -> Self {
        Self {
            wire,
            switch: Switch::default(),
            traffic: Mutex::new(Traffic::default()),
            last_push: Mutex::new(None),
        }
    }

    /// Switches the line.
    pub fn set_up(&self, up: bool) {
        self.switch.set_up(up);
    }

    /// From now on answers get lost.
    pub fn lose_answers(&self) {
        self.switch.lose_answers();
    }

    /// Whether anything gets through.
    #[must_use]
    pub fn is_up(&self) -> bool {
        self.switch.is_up()
    }

    /// What went over it since the last call.
    pub fn take_traffic(&self) -> Traffic {
        std::mem::take(&mut lock(&self.traffic))
    }

    /// Sends the last request that carried work once more, as a network does that delivers twice. False if there
    /// was none.
    ///
    /// # Errors
    /// [`TransportError`].
    pub fn repeat_last_push(&self) -> Result<bool, TransportError> {
        let request = lock(&self.last_push).clone();
        match request {
            Some(request) => self.wire.send(request).map(|_| true),
            None => Ok(false),
        }
    }
}

impl HttpTransport for Line {
    fn send(&self, request: Request) -> Result<Response, TransportError> {
        self.switch.through(|| {
            if carries_work(&request) {
                *lock(&self.last_push) = Some(request.clone());
            }
            let (up, headers_up) = (request.body.len() as u64, header_bytes(&request.headers));
            let response = self.wire.send(request)?;
            let mut traffic = lock(&self.traffic);
            traffic.requests += 1;
            traffic.body_up += up;
            traffic.body_down += response.body.len() as u64;
            traffic.headers += headers_up + header_bytes(&response.headers);
            Ok(response)
        })
    }
}

/// Name, colon, space, value, end of line.
fn header_bytes(headers: &[(String, String)]) -> u64 {
    headers.iter().map(|(name, value)| (name.len() + value.len() + 4) as u64).sum()
}

fn carries_work(request: &Request) -> bool {
    let is_zstd = request.headers.iter().any(|(name, value)| name == "content-encoding" && value == "zstd");
    let body = if is_zstd {
        zstd::stream::decode_all(request.body.as_slice()).unwrap_or_default()
    } else {
        request.body.clone()
    };
    request.url.ends_with("/v1/sync")
        && cbor::decode::<SyncRequest>(&body).is_ok_and(|request| !request.push.is_empty())
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
