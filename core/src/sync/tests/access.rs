//! Cases that leave.

use doorstep_domain::control::Order;
use doorstep_domain::sync::{Item, ItemKind, Left, NackCode, Purged};

use doorstep_domain::Rejected;
use doorstep_domain::id::CaseId;
use doorstep_domain::retention::KeptAs;

use super::{World, newest_item_of, row_count, world};
use crate::testing::{Fault, Phone};
use crate::{Budget, Error, JobFilter, NewPhoto, NextStep, OutgoingState, OutgoingWhat};

#[test]
fn a_revoked_case_is_hidden_at_once_and_purged_when_nothing_is_unsent() {
    let World { server, chen, .. } = world();
    let (case, ..) = chen.walk_in();
    chen.sync();
    chen.answer(case, "valve", true);
    let unsent = newest_item_of(&chen, ItemKind::Change);
    server.refuse(unsent, NackCode::Denied);
    server.order(Some(case), Order::Revoke, 2);
    chen.sync();
    assert!(chen.core.jobs(&JobFilter::default()).unwrap().is_empty());
    assert!(chen.core.job(case).is_err());
    assert_eq!(chen.core.outbox().unwrap().refused.len(), 1, "kept, because it was not taken");
    server.refuse_nothing();
    chen.core.send_again(chen.core.outbox().unwrap().refused[0].id).unwrap();
    chen.sync();
    assert_eq!(row_count(&chen, case), 0);
}

#[test]
fn a_case_that_was_let_go_may_come_back_shorter_and_is_gone_on_with_by_another_actor() {
    let World { server, chen, .. } = world();
    let (case, ..) = chen.walk_in();
    chen.answer(case, "valve", true);
    chen.sync();
    let actor = chen.core.shared.actor();
    server.order(Some(case), Order::Revoke, 2);
    chen.sync();
    assert_eq!(row_count(&chen, case), 0);
    assert_ne!(chen.core.shared.actor(), actor, "its numbers are given away, and the server may forget them");
}

#[test]
fn what_is_left_of_an_erased_case_is_said_until_the_office_heard_it() {
    let World { server, chen, .. } = world();
    let (case, ..) = chen.walk_in();
    chen.sync();
    server.order(Some(case), Order::Erase, 3);
    // The order comes, and then there is no time for more.
    chen.core.sync_now(Budget { requests: 1, ..Budget::default() }).unwrap();
    assert!(server.purged().is_empty() && chen.core.job(case).is_err());
    server.fail_next([Fault::AnswerLost]);
    chen.sync();
    chen.sync();
    assert_eq!(server.purged(), [Purged { case, left: Left::Nothing }; 2], "the first answer was lost");
}

#[test]
fn an_erased_case_leaves_nothing_but_its_name() {
    let World { server, chen, .. } = world();
    let (case, ..) = chen.walk_in();
    chen.sync();
    server.order(Some(case), Order::Erase, 3);
    server.append(case, Item::new(ItemKind::SmallBlob, b"late".to_vec()));
    let number = chen.core.job(case).unwrap().state.created.unwrap().body.number;
    chen.sync();
    assert_eq!(row_count(&chen, case), 0);
    assert!(chen.core.job(case).is_err());
    let erased = chen.core.erased_jobs(0).unwrap();
    assert_eq!((erased.len(), erased[0].case, &erased[0].number), (1, case, &number));
    assert_eq!((&erased[0].by, erased[0].is_rescued), (&None, false));
    assert!(chen.core.safe_to_wipe().unwrap());
    let nothing = Purged { case, left: Left::Nothing };
    assert_eq!(server.purged(), [nothing], "the office hears of it in the same run");
    chen.sync();
    assert_eq!(server.purged(), [nothing], "and once");
    server.order(Some(case), Order::Erase, 3);
    chen.sync();
    assert_eq!(server.purged(), [nothing; 2], "again if it asks again");
    for table in ["jobs", "alarms", "follow_ups", "notices", "snapshots", "blobs", "outbox"] {
        assert_eq!(rows_of(&chen, table, case), 0, "{table}");
    }
}

fn rows_of(phone: &Phone, table: &str, case: CaseId) -> u32 {
    let store = phone.core.shared.open().unwrap();
    let sql = format!("SELECT count(*) FROM {table} WHERE case_id = ?1");
    let count =
        |connection: &rusqlite::Connection| connection.query_row(&sql, [case.as_bytes()], |row| row.get(0));
    store.read::<_, Error>(|connection| Ok(count(connection)?)).unwrap()
}

fn by_rule() -> Order {
    Order::Purge { rule: KeptAs::Free, due: "2027-03-02".to_owned() }
}

fn photo(phone: &Phone, case: CaseId) -> std::path::PathBuf {
    let job = phone.core.job(case).unwrap();
    let visit = job.state.created.as_ref().unwrap().body.visit;
    let path = phone.config.dir.join("photo.jpg");
    std::fs::write(&path, b"\xff\xd8\xff before").unwrap();
    phone.core.take_photo(case, &job.version, NewPhoto::new(visit, "before", "before"), &path).unwrap();
    phone.config.dir.join("blobs").join(doorstep_domain::id::hex(&case.0))
}

#[test]
fn a_case_that_was_kept_long_enough_goes_with_its_photos_and_says_by_which_rule() {
    let World { server, chen, .. } = world();
    let (case, ..) = chen.walk_in();
    let photos = photo(&chen, case);
    chen.sync();
    assert!(photos.exists());
    server.order(Some(case), by_rule(), 3);
    chen.sync();
    assert!(!photos.exists() && row_count(&chen, case) == 0);
    let by = chen.core.erased_jobs(0).unwrap()[0].by.clone().unwrap();
    assert_eq!((by.rule, by.due.as_str()), (KeptAs::Free, "2027-03-02"));
}

#[test]
fn work_that_never_reached_the_office_outlives_the_order_to_erase_it() {
    let World { server, mut chen, wang } = world();
    let (case, ..) = chen.walk_in();
    chen.sync();
    let photos = photo(&chen, case);
    chen.answer(case, "valve", true);
    server.refuse(newest_item_of(&chen, ItemKind::Change), NackCode::Gone);
    server.order(Some(case), by_rule(), 3);
    chen.sync();
    assert!(chen.core.jobs(&JobFilter { with_archived: true, ..JobFilter::default() }).unwrap().is_empty());
    assert!(chen.core.job(case).is_err() && !chen.core.safe_to_wipe().unwrap());
    assert!(chen.core.erased_jobs(0).unwrap()[0].is_rescued && photos.exists());
    let left = |left| Purged { case, left };
    assert_eq!(server.purged(), [left(Left::Rescued)]);
    chen.restart();
    chen.sync();
    assert!(photos.exists(), "it stays until somebody decides");

    let path = chen.config.dir.join("rescued.job");
    chen.core.export_rescued(case, &path).unwrap();
    let again = chen.core.import_job(&path).unwrap_err();
    assert!(matches!(again, Error::Rejected(Rejected::Status { state: "erased" })), "{again}");
    assert_eq!(wang.core.import_job(&path).unwrap().case, case, "the file is whole");
    chen.core.discard_rescued(case).unwrap();
    assert!(!photos.exists() && row_count(&chen, case) == 0 && chen.core.safe_to_wipe().unwrap());
    assert!(!chen.core.erased_jobs(0).unwrap()[0].is_rescued);
    chen.sync();
    assert_eq!(server.purged(), [left(Left::Rescued), left(Left::Nothing)]);
    assert!(matches!(chen.core.discard_rescued(case), Err(Error::NotFound(_))));
    assert!(matches!(chen.core.export_rescued(case, &path), Err(Error::NotFound(_))));
}

#[test]
fn a_photo_of_an_erased_case_is_refused_with_its_reason_and_not_asked_for_again() {
    let World { server, chen, .. } = world();
    let (case, ..) = chen.walk_in();
    chen.sync();
    photo(&chen, case);
    server.order(Some(case), by_rule(), 3);
    chen.sync();
    let is_refused = || {
        let outgoing = chen.core.outgoing(None).unwrap();
        let mut photos = outgoing.iter().filter(|item| matches!(item.what, OutgoingWhat::File { .. }));
        photos.all(|photo| {
            (photo.state, photo.next) == (OutgoingState::Refused, NextStep::Export)
                && photo.code.as_deref() == Some("gone")
        }) && outgoing.len() == 1
    };
    assert!(is_refused(), "{:#?}", chen.core.outgoing(None));
    // The office goes back to before it knew the case: it would say for ever that this phone has no such job.
    server.restore(1);
    server.requests();
    chen.sync();
    let asked = server.requests();
    assert!(is_refused() && !asked.iter().any(|request| request.contains("blobs")), "{asked:?}");
}

#[test]
fn files_that_a_crash_left_of_an_erased_case_go_at_the_next_start() {
    let World { server, mut chen, .. } = world();
    let (case, ..) = chen.walk_in();
    let (kept, ..) = chen.walk_in();
    let (photos, others) = (photo(&chen, case), photo(&chen, kept));
    chen.sync();
    server.order(Some(case), by_rule(), 3);
    chen.sync();
    std::fs::create_dir_all(&photos).unwrap();
    std::fs::write(photos.join("left"), b"a photo").unwrap();
    chen.restart();
    assert!(!photos.exists() && others.exists());
}
