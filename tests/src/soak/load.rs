//! Many phones on one server over loopback HTTP, whose port is closed for a while in the middle: does the server's memory
//! grow, how long do people wait, and do phones ask more often because there was an outage?
//!
//! People go on working while nobody answers: everybody writes a note at their own pace, and their app synchronises after
//! each, unless the core asked it for patience; then it comes back when that is over. Without an outage each note costs one
//! request. So requests for each note say what the outage added; pauses that are too short show in it at once.

use std::io::Write;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use doorstep_core::host::{
    FileSecretStore, Host, HttpTransport, NativeHttp, Request, Response, SystemClock, SystemEntropy,
    TransportError,
};
use doorstep_core::{Budget, Config, Core, SyncReport, SyncStatus};
use doorstep_domain::id::{CaseId, PackId};
use doorstep_domain::text::Language;

use super::process::Company;
use crate::bench::Ratio;
use crate::world::{Trouble, walk_in};

/// How often a phone has something to send, in milliseconds, for each phone that there is: two cores carry all of them.
const EVERY_MS_PER_PHONE: u64 = 15;

/// It has something to send no more often than this, in milliseconds.
const EVERY_LEAST_MS: u64 = 1_500;

/// A job gets a successor after so many notes, so that it stays as large as jobs are.
const NOTES_PER_JOB: u32 = 20;

/// The part of the time in which nobody listens: one in so many.
const OUTAGE_PART: u32 = 5;

/// Requests for each note, in thousandths, at most.
const AMPLIFICATION_MAX: u64 = 1_100;

/// By how much the server may grow each minute after it is warm, in KiB.
const SLOPE_MAX_KIB: i64 = 1024;

/// A run that is shorter says nothing about minutes.
const SLOPE_COUNTS_FROM_SECONDS: u64 = 240;

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
struct Network {
    http: NativeHttp,
    requests: AtomicU64,
    answered: AtomicU64,
}

impl HttpTransport for Network {
    fn send(&self, request: Request) -> Result<Response, TransportError> {
        self.requests.fetch_add(1, Ordering::Relaxed);
        let response = self.http.send(request)?;
        // Whoever is told to come back later has asked in vain, too.
        self.answered.fetch_add(u64::from(response.status < 500), Ordering::Relaxed);
        Ok(response)
    }
}

struct Phone {
    core: Core,
    pack: PackId,
    case: CaseId,
    /// When its user writes the next note.
    due: Instant,
    /// Until when the core asked for patience, if it did.
    patient_until: Option<Instant>,
    written: u32,
}

/// What was measured.
#[derive(Debug, Default)]
struct Measured {
    waits_us: Vec<u64>,
    /// Milliseconds since the beginning, and KiB.
    memory: Vec<(u64, u64)>,
    notes: u64,
    /// When somebody who had asked in vain got an answer again, the last of them.
    last_back: Option<Instant>,
}

/// What came of it, beside what was measured.
struct Outcome {
    requests: u64,
    answered: u64,
    back_after: Duration,
}

/// Lets them work; says whether all was well.
///
/// # Errors
/// [`Trouble`] if a phone or the server does not start, work does not get through in the end, or the outage met nobody.
pub fn soak(wanted: WantedSoak, out: &mut dyn Write) -> Result<bool, Trouble> {
    let mut company = Company::found()?;
    let network = Arc::new(Network {
        http: NativeHttp::new()?,
        requests: AtomicU64::new(0),
        answered: AtomicU64::new(0),
    });
    let threads = usize::try_from(wanted.devices).unwrap_or(1).clamp(1, 16);
    let mut groups: Vec<Vec<Phone>> = (0..threads).map(|_| Vec::new()).collect();
    for number in 0..wanted.devices {
        let phone = phone(&company, number, &network)?;
        groups[usize::try_from(number).unwrap_or(0) % threads].push(phone);
    }
    // They do not all begin at once.
    let (begins, every) = (Instant::now(), every_ms(wanted));
    for (number, phone) in (0_u64..).zip(groups.iter_mut().flatten()) {
        phone.due = begins + Duration::from_millis(number * 37 % every);
    }
    network.requests.store(0, Ordering::SeqCst);
    network.answered.store(0, Ordering::SeqCst);
    let (measured, listens_again) = work(&mut company, &mut groups, wanted)?;
    let (requests, answered) = (&network.requests, &network.answered);
    let back = measured.last_back.map(|at| at.saturating_duration_since(listens_again));
    let outcome = Outcome {
        requests: requests.load(Ordering::SeqCst),
        answered: answered.load(Ordering::SeqCst),
        back_after: back.unwrap_or_default(),
    };
    if outcome.requests == outcome.answered {
        return Err("the outage met nobody".into());
    }
    for phone in groups.iter().flatten() {
        let report = sync(phone)?;
        if report.status != SyncStatus::Done || report.waiting > 0 {
            return Err(format!("the work of a phone does not get through: {report:?}").into());
        }
    }
    tell(wanted, &measured, &outcome, out)
}

/// How often everybody writes a note.
fn every_ms(wanted: WantedSoak) -> u64 {
    (EVERY_MS_PER_PHONE * u64::from(wanted.devices)).max(EVERY_LEAST_MS)
}

fn tell(
    wanted: WantedSoak,
    measured: &Measured,
    outcome: &Outcome,
    out: &mut dyn Write,
) -> Result<bool, Trouble> {
    let mut waits = measured.waits_us.clone();
    waits.sort_unstable();
    let at = |percent: usize| waits.get(waits.len() * percent / 100).copied().unwrap_or(0) / 1000;
    let &Outcome { requests, answered, back_after } = outcome;
    let amplification = Ratio::of(requests, measured.notes);
    // The first quarter is for warming up.
    let warm = &measured.memory[measured.memory.len() / 4..];
    let slope = slope_per_minute(warm);
    let mib = |sample: Option<&(u64, u64)>| sample.map_or(0, |(_, kib)| kib / 1024);
    writeln!(
        out,
        "{} phones, {} s with nobody listening for {} s: {} notes, all at the office; {requests} requests, {answered} \
         answered; {amplification} requests for each note (at most {}); in vain {} times for each phone; the last was back \
         {} ms after the server; synchronised in {} ms (p50), {} ms (p99); server {} MiB when warm, {} MiB in the end, \
         {slope} KiB more each minute",
        wanted.devices,
        wanted.seconds,
        wanted.seconds / u64::from(OUTAGE_PART),
        measured.notes,
        Ratio::of(AMPLIFICATION_MAX, 1000),
        Ratio::of(requests.saturating_sub(answered), u64::from(wanted.devices)),
        back_after.as_millis(),
        at(50),
        at(99),
        mib(warm.first()),
        mib(warm.last()),
    )?;
    let grows = wanted.seconds >= SLOPE_COUNTS_FROM_SECONDS && slope > SLOPE_MAX_KIB;
    Ok(amplification.permille() <= AMPLIFICATION_MAX && !grows)
}

/// The line through samples of (milliseconds, KiB) that lies closest to all of them: KiB each minute.
fn slope_per_minute(samples: &[(u64, u64)]) -> i64 {
    let count = samples.len() as i128;
    let sum = |of: &dyn Fn(i128, i128) -> i128| -> i128 {
        samples.iter().map(|(ms, kib)| of(i128::from(*ms), i128::from(*kib))).sum()
    };
    let (times, sizes) = (sum(&|ms, _| ms), sum(&|_, kib| kib));
    let above = count * sum(&|ms, kib| ms * kib) - times * sizes;
    let below = count * sum(&|ms, _| ms * ms) - times * times;
    (above * 60_000).checked_div(below).and_then(|slope| i64::try_from(slope).ok()).unwrap_or(0)
}

/// Somebody with a phone and a job of their own.
fn phone(company: &Company, number: u32, network: &Arc<Network>) -> Result<Phone, Trouble> {
    let user = format!("user-{number}");
    let core = open(&company.folder(&user), network)?;
    core.enrol(&company.url(), &company.invite(&user, "technician")?, &user)?;
    core.sync_now(Budget::default())?;
    let pack: PackId = core.packs()?.first().ok_or("no pack on the phone")?.id;
    let (case, _) = core.create_walk_in(walk_in(pack))?;
    Ok(Phone { core, pack, case, due: Instant::now(), patient_until: None, written: 0 })
}

fn open(dir: &Path, network: &Arc<Network>) -> Result<Core, Trouble> {
    let host = Host {
        clock: Arc::new(SystemClock),
        entropy: Arc::new(SystemEntropy),
        secrets: Arc::new(FileSecretStore::new(dir.join("secrets"))),
        transport: Some(Arc::clone(network) as _),
    };
    Ok(Core::open(Config { dir: dir.join("store"), language: Language::english(), host })?)
}

/// Lets everybody work. Returns also when the server listened again.
fn work(
    company: &mut Company,
    groups: &mut [Vec<Phone>],
    wanted: WantedSoak,
) -> Result<(Measured, Instant), Trouble> {
    let (begins, lasts, measured) =
        (Instant::now(), Duration::from_secs(wanted.seconds), Mutex::new(Measured::default()));
    let (measured_by_all, is_over) = (&measured, &AtomicBool::new(false));
    let every = Duration::from_millis(every_ms(wanted));
    let (watched, failed) = std::thread::scope(|scope| {
        let workers: Vec<_> = groups
            .iter_mut()
            .map(|phones| scope.spawn(move || look_after(phones, every, is_over, measured_by_all)))
            .collect();
        let watched = watch(company, begins, lasts, measured_by_all);
        is_over.store(true, Ordering::SeqCst);
        let failed = workers.into_iter().find_map(|worker| match worker.join() {
            Ok(Ok(())) => None,
            Ok(Err(error)) => Some(error.to_string()),
            Err(_) => Some("a phone panicked".to_owned()),
        });
        (watched, failed)
    });
    let listens_again = watched?;
    match failed {
        Some(error) => Err(error.into()),
        None => Ok((measured.into_inner().unwrap_or_else(PoisonError::into_inner), listens_again)),
    }
}

/// Looks at the server's memory, and closes its port in the middle. Returns when it listened again.
fn watch(
    company: &mut Company,
    begins: Instant,
    lasts: Duration,
    measured: &Mutex<Measured>,
) -> Result<Instant, Trouble> {
    let outage = lasts / 2..lasts / 2 + lasts / OUTAGE_PART;
    let (mut listens, mut listens_again) = (true, begins);
    while begins.elapsed() < lasts {
        let wants = !outage.contains(&begins.elapsed());
        if wants != listens {
            company.listen(wants)?;
            (listens, listens_again) = (wants, Instant::now());
        }
        let at_ms = u64::try_from(begins.elapsed().as_millis()).unwrap_or(u64::MAX);
        let memory_kib = memory_kib(company);
        lock(measured).memory.push((at_ms, memory_kib));
        std::thread::sleep(Duration::from_millis(250));
    }
    if !listens {
        company.listen(true)?;
    }
    Ok(listens_again)
}

/// One thread has many phones, and each its turn.
fn look_after(
    phones: &mut [Phone],
    every: Duration,
    is_over: &AtomicBool,
    measured: &Mutex<Measured>,
) -> Result<(), Trouble> {
    while !is_over.load(Ordering::SeqCst) {
        let next = phones.iter().map(Phone::acts_at).min().ok_or("a thread without phones")?;
        std::thread::sleep(next.saturating_duration_since(Instant::now()).min(Duration::from_millis(50)));
        for phone in phones.iter_mut().filter(|phone| phone.acts_at() <= Instant::now()) {
            take_turn(phone, every, measured)?;
        }
    }
    Ok(())
}

impl Phone {
    fn acts_at(&self) -> Instant {
        self.patient_until.map_or(self.due, |until| until.min(self.due))
    }
}

/// A note if it is time for one, and a run if the core does not ask for patience.
fn take_turn(phone: &mut Phone, every: Duration, measured: &Mutex<Measured>) -> Result<(), Trouble> {
    let now = Instant::now();
    if phone.due <= now {
        if phone.written > 0 && phone.written.is_multiple_of(NOTES_PER_JOB) {
            phone.case = phone.core.create_walk_in(walk_in(phone.pack))?.0;
        }
        let job = phone.core.job(phone.case)?;
        let visit = job.state.current_visit().ok_or("a job without a visit")?;
        phone.written += 1;
        phone.core.add_note(phone.case, &job.version, visit, format!("note {}", phone.written))?;
        phone.due = (phone.due + every).max(now);
        lock(measured).notes += 1;
    }
    if phone.patient_until.is_some_and(|until| until > now) {
        return Ok(());
    }
    let began = Instant::now();
    let report = sync(phone)?;
    let was_patient = phone.patient_until.take().is_some();
    phone.patient_until = report.retry_after_ms.map(|pause| Instant::now() + Duration::from_millis(pause));
    if report.status == SyncStatus::Done {
        let mut measured = lock(measured);
        measured.waits_us.push(u64::try_from(began.elapsed().as_micros()).unwrap_or(u64::MAX));
        if was_patient {
            measured.last_back = measured.last_back.max(Some(Instant::now()));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slope_is_that_of_the_line_through_all_samples() {
        let line = |per_second: u64| (0..100).map(|s| (s * 1000, 5_000 + s * per_second)).collect::<Vec<_>>();
        assert_eq!(slope_per_minute(&line(0)), 0);
        assert_eq!(slope_per_minute(&line(3)), 180);
        assert_eq!(slope_per_minute(&[]), 0);
    }
}
