//! Requests in, responses out.

use minicbor::{Decode, Encode};

use doorstep_domain::cbor;
use doorstep_domain::certificate::{Certificate, ED25519};
use doorstep_domain::envelope::Signed;
use doorstep_domain::id::{CaseId, DeviceId, TenantId, hex};
use doorstep_domain::sync::{
    EnrolRequest, EnrolResponse, EnrolmentClaim, Item, ItemKind, SyncRequest, TokenRequest, TokenResponse,
};

use doorstep_domain::control::SignedControl;
use doorstep_domain::wipe::{SignedWipeReport, WipeRequest, WipeResponse};

use super::{FakeServer, Fault, Log, pack_file};
use crate::host::{HttpTransport, Method, Request, Response, TransportError};

impl HttpTransport for FakeServer {
    fn send(&self, request: Request) -> Result<Response, TransportError> {
        let watcher = self.with(|log| log.watcher.take());
        if let Some(mut watcher) = watcher {
            (watcher.0)(&request);
            self.with(|log| log.watcher = Some(watcher));
        }
        if let Some(fault) = self.with(|log| log.fault_of(&request)) {
            return Ok(Response { status: fault, ..Response::default() });
        }
        match self.with(|log| log.faults.pop_front()) {
            None => Ok(self.answer(&request)),
            Some(Fault::Lost) => Err(TransportError::Offline),
            Some(Fault::AnswerLost) => {
                self.answer(&request);
                Err(TransportError::TimedOut)
            }
            Some(Fault::Page) => Ok(Response {
                status: 200,
                headers: vec![("content-type".to_owned(), "text/html".to_owned())],
                body: b"<html>please sign in</html>".to_vec(),
            }),
            Some(Fault::Status(status)) => Ok(Response { status, ..Response::default() }),
        }
    }
}

impl FakeServer {
    fn answer(&self, request: &Request) -> Response {
        let path = request.url.strip_prefix("http://test").unwrap();
        let first: Vec<&str> = path.splitn(4, '/').take(3).collect();
        self.with(|log| log.requests.push(format!("{} {}", request.method.name(), first.join("/"))));
        match (request.method, path) {
            (Method::Post, "/v1/enrol") => self.enrol(&read(request)),
            (Method::Post, "/v1/token") if self.with(|log| log.is_revoked) => refused("revoked"),
            (Method::Post, "/v1/token") => self.renew(&read(request)),
            (Method::Post, "/v1/wipe") => self.hear_of_wipe(&read(request)),
            _ => {
                let token = request.headers.iter().find(|(name, _)| name == "authorization");
                let token = token.and_then(|(_, value)| value.strip_prefix("Bearer ")).unwrap_or_default();
                match self.with(|log| log.tokens.get(token).copied()) {
                    None => Response { status: 401, ..Response::default() },
                    Some(device) => self.serve(request, path, device),
                }
            }
        }
    }

    fn serve(&self, request: &Request, path: &str, device: DeviceId) -> Response {
        let named = |status, body: Vec<u8>| Response {
            status,
            headers: vec![("ETag".to_owned(), format!("\"{}\"", &path[path.len() - 64..]))],
            body,
        };
        match (request.method, path) {
            (Method::Post, "/v1/sync") => {
                let mut message: SyncRequest = read(request);
                message.expand();
                reply(&self.with(|log| self.sync(log, &message, device)))
            }
            (Method::Get, path) if path.starts_with("/v1/packs/") => {
                let (id, file) = pack_file();
                assert!(path.ends_with(&hex(&id.0)));
                let headers = vec![("Content-Encoding".to_owned(), "zstd".to_owned())];
                Response { status: 200, headers, body: zstd::bulk::compress(&file, 3).unwrap() }
            }
            (Method::Get, path) if path.starts_with("/v1/fonts/") => {
                part_of(request, &self.with(|log| log.font.clone()))
            }
            (Method::Put, path) if !self.with(|log| log.is_whole(path, request)) => {
                let offset = self.with(|log| log.parts.get(path).map_or(0, Vec::len));
                standing(204, offset)
            }
            (Method::Put, path) => {
                let case: [u8; 16] = doorstep_domain::id::parse_hex(&path[10..42]).unwrap();
                let stored = Item::new(ItemKind::BlobStored, read_hash(path).to_vec());
                self.with(|log| {
                    let bytes = log.parts.remove(path).unwrap_or_default();
                    log.blobs.insert(path.to_owned(), bytes);
                    log.entries.push((Some(CaseId(case)), stored));
                });
                named(201, Vec::new())
            }
            (Method::Head | Method::Get, path) => match self.with(|log| log.blobs.get(path).cloned()) {
                Some(body) if request.method == Method::Get => part_of(request, &body),
                Some(_) => named(200, Vec::new()),
                None => standing(404, self.with(|log| log.parts.get(path).map_or(0, Vec::len))),
            },
            _ => Response { status: 404, ..Response::default() },
        }
    }

    fn enrol(&self, request: &EnrolRequest) -> Response {
        let claim = Signed::<EnrolmentClaim>::open(&request.claim).unwrap();
        let claim = claim.body();
        self.with(|log| log.devices.push(claim.device));
        let role = if request.code == "lin" { "leader" } else { "technician" };
        let (tenant, user) = (TenantId::of_root_key(&self.root.public().0), request.code.clone());
        let certificate = Certificate {
            tenant,
            device: claim.device,
            name: user.to_uppercase(),
            roles: vec![role.to_owned()],
            public_key: claim.public_key,
            algorithm: ED25519,
            valid_from_ms: 0,
            valid_until_ms: i64::MAX,
            code: format!("{}7", user[..1].to_uppercase()),
            user,
        };
        reply(&EnrolResponse {
            root_key: self.root.public(),
            certificate: Signed::seal(certificate, &self.root).to_bytes().into(),
            office: self.office.certificate().to_bytes().into(),
            token: self.new_token(claim.device),
            token_until_ms: 0,
        })
    }

    fn hear_of_wipe(&self, request: &WipeRequest) -> Response {
        let report = SignedWipeReport::open(&request.report).unwrap().body().clone();
        let order = self.with(|log| {
            log.wipe_reports.push(report.clone());
            let order = log.wipe.clone()?;
            let round = SignedControl::open(&order).unwrap().body().round;
            let is_heard = report.round == round;
            if is_heard {
                log.wipe = None;
            }
            (!is_heard).then_some(order)
        });
        reply(&WipeResponse { order: order.map(Into::into) })
    }

    fn renew(&self, request: &TokenRequest) -> Response {
        let claim = Signed::<EnrolmentClaim>::open(&request.claim).unwrap();
        claim.verify(&claim.body().public_key).unwrap();
        reply(&TokenResponse { token: self.new_token(claim.body().device), token_until_ms: 0 })
    }

    fn new_token(&self, device: DeviceId) -> String {
        self.with(|log| {
            let token = format!("token-{}-{}", log.requests.len(), log.tokens.len());
            log.tokens.insert(token.clone(), device);
            token
        })
    }
}

/// Body of a refusal.
#[derive(Encode)]
#[cbor(map)]
struct Problem<'a> {
    #[n(0)]
    code: &'a str,
    #[n(1)]
    detail: &'a str,
}

fn refused(code: &str) -> Response {
    Response { status: 403, ..reply(&Problem { code, detail: "" }) }
}

/// The range of a file that was asked for.
fn part_of(request: &Request, file: &[u8]) -> Response {
    let range = request.headers.iter().find(|(name, _)| name == "range").map(|(_, value)| value.as_str());
    let range = range.and_then(|range| range.strip_prefix("bytes=")).and_then(|range| range.split_once('-'));
    let (from, to) = range.unwrap();
    let (from, to): (usize, usize) = (from.parse().unwrap(), to.parse().unwrap());
    let to = to.min(file.len() - 1);
    let headers = vec![("Content-Range".to_owned(), format!("bytes {from}-{to}/{}", file.len()))];
    Response { status: 206, headers, body: file[from..=to].to_vec() }
}

/// How much of a file is here.
fn standing(status: u16, offset: usize) -> Response {
    let headers = vec![("Upload-Offset".to_owned(), offset.to_string())];
    Response { status, headers, body: Vec::new() }
}

impl Log {
    /// The status that a request of this kind gets once, if one is due.
    fn fault_of(&mut self, request: &Request) -> Option<u16> {
        let asked = format!("{} {}", request.method.name(), request.url.trim_start_matches("http://test"));
        match self.fault_of.take() {
            Some((kind, Fault::Status(status))) if asked.starts_with(kind) => Some(status),
            other => {
                self.fault_of = other;
                None
            }
        }
    }

    /// Takes a piece of a file; whether it was the last one.
    fn is_whole(&mut self, path: &str, request: &Request) -> bool {
        let header =
            |name: &str| request.headers.iter().find(|(other, _)| other == name).map(|(_, value)| value);
        let part = self.parts.entry(path.to_owned()).or_default();
        let offset = header("upload-offset").map_or(0, |offset| offset.parse().unwrap());
        assert!(offset <= part.len(), "a piece that nothing leads to");
        part.truncate(offset);
        part.extend(&request.body);
        header("upload-complete").is_none_or(|complete| complete == "?1")
    }
}

fn read<T: for<'b> Decode<'b, ()>>(request: &Request) -> T {
    let is_compressed = request.headers.iter().any(|(name, _)| name == "content-encoding");
    let body = if is_compressed {
        zstd::stream::decode_all(request.body.as_slice()).unwrap()
    } else {
        request.body.clone()
    };
    cbor::decode(&body).unwrap()
}

fn read_hash(path: &str) -> [u8; 32] {
    doorstep_domain::id::parse_hex(&path[path.len() - 64..]).unwrap()
}

fn reply<T: Encode<()>>(value: &T) -> Response {
    let headers = vec![("Content-Type".to_owned(), "application/cbor".to_owned())];
    Response { status: 200, headers, body: cbor::encode(value) }
}
