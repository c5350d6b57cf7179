//! What was taken along comes back in time (T-12, scenario 14).

use super::*;
use crate::fold::Custody;

const RETURN: &str = r#"{"timers": [{"id": "return", "title": {"en": "Back"}, "from": "custody_out",
    "until": "custody_back", "extended_by": ["custody_extended"], "limits": [{"within": "48h"}]}]}"#;

fn moved(moved: CustodyMove, back_by: &str) -> CustodyMoved {
    CustodyMoved {
        visit: VISIT,
        moved,
        what: "a machine".into(),
        accessories: vec![],
        condition: "as new".into(),
        out_of: None,
        planned_return_ms: Some(at(back_by)),
        reason: None,
        signature: None,
        step: None,
    }
}

fn taken(local: &str, back_by: &str) -> Custody {
    Custody {
        out: recorded(local, moved(CustodyMove::Out, back_by)),
        signed_out: None,
        extended: vec![],
        planned_return_ms: Some(at(back_by)),
        back: None,
        signed_back: None,
    }
}

#[test]
fn a_machine_is_back_after_48_hours_or_by_the_later_return_that_was_agreed_on() {
    let mut case = Story::new(RETURN, "2026-03-02 10:00");
    assert_eq!(case.timer("return", "2026-03-02 15:00"), "not_started -");
    case.state.custody.push(taken("2026-03-02 16:00", "2026-03-04 15:00"));
    assert_eq!(case.timer("return", "2026-03-04 16:00"), "running 2026-03-04 16:00:00");
    assert_eq!(case.timer("return", "2026-03-04 16:01"), "breached 2026-03-04 16:00:00");
    let later = recorded("2026-03-04 11:00", moved(CustodyMove::Extended, "2026-03-06 10:00"));
    case.state.custody[0].extended.push(later);
    assert_eq!(case.timer("return", "2026-03-04 16:01"), "running 2026-03-06 10:00:00");
    case.state.custody.push(taken("2026-03-02 16:10", "2026-03-04 15:00"));
    case.state.custody[0].back =
        Some(recorded("2026-03-05 09:00", moved(CustodyMove::Back, "2026-03-05 09:00")));
    assert_eq!(case.timer("return", "2026-03-05 10:00"), "running 2026-03-06 10:00:00", "one is still out");
    case.state.custody[1].back =
        Some(recorded("2026-03-06 09:00", moved(CustodyMove::Back, "2026-03-06 09:00")));
    assert_eq!(case.timer("return", "2026-03-06 09:30"), "met 2026-03-06 10:00:00");
}
