//! Files.

use doorstep_domain::Rejected;

use super::{World, world};
use crate::testing::Fault;
use crate::{Delivery, Error, NewPhoto, SyncStatus};

#[test]
fn a_photo_follows_its_fact_and_is_safe_when_the_server_says_so() {
    let World { server, chen, wang, .. } = world();
    let (case, visit, version) = chen.walk_in();
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), b"\xff\xd8\xff picture").unwrap();
    let taken = |version| {
        chen.core.take_photo(case, version, NewPhoto::new(visit, "before", "before"), file.path()).unwrap()
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
        let new = NewPhoto::new(visit, "before", "before");
        let (blob, next) = chen.core.take_photo(case, &version, new, file.path()).unwrap();
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
    let (blob, _) =
        chen.core.take_photo(case, &version, NewPhoto::new(visit, "before", "before"), file.path()).unwrap();
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

const LAMP: &[u8] = include_bytes!("../../../report/tests/sample/lamp.png");

#[test]
fn the_small_picture_is_there_before_the_photo_and_the_job_is_not_called_safe() {
    let World { server, chen, wang, .. } = world();
    let (case, visit, version) = chen.walk_in();
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), LAMP).unwrap();
    let (blob, _) =
        chen.core.take_photo(case, &version, NewPhoto::new(visit, "before", "before"), file.path()).unwrap();
    // The photo itself cannot leave: its file is damaged.
    let hex = doorstep_domain::id::hex;
    let place = chen.core.shared.dir.join("blobs").join(hex(&case.0)).join(hex(&blob.0));
    let whole = std::fs::read(&place).unwrap();
    std::fs::write(&place, b"\0broken").unwrap();
    chen.sync();
    wang.sync();
    assert!(!server.has_blob(&blob.0));
    let seen = wang.core.job(case).unwrap();
    let thumbnail = seen.photos[0].thumbnail.unwrap();
    let small = wang.core.photo_thumbnail(case, thumbnail).unwrap();
    assert!(small.starts_with(&[0xff, 0xd8, 0xff]) && small.len() < 64 * 1024);
    assert!(!seen.photos[0].is_here);
    assert_eq!((seen.outbox.awaited_count, seen.outbox.delivery), (1, Delivery::Sent));
    assert!(wang.core.safe_to_wipe().unwrap(), "his own work is all there");
    assert_eq!(chen.core.job(case).unwrap().outbox.delivery, Delivery::Refused);
    // Found again, it goes as soon as the log begins anew, and everybody hears of it.
    std::fs::write(&place, whole).unwrap();
    server.restore(1);
    chen.sync();
    wang.sync();
    assert!(server.has_blob(&blob.0));
    let stored = |phone: &crate::testing::Phone| phone.core.job(case).unwrap().outbox;
    assert_eq!((stored(&wang).awaited_count, stored(&chen).delivery), (0, Delivery::StoredSafely));
}

#[test]
fn what_is_drawn_reaches_the_colleague_and_a_photo_of_nothing_is_not_marked() {
    use doorstep_domain::fact::{MarkForm, MarkPoint, PhotoMark, PhotoMarked};
    let World { chen, wang, .. } = world();
    let (case, visit, version) = chen.walk_in();
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), LAMP).unwrap();
    let (photo, version) =
        chen.core.take_photo(case, &version, NewPhoto::new(visit, "before", "before"), file.path()).unwrap();
    let at = |x, y| MarkPoint { x, y };
    let arrow = PhotoMark { form: MarkForm::Arrow, points: vec![at(0, 0), at(500, 500)], text: None };
    let marked =
        |photo, marks: &[PhotoMark]| PhotoMarked { visit, photo, marks: marks.to_vec(), takes_back: vec![] };
    let other = doorstep_domain::id::BlobId([9; 32]);
    assert!(chen.core.mark_photo(case, &version, marked(other, std::slice::from_ref(&arrow))).is_err());
    assert!(chen.core.mark_photo(case, &version, marked(photo, &[])).is_err());
    chen.core.mark_photo(case, &version, marked(photo, std::slice::from_ref(&arrow))).unwrap();
    chen.sync();
    wang.sync();
    let seen = wang.core.job(case).unwrap();
    let drawn = &seen.photos[0].marks;
    assert_eq!((drawn.len(), &drawn[0].marks), (1, &vec![arrow]));
    let gone = PhotoMarked { takes_back: vec![drawn[0].fact], ..marked(photo, &[]) };
    wang.core.mark_photo(case, &seen.version, gone).unwrap();
    wang.sync();
    chen.sync();
    assert!(chen.core.job(case).unwrap().photos[0].marks.is_empty());
}

#[test]
fn a_pair_needs_its_earlier_photo() {
    let World { chen, .. } = world();
    let (case, visit, version) = chen.walk_in();
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), LAMP).unwrap();
    let before = NewPhoto::new(visit, "before", "before");
    let (first, version) = chen.core.take_photo(case, &version, before, file.path()).unwrap();
    let pair = |of| NewPhoto { pair: Some(of), ..NewPhoto::new(visit, "before", "before") };
    let refused = |new| match chen.core.take_photo(case, &version, new, file.path()) {
        Err(Error::Rejected(Rejected::Invalid { field, .. })) => Some(field),
        _ => None,
    };
    assert_eq!(refused(pair(first)), Some("pair"), "of itself");
    std::fs::write(file.path(), b"\xff\xd8\xff after").unwrap();
    let unknown = pair(doorstep_domain::id::BlobId([9; 32]));
    assert_eq!(refused(unknown), Some("pair"));
    assert_eq!(refused(NewPhoto::new(visit, "befor", "before")), Some("step"));
    assert_eq!(
        refused(NewPhoto::new(visit, "before", "after")),
        Some("role"),
        "the step asks for another one"
    );
    let (second, _) = chen.core.take_photo(case, &version, pair(first), file.path()).unwrap();
    let photos = chen.core.job(case).unwrap().photos;
    let after = photos.iter().find(|photo| photo.blob == second).unwrap();
    assert_eq!((after.pair, after.thumbnail), (Some(first), None), "no picture, kept all the same");
}
