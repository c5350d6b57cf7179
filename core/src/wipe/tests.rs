//! Logging out, being wiped, and what must never get lost by either.

use std::sync::Arc;

use doorstep_domain::id::{BlobId, CaseId};
use doorstep_domain::sync::NackCode;

use crate::testing::{FakeServer, Phone};
use crate::{Error, JobFilter, Lock, NewPhoto, SyncStatus, WhyNotSafe};

fn enrolled() -> (FakeServer, Phone) {
    let dir = Arc::new(tempfile::tempdir().unwrap());
    let server = FakeServer::new();
    let chen = Phone::new(&dir, &server, "chen");
    chen.sync();
    (server, chen)
}

fn photo(phone: &Phone, case: CaseId) -> BlobId {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), b"\xff\xd8\xff picture").unwrap();
    let job = phone.core.job(case).unwrap();
    let visit = job.state.current_visit().unwrap();
    let new = NewPhoto::new(visit, "before", "before");
    phone.core.take_photo(case, &job.version, new, file.path()).unwrap().0
}

fn whys(phone: &Phone) -> Vec<(CaseId, WhyNotSafe)> {
    phone.core.wipe_check().unwrap().into_iter().map(|reason| (reason.case, reason.why)).collect()
}

fn device_of(phone: &Phone) -> doorstep_domain::id::DeviceId {
    phone.core.me().unwrap().unwrap().device
}

/// Whether a text stands anywhere in the files of a store.
fn stands_in_files(dir: &std::path::Path, text: &[u8]) -> bool {
    std::fs::read_dir(dir).unwrap().any(|entry| {
        let path = entry.unwrap().path();
        if path.is_dir() {
            return stands_in_files(&path, text);
        }
        std::fs::read(&path).unwrap().windows(text.len()).any(|window| window == text)
    })
}

#[test]
fn each_thing_that_a_lost_phone_would_take_with_it_is_named() {
    let (server, chen) = enrolled();
    assert!(whys(&chen).is_empty() && chen.core.safe_to_wipe().unwrap());
    let (case, ..) = chen.walk_in();
    photo(&chen, case);
    let told = chen.core.wipe_check().unwrap();
    assert_eq!(told[0].number, chen.core.job(case).unwrap().state.created.unwrap().body.number);
    assert!(matches!(
        told.iter().map(|reason| reason.why).collect::<Vec<_>>()[..],
        [WhyNotSafe::Unsent { count: 2.. }, WhyNotSafe::FilesNotStored { count: 1, size_bytes: 11 }]
    ));
    server.withhold_receipts();
    chen.sync();
    assert!(matches!(whys(&chen)[..], [(one, WhyNotSafe::NotReceipted { count: 2.. })] if one == case));
    assert!(!chen.core.safe_to_wipe().unwrap());
}

#[test]
fn what_the_office_refused_is_a_reason_of_its_own() {
    let (server, chen) = enrolled();
    let (case, ..) = chen.walk_in();
    chen.sync();
    chen.answer(case, "valve", true);
    let store = chen.core.shared.open().unwrap();
    let newest = store
        .read::<_, Error>(|connection| {
            let sql = "SELECT hash FROM items WHERE kind = 1 ORDER BY item_id DESC LIMIT 1";
            Ok(connection.query_row(sql, [], |row| row.get(0).map(doorstep_domain::id::Hash))?)
        })
        .unwrap();
    drop(store);
    server.refuse(newest, NackCode::TooLarge);
    chen.sync();
    assert_eq!(whys(&chen), [(case, WhyNotSafe::Refused { count: 1 })]);
}

#[test]
fn a_company_that_waits_for_backups_is_not_content_with_the_servers_disk() {
    let (server, chen) = enrolled();
    server.back_up(0);
    let (case, ..) = chen.walk_in();
    chen.sync();
    assert!(matches!(whys(&chen)[..], [(one, WhyNotSafe::NotReceipted { .. })] if one == case));
    server.back_up(server.len() as u64 - 1);
    chen.sync();
    assert!(!chen.core.safe_to_wipe().unwrap(), "the backup does not reach so far");
    server.back_up(server.len() as u64);
    chen.sync();
    assert!(chen.core.safe_to_wipe().unwrap());
}

#[test]
fn logging_out_locks_and_deletes_nothing() {
    let (server, mut chen) = enrolled();
    let (case, visit, version) = chen.walk_in();
    chen.core.log_out().unwrap();
    let locked = |error: Error| assert!(matches!(error, Error::Locked(Lock::LoggedOut)), "{error}");
    locked(chen.core.jobs(&JobFilter::default()).unwrap_err());
    locked(chen.core.job(case).unwrap_err());
    locked(chen.core.add_note(case, &version, visit, "x".to_owned()).unwrap_err());
    locked(chen.core.erased_jobs(0).unwrap_err());
    chen.restart();
    locked(chen.core.job(case).unwrap_err());
    let me = chen.core.me().unwrap().unwrap();
    assert_eq!((me.user.as_str(), me.lock), ("chen", Some(Lock::LoggedOut)));
    assert_eq!(chen.sync().status, SyncStatus::Done, "what waits is still sent");
    assert!(chen.core.safe_to_wipe().unwrap() && server.len() > 2);
    assert!(matches!(chen.core.log_in("wang"), Err(Error::OtherUser)));
    assert!(matches!(chen.core.enrol("http://test", "wang", "phone"), Err(Error::OtherUser)));
    locked(chen.core.job(case).unwrap_err());
    chen.core.log_in("chen").unwrap();
    assert_eq!(chen.core.job(case).unwrap().case, case);
    assert_eq!(chen.core.me().unwrap().unwrap().lock, None);
}

#[test]
fn the_same_user_comes_back_with_a_new_code_too() {
    let (_server, chen) = enrolled();
    let (case, ..) = chen.walk_in();
    chen.core.log_out().unwrap();
    chen.core.enrol("http://test", "chen", "phone").unwrap();
    assert_eq!(chen.core.job(case).unwrap().case, case);
}

#[test]
fn a_wiped_phone_lets_go_of_everything_that_the_office_holds_and_says_so() {
    let (server, mut chen) = enrolled();
    let (case, ..) = chen.walk_in();
    photo(&chen, case);
    chen.answer(case, "before", "seven brass keys");
    server.wipe(device_of(&chen), false, None, 1, false);
    chen.sync();
    let report = server.wipe_reports().pop().unwrap();
    assert!(report.is_done() && report.rescued.is_empty(), "{report:?}");
    assert_eq!(report.purged_count, 1, "it was sent in the same run, and then went");
    let list = |phone: &Phone| phone.core.jobs(&JobFilter::default());
    assert!(matches!(list(&chen), Err(Error::Locked(Lock::Wiped))));
    assert!(matches!(chen.core.job(case), Err(Error::NotEnrolled)), "it forgot who it was");
    assert!(matches!(chen.sync().status, SyncStatus::NotEnrolled));
    let dir = chen.config.dir.clone();
    chen.core.shutdown().unwrap();
    assert!(!stands_in_files(&dir, b"seven brass keys") && !stands_in_files(&dir, b"Building 3"));
    chen.restart();
    assert!(matches!(list(&chen), Err(Error::Locked(Lock::Wiped))));
    chen.core.enrol("http://test", "wang", "phone").unwrap();
    assert!(list(&chen).unwrap().is_empty(), "anybody may use it now");
    assert_eq!(chen.sync().status, SyncStatus::Done);
}

#[test]
fn a_phone_that_was_taken_out_hears_of_the_order_and_keeps_what_never_arrived() {
    let (server, chen) = enrolled();
    let (sent, ..) = chen.walk_in();
    chen.sync();
    let (unsent, ..) = chen.walk_in();
    server.wipe(device_of(&chen), false, None, 1, true);
    assert_eq!(chen.sync().status, SyncStatus::SignedOut);
    let reports = server.wipe_reports();
    assert_eq!((reports[0].round, reports.len()), (0, 2), "asked, then told");
    assert!(!reports[1].is_done());
    assert_eq!(reports[1].left.iter().map(|left| left.case).collect::<Vec<_>>(), [unsent]);
    assert!(reports[1].left[0].item_count > 0);
    assert_eq!(reports[1].purged_count, 1);
    assert!(matches!(chen.core.job(sent), Err(Error::Locked(Lock::Wiped))));
    assert!(!whys(&chen).is_empty());
    // It is found again, and the same user comes back.
    assert!(matches!(chen.core.log_in("chen"), Err(Error::Locked(Lock::Wiped))));
    chen.core.enrol("http://test", "chen", "found again").unwrap();
    assert_eq!(chen.core.job(unsent).unwrap().case, unsent);
}

#[test]
fn an_office_that_insists_gets_rescue_files_before_anything_goes() {
    let (server, chen) = enrolled();
    let (case, ..) = chen.walk_in();
    let blob = photo(&chen, case);
    server.wipe(device_of(&chen), true, None, 1, true);
    chen.sync();
    let report = server.wipe_reports().pop().unwrap();
    assert!(report.is_done());
    assert_eq!(
        (report.rescued.len(), report.rescued[0].is_encrypted),
        (1, false),
        "there was no key: it is said"
    );
    let files = chen.core.rescue_files().unwrap();
    assert_eq!((files[0].case, files[0].size_bytes), (case, report.rescued[0].size_bytes));
    let file =
        doorstep_domain::jobfile::JobFile::from_bytes(&std::fs::read(&files[0].path).unwrap()).unwrap();
    assert!(file.case == case && !file.items.is_empty());
    assert!(file.blobs.iter().any(|bytes| BlobId::from(doorstep_domain::digest::sha256(bytes)) == blob));
    chen.core.discard_rescue_file(case).unwrap();
    assert!(chen.core.rescue_files().unwrap().is_empty());
}

#[cfg(feature = "encryption")]
#[test]
fn rescue_files_are_opened_by_the_companys_key_alone() {
    let (server, chen) = enrolled();
    let (case, ..) = chen.walk_in();
    let key = age::x25519::Identity::generate();
    server.wipe(device_of(&chen), true, Some(&key.to_public().to_string()), 1, true);
    chen.sync();
    let file = chen.core.rescue_files().unwrap().remove(0);
    assert!(file.is_encrypted);
    let bytes = std::fs::read(&file.path).unwrap();
    assert!(doorstep_domain::jobfile::JobFile::from_bytes(&bytes).is_err());
    let secret = age::secrecy::ExposeSecret::expose_secret(&key.to_string()).to_owned();
    let opened = crate::open_protected(&bytes, &crate::Secret::Key(secret)).unwrap();
    assert_eq!(doorstep_domain::jobfile::JobFile::from_bytes(&opened).unwrap().case, case);
}

#[test]
fn an_order_for_another_phone_or_of_somebody_else_wipes_nothing() {
    let (server, chen) = enrolled();
    let (case, ..) = chen.walk_in();
    server.wipe(doorstep_domain::id::DeviceId([9; 16]), true, None, 1, false);
    chen.sync();
    assert!(chen.core.job(case).is_ok());
    let stranger = FakeServer::with_office_key([77; 32]);
    stranger.wipe(device_of(&chen), true, None, 2, false);
    server.stand_in_wipe(&stranger);
    chen.sync();
    assert!(chen.core.job(case).is_ok());
}

#[test]
fn a_wipe_that_was_interrupted_goes_on_when_the_app_opens() {
    let (server, mut chen) = enrolled();
    let (case, ..) = chen.walk_in();
    chen.sync();
    server.wipe(device_of(&chen), false, None, 1, false);
    let identity = chen.core.shared.identity().unwrap();
    let store = chen.core.shared.open().unwrap();
    let order = server.standing_wipe().unwrap();
    assert!(chen.core.shared.take_wipe(&store, &order, &identity).unwrap());
    drop(store);
    chen.restart();
    let store = chen.core.shared.open_locked().unwrap();
    let left: u32 = store
        .read::<_, Error>(|connection| {
            Ok(connection.query_row("SELECT count(*) FROM items", [], |row| row.get(0))?)
        })
        .unwrap();
    assert_eq!(left, 0);
    drop(store);
    assert!(matches!(chen.core.job(case), Err(Error::Locked(Lock::Wiped))));
    chen.sync();
    assert!(server.wipe_reports().pop().unwrap().is_done());
}
