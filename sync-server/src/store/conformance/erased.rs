//! What stays of an erased case.

use doorstep_domain::fact::ReversalCause;
use doorstep_domain::id::{BlobId, CaseId, ChangeId, FactId, Hash};
use doorstep_domain::key::PrivateKey;
use doorstep_domain::ledger::{Entry, Ledger};
use doorstep_domain::retention::KeptAs;
use doorstep_domain::sync::Left;
use doorstep_domain::wage::Month;

use super::super::{Blob, ChangeRow, ErasedBy, PurgedRow, Snapshot, Store, Stub};
use super::{CASE, DEVICE, OTHER, certificate, device, entry, member};

pub(super) fn stub(case: CaseId, erased_at_ms: i64, by: Option<ErasedBy>) -> Stub {
    let (number, kind) = ("A0-0001".to_owned(), "job".to_owned());
    let (who, reason) = (Some("Wu".to_owned()), Some("asked for by the customer".to_owned()));
    let deducted = Entry {
        fact: FactId([7; 32]),
        account: "card".to_owned(),
        amount_minor: 100,
        currency: "CNY".to_owned(),
        on: chrono::NaiveDate::default(),
        completed_by: Some(("chen".to_owned(), "Chen".to_owned())),
        reversed: Some(ReversalCause::WrongCard),
    };
    let ledger = Ledger {
        number: number.clone(),
        service: "repair".to_owned(),
        deducted: vec![deducted],
        ..Ledger::default()
    };
    Stub { case, number, kind, by, who, reason, ledger, digest: Hash([9; 32]), item_count: 1, erased_at_ms }
}

/// What is left of erased cases is read as it was written, the last one first.
pub fn stubs_say_what_was_erased_and_why(store: &dyn Store) {
    let due = "2025-03-01".parse().unwrap();
    let by_rule = stub(CASE, 77, Some(ErasedBy { rule: KeptAs::Free, due }));
    let by_hand = stub(OTHER, 78, None);
    store
        .writing(|tx| {
            tx.append(entry(CASE, 1, b"x"))?;
            tx.append(entry(OTHER, 2, b"y"))?;
            tx.erase(&by_rule)?;
            tx.erase(&by_hand)
        })
        .unwrap();
    store
        .reading(|read| {
            assert_eq!(read.stub(CASE)?.as_ref(), Some(&by_rule));
            assert_eq!(read.stub(CaseId([7; 16]))?, None);
            assert_eq!(read.stubs(9)?, [by_hand.clone(), by_rule.clone()]);
            let month = Month::of(chrono::NaiveDate::default());
            assert_eq!(read.ledgers(month, month)?, [by_rule.ledger.clone(), by_hand.ledger.clone()]);
            assert_eq!(read.stubs(1)?, std::slice::from_ref(&by_hand));
            Ok(())
        })
        .unwrap();
}

/// The last word of each device about an erased case counts.
pub fn what_devices_say_about_an_erased_case_reads_back(store: &dyn Store) {
    let root = PrivateKey::from_seed(&[1; 32]);
    let row = |left, heard_at_ms| PurgedRow { device: DEVICE, left, heard_at_ms };
    store
        .writing(|tx| {
            tx.append(entry(CASE, 1, b"x"))?;
            let certificate = certificate(&root);
            tx.put_certificate(&certificate)?;
            tx.put_device(&device(&root, &certificate))?;
            tx.erase(&stub(CASE, 77, None))?;
            tx.put_purged(CASE, row(Left::Rescued, 78))?;
            tx.put_purged(CASE, row(Left::Nothing, 79))?;
            tx.put_holder(CASE, DEVICE, 80)?;
            tx.put_holder(CASE, DEVICE, 81)
        })
        .unwrap();
    store
        .reading(|read| {
            assert_eq!(read.purged(CASE)?, [row(Left::Nothing, 79)]);
            assert_eq!(read.holders(CASE)?, [(DEVICE, 81)]);
            assert!(read.purged(OTHER)?.is_empty() && read.holders(OTHER)?.is_empty());
            Ok(())
        })
        .unwrap();
}

/// An erased case keeps its stub and its streams, and nothing else.
pub fn erasing_leaves_a_tombstone(store: &dyn Store) {
    store
        .writing(|tx| {
            tx.append(entry(CASE, 1, b"x"))?;
            tx.append(entry(OTHER, 2, b"y"))?;
            tx.index_change(
                CASE,
                ChangeId([1; 32]),
                ChangeRow { actor: [4; 16], actor_seq: 1, end_op: 1, depth: 0 },
                1,
            )?;
            tx.put_stream(&member("u:a", CASE, 1, false))?;
            tx.put_snapshot(CASE, &Snapshot { upto_seq: 1, bytes: vec![1] })?;
            tx.put_blob(CASE, BlobId([1; 32]), Blob { size_bytes: 1, stored_at_ms: 1 })?;
            tx.erase(&stub(CASE, 77, None))
        })
        .unwrap();
    store
        .reading(|read| {
            assert_eq!(read.case(CASE)?.unwrap().erased_at_ms, Some(77));
            assert!(read.entries(CASE, 0, 9, 9)?.is_empty());
            assert!(read.change(CASE, ChangeId([1; 32]))?.is_none());
            assert!(read.snapshot(CASE)?.is_none() && read.blob(CASE, BlobId([1; 32]))?.is_none());
            assert_eq!(read.streams_of(CASE)?.len(), 1);
            assert_eq!(read.entries(OTHER, 0, 9, 9)?.len(), 1);
            Ok(())
        })
        .unwrap();
}

/// What a store that was made by `sql/fixtures/v0001.sql` says after it was brought up to date: everything is projected
/// anew, and what is left of erased cases is in the months to which it belongs.
pub fn version_1_was_brought_up_to_date(store: &dyn Store) {
    let month = |text: &str| text.parse::<Month>().unwrap();
    store
        .reading(|read| {
            assert_eq!((read.head()?.seq, read.consumed("projector")?), (2, 0));
            assert_eq!(read.entries(CaseId([10; 16]), 0, 9, 9)?.len(), 1);
            let (april, may) = (month("2026-04"), month("2026-05"));
            let minutes = |first, last| {
                let ledgers = read.ledgers(first, last)?;
                assert!(ledgers.iter().all(|ledger| ledger.number == "A0-0002"));
                Ok::<_, crate::Error>(
                    ledgers.iter().flat_map(|it| &it.worked).map(|it| it.minutes).sum::<i64>(),
                )
            };
            assert_eq!((minutes(april, april)?, minutes(may, may)?, minutes(april, may)?), (60, 30, 90));
            let months = read.van_months(Some("chen"))?;
            assert_eq!((months.len(), months[0].month, months[0].stock.quantity), (1, may, 3.into()));
            assert_eq!(read.van_moves(None, may, None)?.len(), 1);
            Ok(())
        })
        .unwrap();
}
