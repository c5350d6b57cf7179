use std::sync::Arc;

use doorstep_domain::control::Order;
use doorstep_domain::id::CaseId;
use doorstep_domain::jobfile::{JobFile, NotJobFile};
use doorstep_domain::key::PublicKey;

use crate::testing::{FakeServer, Phone};
use crate::{Delivery, Error, Job, NewPhoto};

struct World {
    server: FakeServer,
    chen: Phone,
    wang: Phone,
    dir: Arc<tempfile::TempDir>,
}

fn world() -> World {
    let dir = Arc::new(tempfile::tempdir().unwrap());
    let server = FakeServer::new();
    let (chen, wang) = (Phone::new(&dir, &server, "chen"), Phone::new(&dir, &server, "wang"));
    chen.sync();
    World { server, chen, wang, dir }
}

fn job(phone: &Phone, case: CaseId) -> Job {
    phone.core.job(case).unwrap()
}

impl World {
    fn path(&self) -> std::path::PathBuf {
        self.dir.path().join("handed over.job")
    }

    /// A job with an answer and a photo, exported by chen.
    fn exported(&self) -> CaseId {
        let (case, visit, version) = self.chen.walk_in();
        let photo = self.dir.path().join("photo.jpg");
        std::fs::write(&photo, b"\xff\xd8\xff before").unwrap();
        let core = &self.chen.core;
        core.take_photo(case, &version, NewPhoto::new(visit, "before", "before"), &photo).unwrap();
        let version = self.chen.answer(case, "valve", true);
        core.export_job(case, &version, Some("wang".to_owned()), &self.path()).unwrap();
        case
    }
}

#[test]
fn a_job_that_was_taken_away_is_there_again_when_a_colleague_gives_it_back_as_a_file() {
    let world = world();
    let (case, ..) = world.chen.walk_in();
    world.chen.sync();
    world.wang.sync();
    world.server.order(Some(case), Order::Revoke, 2);
    world.chen.sync();
    assert!(world.chen.core.job(case).is_err(), "taken away");
    let core = &world.wang.core;
    let give_to = |user: &str, name: &str| {
        let path = world.dir.path().join(name);
        core.export_job(case, &job(&world.wang, case).version, Some(user.to_owned()), &path).unwrap();
        path
    };
    let (other, mine) = (give_to("zhao", "1.job"), give_to("chen", "2.job"));
    world.chen.core.import_job(&other).unwrap_err();
    assert!(world.chen.core.job(case).is_err(), "it was given to somebody else");
    world.chen.core.import_job(&mine).unwrap();
    world.chen.answer(case, "valve", true);
    world.server.order(Some(case), Order::Revoke, 4);
    world.chen.sync();
    assert!(world.chen.core.job(case).is_err(), "taken away again");
    assert!(world.chen.core.import_job(&mine).is_ok(), "it had left the phone");
}

#[test]
fn a_colleague_goes_on_with_a_job_that_no_server_ever_saw() {
    let world = world();
    let case = world.exported();
    let imported = world.wang.core.import_job(&world.path()).unwrap();
    assert_eq!((imported.case, imported.refused_items), (case, 0));
    let (theirs, mine) = (job(&world.wang, case), job(&world.chen, case));
    assert_eq!((theirs.answers, theirs.version), (mine.answers, mine.version));
    assert!(theirs.has_pack && theirs.photos[0].is_here);
    assert_eq!(world.wang.core.import_job(&world.path()).unwrap().new_items, 0, "twice is once");
    world.wang.answer(case, "valve", false);
    assert_eq!(world.wang.sync().refused, 0);
    assert!(world.wang.core.safe_to_wipe().unwrap());
    assert!(world.server.has_blob(&theirs.photos[0].blob.0), "the photo went the same way");
    world.chen.sync();
    let (theirs, mine) = (job(&world.wang, case), job(&world.chen, case));
    assert_eq!((theirs.answers, theirs.version), (mine.answers, mine.version));
    assert_eq!(mine.outbox.delivery, Delivery::StoredSafely);
}

#[test]
fn another_company_and_a_newer_format_are_refused_clearly() {
    let world = world();
    world.exported();
    let bytes = std::fs::read(world.path()).unwrap();
    let mut file = JobFile::from_bytes(&bytes).unwrap();
    file.root_key = PublicKey([1; 32]);
    std::fs::write(world.path(), file.to_bytes()).unwrap();
    assert!(matches!(world.wang.core.import_job(&world.path()), Err(Error::OtherTenant)));
    let mut newer = bytes.clone();
    newer[7] = b'2';
    std::fs::write(world.path(), newer).unwrap();
    let result = world.wang.core.import_job(&world.path());
    assert!(matches!(result, Err(Error::JobFile(NotJobFile::Newer))));
    std::fs::write(world.path(), &bytes[..bytes.len() - 5]).unwrap();
    let result = world.wang.core.import_job(&world.path());
    assert!(matches!(result, Err(Error::JobFile(NotJobFile::Damaged))));
}

#[test]
fn a_forged_item_is_kept_without_effect() {
    let world = world();
    let case = world.exported();
    let mut file = JobFile::from_bytes(&std::fs::read(world.path()).unwrap()).unwrap();
    let is_fact = |item: &&mut doorstep_domain::sync::Item| item.kind == 2;
    let forged = file.items.iter_mut().filter(is_fact).last().unwrap();
    let end = forged.bytes.len() - 1;
    forged.bytes[end] ^= 1;
    std::fs::write(world.path(), file.to_bytes()).unwrap();
    let imported = world.wang.core.import_job(&world.path()).unwrap();
    assert_eq!(imported.refused_items, 1);
    assert_eq!(job(&world.wang, case).answers, job(&world.chen, case).answers);
    world.wang.sync();
    assert_eq!(world.wang.core.outbox().unwrap().refused.len(), 0, "what does not hold is not passed on");
    assert_ne!(job(&world.wang, case).version, job(&world.chen, case).version);
    world.chen.sync();
    world.wang.sync();
    assert_eq!(
        job(&world.wang, case).version,
        job(&world.chen, case).version,
        "the true one takes its place"
    );
}

#[cfg(feature = "encryption")]
#[test]
fn a_protected_file_asks_for_what_opens_it_and_is_the_same_inside() {
    use crate::{Protection, ProtectionError, Secret};
    let world = world();
    let (case, _, version) = world.chen.walk_in();
    let protection = Protection::Passphrase("three blue valves".to_owned());
    let (core, path) = (&world.chen.core, world.path());
    let nobody = Protection::Recipient("age1nobody".to_owned());
    let refused = core.export_protected_job(case, &version, None, &nobody, &path);
    assert!(matches!(refused, Err(Error::Protection(ProtectionError::NotAKey))));
    assert_eq!(job(&world.chen, case).version, version, "no handover without a file");
    core.export_protected_job(case, &version, None, &protection, &path).unwrap();
    let wang = &world.wang.core;
    assert!(matches!(wang.import_job(&path), Err(Error::JobFile(NotJobFile::Encrypted))));
    let wrong = wang.import_protected_job(&path, &Secret::Passphrase("two".to_owned()));
    assert!(matches!(wrong, Err(Error::Protection(ProtectionError::WrongSecret))), "{wrong:?}");
    let right = Secret::Passphrase("three blue valves".to_owned());
    assert!(wang.verify_job_file(&path, Some(&right)).unwrap().case == Some(case));
    assert!(wang.import_protected_job(&path, &right).unwrap().new_items > 0);
    assert_eq!(job(&world.wang, case).version, job(&world.chen, case).version);
}

#[test]
fn what_a_file_brought_is_passed_on_although_the_phone_stopped_in_the_middle_of_taking_it_in() {
    let world = world();
    let case = world.exported();
    let file = JobFile::from_bytes(&std::fs::read(world.path()).unwrap()).unwrap();
    let core = &world.wang.core;
    let (identity, store) = (core.shared.identity().unwrap(), core.shared.open().unwrap());
    core.shared.take_file(&store, &file, &identity).unwrap();
    drop(store);
    core.enter_background().unwrap();
    core.enter_foreground().unwrap();
    assert!(core.outbox().unwrap().waiting_count > 0);
    assert_eq!(world.wang.sync().refused, 0);
    assert!(core.safe_to_wipe().unwrap());
    let photo = job(&world.wang, case).photos[0].blob;
    assert!(world.server.has_blob(&photo.0), "and the photo, too");
}
