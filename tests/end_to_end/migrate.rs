//! A company that outgrows its folder: moved into PostgreSQL and a bucket, killed in the middle, and no phone notices.

use doorstep_core::Budget;
use doorstep_server::migrate::{Target, migrate};
use doorstep_server::{Node, Options};
use doorstep_tests::world::postgres_database;

use crate::bucket::S3;
use crate::killed::{Office, Process, assert_office_has_it_all, notes, pack_of, sync_all};
use crate::upload::{large_photo, take};

#[test]
fn a_company_moves_into_a_database_though_the_move_is_killed_and_no_phone_notices() {
    let (mut office, database, s3) = (Office::open(), postgres_database().unwrap(), S3::start());
    let case = office.job(&pack_of(&office));
    let core = office.phone("chen", "technician");
    let visit = core.job(case).unwrap().state.current_visit().unwrap();
    let write = |text: String| {
        let seen = core.job(case).unwrap().version;
        core.add_note(case, &seen, visit, text).unwrap();
    };
    let blob = take(&core, case, &large_photo()[..300_000]);
    (0..20).for_each(|number| write(format!("before {number}")));
    sync_all(&core);
    let dir = office.server_dir();
    let (url, blobs) = (database.as_str(), s3.url("moved"));
    let options = Options { blob_settings: s3.settings(), ..Options::default() };
    let target = Target { database: url, blobs: Some(&blobs) };
    assert!(migrate(&dir, &options, &target, &mut |_| {}).is_err(), "it is served");
    office.kill();

    let mut moving = Process::start(&["migrate", dir.to_str().unwrap(), "--to", url]);
    (0..6).for_each(|_| drop(moving.next_line()));
    moving.kill();
    let open = |database: Option<&str>| {
        let database = database.map(str::to_owned);
        let dir = office.phone_dir("another-node");
        Node::open(&dir, Options { database, projects_itself: false, ..Options::default() }).map(drop)
    };
    let error = open(Some(url)).unwrap_err().to_string();
    assert!(error.contains("not finished"), "{error}");
    let mut tables = Vec::new();
    let moved =
        migrate(&dir, &options, &target, &mut |progress| tables.push(format!("{progress:?}"))).unwrap();
    assert!(moved.rows > 50 && moved.files == 1, "{moved:?}");
    assert!(tables.iter().any(|line| line.contains("log")), "{tables:?}");
    assert!(migrate(&dir, &options, &target, &mut |_| {}).is_err(), "only once");

    // A phone that worked meanwhile comes to the same address, where a node serves the database.
    write("meanwhile".to_owned());
    office.start_on(url, &s3);
    let report = core.sync_now(Budget::default()).unwrap();
    assert!(report.acked > 0, "{report:?}");
    assert_eq!(notes(&core, case).len(), 21);
    assert_office_has_it_all(&office, &core, case);
    let desk = office.phone("another-desk", "office");
    sync_all(&desk);
    desk.fetch_photo(case, blob).unwrap();
    assert!(desk.photo(case, blob).unwrap() == large_photo()[..300_000]);
}

#[test]
fn a_database_that_holds_something_else_is_refused() {
    let (database, dirs) =
        (postgres_database().unwrap(), [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()]);
    let database = database.as_str();
    let options = || Options { projects_itself: false, ..Options::default() };
    drop(Node::open(dirs[0].path(), Options { database: Some(database.to_owned()), ..options() }).unwrap());
    drop(Node::open(dirs[1].path(), options()).unwrap());
    let target = Target { database, blobs: None };
    assert!(migrate(dirs[1].path(), &options(), &target, &mut |_| {}).is_err());
    drop(Node::open(dirs[1].path(), options()).unwrap());
}
