//! What got lost on one side comes back from the other: a server restored from a copied folder, and rows that somebody
//! deleted.

use std::path::Path;

use doorstep_core::{Budget, Core};
use doorstep_domain::id::CaseId;
use doorstep_domain::sync::ItemKind;
use doorstep_server::{Node, Options};
use doorstep_tests::child::open_phone;
use rusqlite::Connection;

use crate::killed::{Office, assert_office_has_it_all, notes, pack_of, sync_all};
use crate::upload::{large_photo, take};

fn write_note(core: &Core, case: CaseId, text: &str) {
    let job = core.job(case).unwrap();
    let visit = job.state.current_visit().unwrap();
    core.add_note(case, &job.version, visit, text.to_owned()).unwrap();
}

fn copy_all(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_all(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Copies everything that the server has.
fn back_up(office: &mut Office) -> tempfile::TempDir {
    office.kill();
    let backup = tempfile::tempdir().unwrap();
    copy_all(&office.server_dir(), backup.path());
    office.start();
    backup
}

/// Takes the server back to the copy.
fn go_back(office: &mut Office, backup: &Path, is_declared: bool) {
    office.kill();
    std::fs::remove_dir_all(office.server_dir()).unwrap();
    copy_all(backup, &office.server_dir());
    if is_declared {
        Node::open(&office.server_dir(), Options::default()).unwrap().declare_restored().unwrap();
    }
    office.start();
}

/// A company with a job whose notes were partly written after the backup.
fn restored(is_declared: bool) -> (Office, Core, CaseId) {
    let mut office = Office::open();
    let case = office.job(&pack_of(&office));
    let core = office.phone("chen", "technician");
    write_note(&core, case, "before the backup");
    sync_all(&core);
    let backup = back_up(&mut office);
    for number in 0..5 {
        write_note(&core, case, &format!("after the backup {number}"));
        sync_all(&core);
    }
    assert!(core.safe_to_wipe().unwrap());
    go_back(&mut office, backup.path(), is_declared);
    (office, core, case)
}

#[test]
fn a_photo_that_the_server_had_stored_and_lost_in_silence_is_sent_once_more() {
    let mut office = Office::open();
    let case = office.job(&pack_of(&office));
    let core = office.phone("chen", "technician");
    sync_all(&core);
    // The fact that names it is in the backup; the photo is not.
    let blob = take(&core, case, &large_photo()[..200_000]);
    core.sync_now(Budget { requests: 1, ..Budget::default() }).unwrap();
    let backup = back_up(&mut office);
    sync_all(&core);
    assert!(core.safe_to_wipe().unwrap());
    go_back(&mut office, backup.path(), false);
    let differing: u32 = (0..5).map(|_| core.sync_now(Budget::default()).unwrap().differing).sum();
    assert_eq!(differing, 1, "a log that is shorter than it was is compared at once");
    core.compare_next().unwrap();
    assert_eq!(core.sync_now(Budget::default()).unwrap().differing, 0, "once");
    let desk = office.phone("desk", "office");
    sync_all(&desk);
    desk.fetch_photo(case, blob).unwrap();
    assert!(desk.photo(case, blob).unwrap() == large_photo()[..200_000]);
}

/// Somebody who got the job after the backup, and worked in it before and after the server went back.
fn given_after_the_backup(is_declared: bool) {
    let mut office = Office::open();
    let case = office.job(&pack_of(&office));
    let (chen, li) = (office.phone("chen", "technician"), office.phone("li", "technician"));
    sync_all(&chen);
    let backup = back_up(&mut office);
    office.post(&format!("jobs/{case}/assign"), &serde_json::json!({ "users": ["chen", "li"] }));
    while li.job(case).is_err() {
        sync_all(&li);
    }
    write_note(&li, case, "before it went back");
    sync_all(&li);
    go_back(&mut office, backup.path(), is_declared);
    write_note(&li, case, "after it went back");
    li.compare_next().unwrap();
    sync_all(&li);
    sync_all(&li);
    assert_eq!(li.outbox().unwrap().refused, []);
    assert!(li.safe_to_wipe().unwrap());
    sync_all(&chen);
    assert_eq!(notes(&chen, case).len(), 2);
    assert_office_has_it_all(&office, &li, case);
}

#[test]
fn who_got_a_job_after_the_backup_presents_the_grant_and_loses_nothing() {
    given_after_the_backup(true);
}

#[test]
fn who_got_a_job_after_a_backup_that_nobody_declared_loses_nothing_either() {
    given_after_the_backup(false);
}

#[test]
fn a_restored_server_is_refilled_by_its_phones_and_compared_with_them() {
    let (office, core, case) = restored(true);
    sync_all(&core);
    assert_eq!(core.sync_now(Budget::default()).unwrap().differing, 0, "compared once");
    assert_eq!(notes(&core, case).len(), 6);
    assert!(core.safe_to_wipe().unwrap());
    assert_office_has_it_all(&office, &core, case);
}

#[test]
fn a_server_that_was_restored_and_does_not_know_it_is_found_out_and_refilled() {
    let (office, core, case) = restored(false);
    let report = core.sync_now(Budget::default()).unwrap();
    assert_eq!(report.differing, 1, "{report:?}");
    sync_all(&core);
    assert!(core.safe_to_wipe().unwrap());
    assert_office_has_it_all(&office, &core, case);
}

#[test]
fn rows_that_somebody_deleted_on_either_side_come_back_from_the_other() {
    let mut office = Office::open();
    let case = office.job(&pack_of(&office));
    let core = office.phone("chen", "technician");
    (0..3).for_each(|number| write_note(&core, case, &format!("note {number}")));
    sync_all(&core);
    core.shutdown().unwrap();
    office.kill();

    let delete = |path: &Path, table: &str, kind: ItemKind, order: &str| {
        let connection = Connection::open(path).unwrap();
        let sql = format!(
            "DELETE FROM {table} WHERE rowid = (SELECT rowid FROM {table} WHERE case_id = ?1 AND kind = ?2
                                                ORDER BY rowid {order} LIMIT 1)"
        );
        assert_eq!(connection.execute(&sql, (case.as_bytes(), kind.code())).unwrap(), 1);
    };
    let server = office.server_dir().join("doorstep.db");
    delete(&server, "log", ItemKind::Change, "DESC");
    delete(&server, "log", ItemKind::Manifest, "DESC");
    let phone = office.phone_dir("chen").join("store").join("doorstep.sqlite");
    delete(&phone, "items", ItemKind::Fact, "DESC");

    office.start();
    let core = open_phone(&office.phone_dir("chen")).unwrap();
    sync_all(&core);
    core.compare_next().unwrap();
    let report = core.sync_now(Budget::default()).unwrap();
    assert_eq!(report.differing, 1, "{report:?}");
    sync_all(&core);
    core.compare_next().unwrap();
    assert_eq!(core.sync_now(Budget::default()).unwrap().differing, 0);
    assert!(core.safe_to_wipe().unwrap());
    assert_eq!(notes(&core, case).len(), 3);
    assert_office_has_it_all(&office, &core, case);
}
