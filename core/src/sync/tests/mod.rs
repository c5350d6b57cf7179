//! Phones in memory that talk to a server in memory.

mod access;
mod ahead;
mod exchange;
mod font;
mod lanes;
mod network;
mod newer;
mod photo;
mod refused;
mod restored;
mod ruling;

use std::sync::Arc;

use doorstep_domain::id::{CaseId, Hash};
use doorstep_domain::sync::{Item, ItemKind};

use crate::SyncStatus;
use crate::testing::{FakeServer, Phone};

struct World {
    server: FakeServer,
    chen: Phone,
    wang: Phone,
}

/// Two phones that have the pack.
fn world() -> World {
    let dir = Arc::new(tempfile::tempdir().unwrap());
    let server = FakeServer::new();
    let (chen, wang) = (Phone::new(&dir, &server, "chen"), Phone::new(&dir, &server, "wang"));
    for phone in [&chen, &wang] {
        let report = phone.sync();
        assert_eq!((report.status, report.packs_fetched), (SyncStatus::Done, 1));
    }
    server.requests();
    World { server, chen, wang }
}

fn states(phone: &Phone, case: CaseId) -> String {
    let job = phone.core.job(case).unwrap();
    format!("{:?} {:?}", job.answers, job.state.visits)
}

fn newest_item_of(phone: &Phone, kind: ItemKind) -> Hash {
    let store = phone.core.shared.open().unwrap();
    store
        .read::<_, crate::Error>(|connection| {
            let sql = "SELECT hash FROM items WHERE kind = ?1 ORDER BY item_id DESC LIMIT 1";
            Ok(connection.query_row(sql, [kind.code()], |row| row.get(0).map(Hash))?)
        })
        .unwrap()
}

fn server_item(phone: &Phone, case: CaseId) -> Item {
    let store = phone.core.shared.open().unwrap();
    let hash = newest_item_of(phone, ItemKind::Change);
    store
        .read::<_, crate::Error>(|connection| {
            let row = crate::store::items::find(connection, case, hash)?.unwrap();
            Ok(crate::store::items::get(connection, row)?.unwrap().item)
        })
        .unwrap()
}

fn row_count(phone: &Phone, case: CaseId) -> u32 {
    let store = phone.core.shared.open().unwrap();
    store
        .read::<_, crate::Error>(|connection| {
            let sql = "SELECT count(*) FROM items WHERE case_id = ?1";
            Ok(connection.query_row(sql, [case.as_bytes()], |row| row.get(0))?)
        })
        .unwrap()
}
