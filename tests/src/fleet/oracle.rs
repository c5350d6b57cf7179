//! What must hold in the end, when nothing is lost any more and everybody has talked to the server until nothing is left.

use std::collections::BTreeSet;
use std::path::Path;

use doorstep_core::SyncStatus;
use doorstep_domain::case::{Case, Stored};
use doorstep_domain::id::CaseId;
use doorstep_domain::key::PublicKey;
use doorstep_domain::sync::{Item, ItemKind, NackCode};
use rusqlite::{Connection, OpenFlags};

use super::beyond::Beyond;
use super::device::Disk;
use super::fault;
use super::office::Log;
use super::play::{Fleet, written};
use crate::world::{Trouble, case_on_disk, differences};

/// How often everybody talks to the server before that is too often.
const ROUNDS_MAX: u32 = 24;

/// Rounds in a row that bring nothing before everything is said to be quiet.
const QUIET_ROUNDS: u32 = 2;

/// Kinds of items that a case is made of.
const OF_CASE: [ItemKind; 6] = [
    ItemKind::Change,
    ItemKind::Fact,
    ItemKind::Certificate,
    ItemKind::Ruling,
    ItemKind::SmallBlob,
    ItemKind::Manifest,
];

impl Fleet<'_> {
    /// Lets everything that is under way arrive, and holds what everybody has against each other.
    pub(super) fn judge(&mut self) -> Result<(), Trouble> {
        self.calm_down()?;
        self.settle()?;
        self.compare()?;
        self.look_at_log()?;
        let log = self.office.log()?;
        let disks = self.devices.iter().map(super::device::Device::disk).collect::<Result<Vec<_>, _>>()?;
        let mut found = self.lost(&log, &disks);
        let beyond = Beyond::of(&self.office.watched(), &log, &disks);
        found.extend(self.unexplained(&log, &disks, &beyond));
        found.extend(self.wrongly_seen(&log)?);
        found.extend(self.unsigned(&log, &disks)?);
        found.extend(self.differing(&log, &beyond)?);
        self.violations.extend(found);
        Ok(())
    }

    /// No more trouble: what was on its way arrives, disks have room, nothing is armed.
    fn calm_down(&mut self) -> Result<(), Trouble> {
        self.is_calm = true;
        for index in 0..self.devices.len() {
            let device = &mut self.devices[index];
            device.line.expect(&[]);
            while device.line.deliver_late(0) {}
            device.restart()?;
        }
        fault::end_interlude(self.office.dir());
        self.office.restart()
    }

    /// Everybody talks to the server until it brings nothing.
    fn settle(&mut self) -> Result<(), Trouble> {
        let mut quiet = 0;
        for _ in 0..ROUNDS_MAX {
            self.time.advance(61_000);
            self.office.project_at_last();
            let before = self.standing()?;
            for index in 0..self.devices.len() {
                self.sync(index, u32::MAX)?;
            }
            self.office.project_at_last();
            quiet = if self.standing()? == before { quiet + 1 } else { 0 };
            if quiet == QUIET_ROUNDS {
                return Ok(());
            }
        }
        self.violations.push("it does not come to rest".to_owned());
        Ok(())
    }

    /// How much everybody has: as long as it changes, something is still under way.
    fn standing(&self) -> Result<Vec<usize>, Trouble> {
        let mut standing = vec![self.office.log()?.items.len()];
        for device in &self.devices {
            let disk = device.disk()?;
            let waiting = disk.outbox.values().filter(|code| code.is_none()).count();
            standing.extend([disk.items.len(), disk.outbox.len(), waiting, disk.granted.len()]);
        }
        Ok(standing)
    }

    /// Everybody counts, row by row, what the server counts. A server that went back in silence may be found out now, and
    /// only once.
    fn compare(&mut self) -> Result<(), Trouble> {
        if self.is_silently_restored {
            self.compare_once(true)?;
            self.settle()?;
        }
        self.is_silently_restored = false;
        self.compare_once(false)
    }

    fn compare_once(&mut self, may_differ: bool) -> Result<(), Trouble> {
        for index in 0..self.devices.len() {
            self.devices[index].core()?.compare_next()?;
            let report = self.devices[index].sync(u32::MAX)?;
            let name = &self.devices[index].name;
            if report.status != SyncStatus::Done {
                self.violations.push(format!("{name} cannot synchronise: {report:?}"));
            }
            if report.differing > 0 && !may_differ {
                self.violations.push(format!("{name} counts something else than the server: {report:?}"));
            }
        }
        Ok(())
    }

    /// What somebody made and was told to be kept, and what the server acknowledged: it is there, or its case was erased.
    fn lost(&self, log: &Log, disks: &[Disk]) -> Vec<String> {
        let is_manifest = |kind: u8| kind == ItemKind::Manifest.code();
        let here = |name| disks.iter().any(|disk| disk.items.contains(name));
        let watched = self.office.watched();
        let mut found = Vec::new();
        for name in self.made.iter().filter(|name| !is_manifest(name.1)) {
            let is_gone = log.erased.contains(&name.0)
                || watched.lost_by_restore.contains(name)
                || watched.forked.is_written_again(name);
            if !log.items.contains(name) && !here(name) && !is_gone {
                found.push(format!("made, kept and lost: {}", written(name)));
            }
        }
        for name in &self.photos {
            let is_erased = log.erased.contains(&name.0) || watched.erased_once.contains(&name.0);
            let is_gone = is_erased || watched.lost_by_restore.contains(name);
            let is_refused = disks.iter().any(|disk| disk.photos_gone.contains(name));
            if log.items.contains(name) || is_gone || is_refused {
                continue;
            }
            let is_here = disks.iter().any(|disk| disk.photos.contains(name));
            let what = if is_here { "taken and never sent" } else { "taken, kept and lost" };
            found.push(format!("{what}: {}", written(name)));
        }
        for name in &watched.lost_by_restore {
            let is_held = disks.iter().any(|disk| {
                let is_shown = disk.outbox.contains_key(name);
                disk.items.contains(name) && disk.granted.contains(&name.0) && !is_shown
            });
            let is_gone = log.erased.contains(&name.0) || watched.forked.is_written_again(name);
            if is_held && !log.items.contains(name) && !is_gone && !is_manifest(name.1) {
                found.push(format!("lost by the restore and not brought back: {}", written(name)));
            }
        }
        found
    }

    /// What is on a device and not at the server has a reason that its user can see.
    fn unexplained(&self, log: &Log, disks: &[Disk], beyond: &Beyond) -> Vec<String> {
        let mut found = Vec::new();
        for (device, disk) in self.devices.iter().zip(disks) {
            for (name, code) in &disk.outbox {
                let is_erased = log.erased.contains(&name.0) || disk.erased.contains(&name.0);
                let is_gone = code.as_deref() == Some(NackCode::Gone.name()) && is_erased;
                if !is_gone && !beyond.explains(name, code.as_deref()) {
                    let code = code.as_deref().unwrap_or("waiting");
                    found.push(format!("{} cannot send ({code}): {}", device.name, written(name)));
                }
            }
            let silent = disk.own.iter().filter(|name| {
                let is_known = log.items.contains(*name)
                    || disk.outbox.contains_key(*name)
                    || disk.replaced.contains(*name);
                !is_known && !disk.erased.contains(&name.0) && name.1 != ItemKind::Manifest.code()
            });
            found.extend(silent.map(|name| format!("{} forgot to send: {}", device.name, written(name))));
        }
        found
    }

    /// Everybody sees the cases that the server gives to them, and no others.
    fn wrongly_seen(&self, log: &Log) -> Result<Vec<String>, Trouble> {
        let mut found = Vec::new();
        for device in &self.devices {
            let mut streams = vec![format!("u:{}", device.badge.user)];
            if device.badge.role == "office" {
                streams.push("office".to_owned());
            }
            let given = log.streams.iter().filter(|(stream, _)| streams.contains(stream));
            let given: BTreeSet<CaseId> =
                given.map(|(_, case)| *case).filter(|case| !log.erased.contains(case)).collect();
            let seen = device.cases()?;
            let differ = given.symmetric_difference(&seen);
            let differ = differ.map(|case| {
                let what = if given.contains(case) { "does not see" } else { "still sees" };
                format!("{} {what} {case}", device.name)
            });
            found.extend(differ);
        }
        Ok(found)
    }

    /// What was signed is there byte for byte, wherever its case is.
    fn unsigned(&self, log: &Log, disks: &[Disk]) -> Result<Vec<String>, Trouble> {
        let mut found = Vec::new();
        for (case, hash) in &self.signed {
            let name = (*case, ItemKind::SmallBlob.code(), *hash);
            for (device, disk) in self.devices.iter().zip(disks) {
                if disk.granted.contains(case) && log.items.contains(&name) {
                    let bytes = device.core()?.photo_thumbnail(*case, (*hash).into());
                    let is_same = bytes.is_ok_and(|bytes| doorstep_domain::digest::sha256(&bytes) == *hash);
                    if !is_same {
                        found.push(format!("{} lacks what was signed: {}", device.name, written(&name)));
                    }
                }
            }
        }
        Ok(found)
    }

    /// Whoever has a case has the same: in memory, on the disk, and as the server's log gives it.
    fn differing(&self, log: &Log, beyond: &Beyond) -> Result<Vec<String>, Trouble> {
        let root = self.office.root_key()?;
        let server = self.office.dir().join("doorstep.db");
        let cases: BTreeSet<CaseId> = log.streams.iter().map(|(_, case)| *case).collect();
        let mut found = Vec::new();
        for case in cases.into_iter().filter(|case| !log.erased.contains(case) && !beyond.divides(*case)) {
            let logged = case_in_log(&server, case, &root)?;
            let mut first = None;
            for device in &self.devices {
                if !device.cases()?.contains(&case) {
                    continue;
                }
                let stored = case_on_disk(&device.dir, case, &root)?;
                let is_same = stored.state() == logged.state()
                    && stored.document().canonical_bytes() == logged.document().canonical_bytes();
                if !is_same {
                    found.push(format!("{} and the server have another {case}", device.name));
                }
                let job = device.core()?.job(case)?;
                let other = first.get_or_insert_with(|| job.clone());
                let parts = differences(other, &job);
                if !parts.is_empty() {
                    found.push(format!("{} shows another {case}: {parts:?}", device.name));
                }
            }
        }
        Ok(found)
    }
}

/// A case as the log of the server has it, read past the server.
fn case_in_log(path: &Path, id: CaseId, root: &PublicKey) -> Result<Case, Trouble> {
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let sql = "SELECT kind, bytes FROM log WHERE case_id = ?1 ORDER BY seq";
    let mut statement = connection.prepare(sql)?;
    let items = statement.query_map([id.as_bytes()], |row| {
        let bytes: Vec<u8> = row.get(1)?;
        Ok(Item { kind: row.get(0)?, bytes: bytes.into() })
    })?;
    let mut items: Vec<Item> = items.collect::<Result<_, _>>()?;
    items.retain(|item| OF_CASE.iter().any(|kind| kind.code() == item.kind));
    Ok(Case::load(id, &Stored { snapshot: None, items }, root)?)
}
