//! The shell: HTTP/1.1 in front of a [`Node`].
//!
//! TLS ends in front of this process. Requests run on threads that may block; a bounded number at a time,
//! so that an outage that ends does not bring the server down with everybody's return.

use std::future::Future;
use std::io;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body as HttpBody, Bytes};
use axum::extract::{Request as HttpRequest, State};
use axum::http::{HeaderName, HeaderValue, Method as HttpMethod, StatusCode};
use axum::response::Response as HttpResponse;
use http_body_util::BodyExt as _;
use http_body_util::channel::Channel;
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, mpsc};

use crate::blob::MAX_BLOB_BYTES;
use crate::node::Node;
use crate::request::{Body, Method, Payload, Request, Response};

/// Requests that run at the same time.
const RUNNING_MAX: usize = 64;

/// Requests that may wait for one of those. More are turned away at once.
const WAITING_MAX: usize = 256;

/// Pieces of a body under way between the network and the disk.
const PIECES_AHEAD: usize = 4;

#[derive(Clone)]
struct Shell {
    node: Arc<Node>,
    admitted: Arc<Semaphore>,
    running: Arc<Semaphore>,
}

/// The node as an axum service, to be put behind whatever a host adds.
pub fn router(node: Arc<Node>) -> Router {
    let admitted = Arc::new(Semaphore::new(RUNNING_MAX + WAITING_MAX));
    let shell = Shell { node, admitted, running: Arc::new(Semaphore::new(RUNNING_MAX)) };
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
    axum::serve(listener, router(node)).with_graceful_shutdown(shutdown).await
}

async fn handle(State(shell): State<Shell>, request: HttpRequest) -> HttpResponse {
    let Ok(_admitted) = shell.admitted.try_acquire() else {
        return busy();
    };
    let Ok(_running) = shell.running.acquire().await else {
        return busy();
    };
    let Some(request) = incoming(request) else {
        return plain(StatusCode::METHOD_NOT_ALLOWED);
    };
    let node = Arc::clone(&shell.node);
    match tokio::task::spawn_blocking(move || node.handle(request)).await {
        Ok(response) => outgoing(response),
        Err(error) => {
            tracing::error!(%error, "a request panicked");
            plain(StatusCode::INTERNAL_SERVER_ERROR)
        }
    }
}

fn plain(status: StatusCode) -> HttpResponse {
    let mut response = HttpResponse::new(HttpBody::empty());
    *response.status_mut() = status;
    response
}

fn busy() -> HttpResponse {
    let mut response = plain(StatusCode::SERVICE_UNAVAILABLE);
    response.headers_mut().insert("retry-after", HeaderValue::from_static("5"));
    response
}

fn incoming(request: HttpRequest) -> Option<Request> {
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
    let (pieces, receiver) = mpsc::channel(PIECES_AHEAD);
    tokio::spawn(forward(request.into_body(), pieces));
    let reader = Pieces { receiver, current: Bytes::new() };
    Some(Request { method, path, query, headers, body: Body::Reader(Box::new(reader)) })
}

/// Hands the pieces of a body to whoever reads it; ends when nobody does.
async fn forward(mut body: HttpBody, pieces: mpsc::Sender<io::Result<Bytes>>) {
    while let Some(frame) = body.frame().await {
        let piece = match frame {
            Ok(frame) => match frame.into_data() {
                Ok(data) => Ok(data),
                Err(_trailers) => continue,
            },
            Err(error) => Err(io::Error::other(error)),
        };
        if pieces.send(piece).await.is_err() {
            return;
        }
    }
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
        Payload::File { file, size_bytes } => streamed(io::Read::take(file, size_bytes)),
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

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};
    use std::net::{SocketAddr, TcpStream};

    use doorstep_domain::cbor;
    use doorstep_domain::digest::sha256;
    use doorstep_domain::id::hex;
    use doorstep_domain::sync::SyncResponse;

    use super::*;
    use crate::testing::{Phone, job, open};

    struct Server {
        node: Arc<Node>,
        address: SocketAddr,
        stop: Option<tokio::sync::oneshot::Sender<()>>,
        runtime: tokio::runtime::Runtime,
        served: Option<tokio::task::JoinHandle<io::Result<()>>>,
    }

    impl Server {
        fn start(node: Node) -> Self {
            let runtime =
                tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
            let node = Arc::new(node);
            let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
            let address = listener.local_addr().unwrap();
            let (stop, stopped) = tokio::sync::oneshot::channel();
            let shutdown = async move {
                let _: Result<(), _> = stopped.await;
            };
            let served = Some(runtime.spawn(serve(listener, Arc::clone(&node), shutdown)));
            Self { node, address, stop: Some(stop), runtime, served }
        }

        /// Status line, headers and body of one request on a connection of its own.
        fn ask(&self, head: &str, token: &str, body: &[u8]) -> (String, Vec<u8>) {
            let mut stream = TcpStream::connect(self.address).unwrap();
            let length = body.len();
            let head = format!(
                "{head}\r\nhost: test\r\nauthorization: Bearer {token}\r\ncontent-length: {length}\r\n\
                 connection: close\r\n\r\n"
            );
            stream.write_all(head.as_bytes()).unwrap();
            stream.write_all(body).unwrap();
            let mut answer = Vec::new();
            stream.read_to_end(&mut answer).unwrap();
            let end = answer.windows(4).position(|window| window == b"\r\n\r\n").unwrap();
            let body = answer.split_off(end + 4);
            (String::from_utf8(answer).unwrap(), body)
        }
    }

    #[test]
    fn devices_talk_to_a_real_port() {
        let dir = tempfile::tempdir().unwrap();
        let mut server = Server::start(open(dir.path()));
        let mut chen = Phone::technician(&server.node, "chen");
        let (draft, _, push) = job(&chen, "A1-0001");
        let request = cbor::encode(&chen.request(push));
        let compressed = zstd::stream::encode_all(request.as_slice(), 3).unwrap();
        let head = "POST /v1/sync HTTP/1.1\r\ncontent-type: application/cbor\r\ncontent-encoding: zstd";
        let (status, body) = server.ask(head, &chen.token, &compressed);
        assert!(status.starts_with("HTTP/1.1 200"), "{status}");
        let answer: SyncResponse = cbor::decode(&body).unwrap();
        assert!(answer.ack.holds(1));

        let photo = vec![5_u8; 3_000_000];
        let url = format!("/v1/blobs/{}/{}", hex(&draft.case.0), hex(&sha256(&photo).0));
        let (status, _) = server.ask(&format!("PUT {url} HTTP/1.1"), &chen.token, &photo);
        assert!(status.starts_with("HTTP/1.1 201"), "{status}");
        let (status, body) = server.ask(&format!("GET {url} HTTP/1.1"), &chen.token, &[]);
        assert!(status.starts_with("HTTP/1.1 200") && body == photo, "{status}");
        let (status, body) = server.ask(&format!("HEAD {url} HTTP/1.1"), &chen.token, &[]);
        assert!(status.contains("content-length: 3000000") && body.is_empty(), "{status}");

        let (status, _) = server.ask("GET /healthz HTTP/1.1", "", &[]);
        assert!(status.starts_with("HTTP/1.1 200"), "{status}");
        let (status, _) = server.ask("DELETE / HTTP/1.1", "", &[]);
        assert!(status.starts_with("HTTP/1.1 405"), "{status}");
        server.stop.take().unwrap().send(()).unwrap();
        let served = server.served.take().unwrap();
        server.runtime.block_on(served).unwrap().unwrap();
    }
}
