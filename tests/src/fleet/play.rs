//! A run: a company, its phones, and what happens to them step by step.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use doorstep_core::Version;
use doorstep_core::host::{Method, Time};
use doorstep_domain::id::{CaseId, Hash, hex};
use doorstep_domain::sync::ItemKind;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::device::Device;
use super::fault::{self, When};
use super::office::{Name, Office};
use super::plan::{Deed, Step, Weather};
use super::report::Fault;
use super::shortage::{Shortage, Shortages};
use super::template::{MORNING_MS, Template, folder, new_job};
use super::trace::Trace;
use crate::dice::Dice;
use crate::world::{Trouble, copy_folder, walk_in};

/// The most devices, a copied one among them.
const DEVICES_MAX: usize = 6;

/// A company in the middle of a run.
#[derive(Debug)]
pub(super) struct Fleet<'t> {
    template: &'t Template,
    pub(super) office: Arc<Office>,
    pub(super) devices: Vec<Device>,
    pub(super) time: Time,
    pub(super) cases: Vec<CaseId>,
    pub(super) weather: Weather,
    /// Whatever somebody made and was told to be kept.
    pub(super) made: BTreeSet<Name>,
    /// Every photo that was on a phone, named as the server's log names it once it has the file.
    pub(super) photos: BTreeSet<Name>,
    /// The views that somebody signed.
    pub(super) signed: BTreeSet<(CaseId, Hash)>,
    /// Set in the end, when nothing goes wrong any more.
    pub(super) is_calm: bool,
    /// Set once the server went back without saying so.
    pub(super) is_silently_restored: bool,
    /// What must never be, as it was seen.
    pub(super) violations: Vec<String>,
    seed: u64,
    shortages: Shortages,
    files: u32,
    pub(super) dir: TempDir,
}

impl<'t> Fleet<'t> {
    /// The company as it was founded, with two to five phones.
    pub(super) fn begin(
        template: &'t Template,
        seed: u64,
        dice: &mut Dice,
        nodes: usize,
        trace: Trace,
    ) -> Result<Self, Trouble> {
        let dir = folder()?;
        let time = Time::starting_at(MORNING_MS + 60_000);
        copy_folder(&template.part("server"), &dir.path().join("server"))?;
        let office = Arc::new(Office::open(dir.path(), &time, seed ^ 0x0ff1_ce00, nodes, trace)?);
        let weather = Weather::draw(dice);
        let mut fleet = Self {
            template,
            office,
            devices: Vec::new(),
            time,
            cases: template.cases.clone(),
            weather,
            made: BTreeSet::new(),
            photos: BTreeSet::new(),
            signed: BTreeSet::new(),
            is_calm: false,
            is_silently_restored: false,
            violations: Vec::new(),
            seed,
            shortages: Shortages::new(seed),
            files: 0,
            dir,
        };
        for badge in template.badges.iter().take(2 + dice.below(4)) {
            copy_folder(&template.part(badge.user), &fleet.dir.path().join(badge.user))?;
            let mut device = fleet.device(badge, badge.user);
            device.start()?;
            fleet.devices.push(device);
        }
        Ok(fleet)
    }

    /// Leaves everybody's disks where they are when the run is over, for whoever looks for the cause.
    pub(super) fn leave_disks(&mut self) -> &Path {
        self.dir.disable_cleanup(true);
        self.dir.path()
    }

    fn device(&self, badge: &super::device::Badge, name: &str) -> Device {
        let seed = self.seed.wrapping_mul(64).wrapping_add(1 + self.devices.len() as u64);
        Device::new(badge, name, &self.dir.path().join(name), &self.office, &self.time, seed)
    }

    /// Does one step, and starts whatever stopped in it.
    pub(super) fn step(&mut self, step: &Step) -> Result<(), Trouble> {
        match step {
            Step::Work { who, job, is_stale, act } => {
                let Some(case) = self.case_of(*who, *job)? else { return Ok(()) };
                self.work(self.index(*who), case, *is_stale, *act)?;
            }
            Step::Look { who, job } => {
                let Some(case) = self.case_of(*who, *job)? else { return Ok(()) };
                let index = self.index(*who);
                if let Ok(job) = self.devices[index].core()?.job(case) {
                    self.devices[index].screens.insert(case, job.version);
                }
            }
            Step::WalkIn { who } => self.walk_in(self.index(*who))?,
            Step::Sync { who, requests, hitches } => {
                let device = &self.devices[self.index(*who)];
                device.line.expect(hitches);
                self.sync(self.index(*who), *requests)?;
                self.devices[self.index(*who)].line.expect(&[]);
            }
            Step::SyncWithin { who, other } => self.sync_within(self.index(*who), self.index(*other))?,
            Step::Late { who, pick } => {
                self.devices[self.index(*who)].line.deliver_late(*pick);
            }
            Step::Swap { from, to, job } => {
                let Some(case) = self.case_of(*from, *job)? else { return Ok(()) };
                self.swap(self.index(*from), self.index(*to), case)?;
            }
            Step::Office(deed) => self.deed(*deed)?,
            Step::Project => self.office.project(),
            Step::Later { seconds } => self.time.advance(seconds * 1000),
            _ => self.disturb(step)?,
        }
        self.start_what_stopped()
    }

    fn disturb(&mut self, step: &Step) -> Result<(), Trouble> {
        match step {
            Step::Clock { who, years } => {
                let wall_ms = self.time.now_ms() + years * 365 * 24 * 3_600_000;
                self.devices[self.index(*who)].clock.set_wall(wall_ms);
                self.office.count(Fault::ClockJumped);
            }
            Step::Restart { who } => {
                let index = self.index(*who);
                self.devices[index].restart()?;
            }
            Step::Kill { who } => {
                let index = self.index(*who);
                self.devices[index].stop_and_start()?;
                self.office.count(Fault::PhoneKilled);
            }
            Step::Arm { who, when, commits } => {
                fault::arm(&self.devices[self.index(*who)].dir, *when, *commits);
            }
            Step::Fill { who, commits } => fault::fill(&self.devices[self.index(*who)].dir, *commits),
            Step::Copy { who } => self.copy(self.index(*who))?,
            Step::KillServer => {
                if self.office.replace_node()? {
                    self.office.count(Fault::NodeKilled);
                } else {
                    self.office.restart()?;
                    self.office.count(Fault::ServerKilled);
                }
            }
            Step::ArmServer { when, commits } => fault::arm(self.office.dir(), *when, *commits),
            Step::BackUp => self.office.back_up()?,
            Step::Restore { is_declared } => self.restore(*is_declared)?,
            _ => {}
        }
        Ok(())
    }

    /// Starts the machines that stopped, and looks at what an armed disk did.
    fn start_what_stopped(&mut self) -> Result<(), Trouble> {
        for device in &mut self.devices {
            if let Some(when) = fault::stopped(&device.dir) {
                device.stop_and_start()?;
                self.office.count(match when {
                    When::Before => Fault::PhoneStoppedBeforeCommit,
                    When::After => Fault::PhoneStoppedAfterCommit,
                });
            }
        }
        if let Some(when) = fault::stopped(self.office.dir()) {
            self.office.restart()?;
            self.office.count(match when {
                When::Before => Fault::ServerStoppedBeforeCommit,
                When::After => Fault::ServerStoppedAfterCommit,
            });
            self.look_at_log()?;
        }
        Ok(())
    }

    /// What was acknowledged must be in the log, whatever happened to the server.
    pub(super) fn look_at_log(&mut self) -> Result<(), Trouble> {
        let log = self.office.log()?;
        let watched = self.office.watched();
        let lost = watched.acknowledged.difference(&log.items).filter(|name| !log.erased.contains(&name.0));
        let lost: Vec<String> =
            lost.map(|name| format!("acknowledged and lost: {}", written(name))).collect();
        drop(watched);
        self.violations.extend(lost);
        Ok(())
    }

    pub(super) fn index(&self, who: usize) -> usize {
        who % self.devices.len()
    }

    fn case_of(&self, who: usize, job: usize) -> Result<Option<CaseId>, Trouble> {
        let cases: Vec<CaseId> = self.devices[self.index(who)].cases()?.into_iter().collect();
        Ok((!cases.is_empty()).then(|| cases[job % cases.len()]))
    }

    fn work(
        &mut self,
        index: usize,
        case: CaseId,
        is_stale: bool,
        act: super::work::Act,
    ) -> Result<(), Trouble> {
        let device = &self.devices[index];
        let core = device.core()?;
        let now: Version = match core.job(case) {
            Ok(job) => job.version,
            Err(_) => return Ok(()),
        };
        let seen = device.screens.get(&case).filter(|_| is_stale).cloned().unwrap_or(now);
        let camera = self.dir.path().join("camera.jpg");
        let shortage = self.shortages.draw(&device.dir, matches!(act, super::work::Act::Photo { .. }));
        let done = act.perform(core, case, &seen, &camera);
        self.end(shortage, &done, index);
        self.notice(index, &format!("{act:?}"), done, act == super::work::Act::Sign)
    }

    /// There is room again on the disk of a device; whether it lacked is counted.
    fn end<T>(&self, shortage: Shortage, done: &Result<T, doorstep_core::Error>, index: usize) {
        if let Some(fault) = shortage.end(&self.devices[index].dir, done) {
            self.office.count(fault);
        }
    }

    /// What became of a piece of work: kept, not possible, or the disk failed.
    fn notice(
        &mut self,
        index: usize,
        what: &str,
        done: Result<(), doorstep_core::Error>,
        is_signature: bool,
    ) -> Result<(), Trouble> {
        use doorstep_core::Error;
        let device = &self.devices[index];
        let dir = device.dir.clone();
        if fault::empty(&dir) > 0 {
            self.office.count(Fault::DiskFull);
        }
        match done {
            Ok(()) => {
                let own = device.own()?;
                if is_signature {
                    let views = own.iter().filter(|name| name.1 == ItemKind::SmallBlob.code());
                    self.signed.extend(views.map(|name| (name.0, name.2)));
                }
                self.made.extend(own);
                self.photos.extend(device.photos()?);
            }
            Err(Error::Rejected(_) | Error::NotFound(_) | Error::PackMissing(_)) => {}
            Err(Error::Store(_) | Error::File(_)) => {
                // A full disk says so, and the app goes on; a machine that stopped is started by the step.
                self.devices[index].screens.clear();
            }
            Err(error) => {
                let name = &self.devices[index].name;
                self.violations.push(format!("{name} cannot do {what}: {error}"));
            }
        }
        Ok(())
    }

    fn walk_in(&mut self, index: usize) -> Result<(), Trouble> {
        let made = self.devices[index].core()?.create_walk_in(walk_in(self.template.pack));
        if let Ok((case, _)) = &made {
            self.cases.push(*case);
        }
        self.notice(index, "a walk-in", made.map(drop), false)
    }

    pub(super) fn sync(&mut self, index: usize, requests: u32) -> Result<(), Trouble> {
        if self.office.trace.is_told() {
            self.tell_difference(index)?;
        }
        let shortage =
            if self.is_calm { Shortage::None } else { self.shortages.draw(&self.devices[index].dir, true) };
        let report = self.devices[index].sync(requests);
        self.end(shortage, &report, index);
        let name = self.devices[index].name.clone();
        match &report {
            Ok(report) => {
                self.office.trace.note(&format!("{name} synchronised {report:?}"), b"");
                if report.differing > 0 && !self.is_silently_restored {
                    self.violations.push(format!("{name} held something else than the server: {report:?}"));
                }
            }
            Err(error) => self.office.trace.note(&format!("{name} failed {error}"), b""),
        }
        self.notice(index, "a synchronisation", report.map(drop), false)
    }

    /// What a device believes the server to hold and it does not: for whoever reads along.
    fn tell_difference(&self, index: usize) -> Result<(), Trouble> {
        let (log, disk) = (self.office.log()?, self.devices[index].disk()?);
        for name in disk.items.difference(&log.items).filter(|name| !disk.outbox.contains_key(*name)) {
            eprintln!("  {} believes the server to hold {}", self.devices[index].name, written(name));
        }
        Ok(())
    }

    fn sync_within(&mut self, who: usize, other: usize) -> Result<(), Trouble> {
        if who == other {
            return self.sync(who, 12);
        }
        let core = self.devices[other].core()?.clone();
        let budget = doorstep_core::Budget { requests: 12, ..doorstep_core::Budget::default() };
        fault::interlude(self.office.dir(), Box::new(move || drop(core.sync_now(budget))));
        self.sync(who, 12)?;
        if fault::end_interlude(self.office.dir()) {
            self.office.count(Fault::Interleaved);
        }
        Ok(())
    }

    fn swap(&mut self, from: usize, to: usize, case: CaseId) -> Result<(), Trouble> {
        if from == to {
            return Ok(());
        }
        self.files += 1;
        let path = self.dir.path().join(format!("{}.dsjob", self.files));
        let receiver = Some(self.devices[to].badge.user.to_owned());
        let core = self.devices[from].core()?;
        let Ok(job) = core.job(case) else { return Ok(()) };
        let exported = core.export_job(case, &job.version, receiver, &path).map(drop);
        let is_there = exported.is_ok();
        self.notice(from, "an export", exported, false)?;
        if is_there {
            let imported = self.devices[to].core()?.import_job(&path).map(drop);
            if imported.is_ok() {
                self.office.count(Fault::FileSwapped);
            }
            self.notice(to, "an import", imported, false)?;
        }
        Ok(())
    }

    fn copy(&mut self, index: usize) -> Result<(), Trouble> {
        let is_copy = self.devices.iter().any(|device| device.name == "copy");
        if is_copy || self.devices.len() >= DEVICES_MAX {
            return Ok(());
        }
        let mut copy = self.device(&self.devices[index].badge, "copy");
        self.devices[index].copy_to(&mut copy)?;
        self.devices.push(copy);
        self.office.count(Fault::PhoneCopied);
        Ok(())
    }

    fn restore(&mut self, is_declared: bool) -> Result<(), Trouble> {
        if !self.office.restore(is_declared)? {
            return Ok(());
        }
        self.is_silently_restored |= !is_declared;
        self.office.count(if is_declared { Fault::ServerRestored } else { Fault::ServerRestoredSilently });
        Ok(())
    }

    fn deed(&mut self, deed: Deed) -> Result<(), Trouble> {
        let case = |job: usize| self.cases[job % self.cases.len()];
        let (path, body, fault) = match deed {
            Deed::NewJob { users } => {
                let body = new_job(self.template.pack, &chosen(users), "gate is stuck");
                ("jobs".to_owned(), body, None)
            }
            Deed::Assign { job, users } => {
                let body = json!({ "users": chosen(users) });
                (format!("jobs/{}/assign", case(job)), body, Some(Fault::Reassigned))
            }
            Deed::Cancel { job } => {
                let body = json!({ "reason": "sold" });
                (format!("jobs/{}/cancel", case(job)), body, Some(Fault::Cancelled))
            }
            Deed::Reopen { job } => {
                (format!("jobs/{}/reopen", case(job)), json!({ "reason": "not sold" }), None)
            }
            Deed::Note { job } => (format!("jobs/{}/note", case(job)), json!({ "text": "call first" }), None),
            Deed::Erase { job } => (format!("jobs/{}/erase", case(job)), json!({}), Some(Fault::Erased)),
        };
        let Some(answer) = self.office.desk(Method::Post, &path, &body) else { return Ok(()) };
        if let Some(case) = answer.get("case").filter(|case| **case != Value::Null) {
            self.cases.push(serde_json::from_value(case.clone())?);
        }
        if let Some(fault) = fault {
            self.office.count(fault);
        }
        Ok(())
    }
}

impl Drop for Fleet<'_> {
    fn drop(&mut self) {
        self.devices.clear();
        fault::forget(self.dir.path());
    }
}

/// One to three of the technicians.
fn chosen(users: usize) -> Vec<&'static str> {
    let all = ["chen", "li", "wu", "lin"];
    let picked = all.iter().enumerate().filter(|(bit, _)| (users + 1) >> bit & 1 == 1);
    let picked: Vec<&str> = picked.map(|(_, name)| *name).collect();
    if picked.is_empty() { vec!["chen"] } else { picked }
}

/// The name of an item, for people.
pub(super) fn written((case, kind, hash): &Name) -> String {
    let kind = ItemKind::from_code(*kind).map_or_else(|| kind.to_string(), |kind| format!("{kind:?}"));
    format!("{kind} {} of {case}", hex(&hash.0[..8]))
}
