//! An app in front: news are on the phone at once.

use std::thread;
use std::time::{Duration, Instant};

use doorstep_core::Error;

use crate::killed::{Office, pack_of, sync_all};

#[test]
fn a_phone_that_waits_hears_of_a_new_job_at_once_and_of_nothing_when_there_is_nothing() {
    let mut office = Office::open();
    let chen = office.phone("chen", "technician");
    let pack = pack_of(&office);
    sync_all(&chen);
    let began = Instant::now();
    assert!(!chen.wait_for_news(1).unwrap(), "nothing happened");
    assert!(began.elapsed() >= Duration::from_millis(900), "{:?}", began.elapsed());

    let waiting = chen.clone();
    let waiter = thread::spawn(move || (waiting.wait_for_news(30).unwrap(), Instant::now()));
    // It waits already when the job is made; if this machine is slow, it hears of it when it asks.
    thread::sleep(Duration::from_millis(300));
    let case = office.job(&pack);
    let made = Instant::now();
    let (is_news, heard) = waiter.join().unwrap();
    assert!(is_news);
    assert!(heard.saturating_duration_since(made) < Duration::from_secs(5), "long before the wait is over");
    sync_all(&chen);
    assert!(chen.job(case).is_ok());
    assert!(!chen.wait_for_news(1).unwrap(), "what is here is no news");

    // The server goes in the middle of a wait.
    let waiting = chen.clone();
    let waiter = thread::spawn(move || waiting.wait_for_news(30));
    thread::sleep(Duration::from_millis(300));
    office.kill();
    assert!(matches!(waiter.join().unwrap(), Err(Error::Offline)));
    assert!(matches!(chen.wait_for_news(1), Err(Error::Offline)));
}
