//! HTTP by the phone's own stack.

use std::fmt::Debug;
use std::sync::Arc;

use doorstep_core::host::{HttpTransport as CoreTransport, Request, Response, TransportError};

use super::PlatformError;

/// One header.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct HttpHeader {
    /// The name, in any case.
    pub name: String,
    /// The value.
    pub value: String,
}

/// One request.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct HttpRequest {
    /// `GET`, `HEAD`, `POST` or `PUT`.
    pub method: String,
    /// The whole URL.
    pub url: String,
    /// The headers, among them the token: do not log them.
    pub headers: Vec<HttpHeader>,
    /// The body; empty for none.
    pub body: Vec<u8>,
}

/// One response.
#[derive(Clone, PartialEq, Eq, uniffi::Record)]
pub struct HttpResponse {
    /// The status, e.g. 200.
    pub status: u16,
    /// The headers.
    pub headers: Vec<HttpHeader>,
    /// The body as it came, not decompressed.
    pub body: Vec<u8>,
}

/// Sends requests: URLSession, OkHttp, HttpURLConnection. It brings the system's trust, proxies and background
/// time.
///
/// Blocking: until the whole response is here, or a time limit of the app's choosing. Called from the thread that
/// called `sync_now` or `enrol`.
#[uniffi::export(foreign)]
pub trait HttpTransport: Debug + Send + Sync {
    /// Sends one request and waits for the whole response. Follows no redirects.
    ///
    /// Errors: `Offline`, `TimedOut`, `Untrusted`, `Cancelled` if no response came. A response with an error
    /// status is a response.
    fn send(&self, request: HttpRequest) -> Result<HttpResponse, PlatformError>;
}

/// The app's transport as the core wants it.
#[derive(Debug)]
pub(crate) struct AppTransport(pub(crate) Arc<dyn HttpTransport>);

impl CoreTransport for AppTransport {
    fn send(&self, request: Request) -> Result<Response, TransportError> {
        let Request { method, url, headers, body } = request;
        let headers = headers.into_iter().map(|(name, value)| HttpHeader { name, value }).collect();
        let request = HttpRequest { method: method.name().to_owned(), url, headers, body };
        let HttpResponse { status, headers, body } = self.0.send(request).map_err(no_response)?;
        let headers = headers.into_iter().map(|HttpHeader { name, value }| (name, value)).collect();
        Ok(Response { status, headers, body })
    }
}

fn no_response(error: PlatformError) -> TransportError {
    match error {
        PlatformError::TimedOut => TransportError::TimedOut,
        PlatformError::Untrusted => TransportError::Untrusted,
        PlatformError::Cancelled => TransportError::Cancelled,
        PlatformError::Offline => TransportError::Offline,
        PlatformError::Locked | PlatformError::Failed { .. } => {
            tracing::warn!(%error, "the app's transport failed");
            TransportError::Offline
        }
    }
}

impl Debug for HttpRequest {
    /// Without headers and body: they hold the token and the work.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {} ({} bytes)", self.method, self.url, self.body.len())
    }
}

impl Debug for HttpResponse {
    /// Without headers and body.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} ({} bytes)", self.status, self.body.len())
    }
}
