//! The server of a run: real nodes, called in process, that can be stopped, restored and watched.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use doorstep_core::host::{Method, Request, Response, Time, TransportError};
use doorstep_domain::cbor;
use doorstep_domain::id::{CaseId, Hash};
use doorstep_domain::key::PublicKey;
use doorstep_domain::sync::{ItemKind, SyncResponse};
use doorstep_server::{Node, Options};
use rusqlite::{Connection, OpenFlags};
use serde_json::Value;

use super::fault;
use super::forked::Forked;
use super::network::{plain, sync_request};
use super::nodes::Nodes;
use super::report::{Fault, Tally};
use super::trace::Trace;
use crate::world::{Desk, OFFICE_TOKEN, SeededEntropy, Trouble, Wire, copy_folder};

/// What an item is called: its case, its kind and its hash.
pub(super) type Name = (CaseId, u8, Hash);

/// The server of a run.
pub(super) struct Office {
    dir: PathBuf,
    backup: PathBuf,
    nodes: Nodes,
    pub(super) trace: Trace,
    watched: Mutex<Watched>,
}

/// What was seen of the server from outside.
#[derive(Debug, Default)]
pub(super) struct Watched {
    pub(super) tally: Tally,
    /// Everything that an answer said to be held, since the last restore.
    pub(super) acknowledged: BTreeSet<Name>,
    /// What had been acknowledged and was not in a backup that was restored.
    pub(super) lost_by_restore: BTreeSet<Name>,
    /// Cases that were erased in a log which a restore took away: a log that has lost the whole case need not hear of it.
    pub(super) erased_once: BTreeSet<CaseId>,
    /// The cases of which a backup that was restored had nothing.
    pub(super) cases_lost: BTreeSet<CaseId>,
    /// What was refused as forked.
    pub(super) forked: Forked,
}

impl std::fmt::Debug for Office {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Office").field("dir", &self.dir).finish_non_exhaustive()
    }
}

/// What the disk of the server holds.
#[derive(Debug, Default)]
pub(super) struct Log {
    pub(super) items: BTreeSet<Name>,
    pub(super) erased: BTreeSet<CaseId>,
    /// Who sees which case: the stream and the case.
    pub(super) streams: BTreeSet<(String, CaseId)>,
}

/// How a node of a test is opened.
pub(super) fn options(time: &Time, entropy: &Arc<SeededEntropy>) -> Options {
    let (clock, ticks, entropy) = (time.clone(), time.clone(), Arc::clone(entropy));
    Options {
        clock: Arc::new(move || clock.now_ms()),
        ticks: Arc::new(move || Duration::from_millis(ticks.now_ms().unsigned_abs())),
        entropy: Arc::new(move |buffer| {
            entropy.draw(buffer);
            Ok(())
        }),
        office_token: Some(OFFICE_TOKEN.to_owned()),
        projects_itself: false,
        ..Options::default()
    }
}

impl Office {
    /// Opens the server in a directory.
    pub(super) fn open(
        dir: &Path,
        time: &Time,
        seed: u64,
        nodes: usize,
        trace: Trace,
    ) -> Result<Self, Trouble> {
        let server = dir.join("server");
        let office = Self {
            nodes: Nodes::new(&server, time, seed, nodes),
            dir: server,
            backup: dir.join("backup"),
            trace,
            watched: Mutex::default(),
        };
        office.start()?;
        Ok(office)
    }

    fn start(&self) -> Result<(), Trouble> {
        fault::start(&self.dir);
        self.nodes.start()
    }

    /// One that runs, unless the machine stopped.
    fn node(&self) -> Option<Arc<Node>> {
        self.nodes.any().filter(|_| fault::stopped(&self.dir).is_none())
    }

    /// What was seen of it so far.
    pub(super) fn watched(&self) -> MutexGuard<'_, Watched> {
        self.watched.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Something went wrong, on purpose.
    pub(super) fn count(&self, fault: Fault) {
        self.watched().tally.count(fault);
    }

    /// Where it lives.
    pub(super) fn dir(&self) -> &Path {
        &self.dir
    }

    /// The company's key.
    pub(super) fn root_key(&self) -> Result<PublicKey, Trouble> {
        Ok(self.node().ok_or("the server is off")?.root_key())
    }

    /// Answers a request, unless the machine stopped.
    pub(super) fn deliver(&self, who: &str, request: Request) -> Result<Response, TransportError> {
        let node = self.node().ok_or(TransportError::Offline)?;
        let path = request.url.rsplit_once("/v1/").map_or("", |(_, path)| path).to_owned();
        self.trace.note(&format!("{who} asks {path}"), &request.body);
        let response = Wire::InProcess(node).send(request.clone())?;
        self.trace.note(&format!("{who} hears {}", response.status), &response.body);
        self.watched().tally.requests += 1;
        self.note_acknowledged(who, &request, &response);
        Ok(response)
    }

    fn note_acknowledged(&self, who: &str, request: &Request, response: &Response) {
        let Some(mut message) = sync_request(request).filter(|_| response.status == 200) else { return };
        message.expand();
        let encoding = response.header("content-encoding");
        let answer =
            plain(encoding, &response.body).and_then(|body| cbor::decode::<SyncResponse>(&body).ok());
        let Some(answer) = answer else { return };
        let names = message.push.iter().flat_map(|group| {
            group.items.iter().map(|item| item.hash().ok().map(|hash| (group.case, item.kind, hash)))
        });
        let names: Vec<Option<Name>> = names.collect();
        let held = names.iter().enumerate().filter(|(index, _)| answer.ack.holds(*index));
        let mut watched = self.watched();
        watched.acknowledged.extend(held.filter_map(|(_, name)| *name));
        watched.forked.note(who, &names, &answer);
    }

    /// A request of the desk. `None`: the server said no, or is not there.
    pub(super) fn desk(&self, method: Method, path: &str, body: &Value) -> Option<Value> {
        let node = self.node()?;
        Desk::new(Wire::InProcess(node), "http://office").ask(method, path, body).ok()
    }

    /// Lets one node bring scopes and lists up to date with the log, if it is the one to do it and the machine does not stop
    /// meanwhile.
    pub(super) fn project(&self) {
        if let Some(node) = self.node() {
            let _ = node.project_in_turn();
        }
    }

    /// The same by whichever node it takes.
    pub(super) fn project_at_last(&self) {
        for node in self.nodes.all() {
            let _ = node.project_in_turn();
        }
    }

    /// Stops the machine and starts it again, from what is on the disk.
    pub(super) fn restart(&self) -> Result<(), Trouble> {
        self.nodes.stop();
        fault::cut_power(&self.dir)?;
        self.start()
    }

    /// One node of two dies and starts again, while the other one goes on. Whether it was so.
    pub(super) fn replace_node(&self) -> Result<bool, Trouble> {
        self.nodes.replace_one()
    }

    /// Copies everything, for worse times.
    pub(super) fn back_up(&self) -> Result<(), Trouble> {
        self.nodes.stop();
        let _ = std::fs::remove_dir_all(&self.backup);
        copy_folder(&self.dir, &self.backup)?;
        self.start()
    }

    /// Goes back to the last copy. Whether there was one.
    pub(super) fn restore(&self, is_declared: bool) -> Result<bool, Trouble> {
        if !self.backup.exists() {
            return Ok(false);
        }
        self.nodes.stop();
        let Log { items: before, erased, .. } = self.log()?;
        std::fs::remove_dir_all(&self.dir)?;
        copy_folder(&self.backup, &self.dir)?;
        self.start()?;
        if let (true, Some(node)) = (is_declared, self.node()) {
            node.declare_restored()?;
        }
        let held = self.log()?.items;
        let mut watched = self.watched();
        let is_here = |case: &CaseId| held.iter().any(|name| name.0 == *case);
        watched.cases_lost.extend(before.iter().map(|name| name.0).filter(|case| !is_here(case)));
        watched.erased_once.extend(erased);
        // A photo that it had stored may have left the phones since.
        let stored = before.into_iter().filter(|name| name.1 == ItemKind::BlobStored.code());
        let acknowledged = std::mem::take(&mut watched.acknowledged);
        watched.lost_by_restore.extend(stored.filter(|name| !held.contains(name)));
        for name in acknowledged {
            let set =
                if held.contains(&name) { &mut watched.acknowledged } else { &mut watched.lost_by_restore };
            set.insert(name);
        }
        Ok(true)
    }

    /// What is on the disk, read past the server.
    pub(super) fn log(&self) -> Result<Log, Trouble> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY;
        let connection = Connection::open_with_flags(self.dir.join("doorstep.db"), flags)?;
        let mut log = Log::default();
        let mut statement =
            connection.prepare("SELECT case_id, kind, hash FROM log WHERE case_id IS NOT NULL")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            log.items.insert((CaseId(row.get(0)?), row.get(1)?, Hash(row.get(2)?)));
        }
        let mut statement = connection.prepare("SELECT case_id FROM cases WHERE erased_at_ms IS NOT NULL")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            log.erased.insert(CaseId(row.get(0)?));
        }
        let mut statement =
            connection.prepare("SELECT stream, case_id FROM stream_cases WHERE revoked = 0")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            log.streams.insert((row.get(0)?, CaseId(row.get(1)?)));
        }
        Ok(log)
    }
}
