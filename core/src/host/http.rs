//! HTTP as the core needs it: one blocking request at a time.

use std::fmt::Debug;

/// How a request acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Reads.
    Get,
    /// Asks whether something is there.
    Head,
    /// Sends.
    Post,
    /// Puts a file under its name.
    Put,
}

impl Method {
    /// The word in the request line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Head => "HEAD",
            Self::Post => "POST",
            Self::Put => "PUT",
        }
    }
}

/// One request.
#[derive(Clone, PartialEq, Eq)]
pub struct Request {
    /// How.
    pub method: Method,
    /// Where: the whole URL.
    pub url: String,
    /// Names in lower case, and values.
    pub headers: Vec<(String, String)>,
    /// What; empty for none.
    pub body: Vec<u8>,
}

impl Debug for Request {
    /// Without headers and body: they hold the token and the work.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {} ({} bytes)", self.method.name(), self.url, self.body.len())
    }
}

/// One response.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Response {
    /// The status, e.g. 200.
    pub status: u16,
    /// Names in any case, and values.
    pub headers: Vec<(String, String)>,
    /// The body as it came; a transport does not have to understand zstd.
    pub body: Vec<u8>,
}

impl Response {
    /// The first value of a header, whatever the case of its name.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(other, _)| other.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }
}

impl Debug for Response {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} ({} bytes)", self.status, self.body.len())
    }
}

/// Why no response came. Nothing is known about whether the server saw the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TransportError {
    /// No network, no route, no answer.
    #[error("no connection")]
    Offline,
    /// It took too long.
    #[error("timed out")]
    TimedOut,
    /// The other side could not prove who it is.
    #[error("the server's certificate is not trusted")]
    Untrusted,
    /// Cancelled by the app.
    #[error("cancelled")]
    Cancelled,
}

/// Sends requests. On phones the platform's stack, which brings system trust, proxies and background time;
/// elsewhere `NativeHttp` (feature `native-http`).
pub trait HttpTransport: Debug + Send + Sync {
    /// Sends one request and waits for the whole response. Follows no redirects.
    ///
    /// # Errors
    /// [`TransportError`] if no response came. A response with an error status is a response.
    fn send(&self, request: Request) -> Result<Response, TransportError>;
}
