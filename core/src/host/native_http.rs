//! HTTP by reqwest, for desktops, tools and tests on the JVM and in Python.

use std::error::Error as _;
use std::io::Read as _;
use std::time::Duration;

use super::{HttpTransport, Method, Request, Response, TransportError};

/// How long to wait for a connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// How long one request may take. A 256 KiB push on 50 kbit/s needs 42 seconds.
const TOTAL_TIMEOUT: Duration = Duration::from_secs(120);

/// A longer body is cut here; it would be refused anyway.
const MAX_BODY_BYTES: u64 = 64 * 1024 * 1024;

/// A transport with rustls (ring) and the system's trust. Plain `http` works too, for a server on the same
/// machine.
#[derive(Debug)]
pub struct NativeHttp {
    client: reqwest::blocking::Client,
}

impl NativeHttp {
    /// Makes a client.
    ///
    /// # Errors
    /// The reason as text, if TLS cannot be set up.
    pub fn new() -> Result<Self, String> {
        // Installed once per process; another library may have been first, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let builder = reqwest::blocking::Client::builder()
            .connect_timeout(CONNECT_TIMEOUT)
            .timeout(TOTAL_TIMEOUT)
            .redirect(reqwest::redirect::Policy::none());
        let client = builder.build().map_err(|error| error.to_string())?;
        Ok(Self { client })
    }
}

impl HttpTransport for NativeHttp {
    fn send(&self, request: Request) -> Result<Response, TransportError> {
        let method = match request.method {
            Method::Get => reqwest::Method::GET,
            Method::Head => reqwest::Method::HEAD,
            Method::Post => reqwest::Method::POST,
            Method::Put => reqwest::Method::PUT,
        };
        let mut builder = self.client.request(method, &request.url);
        for (name, value) in &request.headers {
            builder = builder.header(name, value);
        }
        if !request.body.is_empty() {
            builder = builder.body(request.body);
        }
        let response = builder.send().map_err(|error| classify(&error))?;
        let status = response.status().as_u16();
        let headers = response.headers().iter().filter_map(|(name, value)| {
            value.to_str().ok().map(|value| (name.as_str().to_owned(), value.to_owned()))
        });
        let headers = headers.collect();
        let mut body = Vec::new();
        response.take(MAX_BODY_BYTES).read_to_end(&mut body).map_err(|_| TransportError::Offline)?;
        Ok(Response { status, headers, body })
    }
}

fn classify(error: &reqwest::Error) -> TransportError {
    let mut cause = error.source();
    while let Some(inner) = cause {
        if inner.is::<rustls::Error>() {
            return TransportError::Untrusted;
        }
        cause = inner.source();
    }
    if error.is_timeout() { TransportError::TimedOut } else { TransportError::Offline }
}
