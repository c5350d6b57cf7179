//! Now, as far as clocks can be believed.

use std::collections::BTreeMap;

use super::Certainty;
use super::occurrence::Occurrence;
use crate::fold::{CLOCK_TOLERANCE_MS, Flag, State};
use crate::time::TimeEvidence;

/// What is known about the clocks of a case and of whoever asks.
#[derive(Debug)]
pub(super) struct Clocks {
    /// Milliseconds since 1970 UTC, best known.
    pub(super) now_ms: i64,
    /// By how much the wall clock of whoever asks was moved since the newest fact of this start of the device.
    moved_ms: i64,
    boot_id: u64,
    /// The starts of devices during which a wall clock was moved, with the farthest that it was.
    jumped: BTreeMap<u64, i64>,
}

impl Clocks {
    /// Holds the clocks of whoever asks against the newest fact that was made in the same start of the device:
    /// the time since that start cannot be set by hand.
    pub(super) fn of(state: &State, now: TimeEvidence) -> Self {
        let mut jumped = BTreeMap::new();
        for flag in &state.flags {
            if let Flag::ClockJumped { boot_id, by_ms, .. } = flag {
                let farthest: &mut i64 = jumped.entry(*boot_id).or_default();
                if by_ms.saturating_abs() > farthest.saturating_abs() {
                    *farthest = *by_ms;
                }
            }
        }
        let known = super::occurrence::moments(state);
        let own = known.filter(|at| at.boot_id == now.boot_id && at.boot_ms <= now.boot_ms);
        let newest = own.max_by_key(|at| (at.boot_ms, at.wall_ms));
        let moved = newest.filter(|newest| now.clock_jumped_since(newest, CLOCK_TOLERANCE_MS));
        let now_ms = moved.map_or(now.wall_ms, |newest| newest.wall_ms.saturating_add(now.since(&newest)));
        let moved_ms = now.wall_ms.saturating_sub(now_ms);
        Self { now_ms, moved_ms, boot_id: now.boot_id, jumped }
    }

    /// How sure a result is that rests on these occurrences and, if it still changes, on now.
    pub(super) fn certainty<'a>(
        &self,
        rests_on: impl Iterator<Item = &'a Occurrence>,
        on_now: bool,
    ) -> Certainty {
        if on_now && self.moved_ms != 0 {
            return Certainty::Uncertain { clock_moved_ms: self.moved_ms };
        }
        let boots = rests_on.filter_map(|occurrence| occurrence.at.evidence.map(|at| at.boot_id));
        let boots = boots.chain(on_now.then_some(self.boot_id));
        let moved = boots.filter_map(|boot| self.jumped.get(&boot).copied());
        match moved.max_by_key(|by_ms| by_ms.saturating_abs()) {
            Some(clock_moved_ms) => Certainty::Uncertain { clock_moved_ms },
            None => Certainty::Exact,
        }
    }
}
