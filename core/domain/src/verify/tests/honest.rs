//! Files that honest people made.

use super::world::*;
use super::*;
use crate::fact::HandedOver;
use crate::text::Language;

#[test]
fn an_honest_file_holds_and_says_who_signed_what_when_and_on_which_device() {
    let verdict = judged(&signed_job().file());
    assert!(verdict.holds(), "{:#?}", told(&verdict, Broken));
    assert_eq!(codes(&verdict, Standing::Missing), [""; 0]);
    let english = Language::english();
    let all: Vec<String> = verdict.all().map(|finding| finding.text(&english)).collect();
    for expected in [
        "Signed by Wang (owner), the customer, for the quote; on User 2's device A2, whose clock said 2026-04-01 09:05:00 UTC+8",
        "By the office's clock it was made between 2026-04-01 09:00:00 UTC+8 and 2026-04-01 09:09:00 UTC+8",
        "What was signed still stands",
        "2 changes are User 2's: the device A2 has signed for them",
    ] {
        assert!(all.iter().any(|text| text == expected), "{expected}\n{all:#?}");
    }
    assert!(verdict.all().all(|finding| !finding.text(&Language::chinese()).is_empty()));
    assert_eq!(verdict.number.as_deref(), Some("A1-0000"));
}

#[test]
fn without_a_fingerprint_the_verdict_says_under_which_condition_it_holds() {
    let verdict = verify(&signed_job().file().to_bytes(), None);
    assert!(verdict.holds());
    let fingerprint = root().public().fingerprint();
    let said = verdict.text(&Language::english());
    assert_eq!(
        said,
        format!("Everything holds. It is authentic if this is your company's key: {fingerprint}")
    );
}

#[test]
fn a_line_that_was_added_by_merge_leaves_the_signature_and_shows_beside_it() {
    let [_, chen, li] = hands();
    let mut job = signed_job();
    let mut elsewhere = job.copy();
    elsewhere.line(&li, 2, "hose");
    elsewhere.vouch(&li);
    job.record(&chen, HandedOver { receiver: None });
    job.merge(&elsewhere);
    let verdict = judged(&job.file());
    assert!(verdict.holds(), "{:#?}", told(&verdict, Broken));
    let notes = told(&verdict, Note);
    assert!(notes.contains(&"Added: hose 35.00".to_owned()), "{notes:#?}");
    let english = Language::english();
    let since = verdict.all().find(|finding| matches!(finding.says, Says::ChangedSince { .. })).unwrap();
    assert_eq!(
        since.text(&english),
        "Changed since: Signed for 180.00 CNY, now 215.00 CNY (+35.00); 1 line not signed"
    );
    assert_eq!(since.parts.len(), 1, "one line");
}

#[test]
fn a_change_that_nobody_has_signed_for_cannot_be_shown_to_be_anybodys() {
    let [_, _, li] = hands();
    let mut job = signed_job();
    job.answer(&li, "valve", false);
    let verdict = judged(&job.file());
    assert_eq!(codes(&verdict, Standing::Missing), ["unvouched"]);
    assert!(!verdict.holds());
}

#[test]
fn a_photo_that_is_not_in_the_file_is_missing_and_named() {
    let mut file = signed_job().file();
    file.blobs.clear();
    let verdict = judged(&file);
    assert_eq!(codes(&verdict, Standing::Missing), ["file_missing"]);
    assert_eq!(verdict.standing(), Standing::Missing);
}

#[test]
fn the_same_content_is_the_same_file_in_whatever_order_it_was_gathered() {
    let file = signed_job().file();
    let mut other = file.clone();
    other.items.reverse();
    assert_eq!(file.to_bytes(), other.to_bytes());
    assert_eq!(JobFile::from_bytes(&file.to_bytes()).unwrap().to_bytes(), file.to_bytes());
}
