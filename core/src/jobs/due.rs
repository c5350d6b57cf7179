//! What must happen by when: of one job, and what comes next in all of them.

use rusqlite::Connection;

use doorstep_domain::id::CaseId;
use doorstep_domain::timer::TimersView;

use super::job::needed;
use crate::core::{Core, Identity, Shared};
use crate::error::Error;
use crate::rows;
use crate::store::alarms::{self, DueSummary};
use crate::store::{Store, job_rows};

impl Core {
    /// The timers and duties of a job as they stand now.
    ///
    /// # Errors
    /// As [`Core::job`]; [`Error::PackMissing`].
    pub fn timers(&self, id: CaseId) -> Result<TimersView, Error> {
        let now = self.shared.host.clock.now()?;
        self.view(id, |_, _, case, pack| Ok(case.timers(&*needed(case, pack)?, now)?))
    }

    /// What is due in all jobs of this device, the earliest first and late things among it, at most `limit`
    /// (0 = 50): from the read model alone, so that an app can set its alarms without a network. Ask again when
    /// a job changed, and when an alarm went.
    ///
    /// # Errors
    /// [`Error::NotOpen`], [`Error::NotEnrolled`], [`Error::Store`].
    pub fn due(&self, limit: u32) -> Result<Vec<DueSummary>, Error> {
        let identity = self.shared.identity()?;
        let store = self.shared.open()?;
        self.shared.refresh_alarms(&store, &identity)?;
        let now_ms = self.shared.host.clock.now()?.wall_ms;
        store.read(|connection| {
            let true_ms = self.shared.true_time(connection)?.at_ms;
            Ok(alarms::list(connection, limit, now_ms, true_ms)?)
        })
    }
}

impl Shared {
    /// Computes again what is due where a pack came after its job, or a week or month ended that nobody looked
    /// at. Usually there is nothing to do.
    pub(crate) fn refresh_alarms(&self, store: &Store, identity: &Identity) -> Result<(), Error> {
        let now_ms = self.host.clock.now()?.wall_ms;
        let stale = |connection: &Connection| Ok(alarms::stale(connection, now_ms)?);
        for id in store.read::<_, Error>(stale)? {
            match self.refresh_alarm(store, id, identity) {
                Err(Error::Case(error)) => tracing::warn!(case = %id, %error, "no alarms for a stuck case"),
                result => result?,
            }
        }
        Ok(())
    }

    fn refresh_alarm(&self, store: &Store, id: CaseId, identity: &Identity) -> Result<(), Error> {
        let mut loaded_cases = self.cases();
        let mut writer = store.writer();
        let loaded = loaded_cases.get(writer.connection(), id, &identity.enrolment.root_key)?;
        let row = rows::of(&loaded.case, &self.timing_of(store, &loaded.case)?);
        writer.transaction::<_, Error>(|tx| {
            row.iter().try_for_each(|row| job_rows::put(tx, row)).map_err(Error::from)
        })?;
        loaded.row = row;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use doorstep_domain::fact::{Coordinated, PartChoice, Phase, WaitingForPart};
    use doorstep_domain::timer::{Certainty, DutyState, TimerState};

    use super::*;
    use crate::JobFilter;
    use crate::testing::{FakeServer, Phone};

    const HOUR: i64 = 3_600_000;

    fn phones() -> (FakeServer, Phone, Phone) {
        let dir = Arc::new(tempfile::tempdir().unwrap());
        let server = FakeServer::new();
        let (chen, wang) = (Phone::new(&dir, &server, "chen"), Phone::new(&dir, &server, "wang"));
        chen.sync();
        wang.sync();
        (server, chen, wang)
    }

    /// `timer +hours` after the report, with `!` if it is overdue.
    fn due(phone: &Phone) -> Vec<String> {
        let reported = 1_800_000_001_000;
        let line = |due: DueSummary| {
            let overdue = if due.is_overdue { "!" } else { "" };
            format!("{} +{}{overdue}", due.timer, (due.due_at_ms - reported) / HOUR)
        };
        phone.core.due(0).unwrap().into_iter().map(line).collect()
    }

    #[test]
    fn what_is_due_comes_from_the_list_and_goes_when_it_is_done() {
        let (_, mut chen, _) = phones();
        let (case, visit, version) = chen.walk_in();
        assert_eq!(due(&chen), ["come +2", "finish +72"]);
        let first = &chen.core.due(1).unwrap()[0];
        assert_eq!((first.warn_at_ms, first.counts), (Some(first.due_at_ms - HOUR / 2), true));
        assert_eq!(chen.core.jobs(&JobFilter::default()).unwrap()[0].next_due_ms, Some(first.due_at_ms));
        chen.clock.pass(2 * HOUR + 1_000);
        assert_eq!(due(&chen), ["come +2!", "finish +72"]);
        chen.restart();
        assert_eq!(due(&chen), ["come +2!", "finish +72"]);
        let version = chen.core.enter_phase(case, &version, visit, Phase::Travelling).unwrap();
        chen.core.enter_phase(case, &version, visit, Phase::Arrived).unwrap();
        assert_eq!(due(&chen), ["finish +72"]);
        let view = chen.core.timers(case).unwrap();
        assert_eq!(
            (view.timers[0].state, view.timers[0].certainty),
            (TimerState::Breached, Certainty::Exact)
        );
    }

    #[test]
    fn waiting_for_a_part_takes_the_alarm_away_until_the_part_is_there() {
        let (_, chen, _) = phones();
        let (case, visit, version) = chen.walk_in();
        let part = WaitingForPart {
            visit,
            model: "G3/4".to_owned(),
            choice: PartChoice::CompanyBuys,
            reason: "wrong-model".to_owned(),
            person: "chen".to_owned(),
            next_ms: None,
        };
        let version = chen.core.wait_for_part(case, &version, part).unwrap();
        assert_eq!(due(&chen), ["come +2"]);
        chen.clock.pass(10 * HOUR);
        chen.core.resume(case, &version, "it came".to_owned()).unwrap();
        assert_eq!(due(&chen), ["come +2!", "finish +82"]);
        assert_eq!(chen.core.job(case).unwrap().state.outcome_name(), "open");
        let again = chen.core.resume(case, &chen.core.job(case).unwrap().version, "again".to_owned());
        assert!(again.is_err(), "it does not wait");
    }

    #[test]
    fn a_job_that_comes_from_elsewhere_brings_its_alarms() {
        let (_server, chen, wang) = phones();
        chen.walk_in();
        chen.sync();
        wang.sync();
        assert_eq!(due(&wang), due(&chen));
    }

    #[test]
    fn the_next_week_is_asked_for_although_nobody_touched_the_job() {
        let (_, chen, _) = phones();
        let (case, visit, version) = chen.walk_in();
        let order = Coordinated {
            visit,
            reason: "more-people".to_owned(),
            person: "chen".to_owned(),
            plan: "next week".to_owned(),
        };
        let (order, _) = chen.core.coordinate(case, &version, order).unwrap();
        let weeks = |phone: &Phone| phone.core.due(0).unwrap().len();
        assert_eq!(weeks(&chen), 1, "the week after the one that has begun");
        chen.clock.pass(14 * 24 * HOUR);
        assert_eq!(weeks(&chen), 3, "one missed, one at hand, one to come");
        let duty = &chen.core.timers(order).unwrap().duties[0];
        assert_eq!((duty.state, duty.missed.len()), (DutyState::Open, 1));
    }
}
