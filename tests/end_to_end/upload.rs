//! Photos over bad links, to a server that is killed.

use doorstep_core::{Budget, Core, NewPhoto, SyncStatus, Upload};
use doorstep_domain::id::{BlobId, CaseId};

use crate::killed::{Office, pack_of};
use crate::link::DyingLink;

/// 12 MB that no compression makes smaller.
pub(crate) fn large_photo() -> Vec<u8> {
    let mut state = 7_u64;
    let next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        state.to_be_bytes()
    };
    std::iter::repeat_with(next).take(1_500_000).flatten().collect()
}

pub(crate) fn take(core: &Core, case: CaseId, bytes: &[u8]) -> BlobId {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), bytes).unwrap();
    let job = core.job(case).unwrap();
    let visit = job.state.current_visit().unwrap();
    core.take_photo(case, &job.version, NewPhoto::new(visit, "survey", "before"), file.path()).unwrap().0
}

fn upload_of(core: &Core, case: CaseId, blob: BlobId) -> Upload {
    let photos = core.job(case).unwrap().photos;
    photos.iter().find(|photo| photo.blob == blob).unwrap().upload
}

#[test]
fn a_photo_of_12_mb_arrives_whole_over_a_link_that_dies_every_200_kb_and_at_a_server_that_is_killed() {
    let mut office = Office::open();
    let case = office.job(&pack_of(&office));
    let link = DyingLink::before(office.port());
    let core = office.phone_by(&link.url, "chen", "technician");
    let photo = large_photo();
    let blob = take(&core, case, &photo);
    link.dies_after(200_000);
    link.take_passed();

    let half = core.sync_now(Budget { bytes: 6 << 20, ..Budget::default() }).unwrap();
    assert_eq!((half.status, half.files_sent), (SyncStatus::OutOfBudget, 0));
    office.kill();
    assert_eq!(core.sync_now(Budget::default()).unwrap().status, SyncStatus::Offline);
    office.start();
    let rest = core.sync_now(Budget::default()).unwrap();
    assert_eq!((rest.status, rest.files_sent), (SyncStatus::Done, 1), "{rest:?}");
    assert_eq!(upload_of(&core, case, blob), Upload::Stored);
    assert!(core.safe_to_wipe().unwrap());
    let (deaths, passed) = (link.deaths(), link.take_passed());
    println!("12 MB: {passed} bytes over a link that died {deaths} times");
    assert!(deaths >= 50, "{deaths}");
    assert!(passed < 13 << 20, "{passed} bytes were sent for a photo of {}", photo.len());

    // And to a colleague, over such a link as well.
    let link = DyingLink::before(office.port());
    let desk = office.phone_by(&link.url, "desk", "office");
    link.dies_after(200_000);
    while desk.fetch_photo(case, blob).is_err() {
        assert!(link.deaths() < 200, "it does not get through");
    }
    assert!(link.deaths() >= 3);
    assert!(desk.photo(case, blob).unwrap() == photo);
}
