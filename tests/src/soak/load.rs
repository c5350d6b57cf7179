//! Many phones on one server over loopback HTTP, with an outage in the middle: does the server's memory grow, how long do
//! people wait, and how much do phones ask in vain?

use std::io::Write;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use doorstep_core::host::{
    FileSecretStore, Host, HttpTransport, NativeHttp, Request, Response, SystemClock, SystemEntropy,
    TransportError,
};
use doorstep_core::{Budget, Config, Core, NewWalkIn, SyncReport, SyncStatus};
use doorstep_domain::fact::Area;
use doorstep_domain::id::{CaseId, PackId};
use doorstep_domain::text::Language;

use super::process::Company;
use crate::world::Trouble;

/// How often a phone has something to send, in milliseconds.
const EVERY_MS: u64 = 1_500;

/// The part of the time that nothing gets through: one in so many.
const OUTAGE_PART: u32 = 10;

/// Requests for each that was needed, in thousandths, at most.
const AMPLIFICATION_MAX: u64 = 1_100;

/// By how much the server may grow between the second and the last quarter, in KiB.
const GROWTH_MAX_KIB: u64 = 48 * 1024;

/// What is asked for.
#[derive(Debug, Clone, Copy, clap::Args)]
pub struct WantedSoak {
    /// How long.
    #[arg(long, default_value_t = 30)]
    pub seconds: u64,
    /// How many phones.
    #[arg(long, default_value_t = 100)]
    pub devices: u32,
}

/// The network of all phones.
#[derive(Debug)]
struct Gate {
    http: NativeHttp,
    is_down: AtomicBool,
    requests: AtomicU64,
    answered: AtomicU64,
}

impl HttpTransport for Gate {
    fn send(&self, request: Request) -> Result<Response, TransportError> {
        self.requests.fetch_add(1, Ordering::Relaxed);
        if self.is_down.load(Ordering::Relaxed) {
            return Err(TransportError::Offline);
        }
        let response = self.http.send(request)?;
        // Whoever is told to come back later has asked in vain, too.
        self.answered.fetch_add(u64::from(response.status < 500), Ordering::Relaxed);
        Ok(response)
    }
}

struct Phone {
    core: Core,
    case: CaseId,
    due: Instant,
    written: u32,
}

/// What was measured.
#[derive(Debug, Default)]
struct Measured {
    waits_us: Vec<u64>,
    memory_kib: Vec<u64>,
    notes: u64,
}

/// Lets them work; says whether all was well.
///
/// # Errors
/// [`Trouble`] if a phone or the server does not start, or work does not get through in the end.
pub fn soak(wanted: WantedSoak, out: &mut dyn Write) -> Result<bool, Trouble> {
    let company = Company::found()?;
    let gate = Arc::new(Gate {
        http: NativeHttp::new()?,
        is_down: AtomicBool::new(false),
        requests: AtomicU64::new(0),
        answered: AtomicU64::new(0),
    });
    let threads = usize::try_from(wanted.devices).unwrap_or(1).clamp(1, 16);
    let mut groups: Vec<Vec<Phone>> = (0..threads).map(|_| Vec::new()).collect();
    for number in 0..wanted.devices {
        let phone = phone(&company, number, &gate)?;
        groups[usize::try_from(number).unwrap_or(0) % threads].push(phone);
    }
    gate.requests.store(0, Ordering::SeqCst);
    gate.answered.store(0, Ordering::SeqCst);
    let before_kib = memory_kib(&company);
    let measured = work(&company, &gate, &mut groups, Duration::from_secs(wanted.seconds))?;
    let (requests, answered) = (gate.requests.load(Ordering::SeqCst), gate.answered.load(Ordering::SeqCst));
    for phone in groups.iter().flatten() {
        let report = sync(phone)?;
        if report.status != SyncStatus::Done || report.waiting > 0 {
            return Err(format!("the work of a phone does not get through: {report:?}").into());
        }
    }
    tell(wanted, &measured, before_kib, (requests, answered), out)
}

fn tell(
    wanted: WantedSoak,
    measured: &Measured,
    before_kib: u64,
    (requests, answered): (u64, u64),
    out: &mut dyn Write,
) -> Result<bool, Trouble> {
    let mut waits = measured.waits_us.clone();
    waits.sort_unstable();
    let at = |percent: usize| waits.get(waits.len() * percent / 100).copied().unwrap_or(0);
    let amplification = requests * 1000 / answered.max(1);
    let quarter = (measured.memory_kib.len() / 4).max(1);
    let mean = |part: &[u64]| part.iter().sum::<u64>() / (part.len() as u64).max(1);
    let early = mean(measured.memory_kib.get(quarter..2 * quarter).unwrap_or_default());
    let late = mean(&measured.memory_kib[measured.memory_kib.len().saturating_sub(quarter)..]);
    let growth = late.saturating_sub(early);
    let per_minute = growth * 120 / wanted.seconds.max(1);
    writeln!(
        out,
        "{} phones, {} s with an outage of {} s: {} notes, all at the office; {requests} requests, {answered} answered, \
         {amplification}/1000 for each needed (at most {AMPLIFICATION_MAX}); synchronised in {} ms (p50), {} ms (p99); \
         server {} MiB before, {} MiB after, {per_minute} KiB more each minute",
        wanted.devices,
        wanted.seconds,
        wanted.seconds / u64::from(OUTAGE_PART),
        measured.notes,
        at(50) / 1000,
        at(99) / 1000,
        before_kib / 1024,
        late / 1024,
    )?;
    Ok(amplification <= AMPLIFICATION_MAX && growth <= GROWTH_MAX_KIB)
}

/// Somebody with a phone and a job of their own.
fn phone(company: &Company, number: u32, gate: &Arc<Gate>) -> Result<Phone, Trouble> {
    let user = format!("user-{number}");
    let core = open(&company.folder(&user), gate)?;
    core.enrol(&company.url(), &company.invite(&user, "technician")?, &user)?;
    core.sync_now(Budget::default())?;
    let pack: PackId = core.packs()?.first().ok_or("no pack on the phone")?.id;
    let new = NewWalkIn {
        pack,
        service: "longfor-dispatch".to_owned(),
        report: "tap drips".to_owned(),
        area: Area::Public,
        is_emergency: false,
        customer_name: "Wang".to_owned(),
        customer_phone: None,
        address: "3-402".to_owned(),
        time_zone: "CST-8".to_owned(),
        reporter: None,
    };
    let (case, _) = core.create_walk_in(new)?;
    // They do not all begin at once.
    let due = Instant::now() + Duration::from_millis(u64::from(number) * 37 % EVERY_MS);
    Ok(Phone { core, case, due, written: 0 })
}

fn open(dir: &Path, gate: &Arc<Gate>) -> Result<Core, Trouble> {
    let host = Host {
        clock: Arc::new(SystemClock),
        entropy: Arc::new(SystemEntropy),
        secrets: Arc::new(FileSecretStore::new(dir.join("secrets"))),
        transport: Some(Arc::clone(gate) as _),
    };
    Ok(Core::open(Config { dir: dir.join("store"), language: Language::english(), host })?)
}

fn work(
    company: &Company,
    gate: &Gate,
    groups: &mut [Vec<Phone>],
    lasts: Duration,
) -> Result<Measured, Trouble> {
    let (begins, measured) = (Instant::now(), Mutex::new(Measured::default()));
    let measured_by_all = &measured;
    let failed = std::thread::scope(|scope| {
        let workers: Vec<_> = groups
            .iter_mut()
            .map(|phones| scope.spawn(move || look_after(phones, begins + lasts, gate, measured_by_all)))
            .collect();
        let outage = lasts / 2..lasts / 2 + lasts / OUTAGE_PART;
        while begins.elapsed() < lasts {
            gate.is_down.store(outage.contains(&begins.elapsed()), Ordering::SeqCst);
            let memory_kib = memory_kib(company);
            lock(&measured).memory_kib.push(memory_kib);
            std::thread::sleep(Duration::from_millis(250));
        }
        gate.is_down.store(false, Ordering::SeqCst);
        workers.into_iter().find_map(|worker| match worker.join() {
            Ok(Ok(())) => None,
            Ok(Err(error)) => Some(error.to_string()),
            Err(_) => Some("a phone panicked".to_owned()),
        })
    });
    match failed {
        Some(error) => Err(error.into()),
        None => Ok(measured.into_inner().unwrap_or_else(PoisonError::into_inner)),
    }
}

/// One thread has many phones, and each its turn.
fn look_after(
    phones: &mut [Phone],
    ends: Instant,
    gate: &Gate,
    measured: &Mutex<Measured>,
) -> Result<(), Trouble> {
    while Instant::now() < ends {
        let Some(phone) = phones.iter_mut().min_by_key(|phone| phone.due) else { return Ok(()) };
        std::thread::sleep(
            phone.due.saturating_duration_since(Instant::now()).min(Duration::from_millis(200)),
        );
        if phone.due > Instant::now() {
            continue;
        }
        let job = phone.core.job(phone.case)?;
        let visit = job.state.current_visit().ok_or("a job without a visit")?;
        phone.written += 1;
        phone.core.add_note(phone.case, &job.version, visit, format!("note {}", phone.written))?;
        let began = Instant::now();
        let report = sync(phone)?;
        let waited_us = u64::try_from(began.elapsed().as_micros()).unwrap_or(u64::MAX);
        let pause = report.retry_after_ms.unwrap_or(EVERY_MS);
        phone.due = Instant::now() + Duration::from_millis(pause);
        let mut measured = lock(measured);
        measured.notes += 1;
        if report.status == SyncStatus::Done && !gate.is_down.load(Ordering::SeqCst) {
            measured.waits_us.push(waited_us);
        }
    }
    Ok(())
}

fn sync(phone: &Phone) -> Result<SyncReport, Trouble> {
    Ok(phone.core.sync_now(Budget::default())?)
}

fn memory_kib(company: &Company) -> u64 {
    company.server.as_ref().and_then(super::process::Process::memory_kib).unwrap_or(0)
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
