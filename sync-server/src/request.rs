//! Requests and responses, without a network.

use std::io::Read;

use doorstep_domain::cbor;
use minicbor::Encode;

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Read.
    Get,
    /// Ask whether it is there.
    Head,
    /// Act.
    Post,
    /// Store under this name.
    Put,
    /// Add to what is under this name.
    Patch,
}

/// A body on its way in.
pub enum Body {
    /// Whole.
    Bytes(Vec<u8>),
    /// Read piece by piece; an error means that the sender went away.
    Reader(Box<dyn Read + Send>),
}

impl std::fmt::Debug for Body {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Bytes(bytes) => write!(f, "{} bytes", bytes.len()),
            Self::Reader(_) => f.write_str("a stream"),
        }
    }
}

impl Body {
    /// The body as a stream.
    #[must_use]
    pub fn into_reader(self) -> Box<dyn Read + Send> {
        match self {
            Self::Bytes(bytes) => Box::new(std::io::Cursor::new(bytes)),
            Self::Reader(reader) => reader,
        }
    }
}

/// A request.
#[derive(Debug)]
pub struct Request {
    /// What is to be done.
    pub method: Method,
    /// The path, without a query.
    pub path: String,
    /// The query without its question mark; empty if there is none.
    pub query: String,
    /// Headers; names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Body,
}

impl Request {
    /// A request without body. `target` is a path, with a query if there is one.
    #[must_use]
    pub fn new(method: Method, target: &str) -> Self {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let (path, query) = (path.to_owned(), query.to_owned());
        Self { method, path, query, headers: Vec::new(), body: Body::Bytes(Vec::new()) }
    }

    /// Adds a header. `name` is in lower case.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Adds a bearer token.
    #[must_use]
    pub fn bearer(self, token: &str) -> Self {
        self.header("authorization", &format!("Bearer {token}"))
    }

    /// Sets the body.
    #[must_use]
    pub fn bytes(mut self, bytes: Vec<u8>) -> Self {
        self.body = Body::Bytes(bytes);
        self
    }

    /// Sets a CBOR body.
    #[must_use]
    pub fn cbor<T: Encode<()>>(self, message: &T) -> Self {
        self.header("content-type", "application/cbor").bytes(cbor::encode(message))
    }

    /// Sets a JSON body.
    #[must_use]
    pub fn json(self, message: &serde_json::Value) -> Self {
        self.header("content-type", "application/json").bytes(message.to_string().into_bytes())
    }

    /// The first value of a header. `name` is in lower case.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The value of a parameter of the query, as far as it needs no decoding.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<&str> {
        let pairs = self.query.split('&').filter_map(|pair| pair.split_once('='));
        pairs.into_iter().find(|(key, _)| *key == name).map(|(_, value)| value)
    }

    pub(crate) fn bearer_token(&self) -> Option<&str> {
        self.get("authorization")?.strip_prefix("Bearer ")
    }
}

/// A body on its way out.
pub enum Payload {
    /// Whole.
    Bytes(Vec<u8>),
    /// Read piece by piece, on a thread that may block.
    Stream {
        /// What is read.
        reader: Box<dyn Read + Send>,
        /// How many bytes of it.
        size_bytes: u64,
    },
}

impl std::fmt::Debug for Payload {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Bytes(bytes) => write!(f, "{} bytes", bytes.len()),
            Self::Stream { size_bytes, .. } => write!(f, "a stream of {size_bytes} bytes"),
        }
    }
}

/// A response.
#[derive(Debug)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// Headers; names in lower case.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: Payload,
}

impl Response {
    /// A response without body.
    #[must_use]
    pub fn new(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: Payload::Bytes(Vec::new()) }
    }

    /// Adds a header. `name` is in lower case.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// Sets the body with its type.
    #[must_use]
    pub fn bytes(mut self, media_type: &str, bytes: Vec<u8>) -> Self {
        self.body = Payload::Bytes(bytes);
        self.header("content-type", media_type)
    }

    /// The value of a header.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| *key == name).map(|(_, value)| value.as_str())
    }

    /// The whole body, read to the end.
    ///
    /// # Errors
    /// Those of whatever is read.
    pub fn into_bytes(self) -> std::io::Result<Vec<u8>> {
        match self.body {
            Payload::Bytes(bytes) => Ok(bytes),
            Payload::Stream { reader, size_bytes } => {
                let mut bytes = Vec::new();
                reader.take(size_bytes).read_to_end(&mut bytes)?;
                Ok(bytes)
            }
        }
    }
}
