//! 500 jobs that somebody worked on are given to a colleague, whose phone has none of them.
//!
//! The limit is what must be there: the documents and facts, compressed together as zstd does at its usual level. The
//! documents alone are printed beside it, and so are the manifests: they say who wrote what, are all signatures and hashes,
//! and cannot be compressed.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use doorstep_core::host::{HttpTransport, Method, NativeHttp, Request, Response, TransportError};
use doorstep_core::{Budget, Core, JobFilter, SyncReport, SyncStatus};
use doorstep_domain::cbor;
use doorstep_domain::sync::{ItemKind, SyncResponse};
use minicbor::bytes::ByteVec;
use serde_json::json;

use super::reconcile::{plain, walk_in};
use super::{Figures, Ratio, Row};
use crate::world::{Company, Time, Trouble};

const JOBS: u32 = 500;
/// Notes in each job: enough for the server to send the document in one piece.
const NOTES: u32 = 20;
/// Bytes without manifests against the limit, in thousandths, at most.
const FACTOR_PERMILLE: u64 = 1_200;
/// By how much the bytes of two whole runs may differ, in thousandths: each has its own certificate.
const NOISE_PERMILLE: u64 = 10;

/// A way to the server that counts, keeps what came, and can be cut.
#[derive(Debug)]
struct Way {
    inner: NativeHttp,
    /// The answer that takes the sum of bytes beyond this one does not arrive.
    cut_at_bytes: AtomicU64,
    down_bytes: AtomicU64,
    /// The length of the answer that did not arrive.
    lost_bytes: AtomicU64,
    answers: Mutex<Vec<Vec<u8>>>,
}

impl Way {
    fn new(cut_at_bytes: u64) -> Result<Arc<Self>, Trouble> {
        Ok(Arc::new(Self {
            inner: NativeHttp::new()?,
            cut_at_bytes: AtomicU64::new(cut_at_bytes),
            down_bytes: AtomicU64::default(),
            lost_bytes: AtomicU64::default(),
            answers: Mutex::default(),
        }))
    }
}

impl HttpTransport for Way {
    fn send(&self, request: Request) -> Result<Response, TransportError> {
        let is_sync = request.url.ends_with("/v1/sync");
        let response = self.inner.send(request)?;
        if !is_sync {
            return Ok(response);
        }
        let size = response.body.len() as u64;
        let came = self.down_bytes.fetch_add(size, Ordering::SeqCst) + size;
        if came > self.cut_at_bytes.load(Ordering::SeqCst) {
            self.cut_at_bytes.store(u64::MAX, Ordering::SeqCst);
            self.lost_bytes.store(size, Ordering::SeqCst);
            return Err(TransportError::Offline);
        }
        let answer = plain(&response.headers, &response.body);
        self.answers.lock().unwrap_or_else(PoisonError::into_inner).push(answer);
        Ok(response)
    }
}

/// What the items of all answers weigh, compressed together.
struct Weights {
    saves: u64,
    without_manifests: u64,
    manifests: u64,
}

pub(super) fn measure() -> Result<Figures, Trouble> {
    let company = Company::found("property-repair", &Time::starting_at(1_772_415_000_000), true)?;
    work(&company)?;
    let (whole, report) = arrive(&company, u64::MAX)?;
    let bytes = whole.down_bytes.load(Ordering::SeqCst);
    let weights = weigh(&whole.answers.lock().unwrap_or_else(PoisonError::into_inner))?;
    let (cut, _) = arrive(&company, bytes / 2)?;
    let (cut_bytes, lost) = (cut.down_bytes.load(Ordering::SeqCst), cut.lost_bytes.load(Ordering::SeqCst));
    let again = cut_bytes.saturating_sub(bytes);
    let ratio = Ratio::of(bytes.saturating_sub(weights.manifests), weights.without_manifests);
    let row = |what: &str, found: String, target: &str, met| Row {
        what: what.to_owned(),
        found,
        target: target.to_owned(),
        met,
    };
    let rows = vec![
        row("requests", report.round_trips.to_string(), "", None),
        row("bytes down", bytes.to_string(), "", None),
        row("of them manifests, which zstd cannot shorten", weights.manifests.to_string(), "", None),
        row("zstd-3 of the documents", weights.saves.to_string(), "", None),
        row(
            "zstd-3 of documents, facts, orders and vouchers",
            weights.without_manifests.to_string(),
            "",
            None,
        ),
        row(
            "bytes without manifests to that",
            ratio.to_string(),
            "≤ 1.2",
            Some(ratio.permille() <= FACTOR_PERMILLE),
        ),
        row("bytes down if the link is cut half-way", cut_bytes.to_string(), "", None),
        row(
            &format!("bytes fetched twice (the answer that was cut has {lost})"),
            again.to_string(),
            "at most that answer",
            Some(lost > 0 && again <= lost + bytes * NOISE_PERMILLE / 1000),
        ),
    ];
    let json = json!({
        "jobs": JOBS, "requests": report.round_trips, "bytes_down": bytes, "manifest_bytes": weights.manifests,
        "zstd_of_documents": weights.saves, "zstd_without_manifests": weights.without_manifests,
        "ratio_permille": ratio, "bytes_down_if_cut": cut_bytes, "bytes_of_the_answer_that_was_cut": lost,
    });
    Ok(Figures { rows, json })
}

/// A technician makes the jobs and works on them.
fn work(company: &Company) -> Result<(), Trouble> {
    let chen = super::phone(company, company.url(), ("chen", "technician"), Arc::new(NativeHttp::new()?))?;
    chen.sync_now(Budget::default())?;
    for number in 0..JOBS {
        let (case, mut version) = chen.create_walk_in(walk_in(company, number))?;
        let visit = chen.job(case)?.state.current_visit().ok_or("a job without a visit")?;
        for note in 0..NOTES {
            let text =
                format!("{number}: {note} metres of pipe looked at, joint {} is tight", note * number % 7);
            (_, version) = chen.add_note(case, &version, visit, text)?;
        }
    }
    all_done(chen.sync_now(Budget::default())?)?;
    company.project()?;
    let mut cases = chen.jobs(&JobFilter { limit: JOBS, ..JobFilter::default() })?.into_iter();
    let users = json!({ "users": ["chen", "li"] });
    cases.try_for_each(|job| {
        company.desk(Method::Post, &format!("jobs/{}/assign", job.case), &users).map(drop)
    })?;
    company.project()
}

/// A phone of the colleague comes, and gets everything; over a way that is cut, in two runs.
fn arrive(company: &Company, cut_at_bytes: u64) -> Result<(Arc<Way>, SyncReport), Trouble> {
    let way = Way::new(cut_at_bytes)?;
    let li: Core = super::phone(company, company.url(), ("li", "technician"), Arc::clone(&way) as _)?;
    let mut report = li.sync_now(Budget::default())?;
    if cut_at_bytes < u64::MAX {
        if report.status == SyncStatus::Done {
            return Err("the cut met nothing".into());
        }
        report = li.sync_now(Budget::default())?;
    }
    all_done(report)?;
    let page = JobFilter { limit: JOBS + 1, ..JobFilter::default() };
    let jobs = li.jobs(&page)?.len();
    if jobs != JOBS as usize { Err(format!("{jobs} jobs arrived").into()) } else { Ok((way, report)) }
}

fn all_done(report: SyncReport) -> Result<(), Trouble> {
    let is_done = report.status == SyncStatus::Done && report.waiting == 0 && report.stuck == 0;
    if is_done { Ok(()) } else { Err(format!("not everything got through: {report:?}").into()) }
}

fn weigh(answers: &[Vec<u8>]) -> Result<Weights, Trouble> {
    let (mut saves, mut without, mut manifests) = (Vec::new(), Vec::new(), Vec::new());
    for answer in answers {
        let response: SyncResponse = cbor::decode_bounded(answer, answer.len())?;
        for item in response.pull.iter().flat_map(|case| &case.items) {
            if item.kind == ItemKind::Manifest.code() {
                manifests.extend_from_slice(&item.bytes);
                continue;
            }
            without.extend_from_slice(&item.bytes);
            if item.kind == ItemKind::Snapshot.code() {
                let (_, save): (ByteVec, ByteVec) = minicbor::decode(&item.bytes)?;
                saves.extend_from_slice(&save);
            }
        }
    }
    if saves.is_empty() {
        return Err("no document came in one piece".into());
    }
    let weight = |bytes: &[u8]| zstd::stream::encode_all(bytes, 3).map(|packed| packed.len() as u64);
    Ok(Weights {
        saves: weight(&saves)?,
        without_manifests: weight(&without)?,
        manifests: weight(&manifests)?,
    })
}
