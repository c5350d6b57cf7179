//! A phone that was away comes back: ten jobs changed here, ten there, thousands did not.
//!
//! The limit is what the new items themselves weigh when they are compressed together: whatever a protocol
//! does, these bytes have to cross. Both are taken from the one request that did it.

use std::sync::Arc;

use doorstep_core::host::{HttpTransport, Method, NativeHttp, Request, Response, TransportError};
use doorstep_core::{Budget, Core, JobFilter, NewWalkIn, SyncReport};
use doorstep_domain::cbor;
use doorstep_domain::fact::Area;
use doorstep_domain::id::CaseId;
use doorstep_domain::sync::{CaseItems, SyncRequest, SyncResponse};
use doorstep_domain::value::{AnswerKey, Value};
use serde_json::json;
use std::sync::{Mutex, PoisonError};

use super::{Figures, Ratio, Row};
use crate::world::{Company, CountingProxy, Time, Trouble};

/// How many jobs the phone has.
const JOBS: [u32; 2] = [1_000, 5_000];
/// How many of them changed on each side.
const DIRTY: usize = 10;
/// What one job sends: its change, and the manifest by which its device signs for it.
const ITEMS: usize = 2;
/// Targets: bytes at most 1.25 times the limit and 300 bytes for both ways of one request.
const FACTOR_PERMILLE: u64 = 1_250;
const ALLOWANCE_BYTES: u64 = 300;
/// From 1,000 to 5,000 jobs the bytes may differ by two in a hundred.
const SLOPE_PERMILLE: u64 = 20;

/// What one reconciliation cost.
struct Cost {
    jobs: u32,
    round_trips: u32,
    up: Way,
    down: Way,
    header_bytes: u64,
    millis: u64,
}

/// One direction.
struct Way {
    body_bytes: u64,
    limit_bytes: u64,
}

impl Way {
    fn ratio(&self) -> Ratio {
        Ratio::of(self.body_bytes, self.limit_bytes)
    }

    fn is_met(&self) -> bool {
        self.body_bytes <= self.limit_bytes * FACTOR_PERMILLE / 1000 + ALLOWANCE_BYTES
    }
}

pub(super) fn measure() -> Result<Figures, Trouble> {
    let costs = JOBS.into_iter().map(cost).collect::<Result<Vec<Cost>, Trouble>>()?;
    let mut rows: Vec<Row> = costs.iter().flat_map(rows_of).collect();
    let bytes = |cost: &Cost| cost.up.body_bytes + cost.down.body_bytes;
    let (few, many) = (bytes(&costs[0]), bytes(&costs[1]));
    rows.push(Row {
        what: format!("bytes at {} jobs to bytes at {} jobs", JOBS[1], JOBS[0]),
        found: Ratio::of(many, few).to_string(),
        target: "1 ± 0.02".to_owned(),
        met: Some(few.abs_diff(many) * 1000 <= few * SLOPE_PERMILLE),
    });
    let json = costs.iter().map(|cost| {
        json!({
            "jobs": cost.jobs,
            "dirty_each_side": DIRTY,
            "round_trips": cost.round_trips,
            "bytes_up": cost.up.body_bytes,
            "limit_up": cost.up.limit_bytes,
            "ratio_up_permille": cost.up.ratio(),
            "bytes_down": cost.down.body_bytes,
            "limit_down": cost.down.limit_bytes,
            "ratio_down_permille": cost.down.ratio(),
            "http_header_bytes": cost.header_bytes,
            "millis": cost.millis,
        })
    });
    Ok(Figures { json: json.collect(), rows })
}

fn rows_of(cost: &Cost) -> Vec<Row> {
    let of = |what: &str| format!("{} jobs: {what}", cost.jobs);
    let way = |what: &str, way: &Way| Row {
        what: format!("{} ({} bytes, items by themselves {})", of(what), way.body_bytes, way.limit_bytes),
        found: way.ratio().to_string(),
        target: "≤ 1.25 + 300 bytes".to_owned(),
        met: Some(way.is_met()),
    };
    let plain = |what: &str, found: u64| Row {
        what: of(what),
        found: found.to_string(),
        target: String::new(),
        met: None,
    };
    let round_trips = Row {
        target: "1".to_owned(),
        met: Some(cost.round_trips == 1),
        ..plain("round trips", u64::from(cost.round_trips))
    };
    vec![
        round_trips,
        way("up", &cost.up),
        way("down", &cost.down),
        plain("HTTP header bytes, both ways", cost.header_bytes),
        plain("milliseconds", cost.millis),
    ]
}

/// The bodies of the last request and its answer.
#[derive(Debug, Default)]
struct Seen {
    up: Vec<u8>,
    down: Vec<u8>,
}

/// A transport that keeps what it carried last.
#[derive(Debug)]
struct Recorder {
    inner: NativeHttp,
    seen: Arc<Mutex<Seen>>,
}

impl HttpTransport for Recorder {
    fn send(&self, request: Request) -> Result<Response, TransportError> {
        let up = plain(&request.headers, &request.body);
        let response = self.inner.send(request)?;
        let down = plain(&response.headers, &response.body);
        *self.seen.lock().unwrap_or_else(PoisonError::into_inner) = Seen { up, down };
        Ok(response)
    }
}

pub(super) fn plain(headers: &[(String, String)], body: &[u8]) -> Vec<u8> {
    let is_zstd =
        headers.iter().any(|(name, value)| name.eq_ignore_ascii_case("content-encoding") && value == "zstd");
    if is_zstd { zstd::stream::decode_all(body).unwrap_or_default() } else { body.to_vec() }
}

/// What items weigh by themselves, compressed together.
fn limit(items: &[CaseItems]) -> Result<u64, Trouble> {
    let bytes: Vec<u8> =
        items.iter().flat_map(|case| &case.items).flat_map(|item| item.bytes.to_vec()).collect();
    Ok(zstd::stream::encode_all(bytes.as_slice(), 3)?.len() as u64)
}

fn cost(jobs: u32) -> Result<Cost, Trouble> {
    let mut proxy = None;
    let stage = Stage::set(jobs, &mut |server| {
        let proxy = proxy.insert(CountingProxy::before(server)?);
        Ok(proxy.url().to_owned())
    })?;
    let proxy = proxy.ok_or("nobody came by the proxy")?;
    stage.make_dirty(true)?;
    proxy.counted().take();
    let start = std::time::Instant::now();
    let report = stage.reconcile()?;
    let millis = u64::try_from(start.elapsed().as_millis())?;
    let (wire_up, wire_down) = proxy.counted().take();
    let seen = stage.seen.lock().unwrap_or_else(PoisonError::into_inner);
    let request: SyncRequest = cbor::decode_bounded(&seen.up, seen.up.len())?;
    let response: SyncResponse = cbor::decode_bounded(&seen.down, seen.down.len())?;
    Ok(Cost {
        jobs,
        round_trips: report.round_trips,
        up: Way { body_bytes: report.bytes_up, limit_bytes: limit(&request.push)? },
        down: Way { body_bytes: report.bytes_down, limit_bytes: limit(&response.pull)? },
        header_bytes: wire_up + wire_down - report.bytes_up - report.bytes_down,
        millis,
    })
}

/// Two phones with many jobs, of which each changes a few.
pub(super) struct Stage {
    // The phones before the server that they talk to.
    chen: Core,
    li: Core,
    mine: Vec<CaseId>,
    theirs: Vec<CaseId>,
    seen: Arc<Mutex<Seen>>,
    _company: Company,
}

impl Stage {
    /// Phones that reach the server by the address that `front` gives for the server's own. The one that is looked at has
    /// all jobs.
    pub(super) fn set(
        jobs: u32,
        front: &mut dyn FnMut(&str) -> Result<String, Trouble>,
    ) -> Result<Self, Trouble> {
        let time = Time::starting_at(1_772_415_000_000);
        let company = Company::found("property-repair", &time, true)?;
        let url = front(company.url())?;
        let seen = Arc::new(Mutex::new(Seen::default()));
        let chen = enrolled(&company, &url, "chen", &seen)?;
        let li = enrolled(&company, company.url(), "li", &Arc::default())?;
        chen.sync_now(Budget::default())?;
        for number in 0..jobs {
            chen.create_walk_in(walk_in(&company, number))?;
        }
        chen.sync_now(Budget::default())?;
        let page = JobFilter { limit: 2 * u32::try_from(DIRTY)?, ..JobFilter::default() };
        let mut mine: Vec<CaseId> = chen.jobs(&page)?.into_iter().map(|job| job.case).collect();
        let theirs = mine.split_off(DIRTY.min(mine.len()));
        for case in &theirs {
            let users = json!({ "users": ["chen", "li"] });
            company.desk(Method::Post, &format!("jobs/{case}/assign"), &users)?;
        }
        // One round of edits before those that are measured: certificates and grants travel once.
        li.sync_now(Budget::default())?;
        edit_all(&li, &theirs, "uniform", true)?;
        li.sync_now(Budget::default())?;
        edit_all(&chen, &mine, "uniform", true)?;
        chen.sync_now(Budget::default())?;
        Ok(Self { chen, li, mine, theirs, seen, _company: company })
    }

    /// Each changes its jobs; only the other one tells the office.
    pub(super) fn make_dirty(&self, value: bool) -> Result<(), Trouble> {
        self.li.sync_now(Budget::default())?;
        edit_all(&self.li, &self.theirs, "badge", value)?;
        self.li.sync_now(Budget::default())?;
        edit_all(&self.chen, &self.mine, "badge", value)
    }

    /// The run that is measured.
    pub(super) fn reconcile(&self) -> Result<SyncReport, Trouble> {
        let report = self.chen.sync_now(Budget::default())?;
        let items = DIRTY * ITEMS;
        if report.acked as usize != items || report.pulled as usize != items {
            return Err(format!("{items} items each way were expected: {report:?}").into());
        }
        Ok(report)
    }
}

fn enrolled(company: &Company, url: &str, name: &str, seen: &Arc<Mutex<Seen>>) -> Result<Core, Trouble> {
    let transport = Recorder { inner: NativeHttp::new()?, seen: Arc::clone(seen) };
    super::phone(company, url, (name, "technician"), Arc::new(transport))
}

pub(super) fn walk_in(company: &Company, number: u32) -> NewWalkIn {
    NewWalkIn {
        pack: company.pack().id,
        service: "repair-centre".to_owned(),
        report: format!("lamp {number} is dark"),
        area: Area::Indoor,
        is_emergency: false,
        customer_name: format!("Customer {number}"),
        customer_phone: None,
        address: format!("block {}, flat {}", number / 40, number % 40),
        time_zone: "CST-8".to_owned(),
        reporter: None,
    }
}

fn edit_all(core: &Core, cases: &[CaseId], step: &str, value: bool) -> Result<(), Trouble> {
    for case in cases {
        let job = core.job(*case)?;
        let visit = job.state.current_visit().ok_or("a job without a visit")?;
        core.answer(*case, &job.version, vec![(AnswerKey::step(visit, step), Some(Value::Bool(value)))])?;
    }
    Ok(())
}
