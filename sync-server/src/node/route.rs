//! Which request means what.

use doorstep_domain::cbor;
use doorstep_domain::sync::{ReconcileRequest, SyncRequest};

use super::Node;
use crate::reply::{self, Problem};
use crate::request::{Method, Request, Response};
use crate::{access, blob, font, office, pack, poke, reconcile, sync, wipe};

/// A refused caller comes back after this many seconds, plus as many again at random: what failed together
/// must not return together.
const RETRY_AFTER_S: u64 = 2;

impl Node {
    /// Answers a request. It may block on the disk, for as long as one commit takes.
    #[must_use]
    pub fn handle(&self, mut request: Request) -> Response {
        let office = request.path == "/" || request.path.starts_with("/office/");
        let accept = request.get("accept-encoding").map(str::to_owned);
        match self.route(&mut request) {
            Ok(response) => reply::compressed(accept.as_deref(), response),
            Err(problem) => reply::refusal(&problem, office, RETRY_AFTER_S + self.spread()),
        }
    }

    fn route(&self, request: &mut Request) -> Result<Response, Problem> {
        let path = request.path.clone();
        let segments: Vec<&str> = path.split('/').skip(1).collect();
        match (request.method, segments.as_slice()) {
            (Method::Get | Method::Head, ["healthz"]) => self.health(),
            (Method::Post, ["v1", "enrol"]) => {
                let message = reply::read_cbor(request)?;
                Ok(reply::cbor(&access::enrol(self, &message)?))
            }
            (Method::Post, ["v1", "token"]) => {
                let message = reply::read_cbor(request)?;
                Ok(reply::cbor(&access::renew(self, &message)?))
            }
            (Method::Post, ["v1", "wipe"]) => {
                let message = reply::read_cbor(request)?;
                Ok(reply::cbor(&wipe::hear(self, &message)?))
            }
            (Method::Post, ["v1", "sync"]) => {
                let device = access::authenticate(self, request)?;
                let mut message: SyncRequest = cbor::decode(&reply::read_body(request)?)?;
                message.expand();
                Ok(reply::cbor(&sync::sync(self, &device, message)?))
            }
            (Method::Get, ["v1", "poke"]) => {
                let device = access::authenticate(self, request)?;
                poke::look(self, &device, request)
            }
            (Method::Post, ["v1", "reconcile"]) => {
                let device = access::authenticate(self, request)?;
                let message: ReconcileRequest = cbor::decode(&reply::read_body(request)?)?;
                Ok(reply::cbor(&reconcile::reconcile(self, &device, &message)?))
            }
            (_, ["v1", "blobs", case, blob]) => {
                let device = access::authenticate(self, request)?;
                blob::handle(self, &device, request, (case, blob))
            }
            (Method::Get, ["v1", "packs", id]) => {
                access::authenticate(self, request)?;
                pack::get(self, id)
            }
            (Method::Get, ["v1", "fonts", font]) => {
                access::authenticate(self, request)?;
                font::get(self, request, font)
            }
            (
                _,
                [""]
                | ["login" | "follow-ups" | "vans" | "wages" | "figures" | "erased" | "phones" | "verify"]
                | ["jobs" | "phones", ..],
            ) => office::handle_page(self, request, &segments),
            (_, ["office", "api", rest @ ..]) => office::handle_api(self, request, rest),
            _ => Err(Problem::not_found()),
        }
    }

    /// Whether the store can be read.
    fn health(&self) -> Result<Response, Problem> {
        let head = self.read(|read| read.head())?;
        Ok(reply::json(200, &serde_json::json!({ "status": "ok", "seq": head.seq })))
    }

    fn spread(&self) -> u64 {
        self.options.random::<1>().map_or(0, |[byte]| u64::from(byte) % (RETRY_AFTER_S + 1))
    }
}
