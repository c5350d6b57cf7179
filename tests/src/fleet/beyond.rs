//! What a restore put beyond everybody's reach: whoever has the rest is told so, and more cannot be asked.

use std::collections::BTreeSet;

use doorstep_domain::id::CaseId;
use doorstep_domain::sync::NackCode;

use super::device::Disk;
use super::office::{Log, Name, Watched};

/// What nobody can read or send any more.
pub(super) struct Beyond {
    /// The cases whose beginning was lost after the last phone had let go of it, or before any had it, and of which somebody
    /// has a part nevertheless.
    torn: BTreeSet<CaseId>,
    /// The facts and changes that follow, perhaps through others, one that is nowhere any more.
    orphans: BTreeSet<Name>,
}

impl Beyond {
    pub(super) fn of(watched: &Watched, log: &Log, disks: &[Disk]) -> Self {
        Self { torn: torn(watched, log, disks), orphans: orphans(watched, log, disks) }
    }

    /// Whether that is why an item was refused.
    pub(super) fn explains(&self, name: &Name, code: Option<&str>) -> bool {
        let is = |wanted: NackCode| code == Some(wanted.name());
        is(NackCode::Denied) && self.torn.contains(&name.0)
            || is(NackCode::Need) && self.orphans.contains(name)
    }

    /// Whether somebody has more of a case than can ever be sent.
    pub(super) fn divides(&self, case: CaseId) -> bool {
        self.orphans.iter().any(|name| name.0 == case)
    }
}

fn torn(watched: &Watched, log: &Log, disks: &[Disk]) -> BTreeSet<CaseId> {
    let lost = watched.lost_by_restore.iter().map(|name| name.0).chain(watched.cases_lost.iter().copied());
    let is_logged = |case: &CaseId| log.items.iter().any(|name| name.0 == *case);
    let holds = |disk: &Disk, case: &CaseId| disk.items.iter().any(|name| name.0 == *case);
    let is_torn = |case: &CaseId| disks.iter().all(|disk| !holds(disk, case) || disk.stuck.contains(case));
    lost.filter(|case| !is_logged(case) && is_torn(case)).collect()
}

fn orphans(watched: &Watched, log: &Log, disks: &[Disk]) -> BTreeSet<Name> {
    let mut orphans = BTreeSet::new();
    let is_lost = |name: &Name| {
        let is_here = log.items.contains(name) || disks.iter().any(|disk| disk.items.contains(name));
        watched.lost_by_restore.contains(name) && !is_here
    };
    loop {
        let before = orphans.len();
        for (name, parents) in disks.iter().flat_map(|disk| &disk.follows) {
            if parents.iter().any(|parent| is_lost(parent) || orphans.contains(parent)) {
                orphans.insert(*name);
            }
        }
        if orphans.len() == before {
            return orphans;
        }
    }
}
