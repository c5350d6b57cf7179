//! What months are worked out from.

use doorstep_domain::fact::StockPlace;
use doorstep_domain::id::{CaseId, FactId};
use doorstep_domain::ledger::Ledger;
use doorstep_domain::score::{Remark, RemarkSource};
use doorstep_domain::stock::{VanPart, VanStock};
use doorstep_domain::text::Text;
use doorstep_domain::wage::Month;

use super::super::{Derived, PromiseRow, Store, Stub, VanMoveRow, Write};
use super::erased::stub;
use super::list::job;
use super::{CASE, OTHER, entry};

fn month(text: &str) -> Month {
    text.parse().unwrap()
}

/// What was said on these days.
fn ledger(number: &str, days: &[&str]) -> Ledger {
    let source = RemarkSource::Rated { scale: "stars".to_owned() };
    let said = days.iter().map(|day| Remark {
        day: day.parse().unwrap(),
        about: "chen".to_owned(),
        source: source.clone(),
        said: "good".to_owned(),
        by: "Lin".to_owned(),
    });
    Ledger {
        number: number.to_owned(),
        service: "repair".to_owned(),
        said: said.collect(),
        ..Ledger::default()
    }
}

fn promise(due_at_ms: i64, kept: Option<bool>) -> PromiseRow {
    PromiseRow {
        month: month("2026-04"),
        service: "repair".to_owned(),
        service_title: Text::verbatim("Repair"),
        timer: "arrive".to_owned(),
        title: Text::verbatim("Arrive"),
        origin: Some("T-28".to_owned()),
        counts: true,
        due_at_ms,
        kept,
    }
}

fn taken(fact: u8, quantity: &str, of: &str) -> VanMoveRow {
    let part = VanPart { user: "chen".to_owned(), part: "tap".to_owned(), old: false };
    VanMoveRow {
        fact: FactId([fact; 32]),
        stock: VanStock { part, name: "Tap".to_owned(), quantity: quantity.parse().unwrap() },
        from: StockPlace::Van,
        to: StockPlace::Customer,
        who: "Chen".to_owned(),
        at_ms: 5,
        month: month(of),
    }
}

fn put(tx: &mut dyn Write, case: CaseId, ledger: &Ledger, derived: &Derived) -> Result<(), crate::Error> {
    tx.put_job(&job(case, &ledger.number, "open", None))?;
    tx.put_derived(case, derived)?;
    tx.put_ledger(case, ledger)
}

/// Rows of months are replaced with their case. Of an erased one what accounts, wages and scores need stays, as its
/// stub says it, and what it moved in vans.
pub fn months_are_rows_that_change_with_their_cases(store: &dyn Store) {
    let (march, april) = (month("2026-03"), month("2026-04"));
    let (one, other) = (ledger("A1-0001", &["2026-03-31", "2026-04-01"]), ledger("A1-0002", &["2026-04-02"]));
    let promises = vec![promise(1, Some(false)), promise(2, None), promise(3, Some(true))];
    let van_moves = vec![taken(1, "3", "2026-03"), taken(2, "-1.5", "2026-04")];
    let derived = Derived { promises: promises.clone(), van_moves, ..Derived::default() };
    let before = Derived { van_moves: vec![taken(1, "9", "2026-02")], ..derived.clone() };
    store
        .writing(|tx| {
            tx.append(entry(CASE, 1, b"x"))?;
            tx.append(entry(OTHER, 1, b"y"))?;
            put(tx, CASE, &ledger("A1-0001", &["2026-01-01"]), &before)?;
            put(tx, CASE, &one, &derived)?;
            let more = Derived { van_moves: vec![taken(3, "1", "2026-04")], ..Derived::default() };
            put(tx, OTHER, &other, &more)
        })
        .unwrap();
    let ledgers = |first, last| store.reading(|read| read.ledgers(first, last)).unwrap();
    let of = |ledger: &Ledger, month| ledger.by_month()[&month].clone();
    assert_eq!(ledgers(march, march), [of(&one, march)]);
    assert_eq!(ledgers(march, april), [of(&one, march), of(&one, april), other]);
    assert_eq!(ledgers(month("2026-01"), month("2026-02")), [], "replaced");
    let due = |month| store.reading(|read| read.promises(month)).unwrap();
    assert_eq!(due(april).into_iter().map(|row| row.row).collect::<Vec<_>>(), promises);
    assert_eq!(due(march), []);
    let vans = || {
        let months = store.reading(|read| read.van_months(Some("chen"))).unwrap();
        months.iter().map(|it| (it.month, it.stock.quantity.to_string())).collect::<Vec<_>>()
    };
    let sums = [(march, "3".to_owned()), (april, "-0.5".to_owned())];
    assert_eq!(vans(), sums);
    let gone = Stub { ledger: one.clone(), ..stub(CASE, 7, None) };
    store.writing(|tx| tx.erase(&gone)).unwrap();
    assert_eq!((ledgers(march, march), vans()), (vec![of(&one, march)], sums.to_vec()));
    assert_eq!(due(april), []);
}
