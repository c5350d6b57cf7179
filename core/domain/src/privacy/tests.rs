use super::*;
use crate::fold::{Outcome, Recorded, Settled, Who};
use crate::id::{CertificateId, FactId, VisitId};
use crate::pack::Audience;
use crate::time::TimeEvidence;

const ALL: [Private; 3] = [Private::Name, Private::Address, Private::Phone];
const HOUR_MS: i64 = 3_600_000;

fn zone() -> Zone {
    Zone::parse("CST-8").unwrap()
}

fn instant(local: &str) -> i64 {
    zone().instant(local.parse().unwrap())
}

fn privacy(shown_from: ShownFrom) -> Privacy {
    Privacy {
        hide: [Private::Address, Private::Phone].into(),
        from: ["cleaner".to_owned(), "helper".to_owned()].into(),
        shown_from,
        hidden_after_min: 60,
        always: BTreeSet::new(),
        leaves: Leaves::Part,
        relay_number: Configured::Value("400-1".to_owned()),
    }
}

fn at(wall_ms: i64) -> TimeEvidence {
    TimeEvidence { wall_ms, boot_ms: 0, boot_id: 0 }
}

fn settled<T>(wall_ms: i64, value: T) -> Settled<T> {
    let who = Who {
        certificate: CertificateId([0; 32]),
        user: String::new(),
        name: String::new(),
        role: String::new(),
    };
    Settled { value, fact: FactId([9; 32]), who, at: at(wall_ms) }
}

/// A job with one visit, agreed for 14:00 to 16:00 on 3 March 2026 at the site.
fn job() -> State {
    let mut created = crate::tests::created();
    created.site.time_zone = "CST-8".to_owned();
    created.reported_at_ms = instant("2026-03-01T09:00:00");
    let Settled { fact, who, at, .. } = settled(created.reported_at_ms, ());
    let window = (instant("2026-03-03T14:00:00"), Some(instant("2026-03-03T16:00:00")));
    let visit = VisitState { appointment: Some(settled(0, window)), ..VisitState::default() };
    State {
        created: Some(Recorded { fact, who, at, body: created }),
        visits: [(VisitId([1; 8]), visit)].into(),
        ..State::default()
    }
}

fn visit(state: &mut State) -> &mut VisitState {
    state.visits.values_mut().next().unwrap()
}

fn standing(rules: &Privacy, state: &State, local: &str) -> Standing {
    Standing::at(&rules.shown_times(state), instant(local))
}

fn is_hidden(state: &State, shown_from: ShownFrom, local: &str) -> bool {
    standing(&privacy(shown_from), state, local).is_hidden()
}

#[test]
fn the_address_is_shown_on_the_day_of_the_visit_and_hidden_before_and_after() {
    let state = job();
    let hidden = |local| is_hidden(&state, ShownFrom::VisitDay, local);
    assert!(hidden("2026-03-02T23:59:59") && !hidden("2026-03-03T00:00:00"));
    assert!(!hidden("2026-03-04T00:59:59"), "the day, and an hour after it");
    assert!(hidden("2026-03-04T01:00:00"), "nobody went");
    let hours = |local| is_hidden(&state, ShownFrom::MinutesBefore(120), local);
    assert!(hours("2026-03-03T11:59:59") && !hours("2026-03-03T12:00:00"));
}

#[test]
fn a_visit_under_way_shows_it_until_an_hour_after_its_end() {
    let mut state = job();
    let set_out = instant("2026-03-03T11:00:00");
    visit(&mut state).entered.insert(Phase::Travelling, at(set_out));
    let hidden = |state: &State, local| is_hidden(state, ShownFrom::MinutesBefore(120), local);
    assert!(!hidden(&state, "2026-03-03T11:00:00"), "whoever sets out early has to know where to");
    assert!(!hidden(&state, "2026-03-09T11:00:00"), "it goes on");
    visit(&mut state).entered.insert(Phase::Ended, at(instant("2026-03-03T15:30:00")));
    assert!(!hidden(&state, "2026-03-03T16:29:59") && hidden(&state, "2026-03-03T16:30:00"));
}

#[test]
fn it_says_why_and_when_that_changes() {
    let mut state = job();
    let at = |state: &State, local| standing(&privacy(ShownFrom::VisitDay), state, local);
    let from_ms = instant("2026-03-03T00:00:00");
    assert_eq!(at(&state, "2026-03-01T10:00:00"), Standing::NotYet { from_ms });
    let until_ms = Some(instant("2026-03-04T01:00:00"));
    assert_eq!(at(&state, "2026-03-03T10:00:00"), Standing::Shown { until_ms });
    assert_eq!(at(&state, "2026-03-05T10:00:00"), Standing::Over);
    visit(&mut state).appointment = None;
    assert_eq!(at(&state, "2026-03-03T10:00:00"), Standing::NotAgreed);
}

#[test]
fn what_is_hidden_is_replaced_wherever_it_stands() {
    let mut state = job();
    let created = &mut state.created.as_mut().unwrap().body;
    created.site.address = "Park Road 4".to_owned();
    created.customer.phone = Some("13800001234".to_owned());
    let rules = privacy(ShownFrom::VisitDay).outside();
    rules.hide_in(&mut state);
    let created = &state.created.as_ref().unwrap().body;
    assert_eq!(created.site.address, "Park Road…");
    assert_eq!(created.customer.phone.as_deref(), Some("…1234"));
    assert_eq!(created.customer.name, "Wang", "the rules do not hide names");
    assert!(rules.hides_correction("customer.phone") && rules.hides_correction("site.address"));
    assert!(!rules.hides_correction("customer.name") && !rules.hides_correction("asset.model"));
}

#[test]
fn a_cancelled_visit_shows_it_an_hour_longer_and_no_more() {
    let mut state = job();
    let cancelled = Outcome::Cancelled { reason: "x".to_owned() };
    state.outcome = Some(settled(instant("2026-03-03T09:00:00"), cancelled));
    assert!(!is_hidden(&state, ShownFrom::VisitDay, "2026-03-03T09:59:59"));
    assert!(is_hidden(&state, ShownFrom::VisitDay, "2026-03-03T10:00:00"));
}

#[test]
fn in_an_emergency_it_is_shown_at_once() {
    let mut state = job();
    visit(&mut state).appointment = None;
    state.created.as_mut().unwrap().body.emergency = true;
    let reported = instant("2026-03-01T09:00:00");
    let times = privacy(ShownFrom::VisitDay).shown_times(&state);
    assert_eq!(times, [ShownTime { from_ms: reported, until_ms: None }]);
    assert!(!times[0].contains(reported - 1) && times[0].contains(reported + 99 * HOUR_MS));
}

#[test]
fn somebody_with_a_further_role_sees_everything() {
    let rules = privacy(ShownFrom::VisitDay);
    assert!(rules.concerns(["cleaner"]) && rules.concerns(["cleaner", "helper"]));
    assert!(!rules.concerns(["cleaner", "leader"]) && !rules.concerns(["leader"]) && !rules.concerns([]));
}

#[test]
fn what_remains_is_the_quarter_and_the_last_digits() {
    let rules = Privacy { hide: ALL.into(), ..privacy(ShownFrom::VisitDay) };
    let mask = rules.outside();
    assert_eq!(mask.shown(Private::Address, "阳光花园3栋402"), "阳光花园…");
    assert_eq!(mask.shown(Private::Address, "Park Road ４"), "Park Road…");
    assert_eq!(mask.shown(Private::Address, "3-402"), "…");
    assert_eq!(mask.shown(Private::Phone, "138 0000 1234"), "…1234");
    assert_eq!(mask.shown(Private::Phone, "12345"), "…", "too short to show a part of it");
    assert_eq!(mask.shown(Private::Name, "王小明"), "王…");
    let nothing = Privacy { leaves: Leaves::Nothing, ..rules }.outside();
    for private in ALL {
        assert_eq!(nothing.shown(private, "阳光花园3栋402"), "…");
    }
}

#[test]
fn what_is_always_hidden_is_called_over_the_number_of_the_company_also_during_the_visit() {
    let rules = Privacy { always: [Private::Phone].into(), ..privacy(ShownFrom::VisitDay) };
    let state = job();
    let at = |local: &str| rules.mask(standing(&rules, &state, local));
    let during = at("2026-03-03T10:00:00");
    assert_eq!(during.shown(Private::Phone, "13800001234"), "…1234");
    assert_eq!(during.shown(Private::Address, "Park Road 4"), "Park Road 4");
    assert_eq!(during.relay_number(), Some("400-1"));
    assert_eq!(at("2026-03-05T10:00:00").shown(Private::Address, "Park Road 4"), "Park Road…");
    let open = privacy(ShownFrom::VisitDay).during();
    assert_eq!((open.relay_number(), open.hidden().len()), (None, 0), "the customer's own number is there");
}

#[test]
fn the_copy_for_the_team_hides_what_the_team_must_not_see_whoever_prints_it() {
    let state = job();
    let rules = privacy(ShownFrom::VisitDay);
    let veil = Veil { shown: rules.shown_times(&state), rules };
    let after = instant("2026-03-05T10:00:00");
    let hides = |copy, role| {
        let mask = veil.mask_of_copy(copy, [role], after);
        mask.is_some_and(|mask| mask.hidden().contains(&Private::Address))
    };
    assert!(hides(Some(Audience::Team), "office") && !hides(Some(Audience::Archive), "office"));
    assert!(hides(Some(Audience::Customer), "cleaner"), "a copy for the customer is no way around the mask");
    assert!(!hides(Some(Audience::Customer), "office") && hides(None, "cleaner"));
}
