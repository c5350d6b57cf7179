//! Files.

use super::{World, world};
use crate::SyncStatus;
use crate::testing::Fault;

#[test]
fn a_photo_follows_its_fact_and_is_safe_when_the_server_says_so() {
    let World { server, chen, wang, .. } = world();
    let (case, visit, version) = chen.walk_in();
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), b"\xff\xd8\xff picture").unwrap();
    let taken = |version| {
        chen.core.take_photo(case, version, visit, "before".into(), "before".into(), file.path()).unwrap()
    };
    let (blob, _) = taken(&version);
    server.requests();
    let report = chen.sync();
    assert_eq!((report.status, report.files_sent), (SyncStatus::Done, 1));
    assert_eq!(server.requests(), ["POST /v1/sync", "HEAD /v1/blobs", "PUT /v1/blobs", "POST /v1/sync"]);
    assert!(server.has_blob(&blob.0) && chen.core.safe_to_wipe().unwrap());
    wang.sync();
    let photo = wang.core.job(case).unwrap().photos.remove(0);
    assert!(!photo.is_here);
    assert!(wang.core.photo(case, blob).is_err());
    wang.core.fetch_photo(case, blob).unwrap();
    assert_eq!(wang.core.photo(case, blob).unwrap(), b"\xff\xd8\xff picture");
    server.restore(1);
    chen.sync();
    assert!(server.has_blob(&blob.0) && chen.core.safe_to_wipe().unwrap());
}

#[test]
fn a_photo_that_is_damaged_here_is_told_and_the_others_go() {
    let World { server, chen, .. } = world();
    let (case, visit, mut version) = chen.walk_in();
    let mut blobs = Vec::new();
    for picture in [b"\xff\xd8\xff one", b"\xff\xd8\xff two"] {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), picture).unwrap();
        let (step, role) = ("before".to_owned(), "before".to_owned());
        let (blob, next) = chen.core.take_photo(case, &version, visit, step, role, file.path()).unwrap();
        blobs.push(blob);
        version = next;
    }
    let shared = &chen.core.shared;
    let hex = doorstep_domain::id::hex;
    let place = shared.dir.join("blobs").join(hex(&case.0)).join(hex(&blobs[0].0));
    std::fs::write(&place, b"\0broken").unwrap();
    chen.sync();
    assert!(!server.has_blob(&blobs[0].0) && server.has_blob(&blobs[1].0));
    let photos = chen.core.job(case).unwrap().photos;
    let upload = |blob| photos.iter().find(|photo| photo.blob == blob).map(|photo| photo.upload);
    assert_eq!(upload(blobs[0]), Some(crate::Upload::Refused));
    assert!(!chen.core.safe_to_wipe().unwrap());
}

/// A photo that does not fit into one slice.
fn large() -> Vec<u8> {
    (0_u32..200_000).flat_map(u32::to_le_bytes).collect()
}

#[test]
fn a_large_photo_goes_in_slices_and_comes_back_in_slices() {
    let World { server, chen, wang, .. } = world();
    let (case, visit, version) = chen.walk_in();
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), large()).unwrap();
    let (step, role) = ("before".to_owned(), "before".to_owned());
    let (blob, _) = chen.core.take_photo(case, &version, visit, step, role, file.path()).unwrap();
    let small = crate::Budget { requests: 3, ..crate::Budget::default() };
    assert_eq!(chen.core.sync_now(small).unwrap().status, SyncStatus::OutOfBudget);
    assert!(!server.has_blob(&blob.0));
    server.requests();
    let report = chen.sync();
    assert_eq!((report.status, report.files_sent), (SyncStatus::Done, 1));
    assert!(report.bytes_up < 700_000, "what came in the first run need not come again: {report:?}");
    wang.sync();
    server.fail_next([Fault::Lost]);
    wang.core.fetch_photo(case, blob).unwrap();
    assert_eq!(wang.core.photo(case, blob).unwrap(), large());
}
