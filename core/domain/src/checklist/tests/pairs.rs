//! Photos of the same spot before and after.

use super::*;

/// A complete visit in which every photo `before` needs one `after` of the same spot.
fn visit() -> Visit {
    let mut visit = Visit::complete();
    let repair = visit.checklist.steps.iter_mut().find(|step| step.id == "repair").unwrap();
    repair.evidence[1].count = 1;
    repair.evidence[1].pairs_with = Some(PairsWith { step: None, role: "before".into() });
    visit.inputs.recorded.photos.clear();
    visit
}

fn pair(visit: &mut Visit, blob: u8, of: u8) {
    let pair = Some(BlobId([of; 32]));
    visit.inputs.recorded.photos.push(Photo {
        step: "repair".into(),
        role: "after".into(),
        blob: BlobId([blob; 32]),
        pair,
    });
}

fn after(visit: &Visit) -> PhotoCount {
    let view = visit.towards("done").view();
    let mut photos = view.steps.into_iter().find(|step| step.id == "repair").unwrap().photos;
    photos.pop().unwrap()
}

#[test]
fn every_earlier_photo_needs_its_own_later_one() {
    let mut visit = visit();
    visit.photo("repair", "before", 1).photo("repair", "before", 2).photo("repair", "after", 3);
    let count = after(&visit);
    assert_eq!((count.have, count.need, count.unpaired.len()), (0, 2, 2), "one of elsewhere is no pair");
    pair(&mut visit, 4, 1);
    let count = after(&visit);
    assert_eq!((count.have, count.need, count.unpaired), (1, 2, vec![BlobId([2; 32])]));
    assert_eq!(visit.why_not("done"), ["Repair: 1 of 2 photos (after)"]);
    pair(&mut visit, 5, 2);
    assert!(visit.why_not("done").is_empty());
}

#[test]
fn two_later_photos_of_one_spot_are_one_pair() {
    let mut visit = visit();
    visit.photo("repair", "before", 1).photo("repair", "before", 2);
    pair(&mut visit, 4, 1);
    pair(&mut visit, 5, 1);
    assert_eq!(after(&visit).have, 1);
}

#[test]
fn more_than_the_pairs_may_be_asked_for() {
    let mut visit = visit();
    let repair = visit.checklist.steps.iter_mut().find(|step| step.id == "repair").unwrap();
    repair.evidence[1].count = 3;
    visit.photo("repair", "before", 1).photo("repair", "after", 3);
    pair(&mut visit, 4, 1);
    assert_eq!((after(&visit).have, after(&visit).need), (2, 3));
    visit.photo("repair", "after", 6);
    assert!(visit.why_not("done").is_empty());
}

#[test]
fn a_pair_that_cannot_be_is_a_mistake_of_the_pack() {
    let mistakes = |change: &dyn Fn(&mut Evidence)| {
        let mut checklist = visit().checklist;
        let repair = checklist.steps.iter_mut().find(|step| step.id == "repair").unwrap();
        change(&mut repair.evidence[1]);
        let all: Vec<String> = checklist.problems().iter().map(ToString::to_string).collect();
        all.into_iter().filter(|problem| problem.contains("evidence[1]")).collect::<Vec<_>>()
    };
    let with = |step: Option<&str>, role: &str| {
        Some(PairsWith { step: step.map(str::to_owned), role: role.to_owned() })
    };
    assert!(mistakes(&|_| {}).is_empty());
    assert_eq!(mistakes(&|asked| asked.pairs_with = with(Some("nowhere"), "before")).len(), 1);
    assert_eq!(mistakes(&|asked| asked.pairs_with = with(None, "after")).len(), 1);
    assert_eq!(mistakes(&|asked| asked.pairs_with = with(Some("greet"), "before")).len(), 1);
    assert_eq!(mistakes(&|asked| asked.at_most = Some(4)).len(), 1, "a pair has no limit of its own");
    assert_eq!(mistakes(&|asked| (asked.pairs_with, asked.at_most) = (None, Some(0))).len(), 1);
    assert!(mistakes(&|asked| (asked.pairs_with, asked.at_most) = (None, Some(1))).is_empty());
}
