//! The shell: HTTP/1.1 in front of a [`Node`].
//!
//! TLS ends in front of this process. Requests run on threads that may block; a bounded number at a time,
//! so that an outage that ends does not bring the server down with everybody's return. What is too much is turned away
//! at once, in the protocol's words; what comes slowly takes nobody's place.

mod accept;
mod incoming;
#[cfg(test)]
mod tests;

use std::future::Future;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body as HttpBody, Bytes};
use axum::extract::{Request as HttpRequest, State};
use axum::http::{HeaderName, HeaderValue, Method as HttpMethod, StatusCode};
use axum::response::Response as HttpResponse;
use doorstep_domain::sync::MAX_REQUEST_BYTES;
use http_body_util::channel::Channel;
use incoming::{Clients, Patience, Place, Stop};
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, mpsc};
use tokio::time::{Instant, sleep_until, timeout_at};

use crate::blob::MAX_BLOB_BYTES;
use crate::node::Node;
use crate::poke::NO_NEWS;
use crate::reply::{self, Problem};
use crate::request::{Body, Method, Payload, Request, Response};

/// Requests that run at the same time.
const RUNNING_MAX: usize = 64;

/// Requests that may be on their way in, or wait to run. More are turned away at once.
const WAITING_MAX: usize = 448;

/// Files that may be on their way in. Each has a thread of its own while it comes.
const FILES_MAX: usize = 64;

/// Requests of one client at the same time; a phone has one, and a second when it gave up on the first.
const OF_CLIENT_MAX: usize = 16;

/// Requests without a token at the same time, of everybody together: enrolments, and people who look at the office.
const OF_STRANGERS_MAX: usize = 128;

/// Room for all bodies that are on their way in, in bytes; files need none.
const ROOM_BYTES: usize = 128 * 1024 * 1024;

/// Devices that may wait for news at the same time. They take no place of those that work.
const POKES_MAX: usize = 2_000;

/// The longest wait for news, in seconds.
const POKE_MAX_S: u64 = 50;

/// Whoever waits looks so often even if nobody says that something was committed.
const LOOK_AGAIN: Duration = Duration::from_secs(20);

/// Commits that follow each other are looked at together.
const SETTLE: Duration = Duration::from_millis(100);

/// A caller who was turned away comes back after so many seconds; each adds some of its own, at random.
const RETRY_AFTER_S: u64 = 5;

/// Pieces of a body under way between the network and the disk.
const PIECES_AHEAD: usize = 4;

#[derive(Clone)]
struct Shell {
    node: Arc<Node>,
    admitted: Arc<Semaphore>,
    running: Arc<Semaphore>,
    files: Arc<Semaphore>,
    pokes: Arc<Semaphore>,
    room: Arc<Semaphore>,
    clients: Clients,
    patience: Patience,
}

/// The node as an axum service, to be put behind whatever a host adds.
pub fn router(node: Arc<Node>) -> Router {
    patient_router(node, Patience::default())
}

fn patient_router(node: Arc<Node>, patience: Patience) -> Router {
    let places = |count| Arc::new(Semaphore::new(count));
    let shell = Shell {
        node,
        admitted: places(RUNNING_MAX + WAITING_MAX),
        running: places(RUNNING_MAX),
        files: places(FILES_MAX),
        pokes: places(POKES_MAX),
        room: places(ROOM_BYTES),
        clients: Clients::default(),
        patience,
    };
    // The blob route counts for itself and answers in the protocol's words; this is the outer fence.
    let limit = usize::try_from(MAX_BLOB_BYTES).unwrap_or(usize::MAX).saturating_add(1024);
    Router::new()
        .fallback(handle)
        .layer(axum::extract::DefaultBodyLimit::disable())
        .layer(tower_http::limit::RequestBodyLimitLayer::new(limit))
        .with_state(shell)
}

/// Serves until `shutdown` completes; requests under way are finished.
///
/// # Errors
/// Those of the listener.
pub async fn serve(
    listener: TcpListener,
    node: Arc<Node>,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let patience = Patience::default();
    accept::serve(listener, patient_router(node, patience), patience.head, shutdown).await
}

async fn handle(State(shell): State<Shell>, request: HttpRequest) -> HttpResponse {
    let Some((head, body)) = understood(request) else {
        return plain(StatusCode::METHOD_NOT_ALLOWED);
    };
    let is_office = !head.path.starts_with("/v1/");
    if head.method == Method::Get && head.path == "/v1/poke" {
        return shell.wait(head).await;
    }
    let (Ok(_admitted), Some(_place)) = (shell.admitted.try_acquire(), shell.enter(&head)) else {
        return refused(&busy(), is_office);
    };
    if brings_file(&head) {
        return shell.take_file(head, body).await;
    }
    let (bytes, _room) = match incoming::whole(body, MAX_REQUEST_BYTES, shell.patience, &shell.room).await {
        Ok(whole) => whole,
        Err(stop) => return refused(&problem_of(stop), is_office),
    };
    let Ok(_running) = shell.running.acquire().await else {
        return refused(&busy(), is_office);
    };
    shell.run(Request { body: Body::Bytes(bytes), ..head }).await
}

impl Shell {
    /// A place among the requests of its client.
    fn enter(&self, request: &Request) -> Option<Place> {
        match request.bearer_token() {
            Some(token) => self.clients.enter(token, OF_CLIENT_MAX),
            None => self.clients.enter("", OF_STRANGERS_MAX),
        }
    }

    /// Takes a file as it comes.
    async fn take_file(&self, head: Request, body: HttpBody) -> HttpResponse {
        let Ok(_file) = self.files.try_acquire() else {
            return refused(&busy(), false);
        };
        let (pieces, receiver) = mpsc::channel(PIECES_AHEAD);
        tokio::spawn(incoming::forward(body, pieces, self.patience));
        let reader = Pieces { receiver, current: Bytes::new() };
        self.run(Request { body: Body::Reader(Box::new(reader)), ..head }).await
    }

    /// Waits for news, without a thread.
    async fn wait(&self, head: Request) -> HttpResponse {
        let (Ok(_poke), Some(_place)) = (self.pokes.try_acquire(), self.enter(&head)) else {
            return refused(&busy(), false);
        };
        let seconds = head.parameter("wait").and_then(|text| text.parse().ok()).unwrap_or(0);
        let until = Instant::now() + Duration::from_secs(POKE_MAX_S.min(seconds));
        let mut commits = self.node.writer.commits();
        loop {
            commits.borrow_and_update();
            let answer = match self.running.acquire().await {
                Ok(_running) => self.run(again(&head)).await,
                Err(_) => return refused(&busy(), false),
            };
            if answer.status().as_u16() != NO_NEWS || Instant::now() >= until {
                return answer;
            }
            // Whatever ends the wait, it is looked again.
            let _ = timeout_at(until.min(Instant::now() + LOOK_AGAIN), commits.changed()).await;
            sleep_until(until.min(Instant::now() + SETTLE)).await;
        }
    }

    async fn run(&self, request: Request) -> HttpResponse {
        let node = Arc::clone(&self.node);
        match tokio::task::spawn_blocking(move || node.handle(request)).await {
            Ok(response) => outgoing(response),
            Err(error) => {
                tracing::error!(%error, "a request panicked");
                plain(StatusCode::INTERNAL_SERVER_ERROR)
            }
        }
    }
}

/// The same request once more; it has no body.
fn again(head: &Request) -> Request {
    let (path, query, headers) = (head.path.clone(), head.query.clone(), head.headers.clone());
    Request { method: head.method, path, query, headers, body: Body::Bytes(Vec::new()) }
}

fn brings_file(request: &Request) -> bool {
    matches!(request.method, Method::Put | Method::Patch) && request.path.starts_with("/v1/blobs/")
}

fn plain(status: StatusCode) -> HttpResponse {
    let mut response = HttpResponse::new(HttpBody::empty());
    *response.status_mut() = status;
    response
}

fn busy() -> Problem {
    Problem::new(503, "busy", "too much waits already")
}

fn problem_of(stop: Stop) -> Problem {
    match stop {
        Stop::Gone => Problem::malformed("the body breaks off"),
        Stop::Slow => Problem::new(408, "slow", "the body did not come in time"),
        Stop::TooLarge => Problem::too_large(MAX_REQUEST_BYTES),
        Stop::Full => busy(),
    }
}

fn refused(problem: &Problem, is_office: bool) -> HttpResponse {
    outgoing(reply::refusal(problem, is_office, RETRY_AFTER_S))
}

/// The head of a request, and its body that is still to come.
fn understood(request: HttpRequest) -> Option<(Request, HttpBody)> {
    let method = match *request.method() {
        HttpMethod::GET => Method::Get,
        HttpMethod::HEAD => Method::Head,
        HttpMethod::POST => Method::Post,
        HttpMethod::PUT => Method::Put,
        HttpMethod::PATCH => Method::Patch,
        _ => return None,
    };
    let path = request.uri().path().to_owned();
    let query = request.uri().query().unwrap_or_default().to_owned();
    let text = |(name, value): (&HeaderName, &HeaderValue)| {
        Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned()))
    };
    let headers = request.headers().iter().filter_map(text).collect();
    let head = Request { method, path, query, headers, body: Body::Bytes(Vec::new()) };
    Some((head, request.into_body()))
}

/// A body, read on a thread that may block.
struct Pieces {
    receiver: mpsc::Receiver<io::Result<Bytes>>,
    current: Bytes,
}

impl io::Read for Pieces {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.current.is_empty() {
            match self.receiver.blocking_recv() {
                Some(piece) => self.current = piece?,
                None => return Ok(0),
            }
        }
        let count = buffer.len().min(self.current.len());
        buffer[..count].copy_from_slice(&self.current.split_to(count));
        Ok(count)
    }
}

fn outgoing(response: Response) -> HttpResponse {
    let body = match response.body {
        Payload::Bytes(bytes) => HttpBody::from(bytes),
        Payload::Stream { reader, size_bytes } => streamed(io::Read::take(reader, size_bytes)),
    };
    let mut answer = HttpResponse::new(body);
    *answer.status_mut() = StatusCode::from_u16(response.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in response.headers {
        match HeaderValue::from_str(&value) {
            Ok(value) => drop(answer.headers_mut().insert(name, value)),
            Err(error) => tracing::error!(%error, name, "a header cannot be sent"),
        }
    }
    answer
}

/// A file as a body that is read as fast as the network takes it.
fn streamed(mut file: impl io::Read + Send + 'static) -> HttpBody {
    let (mut sender, body) = Channel::<Bytes, io::Error>::new(PIECES_AHEAD);
    let runtime = tokio::runtime::Handle::current();
    tokio::task::spawn_blocking(move || {
        let mut piece = vec![0; 64 * 1024];
        loop {
            match file.read(&mut piece) {
                Ok(0) => return,
                Ok(count) => {
                    let data = Bytes::copy_from_slice(&piece[..count]);
                    if runtime.block_on(sender.send_data(data)).is_err() {
                        return;
                    }
                }
                Err(error) => return sender.abort(error),
            }
        }
    });
    HttpBody::new(body)
}
