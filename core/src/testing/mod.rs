//! What tests of the core share: steerable clocks and randomness, a server in memory, a small pack.

mod server;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use doorstep_domain::case::Version;
use doorstep_domain::digest::sha256;
use doorstep_domain::fact::Area;
use doorstep_domain::id::{CaseId, PackId, VisitId};
use doorstep_domain::pack::{self, Pack, Sources};
use doorstep_domain::text::Language;
use doorstep_domain::time::TimeEvidence;
use doorstep_domain::value::{AnswerKey, Value};

pub(crate) use server::{FakeServer, Fault};

use crate::host::{Clock, Entropy, Host, HostError, HttpTransport, MemorySecretStore};
use crate::{Budget, Config, Core, NewWalkIn, SyncReport};

/// A clock that only moves when it is told to.
#[derive(Debug)]
pub(crate) struct StillClock(AtomicI64);

impl StillClock {
    pub(crate) fn pass(&self, millis: i64) {
        self.0.fetch_add(millis, Ordering::SeqCst);
    }
}

impl Clock for StillClock {
    fn now(&self) -> Result<TimeEvidence, HostError> {
        let boot_ms = self.0.load(Ordering::SeqCst);
        Ok(TimeEvidence { wall_ms: 1_800_000_000_000 + boot_ms, boot_ms, boot_id: 7 })
    }
}

/// Bytes that look random and are the same in every run.
#[derive(Debug)]
struct Counted {
    seed: u8,
    counter: AtomicU64,
}

impl Entropy for Counted {
    fn fill(&self, buffer: &mut [u8]) -> Result<(), HostError> {
        for chunk in buffer.chunks_mut(32) {
            let counter = self.counter.fetch_add(1, Ordering::SeqCst);
            let hash = sha256(&[&[self.seed], counter.to_le_bytes().as_slice()].concat());
            chunk.copy_from_slice(&hash.0[..chunk.len()]);
        }
        Ok(())
    }
}

/// A phone in a test.
pub(crate) struct Phone {
    pub(crate) core: Core,
    pub(crate) clock: Arc<StillClock>,
    pub(crate) config: Config,
    // The directory lives as long as the phone.
    dir: Arc<tempfile::TempDir>,
}

impl Phone {
    /// A phone that is enrolled as `user`, with its store in `dir`.
    pub(crate) fn new(dir: &Arc<tempfile::TempDir>, server: &FakeServer, user: &str) -> Self {
        let phone = Self::stranger(dir, server, user);
        phone.core.enrol("http://test", user, "test phone").unwrap();
        phone
    }

    /// A phone that is not enrolled.
    pub(crate) fn stranger(dir: &Arc<tempfile::TempDir>, server: &FakeServer, user: &str) -> Self {
        Self::with_transport(dir, server.transport(), user)
    }

    /// A phone that is not enrolled, on a line of its own.
    pub(crate) fn with_transport(
        dir: &Arc<tempfile::TempDir>,
        transport: Arc<dyn HttpTransport>,
        user: &str,
    ) -> Self {
        let clock = Arc::new(StillClock(AtomicI64::new(1000)));
        let seed = user.bytes().fold(0_u8, u8::wrapping_add);
        let host = Host {
            clock: clock.clone(),
            entropy: Arc::new(Counted { seed, counter: AtomicU64::new(0) }),
            secrets: Arc::new(MemorySecretStore::default()),
            transport: Some(transport),
        };
        let config = Config { dir: dir.path().join(user), language: Language::english(), host };
        Self { core: Core::open(config.clone()).unwrap(), clock, config, dir: Arc::clone(dir) }
    }

    /// Ends the process as a power cut would, and starts it again.
    pub(crate) fn restart(&mut self) {
        let elsewhere = self.dir.path().join("elsewhere");
        let parked = Core::open(Config { dir: elsewhere, ..self.config.clone() }).unwrap();
        drop(std::mem::replace(&mut self.core, parked));
        self.core = Core::open(self.config.clone()).unwrap();
    }

    pub(crate) fn sync(&self) -> SyncReport {
        self.core.sync_now(Budget::default()).unwrap()
    }

    /// A walk-in with its first visit.
    pub(crate) fn walk_in(&self) -> (CaseId, VisitId, Version) {
        let new = NewWalkIn {
            pack: pack_file().0,
            service: "repair".to_owned(),
            report: "tap drips".to_owned(),
            area: Area::Indoor,
            is_emergency: false,
            customer_name: "Liu".to_owned(),
            customer_phone: Some("13800000000".to_owned()),
            address: "Building 3".to_owned(),
            time_zone: "CST-8".to_owned(),
            reporter: None,
        };
        let (case, version) = self.core.create_walk_in(new).unwrap();
        let visit = self.core.job(case).unwrap().state.created.unwrap().body.visit;
        (case, visit, version)
    }

    pub(crate) fn answer(&self, case: CaseId, step: &str, value: impl Into<Value>) -> Version {
        let job = self.core.job(case).unwrap();
        let visit = job.state.created.as_ref().unwrap().body.visit;
        let key = AnswerKey::step(visit, step);
        self.core.answer(case, &job.version, vec![(key, Some(value.into()))]).unwrap()
    }
}

/// The published pack of these tests, with its id.
pub(crate) fn pack_file() -> (PackId, Vec<u8>) {
    let pack: Pack = serde_json::from_str(include_str!("pack.json")).unwrap();
    let file = pack::write(&Sources::default(), &pack).unwrap();
    (pack::pack_id(&file), file)
}
