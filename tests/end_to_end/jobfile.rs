//! A job file that somebody tampered with.

use doorstep_domain::fact::{DoorAttempted, DoorMethod, Fact};
use doorstep_domain::jobfile::JobFile;
use doorstep_domain::sync::{Item, ItemKind};
use doorstep_tests::world::differences;

use crate::work::Crew;

#[test]
fn a_forged_fact_in_a_file_neither_counts_nor_keeps_the_real_one_out() {
    let crew = Crew::of(&["chen", "li"], false);
    let (case, chen, li) = (crew.case, crew.phones[0].core().unwrap(), crew.phones[1].core().unwrap());
    let visit = chen.job(case).unwrap().state.current_visit().unwrap();
    let seen = chen.job(case).unwrap().version;
    chen.attempt_door(case, &seen, visit, DoorMethod::Bell, false).unwrap();
    let path = crew.company.folder("files").unwrap().join("job");
    let seen = chen.job(case).unwrap().version;
    chen.add_note(case, &seen, visit, "nobody opens".to_owned()).unwrap();
    let seen = chen.job(case).unwrap().version;
    chen.export_job(case, &seen, Some("li".to_owned()), &path).unwrap();

    // The same fact with another signature: its name is the same, its word is not.
    let mut file = JobFile::from_bytes(&std::fs::read(&path).unwrap()).unwrap();
    let rang = file.items.iter_mut().find(|item| is_ring(item)).unwrap();
    *rang.bytes.last_mut().unwrap() ^= 1;
    std::fs::write(&path, file.to_bytes()).unwrap();
    let imported = li.import_job(&path).unwrap();
    assert_eq!(imported.refused_items, 1);
    let job = li.job(case).unwrap();
    assert_eq!(job.state.visits[&visit].door_attempts.len(), 0);
    assert_eq!(job.notes.len(), 1, "what holds is here");

    crew.everybody_syncs();
    let outbox = li.outbox().unwrap();
    assert_eq!((outbox.waiting_count, outbox.refused.len()), (0, 0), "what is refused here is not sent on");
    let (one, other) = (chen.job(case).unwrap(), li.job(case).unwrap());
    assert_eq!(other.state.visits[&visit].door_attempts.len(), 1, "the real one came after all");
    assert_eq!(differences(&one, &other), Vec::<String>::new());
}

fn is_ring(item: &Item) -> bool {
    let fact = (item.kind == ItemKind::Fact.code()).then(|| Fact::open(&item.bytes).unwrap());
    let kind = fact.map(|fact| fact.body().kind);
    kind == Some(doorstep_domain::fact::Body::from(ring()).kind().code())
}

fn ring() -> DoorAttempted {
    let visit = doorstep_domain::id::VisitId([0; 8]);
    DoorAttempted { visit, method: DoorMethod::Bell, answered: false }
}
