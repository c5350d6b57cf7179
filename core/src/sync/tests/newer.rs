//! What a newer server says to an older app, and what the app makes of it after its update.

use minicbor::{Decode, Encode};

use doorstep_domain::digest::Prefix;
use doorstep_domain::envelope::{Payload, Signed};
use doorstep_domain::id::TenantId;
use doorstep_domain::key::PrivateKey;
use doorstep_domain::sync::{Item, ItemKind};

use super::{World, server_item, states, world};
use crate::store::inbox;
use crate::testing::Phone;
use crate::{Error, SyncStatus};

/// An order of a later version: this one knows none with that code.
#[derive(Encode, Decode)]
enum NewerOrder {
    #[n(77)]
    Sing {
        #[n(0)]
        song: String,
    },
}

#[derive(Encode, Decode)]
#[cbor(map)]
struct NewerControl {
    #[n(0)]
    tenant: TenantId,
    #[n(3)]
    order: NewerOrder,
}

impl Payload for NewerControl {
    const PREFIX: Prefix = Prefix::Control;
    const MAX_BYTES: usize = 2048;
}

fn newer_order() -> Item {
    let order = NewerOrder::Sing { song: "la".to_owned() };
    let control = NewerControl { tenant: TenantId([1; 16]), order };
    let signed = Signed::seal(control, &PrivateKey::from_seed(&[3; 32]));
    Item::new(ItemKind::Control, signed.to_bytes())
}

fn kept(phone: &Phone) -> u32 {
    let store = phone.core.shared.open().unwrap();
    store.read::<_, Error>(|connection| Ok(inbox::count(connection)?)).unwrap()
}

#[test]
fn kinds_and_orders_of_a_newer_server_are_kept_and_stop_nothing() {
    let World { server, mut chen, wang } = world();
    let (case, ..) = wang.walk_in();
    wang.sync();
    server.append(case, Item { kind: 200, bytes: vec![1, 2, 3].into() });
    server.notice(newer_order());
    wang.answer(case, "valve", true);
    wang.sync();
    let report = chen.sync();
    assert_eq!((report.status, report.stuck), (SyncStatus::Done, 0));
    assert_eq!(states(&chen, case), states(&wang, case), "what is known after it is read");
    assert_eq!(chen.core.outbox().unwrap().progress.cursor, server.len() as u64);
    assert_eq!(kept(&chen), 2);
    chen.restart();
    chen.sync();
    assert_eq!(kept(&chen), 2, "this version still does not know them, and asks for them only once");
}

#[test]
fn what_an_update_made_readable_is_read_as_if_it_had_just_come() {
    let World { mut chen, wang, .. } = world();
    let (case, ..) = wang.walk_in();
    wang.sync();
    chen.sync();
    wang.answer(case, "valve", true);
    // The version before knew no such kind, nor such an order; its cursor went on.
    let change = server_item(&wang, case);
    let store = chen.core.shared.open().unwrap();
    store
        .writer()
        .transaction::<_, Error>(|tx| {
            inbox::keep(tx, Some(case), &change, inbox::UNKNOWN_KIND)?;
            Ok(inbox::keep(tx, None, &newer_order(), inbox::UNKNOWN_ORDER)?)
        })
        .unwrap();
    drop(store);
    assert!(chen.core.job(case).unwrap().answers.is_empty());
    chen.restart();
    assert_eq!(states(&chen, case), states(&wang, case));
    assert_eq!(kept(&chen), 1, "what is still unknown stays");
}
