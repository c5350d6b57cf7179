//! Disks that fail at a moment that was drawn before, and a request that comes in the middle of another one.
//!
//! Every store of the process says what it is about to do, by its directory; here is what becomes of it. A machine that
//! stopped writes nothing until it is started again; whatever its last commit left is what it finds then. What a commit
//! did not wait for the disk with is gone after a power cut: the files are put back as they were before it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, Once, PoisonError};

use doorstep_core::trial as phone;
use doorstep_server::trial as server;

/// Databases of phones and servers.
const DATABASES: [&str; 2] = ["doorstep.sqlite", "doorstep.db"];

/// Where in a transaction a machine stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum When {
    /// Before its commit: nothing of it is there afterwards.
    Before,
    /// After its commit: all of it is there, and nobody was told.
    After,
}

type Interlude = Box<dyn FnOnce() + Send>;

#[derive(Default)]
struct Machine {
    /// Stops in this way after so many more commits.
    armed: Option<(When, u32)>,
    stopped: Option<When>,
    /// Commits that will fail because the disk is full.
    full: u32,
    has_been_full: u32,
    /// The next file that is written fails in its middle.
    fails_file: bool,
    /// How many pages the database may grow by.
    short: Option<u32>,
    /// What is to happen in the middle of the next answer.
    interlude: Option<Interlude>,
    /// What is really on the disk, if a commit did not wait for it.
    on_disk: Option<PathBuf>,
}

static MACHINES: Mutex<BTreeMap<PathBuf, Machine>> = Mutex::new(BTreeMap::new());

fn machines() -> MutexGuard<'static, BTreeMap<PathBuf, Machine>> {
    MACHINES.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Watches every store of this process from now on.
pub(super) fn watch_all() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        phone::watch(Box::new(|path, moment| match moment {
            phone::Moment::WritesFile => look_at_file(path),
            moment => look(path, of_phone(moment)),
        }));
        server::watch(Box::new(|path, moment| match moment {
            server::Moment::Answering => {
                play_interlude(path);
                None
            }
            moment => {
                let fails = look(path.parent().unwrap_or(path), of_server(moment)).is_some();
                fails.then_some(server::Failure::Stopped)
            }
        }));
    });
}

#[derive(Clone, Copy)]
enum Moment {
    Begins { is_flushed: bool },
    Commits(When),
}

const fn of_phone(moment: phone::Moment) -> Moment {
    match moment {
        phone::Moment::Begins { is_flushed } => Moment::Begins { is_flushed },
        phone::Moment::BeforeCommit | phone::Moment::WritesFile => Moment::Commits(When::Before),
        phone::Moment::AfterCommit => Moment::Commits(When::After),
    }
}

const fn of_server(moment: server::Moment) -> Moment {
    match moment {
        server::Moment::Begins { is_flushed } => Moment::Begins { is_flushed },
        server::Moment::AfterCommit => Moment::Commits(When::After),
        server::Moment::BeforeCommit | server::Moment::Answering => Moment::Commits(When::Before),
    }
}

fn look(dir: &Path, moment: Moment) -> Option<phone::Failure> {
    let mut machines = machines();
    let machine = machines.get_mut(dir)?;
    if machine.stopped.is_some() {
        return Some(phone::Failure::Stopped);
    }
    match moment {
        Moment::Begins { is_flushed } => {
            if !is_flushed && machine.on_disk.is_none() {
                machine.on_disk = keep_copy(dir).ok();
            }
            machine.short.map(|pages| phone::Failure::Short { pages })
        }
        Moment::Commits(now) => machine.commits(now),
    }
}

impl Machine {
    fn commits(&mut self, now: When) -> Option<phone::Failure> {
        if now == When::Before && self.full > 0 {
            self.full -= 1;
            self.has_been_full += 1;
            return Some(phone::Failure::Full);
        }
        match &mut self.armed {
            Some((when, left)) if *when == now && *left == 0 => {
                self.stopped = Some(now);
                self.armed = None;
                Some(phone::Failure::Stopped)
            }
            Some((when, left)) if *when == now => {
                *left -= 1;
                None
            }
            _ => None,
        }
    }
}

fn look_at_file(path: &Path) -> Option<phone::Failure> {
    let mut machines = machines();
    let (_, machine) = machines.iter_mut().find(|(dir, _)| path.starts_with(dir))?;
    if machine.stopped.is_some() {
        return Some(phone::Failure::Stopped);
    }
    std::mem::take(&mut machine.fails_file).then_some(phone::Failure::Full)
}

fn play_interlude(dir: &Path) {
    let interlude = machines().get_mut(dir).and_then(|machine| machine.interlude.take());
    if let Some(interlude) = interlude {
        interlude();
    }
}

/// A machine begins, or begins again: nothing is wrong with it.
pub(super) fn start(dir: &Path) {
    let old = machines().insert(dir.to_owned(), Machine::default());
    if let Some(copy) = old.and_then(|machine| machine.on_disk) {
        let _ = std::fs::remove_dir_all(copy);
    }
}

/// It stops after so many more commits.
pub(super) fn arm(dir: &Path, when: When, commits: u32) {
    if let Some(machine) = machines().get_mut(dir) {
        machine.armed = Some((when, commits));
    }
}

/// Its disk is full for the next commits.
pub(super) fn fill(dir: &Path, commits: u32) {
    if let Some(machine) = machines().get_mut(dir) {
        machine.full = commits;
    }
}

/// Its disk is full in the middle of the next file.
pub(super) fn fail_file(dir: &Path) {
    if let Some(machine) = machines().get_mut(dir) {
        machine.fails_file = true;
    }
}

/// Its database may grow by so many pages in each transaction, or by as many as it likes.
pub(super) fn shorten(dir: &Path, pages: Option<u32>) {
    if let Some(machine) = machines().get_mut(dir) {
        machine.short = pages;
    }
}

/// Files have room again. Whether one failed since [`fail_file`].
pub(super) fn end_fail_file(dir: &Path) -> bool {
    machines().get_mut(dir).is_some_and(|machine| !std::mem::take(&mut machine.fails_file))
}

/// Whether a commit failed since [`fill`].
pub(super) fn has_been_full(dir: &Path) -> bool {
    machines().get(dir).is_some_and(|machine| machine.has_been_full > 0)
}

/// There is room again. How many commits failed.
pub(super) fn empty(dir: &Path) -> u32 {
    machines().get_mut(dir).map_or(0, |machine| {
        machine.full = 0;
        std::mem::take(&mut machine.has_been_full)
    })
}

/// Whether it stopped, and where.
pub(super) fn stopped(dir: &Path) -> Option<When> {
    machines().get(dir).and_then(|machine| machine.stopped)
}

/// Lets something happen in the middle of the next answer of a server.
pub(super) fn interlude(dir: &Path, what: Interlude) {
    if let Some(machine) = machines().get_mut(dir) {
        machine.interlude = Some(what);
    }
}

/// Takes back what did not happen. Whether it did.
pub(super) fn end_interlude(dir: &Path) -> bool {
    machines().get_mut(dir).is_some_and(|machine| machine.interlude.take().is_none())
}

/// The power was cut: the files are as the disk has them. The machine must be closed.
pub(super) fn cut_power(dir: &Path) -> std::io::Result<()> {
    let copy = machines().get_mut(dir).and_then(|machine| machine.on_disk.take());
    let Some(copy) = copy else { return Ok(()) };
    for name in DATABASES {
        for suffix in ["", "-wal", "-shm"] {
            let name = format!("{name}{suffix}");
            match std::fs::remove_file(dir.join(&name)) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
            if copy.join(&name).exists() {
                std::fs::copy(copy.join(&name), dir.join(&name))?;
            }
        }
    }
    std::fs::remove_dir_all(copy)
}

fn keep_copy(dir: &Path) -> std::io::Result<PathBuf> {
    let copy = dir.with_extension("on-disk");
    std::fs::create_dir_all(&copy)?;
    for name in DATABASES {
        for suffix in ["", "-wal"] {
            let name = format!("{name}{suffix}");
            if dir.join(&name).exists() {
                std::fs::copy(dir.join(&name), copy.join(&name))?;
            }
        }
    }
    Ok(copy)
}

/// Forgets all machines below a directory.
pub(super) fn forget(dir: &Path) {
    machines().retain(|path, _| !path.starts_with(dir));
}
