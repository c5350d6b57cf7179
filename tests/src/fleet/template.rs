//! The company that every run begins with: founded once, copied for each seed.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use doorstep_core::host::{Host, MemorySecretStore, Method, Time};
use doorstep_core::{Budget, Config, Core};
use doorstep_domain::id::{CaseId, PackId};
use doorstep_domain::text::Language;
use serde_json::json;
use tempfile::TempDir;

use super::device::Badge;
use super::office::options;
use crate::world::{Desk, Line, PhoneClock, SeededEntropy, Trouble, Wire};

/// When every run begins: the morning of 2 March 2026 in Shanghai.
pub(super) const MORNING_MS: i64 = 1_772_415_000_000;

/// Who works there, and as what. The desk sees everything.
const PEOPLE: [(&str, &str); 5] = [
    ("desk", "office"),
    ("chen", "technician"),
    ("li", "technician"),
    ("lin", "leader"),
    ("wu", "technician"),
];

/// The founded company on the disk.
#[derive(Debug)]
pub(super) struct Template {
    dir: TempDir,
    pub(super) badges: Vec<Badge>,
    pub(super) pack: PackId,
    pub(super) cases: Vec<CaseId>,
}

/// A folder in memory if this machine has one: what a run flushes need not wait for a disk.
pub(super) fn folder() -> std::io::Result<TempDir> {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() }
}

impl Template {
    /// Founds it: a server with a pack, two jobs, and a phone for everybody.
    pub(super) fn found() -> Result<Self, Trouble> {
        let dir = folder()?;
        let time = Time::starting_at(MORNING_MS);
        let sources = doorstep_packs::builtin("property-repair").ok_or("no such pack")?;
        let pack = doorstep_packs::compile_sources(&sources)?;
        let entropy = Arc::new(SeededEntropy::new(0));
        let node =
            Arc::new(doorstep_server::Node::open(&dir.path().join("server"), options(&time, &entropy))?);
        node.publish(&pack.bytes)?;
        node.project()?;
        let wire = Wire::InProcess(Arc::clone(&node));
        let desk = Desk::new(wire.clone(), "http://office");
        let mut cases = Vec::new();
        for users in [vec!["chen", "li", "lin"], vec!["chen"]] {
            let made = desk.ask(Method::Post, "jobs", &new_job(pack.id, &users, "pump leaks"))?;
            cases.push(serde_json::from_value(made["case"].clone())?);
            node.project()?;
        }
        let mut badges = Vec::new();
        for ((user, role), seed) in PEOPLE.into_iter().zip(1..) {
            let badge = Badge { user, role, secrets: Arc::new(MemorySecretStore::default()) };
            let host = Host {
                clock: Arc::new(PhoneClock::new(time.clone(), seed)),
                entropy: Arc::new(SeededEntropy::new(seed)),
                secrets: Arc::clone(&badge.secrets) as _,
                transport: Some(Arc::new(Line::new(wire.clone()))),
            };
            let core =
                Core::open(Config { dir: dir.path().join(user), language: Language::english(), host })?;
            let invitation = json!({ "user": user, "name": user, "roles": [role] });
            let invited = desk.ask(Method::Post, "enrolments", &invitation)?;
            let code = invited["enrolment_code"].as_str().ok_or("no enrolment code in the answer")?;
            core.enrol("http://office", code, user)?;
            core.sync_now(Budget::default())?;
            core.shutdown()?;
            badges.push(badge);
        }
        Ok(Self { dir, badges, pack: pack.id, cases })
    }

    /// Where the server or somebody's phone is.
    pub(super) fn part(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }
}

/// What the desk says for a new job.
pub(super) fn new_job(pack: PackId, users: &[&str], report: &str) -> serde_json::Value {
    json!({
        "pack": pack,
        "service": "longfor-dispatch",
        "report": report,
        "area": "public",
        "customer": { "name": "Block 3", "phone": "139 0013 9000" },
        "site": { "address": "pump room", "time_zone": "CST-8" },
        "users": users,
        "start_ms": MORNING_MS + 3_600_000,
    })
}
