//! A server that is backed up while it serves, lost, and brought back: nothing that a phone has is lost.

use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use doorstep_core::Budget;
use doorstep_server::{Options, backup};

use crate::killed::{Office, assert_office_has_it_all, notes, pack_of, sync_all};
use crate::upload::{large_photo, take};

#[test]
fn a_server_that_is_brought_back_gets_from_the_phones_what_the_backup_lacks() {
    let mut office = Office::open();
    let case = office.job(&pack_of(&office));
    let core = office.phone("chen", "technician");
    let visit = core.job(case).unwrap().state.current_visit().unwrap();
    take(&core, case, &large_photo()[..300_000]);
    sync_all(&core);

    // It serves all the while.
    let target = office.phone_dir("backup");
    let (worker, (told, written)) = (core.clone(), channel());
    let work = thread::spawn(move || {
        for number in 0..30 {
            let seen = worker.job(case).unwrap().version;
            worker.add_note(case, &seen, visit, format!("note {number}")).unwrap();
            worker.sync_now(Budget::default()).unwrap();
            let _ = told.send(());
        }
    });
    let take_one = || backup::take(&office.server_dir(), &target, &Options::default(), &mut |_| {}).unwrap();
    written.recv_timeout(Duration::from_secs(20)).unwrap();
    let first = take_one();
    assert_eq!((first.files, first.files_kept), (1, 0));
    (0..5).for_each(|_| written.recv_timeout(Duration::from_secs(20)).unwrap());
    let second = take_one();
    assert!(second.seq > first.seq);
    assert_eq!((second.files, second.files_kept), (1, 1), "what is there is not copied again");
    work.join().unwrap();

    // The machine is lost; another one serves at its address what was brought back.
    office.kill();
    std::fs::remove_dir_all(office.server_dir()).unwrap();
    let restored = backup::restore(&target, &office.server_dir(), &Options::default()).unwrap();
    assert_eq!(restored.backup, second);
    office.start();
    assert_eq!(notes(&core, case).len(), 30);
    assert_office_has_it_all(&office, &core, case);
    assert!(core.safe_to_wipe().unwrap());
}
