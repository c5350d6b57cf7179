//! One device of the fleet: a real core over a real database, with a clock, a network and a disk that can fail.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use doorstep_core::host::{Host, MemorySecretStore};
use doorstep_core::{Budget, Config, Core, JobFilter, SyncReport, Version};
use doorstep_domain::fact::Fact;
use doorstep_domain::id::{CaseId, Hash, hex};
use doorstep_domain::sync::ItemKind;
use doorstep_domain::text::Language;
use rusqlite::{Connection, OpenFlags};

use super::fault;
use super::network::Line;
use super::office::{Name, Office};
use crate::world::{PhoneClock, SeededEntropy, Time, Trouble, copy_folder};

/// Somebody who was let in, and the secrets of the phone.
#[derive(Debug, Clone)]
pub(super) struct Badge {
    pub(super) user: &'static str,
    pub(super) role: &'static str,
    pub(super) secrets: Arc<MemorySecretStore>,
}

/// A device.
#[derive(Debug)]
pub(super) struct Device {
    pub(super) badge: Badge,
    pub(super) name: String,
    pub(super) dir: PathBuf,
    pub(super) clock: Arc<PhoneClock>,
    pub(super) line: Arc<Line>,
    host: Host,
    core: Option<Core>,
    /// The database, read past the app: open as long as nobody takes the disk away.
    watch: OnceCell<Connection>,
    /// What is still on the screen of each job.
    pub(super) screens: BTreeMap<CaseId, Version>,
}

/// What the disk of a device holds.
#[derive(Debug, Default)]
pub(super) struct Disk {
    /// Every item, also what was refused.
    pub(super) items: BTreeSet<Name>,
    /// What was made here.
    pub(super) own: BTreeSet<Name>,
    /// What was made here and written again under another name, because it could be nowhere else.
    pub(super) replaced: BTreeSet<Name>,
    /// The photos that are here, as files.
    pub(super) photos: BTreeSet<Name>,
    /// Those of them that the office does not take, because their case was erased, and that the app says so of.
    pub(super) photos_gone: BTreeSet<Name>,
    /// What waits, and what was refused with its code.
    pub(super) outbox: BTreeMap<Name, Option<String>>,
    /// What each item here that was refused follows: facts and changes.
    pub(super) follows: BTreeMap<Name, Vec<Name>>,
    /// The cases that may be seen here.
    pub(super) granted: BTreeSet<CaseId>,
    /// The cases that were erased.
    pub(super) erased: BTreeSet<CaseId>,
    /// The cases that cannot be read here, and say so.
    pub(super) stuck: BTreeSet<CaseId>,
}

impl Device {
    /// A device that is switched off.
    pub(super) fn new(
        badge: &Badge,
        name: &str,
        dir: &Path,
        office: &Arc<Office>,
        time: &Time,
        seed: u64,
    ) -> Self {
        let clock = Arc::new(PhoneClock::new(time.clone(), seed));
        let line = Arc::new(Line::new(Arc::clone(office), name, dir));
        let host = Host {
            clock: Arc::clone(&clock) as _,
            entropy: Arc::new(SeededEntropy::new(seed)),
            secrets: Arc::clone(&badge.secrets) as _,
            transport: Some(Arc::clone(&line) as _),
        };
        Self {
            badge: badge.clone(),
            name: name.to_owned(),
            dir: dir.to_owned(),
            clock,
            line,
            host,
            core: None,
            watch: OnceCell::new(),
            screens: BTreeMap::new(),
        }
    }

    /// Opens the app.
    pub(super) fn start(&mut self) -> Result<(), Trouble> {
        fault::start(&self.dir);
        let config = Config { dir: self.dir.clone(), language: Language::english(), host: self.host.clone() };
        self.core = Some(Core::open(config)?);
        Ok(())
    }

    /// The machine stops at once: nothing is finished, nothing is said. Then it starts again.
    pub(super) fn stop_and_start(&mut self) -> Result<(), Trouble> {
        self.core = None;
        self.watch.take();
        self.screens.clear();
        fault::cut_power(&self.dir)?;
        self.clock.reboot();
        self.start()
    }

    /// Closes the app and opens it again.
    pub(super) fn restart(&mut self) -> Result<(), Trouble> {
        self.shut_down()?;
        self.start()
    }

    /// Closes the app.
    pub(super) fn shut_down(&mut self) -> Result<(), Trouble> {
        self.screens.clear();
        self.watch.take();
        match self.core.take() {
            Some(core) => Ok(core.shutdown()?),
            None => Ok(()),
        }
    }

    /// Restores a backup of this device on another one, with the keys. That one has randomness of its own.
    pub(super) fn copy_to(&mut self, copy: &mut Self) -> Result<(), Trouble> {
        self.shut_down()?;
        copy_folder(&self.dir, &copy.dir)?;
        self.start()?;
        copy.start()
    }

    /// The core.
    pub(super) fn core(&self) -> Result<&Core, Trouble> {
        self.core.as_ref().ok_or_else(|| format!("{} is off", self.name).into())
    }

    /// Talks to the server, at most so many requests.
    pub(super) fn sync(&self, requests: u32) -> Result<SyncReport, doorstep_core::Error> {
        let core = self.core.as_ref().ok_or(doorstep_core::Error::NotOpen)?;
        core.sync_now(Budget { requests, ..Budget::default() })
    }

    /// The cases in its list.
    pub(super) fn cases(&self) -> Result<BTreeSet<CaseId>, Trouble> {
        let filter = JobFilter { limit: 500, with_archived: true, ..JobFilter::default() };
        Ok(self.core()?.jobs(&filter)?.into_iter().map(|job| job.case).collect())
    }

    /// What is on its disk, read past the app.
    pub(super) fn disk(&self) -> Result<Disk, Trouble> {
        let connection = self.watch()?;
        let photos = self.photos()?.into_iter().collect();
        let mut disk = Disk { photos, photos_gone: self.photos_gone()?, ..Disk::default() };
        let sql = "SELECT i.case_id, i.kind, i.hash, i.origin = 'own', o.state, coalesce(o.code, ''),
                          i.refused = 'actor_fork: written again'
                          AND EXISTS (SELECT 1 FROM items a WHERE a.case_id = i.case_id AND a.kind = i.kind
                                        AND a.origin = 'own' AND a.state = 'applied' AND a.item_id > i.item_id),
                          i.bytes
                   FROM items i LEFT JOIN outbox o USING (item_id)";
        let mut statement = connection.prepare_cached(sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let name = (CaseId(row.get(0)?), row.get(1)?, Hash(row.get(2)?));
            disk.items.insert(name);
            if row.get(3)? {
                disk.own.insert(name);
            }
            if row.get::<_, Option<bool>>(6)? == Some(true) {
                disk.replaced.insert(name);
            }
            if let Some(state) = row.get::<_, Option<String>>(4)? {
                let code: String = row.get(5)?;
                if state == "refused" {
                    disk.follows.insert(name, followed(&name, row.get(7)?)?);
                }
                disk.outbox.insert(name, (state == "refused").then_some(code));
            }
        }
        let mut statement =
            connection.prepare_cached("SELECT case_id, access, stuck IS NOT NULL FROM cases")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let case = CaseId(row.get(0)?);
            if row.get(2)? {
                disk.stuck.insert(case);
            }
            match row.get::<_, String>(1)?.as_str() {
                "granted" => disk.granted.insert(case),
                "erased" => disk.erased.insert(case),
                _ => false,
            };
        }
        Ok(disk)
    }

    /// What was made here and is on the disk.
    pub(super) fn own(&self) -> Result<Vec<Name>, Trouble> {
        let connection = self.watch()?;
        let mut statement =
            connection.prepare_cached("SELECT case_id, kind, hash FROM items WHERE origin = 'own'")?;
        let rows =
            statement.query_map([], |row| Ok((CaseId(row.get(0)?), row.get(1)?, Hash(row.get(2)?))))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The photos that are here, as files.
    pub(super) fn photos(&self) -> Result<Vec<Name>, Trouble> {
        let connection = self.watch()?;
        let mut statement = connection.prepare_cached("SELECT case_id, blob_id FROM blobs WHERE here = 1")?;
        let rows = statement
            .query_map([], |row| Ok((CaseId(row.get(0)?), ItemKind::BlobStored.code(), Hash(row.get(1)?))))?;
        let photos: Vec<Name> = rows.collect::<Result<_, _>>()?;
        let is_file =
            |(case, _, hash): &Name| self.dir.join("blobs").join(hex(&case.0)).join(hex(&hash.0)).is_file();
        Ok(photos.into_iter().filter(is_file).collect())
    }

    fn photos_gone(&self) -> Result<BTreeSet<Name>, Trouble> {
        let sql = "SELECT b.case_id, b.blob_id FROM blobs b JOIN cases c USING (case_id)
                   WHERE b.here = 1 AND b.upload = 'refused' AND b.code = 'gone' AND c.access = 'erased'";
        let mut statement = self.watch()?.prepare_cached(sql)?;
        let rows = statement
            .query_map([], |row| Ok((CaseId(row.get(0)?), ItemKind::BlobStored.code(), Hash(row.get(1)?))))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn watch(&self) -> Result<&Connection, Trouble> {
        if let Some(connection) = self.watch.get() {
            return Ok(connection);
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY;
        let connection = Connection::open_with_flags(self.dir.join("doorstep.sqlite"), flags)?;
        Ok(self.watch.get_or_init(|| connection))
    }
}

/// What an item names as what came before it.
fn followed(name: &Name, bytes: Vec<u8>) -> Result<Vec<Name>, Trouble> {
    let before: Vec<Hash> = if name.1 == ItemKind::Fact.code() {
        Fact::open(&bytes)?.body().after.iter().map(|fact| Hash(fact.0)).collect()
    } else if name.1 == ItemKind::Change.code() {
        automerge::Change::from_bytes(bytes)?.deps().iter().map(|change| Hash(change.0)).collect()
    } else {
        Vec::new()
    };
    Ok(before.into_iter().map(|hash| (name.0, name.1, hash)).collect())
}
