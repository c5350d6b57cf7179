//! While a request is under way, the app goes on.

use std::sync::{Arc, Mutex};

use crate::host::{HttpTransport, Request, Response, TransportError};
use crate::testing::{FakeServer, Phone};
use crate::{Core, Delivery, Error, JobFilter, SyncStatus};

type Act = Box<dyn FnOnce(&Core) + Send>;

/// Does something with the core before it answers.
#[derive(Clone)]
struct Interrupting {
    server: FakeServer,
    act: Arc<Mutex<Option<(Core, Act)>>>,
}

impl std::fmt::Debug for Interrupting {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Interrupting")
    }
}

impl HttpTransport for Interrupting {
    fn send(&self, request: Request) -> Result<Response, TransportError> {
        if let Some((core, act)) = self.act.lock().unwrap().take() {
            act(&core);
        }
        self.server.send(request)
    }
}

fn phone() -> (Phone, Interrupting) {
    let dir = Arc::new(tempfile::tempdir().unwrap());
    let server = FakeServer::new();
    let line = Interrupting { server, act: Arc::default() };
    let phone = Phone::with_transport(&dir, Arc::new(line.clone()), "chen");
    phone.core.enrol("http://test", "chen", "phone").unwrap();
    phone.sync();
    (phone, line)
}

impl Interrupting {
    fn next(&self, core: &Core, act: impl FnOnce(&Core) + Send + 'static) {
        *self.act.lock().unwrap() = Some((core.clone(), Box::new(act)));
    }
}

#[test]
fn reading_and_writing_do_not_wait_for_the_network() {
    let (phone, line) = phone();
    let (case, visit, version) = phone.walk_in();
    line.next(&phone.core, move |core| {
        assert_eq!(core.jobs(&JobFilter::default()).unwrap().len(), 1);
        core.add_note(case, &version, visit, "while it was sent".to_owned()).unwrap();
        assert!(matches!(core.sync_now(crate::Budget::default()), Err(Error::SyncRunning)));
    });
    let report = phone.sync();
    assert_eq!((report.status, report.round_trips, report.waiting), (SyncStatus::Done, 2, 0));
    assert_eq!(phone.core.outbox().unwrap().delivery, Delivery::StoredSafely);
    assert_eq!(phone.core.job(case).unwrap().notes.len(), 1);
}

#[test]
fn going_to_the_background_ends_a_run_and_loses_nothing() {
    let (phone, line) = phone();
    phone.walk_in();
    line.next(&phone.core, |core| core.enter_background().unwrap());
    assert_eq!(phone.sync().status, SyncStatus::Cancelled);
    phone.core.enter_foreground().unwrap();
    assert_eq!(phone.core.outbox().unwrap().delivery, Delivery::Saved, "the answer was not stored");
    assert_eq!(phone.sync().status, SyncStatus::Done);
    assert!(phone.core.safe_to_wipe().unwrap());
}

#[test]
fn a_cancelled_run_stops_after_the_request_that_is_under_way() {
    let (phone, line) = phone();
    for _ in 0..3 {
        phone.walk_in();
    }
    line.server.page(1);
    line.next(&phone.core, Core::cancel_sync);
    let report = phone.sync();
    assert_eq!((report.status, report.round_trips), (SyncStatus::Cancelled, 1));
    assert!(report.acked > 0);
}
