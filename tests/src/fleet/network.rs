//! The network of one device: what is lost, cut, sent twice or comes late was drawn before.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use doorstep_core::host::{HttpTransport, Request, Response, TransportError};
use doorstep_domain::cbor;
use doorstep_domain::sync::SyncRequest;

use super::fault;
use super::office::Office;
use super::report::Fault;

/// What goes wrong with one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hitch {
    /// It does not arrive.
    LoseRequest,
    /// It arrives, the answer does not.
    LoseAnswer,
    /// Half of the answer arrives.
    CutAnswer,
    /// It arrives, and once more at some later time.
    Twice,
    /// It arrives at some later time, when nobody waits for the answer any more.
    Late,
    /// Its token is not known.
    WrongToken,
    /// The answer is to have the fewest bytes that a server gives.
    SmallPage,
}

impl Hitch {
    /// All of them.
    pub(super) const ALL: [Self; 7] = [
        Self::LoseRequest,
        Self::LoseAnswer,
        Self::CutAnswer,
        Self::Twice,
        Self::Late,
        Self::WrongToken,
        Self::SmallPage,
    ];

    const fn fault(self) -> Fault {
        match self {
            Self::LoseRequest => Fault::RequestLost,
            Self::LoseAnswer => Fault::AnswerLost,
            Self::CutAnswer => Fault::AnswerTruncated,
            Self::Twice => Fault::RequestTwice,
            Self::Late => Fault::RequestLate,
            Self::WrongToken => Fault::TokenRefused,
            Self::SmallPage => Fault::SmallPages,
        }
    }
}

/// The way of one device to the office.
#[derive(Debug)]
pub(super) struct Line {
    office: Arc<Office>,
    name: String,
    dir: std::path::PathBuf,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// What happens to the next requests; `None`: nothing.
    hitches: VecDeque<Option<Hitch>>,
    /// What is still on its way.
    late: Vec<Request>,
}

impl Line {
    pub(super) fn new(office: Arc<Office>, name: &str, dir: &std::path::Path) -> Self {
        Self { office, name: name.to_owned(), dir: dir.to_owned(), state: Mutex::default() }
    }

    /// Draws what happens to the next requests.
    pub(super) fn expect(&self, hitches: &[Option<Hitch>]) {
        self.state().hitches = hitches.iter().copied().collect();
    }

    /// One of the requests that are still on their way arrives. Whether there was one.
    pub(super) fn deliver_late(&self, pick: usize) -> bool {
        let request = {
            let mut state = self.state();
            if state.late.is_empty() {
                return false;
            }
            let index = pick % state.late.len();
            state.late.remove(index)
        };
        let _ = self.office.deliver(&format!("{} late", self.name), request);
        true
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn pass(&self, request: Request, hitch: Option<Hitch>) -> Result<Response, TransportError> {
        let send = |request| self.office.deliver(&self.name, request);
        match hitch {
            None => send(request),
            Some(Hitch::LoseRequest) => Err(TransportError::Offline),
            Some(Hitch::LoseAnswer) => send(request).and(Err(TransportError::TimedOut)),
            Some(Hitch::CutAnswer) => send(request).map(|mut response| {
                response.body.truncate(response.body.len() / 2);
                response
            }),
            Some(Hitch::Twice) => {
                self.state().late.push(request.clone());
                send(request)
            }
            Some(Hitch::Late) => {
                self.state().late.push(request);
                Err(TransportError::TimedOut)
            }
            Some(Hitch::WrongToken) => send(with_wrong_token(request)),
            Some(Hitch::SmallPage) => send(with_small_page(request)),
        }
    }
}

impl HttpTransport for Line {
    fn send(&self, request: Request) -> Result<Response, TransportError> {
        if fault::stopped(&self.dir).is_some() {
            return Err(TransportError::Offline);
        }
        let hitch = self.state().hitches.pop_front().flatten();
        if let Some(hitch) = hitch {
            self.office.count(hitch.fault());
        }
        self.pass(request, hitch)
    }
}

fn with_wrong_token(mut request: Request) -> Request {
    for (name, value) in &mut request.headers {
        if name == "authorization" {
            "Bearer dst_nobody".clone_into(value);
        }
    }
    request
}

/// The same request with the smallest answer; others as they are.
fn with_small_page(mut request: Request) -> Request {
    let Some(mut message) = sync_request(&request) else { return request };
    message.want_bytes = 1;
    request.body = cbor::encode(&message);
    request.headers.retain(|(name, _)| name != "content-encoding");
    request
}

/// The message of a sync request, as it stands in the body.
pub(super) fn sync_request(request: &Request) -> Option<SyncRequest> {
    if !request.url.ends_with("/v1/sync") {
        return None;
    }
    let encoding = request.headers.iter().find(|(name, _)| name == "content-encoding");
    cbor::decode(&plain(encoding.map(|(_, value)| value.as_str()), &request.body)?).ok()
}

/// A body without its compression.
pub(super) fn plain(encoding: Option<&str>, body: &[u8]) -> Option<Vec<u8>> {
    match encoding {
        Some("zstd") => zstd::stream::decode_all(body).ok(),
        _ => Some(body.to_owned()),
    }
}
