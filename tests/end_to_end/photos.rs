//! A photo on its long way, over HTTP: its fact and its small picture are there first, and nobody calls the job safe before
//! the photo itself is.

use doorstep_core::{Budget, Delivery, NewPhoto, SyncStatus};
use doorstep_domain::fact::{MarkForm, MarkPoint, PhotoMark, PhotoMarked};
use doorstep_domain::text::Language;

use crate::work::Crew;

const LAMP: &[u8] = include_bytes!("../../core/report/tests/sample/lamp.png");

#[test]
fn the_small_picture_is_seen_while_the_photo_is_held_back_and_the_job_is_not_called_safe() {
    let crew = Crew::of(&["chen", "lin"], true);
    let (case, chen, lin) = (crew.case, &crew.phones[0], &crew.phones[1]);
    crew.everybody_syncs();
    let file = chen.dir().join("lamp.png");
    std::fs::write(&file, LAMP).unwrap();
    let core = chen.core().unwrap();
    let job = core.job(case).unwrap();
    let visit = job.state.current_visit().unwrap();
    let (photo, version) =
        core.take_photo(case, &job.version, NewPhoto::new(visit, "survey", "before"), &file).unwrap();
    let points = vec![MarkPoint { x: 100, y: 100 }, MarkPoint { x: 600, y: 700 }];
    let mark = PhotoMark { form: MarkForm::Circle, points, text: Some("burnt winding".to_owned()) };
    let marked = PhotoMarked { visit, photo, marks: vec![mark], takes_back: Vec::new() };
    core.mark_photo(case, &version, marked).unwrap();

    // A link that is good for small requests only: what happened goes first.
    while core.outbox().unwrap().waiting_count > 0 {
        let held_back = core.sync_now(Budget { bytes: 1, ..Budget::default() }).unwrap();
        assert_eq!((held_back.status, held_back.files_sent), (SyncStatus::OutOfBudget, 0));
        assert!(held_back.acked > 0, "each request brings something");
    }
    lin.sync().unwrap();
    let seen = lin.core().unwrap().job(case).unwrap();
    let thumbnail = seen.photos[0].thumbnail.unwrap();
    assert!(lin.core().unwrap().photo_thumbnail(case, thumbnail).unwrap().starts_with(&[0xff, 0xd8, 0xff]));
    assert_eq!((seen.outbox.awaited_count, seen.outbox.delivery), (1, Delivery::Sent));
    assert_ne!(core.job(case).unwrap().outbox.delivery, Delivery::StoredSafely);
    let office = crew.company.node().office();
    let told = office.job(case, &Language::english()).unwrap();
    assert!(
        !told.photos[0].held && told.photos[0].size.is_some(),
        "the office sees it, and that more is to come"
    );
    let page = office.report(case, &Language::english(), None).unwrap();
    assert!(page.contains("1 burnt winding") && page.contains("<image href=\"data:image/jpeg"));

    crew.everybody_syncs();
    let safe = |phone: &doorstep_tests::world::Phone| phone.core().unwrap().job(case).unwrap().outbox;
    assert_eq!((safe(lin).awaited_count, safe(lin).delivery), (0, Delivery::StoredSafely));
    assert_eq!(safe(chen).delivery, Delivery::StoredSafely);
    assert!(office.job(case, &Language::english()).unwrap().photos[0].held);
}
