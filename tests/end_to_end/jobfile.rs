//! Job files: handed over in a cellar, taken in twice, taken in late, tampered with, verified.

use std::path::Path;

use doorstep_core::{Core, Error, Protection, ProtectionError, Secret};
use doorstep_domain::fact::{DoorAttempted, DoorMethod, Fact};
use doorstep_domain::id::CaseId;
use doorstep_domain::jobfile::{JobFile, NotJobFile};
use doorstep_domain::sync::{Item, ItemKind};
use doorstep_domain::verify::{Standing, Verdict, verify};
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

/// Writes the job into a file for somebody.
fn export(core: &Core, case: CaseId, to: &str, path: &Path) {
    let seen = core.job(case).unwrap().version;
    core.export_job(case, &seen, Some(to.to_owned()), path).unwrap();
}

fn note(core: &Core, case: CaseId, text: &str) {
    let job = core.job(case).unwrap();
    let visit = job.state.current_visit().unwrap();
    core.add_note(case, &job.version, visit, text.to_owned()).unwrap();
}

fn judged(path: &Path) -> Verdict {
    verify(&std::fs::read(path).unwrap(), None)
}

/// What both write before and after they swapped files, without any network; then both sync, `first` before the other.
fn swapped_in_a_cellar(first: usize) {
    let crew = Crew::of(&["chen", "li"], false);
    let folder = crew.company.folder("files").unwrap();
    let (case, phones) = (crew.case, [crew.phones[0].core().unwrap(), crew.phones[1].core().unwrap()]);
    for (core, text) in phones.iter().zip(["chen before", "li before"]) {
        note(core, case, text);
    }
    let paths = [folder.join("from chen.dsjob"), folder.join("from li.dsjob")];
    export(phones[0], case, "li", &paths[0]);
    export(phones[1], case, "chen", &paths[1]);
    for path in &paths {
        assert!(judged(path).holds(), "{:#?}", judged(path));
    }
    phones[1].import_job(&paths[0]).unwrap();
    phones[0].import_job(&paths[1]).unwrap();
    assert_eq!(
        differences(&phones[0].job(case).unwrap(), &phones[1].job(case).unwrap()),
        Vec::<String>::new()
    );
    for (core, text) in phones.iter().zip(["chen after", "li after"]) {
        note(core, case, text);
    }
    for phone in [first, 1 - first, first] {
        assert_eq!(crew.phones[phone].sync().unwrap().refused, 0);
    }
    let (one, other) = (phones[0].job(case).unwrap(), phones[1].job(case).unwrap());
    assert_eq!(differences(&one, &other), Vec::<String>::new());
    let mut texts: Vec<&str> = one.notes.iter().map(|note| note.text.as_str()).collect();
    texts.sort_unstable();
    assert_eq!(texts, ["chen after", "chen before", "li after", "li before"]);
    export(phones[1], case, "chen", &paths[1]);
    assert!(
        judged(&paths[1]).holds(),
        "with the changes of both and of the office: {:#?}",
        judged(&paths[1])
    );
}

#[test]
fn two_who_swap_a_job_in_a_cellar_come_to_the_same_whoever_syncs_first() {
    swapped_in_a_cellar(0);
    swapped_in_a_cellar(1);
}

#[test]
fn a_file_taken_in_twice_or_after_a_newer_one_changes_nothing_and_undoes_nothing() {
    let crew = Crew::of(&["chen", "li"], false);
    let folder = crew.company.folder("files").unwrap();
    let (case, chen, li) = (crew.case, crew.phones[0].core().unwrap(), crew.phones[1].core().unwrap());
    let (older, newer) = (folder.join("older.dsjob"), folder.join("newer.dsjob"));
    note(chen, case, "first");
    export(chen, case, "li", &older);
    note(chen, case, "second");
    export(chen, case, "li", &newer);
    assert!(li.import_job(&newer).unwrap().new_items > 0);
    let job = li.job(case).unwrap();
    for path in [&newer, &older] {
        let imported = li.import_job(path).unwrap();
        assert_eq!((imported.new_items, imported.refused_items), (0, 0));
        assert_eq!(li.job(case).unwrap().version, job.version);
    }
    assert_eq!(job.notes.len(), 2);
}

#[test]
fn a_damaged_file_brings_nothing() {
    let crew = Crew::of(&["chen", "li"], false);
    let path = crew.company.folder("files").unwrap().join("job.dsjob");
    let (case, chen, li) = (crew.case, crew.phones[0].core().unwrap(), crew.phones[1].core().unwrap());
    note(chen, case, "a note");
    export(chen, case, "li", &path);
    let before = li.job(case).unwrap().version;
    let mut bytes = std::fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&path, bytes).unwrap();
    assert!(matches!(li.import_job(&path), Err(Error::JobFile(NotJobFile::Damaged))));
    assert_eq!(li.job(case).unwrap().version, before);
    assert_eq!(judged(&path).standing(), Standing::Broken);
}

#[test]
fn a_protected_file_asks_for_what_opens_it_and_is_the_same_inside() {
    let crew = Crew::of(&["chen", "li"], false);
    let path = crew.company.folder("files").unwrap().join("job.dsjob");
    let (case, chen, li) = (crew.case, crew.phones[0].core().unwrap(), crew.phones[1].core().unwrap());
    note(chen, case, "behind the meter");
    let export = |protection: &Protection| {
        let seen = chen.job(case).unwrap().version;
        chen.export_protected_job(case, &seen, Some("li".to_owned()), protection, &path)
    };
    let before = chen.job(case).unwrap().version;
    let refused = export(&Protection::Recipient("age1nobody".to_owned()));
    assert!(matches!(refused, Err(Error::Protection(ProtectionError::NotAKey))));
    assert_eq!(chen.job(case).unwrap().version, before, "no handover without a file");

    export(&Protection::Passphrase("three blue valves".to_owned())).unwrap();
    let bytes = std::fs::read(&path).unwrap();
    assert!(!bytes.windows(16).any(|window| window == b"behind the meter"));
    assert!(matches!(li.import_job(&path), Err(Error::JobFile(NotJobFile::Encrypted))));
    let wrong = li.import_protected_job(&path, &Secret::Passphrase("two".to_owned()));
    assert!(matches!(wrong, Err(Error::Protection(ProtectionError::WrongSecret))));
    let right = Secret::Passphrase("three blue valves".to_owned());
    assert!(li.verify_job_file(&path, Some(&right)).unwrap().holds());
    assert!(li.import_protected_job(&path, &right).unwrap().new_items > 0);
    assert_eq!(differences(&chen.job(case).unwrap(), &li.job(case).unwrap()), Vec::<String>::new());
}

#[test]
fn what_the_office_wrote_is_its_own_and_what_it_received_is_receipted() {
    let crew = Crew::of(&["chen"], false);
    let path = crew.company.folder("files").unwrap().join("job.dsjob");
    let (case, chen) = (crew.case, crew.phones[0].core().unwrap());
    note(chen, case, "a note");
    crew.everybody_syncs();
    export(chen, case, "the auditor", &path);
    let verdict = judged(&path);
    assert!(verdict.holds(), "{verdict:#?}");
    let says = |code: &str| {
        let says = verdict.all().map(|finding| serde_json::to_value(&finding.says).unwrap());
        says.filter(|says| says["code"] == code).count()
    };
    assert!(says("vouched") >= 2, "the office's and chen's");
    assert!(says("receipt") >= 1);
    assert_eq!(says("not_receipted"), 1, "the handover is on the phone as yet");
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
