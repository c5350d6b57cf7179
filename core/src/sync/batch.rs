//! What goes into the next request.
//!
//! Of one case, items go in the order in which they were made, so the server never sees one before what it
//! builds on. Between cases, those with something urgent (a signature, a completion) go first, with all that
//! came before it; then the one that waits longest. A request with something urgent in it is filled up with little
//! else: on a link that is about to die, what a customer signed must not hang on a morning's answers.

use std::collections::BTreeMap;

use doorstep_domain::id::CaseId;

use crate::store::outbox::Waiting;

/// The most bytes of items in one request: 40 seconds at 50 kbit/s, inside what a phone gives a background task.
pub(crate) const MAX_BYTES: u64 = 256 * 1024;

/// What else goes with something urgent, in bytes altogether: five seconds at 50 kbit/s.
pub(crate) const BESIDE_URGENT_BYTES: u64 = 32 * 1024;

/// The most items in one request.
pub(crate) const MAX_ITEMS: usize = 2000;

/// The rows of the next request, case by case.
pub(crate) type Batch = Vec<(CaseId, Vec<i64>)>;

/// Picks the next batch from everything that waits, in the order in which cases and their items leave. At least one item
/// goes, however long.
pub(crate) fn select(waiting: &[Waiting], max_bytes: u64) -> Batch {
    let mut by_case: BTreeMap<CaseId, Vec<&Waiting>> = BTreeMap::new();
    for item in waiting {
        by_case.entry(item.case).or_default().push(item);
    }
    let mut cases: Vec<Vec<&Waiting>> = by_case.into_values().collect();
    cases.sort_by_key(|items| (!items.iter().any(|item| item.is_urgent), items.first().map(|item| item.row)));
    let mut batch = Batch::new();
    let (mut bytes, mut count) = (0_u64, 0_usize);
    let mut has_urgent = false;
    for items in cases {
        let is_urgent = items.iter().any(|item| item.is_urgent);
        has_urgent |= is_urgent;
        let limit = if has_urgent && !is_urgent { max_bytes.min(BESIDE_URGENT_BYTES) } else { max_bytes };
        let mut rows = Vec::new();
        for item in &items {
            let size = u64::from(item.size_bytes);
            if count > 0 && (bytes + size > limit || count >= MAX_ITEMS) {
                break;
            }
            (bytes, count) = (bytes + size, count + 1);
            rows.push(item.row);
        }
        if let (Some(first), false) = (items.first(), rows.is_empty()) {
            batch.push((first.case, rows));
        }
    }
    batch
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn item(row: i64, case: u8, is_urgent: bool, size_bytes: u32) -> Waiting {
        Waiting { row, case: CaseId([case; 16]), is_urgent, size_bytes }
    }

    fn rows(batch: &Batch) -> Vec<i64> {
        batch.iter().flat_map(|(_, rows)| rows.clone()).collect()
    }

    #[test]
    fn a_signature_goes_first_with_all_that_came_before_it_in_its_case() {
        let waiting =
            [item(1, 1, false, 10), item(2, 2, false, 10), item(3, 2, true, 10), item(4, 1, false, 10)];
        assert_eq!(rows(&select(&waiting, 1000)), [2, 3, 1, 4]);
        assert_eq!(rows(&select(&waiting, 20)), [2, 3]);
    }

    #[test]
    fn little_else_goes_with_a_signature() {
        let bulk = |row| item(row, 1, false, 20 * 1024);
        let waiting = [bulk(1), bulk(2), bulk(3), item(4, 2, true, 500)];
        assert_eq!(rows(&select(&waiting, MAX_BYTES)), [4, 1]);
        assert_eq!(rows(&select(&waiting[..3], MAX_BYTES)), [1, 2, 3]);
    }

    /// What waits on a phone: some cases, their items mixed in the order in which they were made.
    fn any_waiting() -> impl Strategy<Value = Vec<Waiting>> {
        let one = (0..6_u8, prop::bool::weighted(0.1), 1..40_000_u32);
        prop::collection::vec(one, 0..60).prop_map(|items| {
            let numbered = (1..).zip(items);
            numbered
                .map(|(row, (case, is_urgent, size_bytes))| item(row, case, is_urgent, size_bytes))
                .collect()
        })
    }

    /// Everything in the requests in which it leaves, and how many rows each has.
    fn plan(waiting: &[Waiting], max_bytes: u64) -> Vec<Batch> {
        let mut left = waiting.to_vec();
        let mut plan = Vec::new();
        while !left.is_empty() {
            let batch = select(&left, max_bytes);
            let gone = rows(&batch);
            assert!(!gone.is_empty(), "something always goes");
            left.retain(|item| !gone.contains(&item.row));
            plan.push(batch);
        }
        plan
    }

    proptest! {
        #[test]
        fn everything_leaves_once_and_each_case_in_the_order_in_which_it_was_made(
            waiting in any_waiting(), max_bytes in 1..100_000_u64
        ) {
            let mut of_case: BTreeMap<CaseId, Vec<i64>> = BTreeMap::new();
            for (case, rows) in plan(&waiting, max_bytes).into_iter().flatten() {
                of_case.entry(case).or_default().extend(rows);
            }
            let mut made: BTreeMap<CaseId, Vec<i64>> = BTreeMap::new();
            waiting.iter().for_each(|item| made.entry(item.case).or_default().push(item.row));
            prop_assert_eq!(of_case, made);
        }

        #[test]
        fn no_request_is_longer_than_it_may_be_unless_it_carries_one_item(
            waiting in any_waiting(), max_bytes in 1..100_000_u64
        ) {
            let size = |row: i64| waiting.iter().find(|item| item.row == row).map_or(0, |item| u64::from(item.size_bytes));
            for batch in plan(&waiting, max_bytes) {
                let rows = rows(&batch);
                prop_assert!(rows.len() == 1 || rows.into_iter().map(size).sum::<u64>() <= max_bytes);
            }
        }

        #[test]
        fn nothing_of_another_case_leaves_before_the_first_item_of_one_with_a_signature(
            waiting in any_waiting(), max_bytes in 1..100_000_u64
        ) {
            let is_urgent = |case: CaseId| waiting.iter().any(|item| item.case == case && item.is_urgent);
            let batch = select(&waiting, max_bytes);
            if let Some((first, _)) = batch.first() {
                prop_assert!(is_urgent(*first) || !waiting.iter().any(|item| item.is_urgent));
            }
            let urgency: Vec<bool> = batch.iter().map(|(case, _)| is_urgent(*case)).collect();
            prop_assert!(urgency.is_sorted_by(|before, after| before >= after), "{:?}", urgency);
        }
    }

    #[test]
    fn a_case_never_skips_one_of_its_items() {
        let waiting =
            [item(1, 1, false, 10), item(2, 1, false, 900), item(3, 1, false, 10), item(4, 2, false, 10)];
        assert_eq!(rows(&select(&waiting, 100)), [1, 4]);
    }

    #[test]
    fn an_item_larger_than_the_budget_goes_alone() {
        assert_eq!(rows(&select(&[item(1, 1, false, 900), item(2, 2, false, 1)], 100)), [1]);
        assert!(select(&[], 100).is_empty());
    }
}
