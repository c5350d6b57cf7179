use super::*;
use doorstep_domain::digest::sha256;
use doorstep_domain::id::CaseId;
use doorstep_domain::sync::{Item, ItemKind};
use rusqlite::StatementStatus;

const CASE: CaseId = CaseId([3; 16]);

fn blob(text: &str) -> Item {
    Item::new(ItemKind::SmallBlob, text.as_bytes().to_vec())
}

fn add(store: &Store, text: &str) -> i64 {
    let item = blob(text);
    store
        .writer()
        .transaction::<_, StoreError>(|tx| {
            let hash = sha256(&item.bytes);
            let row = items::insert(tx, CASE, &item, hash, items::Origin::Own, &items::State::Applied)?;
            outbox::add(tx, row.unwrap(), CASE, false, outbox::Reason::Own)?;
            Ok(row.unwrap())
        })
        .unwrap()
}

fn waiting(store: &Store) -> usize {
    store.read::<_, StoreError>(outbox::waiting).unwrap().len()
}

#[test]
fn what_was_written_is_there_after_reopening() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).unwrap();
    add(&store, "one");
    drop(store);
    let store = Store::open(dir.path()).unwrap();
    assert_eq!(waiting(&store), 1);
    assert!(store.salvage().is_none());
}

#[test]
fn a_second_opening_is_refused_until_the_first_is_closed() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).unwrap();
    assert!(matches!(Store::open(dir.path()), Err(StoreError::InUse)));
    drop(store);
    Store::open(dir.path()).unwrap();
}

#[test]
fn a_file_may_be_stored_of_a_case_of_which_nothing_is_here() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).unwrap();
    let blob = doorstep_domain::id::BlobId([7; 32]);
    store.writer().transaction::<_, StoreError>(|tx| blobs::stored(tx, CASE, blob)).unwrap();
    let sql = "SELECT upload FROM blobs";
    let upload = store.read::<_, StoreError>(|c| Ok(c.query_row(sql, [], |row| row.get::<_, String>(0))?));
    assert_eq!(upload.unwrap(), "stored");
}

#[test]
fn a_transaction_that_fails_leaves_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).unwrap();
    let failed = store.writer().transaction::<(), StoreError>(|tx| {
        cases::ensure(tx, CASE)?;
        Err(StoreError::Row("made up"))
    });
    assert!(failed.is_err());
    assert!(!store.read::<_, StoreError>(|c| cases::is_visible(c, CASE)).unwrap());
}

#[test]
fn a_reader_sees_one_moment_while_the_writer_goes_on() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).unwrap();
    add(&store, "one");
    store
        .read::<_, StoreError>(|connection| {
            let before = outbox::waiting(connection)?.len();
            add(&store, "two");
            assert_eq!(outbox::waiting(connection)?.len(), before);
            Ok(())
        })
        .unwrap();
    assert_eq!(waiting(&store), 2);
}

#[test]
fn a_reader_cannot_write() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).unwrap();
    let result = store.read::<_, StoreError>(|connection| Ok(connection.execute("DELETE FROM cases", [])?));
    assert!(result.is_err());
}

#[test]
fn a_newer_file_is_refused_and_not_touched() {
    let dir = tempfile::tempdir().unwrap();
    drop(Store::open(dir.path()).unwrap());
    let path = dir.path().join(DATABASE);
    let connection = Connection::open(&path).unwrap();
    connection.pragma_update(None, "user_version", 99).unwrap();
    drop(connection);
    let before = std::fs::read(&path).unwrap();
    assert!(matches!(Store::open(dir.path()), Err(StoreError::Newer { found: 99, .. })));
    assert_eq!(std::fs::read(&path).unwrap(), before);
    assert!(!dir.path().join("quarantine").exists());
}

#[test]
fn a_damaged_page_loses_the_page_and_not_the_work() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).unwrap();
    let texts: Vec<String> = (0..200).map(|i| format!("{i:03} {}", "x".repeat(500))).collect();
    for text in &texts {
        add(&store, text);
    }
    store.checkpoint().unwrap();
    drop(store);
    let path = dir.path().join(DATABASE);
    let mut bytes = std::fs::read(&path).unwrap();
    let needle = texts[100].as_bytes();
    let at = bytes.windows(needle.len()).position(|window| window == needle).unwrap();
    let page = at / 4096 * 4096;
    bytes[page..page + 4096].fill(0xff);
    std::fs::write(&path, &bytes).unwrap();
    std::fs::write(dir.path().join(salvage::MARK), b"").unwrap();

    let store = Store::open(dir.path()).unwrap();
    let salvage = store.salvage().cloned().unwrap();
    assert_eq!(std::fs::read(&salvage.kept_at).unwrap(), bytes);
    assert!((180..200).contains(&salvage.items_carried), "{salvage:?}");
    assert_eq!(waiting(&store), salvage.items_carried as usize);
    let kept = |text: &String| {
        store.read::<_, StoreError>(|c| items::small_blob(c, CASE, sha256(text.as_bytes()))).unwrap()
    };
    assert!(kept(&texts[0]).is_some() && kept(&texts[199]).is_some());
    drop(store);
    assert!(Store::open(dir.path()).unwrap().salvage().is_none());
}

#[test]
fn a_file_of_rubbish_is_kept_and_a_new_one_opened() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(DATABASE);
    std::fs::write(&path, vec![0x5a; 9000]).unwrap();
    let store = Store::open(dir.path()).unwrap();
    let salvage = store.salvage().unwrap();
    assert_eq!(salvage.items_carried, 0);
    assert_eq!(std::fs::read(&salvage.kept_at).unwrap(), vec![0x5a; 9000]);
    add(&store, "goes on");
}

#[test]
fn search_takes_percent_signs_as_they_are_and_pages_go_on_where_the_last_ended() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).unwrap();
    store
        .writer()
        .transaction::<_, StoreError>(|tx| {
            for number in 0..7_u8 {
                let case = CaseId([number; 16]);
                cases::ensure(tx, case)?;
                job_rows::put(tx, &row(case, &format!("A7-{number:04}"), i64::from(number % 3)))?;
            }
            Ok(())
        })
        .unwrap();
    let list =
        |filter: job_rows::JobFilter| store.read::<_, StoreError>(|c| job_rows::list(c, &filter, 0)).unwrap();
    let with = |text: &str| job_rows::JobFilter { text: Some(text.to_owned()), ..Default::default() };
    assert_eq!(list(with("a7-0003 LIU")).len(), 1);
    assert_eq!(list(with("%")).len(), 0);
    assert_eq!(list(with("")).len(), 7);
    let mut seen = Vec::new();
    let mut after = None;
    loop {
        let page = list(job_rows::JobFilter { limit: 3, after, ..Default::default() });
        let Some(last) = page.last() else { break };
        after = Some(last.position);
        seen.extend(page.into_iter().map(|job| job.position));
    }
    assert_eq!(seen.len(), 7);
    assert!(seen.is_sorted());
}

fn row(case: CaseId, number: &str, reported_at_ms: i64) -> job_rows::JobRow {
    job_rows::JobRow {
        case,
        number: number.to_owned(),
        case_kind: "job",
        shown: shown::Shown {
            customer: "Liu".to_owned(),
            address: "Building 3".to_owned(),
            phone: String::new(),
        },
        time_zone: "CST-8".to_owned(),
        report: "tap drips".to_owned(),
        is_emergency: false,
        outcome: "open",
        phase: "planned",
        visit: doorstep_domain::id::VisitId([1; 8]),
        assigned: vec!["chen".to_owned()],
        window_start_ms: None,
        window_end_ms: None,
        is_archived: false,
        decision_count: 0,
        pack: doorstep_domain::id::PackId([1; 32]),
        reported_at_ms,
        masked: None,
        alarms: None,
        around: Default::default(),
        cards: job_rows::Cards {
            customer: (doorstep_domain::id::CardId([2; 16]), 0),
            site: (doorstep_domain::id::CardId([3; 16]), 0),
        },
    }
}

#[test]
fn a_customer_of_several_jobs_is_known_once_as_the_newest_that_may_be_seen_says() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).unwrap();
    let shown = |customer: &str, phone: &str| shown::Shown {
        customer: customer.to_owned(),
        address: "Building 3".to_owned(),
        phone: phone.to_owned(),
    };
    let of = |number: u8, at_ms, customer: &str, version| {
        let mut row = row(CaseId([number; 16]), &format!("A1-000{number}"), at_ms);
        row.shown = shown(customer, "13800001234");
        row.cards.customer.1 = version;
        row
    };
    let mut hidden = of(4, 90, "Liu Yang", 9);
    let masked = shown("L…", "…1234");
    hidden.masked = Some(shown::Masked { shown: masked, times: Vec::new() });
    let mut elsewhere = of(3, 20, "Liu Yan", 2);
    elsewhere.cards.site.0 = doorstep_domain::id::CardId([9; 16]);
    let rows = [of(1, 50, "Liu", 1), of(2, 10, "Liu Yan", 2), elsewhere, hidden];
    store
        .writer()
        .transaction::<_, StoreError>(|tx| {
            rows.iter().try_for_each(|row| {
                cases::ensure(tx, row.case)?;
                job_rows::put(tx, row)
            })
        })
        .unwrap();
    let found = |text: &str, limit| {
        let found = store.read::<_, StoreError>(|c| known::search(c, text, limit, 100)).unwrap();
        found.into_iter().map(|it| (it.number, it.customer, it.is_masked)).collect::<Vec<_>>()
    };
    let newer = [("A1-0003", 20), ("A1-0002", 10)];
    let newer = newer.map(|(number, _)| (number.to_owned(), "Liu Yan".to_owned(), false));
    assert_eq!(found("", 0), newer, "the version of the card counts, and what is shown");
    assert_eq!(found("1380000 building", 1), newer[..1]);
    assert_eq!(found("yang", 0), [], "what is hidden is not found");
    assert_eq!(found("a1-0004 …1234", 0), [("A1-0004".to_owned(), "L…".to_owned(), true)]);
}

#[test]
fn something_else_in_the_place_of_the_database_is_the_file_systems_no() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(dir.path().join(DATABASE)).unwrap();
    let refused = Store::open(dir.path()).unwrap_err();
    assert!(matches!(refused, StoreError::Io(_)), "{refused:?}");
}

#[test]
fn what_somebody_names_as_a_file_must_be_one() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("photo.jpg");
    std::fs::write(&file, "abc").unwrap();
    assert_eq!(files::size_of(&file).unwrap(), 3);
    assert!(files::size_of(dir.path()).is_err());
    #[cfg(unix)]
    assert!(files::size_of(Path::new("/dev/zero")).is_err(), "it has no end");
}

#[test]
fn a_page_of_jobs_is_read_in_their_order_and_not_sorted_out_of_all() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).unwrap();
    let plan: Vec<String> = store
        .read::<_, StoreError>(|connection| {
            let mut statement =
                connection.prepare(&format!("EXPLAIN QUERY PLAN {}", job_rows::page_sql()))?;
            let mut rows = statement.raw_query();
            let mut plan = Vec::new();
            while let Some(row) = rows.next()? {
                plan.push(row.get("detail")?);
            }
            Ok(plan)
        })
        .unwrap();
    assert!(plan.iter().any(|step| step.contains("jobs_in_time_order")), "{plan:?}");
    assert!(!plan.iter().any(|step| step.contains("TEMP B-TREE")), "{plan:?}");
}

#[test]
fn a_page_of_jobs_is_planned_once() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).unwrap();
    for text in ["boiler", "west lake"] {
        let filter = crate::JobFilter { text: Some(text.to_owned()), ..crate::JobFilter::default() };
        store.read::<_, StoreError>(|connection| job_rows::list(connection, &filter, 0)).unwrap();
    }
    let planned_again = store.read::<_, StoreError>(|connection| {
        let statement = connection.prepare_cached(&job_rows::page_sql())?;
        Ok((statement.get_status(StatementStatus::Run), statement.get_status(StatementStatus::RePrepare)))
    });
    assert_eq!(planned_again.unwrap(), (2, 0));
}
