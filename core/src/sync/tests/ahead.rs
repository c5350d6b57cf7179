//! What a job needs is here before the network is gone, and what nobody needs makes room.

use doorstep_domain::id::{BlobId, CaseId};

use super::{World, world};
use crate::testing::Phone;
use crate::{Budget, Conditions, FreedSpace, NewPhoto, NotReadyWhat, Policy, ReadyStep};

fn photo_of(phone: &Phone, case: CaseId, bytes: &[u8]) -> BlobId {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), bytes).unwrap();
    let job = phone.core.job(case).unwrap();
    let visit = job.state.current_visit().unwrap();
    phone
        .core
        .take_photo(case, &job.version, NewPhoto::new(visit, "before", "before"), file.path())
        .unwrap()
        .0
}

fn change_rows(phone: &Phone, sql: &str) {
    let store = phone.core.shared.open().unwrap();
    store.writer().transaction::<_, crate::Error>(|tx| Ok(tx.execute(sql, [])?)).unwrap();
}

fn missing(phone: &Phone, case: CaseId) -> Vec<(NotReadyWhat, Option<u64>, ReadyStep)> {
    let missing = phone.core.ready_offline(case).unwrap().into_iter();
    missing.map(|one| (one.what, one.size_bytes, one.next)).collect()
}

fn metered() -> Budget {
    let conditions = Conditions { is_metered: true, is_battery_low: false };
    Budget {
        conditions,
        policy: Policy { metered_file_bytes: 1000, ..Policy::default() },
        ..Budget::default()
    }
}

#[test]
fn what_todays_job_needs_comes_by_itself_and_is_named_until_then() {
    let World { server, chen, wang } = world();
    let (case, ..) = chen.walk_in();
    let photo = photo_of(&chen, case, &vec![7; 600_000]);
    chen.core.sync_now(metered()).unwrap();
    wang.sync();
    let named = |next| vec![(NotReadyWhat::Photo { photo }, Some(600_000), next)];
    assert_eq!(missing(&wang, case), named(ReadyStep::WaitForColleague));
    chen.sync();
    assert_eq!(wang.sync().files_fetched, 0, "it is not his job");
    assert_eq!(missing(&wang, case), named(ReadyStep::Sync));
    change_rows(&wang, "UPDATE jobs SET assigned = 'lin,wang'");
    assert_eq!(wang.core.sync_now(metered()).unwrap().files_fetched, 0, "too large for this network");
    server.requests();
    // One slice and no more: the rest comes with the next run.
    let some = wang.core.sync_now(Budget { requests: 2, ..Budget::default() }).unwrap();
    assert_eq!((some.files_fetched, server.requests().len()), (0, 2));
    let left = missing(&wang, case)[0].1.unwrap();
    assert!(left > 0 && left < 600_000, "{left}");
    assert_eq!(wang.sync().files_fetched, 1);
    assert!(missing(&wang, case).is_empty());
    assert_eq!(wang.core.photo(case, photo).unwrap(), vec![7; 600_000]);
    assert_eq!(wang.sync().round_trips, 1, "and then nothing is left to fetch");
}

#[test]
fn only_what_the_office_holds_and_nobody_works_with_makes_room() {
    let World { chen, .. } = world();
    let (old, ..) = chen.walk_in();
    let (open, ..) = chen.walk_in();
    let photos = [photo_of(&chen, old, &[1; 3000]), photo_of(&chen, open, &[2; 2000])];
    change_rows(&chen, "UPDATE jobs SET outcome = 'completed'");
    let nothing = |kept_bytes| FreedSpace { kept_bytes, ..FreedSpace::default() };
    assert_eq!(chen.core.free_space(0).unwrap(), nothing(5000), "nothing of it is at the office yet");
    chen.sync();
    change_rows(&chen, "UPDATE jobs SET outcome = 'open'");
    assert_eq!(chen.core.free_space(0).unwrap(), nothing(5000), "somebody works with it");
    change_rows(&chen, "UPDATE jobs SET outcome = 'completed'");
    assert_eq!(chen.core.free_space(5000).unwrap(), nothing(5000), "there is room enough");
    // What was written into a job since keeps its photos.
    chen.answer(open, "valve", true);
    change_rows(&chen, "UPDATE jobs SET outcome = 'completed'");
    let freed = chen.core.free_space(0).unwrap();
    assert_eq!(freed, FreedSpace { file_count: 1, freed_bytes: 3000, kept_bytes: 2000 });
    assert!(chen.core.photo(old, photos[0]).is_err() && chen.core.photo(open, photos[1]).is_ok());
    chen.core.fetch_photo(old, photos[0]).unwrap();
    assert_eq!(chen.core.photo(old, photos[0]).unwrap(), [1; 3000], "it can be fetched again");
}

#[test]
fn a_run_lets_go_of_what_is_too_much_and_the_office_holds() {
    let World { chen, .. } = world();
    let (old, ..) = chen.walk_in();
    let (open, ..) = chen.walk_in();
    let photos = [photo_of(&chen, old, &[1; 3000]), photo_of(&chen, open, &[2; 2000])];
    let little = Budget { policy: Policy { room_bytes: 1000, ..Policy::default() }, ..Budget::default() };
    change_rows(&chen, "UPDATE jobs SET outcome = 'completed'");
    let here = |case, photo| chen.core.photo(case, photo).is_ok();
    let offline = Budget { requests: 0, ..little };
    chen.core.sync_now(offline).unwrap();
    assert!(here(old, photos[0]) && here(open, photos[1]), "nothing of it is at the office yet");
    chen.sync();
    assert!(here(old, photos[0]) && here(open, photos[1]), "there is room enough");
    // What was written into a job since keeps its photos.
    chen.answer(open, "valve", true);
    change_rows(&chen, "UPDATE jobs SET outcome = 'completed'");
    chen.core.sync_now(offline).unwrap();
    assert!(!here(old, photos[0]) && here(open, photos[1]), "the unsent job keeps its photo");
}
