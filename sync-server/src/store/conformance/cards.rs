//! What companies bring of their own lists.

use doorstep_domain::id::{CardId, CaseId, Hash};

use super::super::{CardKind, CardRow, ListedJobRow, Store};

/// Cards have their order by key within their kind, keep their id, and can be removed; listed jobs read back.
pub fn cards_and_listed_jobs_read_back(store: &dyn Store) {
    let card = |kind, key: &str, id: u8, version| CardRow {
        kind,
        key: key.to_owned(),
        card: CardId([id; 16]),
        version,
        name: format!("{key} {version}"),
        detail: (kind == CardKind::Site).then(|| "CST-8".to_owned()),
        owner: None,
        changed_at_ms: 5,
    };
    let (customer, site) = (CardKind::Customer, CardKind::Site);
    let job = |start_ms| ListedJobRow {
        key: "J-1".to_owned(),
        case: CaseId([7; 16]),
        stated: Hash([8; 32]),
        start_ms,
        end_ms: None,
        users: vec!["chen".to_owned()],
    };
    store
        .writing(|tx| {
            for (kind, key, id) in
                [(customer, "b", 1), (customer, "a", 2), (customer, "c", 3), (site, "a", 4)]
            {
                tx.put_card(&card(kind, key, id, 1))?;
            }
            tx.put_card(&card(customer, "b", 9, 2))?;
            tx.put_listed_job(&job(None))?;
            tx.put_listed_job(&job(Some(3)))
        })
        .unwrap();
    let page = |after: &str, limit| {
        let cards = store.reading(|read| read.cards(customer, after, limit)).unwrap();
        cards.into_iter().map(|card| (card.key, card.version)).collect::<Vec<_>>()
    };
    assert_eq!(page("", 2), [("a".to_owned(), 1), ("b".to_owned(), 2)]);
    assert_eq!(page("b", 2), [("c".to_owned(), 1)]);
    let found = store.reading(|read| read.card(customer, "b")).unwrap().unwrap();
    assert_eq!(found, CardRow { card: CardId([1; 16]), ..card(customer, "b", 1, 2) }, "a card keeps its id");
    assert_eq!(store.reading(|read| read.card(site, "a")).unwrap(), Some(card(site, "a", 4, 1)));
    assert_eq!(store.reading(|read| read.listed_job("J-1")).unwrap(), Some(job(Some(3))));
    assert_eq!(store.reading(|read| read.listed_job("J-2")).unwrap(), None);
    let removed = || store.writing(|tx| tx.remove_card(customer, "b")).unwrap();
    assert_eq!((removed(), removed()), (true, false));
    assert_eq!(store.reading(|read| read.card(customer, "b")).unwrap(), None);
}
