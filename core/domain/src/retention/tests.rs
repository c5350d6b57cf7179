use super::*;
use crate::fact::{Archived, Held};
use crate::fold::{Hold, Outcome, Recorded, Settled, Who};
use crate::id::{CertificateId, FactId, VisitId};
use crate::time::TimeEvidence;
use crate::zone::Zone;

const RULES: Retention = Retention {
    free: Configured::Value(Keep::Years(1)),
    paid: Configured::Value(Keep::Years(2)),
    coordination: Configured::Value(Keep::LongTerm),
};

fn zone() -> Zone {
    Zone::parse("CST-8").unwrap()
}

fn instant(local: &str) -> i64 {
    zone().instant(local.parse().unwrap())
}

fn who() -> Who {
    let (user, name, role) = ("office".to_owned(), "office".to_owned(), "office".to_owned());
    Who { certificate: CertificateId([0; 32]), user, name, role }
}

fn recorded<T>(id: u8, at_ms: i64, body: T) -> Recorded<T> {
    let at = TimeEvidence { wall_ms: at_ms, boot_ms: 0, boot_id: 0 };
    Recorded { fact: FactId([id; 32]), who: who(), at, body }
}

fn settled<T>(at_ms: i64, value: T) -> Settled<T> {
    let Recorded { fact, who, at, .. } = recorded(9, at_ms, ());
    Settled { value, fact, who, at }
}

/// A job that was done on 28 February 2024 and archived at this moment.
fn archived(local: &str, paid: bool) -> State {
    let mut created = crate::tests::created();
    created.site.time_zone = "CST-8".to_owned();
    let at_ms = instant(local);
    let done = Outcome::Completed { visit: VisitId([1; 8]) };
    State {
        created: Some(recorded(1, instant("2024-02-27T08:00:00"), created)),
        outcome: Some(settled(instant("2024-02-28T10:00:00"), done)),
        archived: Some(settled(at_ms, true)),
        archives: vec![recorded(2, at_ms, Archived { paid })],
        ..State::default()
    }
}

fn due(state: &State) -> String {
    match Kept::of(state, &RULES) {
        Kept::Until { rule, due, .. } => format!("{} {due}", rule.name()),
        kept => kept.name().to_owned(),
    }
}

fn hold(lifted: bool) -> Hold {
    let held = |lifts| Held { reason: "a claim".to_owned(), lifts };
    let lift = lifted.then(|| recorded(4, 2, held(Some(FactId([3; 32])))));
    Hold { held: recorded(3, 1, held(None)), lifted: lift }
}

#[test]
fn a_free_order_is_kept_a_year_and_a_paid_one_two_to_the_day_at_the_site() {
    let free = archived("2024-03-01T09:00:00", false);
    assert_eq!(due(&free), "free 2025-03-01");
    assert_eq!(due(&archived("2024-03-01T09:00:00", true)), "paid 2026-03-01");
    let kept = Kept::of(&free, &RULES);
    assert!(!kept.is_over(instant("2025-02-28T23:59:59")));
    assert!(kept.is_over(instant("2025-03-01T00:00:00")));
    // At half past midnight at the site it is still the day before in universal time.
    assert_eq!(due(&archived("2024-03-01T00:30:00", false)), "free 2025-03-01");
    assert_eq!(due(&archived("2024-02-29T09:00:00", false)), "free 2025-02-28");
}

#[test]
fn a_coordination_order_stays() {
    let mut order = archived("2024-03-01T09:00:00", true);
    order.created.as_mut().unwrap().body.case_kind = CaseKind::Coordination;
    assert_eq!(Kept::of(&order, &RULES), Kept::LongTerm { rule: KeptAs::Coordination });
}

#[test]
fn what_has_no_figure_is_never_erased() {
    let state = archived("2024-03-01T09:00:00", false);
    for free in [Configured::NotConfigured, Configured::Value(Keep::Years(0))] {
        let kept = Kept::of(&state, &Retention { free, ..RULES });
        assert_eq!(kept, Kept::NotConfigured { rule: KeptAs::Free });
        assert!(!kept.is_over(i64::MAX));
    }
    let beyond = Retention { free: Configured::Value(Keep::Years(u32::MAX)), ..RULES };
    assert_eq!(Kept::of(&state, &beyond), Kept::LongTerm { rule: KeptAs::Free });
}

#[test]
fn a_hold_is_longer_than_every_rule_until_the_last_one_is_lifted() {
    let mut state = archived("2024-03-01T09:00:00", false);
    state.holds = vec![hold(true), hold(false)];
    assert_eq!(Kept::of(&state, &RULES), Kept::Held { reason: "a claim".to_owned() });
    assert_eq!(check_erasable(&state), Err(Rejected::Status { state: "held" }));
    state.holds = vec![hold(true), hold(true)];
    assert_eq!(due(&state), "free 2025-03-01");
    assert_eq!(check_erasable(&state), Ok(()));
}

#[test]
fn an_open_case_stays_and_cannot_be_erased_by_hand() {
    let mut state = archived("2024-03-01T09:00:00", false);
    state.archived = Some(settled(instant("2024-04-01T09:00:00"), false));
    state.outcome = Some(settled(instant("2024-04-01T09:00:00"), Outcome::Open));
    assert_eq!(Kept::of(&state, &RULES), Kept::NotArchived);
    assert_eq!(check_erasable(&state), Err(Rejected::Status { state: "open" }));
}

#[test]
fn an_order_that_was_paid_once_stays_a_paid_one() {
    let mut state = archived("2024-05-01T09:00:00", false);
    state.archives.push(recorded(5, instant("2024-03-01T09:00:00"), Archived { paid: true }));
    assert_eq!(due(&state), "paid 2026-05-01");
}

#[test]
fn a_clock_that_is_years_behind_lets_nothing_go_early() {
    let mut state = archived("2019-03-01T09:00:00", false);
    assert_eq!(due(&state), "free 2025-02-28", "counted from the day on which the work was done");
    state.waiting.insert(FactId([7; 32]), [FactId([8; 32])].into());
    assert_eq!(Kept::of(&state, &RULES), Kept::Incomplete);
}
